"""The background worker: one after the other, nothing lost by a crash, callers first, old recordings deleted."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.recordings import Recordings
from ivr.adapters.transcripts.second_ear import Progress, Transcript
from ivr.domain.recording_settings import RecordingSettings
from ivr.errors import LedgerUnavailable, SecondEarUnusable, TranscriptFailed
from ivr.settings import LedgerSettings, Settings
from ivr.transcribing import Stopped, Transcribing, calls_up, only_one, tidy

NOW = datetime(2026, 11, 25, 12, 0)


class ScriptedEar:
    """See WritesDown. Hears the text in a file; "!" is no sound, "?" a model that is broken. rests: how often."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.rests = 0

    def write_down(self, file: Path, progress: Progress) -> Transcript:
        progress(0, 2)
        text = file.read_text(encoding="utf-8")
        if text == "!":
            raise TranscriptFailed(f"{file.name} is no sound file")
        if text == "?":
            raise SecondEarUnusable("broken")
        self.heard.append(file.name)
        progress(2, 2)
        return Transcript(text, 3.0, 2.0)

    def rest(self) -> None:
        self.rests += 1


class Station:
    """A machine with recordings. The worker is asked to end after `patience` waits."""

    def __init__(self, var: Path) -> None:
        self.settings = Settings(var=var)
        self.settings.recordings.mkdir(parents=True)
        self.ledger = SqlLedger(self.settings.ledger_url)
        self.recordings = Recordings(self.ledger)
        self.ear = ScriptedEar()
        self.now, self.waited, self.patience = NOW, 0.0, 50
        self.at_wait: Callable[[], None] = lambda: None

    def leave(self, name: str, text: str | None = "我家暖气不热", at: datetime = NOW - timedelta(hours=1)) -> Path:
        """A message of this age; text None: its file is not here."""
        file = self.settings.recordings / f"{name}.wav"
        self.ledger.begin_recording(name, file.name, at)
        self.ledger.end_recording(file.name, None)
        if text is not None:
            file.write_text(text, encoding="utf-8")
            os.utime(file, (at.timestamp(), at.timestamp()))
        return file

    def worker(self) -> Transcribing:
        return Transcribing(self.settings, self.ear, lambda: self.now, self._wait)

    def states(self) -> dict[str, str]:
        return {row["call_id"]: row["state"] for row in self.recordings.list_all()}

    def reason(self, name: str) -> str:
        return next(str(row["reason"]) for row in self.recordings.list_all() if row["call_id"] == name)

    def bot_holds(self, *calls: int) -> None:
        status = self.settings.var / "run" / "bot.json"
        status.parent.mkdir(exist_ok=True)
        status.write_text(json.dumps({"workers": [{"calls": count} for count in calls]}), encoding="utf-8")

    def _wait(self, seconds: float) -> bool:
        if not seconds:
            return self.patience <= 0
        self.waited += seconds
        self.now += timedelta(seconds=seconds)
        self.patience -= 1
        self.at_wait()
        return self.patience <= 0


@pytest.fixture
def station(tmp_path: Path) -> Station:
    return Station(tmp_path / "var")


def test_all_that_waits_is_written_down_in_order(station: Station) -> None:
    for name in ("a", "b", "c"):
        station.leave(name)
    steps: list[tuple[float, float]] = []
    assert station.worker().run_once(lambda done, all_of_it: steps.append((done, all_of_it))) == 3
    assert station.ear.heard == ["a.wav", "b.wav", "c.wav"] and set(station.states().values()) == {"done"}
    assert steps == [(0, 2), (2, 2)] * 3 and station.ear.rests == 1
    assert station.recordings.list_all()[0]["transcript"] == "我家暖气不热"


def test_a_wrong_file_fails_with_its_reason_and_the_others_go_on(station: Station) -> None:
    for name, text in (("a", "!"), ("b", "好")):
        station.leave(name, text)
    station.worker().run_once()
    assert station.states() == {"a": "failed", "b": "done"} and "no sound file" in station.reason("a")


def test_a_file_that_is_elsewhere_waits_for_a_day(station: Station) -> None:
    station.leave("a", None)
    station.leave("b")
    station.worker().run_once()
    assert station.states() == {"a": "waiting", "b": "done"}
    station.now += timedelta(hours=24)
    station.worker().run_once()
    assert station.states()["a"] == "failed" and "a.wav is not there" in station.reason("a")


def test_a_file_that_is_still_written_is_left_for_later(station: Station) -> None:
    station.leave("a", at=NOW)
    assert station.worker().run_once() == 0
    station.now += timedelta(seconds=3)
    assert station.worker().run_once() == 1


def test_a_recording_that_ends_the_program_is_given_up_after_three_times(station: Station) -> None:
    station.leave("a")
    for _ in range(3):
        station.recordings.begin(next(station.recordings.waiting(NOW)))
    station.leave("b")
    station.worker().run_once()
    assert station.states() == {"a": "failed", "b": "done"} and "3 times" in station.reason("a")
    assert station.ear.heard == ["b.wav"]


def test_asked_to_end_it_puts_the_recording_back(station: Station) -> None:
    station.leave("a")
    station.patience = 0
    with pytest.raises(Stopped):
        station.worker().run_once()
    (left,) = station.recordings.waiting(NOW)
    assert left.attempts == 0


def test_a_broken_model_fails_no_recording(station: Station) -> None:
    station.leave("a", "?")
    with pytest.raises(SecondEarUnusable):
        station.worker().run_once()
    assert next(station.recordings.waiting(NOW)).attempts == 0


def test_it_waits_while_many_callers_are_on_the_line(station: Station) -> None:
    station.leave("a")
    station.bot_holds(3, 2)
    heard_when_busy: list[int] = []

    def callers_hang_up() -> None:
        heard_when_busy.append(len(station.ear.heard))
        if station.waited >= 10:
            station.bot_holds(2, 2)

    station.at_wait = callers_hang_up
    station.worker().run_once()
    assert station.waited == 10 and heard_when_busy == [0] * 5 and station.states() == {"a": "done"}


@pytest.mark.parametrize("status", ["", "[]", '{"workers": [{}]}', '{"workers": 3}'])
def test_a_status_that_cannot_be_read_counts_no_calls(station: Station, status: str) -> None:
    assert calls_up(station.settings) == 0
    (station.settings.var / "run").mkdir()
    (station.settings.var / "run" / "bot.json").write_text(status, encoding="utf-8")
    assert calls_up(station.settings) == 0


def test_it_looks_again_and_again_until_asked_to_end(station: Station) -> None:
    station.patience = 4
    station.at_wait = lambda: print(station.leave(f"m{station.patience}"))
    station.worker().run()
    assert station.ear.heard == ["m3.wav", "m2.wav", "m1.wav"]


def test_a_ledger_that_is_away_is_waited_for(station: Station, caplog: pytest.LogCaptureFixture) -> None:
    station.leave("a")
    worker = station.worker()
    names = {4: "recordings RENAME TO away", 2: "away RENAME TO recordings"}

    def comes_and_goes() -> None:
        if station.patience in names:
            with station.ledger.transaction() as connection:
                connection.execute(sa.text(f"ALTER TABLE {names[station.patience]}"))

    station.at_wait, station.patience = comes_and_goes, 5
    worker.run()
    assert station.ear.heard == ["a.wav"] and "no recording is written down now" in caplog.text


def test_sound_and_transcript_are_deleted_after_their_days(station: Station) -> None:
    old = station.leave("old", at=NOW - timedelta(days=31))
    new = station.leave("new", at=NOW - timedelta(days=29))
    stranger = station.settings.recordings / "stranger.wav"  # of no call: a crash before it was noted
    stranger.touch()
    os.utime(stranger, (old.stat().st_mtime, old.stat().st_mtime))
    assert tidy(station.settings, station.recordings, NOW) == 2
    assert list(station.settings.recordings.iterdir()) == [new] and list(station.states()) == ["new"]


def test_with_no_days_nothing_is_ever_deleted(station: Station) -> None:
    old = station.leave("old", at=NOW - timedelta(days=900))
    kept = replace(station.settings, recording=RecordingSettings(keep_days=0))
    assert tidy(kept, station.recordings, NOW) == 0 and old.exists()


def test_the_worker_deletes_old_recordings_by_itself(station: Station) -> None:
    old = station.leave("old", at=NOW - timedelta(days=31))
    station.patience = 2
    station.worker().run()
    assert not old.exists() and station.ear.heard == []


def test_a_second_worker_on_the_machine_is_refused(station: Station) -> None:
    with only_one(station.settings), pytest.raises(SecondEarUnusable, match="already"), only_one(station.settings):
        pass
    with only_one(station.settings):
        pass


def test_a_ledger_that_cannot_be_opened_is_told(station: Station) -> None:
    broken = replace(station.settings, ledger=LedgerSettings(url=f"sqlite:///{station.settings.recordings}"))
    with pytest.raises(LedgerUnavailable):
        Transcribing(broken, station.ear, lambda: NOW, lambda _: True)
