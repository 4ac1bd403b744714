"""How Dial's status and the Q.850 cause of a telephone become the outcome of an attempt."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from ivr.adapters.asterisk.call_records import reached_of
from ivr.adapters.asterisk.telephone import caller_id, variables
from ivr.adapters.store.claim_rows import Claim, Due
from ivr.domain.attempts import Chance, Reached
from ivr.domain.callback_settings import CallbackSettings
from tests.store.wishes import HEATING, TOMORROW

CLAIM = Claim(7, Due(12, "M16", None, 1, 0, None), "01088123456-801", HEATING, "PJSIP/811",
              Chance(TOMORROW.start, TOMORROW.end), datetime(2026, 3, 3, 14))  # fmt: skip


@pytest.mark.parametrize(
    ("status", "cause", "reached"),
    [
        ("ANSWER", "16", Reached.ANSWERED),
        ("NOKEY", "", Reached.NO_KEY),
        ("FAX", "", Reached.FAX),
        ("BUSY", "17", Reached.BUSY),
        ("BUSY", "21", Reached.REJECTED),
        ("CHANUNAVAIL", "21", Reached.REJECTED),
        ("CONGESTION", "17", Reached.BUSY),
        ("NOANSWER", "0", Reached.NO_ANSWER),
        ("CANCEL", "", Reached.NO_ANSWER),
        ("CHANUNAVAIL", "1", Reached.WRONG_NUMBER),
        ("CONGESTION", "28", Reached.WRONG_NUMBER),
        ("CHANUNAVAIL", "20", Reached.UNREACHABLE),
        ("CONGESTION", "34", Reached.UNREACHABLE),
        ("LATE", "", Reached.NO_AGENT),
    ],
)
def test_what_the_signalling_tells(status: str, cause: str, reached: Reached) -> None:
    assert reached_of(status, cause) is reached


def test_a_number_goes_into_the_dial_string_as_digits_only() -> None:
    told = variables(CLAIM, CallbackSettings())
    assert told["HOTLINE_CUSTOMER"] == "PJSIP/01088123456@trunk"
    evil = replace(CLAIM, phone="138,1&PJSIP/9${X}")
    assert variables(evil, CallbackSettings())["HOTLINE_CUSTOMER"] == "PJSIP/13819@trunk"


def test_the_agents_display_holds_no_quotes_and_no_line_breaks() -> None:
    strange = replace(CLAIM, referral=replace(HEATING, matter='供"暖>\r\nX: y'))
    assert caller_id(strange) == '"回电12 供暖X: y 朝阳区" <12>'
