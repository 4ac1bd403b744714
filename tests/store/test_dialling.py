"""The worker that keeps promises, on SQLite and on PostgreSQL, with a moving clock and a telephone without wires."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.engine import Connection

from ivr.adapters.store.callback_claims import Claims
from ivr.adapters.store.callback_moves import Note
from ivr.adapters.store.callbacks import Callbacks
from ivr.adapters.store.claim_rows import Claim
from ivr.adapters.store.ledger import SqlLedger
from ivr.callback_work import CallbackWork
from ivr.dialling import Dialling
from ivr.domain.attempts import Chance, Reached, Rules
from ivr.domain.callback_settings import CallbackSettings
from ivr.domain.callbacks import Window
from ivr.domain.hours import OpeningTimes
from ivr.errors import LedgerUnavailable, MoveUnlawful, TelephoneUnavailable
from tests.fakes.directory import SMALL
from tests.fakes.telephone import FakeTelephone
from tests.store.wishes import AT, TOMORROW, wish

LEASE = timedelta(minutes=3)
ANY_TIME = replace(wish(), window=None)


class BrokenLedger(SqlLedger):
    """A ledger whose database is away."""

    def __init__(self) -> None:
        pass

    @contextmanager
    def transaction(self, writes: bool = True) -> Iterator[Connection]:
        raise LedgerUnavailable("no database")
        yield


class Stage:
    """A ledger, a dialler, a clock. AT is Monday 09:30; the department keeps office hours."""

    def __init__(self, ledger: SqlLedger) -> None:
        self.ledger, self.callbacks, self.time = ledger, Callbacks(ledger), AT
        self.telephone = FakeTelephone({"dept-M16": ["PJSIP/811"]})
        self.dialling = self.dialler("one")

    def dialler(self, name: str) -> Dialling:
        return Dialling(Claims(self.ledger, name, LEASE), self.telephone, Rules(), OpeningTimes, lambda: self.time)

    def at(self, time: datetime) -> int:
        """A round of the dialler at this time; how many calls it began."""
        self.time = time
        return self.dialling.step()

    def told(self, number: int = 1) -> tuple[str, str | None, int]:
        row = self.callbacks.show(number)
        return row["state"], row["outcome"], row["attempted"]

    def moves(self, number: int = 1) -> list[str]:
        return [row["move"] for row in self.callbacks.show(number)["history"]]


@pytest.fixture
def stage(ledger: SqlLedger) -> Stage:
    return Stage(ledger)


def four_at_once(work: Callable[[str], None]) -> None:
    """Four diallers, each with its name, until all have done their work."""
    diallers = [threading.Thread(target=work, args=(f"d{number}",)) for number in range(4)]
    for dialler in diallers:
        dialler.start()
    for dialler in diallers:
        dialler.join()


def test_a_promise_for_tomorrow_afternoon_is_called_then_and_not_before(stage: Stage) -> None:
    stage.ledger.keep_callback(wish())
    assert [stage.at(AT), stage.at(TOMORROW.start - timedelta(seconds=1))] == [0, 0]
    assert stage.at(TOMORROW.start) == 1
    claim = stage.telephone.placed[0]
    assert (claim.phone, claim.agent, claim.referral.matter) == ("13800138000", "PJSIP/811", "供暖")
    assert stage.told() == ("dialling", None, 1)


def test_a_caller_who_was_reached_waits_for_the_reply_of_a_person(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    stage.at(AT)
    stage.telephone.end(Reached.ANSWERED)
    assert stage.at(AT + timedelta(minutes=1)) == 0
    assert stage.told() == ("connected", "answered", 1)
    assert stage.moves() == ["keep", "plan", "claim", "connect"]


def test_three_attempts_with_growing_gaps_then_a_person_decides(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    began = []
    for minute in range(0, 60 * 9):
        if stage.at(AT + timedelta(minutes=minute)):
            began.append(minute)
            stage.telephone.end(Reached.NO_ANSWER)
    assert began == [0, 60, 300]
    assert stage.told() == ("undecided", "no answer", 3)


def test_a_missed_window_is_not_called_twice(stage: Stage) -> None:
    stage.ledger.keep_callback(replace(wish(), window=Window(AT, AT + timedelta(hours=3), "")))
    assert stage.at(AT) == 1
    stage.telephone.end(Reached.BUSY)
    begun = [minute for minute in range(1, 400) if stage.at(AT + timedelta(minutes=minute))]
    assert begun == [195]  # a quarter of an hour after the window's end


def test_a_later_chance_that_passed_unused_is_given_again_the_same_day(stage: Stage) -> None:
    stage.ledger.keep_callback(replace(wish(), window=Window(AT, AT + timedelta(minutes=30), "")))
    stage.at(AT)
    stage.telephone.end(Reached.BUSY)
    stage.telephone.agents, agents = {}, stage.telephone.agents
    stage.at(AT + timedelta(minutes=1))
    for minutes in (90, 150, 210):
        stage.at(AT + timedelta(minutes=minutes))
    stage.telephone.agents = agents
    assert stage.at(AT + timedelta(minutes=220)) == 1


def test_a_wrong_number_is_left_to_a_person_at_once(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    stage.at(AT)
    stage.telephone.end(Reached.WRONG_NUMBER)
    stage.at(AT + timedelta(minutes=1))
    assert stage.told() == ("undecided", "wrong number", 1)


def test_when_no_agent_took_the_call_the_caller_was_not_called_and_it_does_not_count(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    stage.at(AT)
    stage.telephone.end(Reached.NO_AGENT)
    assert [stage.at(AT + timedelta(seconds=seconds)) for seconds in (1, 30, 61)] == [0, 0, 1]
    assert stage.told() == ("dialling", "no agent", 1)


def test_without_a_free_agent_nothing_is_claimed(stage: Stage) -> None:
    for call in range(3):
        stage.ledger.keep_callback(replace(ANY_TIME, call_id=f"c{call}", number=f"1380013800{call}"))
    assert [stage.at(AT), stage.at(AT + timedelta(minutes=1))] == [1, 0]
    assert [row["state"] for row in stage.ledger.list_callbacks()] == ["dialling", "open", "open"]


def test_outside_the_departments_hours_nobody_is_called(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    begun = [hour for hour in range(12, 48) if stage.at(AT.replace(hour=0, minute=0) + timedelta(hours=hour + 6))]
    assert begun == [27]  # 09:00 of the next day


def test_an_agreed_window_that_passed_unused_is_left_to_a_person(stage: Stage) -> None:
    stage.telephone.agents = {}
    stage.ledger.keep_callback(wish())
    stage.at(AT)
    stage.at(TOMORROW.end + timedelta(minutes=16))
    assert stage.told() == ("undecided", None, 0)
    assert stage.callbacks.show(1)["history"][-1]["why"] == "nobody called in time"


def test_a_dialler_that_dies_does_not_lead_to_a_second_call_in_the_same_window(stage: Stage) -> None:
    stage.ledger.keep_callback(wish())
    stage.at(AT)
    stage.at(TOMORROW.start)
    stage.dialling, stage.telephone = stage.dialler("two"), FakeTelephone({"dept-M16": ["PJSIP/811", "PJSIP/812"]})
    stage.dialling.telephone = stage.telephone
    rounds = [minute for minute in range(0, 8 * 60, 1) if stage.at(TOMORROW.start + timedelta(minutes=minute))]
    assert rounds == []
    assert stage.told() == ("open", "unknown", 1)
    assert stage.at(datetime(2026, 3, 4, 9)) == 1


def test_the_answer_of_a_dialler_whose_claim_is_over_comes_too_late(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    stage.at(AT)
    slow, claim = stage.dialling.claims, stage.telephone.placed[0]
    stage.dialling = stage.dialler("two")
    stage.at(AT + LEASE)
    assert stage.told() == ("open", "unknown", 1)
    assert not slow.finish(claim, Reached.ANSWERED, AT + LEASE, None)
    assert stage.told() == ("open", "unknown", 1)


def test_who_calls_again_while_being_dialled_is_called_at_the_new_time(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    stage.at(AT)
    stage.ledger.keep_callback(wish("c2"))
    stage.telephone.end(Reached.BUSY)
    assert [stage.at(AT + timedelta(minutes=1)), stage.at(AT + timedelta(hours=5))] == [0, 0]
    assert stage.at(TOMORROW.start) == 1


def test_a_caller_with_two_requests_is_not_called_twice_at_once(stage: Stage) -> None:
    stage.telephone.agents = {"dept-M16": ["a", "b"]}
    for call, matter in (("c1", "供暖"), ("c2", "停水")):
        stage.ledger.keep_callback(replace(ANY_TIME, call_id=call, referral=replace(wish().referral, matter=matter)))
    assert stage.at(AT) == 1
    stage.telephone.end(Reached.ANSWERED)
    assert [stage.at(AT + timedelta(minutes=minute)) for minute in (1, 5, 6)] == [0, 0, 1]
    assert [stage.told(1)[0], stage.told(2)[0]] == ["connected", "dialling"]


def test_a_second_matter_need_not_wait_when_the_caller_was_not_rung_about_the_first(stage: Stage) -> None:
    stage.telephone.agents = {"dept-M16": ["a"]}
    for call, matter in (("c1", "供暖"), ("c2", "停水")):
        stage.ledger.keep_callback(replace(ANY_TIME, call_id=call, referral=replace(wish().referral, matter=matter)))
    stage.at(AT)
    stage.telephone.end(Reached.NO_AGENT)
    assert stage.at(AT + timedelta(seconds=1)) == 1
    assert stage.told(2)[0] == "dialling"


def test_diallers_at_once_never_claim_two_matters_of_one_number(ledger: SqlLedger, url: str) -> None:
    for call in range(40):
        matter = replace(wish().referral, matter=f"matter {call}")
        ledger.keep_callback(replace(ANY_TIME, call_id=f"c{call}", referral=matter))
    stage = Stage(ledger)
    stage.telephone.agents = {}
    stage.at(AT)
    claimed: list[Claim] = []
    start = threading.Barrier(4)

    def work(name: str) -> None:
        claims = Claims(SqlLedger(url), name, LEASE)
        start.wait()
        for agent in range(10):
            if claim := claims.claim("M16", f"{name} {agent}", AT):
                claimed.append(claim)

    four_at_once(work)
    states = [row["state"] for row in ledger.list_callbacks()]
    assert (len(claimed), states.count("dialling")) == (1, 1)


def test_a_ledger_that_was_away_hears_of_a_call_that_ended_meanwhile(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    stage.at(AT)
    stage.telephone.end(Reached.ANSWERED)
    whole, stage.dialling.claims = stage.dialling.claims, Claims(BrokenLedger(), "one", LEASE)
    with pytest.raises(LedgerUnavailable):
        stage.at(AT + timedelta(seconds=1))
    stage.dialling.claims = whole
    stage.at(AT + timedelta(seconds=2))
    assert stage.told() == ("connected", "answered", 1)


def test_a_call_that_was_answered_after_its_dialler_died_is_known_as_answered(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    stage.at(AT)
    stage.dialling = stage.dialler("two")
    stage.telephone.end(Reached.ANSWERED)
    stage.at(AT + LEASE)
    assert stage.told() == ("connected", "answered", 1)


def test_what_is_overdue_goes_to_the_lead_and_then_to_the_city_desk(stage: Stage) -> None:
    stage.telephone.agents = {}
    stage.ledger.keep_callback(wish())
    stage.callbacks.take(1, Note("li", AT))
    levels = []
    for day in range(6):
        stage.at(TOMORROW.end + timedelta(days=day, minutes=1))
        levels.append(stage.callbacks.show(1)["escalated"])
    assert levels == [0, 1, 2, 2, 2, 2]
    assert [row["why"] for row in stage.callbacks.show(1)["history"][-2:]] == [
        "overdue: to the department's lead", "overdue: to the city desk"]  # fmt: skip


def test_an_asterisk_that_is_away_leaves_the_promise_open(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    stage.telephone.is_broken = True
    with pytest.raises(TelephoneUnavailable):
        stage.at(AT)
    stage.telephone.is_broken = False
    assert stage.at(AT + timedelta(minutes=1)) == 1


def test_many_diallers_at_once_claim_each_request_and_each_agent_once(ledger: SqlLedger, url: str) -> None:
    for call in range(24):
        ledger.keep_callback(replace(ANY_TIME, call_id=f"c{call}", number=f"138001380{call:02}"))
    stage = Stage(ledger)
    stage.telephone.agents = {}
    stage.at(AT)
    claimed: list[Claim] = []

    def work(name: str) -> None:
        claims = Claims(SqlLedger(url), name, LEASE)
        for agent in range(20):
            claim = claims.claim("M16", f"agent{agent}", AT)
            if claim:
                claimed.append(claim)

    four_at_once(work)
    assert len({claim.due.number for claim in claimed}) == len({claim.agent for claim in claimed}) == len(claimed) == 20


def test_asked_to_end_it_takes_no_more_and_waits_for_the_calls_it_made(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    rounds: list[float] = []

    def wait(seconds: float) -> bool:
        rounds.append(seconds)
        if len(rounds) == 3:
            stage.telephone.end(Reached.ANSWERED)
        return len(rounds) > 1

    stage.dialling.wait = wait
    stage.dialling.run()
    assert (len(rounds), stage.told()) == (3, ("connected", "answered", 1))


def connected(stage: Stage, at: datetime) -> None:
    """The attempt that is due then is answered: by whom, only the agent hears."""
    assert stage.at(at) == 1
    stage.telephone.end(Reached.ANSWERED)
    stage.at(at + timedelta(minutes=1))
    assert stage.told()[0] == "connected"


def says_machine(stage: Stage, at: datetime) -> Chance | None:
    """What the agent does who heard a machine."""
    return CallbackWork(stage.callbacks, lambda: SMALL, CallbackSettings()).not_reached(1, Note("li", at))


def test_an_agent_who_hears_a_machine_has_it_tried_again_outside_the_time_that_was_missed(stage: Stage) -> None:
    stage.ledger.keep_callback(wish())
    stage.at(AT)
    connected(stage, TOMORROW.start)
    chance = says_machine(stage, TOMORROW.start + timedelta(minutes=3))
    assert chance is not None and chance.opens >= TOMORROW.end
    assert stage.told() == ("open", "machine", 1)
    assert stage.callbacks.show(1)["attempts"][0]["outcome"] == "machine"
    assert stage.callbacks.show(1)["history"][-1]["why"] == "attempt 1: machine"
    assert stage.at(TOMORROW.end) == 0
    connected(stage, chance.opens)
    assert stage.moves() == ["keep", "plan", "claim", "connect", "not reached", "claim", "connect"]


def test_a_machine_that_is_told_of_days_later_is_not_tried_in_the_past(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    connected(stage, AT)
    late = AT + timedelta(days=3)
    chance = says_machine(stage, late)
    assert chance is not None and chance.opens >= late


def test_after_the_last_attempt_a_machine_is_left_to_a_person(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    at: datetime | None = AT
    for _ in range(Rules().most_attempts):
        assert at is not None
        connected(stage, at)
        chance = says_machine(stage, at + timedelta(minutes=2))
        at = chance.opens if chance else None
    assert at is None and stage.told() == ("undecided", "machine", 3)
    assert stage.moves()[-1] == "give up"


def test_only_who_is_connected_can_have_met_a_machine(stage: Stage) -> None:
    stage.ledger.keep_callback(ANY_TIME)
    with pytest.raises(MoveUnlawful, match="open cannot not reached"):
        says_machine(stage, AT)
    connected(stage, AT)
    says_machine(stage, AT)
    with pytest.raises(MoveUnlawful):
        says_machine(stage, AT)
    assert stage.moves().count("not reached") == 1
