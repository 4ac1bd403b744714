"""Imports, undos and the history: all or nothing, with every fault told, and the way back."""

from __future__ import annotations

import csv
import io
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from ivr.adapters.store.directory import LOOK_SECONDS, CurrentDirectory, open_directory
from ivr.adapters.store.directory_build import build_directory
from ivr.adapters.store.directory_edit import Office, Plan, carry_out, plan_addition, plan_import, plan_undo
from ivr.adapters.store.directory_export import export
from ivr.adapters.store.directory_history import Entry, read_history
from ivr.adapters.store.directory_sources import load_sources, sources_version
from ivr.adapters.store.directory_tables import TABLES
from ivr.errors import DirectoryInvalid
from ivr.settings import ROOT
from tests.store.sources import FILES, write_sources

NOW = datetime(2026, 11, 26, 15, 0)
PHRASES = FILES["phrases"]
MORE_PHRASES = PHRASES.replace("家里突然没水了", "家里没水了") + "自来水集团,水表,水表不转了\n"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    sources = write_sources(tmp_path / "data")
    build_directory(sources, tmp_path / "directory.db", tmp_path / "cache")
    return Office(sources, tmp_path / "directory.db", tmp_path / "folder", tmp_path / "cache")


def sheet(tmp_path: Path, text: str, name: str = "new.csv", encoding: str = "utf-8-sig") -> Path:
    file = tmp_path / name
    file.write_bytes(text.encode(encoding))
    return file


def workbook(tmp_path: Path, text: str) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(text)):
        book.worksheets[0].append(row)
    return book


def make(office: Office, plan: Plan, note: str = "") -> Entry:
    with office.alone():
        return carry_out(office, plan, "测试员", note, NOW)[0]


def state(office: Office) -> dict[str, bytes]:
    """The bytes of everything that belongs together."""
    files = [*office.sources.glob("*.csv"), office.directory, *office.folder.glob("history/*")]
    return {file.name: file.read_bytes() for file in sorted(files)}


def test_the_difference_has_counts_and_rows(office: Office, tmp_path: Path) -> None:
    new = MORE_PHRASES.replace("城市管理委员会,垃圾,楼下垃圾没人收\n", "").replace("信息公开,我想看", "信息公开,我要看")
    (change,) = plan_import(office, "phrases", sheet(tmp_path, new)).differences
    assert change.counts() == {"added": 3, "changed": 0, "removed": 3, "unchanged": 2}
    moved = MORE_PHRASES.replace("停水,家里没水了", "水表,家里没水了")
    make(office, plan_import(office, "phrases", sheet(tmp_path, MORE_PHRASES)))
    (change,) = plan_import(office, "phrases", sheet(tmp_path, moved)).differences
    assert [(old["matter"], new["matter"]) for _, old, new in change.changed] == [("停水", "水表")]


def test_an_import_is_in_the_sources_the_directory_and_the_history(office: Office, tmp_path: Path) -> None:
    entry = make(office, plan_import(office, "phrases", sheet(tmp_path, MORE_PHRASES)), "投诉后补充")
    assert "水表不转了" in (office.sources / "phrases.csv").read_text(encoding="utf-8")
    found = open_directory(office.directory)
    assert found.version == sources_version(office.sources) == entry.version_after
    (kept,) = read_history(office.folder)
    assert (kept.number, kept.by, kept.note, kept.action) == (1, "测试员", "投诉后补充", "import")
    assert [row["phrase"] for _, row in kept.differences()[0].added] == ["家里没水了", "水表不转了"]


def test_the_same_table_again_changes_nothing(office: Office, tmp_path: Path) -> None:
    assert not plan_import(office, "phrases", sheet(tmp_path, PHRASES)).changes()


def test_added_rows_stand_beside_their_neighbours_and_the_order_stays(office: Office, tmp_path: Path) -> None:
    header, *rows = PHRASES.splitlines()
    shuffled = "\n".join([header, *reversed(rows[:2]), "城市管理委员会,垃圾,垃圾桶满了", *rows[2:]])
    make(office, plan_import(office, "phrases", sheet(tmp_path, shuffled)))
    written = (office.sources / "phrases.csv").read_text(encoding="utf-8").splitlines()
    assert written == [header, rows[0], "城市管理委员会,垃圾,垃圾桶满了", *rows[1:]]


def test_with_add_the_rows_that_the_file_lacks_stay(office: Office, tmp_path: Path) -> None:
    new = sheet(tmp_path, "body,matter,phrase\n自来水集团,停水,没水\n")
    (change,) = plan_import(office, "phrases", new, keep_missing=True).differences
    assert change.counts() == {"added": 1, "changed": 0, "removed": 0, "unchanged": 5}


def test_a_program_adds_rows_as_an_admin_would(office: Office) -> None:
    row = {"body": "自来水集团", "matter": "停水", "phrase": "水龙头不出水"}
    assert make(office, plan_addition(office, "phrases", [row])).tables["phrases"]["unchanged"] == 5
    assert (office.sources / "phrases.csv").read_text(encoding="utf-8").splitlines().count(
        "自来水集团,停水,水龙头不出水"
    ) == 1
    assert plan_addition(office, "phrases", [row | {"matter": "水压"}]).faults == [
        "new row 1, matter: '水压' is no matter of 自来水集团: add it to matters, or correct it"
    ]


def test_an_undo_gives_back_the_very_bytes_and_is_an_entry_itself(office: Office, tmp_path: Path) -> None:
    before = state(office)
    less = "\n".join(MORE_PHRASES.splitlines()[:1] + MORE_PHRASES.splitlines()[2:])
    make(office, plan_import(office, "phrases", sheet(tmp_path, less)))
    assert state(office)["phrases.csv"] != before["phrases.csv"]
    entry = make(office, plan_undo(office, None))
    after = state(office)
    assert (entry.action, entry.undoes) == ("undo", 1)
    assert {name: after[name] for name in before} == before


def test_an_undo_can_be_undone_by_its_number(office: Office, tmp_path: Path) -> None:
    make(office, plan_import(office, "phrases", sheet(tmp_path, MORE_PHRASES)))
    changed = state(office)["phrases.csv"]
    make(office, plan_undo(office, None))
    with pytest.raises(DirectoryInvalid, match="no change to undo"):
        plan_undo(office, None)
    with pytest.raises(DirectoryInvalid, match="change 1 is undone already"):
        plan_undo(office, 1)
    make(office, plan_undo(office, 2))
    assert state(office)["phrases.csv"] == changed
    make(office, plan_undo(office, None))
    assert state(office)["phrases.csv"] != changed


def test_an_older_change_is_undone_alone_unless_its_rows_were_edited_since(office: Office, tmp_path: Path) -> None:
    make(office, plan_import(office, "phrases", sheet(tmp_path, MORE_PHRASES)))
    hours = FILES["hours"].replace("17:00", "18:00")
    make(office, plan_import(office, "hours", sheet(tmp_path, hours)))
    make(office, plan_undo(office, 1))
    assert state(office)["phrases.csv"].decode() == PHRASES and "18:00" in state(office)["hours.csv"].decode()
    make(office, plan_import(office, "hours", sheet(tmp_path, hours.replace("18:00", "19:00"))))
    with pytest.raises(DirectoryInvalid, match=r"hours: .*13:30 was changed, and edited or removed since"):
        plan_undo(office, 2)


def test_every_fault_of_a_csv_is_told_at_once_and_nothing_changes(office: Office, tmp_path: Path) -> None:
    before = state(office)
    bad = "body,matter,phrase,颜色\n自来水集团,停水,=1+1,\n\n没有的局,停水,没水了,\n自来水集团,水压,没劲儿,\n"
    bad += "自来水集团,停水\n自来水集团,停水,,\n"
    plan = plan_import(office, "phrases", sheet(tmp_path, bad))
    for fault in (
        "column '颜色' is unknown",
        "new.csv row 2, phrase: '=1+1' looks like a formula",
        "new.csv row 4, body: '没有的局'",
        "new.csv row 5, matter: '水压' is no matter of 自来水集团",
        "new.csv row 6: has more or fewer cells",
        "new.csv row 7, phrase: is empty",
    ):
        assert [told for told in plan.faults if fault in told], fault
    with pytest.raises(DirectoryInvalid, match="nothing was changed"):
        make(office, plan)
    assert state(office) == before


def test_removing_what_another_table_needs_is_a_fault_there(office: Office, tmp_path: Path) -> None:
    new = FILES["matters"].replace("自来水集团,水表,自来水集团,none,,城市管理委员会\n", "")
    faults = plan_import(office, "matters", sheet(tmp_path, new)).faults
    says = "matter: '水表' is no matter of 自来水集团: add it to matters, or correct it"
    assert faults == [f"answers.csv row {row}, {says}" for row in (3, 4)]


@pytest.mark.parametrize(
    ("encoding", "says"),
    [("gb18030", "GBK, Excel's usual Chinese encoding"), ("utf-16", "UTF-16"), ("big5", "cannot be read as UTF-8")],
)
def test_a_wrong_encoding_is_named(office: Office, tmp_path: Path, encoding: str, says: str) -> None:
    text = "body,matter,phrase\n自來水,停水,沒水\n" if encoding == "big5" else PHRASES
    plan = plan_import(office, "phrases", sheet(tmp_path, text, encoding=encoding))
    assert says in plan.faults[0] and "CSV UTF-8" in plan.faults[0] and not plan.changes()


def test_full_width_digits_blank_lines_and_windows_line_ends_are_taken(office: Office, tmp_path: Path) -> None:
    new = FILES["seats"].replace("833", "８３４").replace("\n", "\r\n").replace("operator", "\r\n , , ,\r\noperator")
    plan = plan_import(office, "seats", sheet(tmp_path, new))
    assert plan.after["seats"][-1]["extension"] == "834"
    assert [fault for fault in plan.faults if "duty.csv row 3, extension: '833'" in fault] == plan.faults


def test_a_workbook_is_taken_with_its_numbers_times_and_dates(office: Office, tmp_path: Path) -> None:
    book = workbook(tmp_path, FILES["holidays"])
    book.worksheets[0].append([datetime(2027, 2, 7), "休", "春节"])
    book.save(tmp_path / "new.xlsx")
    plan = plan_import(office, "holidays", tmp_path / "new.xlsx")
    assert not plan.faults and plan.after["holidays"][-1]["date"] == "2027-02-07"


def test_every_fault_of_a_workbook_is_told_with_its_cell(office: Office, tmp_path: Path) -> None:
    book = workbook(tmp_path, PHRASES)
    page = book.worksheets[0]
    page["C2"] = '=HYPERLINK("http://example.org")'
    page["A3"] = "没有的局"
    page["C4"] = True
    page.merge_cells("B5:B6")
    book.save(tmp_path / "new.xlsx")
    faults = plan_import(office, "phrases", tmp_path / "new.xlsx").faults
    for fault in (
        "new.xlsx C2: is a formula",
        "new.xlsx A3 (body): '没有的局'",
        "new.xlsx C4: holds True",
        "new.xlsx B5:B6: merged cells",
        "new.xlsx B6 (matter): is empty",
    ):
        assert [told for told in faults if fault in told], (fault, faults)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", b"\xd0\xcf\x11\xe0 old", b"no zip"])
def test_a_file_that_is_no_workbook_is_told(office: Office, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "new.xlsx").write_bytes(content)
    with pytest.raises(DirectoryInvalid, match=r"new\.xlsx .*save it as"):
        plan_import(office, "phrases", tmp_path / "new.xlsx")


def test_all_tables_go_out_and_come_back_unchanged(office: Office, tmp_path: Path) -> None:
    export(load_sources(office.sources), "all", tmp_path / "all.xlsx")
    plan = plan_import(office, "all", tmp_path / "all.xlsx")
    assert len(plan.differences) == len(TABLES) and not plan.changes() and not plan.faults


def test_several_tables_change_together(office: Office, tmp_path: Path) -> None:
    export(load_sources(office.sources), "all", tmp_path / "all.xlsx")
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    book["matters"].append(["自来水集团", "水质", "自来水集团", "none", "", "城市管理委员会"])
    book["phrases"].append(["自来水集团", "水质", "水是黄的"])
    book.save(tmp_path / "all.xlsx")
    entry = make(office, plan_import(office, "all", tmp_path / "all.xlsx"))
    assert set(entry.tables) == {"matters", "phrases"}


def test_no_exported_cell_is_a_formula_and_its_text_comes_back(office: Office, tmp_path: Path) -> None:
    risky = FILES["answers"].replace("水费两个月一交。", "'=1+1，这样写")
    make(office, plan_import(office, "answers", sheet(tmp_path, risky)))
    loaded = load_sources(office.sources)
    assert loaded["answers"].rows[0]["text"] == "=1+1，这样写"
    for name in ("out.csv", "out.xlsx"):
        export(loaded, "answers", tmp_path / name)
        assert not plan_import(office, "answers", tmp_path / name).changes()
    assert ",'=1+1" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
    cell = openpyxl.load_workbook(tmp_path / "out.xlsx").worksheets[0]["E2"]
    assert (cell.data_type, cell.value) == ("s", "'=1+1，这样写")


def test_a_running_bot_takes_an_import_between_calls(office: Office, tmp_path: Path) -> None:
    moments = [100.0]
    current = CurrentDirectory(office.directory, lambda: moments[-1])
    old = current.get()
    hours = FILES["hours"].replace("工作日,13:30", "每天,13:30")
    make(office, plan_import(office, "hours", sheet(tmp_path, hours)))
    sunday = datetime(2026, 11, 29, 14)
    moments.append(100.0 + LOOK_SECONDS)
    assert current.get().hours.is_open("M16", sunday) and not old.hours.is_open("M16", sunday)


def test_two_admins_do_not_change_it_at_once(office: Office) -> None:
    with office.alone(), pytest.raises(DirectoryInvalid, match="somebody else"), office.alone():
        pass


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from ivr.adapters.store.directory_edit import Office, carry_out, plan_import
folder, step = Path(sys.argv[1]), int(sys.argv[2])
office = Office(folder / "data", folder / "directory.db", folder / "folder", folder / "cache")
seen = []
def before(name):
    seen.append(name)
    if len(seen) > step:
        os.kill(os.getpid(), signal.SIGKILL)
with office.alone():
    carry_out(office, plan_import(office, "all", folder / "new.xlsx"), "x", "", datetime(2026, 11, 26), before)
print(len(seen))
"""


def killed_at(folder: Path, step: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", KILLED, str(folder), str(step)]
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True)


def test_a_kill_at_any_step_leaves_everything_new_or_everything_old(office: Office, tmp_path: Path) -> None:
    old = state(office)
    export(load_sources(office.sources), "all", tmp_path / "new.xlsx")
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    book["phrases"].append(["自来水集团", "水表", "水表不转了"])
    book["hours"].append(["市政府办公厅", "每天", "08:00", "20:00"])
    book.save(tmp_path / "new.xlsx")
    outcomes = []
    for step in range(30):
        for name, content in old.items():
            (office.directory.parent if name.endswith(".db") else office.sources).joinpath(name).write_bytes(content)
        for left in office.folder.glob("history/*"):
            left.unlink()
        done = killed_at(tmp_path, step)
        open_directory(office.directory)  # what a bot sees at once is whole, old or new
        with office.alone():
            now = state(office)
        assert open_directory(office.directory).version == sources_version(office.sources)
        assert not list(tmp_path.rglob(".*.next")) and not (office.folder / "journal.json").exists()
        is_old = now == old
        assert is_old or all(now[name] != old[name] for name in ("phrases.csv", "hours.csv", "directory.db"))
        assert is_old or "000001.json" in now
        outcomes.append(is_old)
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
    assert outcomes == sorted(outcomes, reverse=True) and len(outcomes) >= 10 and not outcomes[-1]
