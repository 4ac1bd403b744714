"""What README and docs name is there: files, folders, links, commands, decisions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").rglob("*.md")) + [ROOT / "models" / "README.md"]
TOP_LEVEL = "ivr|agi_scripts|asterisk_conf|prompts|data|models|demo|bench|tests|tools|docs"
GENERATED = re.compile(r"[*<>{]|\.\.\.|…")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_path_of_the_repository_that_a_document_names_exists(document: Path) -> None:
    named = re.findall(rf"`((?:{TOP_LEVEL})/[^\s`]*)`", document.read_text(encoding="utf-8"))
    assert [path for path in named if not GENERATED.search(path) and not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_command_of_the_readme_is_one_of_the_script() -> None:
    script = (ROOT / "hotline").read_text(encoding="utf-8")
    named = set(re.findall(r"\./hotline (\w+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named
    assert [command for command in named if not re.search(rf"^  {command}\)", script, re.MULTILINE)] == []


def test_decisions_are_numbered_one_by_one() -> None:
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(file.name[:4]) for file in files]
    assert numbers == list(range(1, len(files) + 1))
    assert [f.name for f, n in zip(files, numbers, strict=True) if not f.read_text().startswith(f"# {n}. ")] == []
