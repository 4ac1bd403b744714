"""The resident bot as processes: a crash, a freeze, a drain, too many calls, a second bot, a broken start."""

from __future__ import annotations

import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ivr.bot_socket import BotSocket
from ivr.errors import BotUnavailable, ModelUnusable
from ivr.serve import serve
from ivr.settings import ROOT, BotSettings, Settings, SpeechSettings
from tests.bot.resident import Bot, NewCall, has_finished_well, held_call, is_taken, until


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(root=ROOT, var=tmp_path, bot=BotSettings(workers=2, calls_per_worker=1, drain_seconds=10))


@pytest.fixture
def bot(settings: Settings) -> Iterator[Bot]:
    made = Bot(settings)
    until(made.is_full)
    yield made
    made.stop()


def test_calls_are_held_and_ended(bot: Bot, new_call: NewCall) -> None:
    assert has_finished_well(held_call(bot, new_call))
    assert has_finished_well(held_call(bot, new_call))


def test_a_crash_takes_only_its_own_call_and_the_worker_comes_back(bot: Bot, new_call: NewCall) -> None:
    first = held_call(bot, new_call)
    until(lambda: sorted(bot.workers().values()) == [0, 1])
    (victim,) = (pid for pid, calls in bot.workers().items() if calls)
    second = held_call(bot, new_call)
    os.kill(victim, signal.SIGKILL)
    assert first.wait_for_end(1.0), "the dialplan goes on at once"
    assert first.variables == {}, "and finds no HOTLINE_NEXT: the operators"
    until(lambda: victim not in bot.workers() and bot.is_full())
    assert has_finished_well(second)
    assert has_finished_well(held_call(bot, new_call))


def test_a_frozen_worker_is_replaced_and_its_call_goes_on(bot: Bot, new_call: NewCall) -> None:
    call = held_call(bot, new_call)
    until(lambda: 1 in bot.workers().values())
    (victim,) = (pid for pid, calls in bot.workers().items() if calls)
    os.kill(victim, signal.SIGSTOP)
    assert call.wait_for_end(4.0)
    assert call.variables == {}
    until(lambda: victim not in bot.workers() and bot.is_full())


def test_more_calls_than_there_is_room_for_fail_within_two_seconds(bot: Bot, new_call: NewCall) -> None:
    held = [held_call(bot, new_call), held_call(bot, new_call)]
    started = time.monotonic()
    launcher = new_call().launch(bot.settings.socket)
    assert launcher.wait(5) == 1
    assert time.monotonic() - started < 2.0
    assert all(has_finished_well(call) for call in held)


def test_a_talk_that_never_begins_is_cut_within_three_seconds(bot: Bot, new_call: NewCall) -> None:
    call = new_call()
    started = time.monotonic()
    call.launch(bot.settings.socket, "line=mute")
    assert call.wait_for_end(4.0)
    assert time.monotonic() - started < 3.0
    assert call.variables == {}
    assert has_finished_well(held_call(bot, new_call)), "its worker still takes calls"


def test_a_drain_refuses_new_calls_at_once_and_finishes_those_running(bot: Bot, new_call: NewCall) -> None:
    running = held_call(bot, new_call)
    bot.drain()
    until(lambda: not bot.settings.socket.exists())
    assert new_call().launch(bot.settings.socket).wait(1.0) == 1
    assert has_finished_well(running)
    until(bot.has_ended)
    assert bot.error is None


def test_a_drain_with_nothing_to_do_ends_soon(bot: Bot) -> None:
    bot.drain()
    until(bot.has_ended, 3.0)


def test_a_second_request_ends_at_once_and_callers_go_on_in_the_dialplan(bot: Bot, new_call: NewCall) -> None:
    running = held_call(bot, new_call)
    bot.drain()
    bot.drain()
    assert running.wait_for_end(3.0)
    until(bot.has_ended, 3.0)


def test_a_drain_that_takes_too_long_is_ended(settings: Settings, new_call: NewCall) -> None:
    bot = Bot(replace(settings, bot=replace(settings.bot, drain_seconds=1)))
    until(bot.is_full)
    running = held_call(bot, new_call)
    bot.drain()
    assert running.wait_for_end(4.0)
    until(bot.has_ended, 3.0)


def test_a_second_bot_is_refused_and_the_first_goes_on(bot: Bot, new_call: NewCall) -> None:
    with pytest.raises(BotUnavailable, match="already running"):
        BotSocket(bot.settings.socket)
    assert has_finished_well(held_call(bot, new_call))


def test_a_socket_that_a_dead_bot_left_behind_is_taken_over(settings: Settings) -> None:
    settings.socket.parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(settings.socket))
    taken = BotSocket(settings.socket)
    with socket.socket(socket.AF_UNIX) as launcher:
        launcher.connect(str(settings.socket))
    taken.close()
    assert not settings.socket.exists()


def test_a_path_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(BotUnavailable, match=r"cannot listen at .*bot\.sock"):
        BotSocket(tmp_path / "run" / "bot.sock")


def test_a_bot_whose_first_worker_cannot_start_says_so_and_ends(settings: Settings) -> None:
    bot = Bot(settings, "fail")
    until(bot.has_ended)
    assert bot.error is not None
    assert "its message is above" in str(bot.error)
    assert list((settings.var / "run").iterdir()) == [settings.socket.with_suffix(".lock")], "nothing half-written"


def test_a_status_that_cannot_be_written_stops_no_call(settings: Settings, new_call: NewCall) -> None:
    (settings.var / "run" / "bot.json").mkdir(parents=True)
    bot = Bot(settings)
    until(lambda: is_taken(new_call(), settings))
    assert not (settings.var / "run" / "bot.part").exists()
    (settings.var / "run" / "bot.json").rmdir()
    bot.stop()


def test_a_missing_model_is_told_before_anything_is_opened(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="no-such-model"):
        serve(replace(settings, speech=SpeechSettings(model=str(tmp_path / "no-such-model"))))
    assert not settings.socket.exists()


def test_without_its_master_a_worker_finishes_its_call_and_ends(settings: Settings, new_call: NewCall) -> None:
    listening = BotSocket(settings.socket)
    reads, writes = os.pipe()
    pid = os.spawnv(
        os.P_NOWAIT,
        "/bin/sh",
        [
            "sh",
            "-c",
            f"exec {sys.executable} -m tests.bot.small_worker {_kept(listening.fileno())} {_kept(writes)} 1",
        ],
    )
    os.close(writes)
    assert os.read(reads, 1), "its first heartbeat: a launcher waits 2 s, and a worker may start in more"
    call = new_call()
    call.launch(settings.socket)
    call.next_command("STREAM FILE")
    os.close(reads)
    assert has_finished_well(call)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    listening.close()


def _kept(fd: int) -> int:
    os.set_inheritable(fd, True)
    return fd
