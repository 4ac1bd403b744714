"""Testers write conversations in plain text; what cannot be read is told with its line and what to write."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from ivr.adapters.scripts.reading import parse_script, read_script
from ivr.adapters.scripts.script import Act, Enters, Hears, Keeps, Leads, Turn
from ivr.domain.heard import Pressed, Said, Silence
from ivr.domain.outcomes import Referral
from ivr.errors import ScriptInvalid

WHOLE = """
# 一个例子
about: 老人找居住证
line: 6612360
now: 2026-11-24 22:30
caller: withheld
stage: unanswered
sent to: M12 district=西城区
promised: M08 from=2026-11-25T10:00 to=2026-11-25T11:00
on telephone: yes

< greeting.city 您好，这里是…请问
<? confirm.department
>! 楼上太吵了，睡不着
> [135#]
< ...
> ...
= queue M12 district=西城区
@ unanswered
> #hangup
= hung up
+ callback M12 number=13800138000
"""
FILE = Path("talk.txt")


def test_a_whole_script_is_read() -> None:
    script = parse_script(WHOLE, FILE)
    assert (script.about, script.line, script.caller, script.stage) == ("老人找居住证", "6612360", "", "unanswered")
    assert script.now == datetime(2026, 11, 24, 22, 30)
    assert script.sent_to == Referral("M12", "dept-M12", district="西城区")
    assert script.on_telephone
    assert script.promised == (Keeps(0, "M08", {"from": "2026-11-25T10:00", "to": "2026-11-25T11:00"}),)
    assert script.steps == (
        Hears(12, "greeting.city", ("您好这里是", "请问")),
        Hears(13, "confirm.department", is_optional=True),
        Turn(14, Act.SAYS, "楼上太吵了，睡不着", is_over=True),
        Turn(15, Act.PRESSES, "135#"),
        Hears(16, is_anything=True),
        Turn(17, Act.IS_SILENT),
        Leads(18, "queue", "M12", {"district": "西城区"}),
        Enters(19, "unanswered"),
        Turn(20, Act.HANGS_UP),
        Leads(21, "hung up"),
    )
    assert script.keeps == (Keeps(22, "M12", {"number": "13800138000"}),)


def test_a_caller_is_heard_without_punctuation_and_keys_without_the_closing_hash() -> None:
    said, keys, silence = (turn for turn in parse_script("> 喂，你好\n> [135#]\n> ...", FILE).steps)
    assert isinstance(said, Turn) and isinstance(keys, Turn) and isinstance(silence, Turn)
    assert said.heard == Said("喂你好", 0.9, 0.75)
    assert keys.heard == Pressed("135")
    assert silence.heard == Silence(5.0)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("> 138", "write keys as [12]"),
        (">", "is no turn"),
        ("> #hang", "is no turn"),
        ("<", "write what the bot says"),
        ("<? ...", "name the prompt"),
        ("= somewhere", "is no end: write queue, operator, ended or hung up"),
        ("= queue M12 where=海淀区", "'where=海淀区' is not known here: write matter="),
        ("+ callback", "write it as + callback M12"),
        ("@ Un Answered", "is no stage"),
        ("now: tomorrow", "write it as 2026-11-24 22:30"),
        ("caller: me", "write the digits of a number, or withheld"),
        ("line: x", "is no line"),
        ("colour: red", "there is no header 'colour': write one of about, line"),
        ("您好", "is no step: a line begins with"),
        ("on telephone: maybe", "neither yes nor no"),
        ("sent to: district=西城区", "name the department"),
        ("promised: M12 from=2026-11-25T10:00", "write it as M12 from="),
        ("promised: M12 from=soon to=later", "write it as 2026-11-24 22:30"),
    ],
)
def test_a_fault_is_told_with_its_line_and_what_to_write(line: str, told: str) -> None:
    with pytest.raises(ScriptInvalid) as raised:
        parse_script(f"about: x\n\n{line}\n", FILE)
    assert str(raised.value).startswith("talk.txt, line 3: ")
    assert told in str(raised.value)


def test_a_header_after_the_first_step_is_too_late() -> None:
    with pytest.raises(ScriptInvalid, match=r"line 2: .* comes too late"):
        parse_script("> 人工\nline: 12345", FILE)


def test_an_empty_script_and_a_missing_or_foreign_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(ScriptInvalid, match="nothing is said in it"):
        parse_script("about: x", FILE)
    with pytest.raises(ScriptInvalid, match="cannot be read"):
        read_script(tmp_path / "missing.txt")
    (tmp_path / "gbk.txt").write_bytes("> 人工".encode("gbk"))
    with pytest.raises(ScriptInvalid, match="UTF-8"):
        read_script(tmp_path / "gbk.txt")
