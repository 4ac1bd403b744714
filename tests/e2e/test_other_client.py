"""Someone else's SIP client, baresip, reaches the right queue with a voice the model was never trained on."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from demo.audio import RATE, read_wav, write_wav
from demo.leg import ANSWERED
from demo.prompt_book import contains
from demo.scenarios import Stage
from demo.voice import Voice
from ivr.adapters.asterisk.config import read_passwords
from tests.e2e.station import Station

MODULES = "account.so aufile.so sndfile.so g711.so stdio.so menu.so"
CONFIG = """\
sip_listen 127.0.0.1:0
net_interface 127.0.0.1
audio_source aufile,{folder}/speech.wav
audio_player aubridge,nowhere
ausrc_srate 8000
auplay_srate 8000
audio_buffer 20-160
rtp_ports 15900-15998
snd_path {folder}
module_path {modules}
module aubridge.so
"""
SPEAKS_AFTER_SECONDS = 5.0
"""The greeting takes four; a person without a script lets it end."""


def find_modules() -> Path:
    found = next((path for path in Path("/usr/lib").glob("**/baresip/modules") if path.is_dir()), None)
    assert found and shutil.which("baresip"), "baresip is missing: apt-get install baresip-core"
    return found


def configure(folder: Path, station: Station) -> None:
    speech = Voice("xiaoni").says("police")[1]
    silence = np.zeros(int(SPEAKS_AFTER_SECONDS * RATE), np.int16)
    write_wav(folder / "speech.wav", np.concatenate([silence, speech, np.zeros(60 * RATE, np.int16)]))
    wanted = "".join(f"module {name}\n" for name in MODULES.split())
    (folder / "config").write_text(CONFIG.format(folder=folder, modules=find_modules()) + wanted)
    server = f"{station.server[0]}:{station.server[1]}"
    password = read_passwords(station.settings)["900"]
    (folder / "accounts").write_text(f"<sip:900@{server}>;auth_user=900;auth_pass={password};regint=0\n")
    (folder / "contacts").write_text("")


def test_baresip_is_understood_and_rings_the_police(station: Station, stage: Stage) -> None:
    agent = stage.agents["811"]
    known = len(agent.incoming)
    with tempfile.TemporaryDirectory(prefix="baresip-", dir="/tmp") as name:
        folder = Path(name)
        configure(folder, station)
        dial = f"/dial sip:12345@{station.server[0]}:{station.server[1]}"
        log = (folder / "log").open("wb")
        client = subprocess.Popen(
            ["baresip", "-f", name, "-e", dial], stdin=subprocess.PIPE, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            ringing = agent.next_call(25, known)
            agent.answer(ringing)
            ringing.wait(ANSWERED, 3)
            agent.hang_up(ringing)
        finally:
            client.terminate()
            client.wait(5)
            log.close()
        recorded = [read_wav(file) for file in folder.glob("dump-*-dec.wav")]
        greeting = station.book.sounds["greeting.city"].astype(np.int16)
        assert any(contains(sound, greeting[800:8000]) for sound in recorded), "the greeting is in no recording"
    station.until(lambda: station.channels() == 0, "every channel to be gone", 10)
