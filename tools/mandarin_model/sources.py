"""Reads the texts the model may learn from: the repository's data/ and jieba's word frequencies."""

from __future__ import annotations

import csv
import logging
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jieba

from mandarin_model.paths import DATA, DEVELOPMENT_LIST, EAR

jieba.setLogLevel(logging.ERROR)
SAID = ("phrases.csv", "special_phrases.csv", "answer_phrases.csv")
"""Files of data/ that hold what callers say: about matters, in emergencies and to the hotline itself, as questions."""
EVERYDAY = Path(__file__).with_name("everyday.txt")
"""What callers say besides naming their matter, one sentence in a line."""
HANZI = re.compile(r"[\u4e00-\u9fff]+")


def only_hanzi(text: str) -> str:
    """The Chinese characters of a text, everything else removed."""
    return "".join(HANZI.findall(text))


def speakable(text: str) -> str:
    """The text with its clauses joined by a Chinese comma, or "" when it holds Latin letters or figures."""
    if re.search(r"[0-9A-Za-z]", text):
        return ""
    return "，".join(HANZI.findall(text))


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one file of data/."""
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def unique(texts: list[str]) -> list[str]:
    """The non-empty texts, each once, in their order."""
    return [text for text in dict.fromkeys(texts) if text]


@dataclass(frozen=True)
class Directory:
    """Everything the directory names, as plain Chinese text."""

    bodies: list[str]
    matters: list[str]
    districts: list[str]
    streets: list[str]
    landmarks: list[str]
    phrases: list[str]

    def names(self) -> list[str]:
        """All names a caller may use for a body or a place."""
        return self.bodies + self.districts + self.streets + self.landmarks


def _split(cell: str) -> list[str]:
    return [only_hanzi(part) for part in re.split("[;；、]", cell)]


@cache
def directory() -> Directory:
    """The directory as data/ holds it now."""
    departments, local = read_rows("departments.csv"), read_rows("district_departments.csv")
    bodies = [only_hanzi(row["name"]) for row in departments + local]
    bodies += [name for row in departments for name in _split(row["short_names"])]
    bodies += [name for row in local for name in _split(row["aliases"])]
    phrases = read_rows("phrases.csv")
    said = [row["phrase"] for name in SAID for row in read_rows(name)]
    everyday = EVERYDAY.read_text(encoding="utf-8").splitlines()
    matters = [part for row in departments + local for part in _split(row["matters"])]
    matters += [only_hanzi(row["matter"]) for row in phrases]
    districts = read_rows("districts.csv")
    return Directory(
        bodies=unique(bodies),
        matters=unique(matters),
        districts=unique([row[key] for row in districts for key in ("district", "short")]),
        streets=unique([row["street"] for row in read_rows("streets.csv")]),
        landmarks=unique([only_hanzi(row["landmark"]) for row in read_rows("landmarks.csv")]),
        phrases=unique([speakable(text) for text in (*said, *everyday)]),
    )


def jieba_words(limit: int) -> list[tuple[str, int]]:
    """The `limit` most frequent Chinese words of jieba's dictionary with their counts, most frequent first."""
    words = []
    dictionary = Path(jieba.__file__).with_name("dict.txt")
    for line in dictionary.read_text(encoding="utf-8").splitlines():
        word, count = line.split()[:2]
        if HANZI.fullmatch(word):
            words.append((word, int(count)))
    return sorted(words, key=lambda item: -item[1])[:limit]


def forbidden_texts() -> set[str]:
    """The texts of the bench and of the development clips, which must never be learned from."""
    texts: set[str] = set()
    for path in (EAR / "transcripts.tsv", DEVELOPMENT_LIST):
        if path.exists():
            with path.open(encoding="utf-8") as file:
                texts |= {only_hanzi(row["text"]) for row in csv.DictReader(file, delimiter="\t")}
    return texts - {""}
