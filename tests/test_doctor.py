"""`./hotline ivr doctor`: what is well, what is less than it could be, and what keeps callers from being served."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ivr.adapters.speech.models import prepare
from ivr.cli.doctor import directory, ledger, looked, packs
from ivr.settings import ROOT, Settings, read_settings


@pytest.fixture
def site(tmp_path: Path) -> Settings:
    """A place of its own with the project's English pack."""
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "zh-CN").symlink_to(ROOT / "prompts" / "zh-CN")
    shutil.copytree(ROOT / "prompts" / "en", tmp_path / "prompts" / "en")
    return replace(read_settings(environment={}), root=tmp_path, var=tmp_path / "var")


def of_packs(site: Settings, language: str = "en") -> dict[str, list[tuple[str, str]]]:
    """Level and text of each finding, by pack."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in looked(packs, replace(site, talk=replace(site.talk, foreign_language=language))):
        found.setdefault(each.about, []).append((each.level, each.text))
    return found


def test_a_whole_pack_is_well_and_hears_keys_only(site: Settings) -> None:
    sounds, speech = of_packs(site)["pack en"]
    assert sounds[0] == "well"
    assert speech == ("remark", "keys only: it has no speech model, what is said in it is not understood")


def test_a_pack_with_a_model_of_its_own_hears_what_is_said(site: Settings) -> None:
    pack, fixture = site.prompts.parent / "en", prepare(read_settings(environment={})).directory
    (pack / "model").symlink_to(fixture)
    level, text = of_packs(site)["pack en"][1]
    assert level == "well" and str(pack / "model") in text
    (pack / "words.toml").unlink()
    level, text = of_packs(site)["pack en"][1]
    assert level == "fault" and "words.toml" in text
    (pack / "model").unlink()
    (pack / "model").mkdir()
    assert of_packs(site)["pack en"][1][0] == "fault"


def test_a_third_pack_is_a_folder_and_nothing_else(site: Settings) -> None:
    shutil.copytree(ROOT / "prompts" / "en", site.prompts.parent / "fr")
    found = of_packs(site, "fr")
    assert [level for level, _ in found["pack fr"]] == ["well", "remark"]
    assert "not in use" in found["pack en"][0][1] and "not in use" not in found["pack fr"][0][1]


def test_a_pack_that_is_missing_or_not_whole_is_a_fault(site: Settings) -> None:
    assert of_packs(site, "ko")["pack ko"] == [
        ("fault", "[talk] foreign_language names no folder under prompts/; there is en")
    ]
    (site.prompts.parent / "en" / "sounds" / "8k" / "foreign.menu.wav").unlink()
    level, text = of_packs(site)["pack en"][0]
    assert level == "fault" and "foreign.menu" in text


def test_what_cannot_be_looked_at_is_a_fault(site: Settings) -> None:
    (found,) = looked(directory, site)
    assert (found.about, found.level) == ("directory", "fault") and "directory build" in found.text
    (site.root / "file").touch()
    unwritable = replace(site, ledger=replace(site.ledger, url=f"sqlite:///{site.root}/file/ledger.db"))
    (found,) = looked(ledger, unwritable)
    assert (found.about, found.level) == ("ledger", "fault")


@pytest.mark.parametrize(("language", "code"), [("en", 0), ("ko", 1)])
def test_the_command_tells_all_of_it_and_fails_where_there_is_a_fault(language: str, code: int, tmp_path: Path) -> None:
    environment = {**os.environ, "HOTLINE_VAR": str(tmp_path), "HOTLINE_TALK_FOREIGN_LANGUAGE": language}
    command = [sys.executable, "-m", "ivr", "doctor"]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert ran.returncode == code, ran.stderr
    assert "! pack en: keys only" in ran.stdout and "✓ ledger" in ran.stdout
    assert ("1 faults" in ran.stderr) == bool(code)
