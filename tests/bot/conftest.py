"""Calls of a fake Asterisk, closed after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from tests.bot.fake_asterisk import FakeAsterisk


@pytest.fixture
def new_call() -> Iterator[Callable[..., FakeAsterisk]]:
    """Makes calls; see FakeAsterisk."""
    with ExitStack() as stack:
        yield lambda **given: stack.enter_context(closing(FakeAsterisk(**given)))


@pytest.fixture
def asterisk(new_call: Callable[..., FakeAsterisk]) -> FakeAsterisk:
    return new_call()
