"""`ivr directory learn`: corrected calls, and the phrases that an admin makes of them."""

from __future__ import annotations

import getpass
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from ivr.settings import Settings, read_settings

if TYPE_CHECKING:
    from ivr.adapters.store.lessons import Lesson, Lessons
    from ivr.domain.directory import Directory

group = typer.Typer(help="Corrected calls, and the phrases they teach: docs/directory.md.")
Call = Annotated[str, typer.Argument(help="Its name as `learn` shows it.")]
By = Annotated[str, typer.Option(metavar="NAME", help="Who does it; without, your login name.")]
ShowAll = Annotated[bool, typer.Option("--all", help="Accepted and dismissed ones too.")]
Most = Annotated[int, typer.Option(min=1, help="At most so many.")]
Days = Annotated[int, typer.Option(min=1, max=36500, help="Calls of so many days back.")]
Numbers = Annotated[bool, typer.Option("--numbers", help="Show telephone numbers in full.")]
Json = Annotated[bool, typer.Option("--json", help="For machines.")]


@group.callback(invoke_without_command=True)
def learn(
    context: typer.Context,
    show_all: ShowAll = False,
    most: Most = 20,
    days: Days = 30,
    numbers: Numbers = False,
    as_json: Json = False,
) -> None:
    """Without a command: the calls whose routing the caller or an agent corrected, the newest first."""
    if context.invoked_subcommand is None:
        learn_list(show_all, most, days, numbers, as_json)


@group.command("list")
def learn_list(
    show_all: ShowAll = False, most: Most = 20, days: Days = 30, numbers: Numbers = False, as_json: Json = False
) -> None:
    """The calls whose routing the caller or an agent corrected, the newest first: what was heard, where it belongs."""
    from ivr.adapters.store.directory import open_directory
    from ivr.cli.directory_learn_showing import as_row, show_call
    from ivr.cli.directory_showing import show_json

    settings = read_settings()
    directory = open_directory(settings.directory_db)
    wanted = list(islice(_lessons(settings).waiting(datetime.now() - timedelta(days=days), show_all), most))
    if as_json:
        show_json([as_row(call, state, directory, numbers) for call, state in wanted])
        return
    for call, state in wanted:
        show_call(call, state, directory, numbers)
    if not wanted:
        print(f"no call of the last {days} days waits to be learnt from: --all shows those that are done")


@group.command("accept")
def learn_accept(
    call: Call,
    matter: Annotated[str, typer.Option(metavar="NAME", help="File it here instead of at the first proposal.")] = "",
    phrase: Annotated[str, typer.Option(metavar="TEXT", help="File these words instead of what was heard.")] = "",
    by: By = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
) -> None:
    """File the words of a corrected call under the matter where they belong; the next call knows them."""
    from ivr.adapters.store.directory import open_directory
    from ivr.cli.directory_showing import office_of, show_differences

    settings = read_settings()
    lessons = _lessons(settings)
    with office_of(settings).alone():
        lesson = lessons.plan(call, matter, phrase)
        show_differences(lesson.plan.differences)
        if dry_run:
            print("nothing was changed: a dry run")
            return
        entry, learnt = lessons.accept(lesson, by or getpass.getuser(), datetime.now())
    print(f"done: change {entry.number}, taken back by ./hotline ivr directory undo {entry.number}")
    print("a running bot takes it within 5 s")
    if not learnt:
        print("it counts at once; ./hotline ivr directory build trains the router on it too (under 2 minutes)")
    _tell_next_call(lesson, open_directory(settings.directory_db))


@group.command("dismiss")
def learn_dismiss(call: Call, by: By = "") -> None:
    """Hide a corrected call that teaches nothing."""
    _lessons(read_settings()).dismiss(call, by or getpass.getuser(), datetime.now())
    print(f"call {call} is dismissed: --all still shows it, and accept still takes it")


def _lessons(settings: Settings) -> Lessons:
    from ivr.adapters.store.corrections import Corrections
    from ivr.adapters.store.ledger import SqlLedger
    from ivr.adapters.store.lessons import Lessons
    from ivr.cli.directory_showing import office_of

    return Lessons(office_of(settings), Corrections(SqlLedger(settings.ledger_url)))


def _tell_next_call(lesson: Lesson, directory: Directory) -> None:
    """What the bot will do with these words from now on."""
    from ivr.domain.deciding import decide

    line = lesson.call.line if lesson.call.line in directory.lines else None
    decision = decide(lesson.phrase, directory, line)
    to = directory.department(decision.ranked[0].department_id).name if decision.ranked else "nobody"
    print(f"the next call with these words: {decision.action.value}, {to} ({decision.confidence:.2f})")
    if not decision.ranked or decision.ranked[0].department_id != lesson.matter.answered_by:
        answers = directory.department(lesson.matter.answered_by).name
        print(f"that is not {answers} yet: other phrases are as near; ./hotline ivr route --explain shows them")
