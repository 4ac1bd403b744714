"""The router's part of a build: what is trained, or taken from an equal training or the directory; and its phrases."""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from ivr.adapters.store.directory_rows import answer_rows, department_rows, matter_rows, phrase_rows
from ivr.adapters.store.directory_tables import Sources
from ivr.adapters.store.router_packing import (
    ANSWER_PHRASES,
    MATTER_PHRASES,
    pack,
    pack_phrases,
    unpack_alarm,
    unpack_linear,
)
from ivr.adapters.store.router_training import Example, train
from ivr.domain.labels import LABELS

NAME_WEIGHT, MATTER_WEIGHT, LABEL_WEIGHT = 4.0, 4.0, 3.0
"""How many phrases an official name or matter counts as, for those nobody has phrased; and a label's phrase, for labels
are few among the lines and an emergency must not be missed."""
KEPT_TRAININGS = 4
LIBRARIES = ("numpy", "scipy", "scikit-learn", "pypinyin")
PHRASES = (f"{MATTER_PHRASES}_", f"{ANSWER_PHRASES}_")
"""How the parts of the phrases begin: they are made anew in every build."""
HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
IMPORT = re.compile(r"^from (ivr\.[\w.]+) import", re.MULTILINE)


def examples_of(sources: Sources) -> list[Example]:
    """What the router learns from."""
    return list(_examples(sources))


def examples_hash(examples: Sequence[Example]) -> str:
    """The same for equal examples only."""
    return _digest("\n".join(map(repr, examples)))


def trained_parts(examples: Sequence[Example], cache: Path | None = None) -> Mapping[str, bytes]:
    """The router of these examples. With a cache folder, the same training is done once."""
    if cache is None:
        return _packed(examples)
    code = "".join(
        file.read_text(encoding="utf-8") for file in sorted(_files_behind("ivr.adapters.store.router_training"))
    )
    file = cache / f"{_digest(examples_hash(examples), code, *(version(name) for name in LIBRARIES))}.zip"
    try:
        return _read(file)
    except (OSError, zipfile.BadZipFile, zlib.error):
        parts = _packed(examples)
        _write(file, parts)
        return parts


def _packed(examples: Sequence[Example]) -> dict[str, bytes]:
    trained = train(examples)
    return pack(trained.linear, trained.alarm)


def kept_parts(directory: Path, sources: Sources) -> tuple[dict[str, bytes], str] | None:
    """The router of this directory, and the hash of what it learned from; None when it does not fit the departments."""
    ids = {str(row["id"]) for row in department_rows(sources)}
    try:
        with closing(sqlite3.connect(f"{directory.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            parts = dict(connection.execute("SELECT part, value FROM router").fetchall())
            about = dict(connection.execute("SELECT key, value FROM about").fetchall())
        parts = {part: value for part, value in parts.items() if not part.startswith(PHRASES)}
        unpack_alarm(parts)
        fits = (ids | set(LABELS)).issuperset(unpack_linear(parts).lines)
    except (sqlite3.Error, LookupError, TypeError, ValueError, zlib.error):
        return None
    return (parts, about.get("router", "")) if fits else None


def phrase_parts(sources: Sources) -> dict[str, bytes]:
    """What texts are compared with: phrases and names of matters, phrases of labels, and how answers are asked for."""
    row_of = {(row["department"], row["matter"]): index for index, row in enumerate(matter_rows(sources))}
    texts = [(row["phrase"], row_of[row["department"], row["matter"]]) for row in phrase_rows(sources)]
    texts += [(matter, index) for (_, matter), index in row_of.items()]
    label_of = {label: len(row_of) + index for index, label in enumerate(LABELS)}
    texts += [(row["phrase"], label_of[row["label"]]) for row in sources["special_phrases"]]
    answer_of = {name: index for index, name in enumerate(dict.fromkeys(row["answer"] for row in sources["answers"]))}
    asking = [(row["phrase"], answer_of[row["answer"]]) for row in sources["answer_phrases"]]
    return {
        part: value
        for kind, owned in ((MATTER_PHRASES, texts), (ANSWER_PHRASES, asking))
        for part, value in pack_phrases(kind, [text for text, _ in owned], [owner for _, owner in owned]).items()
    }


def _examples(sources: Sources) -> Iterator[Example]:
    lines = {row["id"]: row["counterpart"] for row in department_rows(sources)}
    answering = {(row["department"], row["matter"]): lines[row["answered_by"]] for row in matter_rows(sources)}
    for phrase in phrase_rows(sources):
        yield Example(answering[phrase["department"], phrase["matter"]], phrase["phrase"])
    for (_, matter), line in answering.items():
        yield Example(line, matter, MATTER_WEIGHT)
    asked = {row["answer"]: (row["department"], row["matter"]) for row in answer_rows(sources)}
    for row in sources["answer_phrases"]:
        department, matter = asked[row["answer"]]
        yield Example(answering.get((department, matter), lines[department]), row["phrase"])
    for row in sources["special_phrases"]:
        yield Example(row["label"], row["phrase"], LABEL_WEIGHT)
    for row in department_rows(sources):
        for name in filter(None, (row["name"], row["spoken"], *row["aliases"].split(";"))):
            yield Example(row["counterpart"], name, NAME_WEIGHT)


def _files_behind(module: str) -> set[Path]:
    """The files of a module, of what packs its result, and of all that they import from this project."""
    found: set[Path] = set()
    waiting = [module, "ivr.adapters.store.router_packing"]
    while waiting:
        file = ROOT / (waiting.pop().replace(".", "/") + ".py")
        if file not in found and file.is_file():
            found.add(file)
            waiting += IMPORT.findall(file.read_text(encoding="utf-8"))
    return found


def _read(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {part: archive.read(part) for part in archive.namelist()}


def _write(file: Path, parts: Mapping[str, bytes]) -> None:
    """Keep a training; one that cannot be kept costs only time."""
    new = file.with_name(f".{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(new, "w") as archive:
            for part, value in parts.items():
                archive.writestr(part, value)
        os.replace(new, file)
        for old in sorted(file.parent.glob("*.zip"), key=lambda path: path.stat().st_mtime)[:-KEPT_TRAININGS]:
            old.unlink(missing_ok=True)
    except OSError:
        new.unlink(missing_ok=True)


def _digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:16]
