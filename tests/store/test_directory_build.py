"""Sources become a directory: whole, repeatable, and with every fault told at once."""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.directory_build import build_directory
from ivr.adapters.store.directory_sources import read_sources, sources_version
from ivr.domain.routing import JoinedRouter
from ivr.errors import DirectoryInvalid
from ivr.settings import ROOT
from tests.store.sources import FILES, write_sources

TOO_SMALL_FOR_A_DIRECTORY = 20_000


def test_the_same_sources_give_the_same_bytes(tmp_path: Path) -> None:
    sources = write_sources(tmp_path / "data")
    versions = {build_directory(sources, tmp_path / name) for name in ("a.db", "b.db")}
    assert (tmp_path / "a.db").read_bytes() == (tmp_path / "b.db").read_bytes()
    assert versions == {sources_version(sources)}


def test_faults_of_matters_answers_hours_and_rosters_are_told_too(tmp_path: Path) -> None:
    sources = write_sources(
        tmp_path,
        matters=FILES["matters"] + "自来水集团,水质,街道,city,没有的局,自来水集团\n",
        hours=FILES["hours"] + "自来水集团,平时,09:00,25:00\n",
        holidays=FILES["holidays"] + "2027-02-30,休,春节\n2027-02-07,歇,春节\n",
        seats=FILES["seats"] + "没有的局,8a1,某席,很多\n",
        duty=FILES["duty"] + "周一,自来水集团,899,09:00,17:00\n",
        answers=FILES["answers"]
        + "换表,自来水集团,停水,对象=猫,喵。,自写,明年\n半个,自来水集团,,对象=个人,半个。,自写,2027-06-30\n",
        answer_phrases=FILES["answer_phrases"] + "没有的,没有\n",
        facts=FILES["facts"] + "对象,别的问法？,其他,\n",
    )
    with pytest.raises(DirectoryInvalid) as refused:
        read_sources(sources)
    for fault in (
        "matters.csv row 8, answered_by: '街道' is in neither list",
        "matters.csv row 8, place: 'city' must be one of district, none, street",
        "hours.csv row 5, days: '平时' names no days; use 工作日",
        "hours.csv row 5, closes: '25:00' is outside the day",
        "holidays.csv row 4, date: '2027-02-30' is no day",
        "holidays.csv row 5, kind: '歇' must be 休",
        "seats.csv row 5, queue: '没有的局' is neither a department nor operator",
        "seats.csv row 5, extension: '8a1' must be digits only",
        "seats.csv row 5, penalty: '很多' must be a number",
        "duty.csv row 4, extension: '899' is no seat of 自来水集团",
        "answers.csv row 5, case: 对象=猫 is not in facts.csv",
        "answers.csv row 5, matter: '停水' differs from the answer's first row: '水表'",
        "answers.csv row 5, review_by: '明年' is no day",
        "answers.csv row 6, case: '半个' says nothing for 对象=企业",
        "answer_phrases.csv row 4, answer: '没有的' is not in answers.csv",
        "facts.csv row 4, question: '对象' is asked above with",
    ):
        assert fault in str(refused.value)


def test_a_build_with_the_cache_of_its_training_gives_the_same_bytes(tmp_path: Path) -> None:
    sources, cache = write_sources(tmp_path / "data"), tmp_path / "cache"
    for name in ("trained", "remembered"):
        build_directory(sources, tmp_path / name, cache)
    (kept,) = cache.iterdir()
    kept.write_bytes(b"torn")
    build_directory(sources, tmp_path / "torn", cache)
    build_directory(sources, tmp_path / "uncached")
    assert len({(tmp_path / name).read_bytes() for name in ("trained", "remembered", "torn", "uncached")}) == 1


def test_a_kept_router_stays_and_the_tables_are_new(tmp_path: Path) -> None:
    target = tmp_path / "directory.db"
    build_directory(write_sources(tmp_path / "one"), target)
    router = open_directory(target).router
    more = FILES["phrases"] + "自来水集团,水表,水表坏了\n"
    version = build_directory(write_sources(tmp_path / "two", phrases=more), target, keep_router=True)
    found = open_directory(target)
    assert isinstance(found.router, JoinedRouter) and isinstance(router, JoinedRouter)
    assert found.version == version and np.array_equal(found.router.linear.weights, router.linear.weights)


def test_a_new_phrase_counts_though_the_router_is_kept(tmp_path: Path) -> None:
    target = tmp_path / "directory.db"
    build_directory(write_sources(tmp_path / "one"), target)
    assert open_directory(target).router.read("咕嘟咕嘟冒泡").ranked[0].department_id != "M65"
    more = FILES["phrases"] + "自来水集团,水表,管子里咕嘟咕嘟冒泡\n"
    build_directory(write_sources(tmp_path / "two", phrases=more), target, keep_router=True)
    first = open_directory(target).router.read("咕嘟咕嘟冒泡").ranked[0]
    assert first.department_id == "M65" and first.matter is not None and first.matter.name == "水表"


def test_a_router_that_knows_a_lost_department_is_not_kept(tmp_path: Path) -> None:
    target = tmp_path / "directory.db"
    with_gas = FILES["departments"] + "M67,燃气集团,燃气公司,公用,燃气\n"
    build_directory(write_sources(tmp_path / "one", departments=with_gas), target)
    build_directory(write_sources(tmp_path / "two"), target, keep_router=True)
    assert "M67" not in {found.department_id for found in open_directory(target).router.read("燃气公司").ranked}


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
        phrases=FILES["phrases"] + "没有的局,停水,没水\n自来水集团,停水,\n自来水集团,停水,家里突然没水了\n",
        streets=FILES["streets"] + "22,南城区,某街道,街道\n21,西城区,某街道,街道\n",
        lines=FILES["lines"] + "12-3,坏,greeting.city,,20:00,08:00\n77,坏,greeting.city,,8点,\n",
        communities=FILES["communities"] + "112,东城区,别的街道,某社区\n",
        ambiguous_places="name,places\n八里庄,东城区没有街道\n",
        district_departments=FILES["district_departments"] + "D07,区水务局,,没有的局,河道\n",
    )
    with pytest.raises(DirectoryInvalid) as refused:
        build_directory(sources, tmp_path / "directory.db")
    for fault in (
        "12 faults",
        "phrases.csv row 7, body: '没有的局'",
        "phrases.csv row 7, matter: '停水' is no matter of 没有的局",
        "phrases.csv row 8, phrase: is empty",
        "phrases.csv row 9, phrase: body '自来水集团'; phrase '家里突然没水了' stands already above",
        "streets.csv row 4, district: '南城区'",
        "streets.csv row 5, code: code '21' stands already above",
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
    bench = (ROOT / "data" / "bench" / "routing_tuned.jsonl").read_text(encoding="utf-8")
    assert not [phrase for phrase in phrases if f'"{phrase}"' in bench]
