"""What Asterisk's queue_log tells of a queue."""

from __future__ import annotations

from ivr.domain.queue_figures import Figures, figures_of

LOG = """100|1.1|dept-M07|NONE|ENTERQUEUE||13900001234|1
1000|NONE|NONE|NONE|QUEUESTART|
1000|2.1|dept-M07|NONE|ENTERQUEUE||13900001234|1
1015|2.1|dept-M07|811|CONNECT|15|2.2|4
1060|2.1|dept-M07|811|COMPLETEAGENT|15|45|1
1100|3.1|dept-M07|NONE|ENTERQUEUE||900|1
1116|3.1|dept-M07|811|CONNECT|16|3.2|4
1200|4.1|dept-M07|NONE|ENTERQUEUE||900|1
1207|4.1|dept-M07|NONE|ABANDON|1|1|7
1300|5.1|dept-M07|NONE|ENTERQUEUE||900|2
1310|5.1|dept-M07|NONE|EXITWITHKEY|1|2|2|10
1400|6.1|dept-M07|NONE|ENTERQUEUE||900|1
1420|6.1|dept-M07|NONE|EXITWITHTIMEOUT|1|1|20
1420|6.1|dept-M45|NONE|ENTERQUEUE||900|1
1422|6.1|dept-M45|NONE|EXITEMPTY|1|1|2
1430|7.1|dept-M45|NONE|ENTERQUEUE||900|1
"""


def test_answers_in_time_and_every_other_end_of_a_wait_are_counted() -> None:
    found = figures_of(LOG.splitlines(), since=1000)
    assert found["dept-M07"] == Figures(
        came=5, answered=2, in_time=1, abandoned=1, led_on=1, by_key=1, waited_seconds=68
    )
    assert found["dept-M07"].in_time_share == 0.2
    assert found["dept-M07"].mean_wait_seconds == 13.6


def test_who_still_waits_has_come_but_is_in_no_share() -> None:
    assert figures_of(LOG.splitlines(), since=1430)["dept-M45"] == Figures(came=1)
    assert Figures(came=1).in_time_share is None and Figures(came=1).mean_wait_seconds is None


def test_a_place_that_is_held_is_no_caller_who_came() -> None:
    log = "1000|held-7-1000-900|dept-M07|NONE|ENTERQUEUE||12|1\n1001|held-7-1000-900|dept-M07|811|CONNECT|1|2.2|1"
    assert figures_of(log.splitlines(), since=0) == {}


def test_lines_that_are_cut_or_no_lines_are_passed_over() -> None:
    assert figures_of(["", "x|y", "1000|2.1|q|811|CONNECT", "1000|2.1|q|811|CONNECT|a|b|c", "1000|2"], since=0) == {}
