"""Measures the hotline at the caller's ear, with real calls: python -m bench.latency [--calls N] [--json].

The running hotline (./hotline up) answers. Three figures: INVITE to the first audible sample of the greeting, start of
the caller's speech to the end of the prompt, end of the caller's speech to the first audible sample of the next one.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Sequence

from demo.conversation import Conversation, Timings
from demo.phone import Phone
from demo.prompt_book import read_prompt_book
from demo.voice import VOICES, Voice
from ivr.adapters.asterisk.config import read_passwords
from ivr.adapters.store.ledger import SqlLedger
from ivr.settings import read_settings

WORDS = ("police", "human", "repeat", "goodbye", "housing_fund", "civil_affairs", "cold_heating", "nonsense")
LIMITS_MS = {"greeting": 300, "barge_in": 400, "response": 1200}


def measure(calls: int) -> Timings:
    """The timings of so many calls, one after the other, with changing voices and words."""
    settings = read_settings()
    book, ledger = read_prompt_book(settings), SqlLedger(settings.ledger_url)
    voices = sorted(folder.name for folder in VOICES.iterdir() if (folder / "police.wav").exists())
    timings = Timings()
    server = (settings.asterisk.address, settings.asterisk.sip_port)
    with Phone("900", read_passwords(settings)["900"], server) as phone:
        phone.register()
        for number in range(calls):
            voice = Voice(voices[number % len(voices)])
            with Conversation(phone, "12345", book, ledger, voice, lambda *_: None) as call:
                call.barges_in(WORDS[number // len(voices) % len(WORDS)])
                call.hears()
            timings.add(call.timings)
    return timings


def summary(seconds: Sequence[float]) -> dict[str, float]:
    """Percentiles in milliseconds."""
    cuts = statistics.quantiles(seconds, n=100, method="inclusive")
    named = {"median": cuts[49], "p95": cuts[94], "longest": max(seconds)}
    return {"calls": float(len(seconds)), **{name: round(1000 * value, 1) for name, value in named.items()}}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--calls", type=int, default=20)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    timings = measure(max(2, chosen.calls))
    figures = {name: summary(getattr(timings, name)) for name in LIMITS_MS}
    if chosen.json:
        print(json.dumps(figures))
        return
    for name, figure in figures.items():
        print(f"{name:10}", "  ".join(f"{key} {value:g}" for key, value in figure.items()), "ms")


if __name__ == "__main__":
    main()
