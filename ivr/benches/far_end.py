"""The far end of the crash test's calls: one SIP socket that plays all agents and all callers, and counts.

What it writes down is independent of the ledger, of the bot and of the Asterisk under test, and outlives them all.
"""

from __future__ import annotations

import heapq
import json
import os
import random
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from demo.leg import Dialog, new_tag
from demo.sip import Headers, Message, parse, reply, session, uri_of

ADDRESS = "127.0.0.1"
ANSWERS, RINGS_OUT = 200, 180
CALLERS = {ANSWERS: 56, RINGS_OUT: 14, 486: 12, 603: 8, 480: 4, 404: 3, 503: 3}
"""What of 100 callers' telephones do."""
TAKES_SHARE = 0.8
"""Customer first: of those who pick up, so many press 1; the others are machines, or hang up."""
AGENTS = {ANSWERS: 90, RINGS_OUT: 5, 486: 5}
REASONS = {
    486: "Busy Here",
    603: "Decline",
    480: "Temporarily Unavailable",
    404: "Not Found",
    503: "Service Unavailable",
}
PICK_UP_SECONDS, TALK_SECONDS, KEY_AFTER_SECONDS = (0.1, 1.0), (0.3, 1.5), 0.2
LONGEST_RING_SECONDS, LONGEST_CALL_SECONDS = 6.0, 20.0
"""For those whose Asterisk was killed: nobody cancels, nobody hangs up."""
RESENT_AFTER_SECONDS, MOST_RESENT = 0.5, 6


@dataclass
class _Call:
    """number: who is called; about: what the caller's display shows."""

    number: str
    about: str
    invite: Message
    dialog: Dialog
    came_from: tuple[str, int]
    answer: Message | None = None
    is_up: bool = False
    is_over: bool = False


@dataclass
class FarEnd:
    """Serve it in a process of its own. noted: where it writes a line of JSON for all that callers' telephones do.

    first: "agent" or "customer", who is asked to press 1; a customer who does not is not noted as one who answered.
    """

    wire: socket.socket
    noted: Path
    chance: random.Random
    first: str = "agent"
    _calls: dict[str, _Call] = field(default_factory=dict)
    _later: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def serve(self) -> None:
        """Until it is killed."""
        self._notes = os.open(self.noted, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._media = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._media.bind((ADDRESS, 0))  # nobody listens: calls are counted, not heard
        while True:
            patience = max(0.0, self._later[0][0] - time.monotonic()) if self._later else 1.0
            if select.select([self.wire], [], [], patience)[0]:
                data, came_from = self.wire.recvfrom(65535)
                message = parse(data)
                if message and not message.status:
                    self._take(message, came_from)
            while self._later and self._later[0][0] <= time.monotonic():
                heapq.heappop(self._later)[2]()

    def _take(self, message: Message, came_from: tuple[str, int]) -> None:
        call = self._calls.get(message.get("call-id"))
        match message.method:
            case "INVITE" if call is None:
                self._ring(message, came_from)
            case "INVITE":
                self._send(call.answer if call else None, came_from)
            case "ACK" if call and not call.is_up and not call.is_over:
                self._begin(call)
            case "CANCEL" if call and not call.is_over and not call.is_up:
                self._respond(call, 200, "OK", message)
                self._respond(call, 487, "Request Terminated")
                self._end(call)
            case "BYE" | "CANCEL" | "OPTIONS":
                self._send(Message("SIP/2.0 200 OK", reply(message, "", [])), came_from)
                if call and message.method == "BYE":
                    self._end(call)

    def _ring(self, invite: Message, came_from: tuple[str, int]) -> None:
        local = f"{invite.get('to')};tag={new_tag()}"
        dialog = Dialog(invite.get("call-id"), local, invite.get("from"), uri_of(invite.get("contact")))
        number, about = _user(invite.first.split()[1]), invite.get("from").partition("<")[0].strip('" ')
        call = _Call(number, about, invite, dialog, came_from)
        self._calls[dialog.call_id] = call
        self._note(call, "ring")
        manners = AGENTS if _is_agent(call) else CALLERS
        does = self.chance.choices(list(manners), list(manners.values()))[0]
        self._respond(call, 180, "Ringing")
        if does == ANSWERS:
            self._in(self.chance.uniform(*PICK_UP_SECONDS), lambda: self._answer(call, MOST_RESENT))
        elif does == RINGS_OUT:
            self._in(LONGEST_RING_SECONDS, lambda: self._refuse(call, 480))
        else:
            self._refuse(call, does)

    def _refuse(self, call: _Call, status: int) -> None:
        if not call.is_over:
            self._respond(call, status, REASONS[status])
            self._end(call)

    def _answer(self, call: _Call, times: int) -> None:
        """Pick up, and say so until it is acknowledged."""
        if call.is_up or call.is_over:
            return
        if times == 0:
            self._end(call)
            return
        self._respond(call, 200, "OK")
        self._in(RESENT_AFTER_SECONDS, lambda: self._answer(call, times - 1))

    def _begin(self, call: _Call) -> None:
        call.is_up = True
        if _is_agent(call):
            self._in(KEY_AFTER_SECONDS, lambda: self._take_call(call))
            self._in(LONGEST_CALL_SECONDS, lambda: self._hang_up(call))
            return
        if self.first == "agent":
            self._note(call, "answer")
        elif self.chance.random() < TAKES_SHARE:
            self._in(KEY_AFTER_SECONDS, lambda: self._take_call(call))
        self._in(self.chance.uniform(*TALK_SECONDS), lambda: self._hang_up(call))

    def _take_call(self, call: _Call) -> None:
        """Press 1."""
        if not call.is_over:
            self._note(call, "answer")
            press = [("Content-Type", "application/dtmf-relay")]
            self._request(call, "INFO", press, "Signal=1\r\nDuration=160\r\n")

    def _hang_up(self, call: _Call) -> None:
        if not call.is_over:
            self._request(call, "BYE", [], "")
            self._end(call)

    def _end(self, call: _Call) -> None:
        if not call.is_over:
            call.is_over = True
            self._note(call, "end")

    def _in(self, seconds: float, do: Callable[[], None]) -> None:
        heapq.heappush(self._later, (time.monotonic() + seconds, next(self._order), do))

    def _note(self, call: _Call, what: str) -> None:
        if not _is_agent(call):
            told = {
                "at": time.time(),
                "what": what,
                "number": call.number,
                "about": call.about,
                "call": call.dialog.call_id,
            }
            os.write(self._notes, f"{json.dumps(told)}\n".encode())

    def _respond(self, call: _Call, status: int, reason: str, to: Message | None = None) -> None:
        own = f"<sip:{call.number}@{ADDRESS}:{self.wire.getsockname()[1]}>"
        more: Headers = [("Contact", own)]
        body = ""
        if status == 200 and to is None:
            more, body = [*more, ("Content-Type", "application/sdp")], session(ADDRESS, self._media.getsockname()[1])
        tag = call.dialog.local.rpartition("tag=")[2]
        answer = Message(f"SIP/2.0 {status} {reason}", reply(to or call.invite, tag, more), body)
        if to is None:
            call.answer = answer
        self._send(answer, call.came_from)

    def _request(self, call: _Call, method: str, more: Headers, body: str) -> None:
        if call.is_over:
            return
        call.dialog.sequence += 1
        own = f"{ADDRESS}:{self.wire.getsockname()[1]}"
        headers = [
            ("Via", f"SIP/2.0/UDP {own};branch=z9hG4bK{new_tag()};rport"),
            ("Max-Forwards", "70"),
            ("From", call.dialog.local),
            ("To", call.dialog.remote),
            ("Call-ID", call.dialog.call_id),
            ("CSeq", f"{call.dialog.sequence} {method}"),
        ]
        self._send(Message(f"{method} {call.dialog.target} SIP/2.0", [*headers, *more], body), call.came_from)

    def _send(self, message: Message | None, to: tuple[str, int]) -> None:
        if message:
            self.wire.sendto(message.wire(), to)


def _user(uri: str) -> str:
    return uri.partition("sip:")[2].partition("@")[0]


def _is_agent(call: _Call) -> bool:
    return call.number.startswith("agent")
