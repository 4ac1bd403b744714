"""A pack with a speech model of its own is heard in its language; without, or with a broken one, it has keys alone."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from ivr.adapters.speech.ear import Finished
from ivr.adapters.speech.pack_ears import ForeignEars, foreign_ears, read_words
from ivr.adapters.speech.vosk_ear import Ears
from ivr.domain.expecting import Expecting
from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.pack_words import Question
from ivr.errors import PromptMissing
from ivr.settings import ROOT, Settings, read_settings
from tests.speech.conftest import clip, clips
from tests.speech.kinds import directory_of
from tests.speech.sounds import Samples, noise

MANDARIN = """
[any]
0 = ["人工", "转人工"]
[yes_no]
1 = ["好的", "是的", "可以"]
2 = ["不是", "不用", "不对"]
"""
KOREAN = """
[yes_no]
1 = ["네", "예"]
2 = ["아니요"]
"""


def site_with(folder: Path, model: str, words: str) -> Settings:
    """A site whose only pack, `xx`, has this model and these words."""
    settings = read_settings(environment={})
    pack = folder / "prompts" / "xx"
    pack.mkdir(parents=True)
    (pack / "model").symlink_to(directory_of(model, settings))
    (pack / "words.toml").write_text(words, encoding="utf-8")
    talk = replace(settings.talk, foreign_language="xx")
    return replace(settings, root=folder, var=folder / "var", talk=talk)


def heard_by(ears: Ears, sound: Samples, expecting: Expecting) -> Heard:
    ear = ears.open()
    ear.begin(expecting)
    ear.prompt_ended()
    hearing = ear.feed(sound.astype("<i2").tobytes())
    said = hearing.said if isinstance(hearing, Finished) else ear.finish()
    ear.close()
    return said or Silence()


@pytest.fixture(scope="module")
def mandarin(tmp_path_factory: pytest.TempPathFactory) -> ForeignEars:
    return foreign_ears(site_with(tmp_path_factory.mktemp("site"), "lookahead", MANDARIN))


@pytest.mark.parametrize(("text", "key"), [("好的", "1"), ("不用", "2"), ("转人工", "0")])
def test_spoken_words_of_a_pack_stand_for_its_keys(mandarin: ForeignEars, text: str, key: str) -> None:
    name = next(name for name, (kind, said) in clips().items() if kind == "commands" and said == text)
    assert mandarin.ears is not None
    heard = heard_by(mandarin.ears, clip(name), mandarin.words.expecting(Question.YES_NO))
    assert isinstance(heard, Said)
    assert mandarin.words.understood(Question.YES_NO, heard) == Pressed(key)


def test_a_model_of_16_khz_with_other_letters_hears_a_pack_and_takes_noise_for_no_key(tmp_path: Path) -> None:
    korean = foreign_ears(site_with(tmp_path, "korean", KOREAN))
    assert korean.ears is not None
    expecting = korean.words.expecting(Question.YES_NO)
    assert expecting.grammar == ("네", "예", "아니요")
    heard = heard_by(korean.ears, noise(2.0, -30), expecting)
    assert not isinstance(korean.words.understood(Question.YES_NO, heard), Pressed)


def test_a_pack_without_a_model_has_keys_alone(tmp_path: Path) -> None:
    settings = read_settings(environment={})
    assert foreign_ears(settings) == ForeignEars()
    assert foreign_ears(replace(settings, talk=replace(settings.talk, foreign_language=""))) == ForeignEars()


@pytest.mark.parametrize("broken", ["model", "words"])
def test_a_broken_model_or_broken_words_cost_the_speech_and_no_call(
    broken: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    site = site_with(tmp_path, "lookahead", MANDARIN if broken == "model" else '[yes_no]\n1 = "yes"\n')
    if broken == "model":
        (site.prompts.parent / "xx" / "model").unlink()
        (site.prompts.parent / "xx" / "model").mkdir()
    with caplog.at_level(logging.ERROR):
        assert foreign_ears(site) == ForeignEars()
    assert "the pack xx has keys alone" in caplog.text


@pytest.mark.parametrize(
    "text",
    ["[menu", "[somewhere]\n1 = ['x']", "[menu]\n12 = ['x']", "[menu]\n1 = ['']", "menu = 1", "[emergency]\n1 = ['x']"],
)
def test_words_that_cannot_be_used_are_told_with_their_file(text: str, tmp_path: Path) -> None:
    (tmp_path / "words.toml").write_text(text, encoding="utf-8")
    with pytest.raises(PromptMissing, match=r"words\.toml"):
        read_words(tmp_path)


def test_the_english_pack_has_words_for_every_question() -> None:
    words = read_words(ROOT / "prompts" / "en")
    assert all(words.expecting(question).phrases for question in Question)
    assert set(words.emergencies) == {"110", "119", "120", "122"}
