"""Commands that answer a file of JSON lines: a line that cannot be read is told, and the rest answered."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ivr.errors import HotlineError

FROM_STDIN = Path("-")


def answer_lines(file: Path, answer: Callable[[bytes], Mapping[str, Any]], *, as_written: bool = True) -> None:
    """Print a JSON line for each line of the file. as_written: Chinese as such, not as escapes.

    Raises HotlineError at the end when lines were left out.
    """
    faults = lines = 0
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        lines += 1
        try:
            print(json.dumps(answer(line), ensure_ascii=not as_written))
        except HotlineError as error:
            faults += 1
            print(f"hotline: {file}, line {number}: {error}", file=sys.stderr)
    if faults:
        raise HotlineError(f"{faults} of {lines} lines could not be read and are left out: each is told above")


def _lines(file: Path) -> Iterator[bytes]:
    try:
        with sys.stdin.buffer if file == FROM_STDIN else file.open("rb") as stream:
            yield from stream
    except OSError as error:
        raise HotlineError(f"{file} cannot be read: {error.strerror}") from error


def read_row(line: bytes | str, example: Mapping[str, str]) -> dict[str, Any]:
    """One line with its `id` and `text`. example: what a line looks like, for the message. Raises HotlineError."""
    try:
        row = json.loads(line.decode("utf-8-sig") if isinstance(line, bytes) else line)
    except (ValueError, RecursionError) as error:
        raise HotlineError(f"no JSON: {error}") from error
    if not isinstance(row, dict):
        raise HotlineError(f"no JSON object: a line looks like {json.dumps(example, ensure_ascii=False)}")
    if not isinstance(row.get("text"), str):
        raise HotlineError('"text" must be a string: what the caller said')
    if not isinstance(row.get("id"), str | int):
        raise HotlineError('"id" must be a string or a number')
    return row
