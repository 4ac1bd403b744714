"""Who calls now, with what, and where in the queue: a table that renews itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from ivr.adapters.asterisk.live_calls import LiveCall
from ivr.adapters.store.callbacks import Wanted
from ivr.domain.callback_states import State
from ivr.domain.number_forms import masked
from ivr.domain.transcripts import without_numbers
from ivr.errors import CallbackNotFound, HotlineError
from ivr.web.parts import parts
from ivr.web.sign_in import who
from ivr.web.words import lasting

log = logging.getLogger(__name__)
page = Blueprint("calls", __name__)
MOST_DIALLED = 20


@dataclass(frozen=True)
class Shown:
    """A caller as a row of the table. queue: its name for people. number: masked unless opened."""

    call: LiveCall
    queue: str
    number: str
    matter: str = ""
    district: str = ""
    words: str = ""

    @property
    def lasting(self) -> str:
        """How long they have waited, or talked."""
        return lasting(self.call.seconds)


@page.get("/")
def home() -> Response:
    """The calls are what one comes for."""
    return redirect(url_for("calls.show"), 303)


@page.get("/calls")
def show() -> str:
    """The page."""
    return render_template("calls.html", every_ms=parts().renewed_every_ms, **_now())


@page.get("/calls/now")
def now() -> str:
    """The table alone, for the page that renews itself."""
    return render_template("_calls.html", **_now())


@page.post("/calls/<call_id>")
def open_call(call_id: str) -> Response:
    """One caller with the number, and the callbacks that it has."""
    call = next((call for call in _calls() if call.call_id == call_id), None)
    if call is None:
        abort(404)
    log.info("staff page: %s opened the number of call %s", who().name, call_id)
    wanted = Wanted(departments=_departments(), number=call.number)
    theirs = parts().work.callbacks.find(wanted) if call.number else []
    return make_response(render_template("call.html", row=_shown([call], full=True)[0], theirs=theirs))


def _now() -> dict[str, object]:
    try:
        rows, trouble = _shown(_calls()), ""
    except HotlineError as error:
        log.warning("staff page: who calls is not known: %s", error)
        rows, trouble = [], "暂时无法得知谁在来电：电话系统没有应答。"
    dialled = Wanted((State.DIALLING,), _departments(), most=MOST_DIALLED)
    return {"rows": rows, "trouble": trouble, "dialled": parts().work.callbacks.find(dialled)}


def _departments() -> tuple[str, ...]:
    return () if who().sees_all else who().departments


def _calls() -> list[LiveCall]:
    """The calls that this account may see."""
    calls = parts().board.now()
    return calls if who().sees_all else [call for call in calls if call.queue in _queues()]


def _queues() -> set[str]:
    known = parts().directory().departments
    return {known[department].queue for department in who().departments if department in known}


def _shown(calls: list[LiveCall], full: bool = False) -> list[Shown]:
    directory = parts().directory()
    names = {department.queue: department.spoken for department in directory.departments.values()}
    names[directory.operator_queue] = "话务员"
    rows = parts().ledger.calls_of([call.call_id for call in calls])
    found = []
    for call in calls:
        about = _about_held(call) if call.callback else (rows.get(call.call_id) or {}).get("referral") or {}
        words = about.get("words") or ""
        told = [about.get("matter") or "", about.get("district") or "", words if full else without_numbers(words)]
        number = call.number if full or not call.number else masked(call.number)
        found.append(Shown(call, names.get(call.queue, call.queue), number or "未显示", *told))
    return found


def _about_held(call: LiveCall) -> dict[str, str | None]:
    """What the callback is about; nothing, where it is one of another ledger."""
    try:
        about: dict[str, str | None] = parts().work.callbacks.show(call.callback)["referral"]
    except CallbackNotFound:
        return {}
    return about
