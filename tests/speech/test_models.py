"""Choosing a model: the fixture unpacks itself, a bad one is refused, the admin's directory is never changed."""

from __future__ import annotations

import io
import multiprocessing
import os
import shutil
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from ivr.adapters.speech import model_fixture, models
from ivr.adapters.speech.model_layout import Layout, read_layout, without_dither
from ivr.adapters.speech.vosk_ear import Ears
from ivr.errors import ModelUnusable
from ivr.settings import ROOT, Settings, SpeechSettings
from tests.speech.kinds import cut_short


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "models").mkdir()
    return Settings(root=tmp_path, var=tmp_path / "var")


@pytest.fixture
def whole(layout: Layout, tmp_path: Path) -> Path:
    """A copy of the real model, to be broken."""
    return Path(shutil.copytree(layout.directory, tmp_path / "site-model"))


def pack(settings: Settings, files: dict[str, bytes]) -> None:
    with tarfile.open(settings.root / "models" / "zh-fixture.tar.xz", "w:xz") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def small_model(mark: bytes = b"1") -> dict[str, bytes]:
    names = (
        "conf/model.conf",
        "am/final.mdl",
        "graph/words.txt",
        "graph/HCLr.fst",
        "graph/Gr.fst",
        "graph/disambig_tid.int",
    )
    options = b"--sample-frequency=8000\n--dither=0\n"
    return {**{f"zh-fixture/{name}": mark + b"\n" for name in names}, "zh-fixture/conf/mfcc.conf": options}


def test_the_real_model_is_known_for_what_it_is(layout: Layout) -> None:
    assert layout.rate == 8000 and layout.takes_grammar and not layout.has_dither and 10 < layout.megabytes < 200
    assert "8000 Hz, grammars at run time" in models.describe(layout)


def test_without_any_choice_the_fixture_is_unpacked_and_used(settings: Settings) -> None:
    pack(settings, small_model())
    assert models.prepare(settings).directory == settings.var / "models" / "zh-fixture"


def test_a_new_archive_replaces_what_was_unpacked_and_the_same_one_does_not(settings: Settings) -> None:
    pack(settings, small_model(b"1"))
    target = model_fixture.unpack(settings)
    before = target.stat().st_ino
    assert model_fixture.unpack(settings).stat().st_ino == before
    pack(settings, small_model(b"2"))
    assert (model_fixture.unpack(settings) / "am" / "final.mdl").read_bytes() == b"2\n"
    assert sorted(p.name for p in target.parent.iterdir()) == [".lock", "zh-fixture"]


def test_several_processes_may_unpack_at_once(settings: Settings) -> None:
    pack(settings, small_model())
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert len(set(pool.map(model_fixture.unpack, [settings] * 6))) == 1
    assert [m.problem for m in models.list_models(settings)] == [""]


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "zh-fixture/../../outside"])
def test_an_archive_that_reaches_outside_is_refused(settings: Settings, name: str) -> None:
    pack(settings, {name: b"x"})
    with pytest.raises(ModelUnusable, match="outside"):
        model_fixture.unpack(settings)
    assert sorted(p.name for p in (settings.var / "models").iterdir()) == [".lock"]


def test_links_in_an_archive_are_refused(settings: Settings) -> None:
    with tarfile.open(settings.root / "models" / "zh-fixture.tar.xz", "w:xz") as tar:
        member = tarfile.TarInfo("zh-fixture/am")
        member.type, member.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(member)
    with pytest.raises(ModelUnusable, match="does not belong"):
        model_fixture.unpack(settings)


@pytest.mark.parametrize("content", [b"", b"no archive at all", b"\xfd7zXZ\x00\x00\x04 cut short"])
def test_a_broken_archive_says_what_to_do(settings: Settings, content: bytes) -> None:
    (settings.root / "models" / "zh-fixture.tar.xz").write_bytes(content)
    with pytest.raises(ModelUnusable, match="fetch it again"):
        models.prepare(settings)


def test_no_archive_and_nothing_unpacked_says_what_to_do(settings: Settings) -> None:
    with pytest.raises(ModelUnusable, match="hotline model use"):
        models.prepare(settings)


@pytest.mark.parametrize(
    "missing", ["conf/mfcc.conf", "am/final.mdl", "graph/words.txt", "graph/Gr.fst", "graph/HCLr.fst"]
)
def test_a_missing_or_empty_file_is_named(whole: Path, missing: str) -> None:
    for break_it in (lambda file: file.write_bytes(b""), Path.unlink):
        break_it(whole / missing)
        if missing.endswith("mfcc.conf") and (whole / missing).exists():
            continue
        with pytest.raises(ModelUnusable, match=missing):
            read_layout(whole)


def test_a_rate_that_telephone_sound_cannot_be_raised_to_is_refused(whole: Path) -> None:
    (whole / "conf" / "mfcc.conf").write_text("--sample-frequency=11025\n")
    with pytest.raises(ModelUnusable, match="11025 Hz"):
        read_layout(whole)


def test_the_flat_layout_of_older_models_is_known(whole: Path, tmp_path: Path) -> None:
    flat = tmp_path / "flat"
    flat.mkdir()
    for name in (
        "am/final.mdl",
        "conf/mfcc.conf",
        "graph/words.txt",
        "graph/HCLr.fst",
        "graph/Gr.fst",
        "graph/disambig_tid.int",
    ):
        shutil.copy(whole / name, flat)
    found = read_layout(flat)
    assert found.rate == 8000 and found.takes_grammar
    models.try_out(found)


def test_a_model_with_dither_is_used_through_links_and_stays_as_it_is(whole: Path, settings: Settings) -> None:
    features = whole / "conf" / "mfcc.conf"
    features.write_text(features.read_text().replace("--dither=0", "--dither=1.0"))
    before = {f: f.read_bytes() for f in whole.rglob("*") if f.is_file() and f.stat().st_size < 10**6}
    private = settings.var / "models" / "private"
    first, second = (without_dither(read_layout(whole), private) for _ in range(2))
    assert first == second and first.directory.parent == private
    assert not read_layout(first.directory).has_dither
    models.try_out(first)
    assert {f: f.read_bytes() for f in before} == before
    assert not list(private.glob(".linking-*"))


def test_a_chosen_model_is_used_from_then_on(whole: Path, settings: Settings) -> None:
    chosen = models.use(whole, settings)
    assert models.prepare(settings) == chosen and chosen.directory == whole
    assert [m.directory for m in models.list_models(settings) if m.in_use] == [whole]


@pytest.mark.parametrize("file", ["am/final.mdl", "graph/HCLr.fst", "graph/words.txt"])
def test_a_corrupt_model_is_refused_and_the_old_one_stays(whole: Path, settings: Settings, file: str) -> None:
    models.use(whole, settings)
    corrupt = Path(shutil.copytree(whole, settings.root / "corrupt"))
    (corrupt / file).write_bytes(cut_short((corrupt / file).read_bytes()))
    with pytest.raises(ModelUnusable, match=r"no model that Vosk opens|no whole Vosk model"):
        models.use(corrupt, settings)
    assert models.model_directory(settings) == whole


def test_rubbish_in_place_of_every_file_is_refused(whole: Path, settings: Settings) -> None:
    for name in ("am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst"):
        (whole / name).write_bytes(os.urandom(4000))
    with pytest.raises(ModelUnusable, match="Unpack it again"):
        models.use(whole, settings)


def test_opening_a_corrupt_model_in_the_bot_itself_is_an_error_of_ours(whole: Path) -> None:
    (whole / "am" / "final.mdl").write_bytes(b"rubbish")
    with pytest.raises(ModelUnusable, match="hotline model check"):
        Ears(read_layout(whole))


def test_the_settings_file_wins_and_use_says_so(whole: Path, settings: Settings) -> None:
    fixed = replace(settings, speech=SpeechSettings(model=str(whole)))
    assert models.model_directory(fixed) == whole
    with pytest.raises(ModelUnusable, match=r"hotline\.toml"):
        models.use(whole, fixed)


def test_going_back_to_the_fixture_forgets_the_choice(whole: Path, settings: Settings) -> None:
    pack(settings, small_model())
    models.use(whole, settings)
    models.use_fixture(settings)
    assert models.model_directory(settings) == model_fixture.directory(settings)


def test_a_choice_that_cannot_be_written_keeps_the_old_model(whole: Path, settings: Settings) -> None:
    settings.var.mkdir()
    (settings.var / "models").write_text("a file where a folder should be")
    with pytest.raises(ModelUnusable, match="old model stays"):
        models.use(whole, settings)


def test_the_list_tells_what_is_wrong_with_a_model(settings: Settings) -> None:
    pack(settings, small_model())
    models.prepare(settings)
    (settings.root / "models" / "half").mkdir()
    found = {m.directory.name: m for m in models.list_models(settings)}
    assert found["zh-fixture"].in_use and found["zh-fixture"].problem == ""
    assert "is empty" in found["half"].problem and "8000 Hz" in found["zh-fixture"].looks


def spoil(model: Path) -> None:
    """An update of the disk, the model or Vosk made it unreadable."""
    (model / "am" / "final.mdl").write_bytes(cut_short((model / "am" / "final.mdl").read_bytes()))


def test_a_good_model_is_served_with_without_a_word(whole: Path, settings: Settings) -> None:
    models.use(whole, settings)
    assert models.find_working(settings) == (whole, "")


def test_a_chosen_model_that_no_longer_opens_gives_way_to_the_last_good_one(whole: Path, settings: Settings) -> None:
    models.use(whole, settings)
    newer = Path(shutil.copytree(whole, settings.root / "newer"))
    models.use(newer, settings)
    spoil(newer)
    directory, fault = models.find_working(settings)
    assert directory == whole
    assert str(newer) in fault and "no model that Vosk opens" in fault
    assert models.model_directory(settings) == newer, "the admin's choice stands, for when it is mended"


def test_a_model_that_served_once_is_good_also_when_the_settings_file_named_it(whole: Path, settings: Settings) -> None:
    models.find_working(replace(settings, speech=SpeechSettings(model=str(whole))))
    fixed = replace(settings, speech=SpeechSettings(model=str(settings.root / "gone")))
    directory, fault = models.find_working(fixed)
    assert directory == whole and "gone is no directory" in fault


def test_without_any_good_model_the_bot_does_not_start(whole: Path, settings: Settings) -> None:
    models.use(whole, settings)
    spoil(whole)
    with pytest.raises(ModelUnusable, match="no model that Vosk opens"):
        models.find_working(settings)


def test_a_trial_tells_what_the_model_costs_and_hears(layout: Layout) -> None:
    trial = models.try_out(layout, (ROOT / "demo" / "voices" / "yunyang" / "civil_affairs.wav",))
    assert trial.heard == ("我要找民政局",)
    assert 1 < trial.seconds < 4 and trial.rtf is not None and 0 < trial.rtf < 1
    assert 10 < trial.model_megabytes < trial.process_megabytes < 400
