"""Measures the pool of recognisers: python -m bench.recognisers [costs] [parallel] [memory] [--model DIR] …

costs: what making, first and later use of a recogniser take, open and closed. parallel: two threads against one.
memory: resident memory over thousands of utterances in calls that come and go, each call in a thread of its own.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from statistics import median
from threading import Lock, Thread

from ivr.adapters.speech.decoding import Decoding
from ivr.adapters.speech.model_layout import Layout, read_layout, without_dither
from ivr.adapters.speech.models import describe, prepare
from ivr.adapters.speech.recogniser import Recogniser
from ivr.adapters.speech.recognisers import Recognisers, feed
from ivr.domain.expecting import DIGITS, OPEN, YES_NO, Expecting, Kind
from ivr.settings import read_settings
from tests.speech.conftest import clip, clips
from tests.speech.sounds import RATE, Samples, bounds

PIECE_SAMPLES = 2560
TURNS_PER_CALL = 5
LONGEST_SECONDS = 1.8
MARGIN_SECONDS = 0.2
OFFERED = 4
KOREAN = ("네", "예", "아니요", "안녕하세요")


def megabytes() -> float:
    """Resident memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


def decode(recogniser: Recogniser, sound: Samples) -> float:
    """CPU seconds for one utterance, in pieces as they come."""
    begun = time.thread_time()
    for start in range(0, len(sound), PIECE_SAMPLES):
        recogniser.hear(sound[start : start + PIECE_SAMPLES])
    recogniser.final()
    return time.thread_time() - begun


def measure_costs(layout: Layout, options: argparse.Namespace) -> None:
    """Prints one line per recogniser made: constructor, first utterance, the same again, memory after all clips."""
    begun, before = time.perf_counter(), megabytes()
    recognisers = Recognisers(layout, keep=0)
    print(f"model: {time.perf_counter() - begun:.1f} s, {megabytes() - before:.0f} MB")
    sounds = [clip(name) for name in list(clips())[: options.clips]]
    words = tuple(dict.fromkeys(word for word in _texts() if recognisers.knows(word)))[:OFFERED] or options.words
    kinds: dict[str, Callable[[], Recogniser | None]] = {
        "closed": lambda: recognisers.make_closed(words),
        "open": recognisers.take_open,
        "open, fed once": lambda: _fed(recognisers),
    }
    held = []
    for kind, make in kinds.items():
        for number in range(3):
            start, begun = megabytes(), time.thread_time()
            recogniser = make()
            if recogniser is None:
                print(f"{kind}: this model has none")
                break
            made = time.thread_time() - begun
            first, *again = (decode(recogniser, sounds[0]) for _ in range(4))
            for sound in sounds:
                decode(recogniser, sound)
            held.append(recogniser)
            print(
                f"{kind} {number}: made in {made * 1000:.1f} ms; {len(sounds[0]) / RATE:.1f} s of speech cost "
                f"{first * 1000:.0f} ms, then {median(again) * 1000:.0f} ms; "
                f"{len(sounds)} clips on: +{megabytes() - start:.1f} MB",
                flush=True,
            )


def _fed(recognisers: Recognisers) -> Recogniser:
    recogniser = recognisers.take_open()
    feed(recogniser)
    return recogniser


def measure_parallel(layout: Layout, options: argparse.Namespace) -> None:
    """Prints how much faster two threads decode than one, several times: other work on the machine lowers it."""
    recognisers = Recognisers(layout, keep=2)
    recognisers.warm(2)
    sounds = [clip(name) for name in list(clips())[: options.clips]]

    def work(part: list[Samples]) -> None:
        recogniser = recognisers.take_open()
        for sound in part:
            decode(recogniser, sound)
        recognisers.give_back(recogniser)

    work(sounds)
    for _ in range(options.repeats):
        begun = time.perf_counter()
        work(sounds)
        alone = time.perf_counter() - begun
        begun = time.perf_counter()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(work, [sounds[::2], sounds[1::2]]))
        together = time.perf_counter() - begun
        print(f"one thread {alone:.1f} s, two {together:.1f} s: {alone / together:.2f} times the speed", flush=True)


def measure_memory(layout: Layout, options: argparse.Namespace) -> None:
    """Prints the curve, and the growth from a tenth of the utterances to all of them."""
    recognisers = Recognisers(layout, keep=options.keep)
    recognisers.warm(options.keep)
    sounds = [sound for sound in map(_speech, clips()) if len(sound) < LONGEST_SECONDS * RATE]
    numbers, lock, curve = count(1), Lock(), {0: megabytes()}
    step = max(1, options.utterances // 20)

    def call(seed: int) -> None:
        chosen = random.Random(seed)
        for expecting in _questions(chosen):
            answer(recognisers, chosen.choice(sounds), expecting)
            with lock:
                number = next(numbers)
            if number % step == 0:
                curve[number] = megabytes()
                print(f"after {number} utterances: {curve[number]:.0f} MB", flush=True)

    print(f"{len(sounds)} clips, {sum(map(len, sounds)) / RATE / len(sounds):.1f} s each on average")
    print(f"at the start: {curve[0]:.0f} MB; {options.callers} callers at a time, {options.keep} recognisers kept")
    for seeds in _rounds(options.utterances // TURNS_PER_CALL, options.callers):
        calls = [Thread(target=call, args=(seed,)) for seed in seeds]
        for thread in calls:
            thread.start()
        for thread in calls:
            thread.join()
    early, late = curve[step * 2], curve[max(curve)]
    print(f"{step * 2} utterances: {early:.0f} MB, {max(curve)}: {late:.0f} MB: {late / early - 1:+.1%}")


def answer(recognisers: Recognisers, sound: Samples, expecting: Expecting) -> None:
    """One utterance through the decoders of a question, in pieces as they come."""
    decoding = Decoding(recognisers, expecting)
    for start in range(0, len(sound), PIECE_SAMPLES):
        decoding.queue(sound[start : start + PIECE_SAMPLES])
        decoding.decode()
    decoding.finish(len(sound) / RATE)


def _speech(name: str) -> Samples:
    sound = clip(name)
    begin, end = bounds(sound, -20)
    return sound[max(0, round((begin - MARGIN_SECONDS) * RATE)) : round((end + MARGIN_SECONDS) * RATE)]


def _rounds(calls: int, callers: int) -> Iterator[range]:
    for first in range(0, calls, callers):
        yield range(first, min(first + callers, calls))


def _questions(chosen: random.Random) -> Iterator[Expecting]:
    """One call's questions; what is offered differs from call to call, as departments and districts do."""
    offered = tuple(chosen.sample(_texts(), OFFERED))
    choice = Expecting(Kind.CHOICE, offered, pause_seconds=0.5)
    yield from chosen.sample([OPEN, YES_NO, choice, DIGITS, OPEN], TURNS_PER_CALL)


def _texts() -> list[str]:
    return sorted({text for _, text in clips().values()})


def _layout(directory: str) -> Layout:
    settings = read_settings()
    if not directory:
        return prepare(settings)
    return without_dither(read_layout(Path(directory).absolute()), settings.var / "models" / "private")


def main() -> None:
    """Runs what is asked for, one after the other."""
    measures = {"costs": measure_costs, "parallel": measure_parallel, "memory": measure_memory}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", choices=measures, default=list(measures))
    parser.add_argument("--model", default="", help="a Vosk model directory; the one in use by default")
    parser.add_argument(
        "--words", nargs="+", default=("네", "예", "아니요", "안녕하세요"), help="for a closed recogniser"
    )
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--utterances", type=int, default=5000)
    parser.add_argument("--callers", type=int, default=3)
    parser.add_argument("--keep", type=int, default=2)
    options = parser.parse_args()
    options.words = tuple(options.words)
    layout = _layout(options.model)
    print(describe(layout))
    for name in options.what:
        measures[name](layout, options)


if __name__ == "__main__":
    main()
