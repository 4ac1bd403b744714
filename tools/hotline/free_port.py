"""Says which of Asterisk's ports is in use, before it starts: exit status 1 and what to do."""

from __future__ import annotations

import socket
import sys

from ivr.settings import read_settings


def main() -> int:
    """0 when both ports are free."""
    a = read_settings().asterisk
    wanted = (
        (socket.SOCK_DGRAM, a.address, a.sip_port, "sip_port"),
        (socket.SOCK_STREAM, "127.0.0.1", a.manager_port, "manager_port"),
    )
    for kind, address, port, name in wanted:
        with socket.socket(socket.AF_INET, kind) as probe:
            if kind == socket.SOCK_STREAM:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                print(
                    f"hotline: Asterisk cannot use {address} port {port}: {error.strerror}."
                    f" Free it, or set {name} or address under [asterisk] in hotline.toml",
                    file=sys.stderr,
                )
                return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
