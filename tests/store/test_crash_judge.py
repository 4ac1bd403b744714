"""The judge of the crash test finds what is wrong: each fault is seen, and what is right is not blamed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from ivr.adapters.store.ledger import SqlLedger
from ivr.benches.crash_judge import Case, Rung, at_once, calls_of, doubled, is_outside
from ivr.benches.crash_talks import Caller
from ivr.benches.crash_talks import judge as judge_talks
from ivr.benches.verdict import is_lawful
from ivr.domain.callback_states import State
from tests.store.wishes import HEATING, wish

WINDOW = [100.0, 120.0]


def rung(at: float, seconds: float = 1.0, number: str = "138") -> Rung:
    return Rung(number, 1, at, at + seconds, False)


def test_two_calls_within_the_agreed_time_are_one_too_many() -> None:
    assert doubled([rung(100), rung(119)], WINDOW) == 1
    assert doubled([rung(100), rung(130)], WINDOW) == 0


def test_two_calls_at_any_time_need_the_gap_between_them() -> None:
    assert doubled([rung(100), rung(104)], None) == 1
    assert doubled([rung(100), rung(115)], None) == 0


def test_a_fourth_call_is_one_too_many() -> None:
    assert doubled([rung(at) for at in (100, 140, 180, 220)], WINDOW) == 1


def test_a_first_call_before_or_after_the_agreed_time_is_outside() -> None:
    assert [is_outside(rung(at), WINDOW) for at in (94, 96, 110, 124, 126)] == [True, False, False, False, True]
    assert not is_outside(rung(5), None)


def test_a_number_that_is_rung_while_a_call_to_it_is_up_is_rung_at_once() -> None:
    assert at_once([rung(100, 5), rung(103)]) == 1
    assert at_once([rung(100, 5), rung(103, number="139"), rung(106)]) == 0


def test_what_the_far_end_wrote_becomes_calls() -> None:
    notes: list[Mapping[str, object]] = [
        {"call": "a", "what": "ring", "number": "138", "about": "7", "at": 1.0},
        {"call": "b", "what": "ring", "number": "139", "about": "8", "at": 2.0},
        {"call": "a", "what": "answer", "at": 3.0},
        {"call": "a", "what": "end", "at": 4.0},
    ]
    assert calls_of(notes) == [Rung("138", 7, 1.0, 4.0, True), Rung("139", 8, 2.0, float("inf"), False)]


def history(*moves: tuple[str, str]) -> list[dict[str, str]]:
    return [{"move": move, "state": state} for move, state in moves]


def test_a_history_that_skips_a_move_or_ends_elsewhere_is_unlawful() -> None:
    kept = ("keep", "open"), ("plan", "open"), ("claim", "dialling"), ("connect", "connected")
    assert is_lawful(history(*kept), State.CONNECTED)
    assert not is_lawful(history(*kept), State.OPEN)
    assert not is_lawful(history(kept[0], kept[3]), State.CONNECTED)
    assert not is_lawful(history(*kept, kept[2]), State.DIALLING)


def case(first_rang: float, *attempts: tuple[float, str]) -> Case:
    """A request agreed for WINDOW whose caller was rung once, after these attempts (when they ended, and how)."""
    ended = [{"ended_at": datetime.fromtimestamp(at), "outcome": outcome} for at, outcome in attempts]
    row = {"id": 1, "state": "undecided", "attempts": ended, "history": []}
    return Case(row, WINDOW, [rung(first_rang)])


def test_a_first_call_outside_is_blamed_unless_an_attempt_before_it_may_never_have_rung() -> None:
    assert case(140).is_outside()
    assert case(140, (110, "busy")).is_outside()
    assert case(140, (150, "unknown")).is_outside()
    assert not case(140, (110, "unknown")).is_outside()


def test_what_callers_of_the_real_bot_heard_is_compared_with_the_ledger(ledger: SqlLedger, url: str) -> None:
    for call in ("well", "untold", "twice-1", "twice-2"):
        wanted = replace(wish(call, call.partition("-")[0]), referral=replace(HEATING, matter=None))
        ledger.keep_callback(wanted)
    callers = [
        Caller("well", 100, 130, is_confirmed=True),
        Caller("untold", 100, 120, had_human=True),
        Caller("twice", 100, 130, is_confirmed=True),
        Caller("lost", 100, 130, is_confirmed=True),
        Caller("stranded", 100, 130),
        Caller("cut", 200, 220),
        Caller("booting", 211, 220),
    ]
    told = judge_talks(callers, [("worker", 110.0), ("asterisk", 210.0)], url, 60.0)
    assert (told.confirmed, told.lost, told.doubled, told.untold, told.human) == (3, 1, 1, 1, 1)
    assert (told.stranded, told.cut, told.broken, told.killed) == (1, 2, 3, {"asterisk": 1, "worker": 1})
