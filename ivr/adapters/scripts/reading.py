"""Reads a conversation that a tester wrote; a fault is told with its file, its line and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from ivr.adapters.scripts.script import Act, Enters, Hears, Keeps, Leads, Script, Step, Turn
from ivr.domain.outcomes import Referral
from ivr.errors import ScriptInvalid

HEADER = re.compile(r"([a-z ]+):\s*(.*)")
PROMPT_NAME = re.compile(r"[a-z_]+(?:\.[a-z0-9_]+)+")
KEYS = re.compile(r"\[([0-9*#]+)\]")
PAUSES = re.compile(r"\.\.\.|…+")
GAPS = re.compile(r"\.\.\.|…+|\s+")
NUMBER = re.compile(r"\d{3,15}", re.ASCII)
FIELD = re.compile(r"(\S+?)=(\S+)")
WAYS = ("queue", "operator", "ended")
REFERRAL_FIELDS = ("matter", "district", "words", "queue")
CALLBACK_FIELDS = ("number", "from", "to", "matter", "district")
YES_NO = {"yes": True, "no": False}
NO_CALLER = "withheld"


def read_script(file: Path) -> Script:
    """The conversation of this file. Raises ScriptInvalid."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ScriptInvalid(f"{file} cannot be read: {error}. A script is a text file in UTF-8") from error
    return parse_script(text, file)


def parse_script(text: str, file: Path) -> Script:
    """The conversation of this text. Raises ScriptInvalid, naming the file and the line."""
    script = Script(file)
    for number, written in enumerate(text.splitlines(), start=1):
        line = written.strip()
        if line and not line.startswith("#"):
            try:
                script = _with(script, number, line)
            except ValueError as error:
                raise ScriptInvalid(f"{file}, line {number}: {error}") from None
    if not script.steps:
        raise ScriptInvalid(f"{file}: nothing is said in it. Write what the bot says after <, the caller after >")
    return script


def _with(script: Script, number: int, line: str) -> Script:
    mark, rest = line[0], line[1:].strip()
    if mark in "<>=@":
        return replace(script, steps=(*script.steps, _step(mark, rest, number)))
    if mark == "+":
        return replace(script, keeps=(*script.keeps, _keeps(rest, number)))
    header = HEADER.fullmatch(line)
    if not header:
        raise ValueError(f"{line!r} is no step: a line begins with < > = @ + or #, or is a header such as line: 12345")
    if script.steps:
        raise ValueError(f"{line!r} comes too late: headers stand before the first thing that is said")
    found = _header(*header.groups())
    if "promised" in found:
        found["promised"] = (*script.promised, found["promised"])
    return replace(script, **found)


def _header(name: str, value: str) -> dict[str, Any]:
    if name not in HEADERS:
        raise ValueError(f"there is no header {name!r}: write one of {', '.join(HEADERS)}")
    return {name.replace(" ", "_"): HEADERS[name](value)}


def _moment(value: str) -> datetime:
    try:
        return datetime.strptime(value, "%Y-%m-%d %H:%M")
    except ValueError:
        raise ValueError(f"{value!r} is no time: write it as 2026-11-24 22:30") from None


def _caller(value: str) -> str:
    if value == NO_CALLER:
        return ""
    if not NUMBER.fullmatch(value):
        raise ValueError(f"{value!r} is no caller: write the digits of a number, or {NO_CALLER}")
    return value


def _line(value: str) -> str:
    if not NUMBER.fullmatch(value):
        raise ValueError(f"{value!r} is no line: write the digits that are dialled, such as 12345")
    return value


def _referral(value: str) -> Referral:
    department, known = _known(value, REFERRAL_FIELDS)
    if not department:
        raise ValueError("name the department it was sent to, such as M12 district=西城区")
    queue, words = known.get("queue", f"dept-{department}"), known.get("words", "")
    return Referral(department, queue, known.get("matter"), known.get("district"), words)


def _promised(value: str) -> Keeps:
    department, known = _known(value, ("matter", "from", "to"))
    if not department or not {"from", "to"} <= set(known):
        raise ValueError("write it as M12 from=2026-11-25T10:00 to=2026-11-25T11:00")
    for end in ("from", "to"):
        _moment(known[end].replace("T", " "))
    return Keeps(0, department, known)


def _yes_no(value: str) -> bool:
    if value not in YES_NO:
        raise ValueError(f"{value!r} is neither yes nor no")
    return YES_NO[value]


HEADERS: Mapping[str, Callable[[str], Any]] = {
    "about": str,
    "line": _line,
    "now": _moment,
    "caller": _caller,
    "stage": str,
    "sent to": _referral,
    "promised": _promised,
    "on telephone": _yes_no,
}


def _step(mark: str, rest: str, number: int) -> Step:
    match mark:
        case "<":
            return _hears(rest, number)
        case ">":
            return turn_of(rest, number)
        case "@":
            if not re.fullmatch("[a-z_]+", rest):
                raise ValueError(f"{rest!r} is no stage: write the dialplan's name of it, such as @ unanswered")
            return Enters(number, rest)
        case _:
            return _leads(rest, number)


def _hears(rest: str, number: int) -> Hears:
    is_optional = rest.startswith("?")
    rest = rest.removeprefix("?").strip()
    if not rest:
        raise ValueError("write what the bot says after <: a prompt's name, a part of its text, or ... for anything")
    if not PAUSES.sub("", rest).strip():
        if is_optional:
            raise ValueError("<? ... says nothing: name the prompt that may come, such as <? confirm.department")
        return Hears(number, is_anything=True)
    named = PROMPT_NAME.match(rest)
    words = rest[named.end() :] if named else rest
    parts = tuple(bare for part in GAPS.split(words) if (bare := bare_words(part)))
    return Hears(number, named[0] if named else "", parts, is_optional=is_optional)


def turn_of(written: str, number: int = 0) -> Turn:
    """The caller's turn as a script writes it. Raises ValueError."""
    is_over = written.startswith("!")
    words = written.removeprefix("!").strip()
    keys = KEYS.fullmatch(words)
    if keys:
        return Turn(number, Act.PRESSES, keys[1], is_over)
    if words == "#hangup":
        return Turn(number, Act.HANGS_UP)
    if words and not PAUSES.sub("", words):
        return Turn(number, Act.IS_SILENT)
    if not any(c.isalnum() for c in words) or words.startswith("#"):
        raise ValueError(f"{written!r} is no turn: write words, [1] for keys, ... for silence, or #hangup")
    if re.search("[0-9]", words):
        raise ValueError(f"{words!r}: write keys as [12], and spoken numbers as they are said: 幺三八, 三点")
    return Turn(number, Act.SAYS, words, is_over)


def _leads(rest: str, number: int) -> Leads:
    if rest == "hung up":
        return Leads(number, rest)
    to, _, more = rest.partition(" ")
    if to not in WAYS:
        raise ValueError(f"{rest!r} is no end: write {', '.join(WAYS)} or hung up, such as = queue M12 district=西城区")
    who, known = _known(more, REFERRAL_FIELDS)
    return Leads(number, to, who, known)


def _keeps(rest: str, number: int) -> Keeps:
    what, _, more = rest.partition(" ")
    department, known = _known(more, CALLBACK_FIELDS)
    if what != "callback" or not department:
        raise ValueError(f"{rest!r} is not kept anywhere: write it as + callback M12 number=13800138000")
    return Keeps(number, department, known)


def _known(text: str, names: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    """The word in front, and the fields after it."""
    words = text.split()
    who = words.pop(0) if words and "=" not in words[0] else ""
    fields = [FIELD.fullmatch(word) for word in words]
    wrong = [word for word, found in zip(words, fields, strict=True) if not found or found[1] not in names]
    if wrong:
        raise ValueError(f"{wrong[0]!r} is not known here: write {', '.join(f'{name}=…' for name in names)}")
    return who, {found[1]: found[2] for found in fields if found}


def bare_words(text: str) -> str:
    """What is compared of a text: letters and figures, without punctuation and blanks."""
    return "".join(c for c in text if c.isalnum())
