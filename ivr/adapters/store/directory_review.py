"""What an admin should look at in sources that are not broken: from missing sounds to answers past their date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ivr.adapters.store.directory_calendar import calendar_of, calendar_rows, calendar_warning
from ivr.adapters.store.directory_checks import department_ids
from ivr.adapters.store.directory_checks_answers import values_of
from ivr.adapters.store.directory_checks_service import OPERATOR
from ivr.adapters.store.directory_likeness import near_duplicates
from ivr.adapters.store.directory_rows import queue_of
from ivr.adapters.store.directory_tables import Row, Sources
from ivr.domain.answers import parse_case
from ivr.domain.calendar import parse_date
from ivr.domain.directory import PlaceNeed

LEAST_PHRASES = 6
SOON_DAYS = 30
LONGEST_ANSWER_CHARACTERS = 100
"""An answer may take 20 s; the voice speaks about 5 characters a second, marks counted."""
MOST_NAMED = 12
"""How many of a kind a finding names; the count tells the rest."""
PHONE = re.compile(r"^\[(\w+)\]\(phone\)", re.MULTILINE)
SECTION = re.compile(r"^\[([\w-]+)\][^\n]*\n(.*?)(?=^\[|\Z)", re.MULTILINE | re.DOTALL)
MEMBER = re.compile(r"^member\s*=>\s*\w+/(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Finding:
    """is_error: it goes wrong in a call; otherwise it should be looked at. kind: one word for machines.

    items: what it is about, where that is much.
    """

    is_error: bool
    kind: str
    says: str
    items: tuple[str, ...] = ()

    def told(self, most: int | None = MOST_NAMED) -> str:
        """The finding with its first items; None: with all."""
        if not self.items:
            return self.says
        more = len(self.items) - most if most is not None else 0
        return f"{self.says}: {'; '.join(self.items[:most])}" + (f" … and {more} more: --all" if more > 0 else "")


def review(sources: Sources, asterisk_conf: Path, prompt_names: Sequence[str], today: date) -> list[Finding]:
    """Everything worth telling, errors first. prompt_names: what has a text."""
    found = [
        *_answers(sources, today),
        *_greetings(sources, prompt_names),
        *_queues(sources, asterisk_conf),
        *_lines(sources, asterisk_conf),
        *_matters(sources),
        *_likenesses(sources),
        *_calendar(sources, today),
        *_unused(sources),
    ]
    return sorted(found, key=lambda finding: not finding.is_error)


def _answers(sources: Sources, today: date) -> Iterator[Finding]:
    for row in sources["answers"]:
        left = (parse_date(row["review_by"]) - today).days
        case = f" ({row['case']})" if row["case"] else ""
        if left < 0:
            says = f"answer {row['answer']}{case} was good until {row['review_by']}: review it, then give a new date"
            yield Finding(True, "expired", says)
        elif left <= SOON_DAYS:
            yield Finding(False, "expiring", f"answer {row['answer']}{case} must be reviewed by {row['review_by']}")
        if len(row["text"]) > LONGEST_ANSWER_CHARACTERS:
            says = (
                f"answer {row['answer']}{case} has {len(row['text'])} characters, more than 20 s of speech: shorten it"
            )
            yield Finding(True, "long", says)


def _greetings(sources: Sources, prompt_names: Sequence[str]) -> Iterator[Finding]:
    for row in sources["lines"]:
        if row["greeting"] not in prompt_names:
            says = f"line {row['number']}: no prompt {row['greeting']!r}: add it to texts.toml, then ivr prompts build"
            yield Finding(True, "prompt", says)


def _queues(sources: Sources, asterisk_conf: Path) -> Iterator[Finding]:
    ids = department_ids(sources)
    sections = SECTION.findall(_read(asterisk_conf / "queues.conf"))
    own = {name: MEMBER.findall(text) for name, text in sections if name.startswith("dept-") or name == OPERATOR}
    phones = set(PHONE.findall(_read(asterisk_conf / "pjsip.conf")))
    for queue in sorted(set(own) - {f"dept-{i}" for i in ids.values()} - {OPERATOR}):
        yield Finding(False, "queue", f"queues.conf has [{queue}], which is no department's: nobody is sent there")
    seats = [(queue_of(row["queue"], ids), row) for row in sources["seats"]]
    members = {name: [row["extension"] for queue, row in seats if queue == name] for name, _ in seats} | own
    for queue in (name for name in members if name in own or name == OPERATOR):
        gone = [extension for extension in members[queue] if extension not in phones]
        if gone and len(gone) == len(members[queue]):
            yield Finding(True, "queue", f"queue {queue} is unreachable: no phone {', '.join(gone)} in pjsip.conf")
    if not members.get(OPERATOR):
        yield Finding(True, "queue", "queue operator is unreachable: give it seats")
    without = [name for name, i in ids.items() if not members.get(f"dept-{i}")]
    if without:
        says = f"{len(without)} departments have no seat, so their callers are offered a callback"
        yield Finding(False, "queue", says, tuple(without))
    yield from _seats(seats, own, phones)


def _seats(seats: list[tuple[str, Row]], own: Mapping[str, list[str]], phones: set[str]) -> Iterator[Finding]:
    named = [(queue, row["extension"], f"{row['queue']} {row['extension']}") for queue, row in seats]
    left_out = [name for queue, extension, name in named if extension not in own.get(queue, [extension])]
    without = [name for _, extension, name in named if extension not in phones]
    if left_out:
        says = f"{len(left_out)} seats are no member of their queue in queues.conf"
        yield Finding(False, "seat", says, tuple(left_out))
    if without:
        yield Finding(False, "seat", f"{len(without)} seats have no phone in pjsip.conf", tuple(without))


def _lines(sources: Sources, asterisk_conf: Path) -> Iterator[Finding]:
    dialplan = _read(asterisk_conf / "extensions.conf")
    for row in sources["lines"]:
        if not re.search(rf"^exten\s*=>\s*{row['number']},1,", dialplan, re.MULTILINE):
            says = f"line {row['number']} cannot be dialled: add it to [lines] in asterisk_conf/extensions.conf"
            yield Finding(False, "line", says)


def _matters(sources: Sources) -> Iterator[Finding]:
    phrases = Counter((row["body"], row["matter"]) for row in sources["phrases"])
    few = [
        f"{row['body']} {row['matter']} ({phrases[row['body'], row['matter']]})"
        for row in sources["matters"]
        if phrases[row["body"], row["matter"]] < LEAST_PHRASES
    ]
    if few:
        says = f"{len(few)} matters have fewer than {LEAST_PHRASES} phrases, so the router seldom finds them"
        yield Finding(False, "phrases", says, tuple(few))
    kinds = {row["name"] for row in sources["district_departments"]}
    placeless = [
        f"{row['body']} {row['matter']}"
        for row in sources["matters"]
        if row["answered_by"] in kinds and row["place"] == PlaceNeed.NONE.value
    ]
    if placeless:
        says = f"{len(placeless)} matters are answered in a district but need no place, so the caller's is not asked"
        yield Finding(False, "place", says, tuple(placeless))
    bodies = {row[column] for row in sources["matters"] for column in ("body", "answered_by")}
    none = [name for name in department_ids(sources) if name not in bodies]
    if none:
        yield Finding(False, "orphan", f"{len(none)} departments have no matter", tuple(none))


def _likenesses(sources: Sources) -> Iterator[Finding]:
    pairs = near_duplicates([(row["body"], row["phrase"]) for row in sources["phrases"]])
    if pairs:
        named = [f"{a[1]} ({a[0]}) ~ {b[1]} ({b[0]})" for a, b in pairs]
        says = f"{len(pairs)} phrases are nearly the same under two departments, which the router cannot tell apart"
        yield Finding(False, "likeness", says, tuple(named))


def _calendar(sources: Sources, today: date) -> Iterator[Finding]:
    warning = calendar_warning(calendar_of(calendar_rows(sources["holidays"])), today)
    if warning:
        yield Finding(False, "calendar", warning)


def _unused(sources: Sources) -> Iterator[Finding]:
    used = {fact for row in sources["answers"] for fact in parse_case(row["case"])}
    unused = [fact for fact in values_of(sources) if fact not in used]
    if unused:
        yield Finding(False, "orphan", f"{len(unused)} facts are used by no answer", tuple(unused))
    asked = {row["answer"] for row in sources["answer_phrases"]}
    unasked = [name for name in dict.fromkeys(row["answer"] for row in sources["answers"]) if name not in asked]
    if unasked:
        yield Finding(False, "orphan", f"{len(unasked)} answers have no phrase to ask for them", tuple(unasked))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError:
        return ""  # an Asterisk elsewhere has its own files
