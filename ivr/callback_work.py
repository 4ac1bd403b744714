"""What department staff do with a callback, by the same rules on the command line and on the staff page."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from ivr.adapters.store.callback_moves import Note
from ivr.adapters.store.callbacks import Callbacks
from ivr.domain.attempts import Chance, chance_after_machine, first_chance
from ivr.domain.callback_settings import CallbackSettings, rules_of
from ivr.domain.callback_states import Move, State, after
from ivr.domain.callbacks import CallbackRequest, Window
from ivr.domain.directory import Directory
from ivr.domain.lessons import matters_named
from ivr.domain.number_forms import completed
from ivr.domain.outcomes import Referral
from ivr.domain.times import AN_HOUR
from ivr.errors import HotlineError, TimeUnusable


@dataclass(frozen=True)
class CallbackWork:
    """directory: the one in use now. Raises what Callbacks does, and HotlineError for what was written wrongly."""

    callbacks: Callbacks
    directory: Callable[[], Directory]
    settings: CallbackSettings

    def add(self, number: str, referral: Referral, line: str, times: tuple[datetime | None, datetime | None]) -> int:
        """Write down a callback that a person promised; returns its number."""
        digits = completed(number)
        if digits is None:
            raise HotlineError(f"{number} is no telephone number: digits only, a landline with its area code")
        now = datetime.now()
        window = self.window(referral.department_id, times, now)
        self._check(referral, line)
        return self.callbacks.add(CallbackRequest(f"desk-{uuid.uuid4().hex}", line, digits, "", referral, window, now))

    def _check(self, referral: Referral, line: str) -> None:
        directory, department = self.directory(), referral.department_id
        directory.line(line)
        if referral.district and referral.district not in directory.districts:
            raise HotlineError(f"no district {referral.district!r}: it is one of {', '.join(directory.districts)}")
        if referral.matter and not matters_named(referral.matter, department, directory):
            raise HotlineError(
                f"{department} has no matter {referral.matter!r}: ./hotline ivr directory search WORDS shows names"
            )

    def take(self, number: int, note: Note) -> None:
        """See to it oneself: the dialler leaves it alone."""
        self.callbacks.take(number, note)

    def reply(self, number: int, text: str, note: Note) -> None:
        """Write down the reply that the caller was given."""
        self.callbacks.reply(number, text, note)

    def reschedule(self, number: int, times: tuple[datetime | None, datetime | None], note: Note) -> Window | None:
        """Agree on another time; the attempts begin anew. Returns it; None: any time."""
        department = self.callbacks.show(number)["referral"]["department_id"]
        window = self.window(department, times, note.at)
        self.callbacks.reschedule(number, window, note)
        return window

    def not_reached(self, number: int, note: Note) -> Chance | None:
        """It was a machine that answered the last attempt: tried again by the rules. Returns when; None: never."""
        found, rules, directory = self.callbacks.show(number), rules_of(self.settings), self.directory()
        after(State(found["state"]), Move.NOT_REACHED)
        last, department = found["attempts"][-1], found["referral"]["department_id"]
        window = Window(found["window_start"], found["window_end"]) if found["window_start"] else None
        missed = Chance(last["due_from"], last["due_until"])
        may_call = rules.may_call(department, directory.hours)
        chance = chance_after_machine(window, missed, found["attempted"], last["began_at"], note.at, may_call, rules)
        self.callbacks.not_reached(number, last["id"], chance, note)
        return chance

    def close(self, number: int, text: str, note: Note) -> None:
        """Nothing is left to do. text: the reply, where it is not written down yet."""
        if text:
            self.callbacks.reply(number, text, note)
            note = replace(note, seen=None)
        self.callbacks.close(number, note)

    def rate(self, number: int, satisfaction: int, is_solved: bool, note: Note) -> None:
        """Write down how content the caller is, 1 to 5; what is not solved is opened again."""
        self.callbacks.rate(number, satisfaction, is_solved, note)

    def reopen(self, number: int, note: Note) -> None:
        """It was not solved after all."""
        self.callbacks.reopen(number, note)

    def window(self, department: str, times: tuple[datetime | None, datetime | None], now: datetime) -> Window | None:
        """The time from … to …, if the department can be called for in it; without a beginning: any time."""
        directory, (begin, end) = self.directory(), times
        directory.department(department)
        if begin is None:
            if end is not None:
                raise TimeUnusable("--to needs --from")
            return None
        window = Window(begin, end or begin + AN_HOUR)
        if window.end <= window.start:
            raise TimeUnusable(f"--to {window.end} is not after --from {window.start}")
        rules = rules_of(self.settings)
        if first_chance(window, now, rules.may_call(department, directory.hours), rules) is None:
            opens = directory.hours.opens_next(department, max(now, begin))
            raise TimeUnusable(
                f"nobody may call for {department} from {window.start} to {window.end}: that is over, outside its hours"
                f" or the lawful ones ({self.settings.opens} to {self.settings.closes}). It opens next: {opens}",
                opens,
            )
        return window
