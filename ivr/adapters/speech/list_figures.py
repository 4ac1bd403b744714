"""What a list of recordings says about a model: rates by kind, answers understood, cost, what went worst."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.adapters.speech.answers import is_taken, is_understood
from ivr.adapters.speech.clip_hearing import HeardClip
from ivr.adapters.speech.clip_list import FOREIGN
from ivr.adapters.speech.error_rates import ALL_KINDS, Comparison, Edits, Rates, compare, confusions, rates_by_kind


@dataclass(frozen=True)
class KindFigures:
    """Of one kind. right: every character; understood: the meaning. Foreign speech: understood is kept out."""

    count: int
    right: int
    understood: int
    edits: Edits
    rate: float


@dataclass(frozen=True)
class ClipFigures:
    """One recording, its texts as they are compared."""

    file: str
    kind: str
    said: str
    heard: str
    rate: float
    understood: bool


@dataclass(frozen=True)
class Figures:
    """Of the whole list. seconds: of sound. rtf: CPU seconds per second of sound. confusions: said, heard, count."""

    kinds: dict[str, KindFigures]
    clips: tuple[ClipFigures, ...]
    confusions: tuple[tuple[str, str, int], ...]
    seconds: float
    rtf: float

    def worst(self, most: int) -> list[ClipFigures]:
        """Those heard worst; none that are all right."""
        wrong = [clip for clip in self.clips if clip.rate or not clip.understood]
        return sorted(wrong, key=lambda clip: (clip.understood, -clip.rate))[:most]


def figures_of(found: Sequence[HeardClip]) -> Figures:
    """The figures of everything that was heard. Foreign speech has no characters to be wrong."""
    compared = [(heard, compare(heard.clip.text, heard.text, heard.clip.kind)) for heard in found]
    clips = tuple(_clip(heard, comparison) for heard, comparison in compared)
    own = [comparison for _, comparison in compared if comparison.kind != FOREIGN]
    kinds = {kind: _kind(kind, rates, clips) for kind, rates in rates_by_kind(own).items()}
    foreign = [clip for clip in clips if clip.kind == FOREIGN]
    if foreign:
        kept_out = sum(clip.understood for clip in foreign)
        kinds[FOREIGN] = KindFigures(len(foreign), kept_out, kept_out, Edits(), 0.0)
    seconds = sum(heard.seconds for heard in found)
    cpu_seconds = sum(heard.cpu_seconds for heard in found)
    return Figures(kinds, clips, tuple(confusions(own)), round(seconds, 2), round(cpu_seconds / max(seconds, 1e-9), 4))


def _clip(heard: HeardClip, comparison: Comparison) -> ClipFigures:
    clip = heard.clip
    if clip.kind == FOREIGN and clip.expecting:
        understood, rate = not is_taken(heard.text, clip.expecting), 0.0
    else:
        understood = is_understood(clip.text, heard.text, clip.expecting)
        rate = round(comparison.edits.rate, 4)
    return ClipFigures(clip.name, clip.kind, comparison.said, comparison.heard, rate, understood)


def _kind(kind: str, rates: Rates, clips: Sequence[ClipFigures]) -> KindFigures:
    of_kind = [c for c in clips if c.kind == kind or (kind == ALL_KINDS and c.kind != FOREIGN)]
    return KindFigures(
        rates.count, rates.right, sum(c.understood for c in of_kind), rates.edits, round(rates.edits.rate, 4)
    )
