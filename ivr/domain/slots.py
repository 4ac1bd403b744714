"""The two slots of a callback, number and time, as one answer fills them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from ivr.domain.phone_numbers import Phone, PhoneKind, phone_in
from ivr.domain.spoken_times import SpokenTime, TimeKind, spoken_time_in


class Asked(Enum):
    """What the caller was asked for."""

    PHONE = "phone"
    TIME = "time"
    BOTH = "both"


@dataclass(frozen=True)
class Slots:
    """None: not asked for, or asked for together with the other and not mentioned."""

    phone: Phone | None = None
    time: SpokenTime | None = None


def read_slots(text: str, now: datetime, asked: Asked = Asked.BOTH) -> Slots:
    """What an answer says about number and time; now: naive local time. A slot asked for alone is never None."""
    phone = phone_in(text) if asked is not Asked.TIME else None
    time = spoken_time_in(text, now) if asked is not Asked.PHONE else None
    if asked is Asked.PHONE:
        return Slots(phone=phone or Phone(PhoneKind.NONE))
    if asked is Asked.BOTH and time and time.kind is TimeKind.NONE:
        return Slots(phone)
    return Slots(phone, time)
