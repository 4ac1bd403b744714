"""Lets simulated callers talk to the real flows, one after the other."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from ivr.adapters.simulation.caller import SimulatedCaller
from ivr.adapters.simulation.goal import Person
from ivr.adapters.simulation.results import Result, result_of
from ivr.adapters.simulation.truth import Truth
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.store.mishearing import Mishearing
from ivr.domain.prompts import Prompt
from ivr.flows.attend import attend
from ivr.flows.ports import Desk


def talks(
    persons: Sequence[Person],
    desk: Desk,
    ledger: SqlLedger,
    mishearing: Mishearing,
    seconds_of: Callable[[Prompt], float],
    seed: int,
) -> Iterator[tuple[Person, SimulatedCaller, Result]]:
    """Each call when it is over. desk: with this ledger. The same seed and persons give the same calls."""
    for number, person in enumerate(persons):
        chance = random.Random(f"{seed} {number} {person.noise}")
        truth = Truth(person, desk.directory, chance)
        call = SimulatedCaller(person, truth, mishearing, seconds_of, f"simulated-{person.noise}-{number}", chance)
        attend(call, desk, "reception")
        kept_by = _kept_by(ledger, call) if "callback.confirmed" in {prompt.name for prompt in call.prompts} else None
        yield person, call, result_of(call, person, truth, kept_by, desk.directory)


def _kept_by(ledger: SqlLedger, call: SimulatedCaller) -> str | None:
    kept = [row["referral"]["department_id"] for row in ledger.list_callbacks() if row["call_id"] == call.id]
    return str(kept[0]) if kept else None
