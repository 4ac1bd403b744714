"""Telephone sound: µ-law, WAV files and levels."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ivr.errors import DemoFailed

RATE = 8000
FRAME = 160
"""Samples in 20 ms."""
AUDIBLE_DBFS = -45.0
"""Louder than comfort noise and µ-law's idle steps, far below the softest syllable of a prompt at -20 dBFS."""
SYLLABLES_DB = 20.0
"""How far the softest syllable of an utterance may lie below its loudest; a line's noise lies deeper."""
PCM, MU_LAW = 1, 7

Samples = npt.NDArray[np.int16]


def _decode_table() -> Samples:
    code = ~np.arange(256, dtype=np.uint8)
    magnitude = (((code & 0x0F).astype(np.int32) << 3) + 132 << ((code & 0x70) >> 4).astype(np.int32)) - 132
    return np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)


def _encode_table() -> npt.NDArray[np.uint8]:
    values = np.arange(-32768, 32768)
    biased = np.minimum(np.abs(values), 32635) + 132
    exponent = np.floor(np.log2(biased)).astype(np.int32) - 7
    code = (exponent << 4) | ((biased >> (exponent + 3)) & 0x0F) | np.where(values < 0, 0x80, 0)
    table: npt.NDArray[np.uint8] = (~code & 0xFF).astype(np.uint8)
    return table


_DECODED, _ENCODED = _decode_table(), _encode_table()


def from_mu_law(codes: bytes) -> Samples:
    """Samples of µ-law bytes."""
    samples: Samples = _DECODED[np.frombuffer(codes, np.uint8)]
    return samples


def to_mu_law(samples: Samples) -> bytes:
    """µ-law bytes of samples."""
    return _ENCODED[samples.astype(np.int32) + 32768].tobytes()


def level(samples: Samples) -> float:
    """Root mean square in dBFS; -100 for digital silence."""
    if not len(samples):
        return -100.0
    power = float(np.mean(np.square(samples.astype(np.float32) / 32768)))
    return max(-100.0, 10 * float(np.log10(power))) if power else -100.0


def audible_part(samples: Samples) -> tuple[float, float]:
    """Seconds from the start to the first and to the last 20 ms of speech; both the length when nothing is.

    A recording's own noise is no speech: it lies further below the loudest syllable than any other one.
    """
    levels = [level(samples[i : i + FRAME]) for i in range(0, len(samples), FRAME)]
    floor = max(AUDIBLE_DBFS, max(levels, default=0.0) - SYLLABLES_DB)
    whole = [found > floor for found in levels]
    if True not in whole:
        return len(samples) / RATE, len(samples) / RATE
    last = len(whole) - whole[::-1].index(True)
    return whole.index(True) * FRAME / RATE, min(last * FRAME, len(samples)) / RATE


def loudest_part(samples: Samples, seconds: float) -> Samples:
    """The part of this length with the most energy."""
    length = int(seconds * RATE)
    starts = range(0, max(1, len(samples) - length + 1), FRAME)
    best = max(starts, key=lambda start: level(samples[start : start + length]))
    return samples[best : best + length]


def read_wav(file: Path) -> Samples:
    """An 8 kHz mono WAV file, 16 bit or µ-law. Raises DemoFailed, naming the file."""
    chunks = _chunks(file.read_bytes())
    kind, channels = (int.from_bytes(chunks.get(b"fmt ", b"")[i : i + 2], "little") for i in (0, 2))
    rate = int.from_bytes(chunks.get(b"fmt ", b"")[4:8], "little")
    if (channels, rate) != (1, RATE) or kind not in (PCM, MU_LAW) or b"data" not in chunks:
        raise DemoFailed(f"{file} is not an 8 kHz mono WAV file of 16 bit or µ-law")
    return from_mu_law(chunks[b"data"]) if kind == MU_LAW else np.frombuffer(chunks[b"data"], "<i2").astype(np.int16)


def _chunks(wav: bytes) -> dict[bytes, bytes]:
    found, position = {}, 12
    while position + 8 <= len(wav):
        size = int.from_bytes(wav[position + 4 : position + 8], "little")
        found[wav[position : position + 4]] = wav[position + 8 : position + 8 + size]
        position += 8 + size + size % 2
    return found


def write_wav(file: Path, samples: Samples) -> None:
    """Write 8 kHz 16-bit mono."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(file), "wb") as wav:
        wav.setparams((1, 2, RATE, 0, "NONE", ""))
        wav.writeframes(samples.astype("<i2").tobytes())
