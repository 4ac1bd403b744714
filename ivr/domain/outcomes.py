"""How a talk ends: what the dialplan is asked to do next, and the referral that goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


@dataclass(frozen=True)
class Referral:
    """Where a caller's matter belongs, kept with the call so that an unanswered queue can go on from it.

    district, street: None when the matter depends on no place, or the caller could not tell. words: the caller's own
    words as recognised. further: the department of a second matter in them, which is still to be taken up.
    language: a pack of prompts, when the caller does not speak the site's own.
    """

    department_id: str
    queue: str
    matter: str | None = None
    district: str | None = None
    words: str = ""
    street: str | None = None
    further: str | None = None
    language: str = ""


class Why(Enum):
    """Why a call goes to the operator, or ends. SERVED: an agent has talked to the caller."""

    ASKED = "asked"
    NOT_UNDERSTOOD = "not_understood"
    SILENT = "silent"
    EMERGENCY = "emergency"
    TROUBLE = "trouble"
    NO_DEPARTMENT = "no_department"
    CALLBACK_REFUSED = "callback_refused"
    CALLBACK_KEPT = "callback_kept"
    GOODBYE = "goodbye"
    SERVED = "served"


@dataclass(frozen=True)
class ToQueue:
    """Ring the agents of a department's queue."""

    referral: Referral


@dataclass(frozen=True)
class ToOperator:
    """Ring the city's operators. referral: what is known so far, for the operator and a later callback."""

    why: Why
    referral: Referral | None = None


@dataclass(frozen=True)
class Ended:
    """Nothing left to do: hang up."""

    why: Why


Outcome: TypeAlias = ToQueue | ToOperator | Ended
