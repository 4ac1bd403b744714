"""Packs the model into models/ and unpacks it where the product looks: `python -m mandarin_model.pack`."""

from __future__ import annotations

import lzma
import shutil
import tarfile

from mandarin_model.paths import ARCHIVE, MODEL, MODEL_NAME, UNPACKED

LARGEST_BYTES = 25_000_000
FILES = (
    "am/final.mdl", "conf/mfcc.conf", "conf/model.conf", "graph/HCLr.fst", "graph/Gr.fst", "graph/words.txt",
    "graph/phones.txt", "graph/disambig_tid.int", "README",
)  # fmt: skip
README = """zh-fixture: a small Mandarin Vosk model for the hotline's demo and tests. NOT FOR THE PUBLIC.

It learned from synthetic voices only and does not understand people. Use a real model for real callers
(./hotline model use DIR). How it was made, from what, under which licences, and how well it hears: models/README.md
of the hotline's repository.

Licence: Apache-2.0, as the rest of the repository; the speech it learned from was made with Kokoro-82M (Apache-2.0),
the frequencies of general words come from jieba (MIT).
"""


def nameless(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """The archive member without owner and date, so that the same model gives the same archive."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o755 if member.isdir() else 0o644
    return member


def main() -> None:
    """Writes the archive, refusing one that is too large for the repository."""
    (MODEL / "README").write_text(README, encoding="utf-8")
    ARCHIVE.parent.mkdir(exist_ok=True)
    part = ARCHIVE.with_suffix(".part")
    with (
        lzma.open(part, "wb", preset=9 | lzma.PRESET_EXTREME) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        for name in FILES:
            archive.add(MODEL / name, f"{MODEL_NAME}/{name}", filter=nameless)
    size = part.stat().st_size
    if size > LARGEST_BYTES:
        raise SystemExit(
            f"{part} has {size} bytes, the repository takes {LARGEST_BYTES}: make the network or vocabulary smaller"
        )
    part.rename(ARCHIVE)
    fresh = UNPACKED.with_name(MODEL_NAME + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(fresh, filter="data")
    shutil.rmtree(UNPACKED, ignore_errors=True)
    (fresh / MODEL_NAME).rename(UNPACKED)
    fresh.rmdir()
    print(f"{ARCHIVE}: {size / 1e6:.1f} MB; unpacked to {UNPACKED}")


if __name__ == "__main__":
    main()
