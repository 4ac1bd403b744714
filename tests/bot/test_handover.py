"""The way of a call from Asterisk's process into the bot: the real launcher, a real socket, real descriptors."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ivr.adapters.asterisk.agi import Agi
from ivr.adapters.asterisk.handover import Handover, receive
from ivr.errors import AgiBroken, HungUp
from tests.bot.fake_asterisk import FakeAsterisk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.sock"


@pytest.fixture
def listening(path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))
        made.listen(8)
        made.settimeout(5)
        yield made


def handed_over(listening: socket.socket) -> Handover:
    return receive(listening.accept()[0])


def ends_within(process: subprocess.Popen[bytes], seconds: float) -> float:
    started = time.monotonic()
    process.wait(seconds)
    return time.monotonic() - started


def test_a_call_arrives_with_its_environment_sound_and_arguments(
    asterisk: FakeAsterisk, path: Path, listening: socket.socket
) -> None:
    asterisk.launch(path, "line=12345", "stage=unanswered")
    with handed_over(listening) as handover:
        assert handover.arguments == {"line": "12345", "stage": "unanswered"}
        agi = Agi(handover.replies, handover.commands)
        assert agi.env["agi_uniqueid"] == "1795642926.1"
        agi.set_variable("HOTLINE_NEXT", "queue")
        asterisk.speak(b"abcd")
        assert os.read(handover.audio, 16) == b"abcd"
    assert asterisk.variables == {"HOTLINE_NEXT": "queue"}


def test_the_end_of_a_handover_ends_the_launcher_and_the_agi(
    asterisk: FakeAsterisk, path: Path, listening: socket.socket
) -> None:
    launcher = asterisk.launch(path)
    with handed_over(listening):
        assert launcher.poll() is None
    assert asterisk.wait_for_end()
    assert launcher.wait(2) == 0


def test_descriptors_are_not_inherited_by_children_of_the_bot(
    asterisk: FakeAsterisk, path: Path, listening: socket.socket
) -> None:
    asterisk.launch(path)
    with handed_over(listening) as handover:
        assert not any(os.get_inheritable(fd) for fd in (handover.replies, handover.commands, handover.audio))


def test_a_hang_up_ends_the_launcher_and_the_bot_sees_it(
    asterisk: FakeAsterisk, path: Path, listening: socket.socket
) -> None:
    asterisk.launch(path)
    with handed_over(listening) as handover:
        asterisk.hang_up()
        handover.launcher.settimeout(5)
        assert handover.has_hung_up()


def test_a_cut_call_ends_for_asterisk_while_a_thread_still_holds_it(
    asterisk: FakeAsterisk, path: Path, listening: socket.socket
) -> None:
    launcher = asterisk.launch(path)
    with handed_over(listening) as handover:
        agi = Agi(handover.replies, handover.commands)
        handover.cut()
        assert asterisk.wait_for_end()
        assert launcher.wait(2) == 0
        with pytest.raises(HungUp):
            agi.get_variable("X")


def test_cutting_a_call_that_is_over_touches_nobody_elses_descriptors(
    asterisk: FakeAsterisk, path: Path, listening: socket.socket
) -> None:
    asterisk.launch(path)
    with handed_over(listening) as handover:
        numbers = (handover.replies, handover.commands, handover.audio)
    other, others_end = os.pipe()
    assert {other, others_end} & set(numbers)
    handover.cut()
    os.write(others_end, b"mine")
    assert os.read(other, 4) == b"mine"
    os.close(other)
    os.close(others_end)


def test_without_a_bot_the_launcher_fails_at_once(asterisk: FakeAsterisk, path: Path) -> None:
    launcher = asterisk.launch(path)
    assert ends_within(launcher, 5) < 1.0
    assert launcher.returncode == 1
    assert asterisk.wait_for_end()


def test_a_socket_that_a_dead_bot_left_behind_fails_at_once(asterisk: FakeAsterisk, path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as gone:
        gone.bind(str(path))
    launcher = asterisk.launch(path)
    assert ends_within(launcher, 5) < 1.0
    assert launcher.returncode == 1


def test_a_bot_that_says_nothing_is_given_up_within_two_seconds(
    asterisk: FakeAsterisk, path: Path, listening: socket.socket
) -> None:
    launcher = asterisk.launch(path)
    assert 1.0 < ends_within(launcher, 5) < 2.0
    assert launcher.returncode == 1
    assert asterisk.wait_for_end()
    with pytest.raises(AgiBroken, match=r"went away|0 file descriptors"):
        handed_over(listening)


def test_a_bot_whose_queue_is_full_fails_at_once(new_call: Callable[..., FakeAsterisk], path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as full, socket.socket(socket.AF_UNIX) as first:
        full.bind(str(path))
        full.listen(0)
        first.connect(str(path))
        launcher = new_call().launch(path)
        assert ends_within(launcher, 5) < 2.0
        assert launcher.returncode == 1


def test_the_launcher_says_nothing_to_asterisk_and_nothing_on_stderr(path: Path) -> None:
    launcher = Path(__file__).parents[2] / "agi_scripts" / "hotline.eagi"
    for arguments in ([], [str(path)]):
        done = subprocess.run([str(launcher), *arguments], capture_output=True, check=False, timeout=5)
        assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")


@pytest.mark.parametrize("count", [0, 1, 2, 4, 8])
def test_whoever_passes_other_than_three_descriptors_is_refused_and_nothing_leaks(count: int) -> None:
    bot, stranger = socket.socketpair()
    reads, writes = os.pipe()
    before = len(os.listdir("/proc/self/fd"))
    socket.send_fds(stranger, [b"line=12345\n"], [writes] * count)
    with pytest.raises(AgiBroken, match=f"passed {count} "):
        receive(bot)
    assert len(os.listdir("/proc/self/fd")) == before - 1  # the socket itself
    for fd in (reads, writes):
        os.close(fd)
    stranger.close()


def test_whoever_goes_away_is_no_call() -> None:
    bot, stranger = socket.socketpair()
    stranger.close()
    with pytest.raises(AgiBroken, match="went away"):
        receive(bot)


def test_a_killed_launcher_is_a_hang_up(asterisk: FakeAsterisk, path: Path, listening: socket.socket) -> None:
    launcher = asterisk.launch(path)
    with handed_over(listening) as handover:
        launcher.send_signal(signal.SIGKILL)
        handover.launcher.settimeout(5)
        assert handover.has_hung_up()
