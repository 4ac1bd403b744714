"""A scripted SIP phone on UDP: registers, calls, is called, hangs up. One thread reads, scripts act from theirs."""

from __future__ import annotations

import contextlib
import queue
import select
import socket
import threading
import time
from dataclasses import dataclass

from demo.leg import ANSWERED, CALLING, ENDED, RINGING, Dialog, Leg, new_tag
from demo.rtp import Stream
from demo.sip import Headers, Message, digest_answer, media_address, parse, reply, session, tag_of, uri_of
from ivr.errors import DemoFailed

RETRY_SECONDS = (0.5, 1.0, 2.0, 4.0)
ALLOWED = ("Allow", "INVITE, ACK, BYE, CANCEL, OPTIONS, NOTIFY, UPDATE")


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
        self._password, self._server, self._address = password, server, address
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((address, 0))
        self.port: int = self._socket.getsockname()[1]
        self._waiting: dict[tuple[str, str], queue.Queue[Message]] = {}
        self._registered = self._closing = False
        self._reader = threading.Thread(target=self._run, daemon=True, name=f"phone-{account}")
        self._reader.start()

    def __enter__(self) -> Phone:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def register(self, seconds: int = 600) -> None:
        """Tell the server where this account can be rung. Raises DemoFailed with the server's answer."""
        to = f"<sip:{self.account}@{self._server[0]}>"
        dialog = Dialog(new_tag(), f"{to};tag={new_tag()}", to, f"sip:{self._server[0]}:{self._server[1]}")
        more = [("Contact", f"{self._contact()};expires={seconds}"), ("Expires", str(seconds))]
        answer = self._ask("REGISTER", dialog, more)
        if answer.status != 200:
            raise DemoFailed(f"{self.account} could not register: {answer.first}")
        self._registered = seconds > 0

    def call(self, number: str, name: str = "", sends: bool = True, caller: str = "") -> Leg:
        """Dial. Returns at once; wait on the leg. name: the display name, as it goes into the quotes."""
        stream = Stream(self._address, sends)
        target = f"sip:{number}@{self._server[0]}:{self._server[1]}"
        shown = f'"{name}" ' if name else ""
        local = f"{shown}<sip:{caller or self.account}@{self._server[0]}>;tag={new_tag()}"
        leg = Leg(Dialog(new_tag(), local, f"<{target}>", target), stream, incoming=False)
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
        if leg.incoming and leg.state == RINGING and leg.invite:
            self._respond(leg.invite, 486, "Busy Here", leg)
        elif leg.state == ANSWERED:
            leg.becomes(ENDED, by="us")
            self._ask("BYE", leg.dialog)
            return
        elif leg.invite:
            self._send(self._request("CANCEL", leg.dialog, [], leg.invite.get("via")))
        leg.becomes(ENDED, by="us")

    def _hang_up_politely(self, leg: Leg) -> None:
        with contextlib.suppress(DemoFailed):  # the server may be gone by now
            self.hang_up(leg)

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
            try:
                self.hang_up(leg)
            except DemoFailed:
                leg.becomes(ENDED, by="us")
        try:
            if self._registered:
                self.register(0)
        except DemoFailed:
            self._registered = False
        self._closing = True
        self._reader.join(1)
        self._socket.close()

    # What goes out

    def _dial(self, leg: Leg) -> None:
        more = [self._contact_header(), ALLOWED, ("Content-Type", "application/sdp")]
        try:
            final = self._ask("INVITE", leg.dialog, more, session(self._address, leg.stream.port), leg)
        except DemoFailed as error:
            leg.reason = str(error)
            leg.becomes(ENDED, by="nobody")
            return
        leg.status, _, leg.reason = final.status, *final.first.split(" ", 2)[1:]
        if final.status >= 300:
            leg.becomes(ENDED, by="server")
            return
        leg.dialog.remote, leg.dialog.target = final.get("to"), uri_of(final.get("contact"))
        leg.stream.remote = media_address(final.body)
        self._acknowledge(leg)
        if leg.state == ENDED:
            self._ask("BYE", leg.dialog)
        leg.becomes(ANSWERED)

    def _acknowledge(self, leg: Leg) -> None:
        ack = self._request("ACK", leg.dialog, [], number=leg.dialog.sequence)
        self._send(ack)

    def _ask(self, method: str, dialog: Dialog, more: Headers | None = None, body: str = "", leg: Leg | None = None
             ) -> Message:  # fmt: skip
        """The final response, our digest given when asked. Raises DemoFailed when nobody answers."""
        authorization: Headers = []
        for _ in range(2):
            dialog.sequence += 1
            request = self._request(method, dialog, [*(more or []), *authorization], body=body)
            if leg:
                leg.invite = request
            answer = self._transact(request, leg)
            if method == "INVITE" and answer.status >= 300:
                refused = Dialog(dialog.call_id, dialog.local, answer.get("to"), dialog.target, dialog.sequence)
                self._send(self._request("ACK", refused, [], request.get("via"), dialog.sequence))
            if answer.status not in (401, 407) or authorization:
                return answer
            kind = "WWW-Authenticate" if answer.status == 401 else "Proxy-Authenticate"
            given = digest_answer(answer.all(kind.lower()) or answer.all(kind), method, dialog.target, self.account,
                                  self._password)  # fmt: skip
            authorization = [("Authorization" if answer.status == 401 else "Proxy-Authorization", given)]
        return answer

    def _transact(self, request: Message, leg: Leg | None) -> Message:
        answers: queue.Queue[Message] = queue.Queue()
        key = (_branch(request), request.method)
        self._waiting[key] = answers
        patience = [*RETRY_SECONDS]
        try:
            while patience:
                self._send(request)
                wait = patience.pop(0)
                while (answer := _next(answers, wait)) is not None:
                    if answer.status >= 200:
                        return answer
                    wait = 60.0
                    if leg and answer.status in (180, 183) and leg.state == CALLING:
                        leg.becomes(RINGING)
                if wait == 60.0:
                    break
        finally:
            self._waiting.pop(key, None)
        raise DemoFailed(f"{self._server[0]}:{self._server[1]} does not answer {request.method}: is the hotline up?")

    def _request(self, method: str, dialog: Dialog, more: Headers, via: str = "", number: int = 0, body: str = ""
                 ) -> Message:  # fmt: skip
        via = via or f"SIP/2.0/UDP {self._address}:{self.port};branch=z9hG4bK{new_tag()};rport"
        headers = [("Via", via), ("Max-Forwards", "70"), ("From", dialog.local), ("To", dialog.remote)]
        headers += [("Call-ID", dialog.call_id), ("CSeq", f"{number or dialog.sequence} {method}")]
        if method == "CANCEL":
            headers[3] = ("To", f"<{dialog.target}>")
        return Message(f"{method} {dialog.target} SIP/2.0", [*headers, *more], body)

    def _contact(self) -> str:
        return f"<sip:{self.account}@{self._address}:{self.port}>"

    def _contact_header(self) -> tuple[str, str]:
        return ("Contact", self._contact())

    def _send(self, message: Message) -> None:
        self._socket.sendto(message.wire(), self._server)

    def _respond(self, request: Message, status: int, reason: str, leg: Leg | None = None) -> None:
        more, body = [self._contact_header(), ALLOWED], ""
        if leg and status == 200 and request.method in ("INVITE", "UPDATE"):
            more, body = [*more, ("Content-Type", "application/sdp")], session(self._address, leg.stream.port)
        tag = tag_of(leg.dialog.local) if leg else ""
        self._send(Message(f"SIP/2.0 {status} {reason}", reply(request, status, reason, tag, more), body))

    # What comes in

    def _run(self) -> None:
        while not self._closing:
            if not select.select([self._socket], [], [], 0.1)[0]:
                continue
            message = parse(self._socket.recv(65535))
            if message and message.status:
                self._take_response(message)
            elif message:
                self._take_request(message)

    def _take_response(self, message: Message) -> None:
        waiting = self._waiting.get((_branch(message), message.method))
        if waiting:
            waiting.put(message)
        elif message.method == "INVITE" and message.status == 200:
            for leg in self.legs:
                if leg.dialog.call_id == message.get("call-id") and leg.answered:
                    self._acknowledge(leg)

    def _take_request(self, message: Message) -> None:
        leg = next((leg for leg in self.legs if leg.dialog.call_id == message.get("call-id")), None)
        method = message.method
        if method == "INVITE" and leg is None:
            self._ring(message)
        elif method == "ACK":
            if leg and leg.incoming:
                leg.status = 200
                with leg.news:
                    leg.news.notify_all()
        elif leg and method in ("INVITE", "UPDATE") and leg.state == ANSWERED:
            leg.stream.remote = media_address(message.body) or leg.stream.remote
            self._respond(message, 200, "OK", leg)
        elif leg and method == "CANCEL":
            self._respond(message, 200, "OK", leg)
            if leg.invite and leg.state == RINGING:
                self._respond(leg.invite, 487, "Request Terminated", leg)
                leg.becomes(ENDED, by="server")
        elif method == "BYE":
            self._respond(message, 200, "OK", leg)
            if leg:
                leg.becomes(ENDED, by="server")
        elif method in ("OPTIONS", "NOTIFY"):
            self._respond(message, 200, "OK", leg)

    def _ring(self, message: Message) -> None:
        local = f"{message.get('to')};tag={new_tag()}"
        dialog = Dialog(message.get("call-id"), local, message.get("from"), uri_of(message.get("contact")))
        leg = Leg(dialog, Stream(self._address), incoming=True, caller=uri_of(message.get("from")), invite=message)
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


def _branch(message: Message) -> str:
    return message.get("via").partition("branch=")[2].split(";")[0].split(",")[0]


def _next(answers: queue.Queue[Message], seconds: float) -> Message | None:
    try:
        return answers.get(timeout=seconds)
    except queue.Empty:
        return None
