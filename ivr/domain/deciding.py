"""What to do with what a caller said: where it goes, the answer to it, or the one question that is needed first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass
from enum import Enum

from ivr.domain.answering import answer_of, rival_of_answer
from ivr.domain.directory import Candidate, Directory, PlaceNeed, Reading, line_of
from ivr.domain.labels import EMERGENCY, OUT_OF_SCOPE, VAGUE
from ivr.domain.places import Where, place_in
from ivr.domain.special import special_in
from ivr.domain.understanding import Between, Likely, Meaning, Sure, Unclear, meaning_of, understand
from ivr.domain.urgency import weighed_emergency

LIKE_SPECIAL, LIKE_VAGUE = 0.5, 0.35
"""Scores from which a text is taken for what its likest phrases are labelled."""
CLAUSES = re.compile("另外|顺便|还有|再一个|再就是|以及|对了|还想问问?|再问问?")
"""What stands between two matters of one sentence."""
ANNOUNCED = re.compile("[两俩二三几][个件样](?:事|问题)|俩事|一块儿?[问说办]|一起[问说办]|一并|顺道|捎带")
ANNOUNCED_CLAUSES = re.compile(
    f"{CLAUSES.pattern}|[，、。；,;]|[头第]?[一二]个[是呢]|[和跟](?=.{{4}})|也(?=[想要问不])"
)
"""The same once the caller has said that there are several: 两个事儿，一个是…"""
WORTH_A_PLACE = 0.4
"""Score from which a place is asked for without asking first whether the department is the right one."""
MANY_LINES = 0.8
"""Spread (see Reading) from which a text is said of too many lines to choose one."""
SHORTEST_CLAUSE = 4
"""Characters: less is no matter of its own."""

NOWHERE = Where()


class Action(Enum):
    """The bot's next step."""

    TRANSFER = "transfer"
    ANSWER = "answer"
    CONFIRM = "confirm"
    ASK_DISTRICT = "ask_district"
    ASK_STREET = "ask_street"
    ASK_MATTER = "ask_matter"
    EMERGENCY = "emergency"
    SPECIAL = "special"


@dataclass(frozen=True)
class Decision:
    """The next step and what it rests on.

    labels: what it is when it is no matter (EMERGENCY_119, HUMAN …), best first. ranked: departments, best first.
    where: what was said of a place; district, street: the one it is for, the line's own district included.
    answer: the name of the answer to speak; rival: another one, of another matter of that line, that may be meant as
    well. further: another matter of the same sentence. choices: with ASK_MATTER,
    the two it may be; empty when only the caller can say more. is_vague: there is a matter, but too little was said.
    """

    action: Action
    ranked: tuple[Candidate, ...] = ()
    labels: tuple[str, ...] = ()
    where: Where = NOWHERE
    district: str | None = None
    street: str | None = None
    answer: str | None = None
    rival: str | None = None
    further: Candidate | None = None
    choices: tuple[Candidate, ...] = ()
    is_vague: bool = False

    @property
    def confidence(self) -> float:
        """0..1: how likely the first of `ranked` is right; 1 for what is no matter."""
        if self.labels:
            return 1.0
        return self.ranked[0].score if self.ranked else 0.0


def decide(
    text: str,
    directory: Directory,
    line: str | None = None,
    excluded: Set[str] = frozenset(),
    others: tuple[str, ...] = (),
) -> Decision:
    """What to do with this text. line: the number that was dialled; excluded: departments the caller said no to.

    others: what the recogniser may have heard instead, best first.
    """
    reading = directory.router.read(text, others)
    ranked = tuple(c for c in reading.ranked if c.department_id not in excluded)
    where = place_in(text, directory)
    labels = _labels(text, others, reading)
    if labels:
        action = Action.EMERGENCY if labels[0].startswith(EMERGENCY) else Action.SPECIAL
        return Decision(action, ranked, labels, where, where.district, where.street)
    meaning = meaning_of(text, ranked, directory, excluded)
    ranked = _meant_first(meaning, ranked)
    if where.outside and not where.spots and ranked and need_of(ranked[0], directory) is not PlaceNeed.NONE:
        return Decision(Action.SPECIAL, ranked, (OUT_OF_SCOPE,), where)
    here = directory.line(line).district if line else None
    district = where.district or (None if where.spots else here)
    further = _further(text, directory, ranked, excluded)
    answer = None if further else answer_of(reading.asked, directory, ranked)
    rival = rival_of_answer(reading.asked, directory) if answer else None
    is_vague = _is_vague(reading)
    if further or is_vague:
        action = Action.ASK_MATTER
    elif answer:
        action = Action.ANSWER
    else:
        action = _action(meaning, directory, where, district)
    choices = _choices(meaning) if action is Action.ASK_MATTER and not is_vague else ()
    return Decision(action, ranked, (), where, district, where.street, answer, rival, further, choices, is_vague)


def _choices(meaning: Meaning) -> tuple[Candidate, ...]:
    return (meaning.first, meaning.second) if isinstance(meaning, Between) else ()


def _labels(text: str, others: tuple[str, ...], reading: Reading) -> tuple[str, ...]:
    """What it is instead of a matter: by the rules for it, or because it is like what others said then."""
    special = special_in(text)
    if special and not special.labels[0].startswith(EMERGENCY):
        return special.labels
    if emergency := weighed_emergency(text, others, reading):
        return emergency
    rest = [label for label in reading.labels if not label.label.startswith(EMERGENCY) and label.label != VAGUE]
    return (rest[0].label,) if rest and rest[0].score >= LIKE_SPECIAL else ()


def _is_vague(reading: Reading) -> bool:
    """Whether it is said of many things: like other such sayings, or as near to phrases of three lines."""
    said = any(label.label == VAGUE and label.score >= LIKE_VAGUE for label in reading.labels)
    return said or reading.spread >= MANY_LINES


def _meant_first(meaning: Meaning, ranked: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """The ranking with what was understood before the rest: a department's name counts more than the router."""
    match meaning:
        case Sure(first) | Likely(first):
            before = [first]
        case Between(first, second):
            before = [first, second]
        case Unclear():
            before = []
    ids = {candidate.department_id for candidate in before}
    return (*before, *(candidate for candidate in ranked if candidate.department_id not in ids))


def _action(meaning: Meaning, directory: Directory, where: Where, district: str | None) -> Action:
    match meaning:
        case Sure(candidate):
            return place_question(candidate, directory, where, district) or Action.TRANSFER
        case Likely(candidate):
            question = place_question(candidate, directory, where, district)
            return question if question and candidate.score >= WORTH_A_PLACE else Action.CONFIRM
        case Between(first, second):
            if not is_either_right(first, second, directory):
                return Action.ASK_MATTER
            return place_question(first, directory, where, district) or Action.TRANSFER
        case Unclear():
            return Action.ASK_MATTER


def is_either_right(first: Candidate, second: Candidate, directory: Directory) -> bool:
    """Whether the first may take the matter of the second too: then there is nothing to ask."""
    one, other = (directory.department(candidate.department_id) for candidate in (first, second))
    return line_of(one) == line_of(other) or (first.matter is not None and other.id in _taking(first, directory))


def _taking(candidate: Candidate, directory: Directory) -> set[str]:
    also = candidate.matter.also if candidate.matter else ()
    lines = {line_of(directory.department(department_id)) for department_id in also}
    return {department.id for department in directory.departments.values() if line_of(department) in lines}


def place_question(candidate: Candidate, directory: Directory, where: Where, district: str | None) -> Action | None:
    """The place to ask for before this candidate can take over; None when it makes no difference or is known."""
    match need_of(candidate, directory):
        case PlaceNeed.NONE:
            return None
        case PlaceNeed.DISTRICT:
            return None if district else Action.ASK_DISTRICT
        case PlaceNeed.STREET:
            if len(where.districts) > 1:
                return Action.ASK_DISTRICT
            return None if where.is_near else Action.ASK_STREET


def need_of(candidate: Candidate, directory: Directory) -> PlaceNeed:
    """The place that its matter depends on; without a matter, whether each district has one of its own."""
    if candidate.matter and candidate.matter.answered_by == candidate.department_id:
        return candidate.matter.place
    return PlaceNeed.DISTRICT if directory.department(candidate.department_id).per_district else PlaceNeed.NONE


def _further(text: str, directory: Directory, ranked: tuple[Candidate, ...], excluded: Set[str]) -> Candidate | None:
    """The surest matter of another line in one of the sentence's clauses, when one clause is surely the first's."""
    sure = [m.candidate for m in _clauses(text, directory, excluded) if isinstance(m, Sure)]
    others = [c for c in sure if not is_either_right(ranked[0], c, directory)] if ranked else []
    if not others or len(others) == len(sure):
        return None
    return max(others, key=lambda candidate: candidate.score)


def _clauses(text: str, directory: Directory, excluded: Set[str]) -> Iterator[Meaning]:
    between = ANNOUNCED_CLAUSES if ANNOUNCED.search(text) else CLAUSES
    clauses = [clause for clause in between.split(text) if len(clause) >= SHORTEST_CLAUSE]
    return (understand(clause, directory, excluded) for clause in clauses) if len(clauses) > 1 else iter(())
