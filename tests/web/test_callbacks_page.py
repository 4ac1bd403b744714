"""A department's callbacks on the staff page: found, shown, worked on by the rules of the command line."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ivr.adapters.store.callback_claims import Claims
from ivr.adapters.store.callback_moves import Note
from ivr.adapters.store.claim_rows import Plan
from ivr.domain.attempts import Chance, Reached
from tests.store.wishes import AT, TOMORROW, wish
from tests.web.conftest import EVIL, Page, fill


def test_a_day_of_the_departments_staff_on_either_database(tmp_path: Path, url: str) -> None:
    page = Page(tmp_path, url)
    fill(page)
    staff = page.signed_in()
    staff.get("/callbacks/1")
    staff.post("/callbacks/1/take")
    assert "已由您接手" in staff.text and "已接手" in staff.text
    staff.post("/callbacks/1/reply", text="今晚恢复")
    staff.post("/callbacks/1/close")
    staff.post("/callbacks/1/rate", stars="2", solved="no")
    assert "回电 1 号 · 待人工决定" in staff.text and "2 分" in staff.text
    staff.post("/callbacks/1/close", text="已上门修好")
    staff.post("/callbacks/1/reopen", why="又冷了")
    made = [move for who, move in page.moves() if who == "li"]
    assert made == ["take", "reply", "close", "rate", "reopen", "reply", "close", "reopen"]
    assert "又冷了" in staff.text and page.callbacks.show(1)["reply"] == "已上门修好"


def test_lists_are_filtered(page: Page) -> None:
    page.ledger.keep_callback(wish("c3", "13700137000"))
    page.callbacks.take(3, Note("li", AT))
    staff = page.signed_in()

    def shown(query: str) -> list[int]:
        staff.get(f"/callbacks?{query}")
        return [number for number in (1, 2, 3) if f'href="/callbacks/{number}"' in staff.html]

    assert shown("show=pending") == [1, 3]
    assert shown("show=mine") == [3]
    assert shown("show=overdue") == shown("show=undecided") == shown("show=closed") == []
    page.time = TOMORROW.end + timedelta(hours=9)
    assert shown("show=overdue") == []
    staff = page.signed_in()
    assert page.signed_in("desk").get("/callbacks?department=M17").status_code == 200
    assert staff.get("/callbacks?department=M17").status_code == 404
    assert staff.get("/callbacks?show=nonsense").status_code == 404


def test_the_overdue_stand_out(page: Page) -> None:
    page.time = TOMORROW.end + timedelta(hours=25)
    staff = page.signed_in()
    staff.get("/callbacks?show=overdue")
    assert 'href="/callbacks/1"' in staff.html and 'class="late">03-04 18:00' in staff.html


def test_many_are_shown_page_by_page(page: Page) -> None:
    for number in range(60):
        page.ledger.keep_callback(wish(f"m{number}", f"137001370{number:02}"))
    staff = page.signed_in()
    staff.get("/callbacks")
    first = staff.html.count('href="/callbacks/')
    following = staff.html.split("after=")[1].split('"')[0]
    staff.get(f"/callbacks?show=pending&after={following}")
    assert (first, staff.html.count('href="/callbacks/'), "下一页" in staff.text) == (50, 11, False)


def test_a_number_is_found_by_a_form_and_only_in_ones_own_department(page: Page) -> None:
    staff = page.signed_in()
    staff.get("/callbacks")
    staff.post("/callbacks", number="138 0013 8000")
    assert 'href="/callbacks/1"' in staff.html
    staff.post("/callbacks", number="13900139000")
    assert 'href="/callbacks/' not in staff.html


def test_numbers_are_masked_until_they_are_opened_which_the_history_tells(page: Page) -> None:
    staff = page.signed_in("desk")
    staff.get("/callbacks/2")
    assert "139…00" in staff.text and "13900139000" not in staff.text
    staff.post("/callbacks/2/number")
    assert 'href="tel:13900139000"' in staff.html and "打13900139000" in staff.text
    assert page.moves(2) == [("caller", "keep"), ("desk", "see")]
    assert "查看号码" in staff.text


def test_hostile_words_stay_words(page: Page) -> None:
    staff = page.signed_in("desk")
    for path in ("/callbacks?show=all", "/callbacks/2"):
        staff.get(path)
        assert "<script>alert" not in staff.html and "<img" not in staff.html and '<script>alert("x")' in staff.text
    staff.post("/callbacks/2/reply", text=EVIL)
    assert "<script>alert" not in staff.html and page.callbacks.show(2)["reply"] == EVIL


@pytest.mark.parametrize("path", ["/callbacks/2", "/callbacks/2/recordings/1", "/callbacks/9"])
def test_other_departments_callbacks_are_not_there(page: Page, path: str) -> None:
    assert page.signed_in().get(path).status_code == 404


@pytest.mark.parametrize("move", ["take", "reply", "not-reached", "close", "reopen", "rate", "reschedule", "number"])
def test_nor_can_they_be_moved(page: Page, move: str) -> None:
    staff = page.signed_in()
    staff.get("/callbacks/1")
    assert staff.post(f"/callbacks/2/{move}", text="x").status_code == 404
    assert page.moves(2) == [("caller", "keep")]


def test_an_agent_who_heard_a_machine_says_so_with_one_click(page: Page) -> None:
    claims = Claims(page.ledger, "one", timedelta(minutes=3))
    claims.plan([Plan(claims.unplanned()[0], Chance(AT, page.time))], AT)
    claim = claims.claim("M16", "PJSIP/811", AT)
    assert claim is not None and claims.finish(claim, Reached.ANSWERED, AT, None)
    staff = page.signed_in()
    staff.get("/callbacks/1")
    assert "是语音信箱或传真" in staff.text
    staff.post("/callbacks/1/not-reached")
    assert "回电 1 号 · 待回电" in staff.text and "已记录：没有接通本人" in staff.text
    assert "语音信箱或录音" in staff.text and "是语音信箱或传真" not in staff.text
    assert page.moves()[-1] == ("li", "not reached")
    assert staff.post("/callbacks/1/not-reached").status_code == 409


def test_two_who_take_the_same_one_do_not_both_get_it(page: Page) -> None:
    first, second = page.signed_in("li"), page.signed_in("desk")
    for staff in (first, second):
        staff.get("/callbacks/1")
    assert first.post("/callbacks/1/take").status_code == 200
    refused = second.post("/callbacks/1/reply", text="一大段答复")
    assert refused.status_code == 409
    assert "li · 接手" in second.text and "一大段答复" in second.text
    assert second.post("/callbacks/1/reply", text="一大段答复").status_code == 200
    assert [move for move in page.moves() if move[1] != "keep"] == [("li", "take"), ("desk", "reply")]


def test_what_the_state_forbids_is_neither_offered_nor_done(page: Page) -> None:
    staff = page.signed_in()
    staff.get("/callbacks/1")
    assert "重新打开" not in staff.text
    for move, fields in (("reopen", {"why": "x"}), ("close", {}), ("reply", {"text": " "}), ("rate", {"stars": "9"})):
        assert staff.post(f"/callbacks/1/{move}", **fields).status_code == 409
        assert "没有保存" in staff.text
    assert page.moves() == [("caller", "keep")]


def test_another_time_is_agreed_on_within_all_hours(page: Page) -> None:
    staff = page.signed_in()
    staff.get("/callbacks/1")
    staff.post("/callbacks/1/reschedule", **{"from": "2026-03-04T10:00", "to": "2026-03-04T11:30"}, why="市民要求")
    assert "03-04 10:00–11:30" in staff.text and "市民要求" in staff.text
    for begin in ("2026-03-04T23:00", "2026-03-01T10:00", "soon", "2026-03-04T10:00+08:00"):
        assert staff.post("/callbacks/1/reschedule", **{"from": begin}, why="").status_code == 409
        assert "这个时段不能回电" in staff.text
    assert staff.post("/callbacks/1/reschedule", anytime="1").status_code == 200
    assert page.callbacks.show(1)["window_start"] is None


def test_a_recording_is_played_in_parts_until_it_is_deleted(page: Page) -> None:
    page.leaves_message("c1")
    staff = page.signed_in()
    staff.get("/callbacks/1")
    assert '<audio controls preload="none" src="/callbacks/1/recordings/1"' in staff.html
    whole = staff.get("/callbacks/1/recordings/1")
    assert (whole.status_code, whole.mimetype, whole.data[:4]) == (200, "audio/wav", b"RIFF")
    part = staff.client.get("/callbacks/1/recordings/1", headers={"Range": "bytes=0-9"})
    assert (part.status_code, len(part.data)) == (206, 10)
    next(page.recordings.iterdir()).unlink()
    assert staff.get("/callbacks/1/recordings/1").status_code == 404
    staff.get("/callbacks/1")
    assert "录音已按期删除" in staff.text


def test_a_file_outside_the_folder_is_never_played(page: Page) -> None:
    (page.recordings.parent / "secret.wav").write_bytes(b"secret")
    page.ledger.begin_recording("c1", "../secret.wav", datetime(2026, 3, 2))
    assert page.signed_in().get("/callbacks/1/recordings/1").status_code == 404


def test_a_ledger_that_fails_is_told_and_nothing_is_said_to_be_saved(page: Page) -> None:
    staff = page.signed_in()
    staff.get("/callbacks/1")
    with page.ledger.transaction() as connection:
        connection.exec_driver_sql("ALTER TABLE callback_history RENAME TO gone")
    assert staff.post("/callbacks/1/take").status_code == 503
    assert "没有保存任何内容" in staff.text
