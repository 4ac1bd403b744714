"""Everything an admin should know about a model before callers depend on it, and a verdict in one line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ivr.adapters.speech import model_fixture, models
from ivr.adapters.speech.error_rates import compare, rates_of
from ivr.adapters.speech.model_layout import Layout, read_layout
from ivr.adapters.speech.model_words import read_words
from ivr.adapters.speech.models import Trial
from ivr.adapters.speech.needed_phrases import needed_phrases
from ivr.adapters.speech.vocabulary import Fit, fit_of
from ivr.domain.directory import Directory
from ivr.domain.pinyin import HAN
from ivr.settings import Settings

FIXTURE_VERDICT = "This repository's fixture: fit for the demo and the tests, not for the public"
LICENCE_NAMES = ("licen", "copying", "notice")
SAMPLE_EVERY = 8
"""Of the demo's voices each eighth recording: half a minute of sound, enough for a figure of cost."""
BUSY_SHARE = 0.7
"""Of a core: callers must not wait for one that others have filled."""
TOO_SLOW_RTF = 0.5
MUCH_WRONG = 0.5
MUST_HEAR = ("yes and no", "commands", "digits", "times", "choices", "districts")
"""Groups in which a missing word makes a question unanswerable by voice."""


@dataclass(frozen=True)
class Licence:
    """file: its name, "" when there is none. says: its first line."""

    file: str
    says: str


@dataclass(frozen=True)
class Report:
    """graph: "lookahead" takes the phrases of a question at run time, "static" listens openly.

    dither: "off", or "off in a private copy" when the directory has it on. sample_error_rate: characters wrong on the
    demo's synthetic callers, None without them. callers_per_core: how many may speak at the same moment.
    """

    directory: str
    rate: int
    graph: str
    dither: str
    licence: Licence
    readable_by_bot: bool
    megabytes: int
    trial: Trial
    sample_error_rate: float | None
    callers_per_core: int
    vocabulary: Fit
    remarks: tuple[str, ...]
    verdict: str


def examine(directory: Path | None, settings: Settings, directory_of_the_city: Directory) -> Report:
    """Look at a model, the one in use by default, try it out, and tell. Raises ModelUnusable."""
    own = (directory or models.model_directory(settings)).expanduser().absolute()
    prepared = models.prepare(settings, own)
    layout = read_layout(own)
    samples = dict(_samples(settings.root / "demo" / "voices"))
    trial = models.try_out(prepared, tuple(samples))
    vocabulary = fit_of(needed_phrases(directory_of_the_city), read_words(layout))
    wrong = _error_rate(list(samples.values()), trial.heard) if samples else None
    callers = int(BUSY_SHARE / trial.rtf) if trial.rtf else 0
    licence, readable = find_licence(own), is_readable_by_bot(own, settings.root)
    is_fixture = own == model_fixture.directory(settings)
    remarks = tuple(_remarks(layout, licence, readable, vocabulary, is_fixture))
    return Report(
        directory=str(own),
        rate=layout.rate,
        graph="lookahead" if layout.takes_grammar else "static",
        dither="off in a private copy" if layout.has_dither else "off",
        licence=licence,
        readable_by_bot=readable,
        megabytes=layout.megabytes,
        trial=trial,
        sample_error_rate=wrong,
        callers_per_core=callers,
        vocabulary=vocabulary,
        remarks=remarks,
        verdict=FIXTURE_VERDICT if is_fixture else verdict_on(vocabulary, trial, wrong, bool(remarks)),
    )


def find_licence(directory: Path) -> Licence:
    """The licence file beside the model; else a README that speaks of a licence."""
    files = sorted(file for file in directory.iterdir() if file.is_file())
    for file in files:
        if file.name.lower().startswith(LICENCE_NAMES):
            return Licence(file.name, _first_line(file, ""))
    for file in files:
        if file.name.lower().startswith("readme") and (line := _first_line(file, "licen")):
            return Licence(file.name, line)
    return Licence("", "")


def _first_line(file: Path, about: str) -> str:
    lines = (line.strip(" #*\t") for line in file.read_text(encoding="utf-8", errors="replace").splitlines())
    return next((line[:120] for line in lines if line and about in line.lower()), "")


def is_readable_by_bot(directory: Path, root: Path) -> bool:
    """Whether a user who owns nothing can read it, as the bot runs as one.

    Where not even the repository can be entered by everybody, ./hotline gives the bot the right to read all.
    """
    if not _is_enterable(root):
        return True
    entries = (directory, *(entry for entry in directory.rglob("*") if entry.exists()))
    wanted = ((entry, 0o005 if entry.is_dir() else 0o004) for entry in entries)
    return _is_enterable(directory) and all(entry.stat().st_mode & bits == bits for entry, bits in wanted)


def _is_enterable(directory: Path) -> bool:
    return all(folder.stat().st_mode & 0o001 for folder in (directory, *directory.parents))


def verdict_on(vocabulary: Fit, trial: Trial, wrong: float | None, has_remarks: bool) -> str:
    """One line: may callers be heard with it?"""
    if not vocabulary.knows_chinese:
        return "Not for Mandarin: it has no Chinese words. Callers would not be understood"
    unanswerable = [group.group for group in vocabulary.groups if group.group in MUST_HEAR and group.unheard]
    if trial.rtf and trial.rtf > TOO_SLOW_RTF:
        return f"Too slow for this machine: {trial.rtf:.2f} CPU seconds per second of sound. Take a smaller model"
    if unanswerable:
        return f"With gaps: it lacks words for {', '.join(unanswerable)}. Callers can still press keys"
    if wrong is not None and wrong > MUCH_WRONG:
        return f"Doubtful: {wrong:.0%} of the characters of the demo's callers are wrong. Measure it on your recordings"
    return "Fit" + (", with the remarks above" if has_remarks else "")


def _remarks(layout: Layout, licence: Licence, readable: bool, vocabulary: Fit, is_fixture: bool) -> Iterator[str]:
    if not licence.file and not is_fixture:
        yield "There is no licence file. Whose model is it, and may you use it? Ask where you got it from"
    if not readable:
        yield f"The bot runs as a user of its own, who may not read it: chmod -R a+rX {layout.directory}"
    if not layout.takes_grammar:
        yield "Its graph is static: closed questions are heard openly and compared with what was offered"
    unheard = sum(group.unheard for group in vocabulary.groups)
    if vocabulary.knows_chinese and unheard:
        yield f"It cannot hear {unheard} names or phrases as they are written; see the list and what sounds like them"


def _samples(voices: Path) -> Iterator[tuple[Path, str]]:
    """A few recordings of the demo and what is said in them."""
    texts = voices / "texts.toml"
    if not texts.is_file():
        return
    groups = tomllib.loads(texts.read_text(encoding="utf-8")).values()
    said = {name: text for group in groups for name, text in group.items() if HAN.search(text)}
    for file in sorted(voices.glob("*/*.wav"))[::SAMPLE_EVERY]:
        if file.stem in said:
            yield file, said[file.stem]


def _error_rate(said: list[str], heard: tuple[str, ...]) -> float:
    return round(rates_of([compare(a, b) for a, b in zip(said, heard, strict=True)]).edits.rate, 3)
