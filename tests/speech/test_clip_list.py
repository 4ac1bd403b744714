"""A site's own list of recordings: what its lines may hold, and what is told about wrong ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.adapters.speech.clip_hearing import Clip, HeardClip
from ivr.adapters.speech.clip_list import FOREIGN, question, read_clip_list
from ivr.adapters.speech.error_rates import ALL_KINDS
from ivr.adapters.speech.list_figures import figures_of
from ivr.domain.expecting import DIGITS, YES_NO, Expecting, Kind
from ivr.errors import ClipListInvalid, SoundUnreadable


def write(tmp_path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / "list.tsv"
    file.write_text("\n".join(lines), encoding=encoding)
    return file


def test_a_list_names_files_beside_it_their_texts_kinds_and_offers(tmp_path: Path) -> None:
    found = read_clip_list(
        write(
            tmp_path,
            "file\ttext\tkind\toffered",
            "# from last week",
            "",
            "a.wav\t你好",
            "b/c.wav\t是的\tyes_no",
            "d.wav\t公安局\tchoice\t公安局|民政局",
            "e.wav\t今天天气不错\tstories",
            encoding="utf-8-sig",
        )
    )
    assert [(c.name, c.text, c.kind) for c in found] == [
        ("a.wav", "你好", "open"),
        ("b/c.wav", "是的", "yes_no"),
        ("d.wav", "公安局", "choice"),
        ("e.wav", "今天天气不错", "stories"),
    ]
    assert [c.expecting and c.expecting.kind for c in found] == [None, Kind.YES_NO, Kind.CHOICE, None]
    with pytest.raises(SoundUnreadable, match=f"{tmp_path}/b/c.wav is no file"):
        found[1].read()


def test_every_wrong_line_is_told_at_once(tmp_path: Path) -> None:
    file = write(tmp_path, "a.wav 你好", "b.wav\t好\tchoice", "\t好", "c.wav\t好\tx\ty\tz", "d.wav\t好")
    with pytest.raises(
        ClipListInvalid, match=r"line 1: there is no tab.*line 2: a choice.*line 3: the file.*line 4: 5"
    ):
        read_clip_list(file)


@pytest.mark.parametrize("content", [b"", b"# nothing\n\n", b"file\ttext\n"])
def test_an_empty_list_says_what_a_line_looks_like(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "list.tsv").write_bytes(content)
    with pytest.raises(ClipListInvalid, match=r"lists nothing\. Each line: file, tab"):
        read_clip_list(tmp_path / "list.tsv")


def test_what_is_no_list_says_so(tmp_path: Path) -> None:
    (tmp_path / "list.tsv").write_bytes(b"\xff\xfe\x00\x81")
    for file in (tmp_path / "list.tsv", tmp_path / "gone.tsv", tmp_path):
        with pytest.raises(ClipListInvalid, match="cannot be read"):
            read_clip_list(file)


def test_questions_are_those_of_the_hotline() -> None:
    assert question("yes_no") is YES_NO and question("digits") is DIGITS
    assert question("anything") is None and question("open") is None
    assert question(FOREIGN) is YES_NO
    district = question("district", districts=("朝阳区",))
    assert district and district.kind is Kind.DISTRICT and "朝阳区" in district.phrases
    foreign = question(FOREIGN, ("公安局",))
    assert foreign and "公安局" in foreign.phrases


def heard(text: str, found: str, kind: str, expecting: Expecting | None = None) -> HeardClip:
    def unread() -> None:
        raise AssertionError("figures need no sound")

    return HeardClip(Clip(f"{text}.wav", unread, text, kind, expecting), found, 2.0, 0.1)  # type: ignore[arg-type]


def test_figures_of_a_list() -> None:
    figures = figures_of(
        [
            heard("路灯坏了", "路灯怪了", "stories"),
            heard("是的", "对", "yes_no", YES_NO),
            heard("hello", "是的", FOREIGN, YES_NO),
            heard("good bye", "", FOREIGN, YES_NO),
        ]
    )
    stories, yes_no, foreign = (figures.kinds[k] for k in ("stories", "yes_no", FOREIGN))
    assert (stories.count, stories.right, stories.understood, stories.rate) == (1, 0, 0, 0.25)
    assert (yes_no.right, yes_no.understood, yes_no.edits.replaced) == (0, 1, 1)
    assert (foreign.count, foreign.understood, foreign.rate) == (2, 1, 0.0)
    assert figures.kinds[ALL_KINDS].count == 2, "foreign speech has no characters to count"
    assert (figures.seconds, figures.rtf) == (8.0, 0.05)
    assert ("坏", "怪", 1) in figures.confusions
    assert [clip.file for clip in figures.worst(9)] == ["路灯坏了.wav", "hello.wav", "是的.wav"]
    assert len(figures.worst(1)) == 1
