"""Packs of other languages are found by their folder, and opened once a caller needs one."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.adapters.voice.catalogue import Catalogue
from ivr.adapters.voice.packs import Packs
from ivr.adapters.voice.texts import Texts
from ivr.domain.prompts import prompt
from ivr.errors import PromptMissing
from tests.voice.voices import tone, write


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
