"""Asterisk's generated configuration: the admin's files are included, passwords are private and kept."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from ivr.adapters.asterisk.config import (
    asterisk_folders,
    asterisk_prefix,
    phone_instructions,
    read_passwords,
    write_config,
)
from ivr.adapters.asterisk.queues import read_queues
from ivr.errors import AsteriskUnusable, DirectoryInvalid
from ivr.settings import ROOT, AsteriskSettings, Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A copy of what admins edit, and an empty var/."""
    for folder in ("asterisk_conf", "data"):
        shutil.copytree(ROOT / folder, tmp_path / "repo" / folder)
    shutil.copy(ROOT / "directory.db", tmp_path / "repo")
    (tmp_path / "repo" / "var").mkdir()
    (tmp_path / "repo" / "var" / "cache").symlink_to(ROOT / "var" / "cache")
    return Settings(tmp_path / "repo", tmp_path / "var", AsteriskSettings("192.0.2.7", 5070, 20000, 20100, 5048))


def written(settings: Settings, name: str) -> str:
    """A file under var/asterisk/etc."""
    return (settings.var / "asterisk" / "etc" / name).read_text(encoding="utf-8")


def test_the_addresses_and_ports_of_the_settings_reach_asterisk(settings: Settings) -> None:
    write_config(settings)
    assert "bind=192.0.2.7:5070\n" in written(settings, "pjsip.conf")
    assert "rtpstart=20000\nrtpend=20100\n" in written(settings, "rtp.conf")
    assert "bindaddr=127.0.0.1\nport=5048\n" in written(settings, "manager.conf")


@pytest.mark.parametrize("name", ["extensions", "pjsip", "queues", "manager"])
def test_the_admins_own_files_are_included_where_they_are(settings: Settings, name: str) -> None:
    write_config(settings)
    assert f"#include {settings.root}/asterisk_conf/{name}.conf\n" in written(settings, f"{name}.conf")


def test_every_path_is_absolute_and_private(settings: Settings) -> None:
    text = write_config(settings).read_text(encoding="utf-8")
    folders = dict(line.split(" => ") for line in text.splitlines() if " => " in line)
    assert len(folders) == 10
    modules, installed = asterisk_folders(asterisk_prefix(settings))
    assert folders.pop("astmoddir") == str(modules)
    share = Path(folders["astdatadir"])
    assert (share / "documentation").samefile(installed / "documentation")
    assert all(folder.startswith((str(settings.var), str(settings.root))) for folder in folders.values())


def test_what_a_queue_says_is_in_the_bots_voice_and_every_number_has_a_sound(settings: Settings) -> None:
    (settings.root / "prompts").symlink_to(ROOT / "prompts")
    write_config(settings)
    write_config(settings)  # a second run makes it anew
    own = settings.var / "asterisk" / "share" / "sounds" / "zh"
    ours = ROOT / "prompts" / "zh-CN" / "sounds" / "8k"
    assert (own / "queue-youarenext.wav").samefile(ours / "waiting.next.wav")
    numbers = [*range(10), *range(10, 100, 10)]
    assert all((own / "digits" / f"{number}.wav").stat().st_size > 1000 for number in numbers)
    assert all(file.exists() for file in own.rglob("*"))


def test_each_account_has_its_own_long_password_that_a_second_run_keeps(settings: Settings) -> None:
    write_config(settings)
    first = read_passwords(settings)
    write_config(settings)
    assert read_passwords(settings) == first
    assert set(first) == {"801", "802", "811", "812", "900", "901", "manager"}
    assert len(set(first.values())) == len(first)
    assert min(len(password) for password in first.values()) >= 20


def test_a_phone_the_admin_adds_gets_a_password_and_the_others_keep_theirs(settings: Settings) -> None:
    write_config(settings)
    first = read_passwords(settings)
    with (settings.root / "asterisk_conf" / "pjsip.conf").open("a", encoding="utf-8") as own:
        own.write("\n[820](phone)  ; the new one\nauth=820\naors=820\n[820](place)\n")
    write_config(settings)
    assert {**first, "820": read_passwords(settings)["820"]} == read_passwords(settings)
    assert "the new one" in phone_instructions(settings)


def test_only_their_owner_can_read_the_generated_files(settings: Settings) -> None:
    folder = write_config(settings).parent
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert set(modes.values()) == {0o600}


def test_no_password_stands_in_what_the_admin_edits() -> None:
    for file in (ROOT / "asterisk_conf").glob("*.conf"):
        lines = [line.split(";")[0] for line in file.read_text(encoding="utf-8").splitlines()]
        assert not [line for line in lines if line.startswith(("password", "secret"))], file


def test_every_department_and_the_operators_have_a_queue_and_the_admins_own_one_wins(settings: Settings) -> None:
    own = settings.root / "asterisk_conf" / "queues.conf"
    own.write_text(own.read_text(encoding="utf-8") + "[dept-M45](agents)\n", encoding="utf-8")
    write_config(settings)
    made = read_queues(written(settings, "queues_directory.conf"))
    assert len(made) == 101
    assert "PJSIP/811 penalty 0" in made["dept-M07"] and made["dept-M01"] == ()
    assert len(made["operator"]) == 2
    assert "dept-M45" not in made
    assert f"#include {settings.var}/asterisk/etc/queues_directory.conf\n" in written(settings, "queues.conf")


def test_a_broken_directory_leaves_the_queues_of_last_time(settings: Settings) -> None:
    write_config(settings)
    before = written(settings, "queues_directory.conf")
    (settings.root / "directory.db").write_bytes(b"no database")
    write_config(settings)
    assert written(settings, "queues_directory.conf") == before
    (settings.var / "asterisk" / "etc" / "queues_directory.conf").unlink()
    with pytest.raises(DirectoryInvalid, match="directory build"):
        write_config(settings)


def test_the_lines_the_dialplan_accepts_are_those_the_directory_knows() -> None:
    dialplan = (ROOT / "asterisk_conf" / "extensions.conf").read_text(encoding="utf-8")
    for row in (ROOT / "data" / "lines.csv").read_text(encoding="utf-8").splitlines()[1:]:
        assert f"exten => {row.split(',')[0]},1,Goto(hotline,${{EXTEN}},1)" in dialplan


def test_a_var_that_cannot_be_written_is_named(settings: Settings) -> None:
    settings.var.write_text("a file where a folder should be")
    with pytest.raises(AsteriskUnusable, match="set HOTLINE_VAR to a folder that can be written"):
        write_config(settings)


def test_a_missing_file_of_the_admin_is_named_and_nothing_is_half_written(settings: Settings) -> None:
    before = write_config(settings).read_bytes()
    (settings.root / "asterisk_conf" / "queues.conf").unlink()
    with pytest.raises(AsteriskUnusable, match=r"asterisk_conf/queues\.conf"):
        write_config(settings)
    assert (settings.var / "asterisk" / "etc" / "asterisk.conf").read_bytes() == before
    assert not list((settings.var / "asterisk" / "etc").glob("*.part"))


def test_accounts_are_asked_for_before_there_are_any(settings: Settings) -> None:
    with pytest.raises(AsteriskUnusable, match="hotline up makes them"):
        phone_instructions(settings)


def test_modules_are_found_where_a_distribution_puts_them(tmp_path: Path) -> None:
    modules = tmp_path / "lib" / "x86_64-linux-gnu" / "asterisk" / "modules"
    modules.mkdir(parents=True)
    (modules / "res_agi.so").touch()
    (tmp_path / "share" / "asterisk" / "documentation").mkdir(parents=True)
    assert asterisk_folders(tmp_path) == (modules, tmp_path / "share" / "asterisk")


def test_an_asterisk_without_modules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AsteriskUnusable, match=r"no module res_agi\.so: set HOTLINE_ASTERISK"):
        asterisk_folders(tmp_path)
