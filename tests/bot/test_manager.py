"""pyst2's manager interface, mended: wire text as Asterisk sends it."""

from __future__ import annotations

import pytest

from ivr.adapters.asterisk.manager import ManagerLink, encoded, swallowed
from ivr.errors import TelephoneUnavailable
from tests.fakes.manager import FakeManager

LISTING = (
    "\r\nEvent: QueueParams\r\nQueue: dept-M07\r\nMax: 0\r\n\r\n"
    "Event: QueueMember\r\nQueue: dept-M07\r\nLocation: PJSIP/811\r\nPenalty: 0\r\nStatus: 1\r\nPaused: 0\r\n\r\n"
    "Event: UserEvent\r\nUserEvent: HotlineCallback\r\nAttempt: 7\r\n\r\n"
    "Event: QueueStatusComplete\r\nEventList: Complete\r\nListItems: 1\r\n"
)


def test_events_that_pyst2_takes_for_the_text_of_a_response_are_found_in_it() -> None:
    found = swallowed(LISTING)
    assert [headers["Event"] for headers in found] == ["QueueParams", "QueueMember", "UserEvent", "QueueStatusComplete"]
    assert (found[1]["Location"], found[2]["Attempt"]) == ("PJSIP/811", "7")
    assert swallowed("") == swallowed("Output: no event here\r\n") == []


def test_a_line_break_in_a_value_begins_no_header_of_its_own() -> None:
    wire = encoded(
        {"Action": "Originate", "CallerID": "x\r\nApplication: System\n\nData: rm", "Variable": ["A=1", "B=2\r\n"]}
    )
    assert wire.decode() == (
        "Action: Originate\r\nCallerID: x Application: System Data: rm\r\nVariable: A=1\r\nVariable: B=2\r\n\r\n"
    )


def test_a_lost_connection_is_told_and_the_next_action_makes_a_new_one() -> None:
    with FakeManager(lost=1) as manager:
        link = ManagerLink(manager.port, lambda: "secret", lambda name, headers: None)
        with pytest.raises(TelephoneUnavailable, match="does not answer"):
            link.send("QueueStatus")
        assert link.send("QueueStatus")["Message"] == "QueueStatus"
