"""Speaks texts.toml with two voices over a telephone line (needs requirements-voice.txt)."""

from __future__ import annotations

import os
import tempfile
import tomllib
import wave
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from demo.audio import write_wav
from ivr.adapters.voice.kokoro import RATE as STUDIO_RATE
from ivr.adapters.voice.kokoro import Kokoro
from ivr.adapters.voice.loudness import RATE, narrowed
from ivr.settings import read_settings

HERE = Path(__file__).resolve().parent
CALLERS = {"xiaoni": ("zf_xiaoni", 1.0), "yunyang": ("zm_yunyang", 1.05)}
"""Folder → voice and pace. Neither speaks the prompts, and the fixture model was not trained on them."""

BAND_HZ = (300, 3400)
SPEECH_DBFS, PEAK = -23.0, 0.7
NOISE_DB = 20.0
"""How far the noise of the line lies below the speech."""
LEAD_SECONDS, TAIL_SECONDS, FADE_SECONDS = 0.2, 0.3, 0.05
QUIET = 0.01

Sound = npt.NDArray[np.float64]


def main() -> None:
    """Speak what is not there yet; a changed text is spoken again when its file is deleted first."""
    files = read_settings().var / "cache" / "kokoro"
    for folder, (voice, speed) in CALLERS.items():
        wanted = {HERE / folder / f"{name}.wav": said for name, said in sorted(texts().items())}
        missing = {file: said for file, said in wanted.items() if not file.exists()}
        kokoro = Kokoro(files, voice, speed) if missing else None
        for file, (text, is_phonemes) in missing.items():
            assert kokoro is not None
            write_wav(file, over_the_line(spoken(kokoro, text, is_phonemes), file.stem + folder))
            print(f"{file.relative_to(HERE)}  {text}", flush=True)


def texts() -> dict[str, tuple[str, bool]]:
    """Name → what is said, and whether it is given as phonemes."""
    return {name: (text, group == "phonemes") for group, name, text in _entries()}


def _entries() -> Iterator[tuple[str, str, str]]:
    groups = tomllib.loads((HERE / "texts.toml").read_text(encoding="utf-8"))
    for group, entries in groups.items():
        for name, text in entries.items():
            yield group, name, text


def spoken(kokoro: Kokoro, text: str, is_phonemes: bool = False) -> Sound:
    """The sound of a text, without the silence around it."""
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw.wav"
        (kokoro.speak_phonemes if is_phonemes else kokoro.speak)(text, raw)
        with wave.open(os.fspath(raw)) as file:
            sound = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    loud = np.flatnonzero(np.abs(sound) > QUIET)
    return sound[loud[0] : loud[-1] + 1]


def over_the_line(sound: Sound, seed: str) -> npt.NDArray[np.int16]:
    """Telephone band, 8 kHz, with the line's noise; the same for the same seed."""
    whole = np.pad(sound, (int(LEAD_SECONDS * STUDIO_RATE), int(TAIL_SECONDS * STUDIO_RATE)))
    speech = narrowed(whole, STUDIO_RATE, BAND_HZ)
    speech *= 10 ** (SPEECH_DBFS / 20) / np.sqrt(np.mean(speech**2))
    hiss = np.random.default_rng(zlib.crc32(seed.encode())).standard_normal(len(speech))
    noise = narrowed(hiss, RATE, BAND_HZ)
    noise *= 10 ** ((SPEECH_DBFS - NOISE_DB) / 20) / np.sqrt(np.mean(noise**2))
    mixed = _faded(speech + noise)
    return np.asarray(mixed * min(1.0, PEAK / np.max(np.abs(mixed))) * 32767, np.int16)


def _faded(sound: Sound) -> Sound:
    ramp = np.linspace(0, 1, int(FADE_SECONDS * RATE))
    sound[: len(ramp)] *= ramp
    sound[-len(ramp) :] *= ramp[::-1]
    return sound


if __name__ == "__main__":
    main()
