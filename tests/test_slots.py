"""`ivr slots`: answers of callers, one JSON line for each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ivr.cli import app
from ivr.errors import HotlineError

NOW = "2026-11-24T15:20:00+08:00"
ROOT = Path(__file__).resolve().parents[1]


def slots(*arguments: str) -> list[dict[str, object]]:
    """What the command prints, which must succeed."""
    result = CliRunner().invoke(app, ["slots", *arguments])
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_text_is_answered_with_number_and_time() -> None:
    assert slots("一三四，五六七八，九零一二，大后天下午", "--now", NOW) == [
        {
            "phone": {"type": "number", "value": "13456789012"},
            "time": {
                "type": "slot", "date": "2026-11-27", "part": "afternoon", "start": "14:00", "end": "18:00",
                "approx": False, "confirm": False,
            },
        }
    ]  # fmt: skip


def test_of_two_slots_the_one_not_mentioned_is_null_and_one_asked_for_alone_is_none() -> None:
    assert slots("就这个号", "--now", NOW) == [{"phone": {"type": "caller_id", "value": None}, "time": None}]
    assert slots("现在就打", "--now", NOW) == [{"phone": None, "time": {"type": "asap"}}]
    assert slots("嗯", "--kind", "time") == [{"phone": None, "time": {"type": "none"}}]
    assert slots("嗯", "--kind", "phone") == [{"phone": {"type": "none", "value": None}, "time": None}]


def test_a_number_that_cannot_be_called_is_told_with_the_reason() -> None:
    found = slots("一三九八八七七六六五", "--kind", "phone")
    assert found[0]["phone"] == {"type": "invalid", "value": None, "why": "too_short"}


def test_each_line_of_a_file_is_answered_at_its_own_time(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    rows = [
        {"id": "a", "text": "明天", "now": NOW, "kind": "time"},
        {"id": 2, "text": "明天", "now": "2026-12-31T16:30:00+00:00"},
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    found = slots("--jsonl", str(file))
    assert [(row["id"], row["time"]["date"]) for row in found] == [("a", "2026-11-25"), (2, "2027-01-02")]  # type: ignore[index]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"no json", "no JSON"),
        (b"\xff", "no JSON"),
        (b"[1]", "no JSON object"),
        (b'{"id": 1}', '"text" must be a string'),
        (b'{"text": "a"}', '"id" must be'),
        (b'{"id": 1, "text": "a", "kind": "fax"}', '"kind" must be phone, time or both'),
        (b'{"id": 1, "text": "a", "now": "today"}', '"now" must be a time'),
        (b'{"id": 1, "text": "a", "now": "0001-01-01T00:00:00"}', '"now" must be a time'),
    ],
)
def test_a_line_that_cannot_be_read_is_told_by_its_number_and_the_others_are_answered(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    file = tmp_path / "answers.jsonl"
    file.write_bytes(b'{"id": 1, "text": "x"}\n' + line + b'\n{"id": 3, "text": "y"}\n')
    result = CliRunner().invoke(app, ["slots", "--jsonl", str(file)])
    assert [json.loads(answer)["id"] for answer in result.stdout.splitlines()] == [1, 3]
    assert f"{file}, line 2: {reason}" in result.stderr
    assert isinstance(result.exception, HotlineError) and "1 of 3 lines" in str(result.exception)


def test_a_missing_file_or_no_question_at_all_is_told(tmp_path: Path) -> None:
    missing = CliRunner().invoke(app, ["slots", "--jsonl", str(tmp_path / "none.jsonl")])
    assert "none.jsonl cannot be read" in str(missing.exception)
    assert "either a text or --jsonl" in str(CliRunner().invoke(app, ["slots"]).exception)


def test_the_own_sets_of_the_bench_are_read_as_their_author_meant() -> None:
    """At least as well as when they were measured last."""
    from bench.slots import OWN, TUNED, figures

    for file in (OWN, TUNED):
        shares = {slot: right / rows for slot, rows, right in figures(file)}
        assert shares["phone"] >= 0.96 and shares["time"] >= 0.99, file.name
