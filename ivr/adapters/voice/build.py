"""Renders the sounds whose text or voice changed, and tells which are stale, missing or left over."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydub import AudioSegment
from pydub.silence import detect_leading_silence

from ivr.adapters.voice.synthesis import Synthesiser

RATE = 8000
LOUDNESS_DBFS = -20.0
PEAK_DBFS = -2.0
EDGE_MS = 40
"""Silence kept at both ends of a sound; joined prompts set their own pauses."""

Manifest = dict[str, dict[str, Any]]


def read_manifest(sounds: Path) -> Manifest:
    """What was rendered: name → text, voice, seconds, sha256 of the file. Empty when nothing was."""
    file = sounds / "manifest.json"
    manifest: Manifest = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return manifest


def faults(wanted: dict[str, str], sounds: Path) -> list[str]:
    """What is wrong with the sounds, one sentence each; empty when all is well."""
    manifest = read_manifest(sounds)
    found: list[str] = []
    for name, text in wanted.items():
        entry, file = manifest.get(name), sounds / f"{name}.wav"
        if entry is None or not file.exists():
            found.append(f"{name}: no sound for {text!r}")
        elif entry["text"] != text:
            found.append(f"{name}: the text is {text!r}, the sound says {entry['text']!r}")
        elif entry["sha256"] != _sha256(file):
            found.append(f"{name}: {file} was changed by hand")
    left_over = {file.stem for file in sounds.glob("*.wav")} | set(manifest)
    found += [f"{name}: nothing says this any more" for name in sorted(left_over - set(wanted))]
    return found


def build(wanted: dict[str, str], sounds: Path, synthesiser: Synthesiser, progress: Callable[[str], None]) -> int:
    """Render what is missing or stale, remove what is left over. Returns how many were rendered; can be resumed."""
    sounds.mkdir(parents=True, exist_ok=True)
    manifest = read_manifest(sounds)
    stale = [name for name, text in wanted.items() if _is_stale(name, text, manifest, sounds)]
    for name in stale:
        progress(name)
        manifest[name] = _render(name, wanted[name], sounds, synthesiser)
        _write_manifest(manifest, sounds)
    for name in (set(manifest) | {file.stem for file in sounds.glob("*.wav")}) - set(wanted):
        (sounds / f"{name}.wav").unlink(missing_ok=True)
        manifest.pop(name, None)
    _write_manifest(manifest, sounds)
    return len(stale)


def level(sound: AudioSegment) -> AudioSegment:
    """The sound at telephone rate, trimmed, at the loudness of all prompts, peaks below the limit."""
    sound = sound.set_channels(1).set_frame_rate(RATE).set_sample_width(2)
    lead, tail = detect_leading_silence(sound, -45), detect_leading_silence(sound.reverse(), -45)
    sound = sound[max(0, lead - EDGE_MS) : len(sound) - max(0, tail - EDGE_MS)]
    gain = min(LOUDNESS_DBFS - sound.dBFS, PEAK_DBFS - sound.max_dBFS)
    return sound.apply_gain(gain).fade_in(8).fade_out(15)


def _is_stale(name: str, text: str, manifest: Manifest, sounds: Path) -> bool:
    return manifest.get(name, {}).get("text") != text or not (sounds / f"{name}.wav").exists()


def _render(name: str, text: str, sounds: Path, synthesiser: Synthesiser) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(dir=sounds, prefix=".rendering-") as folder:
        raw, ready = Path(folder) / "raw", Path(folder) / "ready.wav"
        synthesiser.speak(text, raw)
        sound = level(AudioSegment.from_file(raw))
        sound.export(ready, format="wav")
        os.replace(ready, sounds / f"{name}.wav")
    seconds = round(len(sound) / 1000, 2)
    file = sounds / f"{name}.wav"
    return {"text": text, "voice": synthesiser.voice, "seconds": seconds, "sha256": _sha256(file)}


def _write_manifest(manifest: Manifest, sounds: Path) -> None:
    part = sounds / "manifest.json.part"
    part.write_text(json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    os.replace(part, sounds / "manifest.json")


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
