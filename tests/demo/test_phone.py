"""The measuring instrument against itself: two scripted phones on loopback, no server between them."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest

from demo.audio import RATE, audible_part, from_mu_law, level, to_mu_law
from demo.leg import ANSWERED, ENDED, RINGING, Leg
from demo.phone import Phone
from demo.sip import digest_answer
from ivr.errors import DemoFailed


def tone(seconds: float, frequency: float = 440.0) -> np.ndarray:
    return (8000 * np.sin(2 * np.pi * frequency * np.arange(int(seconds * RATE)) / RATE)).astype(np.int16)


@pytest.fixture
def pair() -> Iterator[tuple[Phone, Phone]]:
    with Phone("802", "", ("127.0.0.1", 9)) as agent, Phone("900", "", ("127.0.0.1", agent.wire.port)) as caller:
        agent.wire.server = ("127.0.0.1", caller.wire.port)
        yield caller, agent


def connected(pair: tuple[Phone, Phone]) -> tuple[Leg, Leg]:
    caller, agent = pair
    agent.manners.answer_after = 0.05
    out = caller.call("802")
    out.wait(ANSWERED, 3)
    return out, agent.next_call(1)


def test_both_hear_each_other_and_the_moments_agree_to_a_frame(pair: tuple[Phone, Phone]) -> None:
    out, taken = connected(pair)
    said = out.say(np.concatenate([np.zeros(800, np.int16), tone(0.5)]))
    heard = taken.hearing.first_audible(out.answered, time.time() + 3)
    assert abs(heard - said.starts) < 0.02
    ended = taken.hearing.end_of_sound(heard, time.time() + 3, quiet=0.3)
    assert abs(ended - said.ends) < 0.03
    assert level(taken.hearing.between(heard, ended)) > -20
    taken.say(tone(0.2))
    assert out.hearing.first_audible(out.answered, time.time() + 2)


def test_keys_arrive_once_each_and_in_order(pair: tuple[Phone, Phone]) -> None:
    out, taken = connected(pair)
    out.press("0159*#")
    deadline = time.time() + 4
    while len(taken.hearing.keys) < 6 and time.time() < deadline:
        time.sleep(0.02)
    assert "".join(taken.hearing.keys) == "0159*#"


def test_packets_leave_every_20_ms(pair: tuple[Phone, Phone]) -> None:
    _, taken = connected(pair)
    deadline = time.time() + 4
    while len(taken.hearing.frames) < 100 and time.time() < deadline:
        time.sleep(0.02)
    arrivals = np.array([frame.arrival for frame in taken.hearing.frames[:100]])
    assert abs(float(np.mean(np.diff(arrivals))) - 0.02) < 0.001
    assert float(np.percentile(np.abs(arrivals - arrivals[0] - 0.02 * np.arange(100)), 90)) < 0.02


def test_either_side_hangs_up(pair: tuple[Phone, Phone]) -> None:
    out, taken = connected(pair)
    pair[0].hang_up(out)
    taken.wait(ENDED, 2)
    assert (out.ended_by, taken.ended_by) == ("us", "server")


def test_a_caller_gives_up_while_it_rings(pair: tuple[Phone, Phone]) -> None:
    caller, agent = pair
    out = caller.call("802")
    out.wait(RINGING, 2)
    caller.hang_up(out)
    agent.next_call(1).wait(ENDED, 2)


def test_a_busy_phone_rejects(pair: tuple[Phone, Phone]) -> None:
    caller, agent = pair
    agent.manners.reject = 486
    out = caller.call("802")
    out.wait(ENDED, 2)
    assert out.status == 486
    with pytest.raises(DemoFailed, match="486"):
        out.wait(ANSWERED, 1)


def test_a_phone_that_sends_no_rtp_still_hears(pair: tuple[Phone, Phone]) -> None:
    caller, agent = pair
    agent.manners.answer_after = 0.0
    out = caller.call("802", sends=False)
    out.wait(ANSWERED, 2)
    taken = agent.next_call(1)
    taken.say(tone(0.3))
    assert out.hearing.first_audible(out.answered, time.time() + 2)
    assert not taken.hearing.frames


def test_mu_law_comes_back_within_its_step() -> None:
    samples = np.arange(-32000, 32000, 7).astype(np.int16)
    back = from_mu_law(to_mu_law(samples)).astype(np.int32)
    assert np.all(np.abs(back - samples) <= np.maximum(8, np.abs(samples.astype(np.int32)) / 16))


def test_the_audible_part_leaves_out_silence_at_both_ends() -> None:
    start, end = audible_part(np.concatenate([np.zeros(1600, np.int16), tone(0.4), np.zeros(1600, np.int16)]))
    assert (round(start, 2), round(end, 2)) == (0.2, 0.6)


def test_the_digest_is_the_one_of_rfc_2617() -> None:
    challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc"'
    answer = digest_answer([challenge], "GET", "/dir/index.html", "Mufasa", "Circle Of Life")
    assert 'response="670fd8c2df070c60b045671b8b24ff02"' in answer
