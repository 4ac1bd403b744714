"""What the caller's ear measures, against what the hotline promises."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from demo.conversation import Conversation, Timings
from demo.phone import Phone
from demo.scenarios import Stage
from demo.voice import Voice
from tests.e2e.station import Station


def test_the_greeting_starts_within_300_ms(caller: Phone, station: Station) -> None:
    delays = []
    for _ in range(20):
        leg = caller.call("12345")
        delays.append(leg.hearing.first_audible(leg.invited, time.time() + 5) - leg.invited)
        caller.hang_up(leg)
    assert statistics.quantiles(delays, n=20)[-1] <= 0.3, sorted(round(delay, 3) for delay in delays)


def test_speech_stops_the_prompt_and_is_answered_in_time(station: Station, stage: Stage) -> None:
    """Two callers at a time, each speaking over the greeting, then answering a question."""

    def call(account: str, voice: str, word: str) -> Timings:
        with station.phone(account) as phone:
            talk = Conversation(phone, "12345", stage.book, stage.ledger, Voice(voice), lambda *_: None)
            with talk:
                talk.barges_in(word)
                talk.hears()
            return talk.timings

    timings = Timings()
    words = ("human", "repeat", "call_me_back", "goodbye")
    with ThreadPoolExecutor(2) as lanes:
        for account, voice in (("900", "xiaoni"), ("901", "yunyang")):
            for found in lanes.map(lambda word, a=account, v=voice: call(a, v, word), words):
                timings.add(found)
    assert max(timings.barge_in) <= 0.4, timings.barge_in
    assert statistics.median(timings.response) <= 1.2, timings.response
