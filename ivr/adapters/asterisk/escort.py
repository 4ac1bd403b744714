"""What goes with a caller into the dialplan: who helps when nobody answers, and what agents see."""

from __future__ import annotations

from ivr.domain.directory import Directory, Matter
from ivr.domain.display import MOST_SHOWN, MOST_WORDS, harmless, shown_to_agent
from ivr.domain.outcomes import Referral


def escort_of(referral: Referral, directory: Directory) -> dict[str, str]:
    """The channel variables of a referral, all of them always: one that is empty replaces that of an earlier matter."""
    department = directory.departments.get(referral.department_id)
    return {
        "HOTLINE_HELPER": _helper_queue(referral, directory),
        "HOTLINE_SHOWN": shown_to_agent(referral, department.spoken if department else ""),
        "HOTLINE_DEPARTMENT": harmless(referral.department_id, MOST_SHOWN),
        "HOTLINE_MATTER": harmless(referral.matter or "", MOST_SHOWN),
        "HOTLINE_DISTRICT": harmless(referral.district or "", MOST_SHOWN),
        "HOTLINE_WORDS": harmless(referral.words, MOST_WORDS),
    }


def _helper_queue(referral: Referral, directory: Directory) -> str:
    """Where the matter's helper sits; "" when nobody else helps."""
    matter = _matter(referral, directory)
    helper = directory.departments.get(matter.helper) if matter else None
    return helper.queue if helper and helper.queue != referral.queue else ""


def _matter(referral: Referral, directory: Directory) -> Matter | None:
    """A matter may be filed under one department and answered by another, which is where the caller was sent."""
    filed = directory.matters.get((referral.department_id, referral.matter or ""))
    if filed:
        return filed
    of_name = [matter for (_, name), matter in directory.matters.items() if name == referral.matter]
    return next((matter for matter in of_name if referral.department_id in (matter.answered_by, *matter.also)), None)
