"""Notices by mail go out encrypted where [notify] says so, and not at all where that cannot be trusted."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ivr.adapters.notify.mail import Mail
from ivr.adapters.store.ledger import SqlLedger
from ivr.domain.notices import Notice
from ivr.domain.notify_settings import NotifySettings, fault_in
from ivr.errors import NoticeFailed
from tests.fakes.mail_server import MailServer
from tests.store.test_notifying import Office
from tests.store.wishes import AT

NOTICE = Notice(1, 7, "M16", 1, AT, "回电 7 号逾期", "报部门负责人")
ACCOUNT = ("hotline", "open sesame 1")
SECURITIES = pytest.mark.parametrize("security", ["starttls", "tls"])


def certificate(folder: Path, address: str = "127.0.0.1") -> Path:
    """A self-made certificate for this address, in one PEM file with its key."""
    file = folder / f"{address}.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "2", "-subj", f"/CN={address}", "-addext", f"subjectAltName=IP:{address}"]
    subprocess.run([*command, "-keyout", str(file), "-out", str(file)], check=True, capture_output=True)
    return file


def mail(
    server: MailServer, security: str, ca_file: Path | str = "", account: bool = False, folder: Path = Path()
) -> Mail:
    """What sends to this server, to nobody but the city desk."""
    user, password = "", folder / "password"
    if account:
        user = ACCOUNT[0]
        password.write_text(f"{ACCOUNT[1]}\n", encoding="utf-8")
    settings = NotifySettings(
        "127.0.0.1",
        server.port,
        security,
        smtp_ca_file=str(ca_file),
        smtp_user=user,
        smtp_password_file=str(password) if account else "",
        sender="hotline@city.example",
        city_desk="desk@city.example",
    )
    assert fault_in(settings) is None
    return Mail(settings, folder / "no-leads.csv")


@SECURITIES
def test_mail_goes_out_encrypted_and_signed_in(security: str, tmp_path: Path) -> None:
    own = certificate(tmp_path)
    with MailServer(security, own, ACCOUNT) as server:
        assert mail(server, security, own, account=True, folder=tmp_path).tell(NOTICE) == "desk@city.example"
    assert server.began == [True] and len(server.taken) == 1
    assert server.taken[0][1]["Subject"] == NOTICE.subject


@SECURITIES
@pytest.mark.parametrize(
    ("address", "trusted", "why"),
    [("127.0.0.1", False, "self-signed certificate"), ("127.0.0.2", True, "IP address mismatch")],
    ids=["nobody vouches for it", "made for another server"],
)
def test_a_wrong_certificate_is_told_and_nothing_is_sent(
    security: str, address: str, trusted: bool, why: str, tmp_path: Path
) -> None:
    own = certificate(tmp_path, address)
    with MailServer(security, own) as server:
        sender = mail(server, security, own if trusted else "", folder=tmp_path)
        with pytest.raises(NoticeFailed, match=f"{why}.*smtp_ca_file"):
            sender.tell(NOTICE)
    assert server.began == [] and server.taken == []


def test_a_notice_that_met_a_wrong_certificate_goes_out_later(ledger: SqlLedger, tmp_path: Path) -> None:
    own = certificate(tmp_path)
    with MailServer("starttls", own) as server:
        office = Office(ledger, {"mail": mail(server, "starttls", folder=tmp_path)})
        assert office.passes(60) == 0 and server.began == []
        office.ways = {"mail": mail(server, "starttls", own, folder=tmp_path)}
        assert office.passes(1) == 1
    assert len(server.taken) == 1


@SECURITIES
def test_a_server_that_cannot_encrypt_gets_nothing_in_plain(security: str, tmp_path: Path) -> None:
    with MailServer() as server, pytest.raises(NoticeFailed, match="no mail to desk@city"):
        mail(server, security, folder=tmp_path).tell(NOTICE)
    assert server.began == [] and server.taken == []


def test_a_wrong_password_is_told_without_the_password(tmp_path: Path) -> None:
    own = certificate(tmp_path)
    with MailServer("starttls", own, ("hotline", "another")) as server, pytest.raises(NoticeFailed) as raised:
        mail(server, "starttls", own, account=True, folder=tmp_path).tell(NOTICE)
    assert "535" in str(raised.value)
    assert server.taken == [] and ACCOUNT[1] not in str(raised.value)


def test_a_list_of_trusted_certificates_that_is_none_is_told(tmp_path: Path) -> None:
    none = tmp_path / "ca.pem"
    none.write_text("no certificate")
    with MailServer("starttls", certificate(tmp_path)) as server:
        for file in (none, tmp_path / "nowhere.pem"):
            with pytest.raises(NoticeFailed, match="smtp_ca_file"):
                mail(server, "starttls", file, folder=tmp_path).tell(NOTICE)
    assert server.began == []


def test_a_password_is_not_sent_in_plain() -> None:
    assert "smtp_security" in str(
        fault_in(NotifySettings("mail.example", smtp_user="hotline", sender="a@b", city_desk="c@d"))
    )
