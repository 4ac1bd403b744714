"""How a site wants its callers to be treated: how often to ask, whom to put through at once, what to say first."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rules:
    """The house rules of all talks.

    most_failures: further wordings of one question before a human; most_repeats: of a prompt that is asked for again;
    most_wrong: departments or answers the caller said no to; most_matters: taken one after another in one talk.
    privacy_notice, recording_notice: said before the first question. survey: ask for a rating after an agent.
    priority_numbers, priority_lines: callers and lines that get a human after one sentence.
    foreign_language: the pack of prompts for who speaks no Chinese; "" for none: then a human comes.
    """

    most_failures: int = 2
    most_repeats: int = 3
    most_wrong: int = 3
    most_matters: int = 8
    privacy_notice: bool = False
    recording_notice: bool = False
    survey: bool = True
    priority_numbers: frozenset[str] = frozenset()
    priority_lines: frozenset[str] = frozenset()
    foreign_language: str = ""

    def gives_priority(self, line: str, caller: str) -> bool:
        """Whether this caller is spared all questions but the first."""
        return line in self.priority_lines or caller in self.priority_numbers
