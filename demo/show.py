"""Plays the scenarios at the same time, and shows one after the other, each as it happens."""

from __future__ import annotations

import queue
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from demo.conversation import Conversation, Timings
from demo.phone import Phone
from demo.scenarios import Scenario, Stage
from demo.voice import Voice
from ivr.errors import HotlineError

STYLES = {"bot": "bold cyan", "caller": "bold green", "agent": "bold magenta", "note": "dim", "time": "yellow"}
APART_SECONDS = 1.0
"""Calls begin one after the other, so that each is found in the ledger by its moment."""


@dataclass
class Performance:
    """One scenario being played. lines: (seconds since its start, who, what), None at its end."""

    scenario: Scenario
    lines: queue.Queue[tuple[float, str, str] | None] = field(default_factory=queue.Queue)
    result: str = ""
    failure: str = ""
    seconds: float = 0.0
    timings: Timings = field(default_factory=Timings)

    def run(self, phone: Phone, stage: Stage) -> None:
        """Play it to its end; what goes wrong becomes its failure."""
        began = time.monotonic()
        voice = Voice(self.scenario.voice)

        def tell(who: str, what: str) -> None:
            self.lines.put((time.monotonic() - began, who, what))

        try:
            with Conversation(phone, self.scenario.number, stage.book, stage.ledger, voice, tell) as call:
                self.timings = call.timings
                try:
                    self.result = self.scenario.play(call, stage)
                finally:
                    call.keep_recording(stage.recordings / f"{self.scenario.play.__name__}.wav")
        except HotlineError as error:
            self.failure = str(error)
        finally:
            self.seconds = time.monotonic() - began
            self.lines.put(None)


def perform(lanes: Sequence[Sequence[tuple[Scenario, Phone]]], stage: Stage, console: Console) -> list[Performance]:
    """Play lanes side by side, each lane's scenarios in turn, and print them in order. Returns all performances."""
    plan = [[(Performance(scenario), phone) for scenario, phone in lane] for lane in lanes]
    for i, lane in enumerate(plan):
        threading.Thread(target=_play_lane, args=(lane, stage, i * APART_SECONDS), daemon=True).start()
    performances = [performance for lane in plan for performance, _ in lane]
    for number, performance in enumerate(performances, 1):
        scenario = performance.scenario
        console.rule(f"call {number}: a caller {escape(scenario.title)}", align="left")
        while (line := performance.lines.get()) is not None:
            _print(console, *line)
        ending = (
            f"[bold red]✗ {escape(performance.failure)}"
            if performance.failure
            else f"[bold green]✓ {escape(performance.result)}"
        )
        console.print(ending)
    return performances


def print_results(performances: Sequence[Performance], console: Console) -> bool:
    """The table at the end. Returns whether every call ended as it should."""
    table = Table("call", "a caller", "ended", "seconds")
    for number, performance in enumerate(performances, 1):
        mark = "[red]✗ " if performance.failure else "[green]✓ "
        ended = mark + escape(performance.failure or performance.result)
        table.add_row(str(number), escape(performance.scenario.title), ended, f"{performance.seconds:.0f}")
    console.print(table)
    timings = Timings()
    for performance in performances:
        timings.add(performance.timings)
    figures = (
        ("INVITE → first audible sample", timings.greeting),
        ("end of speech → next prompt", timings.response),
        ("start of speech → prompt stopped", timings.barge_in),
    )
    for what, found in figures:
        if found:
            middle, longest = 1000 * statistics.median(found), 1000 * max(found)
            console.print(f"{what}: median {middle:.0f} ms, longest {longest:.0f} ms "
                          f"({len(found)} times, at the caller's ear)")  # fmt: skip
    return not any(performance.failure for performance in performances)


def _play_lane(lane: list[tuple[Performance, Phone]], stage: Stage, delay: float) -> None:
    time.sleep(delay)
    for performance, phone in lane:
        performance.run(phone, stage)


def _print(console: Console, seconds: float, who: str, what: str) -> None:
    style = STYLES[who]
    label = {"bot": "bot   ", "caller": "caller", "agent": "agent ", "note": "      ", "time": "      "}[who]
    console.print(f"[dim]{seconds:6.1f}[/] [{style}]{label}  {escape(what)}[/]", soft_wrap=True, highlight=False)
