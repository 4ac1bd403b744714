"""What of the directory is spoken, and by which sounds: answers, questions for facts, names of matters and streets."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

KINDS = ("fact", "answer", "matter", "street")
"""Each has a folder of its own. A new matter or street is spoken by a neutral word; an answer is not."""


def sound_name(kind: str, text: str) -> str:
    """The name of the sound that says this text; the same text has one sound."""
    return f"{kind}.{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def is_of_directory(name: str) -> bool:
    """Whether it is such a sound, and not one of texts.toml that begins alike: answer.tell."""
    return re.fullmatch(rf"(?:{'|'.join(KINDS)})\.[0-9a-f]{{12}}", name) is not None


def sound_file(folder: Path, name: str) -> Path:
    """Where the compressed sound of this name is. folder: prompts/<language>/sounds/directory."""
    return folder / name.split(".")[0] / f"{name}.opus"
