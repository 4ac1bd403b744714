"""A router as a few small values in directory.db, so that a fresh machine need not train one."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ivr.domain.directory import Matter
from ivr.domain.grams import BUCKETS, Grams, grams_of
from ivr.domain.labels import LABELS
from ivr.domain.phrase_index import PhraseIndex, index_of
from ivr.domain.routing import AlarmPart, JoinedRouter, LinearPart

MATTER_PHRASES, ANSWER_PHRASES = "matter", "answer"


def pack(linear: LinearPart, alarm: AlarmPart) -> dict[str, bytes]:
    """The trained parts by name; `unpack_linear` and `unpack_alarm` make equal ones of it."""
    return {
        "lines": json.dumps(linear.lines).encode(),
        "weights": _packed(linear.weights.T),
        "step": json.dumps(linear.step).encode(),
        "bias": linear.bias.astype("<f4").tobytes(),
        "rarity": _packed(linear.rarity.astype("<f2")),
        "alarm_weights": _packed(alarm.weights),
        "alarm_scale": json.dumps([alarm.step, alarm.bias]).encode(),
    }


def pack_phrases(kind: str, texts: Sequence[str], owner_of: Sequence[int]) -> dict[str, bytes]:
    """The phrases by name. owner_of: the row of each one's matter or answer; labels come after the matters."""
    grams = grams_of(texts)
    return {
        f"{kind}_sizes": _packed(grams.sizes.astype("<u2")),
        f"{kind}_grams": _packed(grams.columns.astype("<u2")),
        f"{kind}_counts": _packed(grams.counts),
        f"{kind}_owners": _packed(np.asarray(owner_of, "<u4")),
    }


def unpack(
    parts: Mapping[str, bytes], matters: tuple[Matter, ...], answers: tuple[str, ...], line_of: Mapping[str, str]
) -> JoinedRouter:
    """The router of these parts. matters, answers: in the order of their rows. Raises as `unpack_linear` does."""
    linear, alarm = unpack_linear(parts), unpack_alarm(parts)
    phrases = _index(parts, MATTER_PHRASES, len(matters) + len(LABELS), linear)
    questions = _index(parts, ANSWER_PHRASES, len(answers), linear)
    lines = (*(line_of.get(matter.answered_by, matter.answered_by) for matter in matters), *LABELS)
    return JoinedRouter(linear, alarm, matters, lines, phrases, answers, questions)


def _index(parts: Mapping[str, bytes], kind: str, owners: int, linear: LinearPart) -> PhraseIndex:
    grams = Grams(
        np.frombuffer(zlib.decompress(parts[f"{kind}_sizes"]), "<u2"),
        np.frombuffer(zlib.decompress(parts[f"{kind}_grams"]), "<u2"),
        np.frombuffer(zlib.decompress(parts[f"{kind}_counts"]), np.uint8),
    )
    owner_of = np.frombuffer(zlib.decompress(parts[f"{kind}_owners"]), "<u4").astype(np.int64)
    if len(grams.sizes) != len(owner_of) or {len(grams.columns), len(grams.counts)} != {int(grams.sizes.sum())}:
        raise ValueError(f"the router's {kind} phrases do not fit together")
    if owner_of.size and owner_of.max() >= owners:
        raise ValueError(f"the router has {kind} phrases of rows that are not there")
    return index_of(owner_of, grams, linear.rarity, owners)


def unpack_linear(parts: Mapping[str, bytes]) -> LinearPart:
    """The trained part. Raises KeyError, ValueError or zlib.error when it is broken."""
    lines = tuple(str(name) for name in json.loads(parts["lines"]))
    weights = np.frombuffer(zlib.decompress(parts["weights"]), np.int8).reshape(len(lines), BUCKETS)
    bias = np.frombuffer(parts["bias"], "<f4").astype(np.float32)
    rarity = np.frombuffer(zlib.decompress(parts["rarity"]), "<f2").astype(np.float32)
    if bias.shape != (len(lines),) or rarity.shape != (BUCKETS,):
        raise ValueError("the router's parts do not fit together")
    return LinearPart(lines, np.ascontiguousarray(weights.T), float(json.loads(parts["step"])), bias, rarity)


def unpack_alarm(parts: Mapping[str, bytes]) -> AlarmPart:
    """What was learned about emergencies. Raises KeyError, ValueError or zlib.error when it is broken."""
    weights = np.frombuffer(zlib.decompress(parts["alarm_weights"]), np.int8)
    step, bias = (float(number) for number in json.loads(parts["alarm_scale"]))
    if weights.shape != (BUCKETS,):
        raise ValueError("the router's alarm does not fit")
    return AlarmPart(weights, step, bias)


def _packed(values: NDArray[np.generic]) -> bytes:
    return zlib.compress(np.ascontiguousarray(values).tobytes(), 9)
