"""Builds the graphs HCLr.fst and Gr.fst, for grammars at run time: `python -m mandarin_model.graph [toneless]`."""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mandarin_model.frames import CLOSED_PHRASES
from mandarin_model.language import END, START, Trigram
from mandarin_model.paths import LANGUAGE_MODEL, MODEL
from mandarin_model.phones import FINALS, TONAL, TONELESS, TONES
from mandarin_model.readings import readings

LANGUAGE_SCALE = float(os.environ.get("LANGUAGE_SCALE", "1.7"))
WORD_COST = float(os.environ.get("WORD_COST", "0.0"))
UNKNOWN_START, UNKNOWN_PHONE = 4.0, float(os.environ.get("UNKNOWN_PHONE", "3.5"))
"""What it costs to hear [unk]: once, and for every phone of it."""
EPSILON, UNKNOWN = 0, 1
PLUGINS = "/usr/lib/{machine}-linux-gnu/fst:/usr/lib/{machine}-linux-gnu/fst/22"
Reading = tuple[tuple[int, ...], float, int]
"""The phones of a word, what this reading costs, and the word's number."""


def enter(phone: int) -> int:
    """The transition that starts a phone."""
    return 2 * (phone + 1)


def stay(phone: int) -> int:
    """The transition that repeats a phone; of the blank also the one that passes it by."""
    return 2 * (phone + 1) - 1


@dataclass
class Machine:
    """A weighted transducer in OpenFst's text form."""

    lines: list[str] = field(default_factory=list)
    states: int = 0

    def state(self) -> int:
        """A new state; the first one is the start."""
        self.states += 1
        return self.states - 1

    def arc(self, source: int, target: int, heard: int, word: int = EPSILON, cost: float = 0.0) -> None:
        """An arc that takes a transition (or a word) and gives a word."""
        self.lines.append(f"{source} {target} {heard} {word} {cost:.5g}")

    def final(self, state: int) -> None:
        """Lets the machine end in this state."""
        self.lines.append(f"{state}")

    def phone_state(self, phone: int) -> int:
        """A state in which the phone goes on or a blank follows."""
        state = self.state()
        self.arc(state, state, stay(phone))
        self.arc(state, state, stay(0))
        return state

    def strict_phone(self, phone: int) -> tuple[int, int]:
        """Where a phone is entered and left which never goes on after a blank: then it is a new one, as in 幺幺.

        Needed where a phone can follow itself, in words that begin with a final; for the others the one state will do.
        """
        entered, blank, left = self.state(), self.state(), self.state()
        self.arc(entered, entered, stay(phone))
        self.arc(entered, blank, stay(0))
        self.arc(blank, blank, stay(0))
        self.arc(entered, left, EPSILON)
        self.arc(blank, left, EPSILON)
        return entered, left


def _grow(machine: Machine, root: int, entries: list[Reading], finals: set[int]) -> None:
    """Adds a prefix tree of all readings; the word is given where no other one shares its phones any more."""
    stack = [(root, 0, entries)]
    while stack:
        state, depth, sharing = stack.pop()
        branches: dict[int, list[Reading]] = defaultdict(list)
        for phones, cost, word in sharing:
            if len(phones) == depth:
                machine.arc(state, root, EPSILON, word, cost)
            else:
                branches[phones[depth]].append((phones, cost, word))
        for phone, branch in branches.items():
            if depth == 0 and phone in finals:
                entered, target = machine.strict_phone(phone)
            else:
                entered = target = machine.phone_state(phone)
            if len(branch) > 1:
                machine.arc(state, entered, enter(phone))
                stack.append((target, depth + 1, branch))
                continue
            phones, cost, word = branch[0]
            machine.arc(state, entered, enter(phone), word, cost)
            for following in phones[depth + 1 :]:
                after = machine.phone_state(following)
                machine.arc(target, after, enter(following))
                target = after
            machine.arc(target, root, EPSILON)


def lexicon_machine(words: list[str], with_tones: bool) -> tuple[Machine, set[int]]:
    """From network outputs to words, and the numbers of the words that can be read."""
    machine = Machine()
    start, root = machine.state(), machine.state()
    machine.arc(start, start, stay(0))
    machine.arc(start, root, EPSILON)
    machine.final(root)
    entries = [
        (phones, cost, number)
        for number, word in enumerate(words)
        if number > UNKNOWN
        for phones, cost in readings(word, with_tones)
    ]
    phones = TONAL if with_tones else TONELESS
    _grow(machine, root, entries, {number for number, phone in enumerate(phones) if phone.rstrip(TONES) in FINALS})
    first, more = machine.state(), machine.state()
    machine.arc(root, first, EPSILON, UNKNOWN, UNKNOWN_START)
    for phone in range(1, len(phones)):
        machine.arc(first, more, enter(phone), EPSILON, UNKNOWN_PHONE)
        machine.arc(more, more, enter(phone), EPSILON, UNKNOWN_PHONE)
    machine.arc(more, more, stay(0))
    machine.arc(more, root, EPSILON)
    return machine, {number for _, _, number in entries}


def _cost(probability: float) -> float:
    return -math.log(probability) * LANGUAGE_SCALE


def grammar_machine(model: Trigram, numbers: dict[str, int]) -> Machine:
    """The trigram over word numbers."""
    machine = Machine()
    start = machine.state()
    states = {"": machine.state(), **{history: machine.state() for history in model.after}}
    machine.arc(start, states.get(START, states[""]), EPSILON)
    for history, state in states.items():
        machine.final(state)
        shares = model.after[history] if history else model.alone
        if history:
            shorter = states[history.partition(" ")[2]]
            machine.arc(state, shorter, EPSILON, EPSILON, _cost(min(1.0, model.back_off[history])))
        for word, probability in shares.items():
            if word in numbers:
                target = _longest(f"{history.rpartition(' ')[2]} {word}".strip(), states)
                machine.arc(state, target, numbers[word], numbers[word], _cost(probability) + WORD_COST)
    return machine


def _longest(history: str, states: dict[str, int]) -> int:
    """The state of the longest ending of a history that has one."""
    while history not in states:
        history = history.partition(" ")[2]
    return states[history]


def _run(command: str, folder: Path) -> None:
    plugins = PLUGINS.format(machine=os.uname().machine)
    subprocess.run(
        ["bash", "-c", "set -o pipefail; " + command],
        cwd=folder,
        check=True,
        env={**os.environ, "LD_LIBRARY_PATH": plugins},
    )


def _compile(folder: Path, lexicon: Machine, grammar: Machine) -> None:
    for name, machine in (("lexicon", lexicon), ("grammar", grammar)):
        (folder / f"{name}.txt").write_text("\n".join(machine.lines) + "\n")
    _run(
        "fstcompile lexicon.txt lexicon.fst && "
        "fstconvert --fst_type=olabel_lookahead --save_relabel_opairs=relabel lexicon.fst HCLr.fst && "
        "fstcompile grammar.txt | fstrelabel --relabel_ipairs=relabel --relabel_opairs=relabel | "
        "fstarcsort --sort_type=ilabel | "
        "fstconvert --fst_type=const - Gr.fst",
        folder,
    )


def _renumbered(words: list[str], relabel: Path) -> Iterator[str]:
    moved = {int(old): int(new) for old, new in (line.split() for line in relabel.read_text().splitlines())}
    for number, word in sorted((moved.get(number, number), word) for number, word in enumerate(words)):
        yield f"{word} {number}\n"


def main(with_tones: bool) -> None:
    """Writes the graph directory of the model."""
    model = Trigram(**json.loads(LANGUAGE_MODEL.read_text(encoding="utf-8")))
    known = {*model.words(), *CLOSED_PHRASES} - {START, END}
    words = ["<eps>", "[unk]", *sorted(known)]
    lexicon, readable = lexicon_machine(words, with_tones)
    numbers = {word: number for number, word in enumerate(words) if number in readable}
    folder = MODEL / "graph"
    folder.mkdir(parents=True, exist_ok=True)
    _compile(folder, lexicon, grammar_machine(model, numbers))
    (folder / "words.txt").write_text("".join(_renumbered(words, folder / "relabel")), encoding="utf-8")
    (folder / "disambig_tid.int").write_text("")
    for name in ("lexicon.txt", "lexicon.fst", "grammar.txt", "relabel"):
        (folder / name).unlink()
    size = (folder / "HCLr.fst").stat().st_size >> 20
    print(f"{len(numbers)} of {len(words) - 2} words, {lexicon.states} states, HCLr.fst {size} MiB")


if __name__ == "__main__":
    main(with_tones="toneless" not in sys.argv[1:])
