"""What the lead of a department, or the city desk, is told of a callback that is overdue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ivr.domain.transcripts import without_numbers

STEPS = ("", "部门负责人", "市级督办")
MOST_WORDS = 300


@dataclass(frozen=True)
class Notice:
    """id: the same however often it is tried. step: 1 the department's lead, 2 the city desk.

    subject, text: for a person to read; no telephone number is in them.
    """

    id: int
    callback: int
    department: str
    step: int
    at: datetime
    subject: str
    text: str


def notice_of(row: Mapping[str, Any], callback: Mapping[str, Any], department: str, page_url: str) -> Notice:
    """The notice of a row that was written with an escalation. department: its name for people."""
    about = callback["referral"]
    what = " ".join(filter(None, (about.get("matter") or "事项未识别", about.get("district"))))
    start, end = callback["window_start"], callback["window_end"]
    lines = [
        f"回电 {callback['id']} 号逾期未答复，现报{STEPS[row['step']]}。",
        f"部门：{department}（{callback['department']}）",
        f"事项：{what}",
        f"市民原话：{without_numbers(about.get('words') or '')[:MOST_WORDS] or '没有识别出原话'}",
        f"约定时间：{f'{start:%Y-%m-%d %H:%M}–{end:%H:%M}' if start else '任何时间'}",
        f"登记时间：{callback['made_at']:%Y-%m-%d %H:%M}",
        f"已拨打：{callback['attempted']} 次",
    ]
    if callback["taken_by"]:
        lines.append(f"接手人：{callback['taken_by']}")
    if page_url:
        lines.append(f"办理：{page_url.rstrip('/')}/callbacks/{callback['id']}")
    subject = " ".join(f"回电 {callback['id']} 号逾期：{what}".split())
    moment = row["at"]
    return Notice(row["id"], callback["id"], callback["department"], row["step"], moment, subject, "\n".join(lines))
