"""A scripted caller recognises the bot's prompts by their sound alone."""

from __future__ import annotations

import time

import numpy as np
import pytest

from demo.audio import FRAME, RATE, Samples, from_mu_law, to_mu_law
from demo.hearing import Hearing
from demo.prompt_book import PromptBook, contains, read_prompt_book
from ivr.settings import read_settings

PAUSE = np.zeros(960, np.int16)


@pytest.fixture(scope="module")
def book() -> PromptBook:
    return read_prompt_book(read_settings(environment={}))


def play(book: PromptBook, *names: str, lead: float = 0.3) -> tuple[Hearing, float]:
    """The sounds as Asterisk sends them: silence first, then each file from the start of a packet, a pause for ""."""
    parts = [book.sounds[name].astype(np.int16) if name else PAUSE for name in names]
    sound = from_mu_law(to_mu_law(np.concatenate([np.zeros(int(lead * RATE), np.int16), *parts])))
    hearing, start = Hearing(), time.time() - 60
    for i in range(0, len(sound), FRAME):
        hearing.take(start + i / RATE, sound[i : i + FRAME])
    return hearing, start


def heard(book: PromptBook, hearing: Hearing, start: float) -> tuple[str, str]:
    found = book.next_prompt(hearing, start, time.time() + 5)
    return found.name, found.text


def test_every_prompt_without_slots_is_recognised(book: PromptBook) -> None:
    for name in book.texts.templates:
        if name in book.sounds:
            assert heard(book, *play(book, name)) == (name.rpartition("/")[2], book.said[name])


def test_a_joined_prompt_is_read_with_its_slots(book: PromptBook) -> None:
    names = ["transfer.now-1", "", "department.M07", "", "transfer.now-2"]
    name, text = heard(book, *play(book, *names))
    assert name == "transfer.now"
    assert text == "".join(book.said[part] for part in names if part)


def test_a_prompt_that_begins_with_a_slot_is_recognised(book: PromptBook) -> None:
    name, text = heard(book, *play(book, "", "department.M09", "", "busy.offer_callback-1"))
    assert name == "busy.offer_callback"
    assert text.startswith(book.said["department.M09"])


def test_a_prompt_of_a_pack_is_read_with_its_slots(book: PromptBook) -> None:
    names = ["en/foreign.read_number-1", "en/digit.1", "en/digit.3", "", "en/digit.0", "en/foreign.read_number-2"]
    name, text = heard(book, *play(book, *names))
    assert name == "foreign.read_number"
    assert "onethreezero" in text


def test_announcements_are_heard_between_music_that_never_pauses(book: PromptBook) -> None:
    music: Samples = (3000 * np.random.default_rng(1).standard_normal(2 * RATE)).astype(np.int16)
    announced = ["waiting.place", "digit.3", "waiting.place_end"]
    sounds = [book.sounds[name].astype(np.int16) for name in announced]
    sound = from_mu_law(to_mu_law(np.concatenate([music, *(_whole_frames(part) for part in sounds), music])))
    hearing, start = Hearing(), time.time() - 60
    for i in range(0, len(sound), FRAME):
        hearing.take(start + i / RATE, sound[i : i + FRAME])
    first = book.next_prompt(hearing, start, time.time() + 5)
    then = book.next_prompt(hearing, first.ends + 0.021, time.time() + 5)
    assert (first.name, then.name) == ("waiting.place", "waiting.place_end")


def _whole_frames(sound: Samples) -> Samples:
    """As Asterisk sends a file: its last packet is filled up."""
    return np.pad(sound, (0, -len(sound) % FRAME))


def test_a_sound_of_its_own_is_no_prompt(book: PromptBook) -> None:
    hearing, start = Hearing(), time.time() - 60
    noise: Samples = (3000 * np.random.default_rng(1).standard_normal(RATE)).astype(np.int16)
    for i in range(0, RATE, FRAME):
        hearing.take(start + i / RATE, noise[i : i + FRAME])
    assert heard(book, hearing, start)[0] == ""


def test_a_word_is_found_in_a_longer_sound(book: PromptBook) -> None:
    greeting = book.sounds["greeting.city"].astype(np.int16)
    assert contains(greeting, greeting[4000:9000])
    assert not contains(greeting, book.sounds["ending.goodbye"].astype(np.int16)[:5000])
