"""What every ledger does, on SQLite and on PostgreSQL."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, time

import pytest

from ivr.adapters.store.ledger import SqlLedger
from ivr.domain.heard import Heard, Pressed, Said, Silence
from ivr.domain.outcomes import Ended, ToOperator, ToQueue, Why
from ivr.domain.prompts import Digits, Moment, OpeningHours, prompt
from ivr.errors import LedgerUnavailable
from tests.store.wishes import AT, HEATING, wish

LATER = datetime(2026, 3, 2, 9, 31)


def test_a_call_is_noted_once_however_often_it_comes_back(ledger: SqlLedger) -> None:
    ledger.begin_call("c1", "12345", "13800138000", AT)
    ledger.close_talk("c1", LATER, "handed over", ToQueue(HEATING))
    ledger.begin_call("c1", "12345", "other", LATER)
    (call,) = ledger.list_calls()
    assert (call["caller"], call["began_at"], call["ending"]) == ("13800138000", AT, "handed over")


def test_turns_are_kept_in_order_with_what_came_back(ledger: SqlLedger) -> None:
    ledger.begin_call("c1", "12345", "", AT)
    came_back: list[Heard | None] = [Said("暖气不热", 0.8), Pressed("1"), Silence(), None]
    asked = prompt("callback.confirm", number=Digits("138"), time=Moment(AT.date(), None, "morning"),
                   hours=OpeningHours(time(8, 30), time(20, 30)))  # fmt: skip
    for heard in came_back:
        ledger.add_turn("c1", AT, asked, heard)
    turns = ledger.list_turns("c1")
    assert [(turn["heard"], turn["text"]) for turn in turns] == [
        ("said", "暖气不热"), ("pressed", "1"), ("silence", None), (None, None)]  # fmt: skip
    assert turns[0]["confidence"] == pytest.approx(0.8)
    assert turns[0]["slots"]["hours"] == {"opens": "08:30:00", "closes": "20:30:00"}


def test_a_call_that_comes_back_knows_where_it_was_sent(ledger: SqlLedger) -> None:
    ledger.begin_call("c1", "12345", "", AT)
    assert ledger.referral_of("c1") is None
    assert ledger.referral_of("never seen") is None
    ledger.close_talk("c1", LATER, "handed over", ToQueue(HEATING))
    assert ledger.referral_of("c1") == HEATING


@pytest.mark.parametrize("outcome", [None, Ended(Why.GOODBYE), ToOperator(Why.TROUBLE)])
def test_a_later_talk_without_a_referral_leaves_the_first(ledger: SqlLedger, outcome: Ended | None) -> None:
    ledger.begin_call("c1", "12345", "", AT)
    ledger.close_talk("c1", AT, "handed over", ToQueue(HEATING))
    ledger.close_talk("c1", LATER, "hung up", outcome)
    assert ledger.referral_of("c1") == HEATING


def test_the_operator_gets_the_referral_too(ledger: SqlLedger) -> None:
    ledger.begin_call("c1", "12345", "", AT)
    ledger.close_talk("c1", AT, "handed over", ToOperator(Why.ASKED, HEATING))
    (call,) = ledger.list_calls()
    assert (call["outcome"], call["why"], ledger.referral_of("c1")) == ("operator", "asked", HEATING)


def test_a_callback_is_kept_with_all_that_was_agreed(ledger: SqlLedger) -> None:
    number = ledger.keep_callback(wish())
    (kept,) = ledger.list_callbacks()
    assert kept["id"] == number
    assert (kept["number"], kept["window_start"], kept["spoken_time"]) == (
        "13800138000", datetime(2026, 3, 3, 14), "明天下午")  # fmt: skip
    assert (kept["referral"]["district"], kept["state"]) == ("朝阳区", "open")


def test_a_callback_at_any_time_has_no_window(ledger: SqlLedger) -> None:
    ledger.keep_callback(replace(wish(), window=None))
    (kept,) = ledger.list_callbacks()
    assert kept["window_start"] is None


def test_one_call_keeps_one_callback_and_gets_its_number_again(ledger: SqlLedger) -> None:
    first = ledger.keep_callback(wish())
    other = ledger.keep_callback(wish("c2", "13900139000"))
    assert ledger.keep_callback(wish(number="13700137000")) == first != other
    assert [row["number"] for row in ledger.list_callbacks()] == ["13800138000", "13900139000"]


def test_thirty_calls_at_once_each_keep_their_callback(ledger: SqlLedger) -> None:
    numbers: list[int] = []
    calls = [threading.Thread(target=lambda i=i: numbers.append(ledger.keep_callback(wish(f"c{i % 30}", str(i % 30)))))
             for i in range(60)]  # fmt: skip
    for call in calls:
        call.start()
    for call in calls:
        call.join()
    assert len(numbers) == 60 and len(set(numbers)) == 30 == len(ledger.list_callbacks())


def test_strange_words_are_kept_as_they_are(ledger: SqlLedger) -> None:
    words = '\'); DROP TABLE calls; -- "𠮷" ' + "长" * 500
    ledger.begin_call("c'1", words, words, AT)
    ledger.add_turn("c'1", AT, prompt("greeting.city"), Said(words))
    assert ledger.list_turns("c'1")[0]["text"] == words and ledger.list_calls()[0]["caller"] == words


def test_what_was_kept_is_there_when_it_is_opened_again(ledger: SqlLedger, url: str) -> None:
    number = ledger.keep_callback(wish())
    assert SqlLedger(url).keep_callback(wish()) == number


def test_the_latest_calls_come_first(ledger: SqlLedger) -> None:
    for minute in range(5):
        ledger.begin_call(f"c{minute}", "12345", "", AT.replace(minute=minute))
    assert [row["id"] for row in ledger.list_calls(2)] == ["c4", "c3"]


def test_an_unknown_database_or_address_is_named_without_its_password() -> None:
    for url in ("mysql://u:secret@h/d", "no url: secret", "postgresql://u:secret@127.0.0.1:1/d"):
        with pytest.raises(LedgerUnavailable) as refused:
            SqlLedger(url)
        assert "secret" not in str(refused.value) and "[ledger] url" in str(refused.value)
