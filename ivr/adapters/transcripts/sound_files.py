"""Reads any sound file, up to a length, as Whisper and the voice activity detector want it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from ivr.errors import TranscriptFailed

WIDE, NARROW = 16000, 8000
"""Samples per second for Whisper and for the voice activity detector."""
HARMLESS = {
    "format_whitelist": "wav,w64,aiff,au,flac,mp3,ogg,aac,amr,gsm,mov,matroska,asf",
    "protocol_whitelist": "file",
}
"""A playlist in disguise must not make the library open other files or addresses."""


@dataclass(frozen=True)
class Sound:
    """One channel at both rates, 16-bit. narrow has half the samples of wide."""

    wide: NDArray[np.int16]
    narrow: NDArray[np.int16]

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return len(self.wide) / WIDE


def read_sound(file: Path, most_seconds: float) -> Sound:
    """Raises TranscriptFailed, naming the reason, when it is missing, no sound, or longer than `most_seconds`."""
    if not file.is_file():
        raise TranscriptFailed(f"{file} is not there")
    try:
        with av.open(str(file), options=HARMLESS, metadata_errors="ignore") as container:
            if not container.streams.audio:
                raise TranscriptFailed(f"{file} holds no sound")
            wide = _wide(container, file, most_seconds)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise TranscriptFailed(f"{file} is no sound file: {_cause(error)}") from error
    return Sound(wide, _narrow(wide))


def _cause(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def _wide(container: av.container.InputContainer, file: Path, most_seconds: float) -> NDArray[np.int16]:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=WIDE)
    pieces = [np.zeros(0, np.int16)]
    length = 0
    for frame in chain(_frames(container), [None]):
        for piece in resampler.resample(frame):
            pieces.append(piece.to_ndarray().reshape(-1).astype(np.int16))
            length += piece.samples
        if length > most_seconds * WIDE:
            raise TranscriptFailed(
                f"{file} is longer than {most_seconds:.0f} s: raise [transcripts] most_minutes, or cut it up"
            )
    return np.concatenate(pieces)


def _narrow(wide: NDArray[np.int16]) -> NDArray[np.int16]:
    if not len(wide):
        return wide
    halved: NDArray[np.float32] = resample_poly(wide.astype(np.float32), 1, 2)
    return np.clip(halved, -32768, 32767).astype(np.int16)


def _frames(container: av.container.InputContainer) -> Iterator[av.AudioFrame]:
    """Every frame that can be decoded; broken packets in between are passed over."""
    for packet in container.demux(audio=0):
        try:
            for frame in packet.decode():
                frame.pts = None  # gaps in a file's clock are no silence
                yield frame
        except av.InvalidDataError:
            continue
