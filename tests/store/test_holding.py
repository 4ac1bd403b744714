"""Places that are held, on SQLite and on PostgreSQL: in which order they are taken, and what keeps them."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from ivr.adapters.store.callback_claims import Claims
from ivr.adapters.store.callback_holds import Holds, count_holds
from ivr.adapters.store.callbacks import Callbacks
from ivr.adapters.store.claim_rows import Claim
from ivr.adapters.store.ledger import SqlLedger
from ivr.dialling import Dialling
from ivr.domain.attempts import Reached, Rules
from ivr.domain.callbacks import CallbackRequest, Window
from ivr.domain.holds import Hold
from ivr.domain.hours import OpeningTimes
from ivr.domain.outcomes import Ended, Why
from ivr.errors import TelephoneUnavailable
from ivr.holding import Holding
from tests.fakes.queue_telephone import FakeQueues
from tests.fakes.telephone import FakeTelephone
from tests.store.test_dialling import four_at_once
from tests.store.wishes import AT, HEATING, TOMORROW, wish

LEASE = timedelta(seconds=100)
TODAY = Window(AT, AT.replace(hour=18), "尽快")
SECOND = timedelta(seconds=1)


def holder(number: int, since: datetime, queue: str = "dept-M16") -> CallbackRequest:
    made = wish(f"c{number}", f"1380013800{number}")
    return replace(made, window=TODAY, hold=Hold(queue, since))


class Stage:
    """A ledger, a dialler with queues, a clock."""

    def __init__(self, ledger: SqlLedger) -> None:
        self.ledger, self.callbacks, self.time = ledger, Callbacks(ledger), AT
        self.queues, self.telephone = FakeQueues(), FakeTelephone({"dept-M16": ["PJSIP/811"]})
        self.dialling = self.dialler("one")

    def dialler(self, name: str) -> Dialling:
        holding = Holding(Holds(self.ledger, name, LEASE), self.queues)
        claims, now = Claims(self.ledger, name, LEASE), lambda: self.time
        return Dialling(claims, self.telephone, Rules(), OpeningTimes, now, holding=holding)

    def after(self, seconds: float) -> None:
        """Rounds of the dialler each second, so long."""
        until = self.time + timedelta(seconds=seconds)
        while self.time < until:
            self.time += SECOND
            self.dialling.step()

    def ends(self, reached: Reached) -> None:
        """The callback that entered last is in the queue no more, and has come to this."""
        self.queues.leave()
        self.telephone.ended[self.queues.entered[-1][0].attempt] = reached

    @property
    def entered(self) -> list[tuple[int, int]]:
        """Request and place."""
        return [(claim.due.number, place) for claim, place in self.queues.entered]

    def told(self, number: int = 1) -> tuple[str, str | None, int]:
        row = self.callbacks.show(number)
        return row["state"], row["outcome"], row["attempted"]


@pytest.fixture
def stage(ledger: SqlLedger) -> Stage:
    return Stage(ledger)


def test_it_is_the_turn_of_who_has_waited_longest_once_nobody_on_the_line_has_waited_longer(stage: Stage) -> None:
    stage.queues.lines["dept-M16"] = [AT - 40 * SECOND, AT - 10 * SECOND]
    for number, waited in ((1, 20), (2, 30)):
        stage.ledger.keep_callback(holder(number, AT - waited * SECOND))
    stage.after(3)
    assert stage.entered == []
    del stage.queues.lines["dept-M16"][0]
    stage.after(3)
    assert stage.entered == [(2, 1)]
    stage.ends(Reached.ANSWERED)
    stage.after(3)
    assert stage.entered == [(2, 1), (1, 1)]
    assert stage.told(2) == ("connected", "answered", 1)


def test_a_named_agent_is_not_rung_for_who_holds_a_place(stage: Stage) -> None:
    stage.ledger.keep_callback(holder(1, AT))
    stage.after(3)
    assert (stage.telephone.placed, stage.entered) == ([], [(1, 1)])
    claim = stage.queues.entered[0][0]
    assert (claim.queue, claim.agent, claim.phone) == ("dept-M16", "dept-M16 1", "13800138001")


def test_a_place_that_is_taken_is_claimed_as_long_as_it_stands_in_the_queue(stage: Stage) -> None:
    stage.ledger.keep_callback(holder(1, AT))
    stage.after(2 * LEASE.total_seconds())
    assert (stage.entered, stage.told()) == ([(1, 1)], ("dialling", None, 1))


def test_another_dialler_looks_after_a_place_whose_dialler_died(stage: Stage) -> None:
    stage.ledger.keep_callback(holder(1, AT))
    stage.after(3)
    stage.dialling = stage.dialler("two")
    stage.after(2 * LEASE.total_seconds())
    assert (stage.entered, stage.told()) == ([(1, 1)], ("dialling", None, 1))
    stage.ends(Reached.ANSWERED)
    stage.after(LEASE.total_seconds() + 5)
    assert stage.told() == ("connected", "answered", 1)


def test_after_the_death_of_asterisk_the_place_is_taken_again_before_who_came_later(stage: Stage) -> None:
    for number, waited in ((1, 30), (2, 20)):
        stage.ledger.keep_callback(holder(number, AT - waited * SECOND))
    stage.after(3)
    stage.queues.is_broken = True
    for _ in range(10):
        stage.time += SECOND
        with pytest.raises(TelephoneUnavailable):
            stage.dialling.step()
    stage.queues.is_broken = False
    stage.queues.leave()
    stage.queues.agents = 0
    stage.telephone.ended[stage.queues.entered[0][0].attempt] = Reached.NO_AGENT  # nothing had been written of it
    stage.after(LEASE.total_seconds() + 30)
    stage.queues.agents = 1
    stage.after(2)
    assert stage.entered == [(1, 1), (1, 1)]


def test_while_asterisk_is_away_others_are_still_escalated_and_no_place_is_given_up(stage: Stage) -> None:
    stage.ledger.keep_callback(holder(1, AT))
    stage.after(3)
    stage.ledger.keep_callback(wish("c9", "13900139000"))
    stage.queues.is_broken, stage.time = True, TOMORROW.end + timedelta(days=1, minutes=1)
    with pytest.raises(TelephoneUnavailable):
        stage.dialling.step()
    assert (stage.callbacks.show(2)["escalated"], stage.told()) == (1, ("dialling", None, 1))


def test_when_no_agent_takes_it_those_behind_are_let_through_and_then_it_is_its_turn_again(stage: Stage) -> None:
    for number, waited in ((1, 30), (2, 20)):
        stage.ledger.keep_callback(holder(number, AT - waited * SECOND))
    stage.after(3)
    stage.ends(Reached.NO_AGENT)
    stage.after(3)
    assert stage.entered == [(1, 1), (2, 1)] and stage.told() == ("open", "no agent", 0)
    stage.after(20)
    stage.ends(Reached.ANSWERED)
    stage.after(3)
    assert stage.entered[2:] == [(1, 1)]


def test_who_was_called_in_turn_and_not_reached_holds_no_place_any_more(stage: Stage) -> None:
    stage.ledger.keep_callback(holder(1, AT))
    stage.after(3)
    stage.ends(Reached.BUSY)
    stage.after(60)
    row = stage.callbacks.show(1)
    assert (row["state"], row["held_queue"], row["held_since"]) == ("open", None, None)
    assert row["due_from"] > TODAY.end and len(stage.entered) == 1


def test_who_still_leaves_a_message_is_not_called_yet(stage: Stage) -> None:
    stage.ledger.begin_call("c1", "12345", "13800138001", AT - 30 * SECOND)
    stage.ledger.close_talk("c1", AT - 20 * SECOND, "handed over", None)
    stage.ledger.keep_callback(holder(1, AT - 20 * SECOND))
    stage.after(60)
    assert stage.entered == []
    stage.ledger.close_talk("c1", stage.time, "hung up", Ended(Why.CALLBACK_KEPT))
    stage.after(2)
    assert stage.entered == [(1, 1)]


def test_a_talk_whose_bot_died_keeps_nobody_waiting_for_ever(stage: Stage) -> None:
    stage.ledger.begin_call("c1", "12345", "13800138001", AT)
    stage.ledger.keep_callback(holder(1, AT))
    stage.after(280)
    assert stage.entered == []
    stage.after(40)
    assert stage.entered == [(1, 1)]


def test_after_the_departments_close_nobody_is_called_but_operators_have_no_hours(stage: Stage) -> None:
    evening = AT.replace(hour=17, minute=30)
    stage.time = evening
    late = Window(evening, evening.replace(hour=18), "尽快")
    stage.ledger.keep_callback(replace(holder(1, evening), window=late, made_at=evening))
    stage.ledger.keep_callback(replace(holder(2, evening, "operator"), window=late, made_at=evening))
    stage.after(3)
    assert stage.entered == [(2, 1)] and stage.told(1)[0] == "undecided"


def test_a_promise_not_kept_on_its_day_is_left_to_a_person(stage: Stage) -> None:
    stage.queues.agents = 0
    stage.ledger.keep_callback(holder(1, AT))
    stage.after(3)
    stage.time = TODAY.end + timedelta(minutes=16)
    stage.after(2)
    assert stage.told() == ("undecided", None, 0)


def test_who_holds_a_place_twice_keeps_the_one_before_and_who_agrees_on_a_time_keeps_none(stage: Stage) -> None:
    first = holder(1, AT)
    assert stage.ledger.keep_callback(first) == 1
    assert stage.ledger.keep_callback(replace(first, call_id="c2", hold=Hold("dept-M16", AT + 60 * SECOND))) == 1
    assert stage.callbacks.show(1)["held_since"] == AT
    assert stage.ledger.keep_callback(replace(first, call_id="c3", hold=Hold("operator", AT + 90 * SECOND))) == 1
    assert (stage.callbacks.show(1)["held_queue"], stage.callbacks.show(1)["held_since"]) == (
        "operator", AT + 90 * SECOND)  # fmt: skip
    assert stage.ledger.keep_callback(replace(first, call_id="c4", hold=None)) == 1
    assert stage.callbacks.show(1)["held_queue"] is None


def test_two_places_of_one_number_are_not_taken_at_once(stage: Stage) -> None:
    stage.queues.agents = 4
    for number in (1, 2):
        matter = replace(HEATING, matter=f"matter {number}")
        stage.ledger.keep_callback(replace(holder(number, AT), number="13800138000", referral=matter))
    stage.after(10)
    assert len(stage.entered) == 1


def test_many_diallers_at_once_take_each_place_once(ledger: SqlLedger, url: str) -> None:
    for number in range(9):
        ledger.keep_callback(holder(number, AT - number * SECOND))
    Stage(ledger).dialling.step()
    claimed: list[Claim] = []
    start = threading.Barrier(4)

    def work(name: str) -> None:
        holds = Holds(SqlLedger(url), name, LEASE)
        due = holds.now(AT)["dept-M16"].due
        start.wait()
        claimed.extend(claim for each in due if (claim := holds.claim(each, 1, AT)))

    four_at_once(work)
    assert sorted(claim.due.number for claim in claimed) == list(range(1, 10))


def test_asked_to_end_a_dialler_does_not_wait_for_those_who_stand_in_a_queue(stage: Stage) -> None:
    stage.ledger.keep_callback(holder(1, AT))
    rounds: list[float] = []

    def wait(seconds: float) -> bool:
        rounds.append(seconds)
        return len(rounds) > 4

    stage.dialling.wait = wait
    stage.dialling.run()
    assert (len(rounds), stage.entered, stage.told()[0]) == (5, [(1, 1)], "dialling")


def test_how_many_hold_a_place_is_told_by_queue(stage: Stage) -> None:
    for number, queue in ((1, "operator"), (2, "dept-M16"), (3, "dept-M16")):
        stage.ledger.keep_callback(holder(number, AT, queue))
    assert count_holds(stage.ledger) == {"operator": 1, "dept-M16": 2}
