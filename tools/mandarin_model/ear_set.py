"""Speaks the bench's clips with the held-out voices: `python -m mandarin_model.ear_set`."""

from __future__ import annotations

import csv
import zlib
from pathlib import Path

import numpy as np

from mandarin_model.augment import test_call
from mandarin_model.kokoro import Kokoro
from mandarin_model.paths import EAR
from mandarin_model.sound_files import RATE


def mu_law_bytes(sound: np.ndarray) -> bytes:
    """G.711 µ-law codes of sound in -1..1."""
    samples = (np.clip(sound, -1, 1) * 32635).astype(np.int32)
    magnitude = np.minimum(np.abs(samples), 32635) + 132
    exponent = np.floor(np.log2(magnitude)).astype(np.int32) - 7
    mantissa = (magnitude >> (exponent + 3)) & 15
    codes = ~((samples < 0) * 128 | exponent << 4 | mantissa)
    return (codes & 255).astype(np.uint8).tobytes()


def write_mu_law(path: Path, sound: np.ndarray) -> None:
    """Writes a µ-law WAV file at 8 kHz."""
    data = mu_law_bytes(sound)
    form = b"".join(
        number.to_bytes(size, "little")
        for number, size in ((7, 2), (1, 2), (RATE, 4), (RATE, 4), (1, 2), (8, 2), (0, 2))
    )
    body = b"WAVEfmt " + len(form).to_bytes(4, "little") + form
    body += b"fact" + (4).to_bytes(4, "little") + len(data).to_bytes(4, "little")
    body += b"data" + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)
    path.write_bytes(b"RIFF" + len(body).to_bytes(4, "little") + body)


def _random(clip: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(clip.encode()))


def main() -> None:
    """Makes the clips that are not there yet."""
    kokoro = Kokoro()
    with (EAR / "transcripts.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for row in rows:
        path = EAR / f"{row['clip']}.wav"
        if not path.exists():
            phonemes = row["phonemes"] or kokoro.phonemes(row["text"])
            sound = kokoro.speak(phonemes, float(row["speed"]), row["voice"], row["voice"])
            write_mu_law(path, test_call(sound, _random(row["clip"])))
    print(f"{len(rows)} clips in {EAR}")


if __name__ == "__main__":
    main()
