"""What conversations without a telephone need: the texts, the directory, a ledger that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from ivr.adapters.scripts.checking import kept_otherwise
from ivr.adapters.scripts.playing import perform, play
from ivr.adapters.scripts.script import Script
from ivr.adapters.scripts.script_call import ScriptCall, TextOf
from ivr.adapters.scripts.writing import slot_texts, written
from ivr.adapters.store.callers import SqlCallers
from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.ledger import SqlLedger
from ivr.adapters.voice.texts import Texts, read_texts
from ivr.desk import desk_of
from ivr.domain.callbacks import CallbackRequest, Window
from ivr.domain.directory import Directory
from ivr.domain.outcomes import Referral
from ivr.domain.prompts import Prompt
from ivr.flows.ports import Desk
from ivr.settings import Settings

MOST_TEXTS = 20000


@dataclass(frozen=True)
class TryingRoom:
    """Joined once, used for many talks. texts: of the site's own language; text_of: what a prompt says."""

    settings: Settings
    directory: Directory
    texts: Texts
    text_of: TextOf

    @contextmanager
    def desk(self, now: Callable[[], datetime] = datetime.now) -> Iterator[tuple[Desk, SqlLedger]]:
        """A desk whose ledger and recordings are gone afterwards."""
        with tempfile.TemporaryDirectory(prefix="hotline-try-") as folder:
            ledger = SqlLedger(f"sqlite:///{folder}/ledger.db")
            desk = desk_of(self.settings, self.directory, ledger, now, SqlCallers(ledger))
            yield replace(desk, recordings=Path(folder)), ledger

    def slots_of(self, prompt: Prompt) -> Sequence[str]:
        """The texts in a prompt's slots, as they are spoken."""
        template = self.texts.templates.get(prompt.name)
        return slot_texts(template, self.text_of(prompt, "")) if template is not None else []

    def shown(self, prompt: Prompt) -> str:
        """What a prompt of a talk that is over said: by a pack what the site's own language has no text for."""
        return self.text_of(prompt, "" if prompt.name in self.texts.templates else self.settings.talk.foreign_language)

    def play(self, script: Script) -> tuple[ScriptCall, str | None]:
        """The call, and what was not as the script says."""
        with self.desk() as (desk, ledger):
            call = play(script, desk, self.text_of)
            if call.missed:
                return call, f"line {call.missed.line}: {call.missed.what}"
            return call, kept_otherwise(script.keeps, kept_in(ledger, call.id))

    def rewrite(self, script: Script) -> list[str]:
        """The script's lines as its caller's side makes them now, headers left out."""
        with self.desk() as (desk, ledger):
            call = perform(script, desk, self.text_of, lambda who, what: None)
            return written(call.events, kept_in(ledger, call.id), self.slots_of)


def open_room(settings: Settings) -> TryingRoom:
    """Raises DirectoryInvalid or PromptMissing."""
    own = read_texts(settings.prompts, settings.root / "data")
    texts_of = cache(lambda language: read_texts(settings.prompts.parent / language, None) if language else own)

    @lru_cache(MOST_TEXTS)
    def text_of(prompt: Prompt, language: str) -> str:
        return str(texts_of(language).spoken(prompt))

    return TryingRoom(settings, open_directory(settings.directory_db), own, text_of)


def kept_in(ledger: SqlLedger, call_id: str) -> list[CallbackRequest]:
    """The callbacks of one call."""
    return [
        CallbackRequest(
            row["call_id"],
            row["line"],
            row["number"],
            row["caller"],
            Referral(**row["referral"]),
            Window(row["window_start"], row["window_end"], row["spoken_time"]) if row["window_start"] else None,
            row["made_at"],
        )
        for row in ledger.list_callbacks()
        if row["call_id"] == call_id
    ]
