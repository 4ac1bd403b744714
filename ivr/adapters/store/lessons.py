"""What corrected calls teach the directory: those that wait, and the phrase that one of them files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ivr.adapters.store.corrections import ACCEPTED, DISMISSED, CorrectedCall, Corrections, Verdict
from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.directory_edit import Office, Plan, carry_out, plan_addition
from ivr.adapters.store.directory_history import Entry, read_history, taken_back
from ivr.adapters.store.directory_sources import load_sources, rows_of
from ivr.adapters.store.directory_tables import Sources
from ivr.domain.directory import Directory, Matter
from ivr.domain.lessons import fault_of, full_name, matter_to_file, matters_named
from ivr.errors import PhraseRefused

OPEN = "open"
"""The state of a call that nobody has accepted or dismissed, or whose change was undone."""


@dataclass(frozen=True)
class Lesson:
    """What accepting a call will do: file the phrase under the matter."""

    call: CorrectedCall
    matter: Matter
    phrase: str
    plan: Plan


class Lessons:
    """Raises LedgerUnavailable, DirectoryInvalid, CallNotFound and PhraseRefused."""

    def __init__(self, office: Office, corrections: Corrections) -> None:
        self._office, self._corrections = office, corrections

    def waiting(self, since: datetime, show_all: bool = False) -> Iterator[tuple[CorrectedCall, str]]:
        """The corrected calls since then with their states, the newest first. show_all: those that are done, too."""
        undone = taken_back(read_history(self._office.folder))
        for call in self._corrections.latest(since):
            state = _state(call, undone)
            if show_all or state == OPEN:
                yield call, state

    def plan(self, call_id: str, matter: str = "", phrase: str = "") -> Lesson:
        """What accepting the call will do; without a matter the first proposal, without a phrase what was heard.

        Within `office.alone()`, as `accept`.
        """
        call = self._corrections.of_call(call_id)
        if _state(call, taken_back(read_history(self._office.folder))) == ACCEPTED and call.verdict:
            raise PhraseRefused(
                f"call {call_id} was accepted already, with change {call.verdict.change}:"
                f" ./hotline ivr directory undo {call.verdict.change} takes it back"
            )
        directory = open_directory(self._office.directory)
        filed = _matter(call, matter, directory)
        words = (phrase or call.correction.words).strip()
        fault = fault_of(words, directory) if words else "is not known: give it with --phrase"
        if fault:
            raise PhraseRefused(f"the phrase of call {call_id} {fault}")
        return Lesson(call, filed, words, self._addition(directory.department(filed.department_id).name, filed, words))

    def accept(self, lesson: Lesson, by: str, now: datetime) -> tuple[Entry, bool]:
        """File it, then note it in the ledger. As `directory_edit.carry_out`, within `office.alone()`."""
        call_id = lesson.call.call_id
        entry, learnt = carry_out(self._office, lesson.plan, by, f"learnt from call {call_id}", now)
        self._corrections.judge(call_id, Verdict(ACCEPTED, entry.number), by, now)
        return entry, learnt

    def dismiss(self, call_id: str, by: str, now: datetime) -> None:
        """Hide a corrected call that teaches nothing."""
        self._corrections.of_call(call_id)
        self._corrections.judge(call_id, Verdict(DISMISSED, None), by, now)

    def _addition(self, body: str, matter: Matter, phrase: str) -> Plan:
        there = next(_places_of(phrase, rows_of(load_sources(self._office.sources))), None)
        if there:
            raise PhraseRefused(
                f"this phrase stands already {there}: give other words with --phrase, move it with"
                " ./hotline ivr directory import phrases, or dismiss the call"
            )
        return plan_addition(self._office, "phrases", [{"body": body, "matter": matter.name, "phrase": phrase}])


def _state(call: CorrectedCall, undone: set[int]) -> str:
    if call.verdict is None or call.verdict.change in undone:
        return OPEN
    return call.verdict.verdict


def _matter(call: CorrectedCall, wanted: str, directory: Directory) -> Matter:
    right = call.correction.department_id
    if right is None or right not in directory.departments:
        raise PhraseRefused(
            f"nobody knows where call {call.call_id} belonged: say it first with"
            f" ./hotline ivr calls correct {call.call_id} --department ID"
        )
    found = matter_to_file(call.correction, wanted, directory)
    if found:
        return found
    name = directory.department(right).name
    several = " or ".join(full_name(matter, directory) for matter in matters_named(wanted, right, directory))
    if several:
        raise PhraseRefused(f"{name} has several matters {wanted!r}: choose --matter {several}")
    which = f"matter {wanted!r}" if wanted else "matter"
    raise PhraseRefused(f"{name} has no {which}: ./hotline ivr directory search {name} shows what there is")


def _places_of(phrase: str, sources: Sources) -> Iterator[str]:
    wanted = _core(phrase)
    for row in sources["phrases"]:
        if _core(row["phrase"]) == wanted:
            yield f"under {row['body']}/{row['matter']}"
    for row in sources["special_phrases"]:
        if _core(row["phrase"]) == wanted:
            yield f"in special_phrases as {row['label']}"
    for row in sources["answer_phrases"]:
        if _core(row["phrase"]) == wanted:
            yield f"as a way to ask for the answer {row['answer']}"


def _core(text: str) -> str:
    return "".join(character.lower() for character in text if character.isalnum())
