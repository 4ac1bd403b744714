"""Callbacks of the tests: to the caller at phone 901, by agent 811 of queue dept-M07."""

from __future__ import annotations

import socket
import time
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from demo.audio import RATE, Samples
from demo.leg import ANSWERED
from demo.phone import Phone
from ivr.adapters.asterisk.telephone import AsteriskTelephone
from ivr.adapters.store.claim_rows import Claim, Due
from ivr.domain.attempts import Chance, Reached
from ivr.domain.callback_settings import CallbackSettings
from ivr.domain.outcomes import Referral
from ivr.settings import Settings

REFERRAL = Referral("M07", "dept-M07", "噪音", "朝阳区", "楼上太吵")
ATTEMPTS = iter(range(1000, 2000))
PATIENCE_SECONDS = 30.0


def claim() -> Claim:
    """The right to call the caller now."""
    now = datetime.now()
    due = Due(12, "M07", None, 1, 0, None)
    chance = Chance(now, now + timedelta(hours=1))
    dialler = f"{socket.gethostname()}-1"
    return Claim(next(ATTEMPTS), due, "13900001234", REFERRAL, "PJSIP/811", chance, now, line="12345", dialler=dialler)


def fax(seconds: float) -> Samples:
    """The tone with which a fax answers (ITU-T T.30: 2100 Hz), its phase turned every 0.45 s as fast ones do (V.8)."""
    at = np.arange(int(RATE * seconds)) / RATE
    turned = np.where((at // 0.45) % 2 == 0, 1.0, -1.0)
    return np.asarray(6000 * turned * np.sin(2 * np.pi * 2100 * at), np.int16)


def announcement(seconds: float) -> Samples:
    """Something that talks without a pause: a hum that swells and sinks."""
    at = np.arange(int(RATE * seconds)) / RATE
    return np.asarray(9000 * np.sin(2 * np.pi * 220 * at) * (0.6 + 0.4 * np.sin(2 * np.pi * 4 * at)), np.int16)


def telephone(settings: Settings, first: str, dial: str = "PJSIP/901") -> AsteriskTelephone:
    """Calls as the settings say, with short ringing. first: whose telephone rings first."""
    c = CallbackSettings(first=first, dial=dial, agent_ring_seconds=3, customer_ring_seconds=3)
    return AsteriskTelephone(replace(settings, callbacks=c))


def outcome(telephone: AsteriskTelephone, made: Claim) -> Reached:
    """What becomes of this attempt; asked for as the dialler does."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if reached := telephone.outcome(made):
            return reached
        time.sleep(0.05)
    raise AssertionError("nothing became of it")


def presses_one(phone: Phone) -> None:
    """Wait for the call, pick up, press 1."""
    leg = phone.next_call(PATIENCE_SECONDS)
    leg.wait(ANSWERED, PATIENCE_SECONDS)
    leg.press("1")


def brings_together(telephone: AsteriskTelephone, first: Phone, second: Phone) -> None:
    """A callback in which the first presses 1 and the second picks up."""
    made = claim()
    telephone.call(made)
    presses_one(first)
    second.next_call(PATIENCE_SECONDS).wait(ANSWERED, PATIENCE_SECONDS)
    assert outcome(telephone, made) is Reached.ANSWERED
