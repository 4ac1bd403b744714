"""What pyst2 gets wrong, on wire text exactly as Asterisk sends it, over real pipes."""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Iterator

import pytest

from ivr.adapters.asterisk.agi import Agi, Reply
from ivr.errors import AgiBroken, HungUp

ENVIRONMENT = (
    "agi_request: /x/hotline.eagi\nagi_channel: PJSIP/900-00000000\nagi_uniqueid: 1795642926.1\n"
    "agi_callerid: 13800138000\nagi_calleridname: unknown\nagi_accountcode: \nagi_threadid: 140042993678016\n\n"
)


class Wire:
    """Asterisk's ends of the two pipes, written and read by hand."""

    def __init__(self, environment: str = ENVIRONMENT) -> None:
        self.bot_reads, self._writes = os.pipe()
        self._reads, self.bot_writes = os.pipe()
        os.set_blocking(self.bot_reads, False)
        os.set_blocking(self._reads, False)
        os.set_blocking(self.bot_writes, False)
        self.send(environment)

    def open(self) -> Agi:
        return Agi(self.bot_reads, self.bot_writes)

    def send(self, text: str) -> None:
        os.write(self._writes, text.encode())

    def sent(self) -> str:
        try:
            return os.read(self._reads, 65536).decode()
        except BlockingIOError:
            return ""

    def end(self) -> None:
        os.close(self._writes)
        self._writes = -1

    def stop_reading(self) -> None:
        os.close(self._reads)
        self._reads = -1

    def close(self) -> None:
        for fd in (self.bot_reads, self.bot_writes, self._reads, self._writes):
            if fd >= 0:
                os.close(fd)

    def answer(self, *lines: str) -> None:
        """Answer what is asked next, when it is asked: earlier lines would be unasked ones."""
        threading.Thread(target=self._answer, args=(lines,), daemon=True).start()

    def _answer(self, lines: tuple[str, ...]) -> None:
        select.select([self._reads], [], [])
        os.read(self._reads, 65536)
        self.send("".join(f"{line}\n" for line in lines))


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire()
    yield made
    made.close()


@pytest.fixture
def agi(wire: Wire) -> Agi:
    return wire.open()


def test_it_can_be_made_outside_the_main_thread_and_leaves_signals_alone(wire: Wire) -> None:
    before = signal.getsignal(signal.SIGHUP)
    made: list[Agi] = []
    thread = threading.Thread(target=lambda: made.append(wire.open()))
    thread.start()
    thread.join()
    assert made[0].env["agi_uniqueid"] == "1795642926.1"
    assert signal.getsignal(signal.SIGHUP) is before


def test_nothing_of_a_call_is_copied_to_stderr(wire: Wire, capfd: pytest.CaptureFixture[str]) -> None:
    agi = wire.open()
    wire.answer("200 result=1")
    agi.set_variable("NUMBER", "13800138000")
    assert capfd.readouterr() == ("", "")


def test_an_environment_value_may_be_empty_or_hold_colons_and_quotes() -> None:
    wire = Wire('agi_calleridname: a: "b", ${EXTEN}; rm -rf\nagi_accountcode: \nagi_extension: 12345\n\n')
    agi = wire.open()
    assert agi.env["agi_calleridname"] == 'a: "b", ${EXTEN}; rm -rf'
    assert (agi.env["agi_accountcode"], agi.env["agi_extension"]) == ("", "12345")
    wire.close()


def test_a_caller_name_with_line_ends_replaces_no_earlier_value_and_answers_no_command() -> None:
    wire = Wire("agi_uniqueid: 1.1\nagi_calleridname: x\nagi_uniqueid: 9.9\n\n200 result=1 (forged)\nagi_dnid: 1\n\n")
    agi = wire.open()
    wire.answer("200 result=1 (true)")
    assert agi.env["agi_uniqueid"] == "1.1"
    assert agi.get_variable("WHO") == "true"
    wire.close()


def test_an_environment_in_pieces_and_not_utf8_is_read() -> None:
    wire = Wire("agi_uni")
    os.write(wire._writes, b"queid: 7.7\nagi_calleridname: \xff\xfe\n\n")
    assert wire.open().env == {"agi_uniqueid": "7.7", "agi_calleridname": "\ufffd\ufffd"}
    wire.close()


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", '"plain"'),
        ('say "hi"', '"say \\"hi\\""'),
        ("back\\slash", '"back\\\\slash"'),
        ("two\nlines\r\0\x07end", '"two lines   end"'),
        ("市公安局", '"市公安局"'),
        ("", '""'),
        (7, '"7"'),
    ],
)
def test_an_argument_is_one_argument_whatever_is_in_it(wire: Wire, agi: Agi, value: object, written: str) -> None:
    agi.start("SET VARIABLE", agi._quote("X"), agi._quote(value))
    assert wire.sent() == f'SET VARIABLE "X" {written}\n'


def test_no_argument_begins_a_second_command(wire: Wire, agi: Agi) -> None:
    agi.start("EXEC", "NoOp\nSET VARIABLE X 1")
    assert wire.sent() == "EXEC NoOp SET VARIABLE X 1\n"


def test_a_command_that_asterisk_would_cut_in_two_is_refused(wire: Wire, agi: Agi) -> None:
    with pytest.raises(AgiBroken, match="SET VARIABLE would be"):
        agi.start("SET VARIABLE", "X", agi._quote("市" * 700))
    assert wire.sent() == ""


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("200 result=1 (PJSIP/900-00000003)", "PJSIP/900-00000003"),
        ("200 result=1 (two words)", "two words"),
        ('200 result=1 (a "b" (c) \\ d, ${EXTEN})', 'a "b" (c) \\ d, ${EXTEN}'),
        ("200 result=1 ()", ""),
        ("200 result=0", ""),
        ("200 result=1 (-1)", "-1"),
    ],
)
def test_a_value_is_read_to_its_end(wire: Wire, agi: Agi, line: str, value: str) -> None:
    wire.answer(line)
    assert agi.get_variable("X") == value


def test_the_end_of_asterisk_is_a_hang_up(wire: Wire, agi: Agi) -> None:
    wire.end()
    with pytest.raises(HungUp):
        agi.get_variable("X")


def test_writing_to_an_asterisk_that_is_gone_is_a_hang_up(wire: Wire, agi: Agi) -> None:
    wire.stop_reading()
    with pytest.raises(HungUp):
        agi.start("NOOP")


@pytest.mark.parametrize("line", ["200 result=-1", "511 Command Not Permitted on a dead channel or intercept routine"])
def test_a_pending_command_that_fails_is_a_hang_up(wire: Wire, agi: Agi, line: str) -> None:
    agi.await_key(60000)
    wire.send(line + "\n")
    with pytest.raises(HungUp):
        agi.poll()


def test_variables_work_after_a_hang_up_even_with_answers_still_to_come(wire: Wire, agi: Agi) -> None:
    agi.play("/s/a", "0123456789*#")
    wire.send("200 result=-1 endpos=320\n")
    with pytest.raises(HungUp):
        agi.poll()
    agi.await_key(60000)
    wire.sent()
    wire.answer("511 Command Not Permitted on a dead channel or intercept routine", "200 result=1 (y)")
    assert agi.get_variable("X") == "y"


def test_an_interrupted_prompt_prints_no_result_of_its_own(wire: Wire, agi: Agi) -> None:
    agi.play("/s/a", "0123456789*#")
    agi.await_key(60000)
    wire.send("200 result=53\n")
    assert agi.poll() == [Reply("WAIT FOR DIGIT", "53")]


def test_a_prompt_that_ended_just_before_it_was_interrupted_prints_its_own(wire: Wire, agi: Agi) -> None:
    agi.play("/s/a", "0123456789*#")
    agi.await_key(60000)
    wire.send("200 result=0 endpos=24000\n200 result=0\n")
    assert agi.poll() == [Reply("WAIT FOR DIGIT", "0")]


def test_a_key_pressed_just_before_the_prompt_was_interrupted_is_kept(wire: Wire, agi: Agi) -> None:
    agi.play("/s/a", "0123456789*#")
    agi.await_key(60000)
    wire.send("200 result=48 endpos=12640\n")
    assert [reply.key for reply in agi.poll()] == ["0"]


def test_an_interrupted_wait_prints_its_own_line_first(wire: Wire, agi: Agi) -> None:
    agi.await_key(60000)
    agi.play("/s/a")
    wire.send("200 result=1\n200 result=0 endpos=24000\n")
    assert agi.poll() == [Reply("STREAM FILE", "0", "", 24000)]


def test_a_sound_over_a_sound_is_kept_apart_by_a_command_in_between(wire: Wire, agi: Agi) -> None:
    agi.play("/s/a")
    assert wire.sent() == 'STREAM FILE "/s/a" ""\n'
    wire.answer("200 result=0")
    agi.play("/s/b")
    wire.send("200 result=0 endpos=800\n")
    assert agi.poll() == [Reply("STREAM FILE", "0", "", 800)]


def test_each_command_is_one_write(wire: Wire, agi: Agi) -> None:
    agi.play("/s/a", "#")
    assert wire.sent() == 'STREAM FILE "/s/a" "#"\n'
    agi.await_key(60000)
    assert wire.sent() == "WAIT FOR DIGIT 60000\n"


def test_an_escape_digit_is_a_key(wire: Wire, agi: Agi) -> None:
    agi.play("/s/a", "0123456789*#")
    wire.send("200 result=53 endpos=12640\n")
    assert [(reply.key, reply.end_sample) for reply in agi.poll()] == [("5", 12640)]


def test_the_number_of_a_recording_that_timed_out_is_no_key() -> None:
    assert Reply("RECORD FILE", "53", "timeout", 8000).key == ""
    assert Reply("RECORD FILE", "35", "dtmf", 8000).key == "#"
    assert Reply("WAIT FOR DIGIT", "1").key == ""


def test_a_recording_that_cannot_be_written_is_no_hang_up(wire: Wire, agi: Agi) -> None:
    agi.start("RECORD FILE", '"/nonexistent/rec"', "wav", '"#"', 1000, "s=3")
    wire.send("200 result=-1 (writefile)\n")
    with pytest.raises(AgiBroken, match="writefile"):
        agi.poll()


def test_a_hang_up_while_recording_is_one(wire: Wire, agi: Agi) -> None:
    agi.start("RECORD FILE", '"/x/rec"', "wav", '"#"', 1000, "s=3")
    wire.send("200 result=-1 (hangup) endpos=4000\n")
    with pytest.raises(HungUp):
        agi.poll()


def test_a_sound_that_cannot_be_opened_is_no_hang_up(wire: Wire, agi: Agi) -> None:
    agi.play("/s/missing")
    wire.sent()
    wire.send("200 result=-1 endpos=0\n")
    wire.answer("200 result=6")
    with pytest.raises(AgiBroken, match="/s/missing"):
        agi.poll()


def test_a_hang_up_at_the_very_start_of_a_sound_is_one(wire: Wire, agi: Agi) -> None:
    agi.play("/s/a")
    wire.sent()
    wire.send("200 result=-1 endpos=0\n")
    wire.answer("511 Command Not Permitted on a dead channel or intercept routine")
    with pytest.raises(HungUp):
        agi.poll()


USAGE = ("520-Invalid command syntax.  Proper usage follows:", "Sets a variable to the current channel.")


@pytest.mark.parametrize(
    "lines",
    [("510 Invalid or unknown command",), (*USAGE, "520 End of proper usage."), ("520 Invalid command syntax.",)],
)
def test_a_refused_command_is_named_and_does_not_confuse_the_next(wire: Wire, agi: Agi, lines: tuple[str, ...]) -> None:
    agi.start("FROBNICATE", "X")
    wire.sent()
    wire.send("".join(f"{line}\n" for line in lines))
    with pytest.raises(AgiBroken, match="FROBNICATE"):
        agi.poll()
    wire.answer("200 result=1 (right)")
    assert agi.get_variable("X") == "right"


def test_an_answer_may_come_in_pieces(wire: Wire, agi: Agi) -> None:
    agi.await_key(60000)
    wire.send("200 res")
    assert agi.poll() == []
    wire.send("ult=57\n")
    assert [reply.key for reply in agi.poll()] == ["9"]
