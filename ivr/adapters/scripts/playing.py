"""Plays a script at a desk, stage after stage, against the real flows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from ivr.adapters.console.call import ConsoleCall
from ivr.adapters.scripts.script import Act, Enters, Script, Turn, is_over_prompt
from ivr.adapters.scripts.script_call import ScriptCall, TextOf
from ivr.domain.callbacks import CallbackRequest, Window
from ivr.domain.outcomes import Referral, ToQueue
from ivr.errors import ScriptInvalid
from ivr.flows.attend import STAGES, attend
from ivr.flows.ports import Desk

EARLIER = "earlier-call"


def play(script: Script, desk: Desk, text_of: TextOf, hang_up_at: int | None = None) -> ScriptCall:
    """The call once it is over. Raises ScriptInvalid for a stage that does not exist.

    text_of: what a prompt says. hang_up_at: the use of the Call port at which the caller is gone.
    """
    call = ScriptCall(script, text_of, hang_up_at)
    desk = prepared(script, desk, call.id)
    stage: str | None = script.stage
    while stage:
        _check(script, stage)
        attend(call, desk, stage)
        stage = call.next_stage()
    call.finish()
    return call


def perform(script: Script, desk: Desk, text_of: TextOf, tell: Callable[[str, str], None]) -> ConsoleCall:
    """The caller's side of a script alone: what the bot does is only told and kept in `events`.

    Turns that nobody waited for are left out; a caller without a further turn hangs up.
    """
    turns: list[Turn] = []
    call = ConsoleCall(
        script.line,
        script.caller,
        f"script-{script.file.stem}",
        text_of,
        lambda: turns.pop(0) if turns else Turn(0, Act.HANGS_UP),
        lambda: turns.pop(0) if turns and is_over_prompt(turns[0]) else Turn(0, Act.IS_SILENT),
        tell,
    )
    desk = prepared(script, desk, call.id)
    for entered, spoken in _stages(script):
        _check(script, entered.stage)
        if call.events:
            call.events.append(entered)
        turns[:] = spoken
        attend(call, desk, entered.stage)
    return call


def prepared(script: Script, desk: Desk, call_id: str) -> Desk:
    """The desk at the hour of the script, where what it tells of earlier has happened."""
    now = script.now or desk.now()
    if script.sent_to:
        desk.ledger.begin_call(call_id, script.line, script.caller, now)
        desk.ledger.close_talk(call_id, now, "handed over", ToQueue(script.sent_to))
    for request in promises_of(script, now):
        desk.ledger.keep_callback(request)
    return replace(desk, now=lambda: now)


def promises_of(script: Script, now: datetime) -> list[CallbackRequest]:
    """The callbacks of earlier calls that the script tells of."""
    requests = []
    for number, kept in enumerate(script.promised, 1):
        window = Window(datetime.fromisoformat(kept.known["from"]), datetime.fromisoformat(kept.known["to"]))
        referral = Referral(kept.department_id, f"dept-{kept.department_id}", kept.known.get("matter"))
        call = f"{EARLIER}-{number}"
        requests.append(CallbackRequest(call, script.line, script.caller, script.caller, referral, window, now))
    return requests


def _stages(script: Script) -> list[tuple[Enters, list[Turn]]]:
    found: list[tuple[Enters, list[Turn]]] = [(Enters(0, script.stage), [])]
    for step in script.steps:
        if isinstance(step, Enters):
            found.append((step, []))
        elif isinstance(step, Turn):
            found[-1][1].append(step)
    return found


def _check(script: Script, stage: str) -> None:
    if stage not in STAGES:
        raise ScriptInvalid(f"{script.file}: there is no stage {stage!r}: write one of {', '.join(STAGES)}")
