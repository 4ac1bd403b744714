"""Any sound file is read, up to a length; everything else is refused with the reason."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from ivr.adapters.transcripts.sound_files import read_sound
from ivr.errors import TranscriptFailed
from tests.second_ear.conftest import Write, clip, noise


def test_a_recording_of_asterisk_is_read_at_both_rates(write: Write) -> None:
    spoken = clip("police")
    sound = read_sound(write("a.wav", spoken), 60)
    assert sound.seconds == pytest.approx(len(spoken) / 8000, abs=0.01)
    assert abs(len(sound.wide) - 2 * len(sound.narrow)) <= 1
    likeness = np.corrcoef(sound.narrow[: len(spoken)], spoken[: len(sound.narrow)])[0, 1]
    assert likeness > 0.99


@pytest.mark.parametrize("name", ["a.mp3", "b.ogg", "c.flac", "d.m4a", "stereo.wav"])
def test_other_formats_are_read_too(write: Write, tmp_path: Path, name: str) -> None:
    made = tmp_path / name
    options = ["-ac", "2", "-ar", "44100"] if name == "stereo.wav" else []
    source = write("source.wav", clip("police"))
    subprocess.run(["ffmpeg", "-v", "error", "-i", source, *options, made], check=True)
    assert read_sound(made, 60).seconds == pytest.approx(len(clip("police")) / 8000, abs=0.15)


@pytest.mark.parametrize("content", [b"", b"no sound at all" * 50, b"RIFF\xff\xff\xff\xffWAVEfmt ", bytes(4096)])
def test_what_is_no_sound_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.wav").write_bytes(content)
    with pytest.raises(TranscriptFailed, match=r"x\.wav is no sound file"):
        read_sound(tmp_path / "x.wav", 60)


def test_a_recording_cut_off_in_the_middle_is_read_as_far_as_it_goes(write: Write) -> None:
    file = write("cut.wav", clip("police"))
    file.write_bytes(file.read_bytes()[:8001])
    assert 0.4 < read_sound(file, 60).seconds <= 0.5


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.wav", tmp_path):
        with pytest.raises(TranscriptFailed, match="is not there"):
            read_sound(path, 60)


def test_a_recording_that_is_too_long_says_what_to_do(write: Write) -> None:
    with pytest.raises(TranscriptFailed, match=r"longer than 2 s: raise .* most_minutes"):
        read_sound(write("long.wav", noise(2.5)), 2.0)


def test_a_picture_holds_no_sound(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "color=size=16x16:duration=1", "-c:v", "mpeg4", film], check=True
    )
    with pytest.raises(TranscriptFailed, match="holds no sound"):
        read_sound(film, 60)


def test_a_playlist_in_disguise_opens_no_other_file(write: Write, tmp_path: Path) -> None:
    secret = write("secret.wav", clip("police"))
    for text in (f"#EXTM3U\n#EXTINF:2,\n{secret}\n#EXT-X-ENDLIST\n", f"ffconcat version 1.0\nfile {secret}\n"):
        (tmp_path / "list.wav").write_text(text, encoding="utf-8")
        with pytest.raises(TranscriptFailed, match="is no sound file"):
            read_sound(tmp_path / "list.wav", 60)
