"""`ivr callbacks add | take | reply | not-reached | reschedule | close | rate | reopen`: what staff do."""

from __future__ import annotations

import getpass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from ivr.cli.callbacks import open_callbacks
from ivr.domain.outcomes import Referral
from ivr.settings import read_settings

if TYPE_CHECKING:
    from ivr.adapters.store.callback_moves import Note
    from ivr.callback_work import CallbackWork

app = typer.Typer()
WRITTEN = ("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M")
ByOption = Annotated[str, typer.Option("--by", help="Who does it.")]
WhyOption = Annotated[str, typer.Option("--why", help="Why; goes into the history.")]
FromOption = Annotated[datetime | None, typer.Option("--from", formats=list(WRITTEN), help="Any time without it.")]
ToOption = Annotated[datetime | None, typer.Option("--to", formats=list(WRITTEN), help="An hour after --from.")]


@app.command()
def add(
    number: str,
    department: Annotated[str, typer.Option("--department", help="Whose it is, e.g. M16.")],
    matter: Annotated[str, typer.Option(help="A matter of the directory.")] = "",
    district: Annotated[str, typer.Option(help="Where.")] = "",
    words: Annotated[str, typer.Option(help="What the caller said.")] = "",
    line: Annotated[str, typer.Option(help="The line that was called.")] = "12345",
    begin: FromOption = None,
    end: ToOption = None,
    by: ByOption = "",
) -> None:
    """Write down a callback that a person promised."""
    referral = Referral(department, f"dept-{department}", matter or None, district or None, words)
    kept = _work().add(number, referral, line, (begin, end))
    print(f"callback {kept} is kept{f', by {by}' if by else ''}")


@app.command()
def take(number: int, by: ByOption = "", why: WhyOption = "") -> None:
    """See to a callback yourself: the dialler leaves it alone."""
    _work().take(number, _note(by, why))
    print(f"callback {number} is yours")


@app.command()
def reply(number: int, text: str, by: ByOption = "", why: WhyOption = "") -> None:
    """Write down the reply that the caller was given."""
    _work().reply(number, text, _note(by, why))
    print(f"callback {number} has its reply; ./hotline ivr callbacks close {number} ends it")


@app.command()
def reschedule(
    number: int, begin: FromOption = None, end: ToOption = None, by: ByOption = "", why: WhyOption = ""
) -> None:
    """Agree on another time; the attempts begin anew."""
    window = _work().reschedule(number, (begin, end), _note(by, why))
    print(f"callback {number} is for {f'{window.start} to {window.end}' if window else 'any time'}")


@app.command("not-reached")
def not_reached(number: int, by: ByOption = "") -> None:
    """Say that a machine answered the last attempt, not the caller: it is tried again by the rules."""
    chance = _work().not_reached(number, _note(by, ""))
    then = (
        f"is tried again from {chance.opens:%Y-%m-%d %H:%M}" if chance else "was tried often enough: a person decides"
    )
    print(f"callback {number} {then}")


@app.command()
def close(
    number: int,
    text: Annotated[str, typer.Option("--reply", help="The reply, when it is not written down yet.")] = "",
    by: ByOption = "",
    why: WhyOption = "",
) -> None:
    """Nothing is left to do. The reply must have been given."""
    _work().close(number, text, _note(by, why))
    print(f"callback {number} is closed")


@app.command()
def rate(
    number: int,
    satisfaction: Annotated[int, typer.Argument(help="1 (bad) to 5 (good)")],
    solved: Annotated[bool, typer.Option("--solved/--not-solved")] = True,
    by: ByOption = "",
    why: WhyOption = "",
) -> None:
    """Write down how content the caller is; what is not solved is opened again."""
    _work().rate(number, satisfaction, solved, _note(by, why))
    print(f"callback {number} {'stays as it is' if solved else 'is open again: a person decides'}")


@app.command()
def reopen(number: int, why: WhyOption, by: ByOption = "") -> None:
    """It was not solved after all."""
    _work().reopen(number, _note(by, why))
    print(f"callback {number} is open again: a person decides")


def _note(by: str, why: str) -> Note:
    from ivr.adapters.store.callback_moves import Note

    return Note(by or getpass.getuser(), datetime.now(), why)


def _work() -> CallbackWork:
    from ivr.adapters.store.directory import open_directory
    from ivr.callback_work import CallbackWork

    settings = read_settings()
    return CallbackWork(open_callbacks(), lambda: open_directory(settings.directory_db), settings.callbacks)
