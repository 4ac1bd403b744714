"""The crash test with the real bot: SIP calls leave a callback while bot, Asterisk and database are killed."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from demo.leg import ANSWERED, Leg
from demo.phone import Phone
from demo.prompt_book import Heard, PromptBook
from demo.voice import Voice
from ivr.adapters.store.ledger import SqlLedger
from ivr.benches.mortal_hotline import MortalHotline
from ivr.benches.verdict import TalksVerdict
from ivr.errors import DemoFailed

DECK = ("worker",) * 4 + ("master",) * 2 + ("database",) * 2 + ("asterisk",)
AT_ONCE = 3
"""Callers at a time: their ears and the bot's share two processors."""
STRIKE_SHARE, STRIKE_SECONDS = 0.5, 2.0
"""Of the callers who agree, whose callback is being kept and confirmed, so many have something killed so soon after."""
ANSWER_SECONDS, PROMPT_SECONDS, LONGEST_SECONDS, HUMAN_SECONDS = 12.0, 15.0, 100.0, 20.0
THINKING_SECONDS = 0.3
BOOT_SECONDS = 5.0
"""For so long after it died Asterisk takes no calls."""
READY_POLL_SECONDS = 0.5
LINE = "12345"


@dataclass
class Caller:
    """What one caller knows in the end. began, ended: seconds since the epoch; ended before a human is waited for."""

    number: str
    began: float = 0.0
    ended: float = 0.0
    is_confirmed: bool = False
    had_human: bool = False
    heard: list[str] = field(default_factory=list)


@dataclass
class Fire:
    """Kills until it is put out; callers who are just being promised something draw it. killed: what, and when."""

    hotline: MortalHotline
    chance: random.Random
    pause_seconds: tuple[float, float]
    killed: list[tuple[str, float]] = field(default_factory=list)
    _drawn: threading.Event = field(default_factory=threading.Event)

    def draw(self) -> None:
        """Something dies within moments."""
        self._drawn.set()

    def burn(self, is_over: Callable[[], bool]) -> None:
        """Until it is over, in this thread."""
        names: list[str] = []
        while not is_over():
            if not self.hotline.is_ready():  # or nobody would ever be promised anything
                time.sleep(READY_POLL_SECONDS)
                continue
            if self._drawn.wait(self.chance.uniform(*self.pause_seconds)):
                time.sleep(self.chance.uniform(0, STRIKE_SECONDS))
                self._drawn.clear()
            names = names or self.chance.sample(DECK, len(DECK))
            name = names.pop()
            if not is_over() and self.hotline.kill(name, self.chance):
                self.killed.append((name, time.time()))


def run(
    hotline: MortalHotline, calls: int, seed: int, pause_seconds: tuple[float, float]
) -> tuple[list[Caller], list[tuple[str, float]]]:
    """So many calls, some at a time, until the last has ended. Returns who called, and what was killed when."""
    chance, lock = random.Random(seed), threading.Lock()
    fire = Fire(hotline, random.Random(seed + 1), pause_seconds)

    def agrees() -> None:
        with lock:
            drawn = chance.random() < STRIKE_SHARE
        if drawn:
            fire.draw()

    def call(number: int) -> Caller:
        caller = Caller(f"1390000{number:04}")
        with Phone(caller.number, "", hotline.server) as phone:
            _talk(caller, phone, hotline, agrees)
        return caller

    with ThreadPoolExecutor(AT_ONCE) as pool:
        talks: list[Future[Caller]] = [pool.submit(call, number) for number in range(calls)]
        fire.burn(lambda: all(talk.done() for talk in talks))
    return [talk.result() for talk in talks], fire.killed


def _talk(caller: Caller, phone: Phone, hotline: MortalHotline, agrees: Callable[[], None]) -> None:
    leg = phone.call(LINE)
    caller.began = leg.invited
    with suppress(DemoFailed):  # nobody answers where Asterisk is dead
        leg.wait(ANSWERED, ANSWER_SECONDS)
        _follow(caller, leg, hotline, agrees)
    caller.ended = time.time()
    until = caller.ended + HUMAN_SECONDS
    while not caller.is_confirmed and leg.state == ANSWERED and time.time() < until:
        if hotline.rang_an_operator(caller.number):
            break
        time.sleep(0.2)
    caller.had_human = hotline.rang_an_operator(caller.number)
    with suppress(DemoFailed):
        phone.hang_up(leg)


def _follow(caller: Caller, leg: Leg, hotline: MortalHotline, agrees: Callable[[], None]) -> None:
    """Answer what the bot asks, until it has promised, or a human rings."""
    since, until = leg.invited, time.time() + LONGEST_SECONDS
    while leg.state == ANSWERED and time.time() < until and not hotline.rang_an_operator(caller.number):
        heard = _next_prompt(hotline.book, leg, since)
        if heard is None:
            continue
        since = heard.ends
        caller.heard.append(heard.name)
        time.sleep(THINKING_SECONDS)
        match heard.name:
            case "callback.confirmed" if heard.complete:
                caller.is_confirmed = True
                return
            case name if name.startswith(("callback.ask_time", "callback.time_")):
                leg.say(Voice("xiaoni").says("any_time")[1])
            case "ending.goodbye" if "callback.confirmed" in caller.heard:  # which a busy machine garbled
                caller.is_confirmed = True
                return
            case "callback.read_time":
                agrees()
                leg.press("1")
            case name if name.startswith(("greeting.", "ask.open", "callback.", "confirm.")):
                leg.press("1")


def _next_prompt(book: PromptBook, leg: Leg, since: float) -> Heard | None:
    try:
        return book.next_prompt(leg.hearing, since, time.time() + PROMPT_SECONDS)
    except DemoFailed:
        return None


def judge(callers: list[Caller], killed: list[tuple[str, float]], url: str, seconds: float) -> TalksVerdict:
    """The figures. A call that was up, or dialled, when Asterisk died ended with it, which nobody can help."""
    kept = Counter(row["number"] for row in SqlLedger(url).list_callbacks())
    cuts = [at for name, at in killed if name == "asterisk"]
    cut = [caller for caller in callers if any(caller.began - BOOT_SECONDS < at < caller.ended for at in cuts)]
    stranded = [c for c in callers if not c.is_confirmed and not c.had_human and c not in cut]
    return TalksVerdict(
        calls=len(callers),
        confirmed=sum(caller.is_confirmed for caller in callers),
        lost=sum(caller.is_confirmed and not kept[caller.number] for caller in callers),
        doubled=sum(kept[caller.number] > 1 for caller in callers),
        untold=sum(bool(kept[caller.number]) and not caller.is_confirmed for caller in callers),
        human=sum(caller.had_human for caller in callers),
        stranded=len(stranded),
        cut=sum(not caller.is_confirmed and not caller.had_human for caller in cut),
        kills=len(killed),
        killed=dict(sorted(Counter(name for name, _ in killed).items())),
        seconds=round(seconds),
        faults=[f"{caller.number} heard {caller.heard} in {caller.ended - caller.began:.0f} s" for caller in stranded],
    )
