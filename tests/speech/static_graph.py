"""A static graph (HCLG.fst) made of a model's lookahead graph, in plain Python: composed once, kept under var/.

Only for graphs as tools/mandarin_model makes them: HCLr.fst has one final state, the root, from which every way goes
through at most one word and back; Gr.fst is acyclic in its empty arcs (a bigram that backs off). The files are those of
OpenFst, type "const": a header, states of 20 bytes, arcs of 16.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

MAGIC = (2125659606).to_bytes(4, "little")
STATE = np.dtype([("final", "<f4"), ("first", "<u4"), ("arcs", "<u4"), ("empty_in", "<u4"), ("empty_out", "<u4")])
ARC = np.dtype([("heard", "<i4"), ("word", "<i4"), ("cost", "<f4"), ("target", "<i4")])
VERSION_UNALIGNED = 2
Arc = tuple[int, int, float, int]
Pair = tuple[int, int]


@dataclass
class Machine:
    """start: its first state. finals: what ending in a state costs, for those where it may. arcs: of each state."""

    start: int
    finals: dict[int, float]
    arcs: list[list[Arc]]


def read_machine(file: Path) -> Machine:
    """A const file, or the one inside a lookahead file."""
    raw = file.read_bytes()
    begin = raw.rindex(MAGIC, 0, 400)
    kind, at = _text(raw, begin + 4)
    arc_kind, at = _text(raw, at)
    version, flags, _, start, states, arcs = struct.unpack_from("<iiQqqq", raw, at)
    assert (kind, arc_kind, version, flags) == ("const", "standard", VERSION_UNALIGNED, 0), f"{file}: {kind} {version}"
    at += struct.calcsize("<iiQqqq")
    table = np.frombuffer(raw, STATE, states, at)
    every = np.frombuffer(raw, ARC, arcs, at + table.nbytes).tolist()
    firsts, counts = table["first"].tolist(), table["arcs"].tolist()
    finals = {n: cost for n, cost in enumerate(table["final"].tolist()) if np.isfinite(cost)}
    return Machine(start, finals, [every[first : first + n] for first, n in zip(firsts, counts, strict=True)])


def _text(raw: bytes, at: int) -> tuple[str, int]:
    (length,) = struct.unpack_from("<i", raw, at)
    return raw[at + 4 : at + 4 + length].decode("ascii"), at + 4 + length


def write_machine(machine: Machine, file: Path) -> None:
    """As a const file."""
    counts = [len(arcs) for arcs in machine.arcs]
    table = np.zeros(len(counts), STATE)
    table["final"] = np.inf
    table["final"][list(machine.finals)] = list(machine.finals.values())
    table["arcs"] = counts
    table["first"] = np.cumsum([0, *counts[:-1]])
    table["empty_in"] = [sum(arc[0] == 0 for arc in arcs) for arcs in machine.arcs]
    table["empty_out"] = [sum(arc[1] == 0 for arc in arcs) for arcs in machine.arcs]
    every = np.array([arc for arcs in machine.arcs for arc in arcs], ARC)
    header = MAGIC + b"\x05\0\0\0const\x08\0\0\0standard"
    header += struct.pack("<iiQqqq", VERSION_UNALIGNED, 0, 3, machine.start, len(counts), len(every))
    file.write_bytes(header + table.tobytes() + every.tobytes())


@dataclass
class Composition:
    """Every way through the lexicon that the grammar allows, as pairs of their states."""

    lexicon: Machine
    grammar: Machine
    numbers: dict[Pair, int] = field(default_factory=dict)
    waiting: list[Pair] = field(default_factory=list)

    def __post_init__(self) -> None:
        (self.root,) = self.lexicon.finals
        self.parents, self.speakers = self._before_words()
        self.followers = [{word: (cost, to) for word, _, cost, to in arcs if word} for arcs in self.grammar.arcs]
        self.open_ways = {grammar: self._ways(words) for grammar, words in enumerate(self.followers)}

    def compose(self) -> Machine:
        """The static graph."""
        made = Machine(0, {}, [])
        self._number((self.lexicon.start, self.grammar.start))
        for pair in self.waiting:  # grows while it is walked through
            if pair[0] == self.root and pair[1] in self.grammar.finals:
                made.finals[len(made.arcs)] = self.lexicon.finals[self.root] + self.grammar.finals[pair[1]]
            made.arcs.append(list(self._arcs(*pair)))
        return made

    def _arcs(self, place: int, grammar: int) -> Iterator[Arc]:
        for heard, word, cost, target in self.lexicon.arcs[place]:
            if word:
                if word in self.followers[grammar]:
                    more, after = self.followers[grammar][word]
                    yield heard, word, cost + more, self._number((target, after))
            elif target == place or place not in self.parents or target in self.open_ways[grammar]:
                yield heard, 0, cost, self._number((target, grammar))
        if place == self.root:
            for word, _, cost, after in self.grammar.arcs[grammar]:
                if not word:
                    yield 0, 0, cost, self._number((self.root, after))

    def _number(self, pair: Pair) -> int:
        number = self.numbers.setdefault(pair, len(self.numbers))
        if number == len(self.waiting):
            self.waiting.append(pair)
        return number

    def _before_words(self) -> tuple[dict[int, int], dict[int, list[int]]]:
        """The state before each one that lies between the root and a word; the states from which a word is given."""
        parents, speakers, stack = {self.root: self.root}, dict[int, list[int]](), [self.root]
        while stack:
            place = stack.pop()
            for _, word, _, target in self.lexicon.arcs[place]:
                if word:
                    speakers.setdefault(word, []).append(place)
                elif target not in parents:
                    parents[target] = place
                    stack.append(target)
        return parents, speakers

    def _ways(self, words: dict[int, tuple[float, int]]) -> set[int]:
        """The states between the root and any of these words."""
        found = {self.root}
        for word in words:
            for place in self.speakers.get(word, ()):
                while place not in found:
                    found.add(place)
                    place = self.parents[place]
        return found


def static_model(model: Path, cache: Path) -> Path:
    """The same model with HCLG.fst instead of its two graphs: copied under `cache`, anew when the model changes."""
    graphs = [model / "graph" / name for name in ("HCLr.fst", "Gr.fst")]
    parts = sorted(file for file in model.rglob("*") if file.is_file())
    key = hashlib.sha256(b"".join(file.read_bytes() for file in (*parts, Path(__file__)))).hexdigest()[:16]
    target = cache / key
    if not target.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".composing-", dir=cache))
        (aside / "graph").mkdir()
        lexicon, grammar = (read_machine(graph) for graph in graphs)
        write_machine(Composition(lexicon, grammar).compose(), aside / "graph" / "HCLG.fst")
        for part in ("am", "conf"):
            shutil.copytree(model / part, aside / part)
        shutil.copy(model / "graph" / "words.txt", aside / "graph")
        for old in cache.iterdir():
            if old != aside:
                shutil.rmtree(old, ignore_errors=True)
        os.rename(aside, target)
    return target
