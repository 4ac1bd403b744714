"""Where the recipe reads and writes: the repository's data, the work directory and the finished model."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
EAR = ROOT / "bench" / "ear"
MODELS = ROOT / "models"
WORK = Path(os.environ.get("MODEL_WORK", ROOT / "var" / "model-work"))
DOWNLOADS = WORK / "downloads"
KOKORO = WORK / "kokoro"
JOBS = WORK / "jobs.tsv"
SPEECH = WORK / "speech"
DEVELOPMENT = WORK / "development"
DEVELOPMENT_LIST = WORK / "development.tsv"
CHECKPOINT = WORK / "network.pt"
LANGUAGE_MODEL = WORK / "language.json"
MODEL_NAME = "zh-fixture"
MODEL = WORK / MODEL_NAME
UNPACKED = ROOT / "var" / "models" / MODEL_NAME
ARCHIVE = MODELS / f"{MODEL_NAME}.tar.xz"
HELD_OUT_VOICES = ("zf_xiaoni", "zm_yunyang")
