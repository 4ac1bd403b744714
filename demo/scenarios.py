"""The four calls of the demo, each a plain function: what the caller does, and how it must end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from demo.conversation import Conversation
from demo.phone import Phone
from demo.prompt_book import PromptBook
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.recordings import Recordings
from ivr.errors import DemoFailed

POLICE = "M07"
AFTER_TONE_SECONDS = 1.0
"""From the end of the offer: the tone before a recording takes 0.3 s."""
MOST_TIMES = 3
"""How often a time is said: the ear may miss it, and on Fridays and before holidays nobody is there tomorrow."""
CONFIRMING = ("confirm.department", "confirm.again", "confirm.keys")

CLOSED = ("closed.callback", "closed.helper")
"""Heard instead of a transfer outside the department's hours: a callback is offered at once."""


@dataclass
class Stage:
    """What the calls have at hand. agents: registered phones by account."""

    agents: dict[str, Phone]
    book: PromptBook
    ledger: SqlLedger
    recordings: Path
    """Where what callers heard is kept."""


@dataclass(frozen=True)
class Scenario:
    """One call. caller: the account that dials. voice: a folder of demo/voices."""

    title: str
    caller: str
    voice: str
    number: str
    play: Callable[[Conversation, Stage], str]


def is_understood(call: Conversation, stage: Stage) -> str:
    """Asks for the police, by speaking over the greeting; 811 answers in the queue of the police."""
    agent = stage.agents["811"]
    known = len(agent.incoming)
    call.barges_in("police")
    if call.hears(*CONFIRMING, "transfer.now") in CONFIRMING:
        call.says("yes")
        call.hears("transfer.now")
    taken = call.talks_with(agent, known)
    agent.hang_up(taken)
    call.ends_by_itself()
    _expect(call.row(), outcome="queue", department=POLICE)
    return f"{agent.account} answered in dept-{POLICE}"


def finds_nobody(call: Conversation, stage: Stage) -> str:
    """Asks for a department without agents; a callback is agreed on and kept, and a message left for it."""
    call.hears("greeting.city")
    call.says("civil_affairs")
    heard = call.hears(*CONFIRMING, "transfer.now", *CLOSED)
    if heard in CONFIRMING:
        call.says("yes")
        heard = call.hears("transfer.now", *CLOSED)
    if heard not in CLOSED:
        call.hears("busy.offer_callback", within=25)
    call.says("good_fine")
    call.hears("callback.ask_number")
    call.says("may_be_done")
    agreed = _agree_time(call)
    call.hears("callback.confirmed")
    kept = stage.ledger.callbacks_of_call(call.row()["id"])
    call.hears("message.offer")
    call.says("cold_heating", after=AFTER_TONE_SECONDS)
    call.presses("#")
    call.hears("message.kept")
    call.ends_by_itself()
    messages = [row for row in Recordings(stage.ledger).list_all() if row["call_id"] == call.row()["id"]]
    if len(messages) != 1 or messages[0]["seconds"] < 1:
        raise DemoFailed("the message is not in the ledger, although the caller was told so")
    return f"{_kept(kept, agreed)}, with a message of {messages[0]['seconds']:.0f} s"


def presses_zero(call: Conversation, stage: Stage) -> str:
    """Presses 0 in the middle of the greeting; the operator 801 answers."""
    operator = stage.agents["801"]
    known = len(operator.incoming)
    call.presses("0", after=1.5)
    call.hears("greeting.city", "transfer.operator")
    taken = call.talks_with(operator, known)
    operator.hang_up(taken)
    call.ends_by_itself()
    _expect(call.row(), outcome="operator", why="asked")
    return "operator 801 answered"


def is_silent(call: Conversation, stage: Stage) -> str:
    """Says nothing: is asked three times in different words, then an operator takes over."""
    operator = stage.agents["802"]
    known = len(operator.incoming)
    call.hears("greeting.city")
    call.hears("foreign.invite")
    call.hears("ask.open.shorter")
    call.hears("ask.open.keys")
    call.hears("ending.silent")
    taken = call.talks_with(operator, known)
    operator.hang_up(taken)
    call.ends_by_itself()
    _expect(call.row(), outcome="operator", why="silent")
    return "asked three times, then operator 802 answered"


SCENARIOS = (
    Scenario("is understood, and an agent answers", "900", "xiaoni", "12345", is_understood),
    Scenario("finds nobody, and leaves a callback", "901", "yunyang", "12345", finds_nobody),
    Scenario("presses 0, and gets a human", "900", "yunyang", "12345", presses_zero),
    Scenario("is silent", "900", "xiaoni", "12345", is_silent),
)


def _agree_time(call: Conversation) -> datetime | None:
    """The beginning of the time that was agreed on; None for any time, where nobody is there tomorrow."""
    agreed: datetime | None = datetime.combine(datetime.now().date() + timedelta(days=1), time(10))
    heard = call.hears("callback.ask_time", "callback.time_short")
    for _ in range(MOST_TIMES):
        call.says("tomorrow_at_ten" if agreed else "any_time")
        heard = call.hears("callback.read_time", "callback.time_again", "callback.time_short", "callback.time_opens")
        if heard == "callback.read_time":
            call.says("yes")
            return agreed
        agreed = None if heard == "callback.time_opens" else agreed
    raise DemoFailed(f"the time was not understood: the bot said {heard}")


def _kept(kept: list[dict[str, Any]], agreed: datetime | None) -> str:
    if len(kept) != 1:
        raise DemoFailed("the callback is not in the ledger, although it was confirmed")
    start: datetime | None = kept[0]["window_start"]
    told = f"{start:%m-%d %H:%M}" if start else "at any time"
    if kept[0]["number"] != "13900001234" or start != agreed:
        raise DemoFailed(f"the callback was kept with the wrong number or time: {told}")
    return f"callback {kept[0]['id']} kept: 139****1234, {told}"


def _expect(row: dict[str, Any], outcome: str, department: str = "", why: str | None = None) -> None:
    referral = row["referral"] or {}
    found = (row["outcome"], referral.get("department_id", "") if department else "", row["why"])
    if found != (outcome, department, why):
        raise DemoFailed(f"the ledger says the call went to {found}, not {(outcome, department, why)}")
