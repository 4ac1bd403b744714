"""Any sound file becomes telephone sound; what is none says so."""

from __future__ import annotations

import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest

from ivr.adapters.speech.sound_files import read_telephone_sound
from ivr.errors import SoundUnreadable
from tests.speech.sounds import RATE, Samples

SECONDS = 0.5
FORMS = {
    "8k-16.wav": "-ar 8000 -ac 1 -c:a pcm_s16le",
    "16k-16.wav": "-ar 16000 -ac 1 -c:a pcm_s16le",
    "44k1-24-stereo.wav": "-ar 44100 -ac 2 -c:a pcm_s24le",
    "48k-float.wav": "-ar 48000 -ac 1 -c:a pcm_f32le",
    "8k-8-stereo.wav": "-ar 8000 -ac 2 -c:a pcm_u8",
    "mu-law.wav": "-ar 8000 -ac 1 -c:a pcm_mulaw",
    "a-law.wav": "-ar 8000 -ac 1 -c:a pcm_alaw",
    "a.flac": "-ar 16000 -ac 1",
    "a.mp3": "-ar 44100 -ac 2",
    "a.ogg": "-ar 48000 -ac 2",
    "a.ulaw": "-ar 8000 -ac 1 -f mulaw",
    "a.alaw": "-ar 8000 -ac 1 -f alaw",
    "a.sln": "-ar 8000 -ac 1 -f s16le",
    "a.SLN16": "-ar 16000 -ac 1 -f s16le",
}


def write(file: Path, hertz: float, form: str) -> Path:
    """A tone at a quarter of full scale, the same on each channel."""
    channel = f"0.25*sin(2*PI*{hertz}*t)"
    tone = f"aevalsrc={'|'.join([channel] * (2 if '-ac 2' in form else 1))}:s=48000:d={SECONDS}"
    subprocess.run(
        ["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", tone, *form.split(), str(file)], check=True
    )
    return file


def level_at(samples: Samples, hertz: float) -> float:
    """Amplitude of a tone, full scale 1, in the middle of the sound."""
    middle = samples[len(samples) // 4 : -len(samples) // 4].astype(np.float64) / 32768
    wave_ = np.exp(-2j * np.pi * hertz * np.arange(len(middle)) / RATE)
    return float(abs((middle * wave_).mean()) * 2)


@pytest.mark.parametrize("name", FORMS)
def test_a_tone_is_the_same_tone_in_every_form(tmp_path: Path, name: str) -> None:
    samples = read_telephone_sound(write(tmp_path / name, 1000, FORMS[name]))
    assert samples.dtype == np.int16
    assert len(samples) / RATE == pytest.approx(SECONDS, abs=0.08)
    assert level_at(samples, 1000) == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize("rate", [16000, 44100, 48000])
def test_what_a_telephone_cannot_carry_is_not_folded_into_the_voice(tmp_path: Path, rate: int) -> None:
    samples = read_telephone_sound(write(tmp_path / "hiss.wav", 5000, f"-ar {rate} -ac 1"))
    assert level_at(samples, 3000) < 0.25 / 1000
    assert np.abs(samples[800:-800]).max() < 30


def test_the_voice_up_to_3400_hertz_stays(tmp_path: Path) -> None:
    samples = read_telephone_sound(write(tmp_path / "edge.wav", 3400, "-ar 16000 -ac 1"))
    assert level_at(samples, 3400) == pytest.approx(0.25, rel=0.1)


def test_eight_kilohertz_samples_come_as_they_are(tmp_path: Path) -> None:
    samples = np.arange(-4000, 4000, dtype=np.int16)
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples.tobytes())
    assert (read_telephone_sound(tmp_path / "a.wav") == samples).all()


def test_a_recording_cut_short_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = write(tmp_path / "whole.wav", 1000, "-ar 16000 -ac 1").read_bytes()
    (tmp_path / "half.wav").write_bytes(whole[: len(whole) // 2])
    assert len(read_telephone_sound(tmp_path / "half.wav")) / RATE == pytest.approx(SECONDS / 2, abs=0.02)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.wav", b"", "no sound"),
        ("empty.sln", b"", "no sound"),
        ("text.txt", "不是声音\n".encode() * 50, "no sound that ffmpeg reads"),
        ("rubbish.mp3", bytes(range(256)) * 4, "no sound that ffmpeg reads"),
        ("header.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ", "no sound"),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64), "no sound that ffmpeg reads"),
    ],
)
def test_what_is_no_sound_is_named_with_the_reason(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SoundUnreadable, match=rf"{name} .*{says}"):
        read_telephone_sound(tmp_path / name)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(SoundUnreadable, match=r"gone\.wav is no file"):
        read_telephone_sound(tmp_path / "gone.wav")
    with pytest.raises(SoundUnreadable, match="is a folder"):
        read_telephone_sound(tmp_path)


def test_a_playlist_cannot_reach_into_the_network(tmp_path: Path) -> None:
    (tmp_path / "list.m3u8").write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n")
    with pytest.raises(SoundUnreadable):
        read_telephone_sound(tmp_path / "list.m3u8")


@pytest.mark.parametrize("name", ["-i.wav", "with blank.wav", "中文名.wav", "a%d.wav", "concat:a|b.wav"])
def test_a_strange_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    plain = write(tmp_path / "plain.wav", 1000, "-ar 16000 -ac 1")
    plain.rename(tmp_path / name)
    assert len(read_telephone_sound(tmp_path / name)) / RATE == pytest.approx(SECONDS, abs=0.02)
