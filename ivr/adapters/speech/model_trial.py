"""Opens a model in a process of its own, so that a corrupt one aborts nothing else: python -m … DIR [SOUND FILE…].

Prints one JSON object: what it cost, and what was heard in each file.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from ivr.adapters.speech.clip_hearing import ClipHearing
from ivr.adapters.speech.model_layout import read_layout
from ivr.adapters.speech.sound_files import read_telephone_sound


def main(directory: Path, files: list[Path]) -> None:
    """Load, decode noise, then the files. Anything wrong ends the process with an error."""
    before, began = resident_bytes(), time.monotonic()
    hearing = ClipHearing(read_layout(directory))
    load_seconds = time.monotonic() - began
    heard = [hearing.transcribe(read_telephone_sound(file)) for file in files]
    seconds = sum(each.seconds for each in heard)
    facts = {
        "load_seconds": round(load_seconds, 2),
        "model_megabytes": round((resident_bytes() - before) / 1e6),
        "process_megabytes": round(resident_bytes() / 1e6),
        "seconds": round(seconds, 2),
        "rtf": round(sum(each.cpu_seconds for each in heard) / seconds, 4) if seconds else None,
        "heard": [each.text for each in heard],
    }
    print(json.dumps(facts, ensure_ascii=False))


def resident_bytes() -> int:
    """The memory this process holds at this moment."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


if __name__ == "__main__":
    main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]])
