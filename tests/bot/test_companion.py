"""The process beside the workers: started again later, ended with the bot, and never in a caller's way."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from ivr.companion import Companion, companion_of, companions_of
from ivr.domain.recording_settings import TranscriptsSettings
from ivr.settings import ROOT, BotSettings, Settings
from tests.bot.resident import Bot, until

PROGRAM = """import pathlib, sys, time
with pathlib.Path("started").open("a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\\\n")
time.sleep(float(sys.argv[1]))
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder whose `python -m ivr` is a small program that notes its start and sleeps."""
    (tmp_path / "ivr").mkdir()
    (tmp_path / "ivr" / "__init__.py").touch()
    (tmp_path / "ivr" / "__main__.py").write_text(PROGRAM.replace("\\\\", "\\"), encoding="utf-8")
    return tmp_path


def starts(root: Path) -> int:
    file = root / "started"
    return len(file.read_text(encoding="utf-8").splitlines()) if file.exists() else 0


def test_it_is_started_again_some_time_after_it_ended(root: Path) -> None:
    companion = Companion(("0",), 60, root)
    companion.tend(100.0)
    until(lambda: starts(root) == 1)

    def has_ended() -> bool:
        companion.tend(100.5)
        return companion.pid is None

    until(has_ended)
    companion.tend(159.0)
    assert companion.pid is None
    companion.tend(161.0)
    until(lambda: starts(root) == 2)
    companion.close()


def test_it_ends_with_the_bot_and_does_not_come_back(root: Path) -> None:
    companion = Companion(("60",), 0, root)
    companion.tend(0.0)
    until(lambda: starts(root) == 1)
    companion.end()
    companion.close()
    companion.tend(1000.0)
    assert companion.pid is None and starts(root) == 1


def test_it_comes_with_the_first_worker_and_goes_with_the_last_call(root: Path, tmp_path: Path) -> None:
    companion = Companion(("60",), 0, root)
    bot = Bot(
        Settings(root=ROOT, var=tmp_path / "var", bot=BotSettings(workers=1, drain_seconds=5)), companion=companion
    )
    until(lambda: starts(root) == 1, 60)
    assert bot.is_full()
    bot.drain()
    until(bot.has_ended, 20)
    assert companion.pid is None and bot.error is None


def test_one_that_cannot_be_started_is_no_trouble(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    companion = Companion(("0",), 60, tmp_path / "no such folder")
    companion.tend(0.0)
    companion.tend(1.0)
    companion.close()
    assert caplog.text.count("cannot be started") == 1


@pytest.mark.parametrize(("enabled", "words"), [(False, ["transcripts", "tidy"]), (True, ["transcripts", "run"])])
def test_switched_on_it_writes_down_and_else_it_deletes_what_is_old(enabled: bool, words: list[str]) -> None:
    settings = replace(Settings(root=ROOT), transcripts=TranscriptsSettings(enabled=enabled))
    assert companion_of(settings).command == [sys.executable, "-m", "ivr", *words]


def test_promised_callbacks_are_dialled_beside_the_bot() -> None:
    """As many diallers as the settings say; 0 leaves it to an admin."""
    settings = Settings()
    dialling = ["callbacks", "dial"]
    assert [c.command[-2:] for c in companions_of(settings)].count(dialling) == 1
    none = replace(settings, callbacks=replace(settings.callbacks, diallers=0))
    assert [c.command[-2:] for c in companions_of(none)].count(dialling) == 0


def test_it_ends_when_the_bot_is_killed(root: Path) -> None:
    code = f"""
import sys, time
from pathlib import Path
from ivr.companion import Companion
companion = Companion(("300",), 0, Path({str(root)!r}))
companion.tend(0.0)
print(companion.pid, flush=True)
time.sleep(300)
"""
    master = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert master.stdout is not None
    companion = Path("/proc") / master.stdout.readline().strip()
    until(lambda: starts(root) == 1)
    master.kill()
    master.wait()
    master.stdout.close()
    until(lambda: not (companion / "cwd").exists())
