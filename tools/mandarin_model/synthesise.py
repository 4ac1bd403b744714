"""Speaks the training sentences, resumably: `python -m mandarin_model.synthesise PART PARTS [MINUTES]`."""

from __future__ import annotations

import csv
import sys
import time

from mandarin_model.kokoro import Kokoro
from mandarin_model.paths import JOBS, SPEECH
from mandarin_model.sound_files import RATE, write_wav


def read_jobs() -> list[dict[str, str]]:
    """All sentences to be spoken."""
    with JOBS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def main(part: int, parts: int, minutes: float) -> None:
    """Speaks every `parts`-th sentence that is not there yet, for at most the given minutes."""
    SPEECH.mkdir(parents=True, exist_ok=True)
    kokoro, started, spoken, made = Kokoro(), time.monotonic(), 0.0, 0
    for job in read_jobs()[part::parts]:
        path = SPEECH / f"{job['clip']}.wav"
        if path.exists():
            continue
        if time.monotonic() - started > minutes * 60:
            break
        try:
            phonemes = kokoro.phonemes(job["text"])
            sound = kokoro.speak(phonemes, float(job["speed"]), job["prosody"], job["timbre"])
        except ValueError as error:
            print(f"left out {job['clip']} {job['text']}: {error}", flush=True)
            continue
        write_wav(path, sound)
        spoken, made = spoken + len(sound) / RATE, made + 1
        if made % 20 == 0:
            passed = (time.monotonic() - started) / 60
            print(f"{job['clip']}: {made} clips, {spoken / 60:.1f} min of speech in {passed:.1f} min", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else 1e9)
