"""Which of a caller's words were routed wrong and where they belong: by the call's own turns, or an agent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ivr.domain.dialogue import Command, command_in, emergency_in, yes_or_no
from ivr.domain.heard import Heard, Pressed, Said
from ivr.domain.outcomes import Referral
from ivr.domain.prompts import DepartmentName

OPEN_QUESTIONS = ("greeting.", "ask.open", "ask.guide", "ask.vague", "ask.else", "special.", "not_understood.")
"""How prompts begin that are answered with a matter in the caller's own words."""
ELSEWHERE = ("callback.", "message.", "survey.")
"""How prompts begin where 重新说 is about a number or a time, not about the department."""
IS_IT, WHICH = "confirm.", "ask.which"
"""How prompts begin that offer one department, or two; their further wordings name none."""
NEITHER_KEY = Pressed("3")
CHOOSING = ("第一", "第二", "前面", "后面", "前一个", "后一个", "前者", "后者")
"""不是第一个，是第二个 is a choice."""


@dataclass(frozen=True)
class Turn:
    """What the bot said and what came back. named: the departments it named; heard None: nothing was asked."""

    prompt: str
    named: tuple[DepartmentName, ...] = ()
    heard: Heard | None = None


@dataclass(frozen=True)
class Misrouting:
    """Words that were taken wrong. refused: ids of the departments that were wrong; none when none had been named."""

    words: str
    confidence: float
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgentsWord:
    """Where a call belongs, as an agent says. by: their name."""

    department_id: str
    matter: str | None
    by: str


@dataclass(frozen=True)
class Correction:
    """A call that was routed wrong at first.

    misroutings: in the order of the call; none when an agent corrected a caller who said nothing. department_id: where
    it went in the end; None when nobody knows. by: the agent who said so, "" for the caller.
    """

    misroutings: tuple[Misrouting, ...]
    department_id: str | None
    matter: str | None = None
    by: str = ""

    @property
    def words(self) -> str:
        """What there is to learn: the first words that were taken wrong."""
        return self.misroutings[0].words if self.misroutings else ""


def correction_of(turns: Sequence[Turn], taken: Referral | None, agent: AgentsWord | None = None) -> Correction | None:
    """What was corrected in a call; None: nothing. taken: where it was sent in the end."""
    misroutings = misroutings_in(turns)
    if agent is not None:
        wrong = misroutings or _as_sent(turns, taken, agent.department_id)
        return Correction(wrong, agent.department_id, agent.matter, agent.by)
    if not misroutings:
        return None
    refused = {department_id for misrouting in misroutings for department_id in misrouting.refused}
    if taken is None or taken.department_id in refused:
        return Correction(misroutings, None)
    return Correction(misroutings, taken.department_id, taken.matter)


def misroutings_in(turns: Iterable[Turn]) -> tuple[Misrouting, ...]:
    """The words after which the caller said no to a department, or that the bot is on the wrong track."""
    found: list[Misrouting] = []
    said: Said | None = None
    named: tuple[DepartmentName, ...] = ()
    asking = ""
    for turn in turns:
        asking = _asking(turn, asking)
        if turn.prompt.startswith(OPEN_QUESTIONS):
            told = _matter_told(turn)
            said, named = (told, ()) if told else (said, named)
            continue
        named = turn.named or named
        if said and _is_refused(turn, asking, named):
            found.append(Misrouting(said.text, said.confidence, tuple(department.id for department in named)))
            said = None
    return tuple(found)


def _as_sent(turns: Iterable[Turn], taken: Referral | None, right: str) -> tuple[Misrouting, ...]:
    """What an agent corrects when the caller did not: the words it was sent by, else the first that were told."""
    told = [said for turn in turns if (said := _matter_told(turn))]
    if not told:
        return ()
    said = next((each for each in told if taken and each.text == taken.words), told[0])
    refused = (taken.department_id,) if taken and taken.department_id != right else ()
    return (Misrouting(said.text, said.confidence, refused),)


def _matter_told(turn: Turn) -> Said | None:
    heard = turn.heard
    if not turn.prompt.startswith(OPEN_QUESTIONS) or not isinstance(heard, Said) or not heard.text:
        return None
    return heard if command_in(heard) is None and emergency_in(heard) is None else None


def _asking(turn: Turn, before: str) -> str:
    """IS_IT or WHICH while a department is offered, else ""; a further wording names none and keeps the question."""
    kind = next((kind for kind in (IS_IT, WHICH) if turn.prompt.startswith(kind)), "")
    return kind if turn.named or kind == before or (kind == IS_IT and before == WHICH) else ""


def _is_refused(turn: Turn, asking: str, named: tuple[DepartmentName, ...]) -> bool:
    heard = turn.heard
    if heard is None or emergency_in(heard) is not None:
        return False
    if asking == WHICH and _is_choice(heard, named):
        return False
    if command_in(heard) is Command.BACK:
        return not turn.prompt.startswith(ELSEWHERE)
    if asking == WHICH:
        neither = isinstance(heard, Said) and "都不" in heard.text
        return neither or heard == NEITHER_KEY or (isinstance(heard, Said) and yes_or_no(heard) is False)
    return asking == IS_IT and yes_or_no(heard) is False


def _is_choice(heard: Heard, named: tuple[DepartmentName, ...]) -> bool:
    if not isinstance(heard, Said) or "都不" in heard.text:
        return False
    return any(word in heard.text for word in (*CHOOSING, *(department.name for department in named)))
