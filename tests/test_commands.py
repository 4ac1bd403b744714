"""The commands of `ivr`: each is found and tells what it does, and none waits for libraries that only others need."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from click import Group
from typer.main import get_group

from ivr.cli import COMMANDS, GROUPS, Commands
from ivr.settings import ROOT

HEAVY = {"flask", "numpy", "openpyxl", "pypinyin", "sklearn", "sqlalchemy", "vosk"}
LIGHT = (["staff", "list"], ["transcripts", "--help"], ["asterisk", "--help"], ["callbacks", "--help"])


@pytest.mark.parametrize("name", Commands())
def test_every_command_has_its_name_and_tells_what_it_does(name: str) -> None:
    command = Commands()[name]
    assert command.name == name and command.help
    for name_within, within in command.commands.items() if isinstance(command, Group) else ():
        assert within.name == name_within and within.help


def test_every_command_that_a_module_has_is_one_of_the_command_line() -> None:
    further = {module for first, *others in GROUPS.values() for module in others}
    for file in (ROOT / "ivr" / "cli").glob("[a-z]*.py"):
        module = import_module(f"ivr.cli.{file.stem}")
        if hasattr(module, "app") and file.stem not in further:
            assert {name for name, where in COMMANDS.items() if where == file.stem} == set(
                get_group(module.app).commands
            )
        if hasattr(module, "group"):
            assert file.stem in {*(first for first, *_ in GROUPS.values()), "directory_learn"}


@pytest.mark.parametrize("words", LIGHT, ids=" ".join)
def test_a_command_loads_no_library_that_it_does_not_need(words: list[str], tmp_path: Path) -> None:
    look = f"import sys; from ivr.cli import app; app({words!r}, standalone_mode=False); print(*sys.modules)"
    own = {**os.environ, "HOTLINE_VAR": str(tmp_path)}
    told = subprocess.run([sys.executable, "-c", look], cwd=ROOT, env=own, capture_output=True, text=True, check=True)
    assert HEAVY & set(told.stdout.splitlines()[-1].split()) == set()
