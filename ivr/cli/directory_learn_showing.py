"""How a corrected call is shown to an admin: a few lines, or a JSON object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.text import Text

from ivr.adapters.store.corrections import CorrectedCall
from ivr.domain.directory import Directory
from ivr.domain.lessons import full_name, proposals
from ivr.domain.transcripts import without_numbers


def as_row(call: CorrectedCall, state: str, directory: Directory, numbers: bool) -> dict[str, Any]:
    """The call for machines. state: open, accepted or dismissed; numbers: telephone numbers in full."""
    correction = call.correction
    return {
        "call": call.call_id,
        "at": call.at.isoformat(timespec="seconds"),
        "line": call.line,
        "heard": [
            {
                "words": _shown(misrouting.words, numbers),
                "confidence": round(misrouting.confidence, 2),
                "refused": list(misrouting.refused),
            }
            for misrouting in correction.misroutings
        ],
        "belongs_to": correction.department_id,
        "corrected_by": correction.by or "caller",
        "proposals": [full_name(matter, directory) for matter in proposals(correction, directory)],
        "state": state,
        "change": call.verdict.change if call.verdict and state == "accepted" else None,
    }


def show_call(call: CorrectedCall, state: str, directory: Directory, numbers: bool) -> None:
    """The call for people."""
    row = as_row(call, state, directory, numbers)
    console = Console(highlight=False, soft_wrap=True)
    end = "" if state == "open" else f"  {state}" + (f" (change {row['change']})" if row["change"] else "")
    console.print(Text(f"{call.call_id}  {call.at:%Y-%m-%d %H:%M}  line {call.line}{end}", style="bold"))
    for heard in row["heard"]:
        refused = _names(heard["refused"], directory) or "a department that was not named"
        console.print(Text(f"  heard       {heard['words']}  ({heard['confidence']:.2f}): {refused} was wrong"))
    if not row["heard"]:
        console.print(Text("  heard       nothing that could be filed"))
    belongs = _names([row["belongs_to"]], directory) if row["belongs_to"] else "nobody knows where"
    console.print(Text(f"  belongs to  {belongs}, by {row['corrected_by']}"))
    console.print(Text(f"  file under  {'; '.join(row['proposals']) or _advice(call)}"))


def _advice(call: CorrectedCall) -> str:
    return f"? ./hotline ivr calls correct {call.call_id} --department ID"


def _names(department_ids: Iterable[str], directory: Directory) -> str:
    known = directory.departments
    return ", ".join(known[each].name if each in known else each for each in department_ids)


def _shown(words: str, numbers: bool) -> str:
    return words if numbers else without_numbers(words)
