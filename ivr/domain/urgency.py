"""Whether a text is an emergency: what the rules, the alarm and the likest phrases say of it, added up.

Rules know words and what takes their harm (ivr/domain/emergencies.py); what was learned knows what nobody wrote a rule
for. Neither is enough: of emergencies worded as no rule foresaw the rules alone find half.
"""

from __future__ import annotations

from ivr.domain.directory import Reading
from ivr.domain.emergencies import is_written_out
from ivr.domain.homophones import characters_of
from ivr.domain.labels import EMERGENCY
from ivr.domain.not_now import is_not_now
from ivr.domain.special import special_in

LIKENESS_WEIGHT, RULES_WEIGHT, NOT_NOW_WEIGHT = 1.4, 1.2, 0.6
"""Beside the alarm's margin: of the scores of all emergencies together, 0..1; of the rules' finding; and against it,
of words that say that it is over, feared or a complaint."""
URGENT = 0.5
"""From this sum on it is an emergency. `python -m bench.special` measures it."""
LIKE_HEARD = 0.02
"""Score of emergencies from which one that only sounds like it counts: 天然气充了值 sounds like 天然气冲了."""


def weighed_emergency(text: str, others: tuple[str, ...], reading: Reading) -> tuple[str, ...]:
    """The labels of an emergency, the most fitting first; none when it is none. others: what may have been said."""
    likest = [label for label in reading.labels if label.label.startswith(EMERGENCY)]
    like = sum(label.score for label in likest)
    ruled = _ruled(text)
    is_ruled = bool(ruled) and (like >= LIKE_HEARD or is_written_out(text))
    if urgency(text, reading.alarm, like, is_ruled) >= URGENT:
        return ruled or tuple(label.label for label in likest[:1])
    if like >= LIKE_HEARD:
        return next(filter(None, map(_ruled, others)), ())
    return ()


def urgency(text: str, alarm: float, like: float, is_ruled: bool) -> float:
    """All that speaks for an emergency, less what speaks against it."""
    calm = NOT_NOW_WEIGHT if is_not_now(characters_of(text)) else 0.0
    return alarm + LIKENESS_WEIGHT * like + RULES_WEIGHT * is_ruled - calm


def _ruled(text: str) -> tuple[str, ...]:
    """The labels of the emergency that the rules find."""
    special = special_in(text)
    return special.labels if special and special.labels[0].startswith(EMERGENCY) else ()
