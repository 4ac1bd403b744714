"""Opens a model in a process of its own, so that a corrupt one can abort nothing else: python -m … DIR RATE."""

from __future__ import annotations

import sys

import numpy as np
import vosk


def main(directory: str, rate: int) -> None:
    """Load, decode a second of noise, end. Anything wrong ends the process with an error."""
    model = vosk.Model(model_path=directory)
    recogniser = vosk.KaldiRecognizer(model, rate)
    noise = np.random.default_rng(1).standard_normal(rate) * 300
    recogniser.AcceptWaveform(noise.astype("<i2").tobytes())
    print(recogniser.FinalResult())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
