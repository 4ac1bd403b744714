"""What staff do with a callback on its page; the rules are those of the command line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from ivr.adapters.store.callback_moves import Note
from ivr.errors import CallbackMoved, HotlineError, LedgerUnavailable, MoveUnlawful, TimeUnusable
from ivr.web.callbacks_page import callback, one
from ivr.web.parts import parts
from ivr.web.sign_in import who
from ivr.web.words import MOVES, STATES, moment, word

page = Blueprint("forms", __name__)
LONGEST_TEXT = 4000
Times = tuple[datetime | None, datetime | None]


@page.post("/callbacks/<int:number>/number")
def open_number(number: int) -> str:
    """The page with the telephone number; that it was seen stays in the history."""
    callback(number)
    parts().work.callbacks.note_seen(number, Note(who().name, parts().now()))
    return one(callback(number), full=True)


@page.post("/callbacks/<int:number>/take")
def take(number: int) -> AnyResponse:
    """See to it oneself."""
    return _do(number, partial(parts().work.take, number), "已由您接手。")


@page.post("/callbacks/<int:number>/reply")
def reply(number: int) -> AnyResponse:
    """Write down what the caller was told."""
    return _do(number, partial(parts().work.reply, number, _text("text")), "答复已记录。")


@page.post("/callbacks/<int:number>/not-reached")
def not_reached(number: int) -> AnyResponse:
    """It was a machine that answered: tried again by the rules."""
    return _do(number, partial(parts().work.not_reached, number), "已记录：没有接通本人。")


@page.post("/callbacks/<int:number>/close")
def close(number: int) -> AnyResponse:
    """Nothing is left to do."""
    return _do(number, partial(parts().work.close, number, _text("text")), "已办结。")


@page.post("/callbacks/<int:number>/reopen")
def reopen(number: int) -> AnyResponse:
    """It was not solved after all."""
    return _do(number, partial(parts().work.reopen, number), "已重新打开。")


@page.post("/callbacks/<int:number>/rate")
def rate(number: int) -> AnyResponse:
    """How content the caller is."""
    stars, is_solved = request.form.get("stars", 0, type=int), request.form.get("solved") == "yes"
    return _do(number, partial(parts().work.rate, number, stars, is_solved), "评价已记录。")


@page.post("/callbacks/<int:number>/reschedule")
def reschedule(number: int) -> AnyResponse:
    """Agree on another time."""

    def move(note: Note) -> None:
        parts().work.reschedule(number, _times(), note)

    return _do(number, move, "已改约。")


def _do(number: int, move: Callable[[Note], object], done: str) -> AnyResponse:
    """Make the move, and show the callback again; one that was refused with its reason and what was written."""
    callback(number)
    seen = request.form.get("seen", type=int)
    if seen is None:
        abort(400)
    try:
        move(Note(who().name, parts().now(), _text("why"), seen))
    except LedgerUnavailable:
        raise
    except HotlineError as error:
        return Response(one(callback(number), fault=_told(number, error), written=request.form), 409)
    flash(done)
    return redirect(url_for("callbacks.show_one", number=number), 303)


def _told(number: int, error: HotlineError) -> str:
    """Why a form was refused, for who filled it in."""
    match error:
        case CallbackMoved():
            last = callback(number)["history"][-1]
            did = f"{last['who']} · {word(MOVES, last['move'])} · {moment(last['at'])}"
            return f"没有保存：您查看之后已有变动（{did}）。请看过最新情况再提交，您写的内容还在下面。"
        case TimeUnusable(opens_next=opens):
            c, following = parts().work.settings, f"部门下次上班：{moment(opens)}。" if opens else ""
            when = f"须是将来的时间，在部门上班时间内，并在 {c.opens}–{c.closes} 之间。"
            return f"没有保存：这个时段不能回电。{when}{following}"
        case MoveUnlawful():
            state = word(STATES, callback(number)["state"])
            return f"没有保存：这条回电现在是“{state}”，或者还缺答复内容，不能这样做。"
        case _:
            return f"没有保存：{error}"


def _text(field: str) -> str:
    return request.form.get(field, "").strip()[:LONGEST_TEXT]


def _times() -> Times:
    """The time that was chosen. Raises TimeUnusable when it is none."""
    if request.form.get("anytime"):
        return None, None
    try:
        begin = datetime.fromisoformat(request.form.get("from", ""))
        end = datetime.fromisoformat(request.form["to"]) if request.form.get("to") else None
    except ValueError as error:
        raise TimeUnusable(f"no time was chosen: {error}") from error
    if begin.tzinfo or (end and end.tzinfo):
        raise TimeUnusable("a time of another zone was given")
    return begin, end
