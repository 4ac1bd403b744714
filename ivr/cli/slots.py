"""`ivr slots`: what callers' answers say about the number and the time for a callback."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Annotated, Any

import typer

from ivr.cli.json_lines import answer_lines, read_row
from ivr.domain.phone_numbers import Phone
from ivr.domain.slots import Asked, Slots, read_slots
from ivr.domain.spoken_times import SpokenTime, TimeKind
from ivr.errors import HotlineError

app = typer.Typer()
CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Standard time all year."""
YEARS = range(2000, 2100)
"""In others no caller calls."""


@app.command()
def slots(
    text: Annotated[str | None, typer.Argument(help="What the caller said.")] = None,
    jsonl: Annotated[
        Path | None, typer.Option("--jsonl", metavar="FILE", help="Answer each line of a file; - is standard input.")
    ] = None,
    now: Annotated[
        str | None, typer.Option(metavar="ISO", help="When it was said; the time of day by default.")
    ] = None,
    kind: Annotated[Asked, typer.Option(help="What the caller was asked for.")] = Asked.BOTH,
) -> None:
    """Print the telephone number and the time for a callback that callers' words hold, a JSON line for each.

    TEXT is one answer. A line of FILE holds `id` and `text`, and if you like `now` (ISO 8601; without an offset it is
    Beijing time) and `kind` (phone, time, both). A slot that was not asked for, or of two was not mentioned, is null.
    A line that cannot be read is told on standard error and left out; the exit status is then 1.
    """
    said_at = _moment(now) if now else datetime.now(CHINA).replace(tzinfo=None)
    if (text is None) == (jsonl is None):
        raise HotlineError("slots takes either a text or --jsonl FILE")
    if text is not None:
        print(json.dumps(as_json(read_slots(text, said_at, kind))))
    if jsonl is not None:
        answer_lines(jsonl, lambda line: answer(line, said_at, kind), as_written=False)


def answer(line: bytes | str, said_at: datetime, kind: Asked = Asked.BOTH) -> dict[str, Any]:
    """The answer to one line; said_at and kind hold where the line has none of its own."""
    row = read_row(line, {"id": "1", "text": "明天下午", "kind": "time"})
    if row.get("now") is not None:
        said_at = _moment(row["now"])
    if row.get("kind") is not None:
        kind = _asked(row["kind"])
    return {"id": row["id"], **as_json(read_slots(row["text"], said_at, kind))}


def _asked(kind: object) -> Asked:
    try:
        return Asked(kind)
    except ValueError:
        raise HotlineError(f'"kind" must be phone, time or both, not {kind!r}') from None


def _moment(now: object) -> datetime:
    """Beijing wall-clock time."""
    try:
        at = datetime.fromisoformat(now) if isinstance(now, str) else None
        at = at.astimezone(CHINA).replace(tzinfo=None) if at and at.tzinfo else at
    except (ValueError, OverflowError):
        at = None
    if at is None or at.year not in YEARS:
        raise HotlineError(f'"now" must be a time as in 2026-11-24T15:20:00+08:00, not {now!r}')
    return at


def as_json(found: Slots) -> dict[str, Any]:
    """Both slots as they are printed."""
    return {"phone": found.phone and _phone(found.phone), "time": found.time and _time(found.time)}


def _phone(phone: Phone) -> dict[str, str | None]:
    content = {"type": phone.kind.value, "value": phone.number}
    return content | {"why": phone.why.value} if phone.why else content


def _time(spoken: SpokenTime) -> dict[str, Any]:
    if spoken.kind is not TimeKind.SLOT or spoken.day is None or spoken.start is None:
        return {"type": spoken.kind.value}
    return {
        "type": spoken.kind.value,
        "date": spoken.day.isoformat(),
        "part": spoken.part,
        "start": f"{spoken.start:%H:%M}",
        "end": f"{spoken.end:%H:%M}" if spoken.end else None,
        "approx": spoken.is_approx,
        "confirm": spoken.is_vague,
    }
