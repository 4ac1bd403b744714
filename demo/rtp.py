"""One end of an RTP stream: sends a packet every 20 ms, silence too, and notes exactly when packets arrive."""

from __future__ import annotations

import secrets
import select
import socket
import struct
import threading
import time
from collections import deque
from dataclasses import dataclass, field

from demo.audio import FRAME, RATE, Samples, audible_part, from_mu_law, to_mu_law
from demo.hearing import Hearing

FRAME_SECONDS = FRAME / RATE
SILENCE = b"\xff" * FRAME
MU_LAW, EVENTS = 0, 101
KEYS = "0123456789*#"
SO_TIMESTAMPNS = 35
KEY_FRAMES, KEY_GAP_FRAMES = 6, 4
"""A key is held for 120 ms, 80 ms apart, as a person's thumb does at its fastest."""


@dataclass
class Utterance:
    """Something being said. starts, ends: when its first and last audible sample leave; 0.0 until they do."""

    frames: deque[bytes]
    offsets: tuple[float, float]
    starts: float = 0.0
    ends: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)


@dataclass
class _Key:
    code: int
    sent: int = 0
    timestamp: int = 0


class Stream:
    """Runs in its own thread until closed. sends: False for a phone that sends no RTP at all."""

    def __init__(self, address: str, sends: bool = True) -> None:
        self.hearing = Hearing()
        self.remote: tuple[str, int] | None = None
        self._sends = sends
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self._socket.bind((address, 0))
        self.port: int = self._socket.getsockname()[1]
        self._saying: deque[Utterance] = deque()
        self._keys: deque[_Key] = deque()
        self._sequence, self._timestamp = secrets.randbelow(1 << 15), secrets.randbelow(1 << 30)
        self._source = secrets.randbits(32)
        self._last_key = -1
        self._closing = False
        self._thread = threading.Thread(target=self._run, daemon=True, name=f"rtp-{self.port}")
        self._thread.start()

    def say(self, samples: Samples) -> Utterance:
        """Send this sound, after what is being said already."""
        codes = to_mu_law(samples)
        frames = deque(codes[i : i + FRAME].ljust(FRAME, b"\xff") for i in range(0, len(codes), FRAME))
        utterance = Utterance(frames, audible_part(samples))
        self._saying.append(utterance)
        return utterance

    def press(self, keys: str) -> None:
        """Send keys as telephone events (RFC 4733)."""
        self._keys.extend(_Key(KEYS.index(key)) for key in keys)

    def close(self) -> None:
        """Stop sending and listening."""
        self._closing = True
        self._thread.join(2)
        self._socket.close()

    def _run(self) -> None:
        due = time.time()
        while not self._closing:
            wait = due - time.time()
            if wait > 0:
                if select.select([self._socket], [], [], wait)[0]:
                    self._receive()
                continue
            self._send_frame(due)
            due += FRAME_SECONDS
            if time.time() - due > 0.5:
                due = time.time()

    def _receive(self) -> None:
        data, ancillary, _, _ = self._socket.recvmsg(2048, 64)
        arrival = time.time()
        for level, kind, stamp in ancillary:
            if (level, kind) == (socket.SOL_SOCKET, SO_TIMESTAMPNS) and len(stamp) >= 16:
                seconds, nanoseconds = struct.unpack("@qq", stamp[:16])
                arrival = seconds + nanoseconds / 1e9
        if len(data) < 12 or data[0] >> 6 != 2:
            return
        payload = data[12 + 4 * (data[0] & 15) :]
        if data[1] & 0x7F == MU_LAW:
            self.hearing.take(arrival, from_mu_law(payload))
        elif data[1] & 0x7F == EVENTS and len(payload) >= 4 and payload[1] & 0x80:
            stamp_of_key = int.from_bytes(data[4:8], "big")
            if stamp_of_key != self._last_key:
                self._last_key = stamp_of_key
                self.hearing.keys.append(KEYS[payload[0]] if payload[0] < len(KEYS) else "?")

    def _send_frame(self, now: float) -> None:
        self._timestamp = (self._timestamp + FRAME) & 0xFFFFFFFF
        if not self._sends or self.remote is None:
            return
        if self._keys:
            self._send_key(self._keys[0])
        else:
            self._packet(MU_LAW, self._next_sound(now), self._timestamp)

    def _next_sound(self, now: float) -> bytes:
        if not self._saying:
            return SILENCE
        utterance = self._saying[0]
        if not utterance.starts:
            utterance.starts, utterance.ends = now + utterance.offsets[0], now + utterance.offsets[1]
        sound = utterance.frames.popleft() if utterance.frames else SILENCE
        if not utterance.frames:
            self._saying.popleft()
            utterance.done.set()
        return sound

    def _send_key(self, key: _Key) -> None:
        if key.sent == 0:
            key.timestamp = self._timestamp
        key.sent += 1
        if key.sent <= KEY_FRAMES:
            self._event(key, key.sent * FRAME, ends=False, first=key.sent == 1)
        elif key.sent == KEY_FRAMES + 1:
            for _ in range(3):
                self._event(key, KEY_FRAMES * FRAME, ends=True, first=False)
        else:
            self._packet(MU_LAW, SILENCE, self._timestamp)
        if key.sent > KEY_FRAMES + KEY_GAP_FRAMES:
            self._keys.popleft()

    def _event(self, key: _Key, duration: int, ends: bool, first: bool) -> None:
        event = struct.pack("!BBH", key.code, 0x8A if ends else 0x0A, duration)
        self._packet(EVENTS | (0x80 if first else 0), event, key.timestamp)

    def _packet(self, kind: int, payload: bytes, timestamp: int) -> None:
        self._sequence = (self._sequence + 1) & 0xFFFF
        head = struct.pack("!BBHII", 0x80, kind, self._sequence, timestamp, self._source)
        if self.remote is not None:
            self._socket.sendto(head + payload, self.remote)
