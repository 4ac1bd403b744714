"""The verdict on a model, its licence, and whether the bot may read it."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr.adapters.speech.model_report import Licence, find_licence, is_readable_by_bot, verdict_on
from ivr.adapters.speech.models import Trial
from ivr.adapters.speech.vocabulary import Fit, GroupFit

GOOD = GroupFit("digits", 11, 11, 0, 0, 0)
PLACES = GroupFit("places", 100, 10, 40, 40, 10)


def trial(rtf: float | None = 0.05) -> Trial:
    return Trial(1.0, 50, 120, 20.0, rtf, ())


@pytest.mark.parametrize(
    ("fit", "rtf", "wrong", "says"),
    [
        (Fit(50_000, True, (GOOD,), ()), 0.05, 0.1, "Fit"),
        (Fit(50_000, True, (GOOD, PLACES), ()), 0.05, 0.1, "Fit, with the remarks above"),
        (Fit(50_000, True, (GroupFit("digits", 11, 9, 0, 0, 2), PLACES), ()), 0.05, 0.1, "With gaps: .* digits. "),
        (Fit(50_000, True, (GOOD,), ()), 0.6, 0.1, "Too slow for this machine: 0.60"),
        (Fit(50_000, True, (GOOD,), ()), 0.05, 0.7, "Doubtful: 70%"),
        (Fit(50_000, True, (GOOD,), ()), None, None, "Fit"),
        (Fit(9, False, (GOOD,), ()), 0.6, 1.0, "Not for Mandarin"),
    ],
)
def test_the_verdict_names_what_matters_most(fit: Fit, rtf: float | None, wrong: float | None, says: str) -> None:
    has_remarks = PLACES in fit.groups
    assert re.match(says, verdict_on(fit, trial(rtf), wrong, has_remarks))


def test_a_licence_file_counts_before_a_readme_that_speaks_of_one(tmp_path: Path) -> None:
    assert find_licence(tmp_path) == Licence("", "")
    (tmp_path / "README").write_text("A model\n\nLicence: Apache 2.0\n")
    assert find_licence(tmp_path) == Licence("README", "Licence: Apache 2.0")
    (tmp_path / "COPYING").write_bytes("\n# MIT License ©\n".encode("latin-1"))
    assert find_licence(tmp_path).file == "COPYING" and find_licence(tmp_path).says.startswith("MIT License")


def test_a_readme_that_speaks_of_no_licence_is_none(tmp_path: Path) -> None:
    (tmp_path / "README").write_text("Just a model\n")
    assert find_licence(tmp_path) == Licence("", "")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder everybody may enter, as pytest's own are not."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_what_others_may_not_read_the_bot_may_not_read(open_folder: Path) -> None:
    root, model = Path("/"), open_folder / "model"
    (model / "am").mkdir(parents=True)
    (model / "am" / "final.mdl").write_bytes(b"x")
    (model / "broken link").symlink_to("gone")
    assert is_readable_by_bot(model, root)
    (model / "am" / "final.mdl").chmod(0o600)
    assert not is_readable_by_bot(model, root)
    (model / "am" / "final.mdl").chmod(0o644)
    (model / "am").chmod(0o700)
    assert not is_readable_by_bot(model, root)
    assert is_readable_by_bot(model, model / "am"), "a repository nobody may enter gives the bot the right to read all"
