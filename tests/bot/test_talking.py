"""Who talks on without a pause is told from Asterisk's events, by the channel."""

from __future__ import annotations

from ivr.adapters.asterisk.talking import MOST_CHANNELS, Talking


def test_the_longest_talk_counts_also_one_that_still_goes_on() -> None:
    time = 100.0
    talking = Talking(lambda: time)
    assert talking.longest("a") == 0.0
    talking.take("ChannelTalkingStart", {"Uniqueid": "a"})
    time = 106.5
    assert (talking.longest("a"), talking.longest("b")) == (6.5, 0.0)
    talking.take("ChannelTalkingStop", {"Uniqueid": "a", "Duration": "5200"})
    talking.take("ChannelTalkingStart", {"Uniqueid": "a"})
    time = 107.0
    assert talking.longest("a") == 5.2
    talking.take("Hangup", {"Uniqueid": "a"})
    assert talking.longest("a") == 5.2


def test_what_nobody_asks_for_is_forgotten_in_time() -> None:
    talking = Talking()
    for channel in range(MOST_CHANNELS + 1):
        talking.take("ChannelTalkingStop", {"Uniqueid": str(channel), "Duration": "9000"})
    assert (talking.longest("0"), talking.longest("1")) == (0.0, 9.0)
