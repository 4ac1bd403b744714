"""Speaks Mandarin with Kokoro in any mixture of its voices."""

from __future__ import annotations

import json
import os

import numpy as np
import openvino
from misaki import zh
from scipy.signal import resample_poly

from mandarin_model.voices import FLOAT_NETWORK, VOCABULARY, VOICES

THREADS = int(os.environ.get("KOKORO_THREADS", "1"))
FAST, EXACT = "bf16", "f32"
"""bf16 takes half the time and makes voices hoarse: Silero takes some syllables of it for no speech at all."""
PRECISION = os.environ.get("KOKORO_PRECISION", EXACT)
SHAPES_KEPT = 300
"""Every length of text has its own compiled kernels; all of them would fill the memory."""
TIMBRE = 128
"""Of the 256 numbers of a style the first 128 hold the timbre, the rest the prosody."""


class Kokoro:
    """One synthesiser on one processor core."""

    def __init__(self, precision: str = PRECISION) -> None:
        settings = {
            "INFERENCE_PRECISION_HINT": precision,
            "INFERENCE_NUM_THREADS": THREADS,
            "NUM_STREAMS": 1,
            "ENABLE_CPU_PINNING": False,  # it pins every process to the first core
            "CPU_RUNTIME_CACHE_CAPACITY": SHAPES_KEPT,
        }
        self._network = openvino.Core().compile_model(str(FLOAT_NETWORK), "CPU", settings)
        vocabulary = json.loads(VOCABULARY.read_text(encoding="utf-8"))
        self._ids = vocabulary.get("vocab", vocabulary)
        self._phonemes = zh.ZHG2P()
        self._styles: dict[str, np.ndarray] = {}

    def _voice(self, name: str) -> np.ndarray:
        if name not in self._styles:
            self._styles[name] = np.fromfile(VOICES / f"{name}.bin", np.float32).reshape(-1, 1, 256)
        return self._styles[name]

    def _mixture(self, recipe: str, length: int) -> np.ndarray:
        style = np.zeros((1, 256), np.float32)
        for part in recipe.split("+"):
            name, _, weight = part.partition("*")
            style += float(weight or 1) * self._voice(name)[length]
        return style

    def phonemes(self, text: str) -> str:
        """The phonemes of a Chinese text; ValueError for a character the converter does not know.

        One character alone gets a full stop: without it its beginning is swallowed (是 loses its sh).
        """
        return self._phonemes(text)[0] + ("." if len(text) == 1 else "")

    def speak(self, phonemes: str, speed: float, prosody: str, timbre: str) -> np.ndarray:
        """Speech at 8 kHz, float32 in -1..1. ValueError where a mixture makes something else, one in some thousands."""
        ids = [self._ids[symbol] for symbol in phonemes if symbol in self._ids]
        style = self._mixture(prosody, len(ids))
        style[:, :TIMBRE] = self._mixture(timbre, len(ids))[:, :TIMBRE]
        feed = {
            "tokens": np.array([[0, *ids, 0]], np.int64),
            "style": style,
            "speed": np.array([speed], np.float32),
        }
        sound = self._network(feed)[self._network.outputs[0]].squeeze()
        if not np.isfinite(sound).all():
            raise ValueError(f"the synthesiser made no sound of {phonemes} by {prosody}, {timbre}")
        return resample_poly(sound, 1, 3).astype(np.float32)
