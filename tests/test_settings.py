"""hotline.toml and HOTLINE_* variables become settings, or a message that names the culprit."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.errors import SettingsInvalid
from ivr.settings import ROOT, Settings, read_settings


def settings_of(text: str, tmp_path: Path, **environment: str) -> Settings:
    file = tmp_path / "hotline.toml"
    file.write_text(text, encoding="utf-8")
    return read_settings(file, environment)


def test_the_committed_file_states_the_defaults() -> None:
    assert read_settings(ROOT / "hotline.toml", {}) == read_settings(ROOT / "absent.toml", {})


def test_a_value_of_the_file_wins_over_the_default(tmp_path: Path) -> None:
    assert settings_of('[asterisk]\naddress = "192.0.2.10"', tmp_path).asterisk.address == "192.0.2.10"


def test_an_environment_variable_wins_over_the_file(tmp_path: Path) -> None:
    settings = settings_of("[asterisk]\nsip_port = 5070", tmp_path, HOTLINE_ASTERISK_SIP_PORT="5080")
    assert settings.asterisk.sip_port == 5080


def test_a_switch_is_on_or_off(tmp_path: Path) -> None:
    assert settings_of("[transcripts]\nenabled = true", tmp_path).transcripts.enabled
    assert not settings_of(
        "[transcripts]\nenabled = true", tmp_path, HOTLINE_TRANSCRIPTS_ENABLED="false"
    ).transcripts.enabled


def test_everything_generated_moves_with_hotline_var(tmp_path: Path) -> None:
    settings = settings_of("", tmp_path, HOTLINE_VAR=str(tmp_path / "var"))
    assert settings.socket == tmp_path / "var" / "run" / "bot.sock"
    assert settings.ledger_url == f"sqlite:///{tmp_path}/var/ledger.db"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[asterisc]", "asterisc"),
        ("[asterisk]\nsipport = 5060", "sipport"),
        ('[asterisk]\nsip_port = "five"', "sip_port"),
        ("[asterisk]\nsip_port = true", "sip_port"),
        ("[asterisk]\nmanager_port = 99999", "manager_port"),
        ("[bot]\nworkers = 1.5", "1.5 is not a whole number"),
        ("[asterisk]\nsip_port = 80", "1024"),
        ("[asterisk]\nrtp_first = 10000\nrtp_last = 10001", "rtp_first"),
        ("[bot]\nworkers = 0", "workers"),
        ("[speech]\nkept_recognisers = -1", "kept_recognisers"),
        ("[recording]\nkeep_days = -1", "keep_days"),
        ("[transcripts]\nenabled = 1", "true nor false"),
        ('[transcripts]\nenabled = "yes"', "enabled"),
        ("[transcripts]\nmost_minutes = 0", "most_minutes"),
        ("bot = 3", "bot"),
        ("[bot\n", "hotline.toml"),
    ],
)
def test_a_mistake_is_named(text: str, named: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=named):
        settings_of(text, tmp_path)
