"""A router as a few small values in directory.db (320 kB), so that a fresh machine need not train one."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping

import numpy as np

from ivr.domain.routing import BUCKETS, LinearRouter


def pack(router: LinearRouter) -> dict[str, bytes]:
    """The parts by name; `unpack` makes an equal router of them."""
    return {
        "departments": json.dumps(router.departments).encode(),
        "weights": zlib.compress(np.ascontiguousarray(router.weights.T).tobytes(), 9),
        "step": json.dumps(router.step).encode(),
        "bias": router.bias.astype("<f4").tobytes(),
        "rarity": zlib.compress(router.rarity.astype("<f2").tobytes(), 9),
    }


def unpack(parts: Mapping[str, bytes]) -> LinearRouter:
    """The router of these parts. Raises KeyError, ValueError or zlib.error when they are broken."""
    departments = tuple(str(name) for name in json.loads(parts["departments"]))
    weights = np.frombuffer(zlib.decompress(parts["weights"]), np.int8).reshape(len(departments), BUCKETS)
    bias = np.frombuffer(parts["bias"], "<f4").astype(np.float32)
    rarity = np.frombuffer(zlib.decompress(parts["rarity"]), "<f2").astype(np.float32)
    if bias.shape != (len(departments),) or rarity.shape != (BUCKETS,):
        raise ValueError("the router's parts do not fit together")
    return LinearRouter(departments, np.ascontiguousarray(weights.T), float(json.loads(parts["step"])), bias, rarity)
