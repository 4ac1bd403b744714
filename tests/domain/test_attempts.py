"""When callbacks are attempted: examples, and what holds for any window, hours and outcome."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.domain.attempts import Chance, Reached, Rules, first_chance, move_after, next_chance
from ivr.domain.calendar import Calendar, Days, Kind
from ivr.domain.callback_states import Move
from ivr.domain.callbacks import Window
from ivr.domain.hours import Hours, Opening, OpeningTimes

MONDAY = date(2026, 3, 2)
RULES = Rules()
OFFICE = OpeningTimes()
LUNCH = OpeningTimes(
    {
        "M16": (
            Opening(Days(Kind.WORKDAYS), Hours(time(9), time(12))),
            Opening(Days(Kind.WORKDAYS), Hours(time(13, 30), time(17))),
        )
    }
)
HOLIDAY = OpeningTimes(calendar=Calendar(rest=frozenset({MONDAY, MONDAY + timedelta(days=1)})))


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, minute)


def chance_of(window: Window | None, since: datetime, hours: OpeningTimes = OFFICE) -> Chance | None:
    return first_chance(window, since, RULES.may_call("M16", hours), RULES)


def test_an_agreed_window_is_called_from_its_start_to_a_quarter_of_an_hour_after_its_end() -> None:
    assert chance_of(Window(at(14), at(15)), at(9)) == Chance(at(14), at(15, 15))


def test_the_departments_closing_time_cuts_the_window() -> None:
    assert chance_of(Window(at(16), at(18)), at(9)) == Chance(at(16), at(17))


def test_a_window_that_begins_when_the_department_closes_is_called_a_quarter_of_an_hour_early() -> None:
    assert chance_of(Window(at(17), at(18)), at(9)) == Chance(at(16, 45), at(17))


def test_a_window_outside_all_hours_or_over_is_left_to_a_person() -> None:
    assert chance_of(Window(at(18), at(19)), at(9)) is None
    assert chance_of(Window(at(10), at(11)), at(11, 15)) is None
    assert chance_of(Window(at(10), at(11)), at(9), HOLIDAY) is None


def test_a_request_made_within_its_window_is_called_from_now_on() -> None:
    assert chance_of(Window(at(14), at(15)), at(14, 20)) == Chance(at(14, 20), at(15, 15))


def test_any_time_is_the_rest_of_the_day_or_the_next_day_with_hours() -> None:
    assert chance_of(None, at(15)) == Chance(at(15), at(17))
    assert chance_of(None, at(18)) == Chance(at(9, day=3), at(17, day=3))
    assert chance_of(None, at(10), HOLIDAY) == Chance(at(9, day=4), at(17, day=4))


def test_a_long_window_goes_on_after_lunch() -> None:
    assert chance_of(Window(at(11), at(15)), at(9), LUNCH) == Chance(at(11), at(15, 15))


def test_the_gaps_grow_and_after_three_attempts_a_person_decides() -> None:
    may_call = RULES.may_call("M16", OFFICE)
    first = Chance(at(9), at(17))
    second = next_chance(None, first, 1, at(9, 10), may_call, RULES)
    assert second == Chance(at(10, 10), at(11, 10))
    assert next_chance(None, second, 2, at(10, 15), may_call, RULES) == Chance(at(14, 15), at(15, 15))
    assert next_chance(None, second, 3, at(14, 20), may_call, RULES) is None


def test_a_missed_window_is_not_called_again() -> None:
    missed = Chance(at(14), at(16, 15))
    again = next_chance(Window(at(14), at(16)), missed, 1, at(14, 5), RULES.may_call("M16", OFFICE), RULES)
    assert again == Chance(at(16, 15), at(17))


@pytest.mark.parametrize(
    ("reached", "has_chance", "move"),
    [
        (Reached.ANSWERED, True, Move.CONNECT),
        (Reached.ANSWERED, False, Move.CONNECT),
        (Reached.BUSY, True, Move.MISS),
        (Reached.NO_KEY, False, Move.GIVE_UP),
        (Reached.UNKNOWN, True, Move.MISS),
        (Reached.WRONG_NUMBER, True, Move.GIVE_UP),
        (Reached.NO_AGENT, False, Move.RELEASE),
    ],
)
def test_what_an_attempt_leads_to(reached: Reached, has_chance: bool, move: Move) -> None:
    assert move_after(reached, Chance(at(9), at(10)) if has_chance else None) is move


minutes = st.integers(0, 24 * 60 - 1)
moments = st.builds(
    lambda day, minute: datetime(2026, 3, 1) + timedelta(days=day, minutes=minute), st.integers(0, 27), minutes
)
lengths = st.integers(1, 600).map(lambda length: timedelta(minutes=length))
windows = st.none() | st.builds(lambda start, length: Window(start, start + length), moments, lengths)
kinds = st.sampled_from([Kind.WORKDAYS, Kind.EVERY_DAY, Kind.REST_DAYS])


def time_of(minute: int) -> time:
    return time(minute // 60, minute % 60)


openings = st.builds(
    lambda kind, a, b: Opening(Days(kind), Hours(time_of(min(a, b)), time_of(max(a, b)))), kinds, minutes, minutes
)
hours_of_any_department = st.lists(openings, min_size=1, max_size=3).map(
    lambda found: OpeningTimes({"M16": tuple(found)})
)
rules_of_any_city = st.builds(
    lambda a, b, gap, most: Rules(Hours(time_of(min(a, b)), time_of(max(a, b))), timedelta(minutes=15), most,
                                  timedelta(minutes=gap)),
    st.integers(0, 700), st.integers(720, 1439), st.integers(1, 300), st.integers(1, 4))  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(windows, moments, hours_of_any_department, rules_of_any_city, st.floats(0, 0.999), st.integers(0, 60))
def test_whatever_was_agreed_no_attempt_lies_outside_the_window_or_the_hours_or_twice_in_one(
    window: Window | None, since: datetime, hours: OpeningTimes, rules: Rules, part: float, ring: int
) -> None:
    may_call = rules.may_call("M16", hours)
    chance = first_chance(window, since, may_call, rules)
    earlier: list[tuple[Chance, datetime]] = []
    for attempted in range(1, rules.most_attempts + 2):
        if chance is None:
            break
        assert (
            chance.opens < chance.closes and may_call(chance.opens) and may_call(chance.closes - timedelta(seconds=1))
        )
        called = chance.opens + (chance.closes - chance.opens) * part
        if attempted == 1:
            assert called >= since
            if window:
                assert window.start - rules.tolerance <= chance.opens and chance.closes <= window.end + rules.tolerance
        for other, before in earlier:
            assert called - before >= rules.first_gap
            assert window is None or chance.opens >= other.closes
        earlier.append((chance, called))
        chance = next_chance(window, chance, attempted, called + timedelta(seconds=ring), may_call, rules)
    assert len(earlier) <= rules.most_attempts
    gaps = [b - a for (_, a), (_, b) in pairwise(earlier)]
    assert all(gap >= rules.gap(number) for number, gap in enumerate(gaps, 1))
