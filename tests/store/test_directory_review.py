"""What check finds in sound sources, what search finds at all, and the calendar's end."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ivr.adapters.store.directory_calendar import calendar_of, calendar_rows, calendar_warning
from ivr.adapters.store.directory_likeness import near_duplicates
from ivr.adapters.store.directory_review import Finding, review
from ivr.adapters.store.directory_search import search
from ivr.adapters.store.directory_sources import read_sources
from tests.store.sources import FILES, write_sources

TODAY = date(2026, 11, 26)
QUEUES = "[general]\n[operator](agents)\nmember => PJSIP/801,0,801\n[dept-M65](agents)\nmember => PJSIP/832,0,832\n"
PHONES = "[phone](!)\n[801](phone)\n[832](phone)\n[833](phone)\n"
DIALPLAN = "[lines]\nexten => 12345,1,Goto(hotline,12345,1)\nexten => 6612345,1,Goto(hotline,6612345,1)\n"


def findings(folder: Path, today: date = TODAY, **changed: str) -> list[Finding]:
    conf = folder / "asterisk_conf"
    conf.mkdir()
    for name, text in {"queues": QUEUES, "pjsip": PHONES, "extensions": DIALPLAN}.items():
        (conf / f"{name}.conf").write_text(changed.pop(name, text), encoding="utf-8")
    sources = read_sources(write_sources(folder / "data", **changed))
    return review(sources, conf, ["greeting.city", "greeting.district"], today)


def told(found: list[Finding], kind: str, is_error: bool) -> str:
    return "\n".join(finding.told() for finding in found if finding.kind == kind and finding.is_error is is_error)


def test_sound_sources_have_no_errors(tmp_path: Path) -> None:
    assert not [finding for finding in findings(tmp_path) if finding.is_error]


def test_an_answer_past_its_date_is_an_error_and_one_that_soon_will_be_a_warning(tmp_path: Path) -> None:
    found = findings(tmp_path, date(2027, 7, 1))
    assert "answer 换表 (对象=个人) was good until 2027-06-30" in told(found, "expired", True)
    (tmp_path / "soon").mkdir()
    assert "answer 水费 must be reviewed by" in told(findings(tmp_path / "soon", date(2027, 6, 15)), "expiring", False)


def test_an_answer_that_speaks_for_more_than_twenty_seconds_is_an_error(tmp_path: Path) -> None:
    found = findings(tmp_path, answers=FILES["answers"].replace("水费两个月一交。", "水费两个月一交。" * 13))
    assert "answer 水费 has 104 characters" in told(found, "long", True)


def test_a_greeting_without_a_text_is_an_error(tmp_path: Path) -> None:
    found = findings(tmp_path, lines=FILES["lines"].replace("greeting.district", "greeting.none"))
    assert "line 6612345: no prompt 'greeting.none'" in told(found, "prompt", True)


def test_queues_that_ring_nowhere_are_told(tmp_path: Path) -> None:
    found = findings(tmp_path, pjsip=PHONES.replace("[832](phone)\n", ""), queues=QUEUES + "[dept-X9](agents)\n")
    assert "queue dept-M65 is unreachable: no phone 832" in told(found, "queue", True)
    assert "[dept-X9]" in told(found, "queue", False) and "3 departments have no seat" in told(found, "queue", False)
    assert "1 seats are no member of their queue in queues.conf: 自来水集团 833" in told(found, "seat", False)
    assert "1 seats have no phone in pjsip.conf: 自来水集团 832" in told(found, "seat", False)


def test_without_operators_the_last_resort_is_missed(tmp_path: Path) -> None:
    found = findings(tmp_path, queues=QUEUES.replace("member => PJSIP/801,0,801\n", ""))
    assert "queue operator is unreachable" in told(found, "queue", True)


def test_a_line_that_the_dialplan_does_not_take_is_told(tmp_path: Path) -> None:
    found = findings(tmp_path, extensions=DIALPLAN.replace("6612345,1", "99,1"))
    assert "line 6612345 cannot be dialled" in told(found, "line", False)


def test_a_matter_of_the_districts_that_asks_for_no_place_is_told(tmp_path: Path) -> None:
    found = findings(tmp_path, matters=FILES["matters"].replace("区城市管理委员会,district", "区城市管理委员会,none"))
    assert "2 matters are answered in a district but need no place" in told(found, "place", False)


def test_a_finding_names_some_or_all() -> None:
    finding = Finding(False, "x", "20 things", tuple(map(str, range(20))))
    assert finding.told(2) == "20 things: 0; 1 … and 18 more: --all" and finding.told(None).endswith("; 18; 19")


def test_matters_with_few_phrases_and_orphans_are_told(tmp_path: Path) -> None:
    more = FILES["departments"] + "M67,燃气集团,燃气公司,公用,燃气\n"
    found = findings(tmp_path, departments=more, answer_phrases="answer,phrase\n水费,水费多久交一回\n",
                     facts=FILES["facts"] + "首次,您是头一回办吗？,首次,\n")  # fmt: skip
    assert "6 matters have fewer than 6 phrases" in told(found, "phrases", False)
    orphans = told(found, "orphan", False)
    assert all(part in orphans for part in ("no matter: 燃气集团", "no answer: 首次", "ask for them: 换表"))


def test_phrases_that_are_nearly_the_same_under_two_departments() -> None:
    phrases = [("甲", "楼上天天半夜蹦迪吵死了"), ("乙", "楼上天天半夜蹦迪，吵死"), ("丙", "水费怎么交"),
               ("丁", "电费怎么交"), ("甲", "楼上天天半夜蹦迪吵死"), ("丁", "谁费怎么交啊")]  # fmt: skip
    pairs = near_duplicates(phrases)
    assert (phrases[1], phrases[0]) in pairs or (phrases[0], phrases[1]) in pairs
    assert not [pair for pair in pairs if {pair[0][0], pair[1][0]} == {"甲"}]
    assert [pair for pair in pairs if "水费怎么交" in (pair[0][1], pair[1][1])] == [
        tuple(sorted((phrases[2], phrases[5])))
    ]


@pytest.mark.parametrize(
    ("today", "says"),
    [(date(2026, 10, 1), ""), (date(2026, 11, 26), "end on 2026-12-31 (35 days)"), (date(2027, 2, 1), "have ended")],
)
def test_the_calendar_warns_before_it_ends_and_after(today: date, says: str) -> None:
    statutory = [{"date": "2027-02-06", "kind": "休", "name": "春节"}]
    warning = calendar_warning(calendar_of(calendar_rows(statutory)), today)
    assert says in warning and bool(warning) is bool(says)


def test_holidays_csv_wins_over_the_package_and_a_year_with_a_make_up_workday_is_known() -> None:
    rows = [{"date": "2026-10-01", "kind": "班", "name": "加班"}, {"date": "2027-02-20", "kind": "班", "name": "春节"}]
    calendar = calendar_of(calendar_rows(rows))
    assert calendar.is_workday(date(2026, 10, 1)) and not calendar.is_workday(date(2026, 10, 2))
    assert calendar.is_workday(date(2027, 2, 20)) and calendar_warning(calendar, date(2027, 2, 1)) == ""


@pytest.mark.parametrize(
    ("words", "first"),
    [
        *((words, "自来水集团") for words in ("自来水", "zilaishui", "zls", "子来水", "M65")),
        ("tingshui", "停水"),
        ("暖气 不热", "屋里暖气一点儿也不热"),
        ("yinzha", "银闸社区居委会"),
        ("营业厅", "换表 (对象=企业)"),
    ],
)
def test_search_finds_by_characters_sound_and_pinyin(tmp_path: Path, words: str, first: str) -> None:
    assert search(read_sources(write_sources(tmp_path)), words)[0].name == first


def test_search_that_finds_nothing_is_empty(tmp_path: Path) -> None:
    assert search(read_sources(write_sources(tmp_path)), "月球") == []
