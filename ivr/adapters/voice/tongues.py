"""The languages that the speech engines speak here, each with its voices."""

from __future__ import annotations

from dataclasses import dataclass

from ivr.errors import SynthesisFailed


@dataclass(frozen=True)
class Tongue:
    """kokoro, edge: the voice there. espeak: who reads a text for Kokoro; "" is its own reader of Mandarin."""

    kokoro: str
    edge: str
    espeak: str = ""


TONGUES = {
    "zh-CN": Tongue("zf_xiaoxiao", "zh-CN-XiaoxiaoNeural"),
    "en": Tongue("af_heart", "en-US-EmmaMultilingualNeural", "en-us"),
}


def tongue_of(language: str) -> Tongue:
    """The voices of this language. Raises SynthesisFailed."""
    if language not in TONGUES:
        raise SynthesisFailed(
            f"there is no voice for {language!r}, only for {', '.join(TONGUES)}: "
            "put recorded sounds into its sounds/8k, or add its voices to ivr/adapters/voice/tongues.py"
        )
    return TONGUES[language]
