"""A scripted SIP phone: registers, calls, is called, hangs up. Scripts act from their own threads."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass

from demo.leg import ANSWERED, CALLING, ENDED, RINGING, Dialog, Leg, new_tag
from demo.rtp import Stream
from demo.sip import Headers, Message, media_address, reply, session, tag_of, uri_of
from demo.wire import RETRY_SECONDS, Account, Wire
from ivr.errors import DemoFailed

ALLOWED = ("Allow", "INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY, UPDATE")
SDP = ("Content-Type", "application/sdp")


@dataclass
class Manners:
    """What the phone does when it rings. answer_after: seconds, None lets it ring. hang_up_after: seconds of talk.

    reject: a status such as 486.
    """

    answer_after: float | None = None
    hang_up_after: float | None = None
    reject: int | None = None


class Phone:
    """A phone of one account. Use it in `with`: it hangs up, unregisters and closes its ports."""

    def __init__(self, account: str, password: str, server: tuple[str, int], address: str = "127.0.0.1") -> None:
        self.account, self.manners = account, Manners()
        self.legs: list[Leg] = []
        self.rung = threading.Condition()
        self.wire = Wire(Account(account, password), server, address, self._take_request, self._take_stray)
        self._registered = False

    def __enter__(self) -> Phone:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def register(self, seconds: int = 600) -> None:
        """Tell the server where this account can be rung. Raises DemoFailed with the server's answer."""
        host, port = self.wire.server
        to = f"<sip:{self.account}@{host}>"
        dialog = Dialog(new_tag(), f"{to};tag={new_tag()}", to, f"sip:{host}:{port}")
        more = [("Contact", f"{self._contact()};expires={seconds}"), ("Expires", str(seconds))]
        answer = self.wire.ask("REGISTER", dialog, more)
        if answer.status != 200:
            raise DemoFailed(f"{self.account} could not register: {answer.first}")
        self._registered = seconds > 0

    def call(self, number: str, name: str = "", sends: bool = True) -> Leg:
        """Dial. Returns at once; wait on the leg. name: the display name, as it goes into the quotes."""
        host, port = self.wire.server
        target = f"sip:{number}@{host}:{port}"
        shown = f'"{name}" ' if name else ""
        local = f"{shown}<sip:{self.account}@{host}>;tag={new_tag()}"
        leg = Leg(Dialog(new_tag(), local, f"<{target}>", target), Stream(self.wire.address, sends), incoming=False)
        leg.invited = time.time()
        self.legs.append(leg)
        threading.Thread(target=self._dial, args=(leg,), daemon=True).start()
        return leg

    def answer(self, leg: Leg) -> None:
        """Pick up a ringing call."""
        if leg.invite is None or leg.state != RINGING:
            return
        leg.becomes(ANSWERED)
        if self.manners.hang_up_after is not None:
            threading.Timer(self.manners.hang_up_after, self._hang_up_politely, (leg,)).start()
        for seconds in RETRY_SECONDS:
            self._respond(leg.invite, 200, "OK", leg)
            with leg.news:
                if leg.news.wait_for(lambda: leg.status == 200 or leg.state == ENDED, seconds):
                    return

    def hang_up(self, leg: Leg) -> None:
        """End the call from this side, whatever its state."""
        if leg.state == ENDED:
            return
        if leg.state == ANSWERED:
            leg.becomes(ENDED, by="us")
            self.wire.ask("BYE", leg.dialog, [])
            return
        if leg.invite and leg.incoming:
            self._respond(leg.invite, 486, "Busy Here", leg)
        elif leg.invite:
            self.wire.send(self.wire.request("CANCEL", leg.dialog, [], leg.invite.get("via")))
        leg.becomes(ENDED, by="us")

    def next_call(self, seconds: float, known: int = 0) -> Leg:
        """The incoming call after so many known ones. Raises DemoFailed when it does not ring in time."""
        with self.rung:
            if not self.rung.wait_for(lambda: len(self.incoming) > known, seconds):
                raise DemoFailed(f"phone {self.account} did not ring within {seconds:.0f} s")
            return self.incoming[known]

    @property
    def incoming(self) -> list[Leg]:
        """Calls that rang here, oldest first."""
        return [leg for leg in self.legs if leg.incoming]

    def close(self) -> None:
        """Hang up, unregister, close the ports. The server may be gone already."""
        for leg in self.legs:
            self._hang_up_politely(leg)
        if self._registered:
            with contextlib.suppress(DemoFailed):
                self.register(0)
        self.wire.close()

    def _hang_up_politely(self, leg: Leg) -> None:
        with contextlib.suppress(DemoFailed):  # the server may be gone by now
            self.hang_up(leg)

    def _dial(self, leg: Leg) -> None:
        more: Headers = [("Contact", self._contact()), ALLOWED, SDP]
        body = session(self.wire.address, leg.stream.port)

        def progress(answer: Message) -> None:
            if answer.status in (180, 183) and leg.state == CALLING:
                leg.becomes(RINGING)

        try:
            final = self.wire.ask("INVITE", leg.dialog, more, body, lambda sent: setattr(leg, "invite", sent), progress)
        except DemoFailed as error:
            leg.reason = str(error)
            leg.becomes(ENDED, by="nobody")
            return
        leg.status, leg.reason = final.status, final.first.split(" ", 2)[2]
        if final.status >= 300:
            leg.becomes(ENDED, by="server")
            return
        leg.dialog.remote, leg.dialog.target = final.get("to"), uri_of(final.get("contact"))
        leg.stream.remote = media_address(final.body)
        self.wire.send(self.wire.request("ACK", leg.dialog, []))
        if leg.state == ENDED:  # hung up while it was being answered
            self.wire.ask("BYE", leg.dialog, [])
        leg.becomes(ANSWERED)

    def _contact(self) -> str:
        return f"<sip:{self.account}@{self.wire.address}:{self.wire.port}>"

    def _respond(self, request: Message, status: int, reason: str, leg: Leg | None = None) -> None:
        more, body = [("Contact", self._contact()), ALLOWED], ""
        if leg and status == 200 and request.method in ("INVITE", "UPDATE"):
            more, body = [*more, SDP], session(self.wire.address, leg.stream.port)
        tag = tag_of(leg.dialog.local) if leg else ""
        self.wire.send(Message(f"SIP/2.0 {status} {reason}", reply(request, tag, more), body))

    def _take_stray(self, message: Message) -> None:
        """A 200 to INVITE that comes again wants its ACK again."""
        for leg in self.legs:
            if message.method == "INVITE" and message.status == 200 and leg.dialog.call_id == message.get("call-id"):
                self.wire.send(self.wire.request("ACK", leg.dialog, []))

    def _take_request(self, message: Message) -> None:
        leg = next((leg for leg in self.legs if leg.dialog.call_id == message.get("call-id")), None)
        method = message.method
        if method == "INVITE" and leg is None:
            self._ring(message)
        elif method == "ACK" and leg:
            with leg.news:
                leg.status = 200
                leg.news.notify_all()
        elif method in ("BYE", "CANCEL", "INVITE", "UPDATE", "OPTIONS", "NOTIFY"):
            self._respond(message, 200, "OK", leg)
            if leg:
                self._change(leg, message)

    def _change(self, leg: Leg, message: Message) -> None:
        if message.method in ("INVITE", "UPDATE"):
            leg.stream.remote = media_address(message.body) or leg.stream.remote
        elif message.method == "BYE":
            leg.becomes(ENDED, by="server")
        elif message.method == "CANCEL" and leg.invite and leg.state == RINGING:
            self._respond(leg.invite, 487, "Request Terminated", leg)
            leg.becomes(ENDED, by="server")

    def _ring(self, message: Message) -> None:
        local = f"{message.get('to')};tag={new_tag()}"
        dialog = Dialog(message.get("call-id"), local, message.get("from"), uri_of(message.get("contact")))
        leg = Leg(dialog, Stream(self.wire.address), incoming=True, caller=uri_of(message.get("from")), invite=message)
        leg.invited = time.time()
        leg.stream.remote = media_address(message.body)
        self.legs.append(leg)
        if self.manners.reject:
            self._respond(message, self.manners.reject, "Busy Here", leg)
            leg.becomes(ENDED, by="us")
        else:
            self._respond(message, 180, "Ringing", leg)
            leg.becomes(RINGING)
            if self.manners.answer_after is not None:
                threading.Timer(self.manners.answer_after, self.answer, (leg,)).start()
        with self.rung:
            self.rung.notify_all()
