"""Speaks the bench's clips with the held-out voices: `python -m mandarin_model.ear_set [KIND…]`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import soundfile

from mandarin_model.kokoro import EXACT, Kokoro
from mandarin_model.paths import EAR
from mandarin_model.sound_files import RATE

FRAME = RATE // 100
MARGIN_FRAMES = 5
QUIET_DECIBELS = -45
LOUDNESS = 10 ** (-38 / 20)
"""Root mean square of every clip, full scale 1: low, so that FLAC stays small; bench/clips.py raises it by 12 dB."""


def trimmed(sound: np.ndarray) -> np.ndarray:
    """From just before the first 10 ms that can be heard to just after the last."""
    frames = sound[: len(sound) // FRAME * FRAME].reshape(-1, FRAME)
    level = np.sqrt((frames**2).mean(axis=1))
    heard = np.flatnonzero(level > level.max() * 10 ** (QUIET_DECIBELS / 20))
    return sound[max(0, heard[0] - MARGIN_FRAMES) * FRAME : (heard[-1] + 1 + MARGIN_FRAMES) * FRAME]


def write_flac(path: Path, sound: np.ndarray) -> None:
    """Writes one clean clip, trimmed, all at one loudness."""
    sound = trimmed(sound)
    sound = sound * (LOUDNESS / np.sqrt((sound**2).mean()))
    part = path.with_suffix(".part")
    soundfile.write(part, np.clip(sound, -1, 1), RATE, subtype="PCM_16", format="FLAC")
    part.rename(path)


def main() -> None:
    """Makes the clips that are not there yet, of all kinds or of those named."""
    kokoro, kinds = Kokoro(EXACT), sys.argv[1:]
    with (EAR / "transcripts.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if not kinds or row["kind"] in kinds]
    for row in rows:
        path = EAR / f"{row['clip']}.flac"
        if not path.exists():
            phonemes = row["phonemes"] or kokoro.phonemes(row["text"])
            write_flac(path, kokoro.speak(phonemes, float(row["speed"]), row["voice"], row["voice"]))
    print(f"{len(rows)} clips in {EAR}")


if __name__ == "__main__":
    main()
