"""`ivr staff`: the page for department staff, and the accounts that open it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ivr.settings import read_settings

if TYPE_CHECKING:
    from ivr.adapters.store.staff_accounts import StaffAccounts

group = typer.Typer(help="The page for department staff, and the accounts that open it.", no_args_is_help=True)
DepartmentOption = Annotated[list[str] | None, typer.Option("--department", help="E.g. M16; may be repeated.")]


@group.command()
def page() -> None:
    """Serve the page until this is ended; `page = true` in [staff] of hotline.toml has the bot do it."""
    from ivr.adapters.asterisk.live_calls import LiveCalls
    from ivr.adapters.store.callbacks import Callbacks
    from ivr.adapters.store.directory import CurrentDirectory
    from ivr.adapters.store.ledger import SqlLedger
    from ivr.callback_work import CallbackWork
    from ivr.web.app import serve
    from ivr.web.parts import Parts

    settings = read_settings()
    ledger, directory = SqlLedger(settings.ledger_url), CurrentDirectory(settings.directory_db)
    directory.watch()
    work = CallbackWork(Callbacks(ledger), directory.get, settings.callbacks)
    board = LiveCalls(settings)
    serve(Parts(work, ledger, _accounts(), board, directory.get, settings.recordings, settings.staff))


@group.command("list")
def list_() -> None:
    """The accounts and their departments."""
    for account in _accounts().all():
        print(account.name, "all departments" if account.sees_all else " ".join(account.departments))


@group.command()
def add(
    name: str,
    department: DepartmentOption = None,
    all_departments: Annotated[bool, typer.Option("--all", help="Every department and the operators.")] = False,
) -> None:
    """Make an account; its password is shown once."""
    from ivr.adapters.store.directory import open_directory
    from ivr.adapters.store.staff_accounts import ALL

    directory = open_directory(read_settings().directory_db)
    for identifier in department or ():
        directory.department(identifier)
    password = _accounts().add(name, (ALL,) if all_departments else tuple(department or ()))
    print(f"{name} has the password {password}")


@group.command()
def password(name: str) -> None:
    """Give an account a new password, shown once; whoever is signed in with it must sign in again."""
    print(f"{name} has the password {_accounts().change_password(name)}")


@group.command()
def remove(name: str) -> None:
    """Forget an account; whoever is signed in with it no longer is."""
    _accounts().remove(name)
    print(f"{name} has no account any more")


def _accounts() -> StaffAccounts:
    from ivr.adapters.store.staff_accounts import StaffAccounts

    return StaffAccounts(read_settings().var / "staff")
