"""SIP on the wire: messages, digest answers and session descriptions. No socket, no state."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from ivr.errors import DemoFailed

COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length"}
Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Message:
    """One request or response. first: the request line or status line. headers keep their order."""

    first: str
    headers: Headers
    body: str = ""

    @property
    def status(self) -> int:
        """The status code; 0 for a request."""
        return int(self.first.split()[1]) if self.first.startswith("SIP/2.0") else 0

    @property
    def method(self) -> str:
        """The method of a request, or of the request that a response answers."""
        return (self.get("cseq") or self.first).split()[-1] if self.status else self.first.split()[0]

    def get(self, name: str) -> str:
        """The first header of this name in lower case, "" when absent."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def all(self, name: str) -> list[str]:
        """Every header of this name."""
        return [value for key, value in self.headers if key.lower() == name]

    def wire(self) -> bytes:
        """The bytes to send."""
        body = self.body.encode()
        headers = [*self.headers, ("Content-Length", str(len(body)))]
        lines = [self.first, *(f"{key}: {value}" for key, value in headers), "", ""]
        return "\r\n".join(lines).encode() + body


def parse(data: bytes) -> Message | None:
    """The message in a datagram; None for keep-alives and anything that is no SIP."""
    head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
    lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
    if "SIP/2.0" not in lines[0]:
        return None
    headers = []
    for line in lines[1:]:
        name, _, value = line.partition(":")
        headers.append((COMPACT.get(name.strip().lower(), name.strip()), value.strip()))
    return Message(lines[0], headers, body)


def reply(request: Message, tag: str, more: Headers) -> Headers:
    """The headers of a response to this request, its To tagged."""
    to = request.get("to")
    if tag and ";tag=" not in to:
        to += f";tag={tag}"
    same: Headers = [("Via", via) for via in request.all("via")]
    same += [("Record-Route", route) for route in request.all("record-route")]
    same += [("From", request.get("from")), ("To", to), ("Call-ID", request.get("call-id"))]
    return [*same, ("CSeq", request.get("cseq")), *more]


def tag_of(header: str) -> str:
    """The tag of a From or To header."""
    found = re.search(r";tag=([^;>\s]+)", header)
    return found.group(1) if found else ""


def uri_of(header: str) -> str:
    """The address inside a From, To or Contact header."""
    found = re.search(r"<([^>]+)>", header)
    return found.group(1) if found else header.split(";")[0]


def digest_answer(challenges: list[str], method: str, uri: str, user: str, password: str) -> str:
    """The Authorization value for the first challenge we can answer (MD5, SHA-256). Raises DemoFailed."""
    for challenge in challenges:
        asked = {key.lower(): a or b for key, a, b in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', challenge)}
        algorithm = asked.get("algorithm", "MD5")
        if algorithm.upper() in ("MD5", "SHA-256"):
            return _answer(asked, algorithm, method, uri, user, password)
    raise DemoFailed(f"the server asks for no digest this phone knows: {challenges}")


def _answer(asked: dict[str, str], algorithm: str, method: str, uri: str, user: str, password: str) -> str:
    def digest(text: str) -> str:
        return hashlib.new(algorithm.lower().replace("-", ""), text.encode()).hexdigest()

    realm, nonce = asked.get("realm", ""), asked.get("nonce", "")
    secret, what = digest(f"{user}:{realm}:{password}"), digest(f"{method}:{uri}")
    given = f'Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{uri}", algorithm={algorithm}'
    if "opaque" in asked:
        given += f', opaque="{asked["opaque"]}"'
    if "auth" not in asked.get("qop", ""):
        return f'{given}, response="{digest(f"{secret}:{nonce}:{what}")}"'
    client = secrets.token_hex(8)
    response = digest(f"{secret}:{nonce}:00000001:{client}:auth:{what}")
    return f'{given}, response="{response}", qop=auth, nc=00000001, cnonce="{client}"'


def session(address: str, port: int) -> str:
    """Our side of the media: µ-law and telephone events, 20 ms."""
    lines = [
        "v=0", f"o=- {port} 1 IN IP4 {address}", "s=-", f"c=IN IP4 {address}", "t=0 0",
        f"m=audio {port} RTP/AVP 0 101", "a=rtpmap:0 PCMU/8000", "a=rtpmap:101 telephone-event/8000",
        "a=fmtp:101 0-15", "a=ptime:20", "a=sendrecv", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


def media_address(body: str) -> tuple[str, int] | None:
    """Where the other side wants its RTP; None without audio."""
    port = re.search(r"^m=audio (\d+)", body, re.M)
    address = re.search(r"^c=IN IP4 (\S+)", body, re.M)
    return (address.group(1), int(port.group(1))) if port and address and int(port.group(1)) else None
