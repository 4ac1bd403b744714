"""The settings of callers' messages, and of writing them down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RecordingSettings:
    """message_seconds: the longest message after a promised callback, 0 for none. keep_days: 0 for ever."""

    message_seconds: int = 60
    keep_days: int = 30


@dataclass(frozen=True)
class TranscriptsSettings:
    """The second ear. model: a faster-whisper directory, "" for the Whisper base from PyPI."""

    enabled: bool = False
    model: str = ""
    most_minutes: int = 10
    most_calls: int = 4
