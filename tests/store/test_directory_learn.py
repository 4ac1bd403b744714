"""A misrouted call teaches: from the caller's no to the next caller, on a real small directory and ledger."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ivr.adapters.store.corrections import ACCEPTED, DISMISSED, Corrections
from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.directory_build import build_directory
from ivr.adapters.store.directory_edit import Office, carry_out, plan_undo
from ivr.adapters.store.directory_history import read_history
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.lessons import OPEN, Lessons
from ivr.domain.corrections import AgentsWord
from ivr.domain.outcomes import ToQueue
from ivr.domain.prompts import DepartmentName, prompt
from ivr.errors import CallNotFound, PhraseRefused
from ivr.flows.attend import attend
from ivr.flows.ports import Desk
from ivr.settings import ROOT
from tests.fakes.call import ScriptedCall, says
from tests.store.sources import FILES, write_sources

NOW = datetime.now().replace(microsecond=0)
BUBBLING = "管子里咕嘟咕嘟冒泡"
HEATING = DepartmentName("D06", "区城管委")


class Site:
    """A hotline's directory and ledger, an admin at it, and callers."""

    def __init__(self, root: Path) -> None:
        self.office = Office(root / "data", root / "directory.db", root / "var" / "directory", root / "cache")
        self.ledger = SqlLedger(f"sqlite:///{root / 'var' / 'ledger.db'}")
        self.corrections = Corrections(self.ledger)
        self.lessons = Lessons(self.office, self.corrections)

    def talk(self, call: ScriptedCall) -> ScriptedCall:
        """A whole talk, as the bot holds it."""
        attend(call, Desk(open_directory(self.office.directory), self.ledger, lambda: NOW, self.office.folder, 0),
               "reception")  # fmt: skip
        return call

    def refused_call(self, call_id: str, words: str = BUBBLING, at: datetime = NOW) -> None:
        """A call that was offered the heating, said no and was gone."""
        self.ledger.begin_call(call_id, "12345", "13800138000", at)
        self.ledger.add_turn(call_id, at, prompt("greeting.city"), says(words))
        self.ledger.add_turn(call_id, at, prompt("confirm.department", department=HEATING), says("不对"))
        self.ledger.close_talk(call_id, at, "hung up", None)

    def belongs(self, call_id: str, matter: str | None = None) -> None:
        """An agent says that it was about water."""
        self.corrections.correct(call_id, AgentsWord("M65", matter, "张"), NOW)

    def accept(self, call_id: str, matter: str = "", phrase: str = "") -> int:
        with self.office.alone():
            return self.lessons.accept(self.lessons.plan(call_id, matter, phrase), "李", NOW)[0].number

    def states(self, show_all: bool = False) -> dict[str, str]:
        found = self.lessons.waiting(NOW - timedelta(days=30), show_all)
        return {call.call_id: state for call, state in found}

    def phrases(self) -> str:
        return (self.office.sources / "phrases.csv").read_text("utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("built")
    write_sources(root / "data")
    build_directory(root / "data", root / "directory.db")
    return root


@pytest.fixture
def site(built: Path, tmp_path: Path) -> Site:
    return Site(shutil.copytree(built, tmp_path / "site"))


def test_what_one_caller_corrected_the_next_call_knows_without_a_training(site: Site) -> None:
    first = site.talk(ScriptedCall(says(BUBBLING), says("搞错了"), says("家里突然没水了"), call_id="c1"))
    assert isinstance(first.outcome, ToQueue) and first.outcome.referral.department_id == "M65"
    ((call, state),) = site.lessons.waiting(NOW - timedelta(days=1))
    assert (call.call_id, call.correction.words, call.correction.department_id, state) == ("c1", BUBBLING, "M65", OPEN)

    with site.office.alone():
        entry, learnt = site.lessons.accept(site.lessons.plan("c1", "水表"), "李", NOW)
    assert f"自来水集团,水表,{BUBBLING}\n" in site.phrases() and not learnt
    assert (entry.by, entry.note, entry.tables["phrases"]["removed"]) == ("李", "learnt from call c1", [])

    second = site.talk(ScriptedCall(says(BUBBLING), call_id="c2"))
    assert isinstance(second.outcome, ToQueue)
    assert (second.outcome.referral.department_id, second.outcome.referral.matter) == ("M65", "水表")
    assert site.states() == {} and site.states(show_all=True) == {"c1": ACCEPTED}


def test_an_undone_lesson_waits_again_and_may_be_learnt_again(site: Site) -> None:
    site.refused_call("c1")
    site.belongs("c1")
    number = site.accept("c1")
    with pytest.raises(PhraseRefused, match=f"accepted already, with change {number}"):
        site.accept("c1")
    with site.office.alone():
        carry_out(site.office, plan_undo(site.office, number), "李", "", NOW)
    assert site.phrases() == FILES["phrases"] and site.states() == {"c1": OPEN}
    assert site.accept("c1") == number + 2 and site.states() == {}


def test_without_a_matter_it_is_filed_where_an_agent_said_or_its_words_are_nearest(site: Site) -> None:
    site.refused_call("c1", "家里老是没水咋回事")
    site.refused_call("c2")
    site.belongs("c1")
    site.belongs("c2", "水表")
    site.accept("c1")
    site.accept("c2")
    assert (
        "自来水集团,停水,家里老是没水咋回事\n" in site.phrases() and f"自来水集团,水表,{BUBBLING}\n" in site.phrases()
    )


def test_a_call_that_belongs_nowhere_or_was_not_corrected_teaches_nothing(site: Site) -> None:
    site.refused_call("c1")
    with pytest.raises(
        PhraseRefused, match=r"nobody knows where call c1 belonged: .* calls correct c1 --department ID"
    ):
        site.accept("c1")
    site.belongs("c1")
    with pytest.raises(PhraseRefused, match="自来水集团 has no matter '供暖'"):
        site.accept("c1", "供暖")
    site.talk(ScriptedCall(says("家里突然没水了"), call_id="plain"))
    with pytest.raises(CallNotFound, match="nothing was corrected in call plain"):
        site.lessons.dismiss("plain", "李", NOW)
    assert site.phrases() == FILES["phrases"] and read_history(site.office.folder) == []


def test_a_dismissed_call_is_hidden_and_can_still_be_accepted(site: Site) -> None:
    site.refused_call("c1")
    site.belongs("c1")
    site.lessons.dismiss("c1", "李", NOW)
    assert site.states() == {} and site.states(show_all=True) == {"c1": DISMISSED}
    site.accept("c1")
    assert site.states(show_all=True) == {"c1": ACCEPTED}


@pytest.mark.parametrize(
    ("phrase", "says_why"),
    [
        ("打我电话一三八零零一三八零零零", "telephone or identity number"),
        ("着火了快来人", "EMERGENCY_119"),
        ("我要转人工服务", "HUMAN"),
        ("家里突然没水了。", "already under 自来水集团/停水"),
        ("楼下垃圾没人收", "already under 城市管理委员会/垃圾"),
        ("我想办个证", "already in special_phrases as VAGUE"),
        ("水表坏了咋换", "already as a way to ask for the answer 换表"),
    ],
)
def test_what_must_not_be_taught_is_refused_and_nothing_changes(site: Site, phrase: str, says_why: str) -> None:
    site.refused_call("c1")
    site.belongs("c1")
    with pytest.raises(PhraseRefused, match=says_why) as refused:
        site.accept("c1", phrase=phrase)
    assert phrase not in str(refused.value)
    assert site.phrases() == FILES["phrases"] and site.states() == {"c1": OPEN}


def run(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HOTLINE_")}
    command = [sys.executable, "-m", "ivr", *words]
    return subprocess.run(command, cwd=root, env=environment, text=True, capture_output=True)


def test_the_commands_as_an_admin_types_them(built: Path, tmp_path: Path) -> None:
    root = shutil.copytree(built, tmp_path / "site")
    shutil.copytree(ROOT / "ivr", root / "ivr", ignore=shutil.ignore_patterns("__pycache__"))
    site = Site(root)
    site.refused_call("c1", BUBBLING + "打我一三八零零一三八零零零")
    listed = run(root, "directory", "learn").stdout
    assert f"heard       {BUBBLING}打我138…00  (0.90): 区城市管理委员会 was wrong" in listed
    assert "nobody knows where, by caller" in listed and "ivr calls correct c1" in listed

    wrong = run(root, "calls", "correct", "c1", "--department", "M65", "--matter", "供暖")
    assert wrong.returncode == 1 and wrong.stderr.startswith("hotline: 自来水集团 has no matter '供暖'")
    said = run(root, "calls", "correct", "c1", "--department", "M65", "--matter", "水表", "--by", "张")
    assert said.stdout.startswith("call c1 belonged to 自来水集团"), said.stderr
    (row,) = json.loads(run(root, "directory", "learn", "list", "--json", "--numbers").stdout)
    assert (row["belongs_to"], row["corrected_by"], row["state"]) == ("M65", "张", OPEN)
    assert row["proposals"] == ["自来水集团/水表", "自来水集团/停水"] and "一三八零零" in row["heard"][0]["words"]

    refused = run(root, "directory", "learn", "accept", "c1")
    assert (
        refused.returncode == 1 and "telephone or identity number" in refused.stderr and "一三八" not in refused.stderr
    )
    accept = ("directory", "learn", "accept", "c1", "--phrase", BUBBLING)
    dry = run(root, *accept, "--dry-run").stdout
    assert (
        f"phrases + 自来水集团 | 水表 | {BUBBLING}" in dry and "a dry run" in dry and site.phrases() == FILES["phrases"]
    )
    told = run(root, *accept, "--by", "李").stdout
    assert "done: change 1" in told and "the next call with these words: transfer, 自来水集团" in told
    assert "李  import: phrases +1 ~0 -0  learnt from call c1" in run(root, "directory", "history").stdout
    assert "no call of the last 30 days" in run(root, "directory", "learn").stdout
