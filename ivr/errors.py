"""Every error of the hotline, on one screen, and the hang-up that is none."""

from __future__ import annotations

from datetime import datetime


class HungUp(BaseException):
    """The caller hung up. Born in the Call adapter, ended in ivr.flows.attend; never caught in between.

    A BaseException, so that no `except Exception` on the way can swallow it.
    """


class LanguageLeft(Exception):
    """The caller goes back to the site's own language. Born in ivr.flows.foreign, ended in ivr.flows.attend."""


class HotlineError(Exception):
    """Something an admin can act on: the message says what, which one, and what to do next."""


class SettingsInvalid(HotlineError):
    """hotline.toml or a HOTLINE_* variable holds something that cannot be used."""


class DirectoryInvalid(HotlineError):
    """The directory or its sources under data/ are broken."""


class DepartmentNotFound(HotlineError):
    """No department has this id."""


class PhraseRefused(HotlineError):
    """A phrase cannot be taught, or nobody knows of which matter it is one."""


class LineNotFound(HotlineError):
    """No line has this number."""


class ModelUnusable(HotlineError):
    """A speech model directory is missing, incomplete or not one that Vosk opens."""


class SoundUnreadable(HotlineError):
    """A sound file is missing, is none, or holds nothing to hear."""


class ClipListInvalid(HotlineError):
    """A list of recordings and their texts cannot be used."""


class PromptMissing(HotlineError):
    """A prompt name has no text, or its sound file is absent."""


class SynthesisFailed(HotlineError):
    """No speech synthesiser could render a text."""


class ScriptInvalid(HotlineError):
    """A conversation that a tester wrote cannot be read."""


class ScriptBroken(HotlineError):
    """A conversation did not go as its script says."""


class TranscriptFailed(HotlineError):
    """A recording cannot be written down: it is missing, no sound, or too long."""


class SecondEarUnusable(HotlineError):
    """The extra for transcripts is not installed, or its model is broken."""


class LedgerUnavailable(HotlineError):
    """The ledger could not be read or written; nothing was half-written."""


class CallbackNotFound(HotlineError):
    """No callback request has this number."""


class MoveUnlawful(HotlineError):
    """What was asked of a callback request does not fit the state it is in."""


class CallbackMoved(MoveUnlawful):
    """Somebody else has moved a callback request since it was looked at."""


class TimeUnusable(HotlineError):
    """Nobody may call at the time that was asked for. opens_next: when somebody may, as far as that is known."""

    def __init__(self, message: str, opens_next: datetime | None = None) -> None:
        super().__init__(message)
        self.opens_next = opens_next


class StaffPageUnusable(HotlineError):
    """The staff page cannot be served, its accounts cannot be read or written, or there is none of this name."""


class CallNotFound(HotlineError):
    """The ledger knows no call of this name, or nothing was corrected in it."""


class NoticeFailed(HotlineError):
    """Somebody could not be told of an overdue callback; it is tried again."""


class AsteriskUnusable(HotlineError):
    """Asterisk is missing, too old, or its configuration cannot be written."""


class TelephoneUnavailable(HotlineError):
    """Asterisk's manager interface cannot be reached, or refuses to place a call."""


class AgiBroken(HotlineError):
    """Asterisk answered an AGI command with something that is no answer."""


class BotUnavailable(HotlineError):
    """The resident bot cannot start or be reached."""


class DemoFailed(HotlineError):
    """A scripted phone, or a call of the demo, did not do what its script expects."""
