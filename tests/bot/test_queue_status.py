"""A queue read from the events of Asterisk's manager, as Asterisk sends them."""

from __future__ import annotations

from datetime import datetime, timedelta

from ivr.adapters.asterisk.queue_status import queue_in

AT = datetime(2026, 11, 27, 8, 30)
SINCE = datetime(2026, 11, 27, 8, 20)


def member(phone: str, status: int, penalty: int = 0, paused: int = 0) -> dict[str, str]:
    return {
        "Event": "QueueMember", "Queue": "dept-M07", "Name": phone, "Location": f"PJSIP/{phone}",
        "Penalty": str(penalty), "Status": str(status), "Paused": str(paused),
    }  # fmt: skip


def entry(place: int, uniqueid: str, wait: int) -> dict[str, str]:
    return {
        "Event": "QueueEntry", "Queue": "dept-M07", "Position": str(place), "Channel": "PJSIP/900-00000003",
        "Uniqueid": uniqueid, "CallerIDNum": "900", "Wait": str(wait), "Priority": "0",
    }  # fmt: skip


def test_agents_are_those_who_could_be_rung_now_or_after_their_call_and_free_ones_come_by_penalty() -> None:
    members = [member("811", 1, penalty=5), member("812", 2), member("813", 1), member("814", 6), member("815", 3)]
    nobody = [member("816", 5), member("817", 4), member("818", 0), member("819", 1, paused=1)]
    queue = queue_in([*members, *nobody], AT)
    assert (queue.agents, queue.free) == (5, ("PJSIP/813", "PJSIP/811"))


def test_who_waits_for_another_has_waited_as_long_as_that_one() -> None:
    held = f"held-7-{int(AT.timestamp())}-{int(SINCE.timestamp())}"
    queue = queue_in([entry(1, held, 3), entry(2, "1795739211.4", 60)], AT)
    assert (queue.waiting, queue.attempts) == ((SINCE, AT - timedelta(seconds=60)), (7,))


def test_who_came_in_the_same_second_as_a_place_that_is_held_is_not_taken_for_later() -> None:
    queue = queue_in([entry(1, "1795739211.4", 60)], SINCE + timedelta(seconds=60, microseconds=900000))
    assert queue.waiting == (SINCE,)


def test_a_queue_that_asterisk_does_not_know_is_empty() -> None:
    assert (queue_in([], AT).waiting, queue_in([], AT).agents) == ((), 0)
