"""Rendering prompts: only what changed, one voice, one loudness, nothing half-written."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ivr.adapters.voice.build import build, faults, stale
from ivr.adapters.voice.loudness import level, read_sound
from ivr.errors import PromptMissing, SynthesisFailed
from tests.voice.voices import Humming, dbfs, read, tone, write

TEXTS = {"greeting": "您好，请问您有什么事？", "digit.1": "幺", "ending": "再见。"}


def render(texts: dict[str, str], sounds: Path, voice: Humming | None = None) -> list[str]:
    voice = voice or Humming()
    build(texts, sounds, voice, lambda name: None)
    return voice.spoken


def test_every_text_becomes_a_sound(tmp_path: Path) -> None:
    seen: list[str] = []
    assert build(TEXTS, tmp_path, Humming(), seen.append) == 3
    assert seen == list(TEXTS)
    assert faults(TEXTS, tmp_path) == []


def test_only_a_changed_text_is_spoken_again(tmp_path: Path) -> None:
    render(TEXTS, tmp_path)
    assert render(TEXTS, tmp_path) == []
    assert render({**TEXTS, "ending": "谢谢，再见。"}, tmp_path) == ["谢谢，再见。"]


def test_a_text_that_is_gone_takes_its_sound_with_it(tmp_path: Path) -> None:
    render(TEXTS, tmp_path)
    rest = {"greeting": TEXTS["greeting"]}
    assert faults(rest, tmp_path) == [
        "digit.1: nothing says this any more",
        "ending: nothing says this any more",
    ]
    render(rest, tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["greeting.wav", "manifest.json"]


def test_a_changed_text_a_missing_sound_and_a_sound_changed_by_hand_are_found(tmp_path: Path) -> None:
    render(TEXTS, tmp_path)
    (tmp_path / "digit.1.wav").unlink()
    (tmp_path / "ending.wav").write_bytes(b"RIFF")
    found = faults({**TEXTS, "greeting": "您好。"}, tmp_path)
    assert [fault.split(":")[0] for fault in found] == ["greeting", "digit.1", "ending"]
    assert "您好。" in found[0] and TEXTS["greeting"] in found[0]
    assert render({**TEXTS, "greeting": "您好。"}, tmp_path) == ["您好。", "幺", "再见。"]


def test_a_sound_made_by_an_older_recipe_is_found_and_made_again(tmp_path: Path) -> None:
    render(TEXTS, tmp_path)
    manifest = tmp_path / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"recipe": 2', '"recipe": 1'), encoding="utf-8")
    assert len(faults(TEXTS, tmp_path)) == 3
    assert render(TEXTS, tmp_path) == list(TEXTS.values())


def test_two_voices_among_the_prompts_are_found_and_become_one(tmp_path: Path) -> None:
    render(TEXTS, tmp_path, Humming("first"))
    with pytest.raises(SynthesisFailed):
        render(TEXTS, tmp_path, Humming("second", breaks_at="幺"))
    assert faults(TEXTS, tmp_path) == ["the prompts have several voices: first, second"]
    assert render(TEXTS, tmp_path, Humming("second")) == ["幺", "再见。"]
    assert faults(TEXTS, tmp_path) == []
    assert stale(TEXTS, tmp_path, "first") == list(TEXTS)


def test_a_build_that_broke_off_goes_on_where_it_was(tmp_path: Path) -> None:
    with pytest.raises(SynthesisFailed, match="再见"):
        render(TEXTS, tmp_path, Humming(breaks_at="再见。"))
    assert faults(TEXTS, tmp_path) == ["ending: no sound for '再见。'"]
    assert not [file for file in tmp_path.iterdir() if file.suffix not in (".wav", ".json")]
    assert render(TEXTS, tmp_path) == ["再见。"]


def test_sounds_are_telephone_sounds_equally_loud_without_silence_at_their_ends(tmp_path: Path) -> None:
    render({"soft": "一二三四五"}, tmp_path / "soft", Humming(loudness=0.01))
    render({"loud": "一二三四五"}, tmp_path / "loud", Humming(loudness=0.9))
    soft, loud = read(tmp_path / "soft" / "soft.wav"), read(tmp_path / "loud" / "loud.wav")
    assert dbfs(soft) == pytest.approx(-20, abs=0.5)
    assert dbfs(loud) == pytest.approx(dbfs(soft), abs=0.1)
    assert len(soft) / 8000 == pytest.approx(0.58, abs=0.03)


def test_nothing_above_the_telephone_band_folds_down_into_the_voice(tmp_path: Path) -> None:
    voice, hiss = tone(1, 1000, 0.2, 24000), tone(1, 6000, 0.2, 24000)
    write(tmp_path / "raw", voice + hiss, 24000)
    level(read_sound(tmp_path / "raw")).export(tmp_path / "ready.wav", format="wav").close()
    spectrum = np.abs(np.fft.rfft(read(tmp_path / "ready.wav")[800:7200]))
    assert spectrum.argmax() == 800
    assert spectrum[1500:1700].max() < spectrum.max() / 300


def test_a_click_does_not_overdrive_the_line(tmp_path: Path) -> None:
    spiky = tone(1, 300, 0.01, 24000)
    spiky[9000:9012] = 0.9
    write(tmp_path / "raw", spiky, 24000)
    level(read_sound(tmp_path / "raw")).export(tmp_path / "ready.wav", format="wav").close()
    assert np.abs(read(tmp_path / "ready.wav")).max() <= 10 ** (-2 / 20) + 0.001


def test_silence_or_garbage_from_an_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SynthesisFailed, match="silence"):
        render(TEXTS, tmp_path / "sounds", Humming(loudness=0))
    (tmp_path / "garbage").write_bytes(b"\xff\x00" * 500)
    with pytest.raises(SynthesisFailed):
        read_sound(tmp_path / "garbage")


def test_a_broken_manifest_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"greeting": ', encoding="utf-8")
    with pytest.raises(PromptMissing, match="Take it back from git"):
        faults(TEXTS, tmp_path)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SynthesisFailed, match="cannot be written"):
        render(TEXTS, tmp_path / "file" / "sounds")
