"""Virtual hold in a real Asterisk: who presses 1 while waiting is called before those who came later."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from demo.leg import ANSWERED, ENDED, Leg
from demo.phone import Manners, Phone
from ivr.adapters.asterisk.console import AsteriskConsole
from ivr.adapters.asterisk.telephone import AsteriskTelephone
from ivr.adapters.store.callback_claims import Claims
from ivr.adapters.store.callback_holds import Holds
from ivr.adapters.store.callbacks import Callbacks
from ivr.adapters.store.ledger import SqlLedger
from ivr.dialling import Dialling
from ivr.domain.attempts import Rules
from ivr.domain.calendar import Days, Kind
from ivr.domain.callback_settings import CallbackSettings
from ivr.domain.callbacks import CallbackRequest, Window
from ivr.domain.holds import Hold
from ivr.domain.hours import Hours, Opening, OpeningTimes
from ivr.domain.outcomes import Referral
from ivr.errors import DemoFailed
from ivr.holding import Holding
from tests.asterisk.conftest import RunningAsterisk
from tests.asterisk.scripted_bot import Ending, ScriptedBot
from tests.bot.resident import until

PATIENCE_SECONDS = 20.0
QUEUE = "dept-M07"
TO_POLICE: Ending = {"HOTLINE_QUEUE": QUEUE, "HOTLINE_NEXT": "queue"}
HANG_UP: Ending = {"HOTLINE_NEXT": "hangup"}
ALWAYS = Hours(time(), time())
DAY_AND_NIGHT = OpeningTimes(usual=(Opening(Days(Kind.EVERY_DAY), ALWAYS),))
LEASE, SHORT_LEASE = timedelta(seconds=20), timedelta(seconds=8)


@dataclass
class Desk:
    """The ledger of who holds a place, and diallers that look ten times a second."""

    asterisk: RunningAsterisk
    ledger: SqlLedger
    telephones: list[AsteriskTelephone] = field(default_factory=list)
    _ends: list[threading.Event] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start_dialler(self, first: str = "agent", lease: timedelta = LEASE) -> Dialling:
        calls = CallbackSettings(first=first, dial="PJSIP/NUMBER", agent_ring_seconds=3, customer_ring_seconds=5)
        telephone = AsteriskTelephone(replace(self.asterisk.settings, callbacks=calls))
        name = f"{socket.gethostname()}-{len(self.telephones)}"
        holding = Holding(Holds(self.ledger, name, lease), telephone)
        claims, rules, asked = Claims(self.ledger, name, lease), Rules(lawful=ALWAYS), threading.Event()
        wait = lambda _: asked.wait(0.1)  # noqa: E731
        made = Dialling(claims, telephone, rules, lambda: DAY_AND_NIGHT, datetime.now, wait, holding)
        self.telephones.append(telephone)
        self._ends.append(asked)
        self._threads.append(threading.Thread(target=made.run, daemon=True))
        self._threads[-1].start()
        return made

    def end_diallers(self) -> None:
        """As SIGTERM does; returns once they have ended."""
        for asked in self._ends:
            asked.set()
        for thread in self._threads:
            thread.join(PATIENCE_SECONDS)
            assert not thread.is_alive()

    def keep(self, phone: str, told: dict[str, str]) -> int:
        """What the bot keeps after key 1."""
        now = datetime.now()
        hold = Hold(told["queue"], datetime.fromtimestamp(int(told["since"])))
        referral, window = Referral("M07", QUEUE, "噪音"), Window(now, now + timedelta(minutes=10))
        return self.ledger.keep_callback(
            CallbackRequest(f"call of {phone}", "12345", phone, phone, referral, window, now, hold=hold)
        )

    def state(self, number: int) -> tuple[str, str | None]:
        row = Callbacks(self.ledger).show(number)
        return row["state"], row["outcome"]


class BotByStage(ScriptedBot):
    """Leads callers to the police; lets those go who press 1, or have talked to an agent."""

    def ending(self, arguments: dict[str, str]) -> Ending:
        return TO_POLICE if arguments["stage"] == "reception" else HANG_UP


@pytest.fixture
def bot(socket_path: Path) -> Iterator[BotByStage]:
    with BotByStage(socket_path, []) as made:
        yield made


@pytest.fixture
def desk(asterisk: RunningAsterisk, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(asterisk, SqlLedger(f"sqlite:///{tmp_path / 'ledger.db'}"))
    asterisk.command("dialplan set global HOTLINE_WAIT 90")
    yield made
    made.end_diallers()
    for telephone in made.telephones:
        telephone.close()
    asterisk.command("dialplan set global HOTLINE_WAIT 2")


@pytest.fixture
def phones(asterisk: RunningAsterisk) -> Iterator[Callable[[str], Phone]]:
    """Telephones of callers, who pick up at once when they are called back."""
    made: dict[str, Phone] = {}

    def phone(account: str) -> Phone:
        made[account] = asterisk.phone(account)
        made[account].manners = Manners(answer_after=0.1)
        made[account].register()
        return made[account]

    yield phone
    for each in made.values():
        each.close()


@pytest.fixture
def waiting(asterisk: RunningAsterisk) -> Callable[[], int]:
    console = AsteriskConsole(asterisk.settings)
    return lambda: console.queues()[QUEUE].waiting


def holds_place(caller: Leg, bot: BotByStage) -> dict[str, str]:
    """Press 1 while waiting; what the bot was told."""
    before = len(bot.arguments)
    caller.wait(ANSWERED, PATIENCE_SECONDS)
    for _ in range(2):  # Asterisk takes a key at the very beginning of an announcement for the wish to stop it
        caller.press("1")
        with suppress(DemoFailed):
            caller.wait(ENDED, 5.0)
            break
    assert len(bot.arguments) == before + 1
    assert (bot.arguments[-1]["stage"], bot.arguments[-1]["queue"]) == ("waiting", QUEUE)
    return bot.arguments[-1]


def shown(leg: Leg) -> str:
    """Who calls, as the agent's display tells."""
    assert leg.invite is not None
    return leg.invite.get("from").partition("@")[0]


def talks(agent: Phone, known: int) -> Leg:
    """The agent's next call, once it is answered."""
    leg = agent.next_call(PATIENCE_SECONDS, known)
    leg.wait(ANSWERED, PATIENCE_SECONDS)
    return leg


def next_second() -> None:
    """Queues know to the second since when somebody waits."""
    before = datetime.now().replace(microsecond=0)
    until(lambda: datetime.now().replace(microsecond=0) > before)


def takes(leg: Leg, customer: Phone) -> None:
    """The agent presses 1 once asked to, and then the customer is rung and picks up."""
    until(lambda: leg.hearing.frames)
    leg.press("1")
    talks(customer, 0)


def test_who_holds_a_place_is_called_before_those_who_came_later(
    desk: Desk, agent: Phone, phones: Callable[[str], Phone], waiting: Callable[[], int], bot: BotByStage
) -> None:
    a, b, c = phones("900"), phones("901"), phones("812")
    phones("801").call("12345")
    talking = talks(agent, 0)
    leg = a.call("12345")
    until(lambda: waiting() == 1)
    next_second()
    b.call("12345")
    until(lambda: waiting() == 2)
    number = desk.keep("900", holds_place(leg, bot))
    next_second()
    c.call("12345")
    until(lambda: waiting() == 2)
    desk.start_dialler()
    until(lambda: waiting() == 3)
    agent.hang_up(talking)

    of_a = talks(agent, 1)
    assert "回电" in shown(of_a) and a.incoming == []
    takes(of_a, a)
    until(lambda: desk.state(number) == ("connected", "answered"), PATIENCE_SECONDS)
    agent.hang_up(of_a)
    of_b = talks(agent, 2)
    until(lambda: waiting() == 1)
    agent.hang_up(of_b)
    of_c = talks(agent, 3)
    until(lambda: waiting() == 0)
    assert [shown(leg).rpartition(":")[2] for leg in (of_b, of_c)] == ["13900001234", "812"]
    assert len(a.incoming) == 1


def test_a_queue_that_never_empties_serves_who_holds_a_place_in_its_turn(
    desk: Desk, agent: Phone, phones: Callable[[str], Phone], waiting: Callable[[], int], bot: BotByStage
) -> None:
    b, a, c, other = phones("901"), phones("900"), phones("812"), phones("801")
    other.call("12345")
    talking = talks(agent, 0)
    b.call("12345")
    until(lambda: waiting() == 1)
    next_second()
    leg = a.call("12345")
    until(lambda: waiting() == 2)
    number = desk.keep("900", holds_place(leg, bot))
    desk.start_dialler()
    next_second()
    c.call("12345")
    until(lambda: waiting() == 2)
    agent.hang_up(talking)
    of_b = talks(agent, 1)
    other.call("12345")
    until(lambda: waiting() == 3)  # with the place of a
    agent.hang_up(of_b)
    of_a = talks(agent, 2)
    b.call("12345")
    takes(of_a, a)
    until(lambda: waiting() == 3)
    agent.hang_up(of_a)
    served = [shown(each).rpartition(":")[2] for each in (of_b, of_a, talks(agent, 3))]
    assert served == ["13900001234", str(number), "812"]


def test_when_the_agent_does_not_press_1_nobody_is_called_and_the_place_is_kept(
    desk: Desk, agent: Phone, phones: Callable[[str], Phone], bot: BotByStage
) -> None:
    a = phones("900")
    number = desk.keep("900", {"queue": QUEUE, "since": str(int(datetime.now().timestamp()))})
    desk.start_dialler()
    refused = talks(agent, 0)
    refused.wait(ENDED, PATIENCE_SECONDS)
    until(lambda: desk.state(number) == ("open", "no agent"))
    assert a.incoming == []
    again = talks(agent, 1)
    takes(again, a)
    until(lambda: desk.state(number) == ("connected", "answered"), PATIENCE_SECONDS)


def test_who_calls_again_meanwhile_is_not_rung(
    desk: Desk, agent: Phone, phones: Callable[[str], Phone], waiting: Callable[[], int], bot: BotByStage
) -> None:
    a = phones("900")
    phones("801").call("12345")
    talks(agent, 0)
    number = desk.keep("900", {"queue": QUEUE, "since": str(int(datetime.now().timestamp()))})
    next_second()
    a.call("12345")
    until(lambda: waiting() == 1)
    desk.start_dialler()
    until(lambda: desk.state(number) == ("open", "no agent"))
    assert (waiting(), a.incoming) == (1, [])


def test_with_the_customer_first_an_agent_is_found_before_who_holds_a_place_is_rung(
    desk: Desk, agent: Phone, phones: Callable[[str], Phone], bot: BotByStage
) -> None:
    a = phones("900")
    number = desk.keep("900", {"queue": QUEUE, "since": str(int(datetime.now().timestamp()))})
    desk.start_dialler(first="customer")
    leg = talks(agent, 0)
    assert a.incoming == []
    takes(leg, a)
    until(lambda: desk.state(number) == ("connected", "answered"), PATIENCE_SECONDS)


def test_a_dialler_that_ends_leaves_the_place_standing_and_the_next_one_looks_after_it(
    desk: Desk, agent: Phone, phones: Callable[[str], Phone], waiting: Callable[[], int], bot: BotByStage
) -> None:
    a = phones("900")
    phones("801").call("12345")
    talking = talks(agent, 0)
    number = desk.keep("900", {"queue": QUEUE, "since": str(int(datetime.now().timestamp()))})
    desk.start_dialler(lease=SHORT_LEASE)
    until(lambda: waiting() == 1)
    desk.end_diallers()
    desk.start_dialler(lease=SHORT_LEASE)
    with pytest.raises(DemoFailed):
        agent.next_call(1.5 * SHORT_LEASE.total_seconds(), 1)
    assert (waiting(), desk.state(number)) == (1, ("dialling", None))
    agent.hang_up(talking)
    leg = talks(agent, 1)
    takes(leg, a)
    until(lambda: desk.state(number) == ("connected", "answered"), PATIENCE_SECONDS)
    assert len(Callbacks(desk.ledger).show(number)["attempts"]) == 1
