"""What must be right about answers, their cases, facts and phrases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import product

from ivr.adapters.store.directory_tables import Fault, Row, Sources
from ivr.domain.answers import MOST_FACTS, fact_names, parse_case
from ivr.domain.calendar import parse_date


def _dates(sources: Sources) -> Iterator[Fault]:
    for index, row in enumerate(sources["answers"]):
        try:
            if row["review_by"]:
                parse_date(row["review_by"])
        except ValueError as error:
            yield Fault("answers", index, "review_by", str(error))


def _cases(sources: Sources) -> Iterator[Fault]:
    values = values_of(sources)
    for index, row in enumerate(sources["answers"]):
        try:
            facts = parse_case(row["case"])
        except ValueError as error:
            yield Fault("answers", index, "case", str(error))
            continue
        for fact, value in facts.items():
            if value not in values.get(fact, {}):
                yield Fault("answers", index, "case", f"{fact}={value} is not in facts.csv: add it, or correct it")


def _whole_answers(sources: Sources) -> Iterator[Fault]:
    for rows in _by_answer(sources).values():
        index, first = rows[0]
        for other, row in rows[1:]:
            for column in ("body", "matter"):
                if row[column] != first[column]:
                    says = f"{row[column]!r} differs from the answer's first row: {first[column]!r}"
                    yield Fault("answers", other, column, says)
        try:
            cases = [parse_case(row["case"]) for _, row in rows]
        except ValueError:
            continue  # told by _cases
        yield from _coverage(sources, index, first["answer"], cases)


def _coverage(sources: Sources, index: int, answer: str, cases: list[dict[str, str]]) -> Iterator[Fault]:
    names = fact_names(cases)
    if len(names) > MOST_FACTS:
        says = f"{answer!r} depends on {', '.join(names)}: at most {MOST_FACTS} facts, for each is a question"
        yield Fault("answers", index, "case", says)
        return
    values = values_of(sources)
    for combination in product(*(values.get(name, {}) for name in names)):
        caller = dict(zip(names, combination, strict=True))
        if not any(case.items() <= caller.items() for case in cases):
            said = ";".join(f"{name}={value}" for name, value in caller.items())
            yield Fault("answers", index, "case", f"{answer!r} says nothing for {said}: add that case, or an empty one")


def _facts(sources: Sources) -> Iterator[Fault]:
    questions: dict[str, str] = {}
    for index, row in enumerate(sources["facts"]):
        first = questions.setdefault(row["fact"], row["question"])
        if row["question"] != first:
            yield Fault("facts", index, "question", f"{row['fact']!r} is asked above with {first!r}: use one question")


def _phrases(sources: Sources) -> Iterator[Fault]:
    answers = {row["answer"] for row in sources["answers"]}
    for index, row in enumerate(sources["answer_phrases"]):
        if row["answer"] not in answers:
            yield Fault("answer_phrases", index, "answer", f"{row['answer']!r} is not in answers.csv")


def values_of(sources: Sources) -> dict[str, dict[str, tuple[str, ...]]]:
    """Fact → value → ways to say it."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for row in sources["facts"]:
        found[row["fact"]][row["value"]] = tuple(filter(None, row["ways"].split(";")))
    return found


def _by_answer(sources: Sources) -> dict[str, list[tuple[int, Row]]]:
    found: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    for index, row in enumerate(sources["answers"]):
        found[row["answer"]].append((index, row))
    return found


ANSWER_CHECKS = (_dates, _cases, _whole_answers, _facts, _phrases)
