"""A caller's side of one call, written as it sounds: hears, says, presses - told as it happens, with timings."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from demo.audio import loudest_part, write_wav
from demo.leg import ANSWERED, ENDED, Leg
from demo.phone import Phone
from demo.prompt_book import Heard, PromptBook, contains
from demo.rtp import Utterance
from demo.voice import Speaker
from ivr.adapters.store.ledger import SqlLedger
from ivr.errors import DemoFailed

THINKING_SECONDS = 0.4
"""People take 0.3 to 0.8 s from the end of a question to their answer."""
PATIENCE_SECONDS = 15.0
SURVEY_SECONDS = 25.0
COMPARED_SECONDS = 0.3
"""So much of an utterance is looked for at the other end: a late packet elsewhere in it does no harm."""

Tell = Callable[[str, str], None]
"""Called with who ("bot", "caller", "agent", "note", "time") and what."""


Explain = Callable[[str, str], str]
"""Called with the prompt's name and what was heard; returns what the bot makes of it, "" for nothing to tell."""


def untold(prompt: str, words: str) -> str:
    """Nothing."""
    return ""


@dataclass
class Timings:
    """What the caller's ear measured, in seconds."""

    greeting: list[float] = field(default_factory=list)
    response: list[float] = field(default_factory=list)
    barge_in: list[float] = field(default_factory=list)

    def add(self, other: Timings) -> None:
        """Take in another call's."""
        self.greeting += other.greeting
        self.response += other.response
        self.barge_in += other.barge_in


class Conversation:
    """One call from a phone. It hangs up at the end of its `with`."""

    def __init__(
        self,
        phone: Phone,
        number: str,
        book: PromptBook,
        ledger: SqlLedger,
        voice: Speaker,
        tell: Tell,
        explain: Explain = untold,
    ) -> None:
        self.timings = Timings()
        self._phone, self._book, self._ledger, self._voice, self._tell = phone, book, ledger, voice, tell
        self._explain = explain
        self._turns_told = 0
        tell("note", f"{phone.account} dials {number}")
        self.leg: Leg = phone.call(number)
        self._cursor = self.leg.invited
        self._last_said: Utterance | None = None

    def __enter__(self) -> Conversation:
        self.leg.wait(ANSWERED, 5)
        return self

    def __exit__(self, *_: object) -> None:
        self._phone.hang_up(self.leg)

    def hears(self, *wanted: str, within: float = PATIENCE_SECONDS) -> str:
        """Wait for the next prompt's end; it must be one of these, if any are named. Returns its name."""
        heard = self.listens(within)
        if wanted and heard.name not in wanted:
            raise DemoFailed(f"the bot said {heard.name} ({heard.text}), not {' or '.join(wanted)}")
        return heard.name

    def listens(self, within: float = PATIENCE_SECONDS) -> Heard:
        """Wait for the next prompt's end. Other sound is passed over. Raises DemoFailed when none comes in time."""
        deadline = time.time() + within
        while True:
            heard = self._next(deadline)
            self._measure(heard)
            self._cursor = heard.ends + 0.021
            if not heard.name:
                continue  # music while waiting, a person's voice
            self._tell_heard_by_bot()
            self._tell("bot", heard.text + ("" if heard.complete else " …"))
            return heard

    def is_quiet(self, seconds: float) -> bool:
        """Whether nothing audible follows what was heard last for so long."""
        try:
            self.leg.hearing.first_audible(self._cursor, time.time() + seconds)
        except DemoFailed:
            return True
        return False

    def says(self, name: str, after: float = THINKING_SECONDS) -> Utterance:
        """Say something, and wait until it is said."""
        text, samples = self._voice.says(name)
        time.sleep(after)
        self._last_said = self.leg.say(samples)
        self._cursor = time.time()
        self._tell("caller", text)
        self._last_said.done.wait(30)
        return self._last_said

    def barges_in(self, name: str, after: float = 1.0) -> float:
        """Say something after so many seconds of the prompt now starting. Returns how long it went on, in seconds."""
        starts = self.leg.hearing.first_audible(self._cursor, time.time() + PATIENCE_SECONDS)
        text, samples = self._voice.says(name)
        time.sleep(max(0.0, starts + after - time.time()))
        self._tell("caller", f"{text} (over the prompt)")
        self._last_said = self.leg.say(samples)
        self._last_said.done.wait(30)
        begun = self._last_said.starts
        stopped = self.leg.hearing.stopped_after(begun, begun + 5)
        self.timings.barge_in.append(max(0.0, stopped - begun))
        self._tell("time", f"the prompt stopped {1000 * (stopped - begun):.0f} ms after the caller began to speak")
        self._measure_greeting(starts)
        self._cursor = max(stopped, begun) + 0.02
        return stopped - begun

    def presses(self, keys: str, after: float = THINKING_SECONDS) -> None:
        """Press keys."""
        time.sleep(after)
        self._tell("caller", f"presses {keys}")
        self._cursor = time.time()
        self.leg.press(keys)

    def talks_with(self, agent: Phone, known: int = 0, within: float = 15.0) -> Leg:
        """The agent's phone rings and is answered; both hear each other. Returns the agent's end."""
        taken = agent.next_call(within, known)
        self._tell("note", f"☎ {agent.account} rings, {taken.invited - self.leg.invited:.1f} s after the call began")
        time.sleep(0.6)
        agent.answer(taken)
        taken.wait(ANSWERED, 3)
        self._tell("note", f"☎ {agent.account} answers")
        for speaker, listener, name, who in (
            (taken, self.leg, "yes_it_is", "agent"),
            (self.leg, taken, "good_fine", "caller"),
        ):
            self._exchange(speaker, listener, name, who)
        return taken

    def ends_by_itself(self, within: float = SURVEY_SECONDS) -> None:
        """The hotline hangs up; after an agent it may ask for a rating first, which is left open."""
        self.leg.wait(ENDED, within)
        self._tell_heard_by_bot()
        if self.leg.ended_by != "server":
            raise DemoFailed("the call did not end by itself")
        self._tell("note", "the hotline hangs up")

    def keep_recording(self, file: Path) -> None:
        """Write what the caller heard to a WAV file."""
        write_wav(file, self.leg.hearing.recording(self.leg.invited))

    def row(self) -> dict[str, Any]:
        """This call in the ledger. Raises DemoFailed when it is not there."""
        began = datetime.fromtimestamp(self.leg.invited)
        near = [row for row in self._ledger.list_calls(200) if abs((row["began_at"] - began).total_seconds()) < 3]
        if not near:
            raise DemoFailed("the call is not in the ledger")
        return min(near, key=lambda row: abs((row["began_at"] - began).total_seconds()))

    def _next(self, deadline: float) -> Heard:
        if self.leg.state == ENDED and not self.leg.hearing.last_audible(self._cursor):
            raise DemoFailed("the call ended while a prompt was expected")
        return self._book.next_prompt(self.leg.hearing, self._cursor, deadline)

    def _measure(self, heard: Heard) -> None:
        self._measure_greeting(heard.starts)
        if self._last_said and heard.name:
            waited = heard.starts - self._last_said.ends
            self.timings.response.append(waited)
            self._tell("time", f"{1000 * waited:.0f} ms from the end of the caller's speech to the next prompt")
            self._last_said = None

    def _measure_greeting(self, starts: float) -> None:
        if not self.timings.greeting:
            first = self.leg.hearing.first_audible(self.leg.invited, starts + 1)
            self.timings.greeting.append(first - self.leg.invited)
            self._tell("time", f"{1000 * self.timings.greeting[0]:.0f} ms from INVITE to the first audible sample")

    def _tell_heard_by_bot(self) -> None:
        turns = self._ledger.list_turns(str(self.row()["id"]))
        for turn in turns[self._turns_told :]:
            if turn["heard"] == "said":
                self._tell(
                    "note", f"the bot heard: {turn['text'] or '(no word)'} (confidence {turn['confidence']:.2f})"
                )
                explained = self._explain(turn["prompt"], turn["text"] or "")
                if explained:
                    self._tell("note", explained)
            elif turn["heard"]:
                self._tell("note", f"the bot noted: {turn['heard']} {turn['text'] or ''}")
        self._turns_told = len(turns)

    def _exchange(self, speaker: Leg, listener: Leg, name: str, who: str) -> None:
        text, samples = self._voice.says(name)
        begun = time.time()
        said = speaker.say(samples)
        said.done.wait(10)
        deadline = begun + 6
        part = loudest_part(samples, COMPARED_SECONDS)
        while not contains(listener.hearing.between(begun, time.time()), part):
            if time.time() > deadline:
                raise DemoFailed(f"the {who}'s words did not arrive at the other end")
            time.sleep(0.1)
        self._tell(who, f"{text} (heard at the other end)")
