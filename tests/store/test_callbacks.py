"""What becomes of a promise in the ledger, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ivr.adapters.store.callback_moves import Note
from ivr.adapters.store.callbacks import Callbacks, Wanted
from ivr.adapters.store.ledger import SqlLedger
from ivr.domain.callback_states import State
from ivr.domain.callbacks import Window
from ivr.errors import CallbackNotFound, MoveUnlawful
from tests.store.wishes import AT, HEATING, TOMORROW, wish

LATER = AT + timedelta(hours=2)
EVENING = Window(datetime(2026, 3, 2, 16), datetime(2026, 3, 2, 17), "今天下午四点")
BY_LI = Note("li", LATER, "took over")


@pytest.fixture
def callbacks(ledger: SqlLedger) -> Callbacks:
    return Callbacks(ledger)


def moves(callbacks: Callbacks, number: int) -> list[tuple[str, str, str]]:
    return [(row["who"], row["move"], row["state"]) for row in callbacks.show(number)["history"]]


def test_a_second_call_about_the_same_matter_joins_and_its_time_counts(ledger: SqlLedger, callbacks: Callbacks) -> None:
    first = ledger.keep_callback(wish("c1"))
    again = replace(wish("c2"), window=EVENING, referral=replace(HEATING, words="还是不热"), made_at=LATER, slow=True)
    assert ledger.keep_callback(again) == ledger.keep_callback(again) == first
    found = callbacks.show(first)
    assert [call["call_id"] for call in found["calls"]] == ["c1", "c2"]
    assert [call["words"] for call in found["calls"]] == ["屋里才十三四度", "还是不热"]
    assert (found["window_start"], found["spoken_time"], found["slow"]) == (EVENING.start, "今天下午四点", True)
    assert moves(callbacks, first) == [("caller", "keep", "open"), ("caller", "join", "open")]
    assert ledger.callbacks_of_call("c2")[0]["id"] == first


@pytest.mark.parametrize(
    "other",
    [
        wish("c2", "13900139000"),
        replace(wish("c2"), referral=replace(HEATING, matter="停水")),
        replace(wish("c2"), referral=replace(HEATING, district="海淀区")),
        replace(wish("c2"), referral=replace(HEATING, department_id="M17")),
    ],
    ids=["number", "matter", "district", "department"],
)
def test_another_number_or_matter_is_another_request(ledger: SqlLedger, other: object) -> None:
    assert ledger.keep_callback(wish("c1")) != ledger.keep_callback(other)  # type: ignore[arg-type]


def test_two_calls_about_nobody_knows_what_stay_two(ledger: SqlLedger) -> None:
    unknown = replace(HEATING, matter=None)
    one, two = (ledger.keep_callback(replace(wish(call), referral=unknown)) for call in ("c1", "c2"))
    assert one != two


def test_a_matter_that_was_closed_is_a_new_request(ledger: SqlLedger, callbacks: Callbacks) -> None:
    first = ledger.keep_callback(wish("c1"))
    callbacks.reply(first, "今晚恢复", BY_LI)
    assert ledger.keep_callback(wish("c2")) != first


def test_thirty_calls_of_one_number_at_once_become_one_request(ledger: SqlLedger, callbacks: Callbacks) -> None:
    numbers: list[int] = []
    calls = [
        threading.Thread(target=lambda i=i: numbers.append(ledger.keep_callback(wish(f"c{i}")))) for i in range(30)
    ]
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert len(numbers) == 30 and len(set(numbers)) == 1
    assert len(callbacks.show(numbers[0])["calls"]) == 30


def test_a_person_takes_replies_and_closes_and_all_of_it_is_history(ledger: SqlLedger, callbacks: Callbacks) -> None:
    number = ledger.keep_callback(wish())
    callbacks.take(number, BY_LI)
    callbacks.reply(number, " 今晚八点恢复供暖 ", BY_LI)
    callbacks.close(number, BY_LI)
    found = callbacks.show(number)
    assert (found["state"], found["reply"], found["taken_by"]) == ("closed", "今晚八点恢复供暖", "li")
    assert moves(callbacks, number) == [
        ("caller", "keep", "open"), ("li", "take", "taken"), ("li", "reply", "replied"), ("li", "close", "closed")
    ]  # fmt: skip
    assert {row["at"] for row in found["history"][1:]} == {LATER}


def test_without_a_reply_nothing_is_closed_and_nothing_is_written(ledger: SqlLedger, callbacks: Callbacks) -> None:
    number = ledger.keep_callback(wish())
    with pytest.raises(MoveUnlawful, match="a callback that is open cannot close"):
        callbacks.close(number, BY_LI)
    with pytest.raises(MoveUnlawful, match="what was the caller told"):
        callbacks.reply(number, "  ", BY_LI)
    assert moves(callbacks, number) == [("caller", "keep", "open")]


def test_what_is_not_solved_is_opened_again_with_a_new_deadline(ledger: SqlLedger, callbacks: Callbacks) -> None:
    number = ledger.keep_callback(wish())
    callbacks.reply(number, "已派人", BY_LI)
    callbacks.close(number, BY_LI)
    callbacks.rate(number, 1, False, Note("caller", LATER))
    found = callbacks.show(number)
    assert (found["state"], found["satisfaction"], found["deadline"]) == ("undecided", 1, LATER + timedelta(hours=24))
    assert moves(callbacks, number)[-2:] == [("caller", "rate", "closed"), ("caller", "reopen", "undecided")]


def test_a_contented_caller_leaves_it_closed(ledger: SqlLedger, callbacks: Callbacks) -> None:
    number = ledger.keep_callback(wish())
    callbacks.reply(number, "已修好", BY_LI)
    callbacks.rate(number, 5, True, BY_LI)
    assert callbacks.show(number)["state"] == "replied"
    with pytest.raises(MoveUnlawful, match=r"1 \(bad\) to 5"):
        callbacks.rate(number, 6, True, BY_LI)


def test_another_time_begins_anew(ledger: SqlLedger, callbacks: Callbacks) -> None:
    number = ledger.keep_callback(wish())
    callbacks.take(number, BY_LI)
    callbacks.reschedule(number, EVENING, BY_LI)
    found = callbacks.show(number)
    assert (found["state"], found["window_end"], found["attempted"], found["taken_by"]) == (
        "open",
        EVENING.end,
        0,
        None,
    )
    assert found["deadline"] == EVENING.end + timedelta(hours=24)


@pytest.mark.parametrize(
    "act",
    [
        lambda c: c.show(9),
        lambda c: c.take(9, BY_LI),
        lambda c: c.reply(9, "x", BY_LI),
        lambda c: c.reschedule(9, None, BY_LI),
    ],
)
def test_an_unknown_number_is_named(callbacks: Callbacks, act: Callable[[Callbacks], None]) -> None:
    with pytest.raises(CallbackNotFound, match=r"no callback 9: \./hotline ivr callbacks list"):
        act(callbacks)


def test_callbacks_are_found_by_state_department_number_and_deadline(ledger: SqlLedger, callbacks: Callbacks) -> None:
    one = ledger.keep_callback(wish("c1"))
    two = ledger.keep_callback(replace(wish("c2", "13900139000"), window=EVENING))
    callbacks.take(two, BY_LI)
    found = {
        "taken": Wanted(states=(State.TAKEN,)),
        "M16": Wanted(departments=("M16", "M99")),
        "nowhere": Wanted(departments=("M17",)),
        "number": Wanted(number="13800138000"),
        "late": Wanted(overdue_at=TOMORROW.end),
        "later": Wanted(overdue_at=TOMORROW.end + timedelta(hours=25)),
    }
    assert {name: [row["id"] for row in callbacks.find(wanted)] for name, wanted in found.items()} == {
        "taken": [two], "M16": [one, two], "nowhere": [], "number": [one], "late": [two], "later": [one, two]
    }  # fmt: skip


def test_a_number_is_told_how_its_latest_request_stands(ledger: SqlLedger, callbacks: Callbacks) -> None:
    assert ledger.callback_of("13800138000") is None
    one = ledger.keep_callback(wish("c1"))
    two = ledger.keep_callback(replace(wish("c2"), referral=replace(HEATING, matter="停水"), window=None))
    kept = ledger.callback_of("13800138000")
    assert kept and (kept.number, kept.state, kept.window, kept.referral.matter) == (two, State.OPEN, None, "停水")
    callbacks.reply(two, "来水了", BY_LI)
    kept = ledger.callback_of("13800138000")
    assert kept and (kept.number, kept.window) == (one, TOMORROW)


def test_a_message_belongs_to_the_request_whichever_call_left_it(ledger: SqlLedger, callbacks: Callbacks) -> None:
    number = ledger.keep_callback(wish("c1"))
    ledger.keep_callback(wish("c2"))
    ledger.begin_recording("c2", "c2.wav", AT)
    assert [row["file"] for row in callbacks.show(number)["recordings"]] == ["c2.wav"]
