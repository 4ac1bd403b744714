"""The commands as an admin types them, in a hotline of their own with a small city."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ivr.settings import ROOT
from tests.store.sources import FILES, write_sources


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("hotline")
    shutil.copytree(ROOT / "ivr", root / "ivr", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "asterisk_conf", root / "asterisk_conf")
    shutil.copytree(ROOT / "prompts", root / "prompts", ignore=shutil.ignore_patterns("*.wav"))
    write_sources(root / "data")
    return root


def run(hotline: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ivr", "directory", *words]
    return subprocess.run(command, cwd=hotline, text=True, capture_output=True)


def test_an_admins_afternoon(hotline: Path) -> None:
    assert "4 departments, 6 matters, 2 answers" in run(hotline, "build").stdout
    assert run(hotline, "history").stdout == "nothing was imported yet\n"
    assert "5 rows" in run(hotline, "export", "phrases", "phrases.csv").stdout

    new = hotline / "phrases.csv"
    new.write_text(new.read_text(encoding="utf-8-sig") + "自来水集团,水表,水表不转了\n", encoding="utf-8")
    dry = run(hotline, "import", "phrases", "phrases.csv", "--dry-run")
    assert dry.stdout.startswith(
        "phrases: 1 added, 0 changed, 0 removed, 5 unchanged\nphrases + 自来水集团 | 水表 | 水表不转了"
    )
    assert "a dry run" in dry.stdout and run(hotline, "history").stdout == "nothing was imported yet\n"

    made = run(hotline, "import", "phrases", "phrases.csv", "--by", "李", "--note", "市民来电")
    assert "done: change 1" in made.stdout and "ivr directory build" in made.stdout
    assert "李  import: phrases +1 ~0 -0  市民来电" in run(hotline, "history").stdout
    found = json.loads(run(hotline, "search", "shuibiao", "--json").stdout)
    assert {"matter", "phrase"} <= {one["kind"] for one in found}
    assert "nothing to change" in run(hotline, "import", "phrases", "phrases.csv").stdout

    undone = run(hotline, "undo", "--json")
    assert (
        json.loads(undone.stdout)["done"] and (hotline / "data" / "phrases.csv").read_text("utf-8") == FILES["phrases"]
    )
    assert [entry["is_undone"] for entry in json.loads(run(hotline, "history", "--json").stdout)] == [True, False]


def test_who_imports_an_answer_is_told_that_it_needs_a_sound(hotline: Path) -> None:
    run(hotline, "build")
    new = hotline / "new_answers.csv"
    new.write_text(FILES["answers"] + "水压,自来水集团,,,水压低请报修。,自写,2027-06-30\n", encoding="utf-8")
    made = run(hotline, "import", "answers", "new_answers.csv")
    assert "until then their callers are transferred: ./hotline ivr prompts build" in made.stdout
    checked = json.loads(run(hotline, "check", "--json").stdout)
    items = [item for finding in checked["findings"] if finding["kind"] == "prompt" for item in finding["items"]]
    assert any("no sound for '水压低请报修。'" in item for item in items)
    run(hotline, "undo")


def test_a_faulty_import_ends_with_status_1_and_every_fault(hotline: Path) -> None:
    run(hotline, "build")
    (hotline / "bad.csv").write_text("body,days,opens,closes\n没有的局,平时,9点,8点\n", encoding="utf-8")
    refused = run(hotline, "import", "hours", "bad.csv")
    assert refused.returncode == 1 and "3 faults" in refused.stdout and "bad.csv row 2, days" in refused.stdout
    told = json.loads(run(hotline, "import", "hours", "bad.csv", "--json").stdout)
    assert len(told["faults"]) == 3 and told["done"] is False


def test_check_ends_with_status_1_on_errors_only(hotline: Path) -> None:
    run(hotline, "build")
    checked = run(hotline, "check", "--json")
    told = json.loads(checked.stdout)
    assert checked.returncode == 1 and {finding["kind"] for finding in told["findings"]} >= {"prompt", "phrases"}
    (hotline / "data" / "seats.csv").rename(hotline / "seats.csv")
    broken = run(hotline, "check")
    (hotline / "seats.csv").rename(hotline / "data" / "seats.csv")
    assert broken.returncode == 1 and "error: seats.csv: cannot be read" in broken.stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("import", "nothing", "x.csv"), "there is no table 'nothing': choose all, departments"),
        (("import", "phrases", "absent.csv"), "absent.csv cannot be read"),
        (("import", "all", "data/phrases.csv"), "all tables come in one .xlsx"),
        (("export", "all", "all.csv"), "name it .xlsx, or .csv for a single table"),
        (("export", "phrases", "no/such/folder.csv"), "cannot be written"),
        (("undo", "77"), "there is no change 77"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(hotline: Path, words: tuple[str, ...], says: str) -> None:
    refused = run(hotline, *words)
    assert refused.returncode == 1 and says in refused.stderr and "Traceback" not in refused.stderr
