"""Speaks through Microsoft's service by edge-tts. Needs the internet."""

from __future__ import annotations

import socket
from pathlib import Path

import aiohttp
import edge_tts
from edge_tts.exceptions import EdgeTTSException

from ivr.errors import SynthesisFailed

VOICE = "zh-CN-XiaoxiaoNeural"
SERVICE = ("speech.platform.bing.com", 443)
PATIENCE_SECONDS = 3.0


def is_reachable() -> bool:
    """Whether the service can be connected to."""
    try:
        socket.create_connection(SERVICE, PATIENCE_SECONDS).close()
    except OSError:
        return False
    return True


class Edge:
    """See Synthesiser."""

    voice = f"edge {VOICE}"

    def speak(self, text: str, target: Path) -> None:
        """See Synthesiser. edge-tts leaves an empty file when it fails: it is removed."""
        try:
            edge_tts.Communicate(text, VOICE, rate="-5%").save_sync(str(target))
        except (aiohttp.ClientError, EdgeTTSException, OSError) as error:
            target.unlink(missing_ok=True)
            raise SynthesisFailed(f"edge-tts could not speak {text!r}: {error}. Use --engine kokoro") from error
