"""What is remembered of callers, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.adapters.store.callback_moves import Note
from ivr.adapters.store.callbacks import Callbacks
from ivr.adapters.store.callers import SqlCallers, surveys
from ivr.adapters.store.ledger import SqlLedger
from ivr.domain.manner import USUAL, Manner
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
    assert callers.promised_to(CALLER) is None
    request = replace(wish("c1"), number="13501010101", caller=CALLER)
    ledger.keep_callback(request)
    for number in (CALLER, "13501010101"):
        promised = callers.promised_to(number)
        assert promised is not None and promised.department_id == request.referral.department_id
        assert promised.until == (request.window.end if request.window else None)
    assert callers.promised_to("13900139000") is None


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
