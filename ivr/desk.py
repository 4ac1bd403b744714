"""The desk of a talk, made from the admin's settings: the same for callers, for the console and for scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ivr.domain import callback_settings
from ivr.domain.directory import Directory
from ivr.domain.pack_words import KEYS_ALONE, PackWords
from ivr.domain.rules import Rules
from ivr.flows.ports import Callers, Desk, Ledger
from ivr.settings import Settings, TalkSettings


def desk_of(
    settings: Settings,
    directory: Directory,
    ledger: Ledger,
    now: Callable[[], datetime] = datetime.now,
    callers: Callers | None = None,
    words: PackWords = KEYS_ALONE,
) -> Desk:
    """Everything a conversation needs besides the caller. callers: None remembers nobody. words: of the pack."""
    recording, calling = settings.recording, callback_settings.rules_of(settings.callbacks)
    rules = rules_of(settings.talk)
    desk = Desk(
        directory, ledger, now, settings.recordings, recording.message_seconds, rules, calling=calling, words=words
    )
    return replace(desk, callers=callers) if callers else desk


def rules_of(talk: TalkSettings) -> Rules:
    """The house rules that these settings make."""
    return Rules(
        most_failures=talk.most_failures,
        most_repeats=talk.most_repeats,
        most_wrong=talk.most_wrong,
        privacy_notice=talk.privacy_notice,
        recording_notice=talk.recording_notice,
        survey=talk.survey,
        priority_numbers=_numbers(talk.priority_numbers),
        priority_lines=_numbers(talk.priority_lines),
        foreign_language=talk.foreign_language,
    )


def _numbers(text: str) -> frozenset[str]:
    return frozenset(filter(None, (number.strip() for number in text.replace("，", ",").split(","))))
