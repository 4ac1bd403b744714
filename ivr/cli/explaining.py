"""What the bot makes of an answer, in one line for testers."""

from __future__ import annotations

from ivr.domain.deciding import decide
from ivr.domain.dialogue import command_in, emergency_in, yes_or_no
from ivr.domain.directory import Candidate, Directory
from ivr.domain.expecting import Expecting, Kind
from ivr.domain.heard import Heard, Said

MOST_SHOWN = 3


def explained(heard: Heard, expecting: Expecting, directory: Directory, line: str) -> str:
    """Commands and emergencies first, as the bot looks for them; then what the question expects."""
    emergency, command = emergency_in(heard), command_in(heard)
    if emergency:
        return f"emergency {emergency.number}"
    if command:
        return f"command: {command.value}"
    if expecting.kind in (Kind.YES_NO, Kind.OWN_NUMBER) and yes_or_no(heard) is not None:
        return "yes" if yes_or_no(heard) else "no"
    if expecting.kind is not Kind.OPEN or not isinstance(heard, Said):
        return f"answer to a question of kind {expecting.kind.value}"
    return decision_told(heard.text, directory, line)


def decision_told(text: str, directory: Directory, line: str) -> str:
    """The next step, and what it rests on."""
    decision = decide(text, directory, line)
    ranked = "; ".join(_candidate(candidate, directory) for candidate in decision.ranked[:MOST_SHOWN])
    place = " ".join(name for name in (decision.district, decision.street) if name)
    parts = (
        decision.action.value,
        *decision.labels,
        decision.answer and f"answer {decision.answer}",
        decision.rival and f"or {decision.rival}",
        place,
        ranked,
    )
    return f"decision: {' · '.join(part for part in parts if part)}"


def _candidate(candidate: Candidate, directory: Directory) -> str:
    matter = f" {candidate.matter.name}" if candidate.matter else ""
    return f"{directory.department(candidate.department_id).spoken}{matter} {candidate.score:.2f}"
