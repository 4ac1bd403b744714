"""The department's callbacks: the list with its filters, one of them with all that is known, its recordings."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, render_template, request, send_file
from werkzeug.wrappers import Response

from ivr.adapters.store.callbacks import Wanted
from ivr.domain.callback_states import LAWFUL, PENDING, Move, State
from ivr.domain.number_forms import masked
from ivr.domain.transcripts import without_numbers
from ivr.errors import CallbackNotFound
from ivr.web.parts import parts
from ivr.web.sign_in import who

page = Blueprint("callbacks", __name__)
FILTERS = {
    "pending": "未办",
    "overdue": "逾期",
    "undecided": "待决定",
    "mine": "我接手的",
    "replied": "已答复",
    "closed": "已办结",
    "all": "全部",
}
STATES = {
    "pending": PENDING,
    "overdue": (),
    "undecided": (State.UNDECIDED,),
    "mine": (State.TAKEN,),
    "replied": (State.REPLIED,),
    "closed": (State.CLOSED,),
    "all": (),
}
TEXTS = ("words", "transcript", "why")
MOST = 50
"""Rows on a page."""


@page.get("/callbacks")
def show() -> str:
    """The list."""
    chosen = request.args.get("show", "pending")
    if chosen not in FILTERS:
        abort(404)
    department, after = request.args.get("department", ""), request.args.get("after", 0, type=int)
    rows = parts().work.callbacks.find(_wanted(chosen, department, after))
    more = rows[MOST - 1]["id"] if len(rows) > MOST else None
    return render_template(
        "callbacks.html",
        rows=[discreet(row) for row in rows[:MOST]],
        chosen=chosen,
        department=department,
        departments=_choices(),
        filters=FILTERS,
        more=more,
        now=parts().now(),
    )


@page.post("/callbacks")
def find() -> str:
    """Those of a telephone number; by a form, so that the number stands in no address and no log."""
    number = "".join(c for c in request.form.get("number", "") if c.isdigit())
    wanted = Wanted(departments=_open_to(""), number=number, most=MOST)
    rows = parts().work.callbacks.find(wanted) if number else []
    return render_template(
        "callbacks.html",
        rows=[discreet(row) for row in rows],
        chosen="",
        department="",
        departments=_choices(),
        filters=FILTERS,
        more=None,
        now=parts().now(),
    )


@page.get("/callbacks/<int:number>")
def show_one(number: int) -> str:
    """One of them, its telephone number masked."""
    return one(callback(number))


@page.get("/callbacks/<int:number>/recordings/<int:recording>")
def play(number: int, recording: int) -> Response:
    """What the caller left, in parts as players ask for them."""
    names = {row["id"]: row["file"] for row in callback(number)["recordings"]}
    file = parts().recordings / Path(names.get(recording, "")).name
    if recording not in names or not file.is_file():
        abort(404)
    return send_file(file.absolute(), mimetype="audio/wav", conditional=True, max_age=0)


def callback(number: int) -> dict[str, Any]:
    """One that this account may see, with all that belongs to it. Whose it is otherwise is not told."""
    try:
        found = parts().work.callbacks.show(number)
    except CallbackNotFound:
        abort(404)
    if not who().sees(found["department"]):
        abort(404)
    return found


def one(found: dict[str, Any], full: bool = False, fault: str = "", written: Mapping[str, str] | None = None) -> str:
    """The page of one. full: its number as it is. fault: why a form was refused; written: what stood in it."""
    state = State(found["state"])
    can = {move.name.lower() for move in Move if state in LAWFUL[move]}
    if state in PENDING:
        can -= {"reopen", "rate"}  # the caller may, when asked right after the call
    there = {row["id"] for row in found["recordings"] if (parts().recordings / Path(row["file"]).name).is_file()}
    seen = max((row["id"] for row in found["history"]), default=0)
    return render_template(
        "callback.html",
        row=found if full else discreet(found),
        full=full,
        can=can,
        there=there,
        seen=seen,
        fault=fault,
        written=written or {},
        now=parts().now(),
    )


def discreet(row: dict[str, Any]) -> dict[str, Any]:
    """The row without telephone numbers, also in what was said."""
    row = dict(row)
    row["number"], row["caller"] = masked(row["number"]), masked(row["caller"]) if row["caller"] else ""
    row["reply"] = without_numbers(row["reply"] or "")
    row["referral"] = row["referral"] | {"words": without_numbers(row["referral"].get("words") or "")}
    for parts_of in ("calls", "recordings", "history"):
        row[parts_of] = [_without(part) for part in row.get(parts_of, ())]
    return row


def _without(part: dict[str, Any]) -> dict[str, Any]:
    return part | {key: without_numbers(part[key]) for key in TEXTS if part.get(key)}


def _wanted(chosen: str, department: str, after: int) -> Wanted:
    return Wanted(
        STATES[chosen],
        _open_to(department),
        overdue_at=parts().now() if chosen == "overdue" else None,
        taken_by=who().name if chosen == "mine" else "",
        after=after,
        most=MOST + 1,
    )


def _open_to(department: str) -> tuple[str, ...]:
    """The departments to look in. () is all; a department that is not this account's is none of them."""
    if not department:
        return () if who().sees_all else who().departments
    if not who().sees(department):
        abort(404)
    return (department,)


def _choices() -> list[tuple[str, str]]:
    """Departments to choose from."""
    known = parts().directory().departments
    mine = known if who().sees_all else who().departments
    return [(identifier, parts().department(identifier)) for identifier in mine]
