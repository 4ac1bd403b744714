"""Corrected calls on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ivr.adapters.store.corrections import ACCEPTED, BATCH, DISMISSED, Corrections, Verdict
from ivr.adapters.store.ledger import SqlLedger
from ivr.domain.corrections import AgentsWord, Misrouting
from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.outcomes import Ended, ToQueue, Why
from ivr.domain.prompts import DepartmentName, Digits, prompt
from ivr.errors import CallNotFound
from tests.store.wishes import AT, HEATING

WATER = DepartmentName("M65", "自来水公司")
LONG_AGO = AT - timedelta(days=1)


@pytest.fixture
def corrections(ledger: SqlLedger) -> Corrections:
    return Corrections(ledger)


def misrouted(ledger: SqlLedger, call_id: str, answer: Heard, at: datetime = AT) -> None:
    """A call that was offered the water works, answered, and was put through to the heating."""
    ledger.begin_call(call_id, "12345", "13800138000", at)
    ledger.add_turn(call_id, at, prompt("greeting.city"), Said("管子不热", 0.75))
    ledger.add_turn(call_id, at, prompt("confirm.department", department=WATER), answer)
    ledger.add_turn(call_id, at, prompt("ask.open.again", digits=Digits("1")), Said("屋里才十三四度", 0.9))
    ledger.close_talk(call_id, at, "handed over", ToQueue(HEATING))


def test_a_callers_no_is_found_with_words_confidence_departments_and_where_it_went(
    ledger: SqlLedger, corrections: Corrections
) -> None:
    misrouted(ledger, "c1", Said("不对"))
    (found,) = corrections.latest(LONG_AGO)
    assert (found.call_id, found.line, found.at, found.verdict) == ("c1", "12345", AT, None)
    (heard,) = found.correction.misroutings
    assert heard == Misrouting("管子不热", 0.75, ("M65",))
    assert (found.correction.department_id, found.correction.matter, found.correction.by) == ("M16", "供暖", "")
    assert corrections.of_call("c1") == found


def test_calls_without_a_correction_are_left_out(ledger: SqlLedger, corrections: Corrections) -> None:
    misrouted(ledger, "c1", Said("对"))
    ledger.begin_call("c2", "12345", "", AT)
    assert list(corrections.latest(LONG_AGO)) == []
    with pytest.raises(CallNotFound, match=r"nothing was corrected in call c1: .* ivr calls correct c1 "):
        corrections.of_call("c1")


def test_the_newest_come_first_and_older_ones_than_asked_for_do_not(
    ledger: SqlLedger, corrections: Corrections
) -> None:
    for day in range(3):
        misrouted(ledger, f"c{day}", Pressed("2"), AT + timedelta(days=day))
    assert [found.call_id for found in corrections.latest(AT + timedelta(days=1))] == ["c2", "c1"]


def test_more_calls_than_are_read_at_once_are_all_found(ledger: SqlLedger, corrections: Corrections) -> None:
    for number in range(BATCH + 1):
        ledger.begin_call(f"c{number:03}", "12345", "", AT)
        corrections.correct(f"c{number:03}", AgentsWord("M65", None, "张"), AT)
    assert len({found.call_id for found in corrections.latest(LONG_AGO)}) == BATCH + 1


def test_an_agents_latest_word_counts(ledger: SqlLedger, corrections: Corrections) -> None:
    misrouted(ledger, "c1", Said("对"))
    corrections.correct("c1", AgentsWord("M65", None, "张"), AT)
    corrections.correct("c1", AgentsWord("M12", "工资", "李"), AT)
    (found,) = corrections.latest(LONG_AGO)
    assert (found.correction.department_id, found.correction.matter, found.correction.by) == ("M12", "工资", "李")
    assert found.correction.misroutings[0].refused == ("M16",)


def test_the_latest_verdict_of_a_call_counts(ledger: SqlLedger, corrections: Corrections) -> None:
    misrouted(ledger, "c1", Said("不对"))
    corrections.judge("c1", Verdict(DISMISSED, None), "李", AT)
    corrections.judge("c1", Verdict(ACCEPTED, 7), "李", AT)
    assert corrections.of_call("c1").verdict == Verdict(ACCEPTED, 7)


def test_a_call_that_the_ledger_does_not_know_cannot_be_corrected_or_judged(corrections: Corrections) -> None:
    for act in (
        lambda: corrections.correct("c9", AgentsWord("M65", None, "张"), AT),
        lambda: corrections.judge("c9", Verdict(DISMISSED, None), "李", AT),
        lambda: corrections.of_call("c9"),
    ):
        with pytest.raises(CallNotFound, match="the ledger has no call 'c9'"):
            act()


def test_a_call_that_ended_after_its_no_belongs_nowhere_yet(ledger: SqlLedger, corrections: Corrections) -> None:
    misrouted(ledger, "c1", Said("不对"))
    ledger.begin_call("c2", "12345", "", AT)
    ledger.add_turn("c2", AT, prompt("greeting.city"), Said("管子不热", 0.75))
    ledger.add_turn("c2", AT, prompt("confirm.department", department=WATER), Said("不对"))
    ledger.close_talk("c2", AT, "hung up", Ended(Why.GOODBYE))
    assert corrections.of_call("c2").correction.department_id is None


def test_a_ledger_of_a_former_version_gets_the_new_tables(ledger: SqlLedger, url: str) -> None:
    misrouted(ledger, "c1", Said("不对"))
    with ledger.transaction() as connection:
        for table in ("corrections", "verdicts"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
    later = Corrections(SqlLedger(url))
    later.judge("c1", Verdict(DISMISSED, None), "李", AT)
    assert later.of_call("c1").verdict == Verdict(DISMISSED, None)
