"""Nobody sees anything without an account, and no other site can make a browser do something here."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ivr.adapters.store.staff_accounts import StaffAccounts
from ivr.errors import StaffPageUnusable
from tests.web.conftest import PASSWORD, Page

PATHS = ("/", "/calls", "/calls/now", "/callbacks", "/callbacks/1", "/callbacks/1/recordings/1")


@pytest.mark.parametrize("path", PATHS)
def test_without_an_account_every_page_asks_for_one(page: Page, path: str) -> None:
    answer = page.browser().get(path)
    assert answer.status_code == 303 and answer.location.startswith("/sign-in?next=")


def test_who_signs_in_comes_to_the_page_they_wanted(page: Page) -> None:
    staff = page.browser()
    staff.get("/sign-in?next=/callbacks/1")
    staff.post("/sign-in", name="li", password=PASSWORD, next="/callbacks/1")
    assert "回电 1 号" in staff.text


@pytest.mark.parametrize("elsewhere", ["//192.0.2.1/", "https://192.0.2.1/", "/\\192.0.2.1", "javascript:alert(1)", ""])
def test_signing_in_leads_to_no_other_site(page: Page, elsewhere: str) -> None:
    staff = page.browser()
    staff.get("/sign-in")
    answer = staff.post("/sign-in", name="li", password=PASSWORD, next=elsewhere)
    assert answer.request.path == "/calls"


def test_wrong_passwords_and_names_are_refused_alike_and_after_five_the_account_waits(page: Page) -> None:
    staff = page.browser()
    staff.get("/sign-in")
    refused = [staff.post("/sign-in", name=name, password="wrong").status_code for name in ("li", "nobody")]
    assert refused == [403, 403]
    for _ in range(4):
        staff.post("/sign-in", name="li", password="wrong")
    assert staff.post("/sign-in", name="li", password=PASSWORD).status_code == 429
    page.time += timedelta(minutes=2)
    assert staff.post("/sign-in", name="li", password=PASSWORD).status_code == 200


def test_a_session_ends_after_its_hours_by_signing_out_and_with_a_new_password(page: Page) -> None:
    for end in ("hours", "out", "password", "removed"):
        staff = page.signed_in("li" if end != "removed" else "wang")
        assert staff.get("/calls").status_code == 200
        if end == "hours":
            page.time += timedelta(hours=11)
        elif end == "out":
            staff.post("/sign-out")
        elif end == "password":
            page.accounts.change_password("li")
        else:
            page.accounts.remove("wang")
        assert staff.get("/calls").status_code == 303, end


def test_a_form_that_is_not_ours_changes_nothing(page: Page) -> None:
    staff = page.signed_in()
    staff.get("/callbacks/1")
    seen = {"seen": "99"}
    assert staff.client.post("/callbacks/1/take", data=seen).status_code == 403
    assert staff.client.post("/callbacks/1/take", data=seen | {"form": "guessed"}).status_code == 403
    for headers in ({"Origin": "https://192.0.2.1"}, {"Sec-Fetch-Site": "cross-site"}):
        form = {"form": staff.html.split('name="form" value="')[1].split('"')[0]}
        assert staff.client.post("/callbacks/1/take", data=seen | form, headers=headers).status_code == 403
    assert page.moves() == [("caller", "keep")]
    assert staff.client.get("/callbacks/1/take").status_code == 405


def test_browsers_are_told_to_load_and_keep_nothing_else(page: Page) -> None:
    answer = page.signed_in().get("/calls")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert (answer.headers["Cache-Control"], answer.headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    asked = page.browser().get("/sign-in")
    cookie = asked.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_accounts_lie_in_a_private_file_and_no_password_is_in_it(page: Page) -> None:
    folder = next(page.recordings.parent.glob("staff"))
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700
    assert PASSWORD not in (folder / "accounts.json").read_text()
    made = page.accounts.add("zhao", ("M16",))
    assert page.accounts.check("zhao", made) and not page.accounts.check("zhao", made + "x")


def test_what_cannot_be_an_account_is_told(page: Page) -> None:
    accounts: StaffAccounts = page.accounts
    for name, departments, password in (
        ("a b", ("M16",), ""),
        ("new", (), ""),
        ("new", ("M16",), "short"),
        ("li", ("M16",), ""),
    ):
        with pytest.raises(StaffPageUnusable):
            accounts.add(name, departments, password)
    with pytest.raises(StaffPageUnusable, match="there is no account nobody"):
        accounts.remove("nobody")
    (page.recordings.parent / "staff" / "accounts.json").write_text("{")
    with pytest.raises(StaffPageUnusable, match="cannot be read"):
        accounts.all()
