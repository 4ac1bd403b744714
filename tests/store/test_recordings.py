"""The queue of recordings, on SQLite and on PostgreSQL: order, states, a crash, review, and forgetting."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.recordings import Recordings
from tests.store.wishes import AT

SOON = AT + timedelta(minutes=1)


@pytest.fixture
def recordings(ledger: SqlLedger) -> Recordings:
    """Three that wait, a.wav to c.wav, of the calls a to c."""
    for name in "abc":
        ledger.begin_recording(name, f"{name}.wav", AT)
        ledger.end_recording(f"{name}.wav", 7.5 if name == "a" else None)
    return Recordings(ledger)


def files(recordings: Recordings) -> list[str]:
    return [recording.file for recording in recordings.waiting(SOON)]


def row(recordings: Recordings, file: str) -> dict[str, object]:
    return next(row for row in recordings.list_all() if row["file"] == file)


def test_a_recording_waits_once_it_is_whole(ledger: SqlLedger) -> None:
    recordings = Recordings(ledger)
    ledger.begin_recording("a", "a.wav", AT)
    assert files(recordings) == [] and row(recordings, "a.wav")["state"] == "recording"
    ledger.end_recording("a.wav", 7.5)
    assert files(recordings) == ["a.wav"] and row(recordings, "a.wav")["seconds"] == 7.5


def test_one_that_never_began_is_forgotten(ledger: SqlLedger) -> None:
    ledger.begin_recording("a", "a.wav", AT)
    ledger.drop_recording("a.wav")
    assert Recordings(ledger).list_all() == []


def test_what_a_dying_bot_left_is_taken_after_a_while(ledger: SqlLedger) -> None:
    ledger.begin_recording("a", "a.wav", AT)
    found = Recordings(ledger).waiting(AT + timedelta(minutes=16))
    assert [recording.file for recording in found] == ["a.wav"]


def test_the_oldest_comes_first_and_a_done_or_failed_one_no_more(recordings: Recordings) -> None:
    first, second, _ = recordings.waiting(SOON)
    recordings.finish(first, "我家暖气不热，打13900001234", 8.0, SOON)
    recordings.fail(second, "no sound", SOON)
    assert files(recordings) == ["c.wav"]
    done, failed = row(recordings, "a.wav"), row(recordings, "b.wav")
    assert (done["state"], done["transcript"], done["transcribed_at"]) == ("done", "我家暖气不热，打13900001234", SOON)
    assert (failed["state"], failed["reason"], failed["transcript"]) == ("failed", "no sound", None)


def test_work_that_a_crash_broke_off_is_taken_again_and_counted(recordings: Recordings) -> None:
    first = next(recordings.waiting(SOON))
    recordings.begin(first)
    again = next(recordings.waiting(SOON))
    assert (again.file, again.attempts) == ("a.wav", 1)
    recordings.begin(again)
    assert next(recordings.waiting(SOON)).attempts == 2


def test_work_that_was_stopped_is_not_counted(recordings: Recordings) -> None:
    first = next(recordings.waiting(SOON))
    recordings.begin(first)
    recordings.put_back(first)
    assert next(recordings.waiting(SOON)).attempts == 0


def test_a_call_marked_for_review_comes_first_and_is_written_down_again(recordings: Recordings) -> None:
    assert recordings.mark_for_review("c") == 1
    assert files(recordings) == ["c.wav", "a.wav", "b.wav"]
    recordings.fail(next(recordings.waiting(SOON)), "no sound", SOON)
    assert recordings.mark_for_review("c") == 1
    assert files(recordings)[0] == "c.wav" and row(recordings, "c.wav")["review"]


def test_a_call_without_a_recording_cannot_be_marked(recordings: Recordings) -> None:
    assert recordings.mark_for_review("x") == 0


def test_old_ones_are_forgotten_with_their_transcripts(recordings: Recordings, ledger: SqlLedger) -> None:
    ledger.begin_recording("d", "d.wav", SOON)
    assert recordings.forget_before(SOON) == 3
    assert [row["file"] for row in recordings.list_all()] == ["d.wav"]


def test_the_latest_of_each_call_is_known(recordings: Recordings, ledger: SqlLedger) -> None:
    ledger.begin_recording("a", "again.wav", SOON)
    assert {call: row["file"] for call, row in recordings.by_call().items()} == {
        "a": "again.wav", "b": "b.wav", "c": "c.wav"}  # fmt: skip


def test_a_second_note_of_the_same_file_changes_nothing(recordings: Recordings, ledger: SqlLedger) -> None:
    ledger.begin_recording("z", "a.wav", SOON)
    assert row(recordings, "a.wav")["call_id"] == "a"
