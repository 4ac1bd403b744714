"""Sources become a directory: whole, repeatable, and with every fault told at once."""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.directory_build import build_directory
from ivr.adapters.store.directory_sources import read_sources, sources_version
from ivr.errors import DirectoryInvalid
from ivr.settings import ROOT
from tests.store.sources import FILES, write_sources

TOO_SMALL_FOR_A_DIRECTORY = 20_000


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    sources = write_sources(tmp_path / "data")
    versions = {build_directory(sources, tmp_path / name) for name in ("a.db", "b.db")}
    assert (tmp_path / "a.db").read_bytes() == (tmp_path / "b.db").read_bytes()
    assert versions == {sources_version(sources)}


def test_nothing_else_is_left_behind(tmp_path: Path) -> None:
    build_directory(write_sources(tmp_path / "data"), tmp_path / "directory.db")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "directory.db"]


def test_changed_sources_give_another_version(tmp_path: Path) -> None:
    one = write_sources(tmp_path / "one")
    two = write_sources(tmp_path / "two", phrases=FILES["phrases"] + "自来水集团,水表,水表坏了\n")
    assert sources_version(one) != sources_version(two)


def test_every_fault_is_told_at_once_with_file_row_and_column(tmp_path: Path) -> None:
    sources = write_sources(
        tmp_path,
        phrases=FILES["phrases"] + "没有的局,停水,没水\n自来水集团,停水,\n",
        streets=FILES["streets"] + "22,南城区,某街道,街道\n21,西城区,某街道,街道\n",
        lines=FILES["lines"] + "12-3,坏,greeting.city,,20:00,08:00\n77,坏,greeting.city,,8点,\n",
        communities=FILES["communities"] + "112,东城区,别的街道,某社区\n",
        ambiguous_places="name,places\n八里庄,东城区没有街道\n",
        district_departments=FILES["district_departments"] + "D07,区水务局,,没有的局,河道\n",
    )
    with pytest.raises(DirectoryInvalid) as refused:
        build_directory(sources, tmp_path / "directory.db")
    for fault in (
        "10 faults",
        "phrases.csv row 7, body: '没有的局'",
        "phrases.csv row 8, phrase: is empty",
        "streets.csv row 4, district: '南城区'",
        "streets.csv row 5, code: '21' stands already in row 3",
        "lines.csv row 4, number: '12-3' must be digits only",
        "lines.csv row 4, closes: 08:00 is not after 20:00",
        "lines.csv row 5, opens and closes: give both",
        "communities.csv row 3, street: '别的街道'",
        "ambiguous_places.csv row 2, places: '东城区没有街道'",
        "district_departments.csv row 3, city_counterpart",
    ):
        assert fault in str(refused.value)
    assert not (tmp_path / "directory.db").exists()


def test_files_that_are_missing_or_torn_are_told_together(tmp_path: Path) -> None:
    sources = write_sources(tmp_path, lines="number,name\n1,a\n", phrases=FILES["phrases"] + "自来水集团,停水\n")
    (sources / "streets.csv").unlink()
    (sources / "landmarks.csv").write_bytes(b"landmark,district\n\xff\xfe,x\n")
    with pytest.raises(DirectoryInvalid) as refused:
        read_sources(sources)
    for fault in ("streets.csv: cannot be read", "landmarks.csv: cannot be read as UTF-8",
                  "lines.csv: column greeting is missing", "phrases.csv row 7: has more or fewer cells"):  # fmt: skip
        assert fault in str(refused.value)


def test_a_faulty_build_leaves_the_old_directory(tmp_path: Path) -> None:
    target = tmp_path / "directory.db"
    build_directory(write_sources(tmp_path / "good"), target)
    before = target.read_bytes()
    with pytest.raises(DirectoryInvalid):
        build_directory(write_sources(tmp_path / "bad", lines="number\n"), target)
    assert target.read_bytes() == before


def test_a_full_disk_leaves_the_old_directory(tmp_path: Path) -> None:
    target = tmp_path / "directory.db"
    sources = write_sources(tmp_path / "data")
    build_directory(sources, target)
    before = target.read_bytes()
    build = (
        "import sys; from pathlib import Path; from ivr.adapters.store.directory_build import build_directory;"
        "build_directory(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    limit = (TOO_SMALL_FOR_A_DIRECTORY, TOO_SMALL_FOR_A_DIRECTORY)
    done = subprocess.run(
        [sys.executable, "-c", build, str(sources), str(target)],
        cwd=ROOT, text=True, capture_output=True, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit),
    )  # fmt: skip
    assert "DirectoryInvalid" in done.stderr and "the old one is kept" in done.stderr
    assert target.read_bytes() == before and not list(tmp_path.glob(".*"))


def test_the_directory_in_the_repository_is_the_one_of_its_sources() -> None:
    """Otherwise: ./hotline ivr directory build, and commit it with data/."""
    assert open_directory(ROOT / "directory.db").version == sources_version(ROOT / "data")


def test_every_department_has_a_name_to_say_and_a_queue() -> None:
    found = open_directory(ROOT / "directory.db")
    assert {d.queue for d in found.departments.values()} == {f"dept-{d}" for d in found.departments}
    assert all(0 < len(d.spoken) <= 12 for d in found.departments.values())
    assert found.city_desk in found.departments and len(found.districts) == 16


def test_the_bench_is_not_learned_by_heart() -> None:
    with (ROOT / "data" / "phrases.csv").open(encoding="utf-8-sig", newline="") as file:
        phrases = {row["phrase"] for row in csv.DictReader(file)}
    bench = (ROOT / "data" / "bench" / "routing_own.jsonl").read_text(encoding="utf-8")
    assert not [phrase for phrase in phrases if f'"{phrase}"' in bench]
