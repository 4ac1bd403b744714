"""A caller's earlier case: the callback that was promised to their number, and what has become of it."""

from __future__ import annotations

import logging

from ivr.domain.directory import Candidate
from ivr.domain.outcomes import Referral, Why
from ivr.domain.prompts import DepartmentName, Moment, prompt
from ivr.errors import LedgerUnavailable
from ivr.flows.narrowing import choose
from ivr.flows.ports import Promised
from ivr.flows.question import Answered
from ivr.flows.steps import Request, Served, Step
from ivr.flows.talk import Talk
from ivr.flows.transfer import named, say_and_connect, transfer_to_operator
from ivr.flows.wishes import follow

log = logging.getLogger(__name__)


def tell_status(talk: Talk) -> Step:
    """Say who calls back and when; of two callbacks, of the one that is meant. What is not found gets a human."""
    found = _find(talk)
    if not found:
        return say_and_connect(talk, prompt("status.none"), Why.ASKED)
    if len(found) == 1:
        return _tell(talk, found[0])
    candidates = [_candidate(talk, promised) for promised in found[:2]]
    meant = choose(talk, candidates[0], candidates[1], set())
    if not isinstance(meant, Answered):
        return follow(talk, meant, None)
    if isinstance(meant.value, Request):
        return meant.value
    if isinstance(meant.value, Candidate):
        return _tell(talk, found[candidates.index(meant.value)])
    return transfer_to_operator(talk, Why.ASKED)


def _candidate(talk: Talk, promised: Promised) -> Candidate:
    """The department that calls back, with what about: so it is told apart from another."""
    matter = talk.desk.directory.matters.get((promised.department_id, promised.matter or ""))
    return Candidate(promised.department_id, 1.0, matter, 1.0 if matter else 0.0)


def _tell(talk: Talk, promised: Promised) -> Step:
    """Whose promise was broken gets a human."""
    directory, now = talk.desk.directory, talk.desk.now()
    department = directory.department(promised.department_id)
    name: DepartmentName = named(department)
    if promised.until and promised.until < now:
        referral = Referral(department.id, department.queue)
        return say_and_connect(talk, prompt("status.overdue", department=name), Why.ASKED, referral)
    return Served(prompt("status.open", department=name, time=_moment(talk, promised)))


def _find(talk: Talk) -> tuple[Promised, ...]:
    """What is promised to this number; a ledger that cannot be read knows of nothing, and a human looks."""
    try:
        return talk.desk.callers.promised_to(talk.call.caller) if talk.call.caller else ()
    except LedgerUnavailable as error:
        log.error("call %s: the earlier case cannot be looked up: %s", talk.call.id, error)
        return ()


def _moment(talk: Talk, promised: Promised) -> Moment:
    today, start = talk.desk.now().date(), promised.start
    if start is None or start < talk.desk.now():
        return Moment(today, None if promised.until is None else promised.until.date())
    return Moment.of(talk.desk.now(), start)
