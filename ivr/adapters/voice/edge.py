"""Speaks through Microsoft's service by edge-tts. Needs the internet."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import aiohttp
import edge_tts
from edge_tts.exceptions import EdgeTTSException

from ivr.errors import SynthesisFailed

VOICE = "zh-CN-XiaoxiaoNeural"
SERVICE = ("speech.platform.bing.com", 443)
PATIENCE_SECONDS = 3.0
LONGEST_SECONDS = 30.0
"""A prompt takes a second or two; edge-tts itself may wait for ever on a mute proxy."""


def is_reachable(service: tuple[str, int] = SERVICE) -> bool:
    """Whether the service can be connected to. Behind a proxy it cannot: choose the engine by name there."""
    try:
        socket.create_connection(service, PATIENCE_SECONDS).close()
    except OSError:
        return False
    return True


class Edge:
    """See Synthesiser."""

    def __init__(self, voice_name: str = VOICE, longest_seconds: float = LONGEST_SECONDS) -> None:
        self.voice = f"edge {voice_name}"
        self._voice_name = voice_name
        self._longest_seconds = longest_seconds

    def speak(self, text: str, target: Path) -> None:
        """See Synthesiser. edge-tts leaves an empty file when it fails: it is removed."""
        try:
            asyncio.run(self._save(text, target))
        except (aiohttp.ClientError, EdgeTTSException, OSError) as error:
            target.unlink(missing_ok=True)
            raise SynthesisFailed(f"edge-tts could not speak {text!r}: {error!r}. Use --engine kokoro") from error

    async def _save(self, text: str, target: Path) -> None:
        speech = edge_tts.Communicate(text, self._voice_name, rate="-5%")
        await asyncio.wait_for(speech.save(str(target)), self._longest_seconds)
