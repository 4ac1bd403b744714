"""Opening hours."""

from __future__ import annotations

from datetime import datetime, time

import pytest

from ivr.domain.hours import Hours, is_open


@pytest.mark.parametrize(
    ("opens", "closes", "at", "expected"),
    [
        (time(8, 30), time(20, 30), time(8, 30), True),
        (time(8, 30), time(20, 30), time(8, 29), False),
        (time(8, 30), time(20, 30), time(20, 30), False),
        (time(22), time(6), time(23), True),
        (time(22), time(6), time(5, 59), True),
        (time(22), time(6), time(12), False),
    ],
)
def test_the_close_is_excluded_and_hours_may_reach_past_midnight(
    opens: time, closes: time, at: time, expected: bool
) -> None:
    assert is_open(Hours(opens, closes), datetime.combine(datetime(2026, 11, 24), at)) is expected
