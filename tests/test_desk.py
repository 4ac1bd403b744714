"""What an admin sets is what callers get."""

from __future__ import annotations

from dataclasses import fields, replace

from ivr.desk import rules_of
from ivr.domain.rules import Rules
from ivr.settings import TalkSettings


def test_numbers_are_separated_by_commas_of_either_kind() -> None:
    rules = rules_of(TalkSettings(priority_numbers="13900000000, 88000000，13800000000,", priority_lines=""))
    assert rules.priority_numbers == {"13900000000", "88000000", "13800000000"}
    assert rules.priority_lines == frozenset()
    assert rules.gives_priority("12345", "88000000") and not rules.gives_priority("12345", "")


def test_every_setting_of_talks_becomes_the_rule_of_its_name() -> None:
    changed = TalkSettings(1, 2, 4, True, True, False, "139", "6612361", "fr")
    rules, usual = rules_of(changed), Rules()
    for field in fields(TalkSettings):
        assert getattr(rules, field.name) != getattr(usual, field.name), field.name
    assert rules_of(replace(changed, survey=True)).survey
