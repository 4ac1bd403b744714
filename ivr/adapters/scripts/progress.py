"""How far a call has come in its script, and where it leaves it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ivr.adapters.scripts.checking import is_said, led_elsewhere, outcome_told
from ivr.adapters.scripts.script import Enters, Hears, Leads, Script, Step, Turn, is_over_prompt
from ivr.domain.outcomes import Outcome


@dataclass(frozen=True)
class Missed:
    """Where the bot left the script. line: of the file; what: what happened instead."""

    line: int
    what: str


class Progress:
    """What is left of a script. missed: where the call was no longer what the script says; None so far."""

    def __init__(self, script: Script) -> None:
        self.missed: Missed | None = None
        self._left: list[Step] = list(script.steps)
        self._last_line = script.steps[-1].line

    @property
    def next_step(self) -> Step | None:
        """What the script wants next; an optional prompt may be left out."""
        return self._left[0] if self._left else None

    @property
    def step_after_next(self) -> Step | None:
        """What the script wants then."""
        return self._left[1] if len(self._left) > 1 else None

    def leave_out_next(self) -> None:
        """The next step is known to have happened."""
        self._left.pop(0)

    def takes_prompt(self, name: str, text: str) -> bool:
        """Whether the script wants the bot to say this now."""

        def is_it(step: Step | None) -> bool:
            return isinstance(step, Hears) and is_said(step, name, text)

        step = self._reach(is_it)
        if isinstance(step, Hears) and step.is_anything:
            if is_it(self.step_after_next):
                del self._left[:2]
            return True
        if is_it(step):
            self._left.pop(0)
            return True
        self.misses(f"the bot said: {name} {text}".rstrip())
        return False

    def takes_turn(self, over: bool = False) -> Turn | None:
        """The caller's turn, when it is next. over: only when it is one of keys, or spoken over a prompt."""
        step = self.step_after_next if self._is_anything() else self.next_step
        if not isinstance(step, Turn) or (over and not is_over_prompt(step)):
            return None
        self._pass_anything()
        self._left.pop(0)
        return step

    def takes_outcome(self, outcome: Outcome) -> bool:
        """Whether the script wants the talk to lead there."""
        self._pass_anything()
        step = self._reach(lambda step: isinstance(step, Leads))
        different = led_elsewhere(step, outcome) if isinstance(step, Leads) else f"it led to: {outcome_told(outcome)}"
        if different:
            self.misses(different)
        else:
            self._left.pop(0)
        return not different

    def takes_stage(self) -> Enters | None:
        """The stage at which the script wants the bot entered again; None when it wants none, or was left."""
        self._pass_anything()
        step = self._reach(lambda step: isinstance(step, Enters))
        if self.missed or not isinstance(step, Enters):
            return None
        self._left.pop(0)
        return step

    def finish(self, has_hung_up: bool) -> None:
        """The call is over: what the script still wants was missed. has_hung_up: the caller did, by the script."""

        def is_hang_up(step: Step | None) -> bool:
            return isinstance(step, Leads) and step.to == "hung up" and has_hung_up

        self._pass_anything()
        if is_hang_up(self._reach(is_hang_up)):
            self._left.pop(0)
        if self._left:
            self.misses("the call was over before it")

    def misses(self, what: str) -> None:
        """Note where the script was left; only the first time counts."""
        if self.missed is None:
            self._pass_anything()
            self.missed = Missed(self._left[0].line if self._left else self._last_line, what)

    def _reach(self, is_wanted: Callable[[Step], bool]) -> Step | None:
        """The next step, once optional ones that are not wanted now are left out with the turns after them."""
        while self._left:
            step = self._left[0]
            if is_wanted(step) or not (isinstance(step, Hears) and step.is_optional):
                return step
            self._left.pop(0)
            while self._left and isinstance(self._left[0], Turn):
                self._left.pop(0)
        return None

    def _is_anything(self) -> bool:
        step = self.next_step
        return isinstance(step, Hears) and step.is_anything

    def _pass_anything(self) -> None:
        if self._is_anything():
            self._left.pop(0)
