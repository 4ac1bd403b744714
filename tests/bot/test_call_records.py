"""What the dialplan's record of an attempt tells, and that it decides who may ring."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from ivr.adapters.asterisk.call_records import CallRecords, began_after_start, name_of, told_by
from ivr.adapters.store.claim_rows import Claim, Due
from ivr.domain.attempts import Chance, Reached
from ivr.errors import TelephoneUnavailable
from tests.store.wishes import HEATING, TOMORROW

CLAIM = Claim(7, Due(12, "M16", None, 1, 0, None), "13800138000", HEATING, "PJSIP/811",
              Chance(TOMORROW.start, TOMORROW.end), datetime(2026, 3, 3, 14))  # fmt: skip


def dialplan(folder: Path, line: str) -> None:
    """Add a line as the dialplan does."""
    with (folder / name_of(CLAIM)).open("a") as file:
        file.write(f"{line}\n")


@pytest.mark.parametrize(
    ("lines", "first", "reached"),
    [
        ([], "agent", None),
        (["customer RINGING "], "agent", None),
        (["customer RINGING ", "customer ANSWER ", "agent ANSWER "], "agent", Reached.ANSWERED),
        (["customer RINGING ", "customer CHANUNAVAIL 21"], "agent", Reached.REJECTED),
        (["customer RINGING ", "agent ANSWER "], "agent", Reached.NO_ANSWER),
        (["customer RINGING ", "customer LATE "], "agent", Reached.NO_AGENT),
        (["agent NOANSWER ", "dialler GIVEN-UP"], "agent", Reached.NO_AGENT),
        (["agent ENGAGED "], "agent", Reached.NO_AGENT),
        (["agent ANSWER ", "customer RINGING "], "agent", Reached.NO_AGENT),
        (["dialler GIVEN-UP", "customer RINGING "], "agent", Reached.NO_AGENT),
        (["customer RINGING ", "dialler GIVEN-UP"], "agent", None),
        (["customer RINGING ", "agent NOANSWER "], "customer", Reached.LEFT_ALONE),
        (["customer RINGING ", "customer PICKEDUP 1.2"], "customer", None),
        (
            ["customer RINGING ", "customer PICKEDUP 1.2", "customer NOKEY ", "customer GONE 16"],
            "customer",
            Reached.NO_KEY,
        ),
        (["customer RINGING ", "customer PICKEDUP 1.2", "customer GONE 16"], "customer", Reached.NO_KEY),
        (["customer RINGING ", "customer PICKEDUP 1.2", "customer TAKEN "], "customer", None),
        (
            ["customer RINGING ", "customer PICKEDUP 1.2", "customer TAKEN ", "customer GONE 16"],
            "customer",
            Reached.LEFT_ALONE,
        ),
        (
            ["customer RINGING ", "customer TAKEN ", "customer ANSWER ", "customer GONE 16"],
            "customer",
            Reached.ANSWERED,
        ),
        (["customer RINGING ", "customer GONE 16"], "agent", Reached.ANSWERED),
    ],
)
def test_the_first_line_tells_whether_the_caller_was_rung(
    lines: list[str], first: str, reached: Reached | None
) -> None:
    assert told_by(lines, first) is reached


def test_an_attempt_that_was_given_up_is_not_begun(tmp_path: Path) -> None:
    records = CallRecords(tmp_path)
    records.give_up(name_of(CLAIM))
    assert records.begin(CLAIM) is None
    assert told_by(records.lines(name_of(CLAIM)), "agent") is Reached.NO_AGENT


def test_giving_up_comes_too_late_once_the_caller_is_rung(tmp_path: Path) -> None:
    records = CallRecords(tmp_path)
    name = records.begin(CLAIM)
    assert name is not None
    dialplan(tmp_path, "customer RINGING ")
    records.give_up(name)
    dialplan(tmp_path, "customer ANSWER ")
    assert told_by(records.lines(name), "agent") is Reached.ANSWERED


def test_two_ledgers_with_one_asterisk_do_not_share_a_record() -> None:
    assert name_of(CLAIM) != name_of(replace(CLAIM, began_at=datetime(2026, 3, 3, 15)))


def test_what_was_written_before_the_machine_started_is_not_trusted() -> None:
    assert not began_after_start(replace(CLAIM, began_at=datetime(2001, 1, 1)))
    assert began_after_start(replace(CLAIM, began_at=datetime.now()))


def test_a_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    records = CallRecords(tmp_path / "nowhere")
    with pytest.raises(TelephoneUnavailable, match="nowhere cannot be used"):
        records.begin(CLAIM)
