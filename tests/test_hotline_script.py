"""The script `hotline`: what it says when something is wrong, and that up, status and down do what they say."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ivr.benches.private_asterisk import free_port
from ivr.settings import ROOT

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """`./hotline …` with a private HOTLINE_VAR and ports of its own; keyword arguments are further variables."""
    own = {
        "HOTLINE_VAR": str(tmp_path / "var"),
        "HOTLINE_ASTERISK_SIP_PORT": str(free_port(socket.SOCK_DGRAM)),
        "HOTLINE_ASTERISK_MANAGER_PORT": str(free_port(socket.SOCK_STREAM)),
        "HOTLINE_ASTERISK_RTP_FIRST": "15200",
        "HOTLINE_ASTERISK_RTP_LAST": "15299",
        "HOTLINE_BOT_WORKERS": "1",
    }

    def hotline(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **own, **more}
        return subprocess.run(
            [ROOT / "hotline", *words], env=environment, capture_output=True, text=True, timeout=180, check=False
        )

    yield hotline
    hotline("down")


def test_it_goes_up_and_down_as_it_says(run: Run, tmp_path: Path) -> None:
    assert run("status").returncode == 1
    up = run("up")
    assert up.returncode == 0, up.stderr
    status = run("status")
    assert status.returncode == 0
    assert '"ready": true' in status.stdout and "Asterisk: running on 127.0.0.1" in status.stdout
    pid = (tmp_path / "var/run/asterisk.pid").read_text()
    assert Path(f"/proc/{pid.strip()}").stat().st_uid != 0, "Asterisk runs as root"
    began = time.monotonic()
    assert run("up").returncode == 0
    assert time.monotonic() - began < 15
    assert (tmp_path / "var/run/asterisk.pid").read_text() == pid
    assert "901" in run("phones").stdout
    assert run("down").returncode == 0
    assert run("status").returncode == 1
    assert not Path(f"/proc/{pid.strip()}").exists()


def test_a_port_in_use_is_named_with_the_setting_to_change(run: Run) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        told = run("up", HOTLINE_ASTERISK_SIP_PORT=str(port))
    assert told.returncode == 1
    assert f"cannot use 127.0.0.1 port {port}" in told.stderr
    assert "set sip_port or address under [asterisk] in hotline.toml" in told.stderr
    assert run("status").returncode == 1


def test_a_var_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    told = run("up", HOTLINE_VAR=str(tmp_path / "file"))
    assert told.returncode == 1
    assert f"{tmp_path}/file cannot be written" in told.stderr


def test_an_asterisk_that_is_none_is_refused(run: Run) -> None:
    told = run("setup", HOTLINE_ASTERISK="/bin/ls")
    assert told.returncode == 1
    assert "HOTLINE_ASTERISK=/bin/ls is no Asterisk 18 or newer" in told.stderr


def test_the_process_of_a_stranger_is_never_ended(run: Run, tmp_path: Path) -> None:
    """After a reboot the number in a pid file may be another process's."""
    (tmp_path / "var" / "run").mkdir(parents=True)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        for name in ("bot", "asterisk"):
            (tmp_path / "var" / "run" / f"{name}.pid").write_text(f"{stranger.pid}\n")
        assert run("down").returncode == 0
        assert stranger.poll() is None
        stranger.kill()


def test_a_command_that_does_not_exist_is_told_with_those_that_do(run: Run) -> None:
    told = run("fly")
    assert told.returncode == 1
    assert "there is no command 'fly'" in told.stderr
    assert "up | down | restart" in told.stderr
