"""`python -m demo`: four real SIP calls against the running hotline; exit status 0 when each ended as it should."""

from __future__ import annotations

import sys
from contextlib import ExitStack

from rich.console import Console

from demo.phone import Phone
from demo.prompt_book import read_prompt_book
from demo.scenarios import SCENARIOS, Stage
from demo.show import perform, print_results
from ivr.adapters.asterisk.config import phone_instructions, read_passwords
from ivr.adapters.store.ledger import SqlLedger
from ivr.errors import DemoFailed, HotlineError
from ivr.settings import Settings, read_settings

AGENTS = ("801", "802", "811", "812")


def main() -> int:
    """Play, print, judge."""
    console = Console()
    try:
        settings = read_settings()
        with ExitStack() as phones:
            passed = _play(settings, phones, console)
        console.print("\nCall it yourself with a softphone:", style="bold")
        console.print(phone_instructions(settings), highlight=False, markup=False)
    except HotlineError as error:
        print(f"demo: {error}", file=sys.stderr)
        return 1
    return 0 if passed else 1


def _play(settings: Settings, phones: ExitStack, console: Console) -> bool:
    passwords = read_passwords(settings)
    server = (settings.asterisk.address, settings.asterisk.sip_port)

    def phone(account: str) -> Phone:
        if account not in passwords:
            raise DemoFailed(f"account {account} has no password: ./hotline up makes it")
        registered = phones.enter_context(Phone(account, passwords[account], server))
        registered.register()
        return registered

    stage = Stage({account: phone(account) for account in AGENTS}, read_prompt_book(settings),
                  SqlLedger(settings.ledger_url), settings.var / "demo")  # fmt: skip
    callers = {account: phone(account) for account in dict.fromkeys(scenario.caller for scenario in SCENARIOS)}
    understood, nobody, zero, silent = ((scenario, callers[scenario.caller]) for scenario in SCENARIOS)
    return print_results(perform([[understood], [nobody], [zero, silent]], stage, console), console)


raise SystemExit(main())
