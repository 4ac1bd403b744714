"""A caller's earlier case: the callback that was promised to their number, and what has become of it."""

from __future__ import annotations

import logging

from ivr.domain.outcomes import Referral, Why
from ivr.domain.prompts import DepartmentName, Moment, prompt
from ivr.errors import LedgerUnavailable
from ivr.flows.ports import Promised
from ivr.flows.steps import Served, Step
from ivr.flows.talk import Talk
from ivr.flows.transfer import named, say_and_connect

log = logging.getLogger(__name__)


def tell_status(talk: Talk) -> Step:
    """Say who calls back and when. Whose promise was broken, or is not found, gets a human."""
    promised = _find(talk)
    if promised is None:
        return say_and_connect(talk, prompt("status.none"), Why.ASKED)
    directory, now = talk.desk.directory, talk.desk.now()
    department = directory.department(promised.department_id)
    name: DepartmentName = named(department)
    if promised.until and promised.until < now:
        referral = Referral(department.id, department.queue)
        return say_and_connect(talk, prompt("status.overdue", department=name), Why.ASKED, referral)
    return Served(prompt("status.open", department=name, time=_moment(talk, promised)))


def _find(talk: Talk) -> Promised | None:
    """What is promised to this number; a ledger that cannot be read knows of nothing, and a human looks."""
    try:
        return talk.desk.callers.promised_to(talk.call.caller) if talk.call.caller else None
    except LedgerUnavailable as error:
        log.error("call %s: the earlier case cannot be looked up: %s", talk.call.id, error)
        return None


def _moment(talk: Talk, promised: Promised) -> Moment:
    today, start = talk.desk.now().date(), promised.start
    if start is None or start < talk.desk.now():
        return Moment(today, None if promised.until is None else promised.until.date())
    return Moment(today, start.date(), None, start.hour, start.minute)
