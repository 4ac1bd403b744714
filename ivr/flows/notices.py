"""What a site wants its callers to be told: what their words are used for, and that they may be recorded."""

from __future__ import annotations

from ivr.domain.prompts import prompt
from ivr.flows.talk import Talk

RECORDING = "notice.recording"


def give_notices(talk: Talk) -> None:
    """Before anything is asked."""
    if talk.desk.rules.privacy_notice:
        talk.say(prompt("notice.privacy"))
    if talk.desk.rules.recording_notice:
        talk.say(prompt(RECORDING))


def give_recording_notice(talk: Talk) -> None:
    """Before anything is recorded, to who has not heard it: the line was closed, or the bot was not there at first.

    Raises LedgerUnavailable: what cannot be known to be allowed is not recorded.
    """
    if talk.desk.rules.recording_notice and not talk.desk.ledger.was_told(talk.call.id, RECORDING):
        talk.say(prompt(RECORDING))
