"""Whether what happened in a call is what its script says; None, or what is different."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from ivr.adapters.scripts.reading import bare_words
from ivr.adapters.scripts.script import Hears, Keeps, Leads
from ivr.domain.callbacks import CallbackRequest
from ivr.domain.outcomes import Ended, Outcome, Referral, ToOperator, ToQueue


def is_said(hears: Hears, name: str, text: str) -> bool:
    """Whether this prompt is the one the script waits for."""
    if hears.name and hears.name != name:
        return False
    spoken, position = bare_words(text), 0
    for part in hears.parts:
        found = spoken.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    return True


def led_elsewhere(leads: Leads, outcome: Outcome) -> str | None:
    """What is different from the end that the script wants."""
    told = outcome_told(outcome)
    to, who, referral = _parts(outcome)
    if leads.to != to or (leads.who and leads.who != who):
        return f"the call led to: {told}"
    known = _referral_fields(referral)
    wrong = [f"{name} is {known.get(name, 'none')}" for name, value in leads.known.items() if known.get(name) != value]
    return f"the call led to: {told}; {', '.join(wrong)}" if wrong else None


def outcome_told(outcome: Outcome) -> str:
    """An outcome as a script writes it, without the caller's words."""
    to, who, referral = _parts(outcome)
    known = {name: value for name, value in _referral_fields(referral).items() if name in ("matter", "district")}
    return " ".join([to, who, *(f"{name}={value}" for name, value in known.items())])


def _parts(outcome: Outcome) -> tuple[str, str, Referral | None]:
    match outcome:
        case ToQueue(referral):
            return "queue", referral.department_id, referral
        case ToOperator(why, known):
            return "operator", why.value, known
        case Ended(why):
            return "ended", why.value, None
        case _:
            assert_never(outcome)


def _referral_fields(referral: Referral | None) -> dict[str, str]:
    if referral is None:
        return {}
    found = {"queue": referral.queue, "matter": referral.matter, "district": referral.district}
    return {name: value for name, value in found.items() if value} | {"words": referral.words}


def kept_otherwise(wanted: Sequence[Keeps], kept: Sequence[CallbackRequest]) -> str | None:
    """What is different between the callbacks the script wants and those that were kept."""
    told = "; ".join(callback_told(request) for request in kept) or "none"
    if len(wanted) != len(kept):
        return f"{len(kept)} callbacks were kept, not {len(wanted)}: {told}"
    for keeps, request in zip(wanted, kept, strict=True):
        known = _callback_fields(request)
        if keeps.department_id != request.referral.department_id or _differs(keeps.known, known):
            return f"line {keeps.line}: the callback that was kept is: {told}"
    return None


def callback_told(request: CallbackRequest) -> str:
    """A callback as a script writes it."""
    known = _callback_fields(request)
    return " ".join(["callback", request.referral.department_id, *(f"{name}={value}" for name, value in known.items())])


def _callback_fields(request: CallbackRequest) -> dict[str, str]:
    window, referral = request.window, request.referral
    times = {"from": f"{window.start:%Y-%m-%dT%H:%M}", "to": f"{window.end:%Y-%m-%dT%H:%M}"} if window else {}
    places = {"matter": referral.matter, "district": referral.district}
    return {"number": request.number, **times, **{name: value for name, value in places.items() if value}}


def _differs(wanted: Mapping[str, str], found: Mapping[str, str]) -> bool:
    return any(found.get(name) != value for name, value in wanted.items())
