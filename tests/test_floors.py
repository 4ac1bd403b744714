"""The building stands: imports go down only, rooms stay small, one place rescues, only the entry prints."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "ivr").rglob("*.py"))
FLOORS = ("ivr.errors", "ivr.domain", "ivr.flows", "ivr.settings", "ivr.adapters")
"""From the ground up; every other module of ivr is the entry floor."""
ENTRY = len(FLOORS)
MOST_LINES, MOST_FUNCTION_LINES = 250, 40
IMPURE = {
    "asyncio", "logging", "os", "pathlib", "random", "select", "socket", "sqlite3", "subprocess", "threading",
    "urllib", "sqlalchemy", "sqlite_utils", "vosk",
}  # fmt: skip


def module(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def floor(name: str) -> int:
    return next((i for i, floor in enumerate(FLOORS) if name == floor or name.startswith(floor + ".")), ENTRY)


def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def per_file(files: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("file", files, ids=[str(file.relative_to(ROOT)) for file in files])


@per_file(FILES)
def test_imports_go_down_only(file: Path) -> None:
    here = module(file)
    upward = [name for name in imports(file) if name.startswith("ivr.") and floor(name) > floor(here)]
    assert not upward, f"{here} imports from a floor above"


@per_file([file for file in FILES if module(file).startswith("ivr.domain")])
def test_the_domain_has_no_clock_file_socket_or_log(file: Path) -> None:
    assert not {name.split(".")[0] for name in imports(file)} & (IMPURE | {"time"})
    clocks = {"now", "today", "utcnow", "open"}
    called = {node.func for node in ast.walk(tree(file)) if isinstance(node, ast.Call)}
    assert not {f.attr for f in called if isinstance(f, ast.Attribute) and f.attr in clocks}
    assert not {f.id for f in called if isinstance(f, ast.Name) and f.id in ("open", "print")}


@per_file(FILES)
def test_rooms_stay_small(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) < MOST_LINES
    long = [
        node.name
        for node in ast.walk(tree(file))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= MOST_FUNCTION_LINES
    ]
    assert not long, f"{file.name}: too long: {long}"


@per_file([file for file in FILES if floor(module(file)) < ENTRY])
def test_only_the_entry_floor_and_programs_of_their_own_print(file: Path) -> None:
    if 'if __name__ == "__main__":' in file.read_text(encoding="utf-8"):
        return
    called = {node.func for node in ast.walk(tree(file)) if isinstance(node, ast.Call)}
    assert "print" not in {function.id for function in called if isinstance(function, ast.Name)}


def test_one_place_rescues_from_everything() -> None:
    everything = (None, "Exception", "BaseException")
    caught = [
        module(file)
        for file in FILES
        for node in ast.walk(tree(file))
        if isinstance(node, ast.ExceptHandler)
        if (node.type.id if isinstance(node.type, ast.Name) else node.type) in everything
    ]
    assert caught == ["ivr.flows.attend"]


@per_file(FILES)
def test_every_file_tells_its_job_in_its_first_line(file: Path) -> None:
    assert ast.get_docstring(tree(file)), f"{file} has no docstring"
