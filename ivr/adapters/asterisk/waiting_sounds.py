"""What Asterisk itself says to waiting callers, in the bot's voice: a folder of shared files with sounds of ours."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from ivr.adapters.voice.frames import read_frames, write_frames
from ivr.errors import PromptMissing

log = logging.getLogger(__name__)
QUEUE_SOUNDS = {
    "queue-youarenext": "waiting.next",
    "queue-thereare": "waiting.place",
    "queue-callswaiting": "waiting.place_end",
    "queue-holdtime": "waiting.estimate",
    "queue-minute": "waiting.minutes",
    "queue-minutes": "waiting.minutes",
    "queue-thankyou": "waiting.choices",
    "queue-thankyou-operator": "waiting.choices_operator",
}
"""Asterisk's name of a sound → ours."""
NUMBERS = {"digits/1": "number.1", "digits/10": "number.10"} | {f"digits/{n}": f"digit.{n}" for n in (0, *range(2, 10))}
TENS = {f"digits/{10 * n}": (f"digit.{n}", "number.10") for n in range(2, 10)}
"""Asterisk counts 二十 as one sound, the bot as two."""


def share_with_sounds(share: Path, installed: Path, sounds: Path, language: str) -> Path:
    """Make `share`: the files that Asterisk was installed with, and our sounds as its language `language`.

    sounds: the bot's. One that is missing is told, and waiting callers do not hear it. Raises OSError.
    """
    shutil.rmtree(share, ignore_errors=True)
    own = share / "sounds" / language
    (own / "digits").mkdir(parents=True)
    _link_all(installed, share, but="sounds")
    if (installed / "sounds").is_dir():
        _link_all(installed / "sounds", share / "sounds", but=language)
    for name, ours in (QUEUE_SOUNDS | NUMBERS).items():
        (own / f"{name}.wav").symlink_to(sounds / f"{ours}.wav")
    for name, parts in TENS.items():
        try:
            write_frames(b"".join(read_frames(sounds / f"{part}.wav") for part in parts), own / f"{name}.wav")
        except PromptMissing as error:
            log.warning("waiting callers do not hear every number: %s", error)
    return share


def _link_all(source: Path, target: Path, but: str) -> None:
    for entry in source.iterdir():
        if entry.name != but:
            (target / entry.name).symlink_to(entry)
