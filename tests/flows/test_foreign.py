"""Callers who speak no Chinese: a pack of prompts by keys, people who speak their language, a callback."""

from __future__ import annotations

from pathlib import Path

import pytest

from ivr.adapters.speech.pack_ears import read_words
from ivr.adapters.voice.texts import read_texts
from ivr.domain.callbacks import CallbackRequest
from ivr.domain.expecting import Kind
from ivr.domain.manner import USUAL, Manner
from ivr.domain.outcomes import Ended, Referral, ToOperator, ToQueue, Why
from ivr.domain.prompts import Prompt
from ivr.domain.rules import Rules
from ivr.errors import PromptMissing
from tests.fakes.call import SILENT, ScriptedCall, presses, says
from tests.flows.talks import NOW, Held, hold

ENGLISH = Rules(foreign_language="en")
DESK = Referral("M01", "foreign", language="en")
WORDS = read_words(Path(__file__).resolve().parents[2] / "prompts" / "en")
PACK = read_texts(Path(__file__).resolve().parents[2] / "prompts" / "en", None)
TALKS = {
    "person": ("reception", (says("do you speak english"), presses("1"))),
    "silent": ("reception", (presses("9"), SILENT, SILENT, SILENT)),
    "callback": ("reception", (presses("9"), presses("2"), presses("1"))),
    "other number": ("reception", (presses("9"), presses("2"), presses("2"), presses("13501010101"), presses("1"))),
    "busy": ("unanswered", (presses("1"), presses("1"))),
    "busy, no callback": ("unanswered", (SILENT, presses("2"))),
}


def foreigner(*script: object, stage: str = "reception", caller: str = "13800138000") -> Held:
    referral = DESK if stage == "unanswered" else None
    call = ScriptedCall(*script, caller=caller)  # type: ignore[arg-type]
    return hold(call, stage, referral=referral, rules=ENGLISH)


@pytest.mark.parametrize("wish", [says("do you speak english"), says("有会说英语的吗"), presses("9")])
def test_who_asks_for_another_language_hears_it_and_gets_a_person_who_speaks_it(wish: object) -> None:
    held = foreigner(wish, presses("1"))
    assert held.call.said == ["greeting.city", "foreign.menu", "foreign.transfer"]
    assert held.call.manners == [USUAL, Manner(language="en"), Manner(language="en")]
    assert held.call.outcome == ToQueue(DESK)


def test_who_says_nothing_is_told_of_the_pack_once_in_its_language() -> None:
    held = foreigner(SILENT, SILENT, says("我要换驾照"))
    assert held.call.said[:4] == ["greeting.city", "foreign.invite", "ask.open.shorter", "ask.open.keys"]
    invited = held.call.prompts[1]
    assert invited.language == "en" and held.call.prompts.count(invited) == 1
    assert held.call.manners[1] == USUAL  # the ear stays the caller's


def test_whom_nobody_understood_is_told_of_the_pack_too_and_may_press_its_key_or_speak_at_once() -> None:
    call = ScriptedCall(says("嗯嗯这个呢"), presses("1"), over=(presses("9"),))
    assert hold(call, rules=ENGLISH).call.said[:4] == [
        "greeting.city",
        "foreign.invite",
        "foreign.menu",
        "foreign.transfer",
    ]
    speaks = ScriptedCall(SILENT, over=(says("我要换驾照"),))
    assert hold(speaks, rules=ENGLISH).call.said[:3] == ["greeting.city", "foreign.invite", "transfer.now"]


def test_without_a_pack_or_without_its_invitation_the_question_is_asked_again_at_once() -> None:
    assert hold(ScriptedCall(SILENT)).call.said == ["greeting.city", "ask.open.shorter"]

    class WithoutInvitation(ScriptedCall):
        def say(self, prompt: Prompt) -> None:
            if prompt.language:
                raise PromptMissing("no sound")
            super().say(prompt)

    assert hold(WithoutInvitation(SILENT), rules=ENGLISH).call.said == ["greeting.city", "ask.open.shorter"]


def test_it_can_be_asked_for_at_a_later_question_and_the_matter_goes_with_it() -> None:
    held = foreigner(says("有人在路边摆摊"), presses("9"), presses("1"))
    assert isinstance(held.call.outcome, ToQueue)
    assert (held.call.outcome.referral.department_id, held.call.outcome.referral.queue) == ("D07", "foreign")


def test_whoever_presses_nothing_that_is_known_gets_a_person() -> None:
    held = foreigner(presses("9"), says("哈喽"), SILENT, presses("7"))
    assert held.call.said[1:] == ["foreign.menu", "foreign.keys_only", "foreign.menu_again", "foreign.transfer"]
    assert held.call.outcome == ToQueue(DESK)


def test_a_callback_is_kept_with_its_language_before_it_is_promised() -> None:
    held = foreigner(presses("9"), presses("2"), presses("1"))
    assert held.call.said[2:] == ["foreign.number_own", "foreign.kept"]
    kept = CallbackRequest("call-1", "12345", "13800138000", "13800138000", DESK, None, NOW, "en")
    assert held.ledger.callbacks == [kept]
    assert held.call.outcome == Ended(Why.CALLBACK_KEPT)


def test_another_number_is_keyed_and_read_back_until_it_is_right() -> None:
    wrong, right = (presses("13501010102"), presses("2")), (presses("13501010101"), presses("1"))
    held = foreigner(presses("9"), presses("2"), *wrong, *right, caller="")
    assert held.ledger.callbacks[0].number == "13501010101"
    refused = foreigner(presses("9"), presses("2"), *wrong, *wrong, *wrong, caller="")
    assert refused.call.outcome == ToOperator(Why.NOT_UNDERSTOOD, DESK)


def test_when_nobody_answers_a_callback_is_offered_in_the_language() -> None:
    held = foreigner(presses("1"), presses("1"), stage="unanswered")
    assert held.call.said == ["foreign.offer_callback", "foreign.number_own", "foreign.kept"]
    no = foreigner(presses("2"), stage="unanswered")
    assert no.call.said == ["foreign.offer_callback", "foreign.operator"]
    assert no.call.outcome == ToOperator(Why.CALLBACK_REFUSED, DESK)


@pytest.mark.parametrize(
    ("wish", "last"),
    [(says("着火了"), "emergency.119"), (says("再见"), "foreign.goodbye"), (presses("0"), "foreign.transfer")],
)
def test_every_wish_is_heard_in_the_pack_too(wish: object, last: str) -> None:
    assert foreigner(presses("9"), wish).call.said[-1] == last


@pytest.mark.parametrize(
    ("answer", "said", "outcome"),
    [
        (presses("4"), ["survey.ask", "survey.thanks"], Ended(Why.SERVED)),
        (says("very good"), ["survey.ask", "survey.thanks"], Ended(Why.SERVED)),
        (says("goodbye"), ["survey.ask", "survey.goodbye"], Ended(Why.SERVED)),
        (presses("0"), ["survey.ask", "foreign.operator"], ToOperator(Why.ASKED)),
        (says("there is a fire"), ["survey.ask", "emergency.119"], ToOperator(Why.EMERGENCY)),
        (SILENT, ["survey.ask"], Ended(Why.SERVED)),
    ],
)
def test_after_a_person_who_speaks_the_language_the_rating_is_asked_for_in_it(
    answer: object, said: list[str], outcome: object
) -> None:
    call = ScriptedCall(answer)  # type: ignore[arg-type]
    held = hold(call, "survey", referral=DESK, rules=ENGLISH, words=WORDS)
    assert (held.call.said, held.call.outcome) == (said, outcome)
    assert {manner.language for manner in held.call.manners} == {"en"}


def test_a_pack_without_the_sound_ends_the_call_without_a_rating() -> None:
    held = hold(WithoutPack(), "survey", referral=DESK, rules=ENGLISH)
    assert (held.call.said, held.call.outcome) == ([], Ended(Why.SERVED))


def test_where_the_language_is_heard_words_do_what_keys_do() -> None:
    script = (presses("9"), says("call me back please"), says("no"), says("one three five oh one oh one oh one oh one"))
    held = hold(ScriptedCall(*script, says("yes that's right")), rules=ENGLISH, words=WORDS)
    assert held.call.said[1:] == [
        "foreign.menu", "foreign.number_own", "foreign.number_ask", "foreign.read_number", "foreign.kept",
    ]  # fmt: skip
    assert held.ledger.callbacks[0].number == "13501010101"
    assert [expecting.kind for expecting in held.call.expected[1:]] == [Kind.PACK] * 4


@pytest.mark.parametrize(
    ("wish", "last"),
    [
        (says("can i talk to someone who speaks english"), "foreign.transfer"),
        (says("there is a fire in my kitchen"), "emergency.119"),
        (says("an operator please"), "foreign.transfer"),
        (says("mandarin"), "ask.open.shorter"),
    ],
)
def test_wishes_are_understood_in_the_language_itself(wish: object, last: str) -> None:
    call = ScriptedCall(presses("9"), wish)  # type: ignore[arg-type]
    assert hold(call, rules=ENGLISH, words=WORDS).call.said[-1] == last


def test_what_is_not_understood_is_asked_again_and_leads_to_a_person_in_the_end() -> None:
    unclear = [says("my english neighbour is a hamster")] * 3
    held = hold(ScriptedCall(presses("9"), *unclear), rules=ENGLISH, words=WORDS)
    assert held.call.said[1:] == ["foreign.menu", "foreign.keys_only", "foreign.menu_again", "foreign.transfer"]


class WithoutPack(ScriptedCall):
    """A call in which the sounds of other languages are missing."""

    def ask(self, prompt: Prompt, expecting: object) -> object:  # type: ignore[override]
        if self.manner.language:
            raise PromptMissing(f"no sound for {prompt.name}")
        return super().ask(prompt, expecting)  # type: ignore[arg-type]


def test_a_pack_that_is_not_whole_or_not_wanted_leads_to_a_human_in_the_sites_own_language() -> None:
    missing = hold(WithoutPack(presses("9")), rules=ENGLISH)
    unwanted = hold(ScriptedCall(presses("9")))
    for held in (missing, unwanted):
        assert held.call.said == ["greeting.city", "transfer.operator"]
        assert held.call.manners[-1] == USUAL
        assert isinstance(held.call.outcome, ToOperator)


@pytest.mark.parametrize("name", TALKS)
def test_everything_said_in_the_language_has_a_text_in_the_pack(name: str) -> None:
    stage, script = TALKS[name]
    held = foreigner(*script, stage=stage)
    said = [each for each, manner in zip(held.call.prompts, held.call.manners, strict=True) if manner.language]
    assert said and all(PACK.spoken(each) for each in said)


@pytest.mark.parametrize("name", TALKS)
def test_a_hang_up_at_any_step_hands_nothing_over(name: str) -> None:
    stage, script = TALKS[name]
    referral = DESK if stage == "unanswered" else None
    for step in range(foreigner(*script, stage=stage).call.steps):
        held = hold(ScriptedCall(*script, hang_up_at=step), stage, referral=referral, rules=ENGLISH)
        assert (held.call.steps, held.call.outcome, held.ledger.endings[-1]) == (step, None, ("hung up", None))
        assert len(held.ledger.callbacks) >= held.call.said.count("foreign.kept")


def test_a_callback_offered_in_the_language_is_never_asked_for_with_the_keys_of_another_question() -> None:
    for again in (SILENT, presses("7")):
        held = foreigner(again, again, presses("2"), stage="unanswered")
        asked = ["foreign.offer_callback", "foreign.offer_again", "foreign.offer_callback"]
        assert held.call.said == [*asked, "foreign.operator"]


@pytest.mark.parametrize("before", [(), (presses("2"),), (presses("2"), presses("2"))])
def test_key_9_leads_back_from_the_pack_to_the_open_question(before: tuple[object, ...]) -> None:
    held = foreigner(presses("9"), *before, presses("9"), says("想办驾照"))
    assert held.call.said[-2:] == ["ask.open.shorter", "transfer.now"]
    assert held.call.manners[-1] == USUAL


def test_who_goes_to_and_fro_between_the_languages_gets_a_human_in_the_end() -> None:
    held = foreigner(*[presses("9")] * 20)
    assert held.call.said[-1] == "transfer.operator"
    assert held.call.outcome == ToOperator(Why.ASKED)
