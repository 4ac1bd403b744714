"""What is remembered of callers, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.adapters.store.callback_moves import Note
from ivr.adapters.store.callbacks import Callbacks
from ivr.adapters.store.callers import SqlCallers, surveys
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.ledger_tables import callbacks
from ivr.domain.manner import USUAL, Manner
from ivr.domain.prompts import prompt
from ivr.errors import MoveUnlawful
from ivr.flows.ports import CalledBack
from tests.store.wishes import AT, wish

CALLER = "13800138000"


def test_a_manner_is_remembered_by_number_and_the_latest_counts(ledger: SqlLedger) -> None:
    callers = SqlCallers(ledger)
    assert callers.manner_of(CALLER) == USUAL
    callers.keep_manner(CALLER, Manner(slow=True), AT)
    callers.keep_manner(CALLER, Manner(slow=True, loud=True), AT + timedelta(days=1))
    assert SqlCallers(ledger).manner_of(CALLER) == Manner(slow=True, loud=True)
    assert callers.manner_of("13900139000") == USUAL


def test_a_promise_is_found_by_the_number_to_call_or_the_one_called_from(ledger: SqlLedger) -> None:
    callers = SqlCallers(ledger)
    assert callers.promised_to(CALLER) == ()
    request = replace(wish("c1"), number="13501010101", caller=CALLER)
    ledger.keep_callback(request)
    for number in (CALLER, "13501010101"):
        (promised,) = callers.promised_to(number)
        assert (promised.department_id, promised.matter) == (request.referral.department_id, request.referral.matter)
        assert promised.until == (request.window.end if request.window else None)
    assert callers.promised_to("13900139000") == ()


def test_a_caller_is_surveyed_once_a_day_whether_or_not_they_rate(ledger: SqlLedger) -> None:
    callers = SqlCallers(ledger)
    assert not callers.was_surveyed(CALLER, AT.date())
    callers.begin_survey("c1", CALLER, AT)
    assert callers.was_surveyed(CALLER, AT.date())
    assert not callers.was_surveyed(CALLER, AT.date() + timedelta(days=1))
    assert not callers.was_surveyed("13900139000", AT.date())


def test_a_rating_is_kept_with_its_call(ledger: SqlLedger) -> None:
    callers = SqlCallers(ledger)
    callers.begin_survey("c1", CALLER, AT)
    callers.begin_survey("c2", CALLER, AT)
    callers.keep_rating("c1", 4)
    with ledger.transaction() as connection:
        stars = {row.call_id: row.stars for row in connection.execute(surveys.select())}
    assert stars == {"c1": 4, "c2": None}


def test_what_a_caller_says_after_the_callback_is_kept_with_it(ledger: SqlLedger) -> None:
    callers, callbacks = SqlCallers(ledger), Callbacks(ledger)
    number = ledger.keep_callback(replace(wish(), window=None, language="en", slow=True))
    assert callers.called_back(99) is None
    assert callers.called_back(number) == CalledBack(number, CALLER, "en", True)
    with pytest.raises(MoveUnlawful):
        callers.keep_satisfaction(number, 4, AT)  # nobody was reached yet
    with pytest.raises(MoveUnlawful):
        callers.keep_unsolved(number, AT)
    callbacks.take(number, Note("li", AT))
    callers.keep_satisfaction(number, 4, AT)
    callers.keep_unsolved(number, AT)
    found = callbacks.show(number)
    assert (found["state"], found["satisfaction"], found["taken_by"]) == ("undecided", 4, None)
    assert [(row["who"], row["move"]) for row in found["history"][-2:]] == [("caller", "rate"), ("caller", "reopen")]


def test_of_several_promises_the_latest_comes_first_and_what_is_done_is_left_out(ledger: SqlLedger) -> None:
    for call, department in (("c1", "M12"), ("c2", "M37"), ("c3", "M08")):
        request = wish(call)
        ledger.keep_callback(
            replace(request, caller=CALLER, referral=replace(request.referral, department_id=department))
        )
    with ledger.transaction() as connection:
        connection.execute(callbacks.update().where(callbacks.c.call_id == "c2").values(state="closed"))
    assert [promised.department_id for promised in SqlCallers(ledger).promised_to(CALLER)] == ["M08", "M12"]


def test_whether_a_prompt_was_played_in_a_call_is_known(ledger: SqlLedger) -> None:
    ledger.begin_call("c1", "12345", CALLER, AT)
    ledger.add_turn("c1", AT, prompt("notice.recording"), None)
    told = [
        ledger.was_told(call, name)
        for call, name in (("c1", "notice.recording"), ("c1", "x"), ("c2", "notice.recording"))
    ]
    assert told == [True, False, False]
