"""Who calls now: matter, district, words and place, for those whose queue it is."""

from __future__ import annotations

from ivr.adapters.asterisk.live_calls import LiveCall
from tests.web.conftest import EVIL, Page


def test_a_waiting_caller_is_shown_with_what_the_bot_understood(page: Page) -> None:
    page.calls()
    staff = page.signed_in()
    for path in ("/calls", "/calls/now"):
        staff.get(path)
        for told in ("第1位", "热力集团", "供暖", "朝阳区", "家里没暖气", "1分15秒", "振铃 811", "139…34"):
            assert told in staff.text, (path, told)
        assert "13900001234" not in staff.text


def test_a_number_is_opened_by_a_form_with_the_callbacks_it_has(page: Page) -> None:
    page.calls()
    page.board.calls[0] = page.board.calls[0].__class__("live-1", "dept-M16", "13800138000", 0, 5, ("811",))
    staff = page.signed_in()
    staff.get("/calls")
    assert "通话中" in staff.text
    staff.post("/calls/live-1")
    assert "来电 13800138000" in staff.text and "1 号" in staff.text
    assert staff.post("/calls/nobody").status_code == 404


def test_who_has_hung_up_and_keeps_a_place_is_shown_with_it_and_leads_to_the_callback(page: Page) -> None:
    page.board.calls.append(LiveCall("held-1-1-1", "dept-M16", "", 2, 75, (), 1))
    staff = page.signed_in()
    staff.get("/calls")
    for told in ("第2位", "供暖", "朝阳区", "保留位置", "回电 1 号"):
        assert told in staff.text, told
    assert "/callbacks/1" in staff.html


def test_other_departments_callers_are_not_shown_but_to_the_city_desk(page: Page) -> None:
    page.calls()
    page.calls("live-2", "转人工", "operator")
    assert "现在没有来电" in page.signed_in("wang").text
    wang = page.signed_in("wang")
    assert wang.post("/calls/live-1").status_code == 404
    assert "家里没暖气" in page.signed_in("li").text and "转人工" not in page.signed_in("li").text
    assert "家里没暖气" in page.signed_in("desk").text and "话务员" in page.signed_in("desk").text


def test_what_callers_say_is_text_and_nothing_else(page: Page) -> None:
    page.calls(words=EVIL)
    staff = page.signed_in()
    assert EVIL[:-11] in staff.text and EVIL[-11:] not in staff.text
    assert "<script>alert" not in staff.html and "<img" not in staff.html


def test_a_caller_the_ledger_does_not_know_is_still_shown(page: Page) -> None:
    page.calls()
    page.board.calls[0] = page.board.calls[0].__class__("other", "dept-M16", "", 1, 5)
    assert "未识别" in page.signed_in().text and "未显示" in page.signed_in().text


def test_an_asterisk_that_is_away_is_told(page: Page) -> None:
    page.board.is_broken = True
    assert "电话系统没有应答" in page.signed_in().text
