"""From a synthesiser's file to telephone sound: 8 kHz, trimmed, as loud as every other prompt."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from pydub import AudioSegment
from pydub.exceptions import CouldntDecodeError
from pydub.silence import detect_leading_silence

from ivr.errors import SynthesisFailed

RATE = 8000
LOUDNESS_DBFS = -20.0
PEAK_DBFS = -2.0
SILENCE_DBFS = -45.0
EDGE_MS = 40
"""Silence kept at both ends of a sound; joined prompts set their own pauses."""
FADE_IN_MS, FADE_OUT_MS = 8, 15
BAND_HZ = (60, 3900)


def read_sound(file: Path) -> AudioSegment:
    """What a synthesiser wrote. Only other formats than WAV need ffmpeg. Raises SynthesisFailed."""
    with file.open("rb") as opened:
        kind = "wav" if opened.read(4) == b"RIFF" else None
    try:
        return AudioSegment.from_file(file, kind)
    except CouldntDecodeError as error:
        raise SynthesisFailed(f"the speech engine wrote no sound into {file}. Try again, or --engine kokoro") from error
    except FileNotFoundError as error:
        raise SynthesisFailed(f"{error.filename} is missing: apt-get install ffmpeg, or --engine kokoro") from error


def level(sound: AudioSegment) -> AudioSegment:
    """The sound as prompts are: mono 16-bit 8 kHz, trimmed, levelled, peaks below the limit. Raises SynthesisFailed."""
    sound = _as_telephone(sound.set_channels(1).set_sample_width(2))
    if not len(sound) or sound.max_dBFS < SILENCE_DBFS:
        raise SynthesisFailed("the speech engine answered with silence. Try again, or choose another --engine")
    lead, tail = (detect_leading_silence(end, SILENCE_DBFS) for end in (sound, sound.reverse()))
    sound = sound[max(0, lead - EDGE_MS) : len(sound) - max(0, tail - EDGE_MS)]
    gain = min(LOUDNESS_DBFS - sound.dBFS, PEAK_DBFS - sound.max_dBFS)
    return sound.apply_gain(gain).fade_in(FADE_IN_MS).fade_out(FADE_OUT_MS)


def _as_telephone(sound: AudioSegment) -> AudioSegment:
    """pydub's own set_frame_rate has no filter: a hissing s would fold down into the voice."""
    samples = np.array(sound.get_array_of_samples(), np.float64)
    narrow = np.clip(np.rint(narrowed(samples, sound.frame_rate, BAND_HZ)), -32768, 32767).astype("<i2")
    return AudioSegment(narrow.tobytes(), frame_rate=RATE, sample_width=2, channels=1)


def narrowed(samples: npt.NDArray[np.float64], rate: int, band_hz: tuple[int, int]) -> npt.NDArray[np.float64]:
    """The samples at 8 kHz, with nothing outside the band left in them: the spectrum is cut, then shortened."""
    length = len(samples) * RATE // rate
    if not length:
        return np.zeros(0)
    spectrum = np.fft.rfft(samples)
    frequencies = np.fft.rfftfreq(len(samples), 1 / rate)
    spectrum[(frequencies < band_hz[0]) | (frequencies > band_hz[1])] = 0
    return np.asarray(np.fft.irfft(spectrum[: length // 2 + 1], length) * (length / len(samples)))
