"""Reads the words of a model from its words.txt, or from the table in Gr.fst, as the vendor's small models do."""

from __future__ import annotations

import struct
from pathlib import Path

from ivr.adapters.speech.model_layout import Layout
from ivr.errors import ModelUnusable

GRAPH_MAGIC, TABLE_MAGIC = 2125659606, 2125658996
HAS_INPUT_WORDS, HAS_OUTPUT_WORDS = 1, 2
NO_WORDS = ("<eps>", "<s>", "</s>")


def read_words(layout: Layout) -> frozenset[str]:
    """Every word, [unk] included where the model has it. Raises ModelUnusable when the table is broken."""
    folder = layout.directory / "graph"
    folder = folder if folder.is_dir() else layout.directory
    file = folder / "words.txt"
    try:
        found = _from_text(file) if file.is_file() else _from_graph(folder / "Gr.fst")
    except (OSError, UnicodeDecodeError, struct.error, ValueError) as error:
        raise ModelUnusable(f"the words of {layout.directory} cannot be read: {error}. Unpack it again") from error
    return frozenset(word for word in found if word not in NO_WORDS and not word.startswith("#"))


def _from_text(file: Path) -> list[str]:
    return [line.split()[0] for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def _from_graph(file: Path) -> list[str]:
    """An OpenFst file: a header, then the tables of its input and output words, each with a key of 8 bytes."""
    content = _Bytes(file.read_bytes())
    content.expect(GRAPH_MAGIC)
    content.text()
    content.text()
    _version, flags = content.numbers("<ii")
    content.numbers("<Qqqq")  # properties, start, states, arcs
    tables = [content.table() for flag in (HAS_INPUT_WORDS, HAS_OUTPUT_WORDS) if flags & flag]
    if not flags & HAS_OUTPUT_WORDS:
        raise ValueError(f"{file} holds no words")
    return tables[-1]


class _Bytes:
    """Reads one thing after the other."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def numbers(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(form, self._content, self._at)
        self._at += struct.calcsize(form)
        return found

    def text(self) -> str:
        (length,) = self.numbers("<i")
        if not 0 <= length <= len(self._content) - self._at:
            raise ValueError("a length leads beyond the end")
        self._at += length
        return self._content[self._at - length : self._at].decode("utf-8")

    def expect(self, magic: int) -> None:
        if self.numbers("<i") != (magic,):
            raise ValueError("this is no OpenFst file")

    def table(self) -> list[str]:
        self.expect(TABLE_MAGIC)
        self.text()
        _next_key, size = self.numbers("<qq")
        words = []
        for _ in range(size):
            words.append(self.text())
            self.numbers("<q")
        return words
