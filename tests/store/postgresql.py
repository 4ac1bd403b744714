"""A private PostgreSQL server for the tests: its own folder, a Unix socket only, an unprivileged user."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ivr.benches import private_postgresql


@contextmanager
def private_server() -> Iterator[str]:
    """Its SQLAlchemy URL, while it runs. Fails, naming the package, when PostgreSQL is not installed."""
    with private_postgresql.private_server() as server:
        yield server.url
