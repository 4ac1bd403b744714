"""Packs of other languages are found by their folder, and opened once a caller needs one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.adapters.voice.build import build
from ivr.adapters.voice.catalogue import Catalogue
from ivr.adapters.voice.packs import Packs
from ivr.adapters.voice.shelves import read_packs
from ivr.adapters.voice.texts import Texts
from ivr.domain.prompts import prompt
from ivr.errors import PromptMissing
from tests.voice.voices import Humming, tone, write


@pytest.fixture
def packs(tmp_path: Path) -> Packs:
    """The site's own language, and a pack xx with one prompt."""
    own, pack = tmp_path / "own", tmp_path / "prompts" / "xx"
    for folder in (own, pack / "sounds" / "8k", pack / "sounds" / "directory"):
        folder.mkdir(parents=True)
        write(folder / "goodbye.wav", tone(0.1, 440, 0.1, 8000), 8000)
    (pack / "texts.toml").write_text('goodbye = "Bye."\n', encoding="utf-8")
    (pack / "parts.toml").write_text('[digit]\n1 = "one"\n', encoding="utf-8")
    return Packs(Catalogue(Texts({"goodbye": "再见。"}, {}), own, tmp_path / "cache"), tmp_path / "prompts", tmp_path)


def test_each_language_has_its_own_sound(packs: Packs, tmp_path: Path) -> None:
    bye = prompt("goodbye")
    assert Path(packs.sound(bye)).parent == tmp_path / "own"
    assert Path(packs.sound(bye, language="xx")).parent == tmp_path / "prompts/xx/sounds/8k"


def test_a_language_without_a_folder_or_a_sound_is_told(packs: Packs) -> None:
    with pytest.raises(PromptMissing, match="yy"):
        packs.sound(prompt("goodbye"), language="yy")
    with pytest.raises(PromptMissing, match="hello"):
        packs.sound(prompt("hello"), language="xx")


def test_a_pack_is_a_folder_whose_own_texts_are_rendered_and_nothing_of_the_directory(tmp_path: Path) -> None:
    (tmp_path / "zh-CN").mkdir()
    (tmp_path / "zh-CN" / "texts.toml").write_text('goodbye = "再见。"\n', encoding="utf-8")
    (tmp_path / "xx").mkdir()
    (tmp_path / "xx" / "texts.toml").write_text('number = "It is {digits}. Right?"\n', encoding="utf-8")
    (tmp_path / "xx" / "parts.toml").write_text('[digit]\n1 = "one"\n', encoding="utf-8")
    packs, voice = read_packs(tmp_path / "zh-CN"), Humming()
    assert list(packs) == ["xx"]
    assert len(packs["xx"].faults()) == 3
    build(packs["xx"].wanted, packs["xx"].folder, voice, lambda name: None)
    assert voice.spoken == ["one", "It is ", ". Right?"]
    assert read_packs(tmp_path / "zh-CN")["xx"].faults() == []


def test_a_pack_that_people_spoke_only_has_to_be_whole(packs: Packs, tmp_path: Path) -> None:
    own = tmp_path / "prompts" / "zh-CN"
    recorded = read_packs(own)["xx"]
    assert recorded.is_recorded
    assert recorded.faults() == ["digit.1: no sound for 'one'"]
    write(recorded.folder / "digit.1.wav", tone(0.3, 440, 0.1, 8000), 8000)
    assert read_packs(own)["xx"].faults() == []
