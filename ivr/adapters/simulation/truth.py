"""What a caller who knows their own case answers to the bot's questions, in everyday words."""

from __future__ import annotations

import random

from ivr.adapters.simulation.goal import Person, line_of
from ivr.domain.directory import Directory
from ivr.domain.expecting import Expecting, Kind
from ivr.domain.heard import Pressed
from ivr.domain.prompts import AnswerText, DepartmentName, FactQuestion, MatterName, Prompt, Slot

YES = ("对", "是的", "好的", "嗯对", "对对对", "行")
NO = ("不对", "不是", "不是这个", "不是的")
FIRST, SECOND, NEITHER = ("第一个", "前面那个"), ("第二个", "后面那个"), ("都不是", "两个都不是")
DONE = ("没有了，谢谢", "不用了，谢谢", "没别的事了")
DISTRICT_FRAMES = ("{}", "在{}", "{}的", "我在{}")
HUMAN = ("转人工", "找个人跟我说", "人工")
TIRED_AFTER = 2
"""So often the open question is answered with the matter; then some ask for a human."""
TIRED = 0.3
ASKS_FOR_MORE = ("answer.more", "ask.open.else", "special.")


class Truth:
    """One caller's. has_answer: the bot has told them the answer to their own question."""

    def __init__(self, person: Person, directory: Directory, chance: random.Random) -> None:
        self.has_answer = False
        self._person, self._directory, self._chance = person, directory, chance
        self._told = 0

    def hears(self, prompt: Prompt) -> None:
        """Take in an answer that is told."""
        for _, slot in prompt.slots:
            if isinstance(slot, AnswerText):
                self.has_answer = self.has_answer or self._is_mine(slot.text)

    def answer(self, prompt: Prompt, expecting: Expecting) -> str | Pressed:
        """What the caller says or presses next."""
        slots = dict(prompt.slots)
        question = slots.get("question")
        if isinstance(question, FactQuestion):
            return self._fact(question.text)
        if prompt.name.startswith(ASKS_FOR_MORE) and self.has_answer:
            return self._one(DONE)
        if expecting.kind is Kind.CHOICE and {"first", "second"} <= set(slots):
            return self._choice(slots["first"], slots["second"])
        match expecting.kind:
            case Kind.OWN_NUMBER:
                return "就用这个号码"
            case Kind.DIGITS:
                return Pressed("13800138000")
            case Kind.MOMENT:
                return "什么时候都行"
            case Kind.YES_NO:
                return self._one(YES if self._agrees(prompt) else NO)
            case _:
                return self._place_or_matter(prompt)

    def objection(self, prompt: Prompt) -> str | None:
        """What the caller says over the announcement of a department that is not theirs; None when it is."""
        return None if self._agrees(prompt) else self._one(NO)

    def _place_or_matter(self, prompt: Prompt) -> str:
        if "district" in prompt.name:
            return self._one(DISTRICT_FRAMES).format(self._person.district)
        if "street" in prompt.name:
            return self._person.street
        return self._matter()

    def _matter(self) -> str:
        self._told += 1
        if self._told > TIRED_AFTER and self._chance.random() < TIRED:
            return self._one(HUMAN)
        return self._person.goal.text

    def _agrees(self, prompt: Prompt) -> bool:
        """Whether it is about the right department; what names none is agreed to."""
        named = [slot for _, slot in prompt.slots if isinstance(slot, DepartmentName | MatterName)]
        return all(self._is_right(slot) for slot in named)

    def _choice(self, first: Slot, second: Slot) -> str:
        if self._is_right(first):
            return self._one(FIRST)
        return self._one(SECOND if self._is_right(second) else NEITHER)

    def _is_right(self, slot: Slot) -> bool:
        match slot:
            case DepartmentName(department_id):
                return line_of(department_id, self._directory) in self._person.goal.lines
            case MatterName(name):
                owners = [m.department_id for m in self._directory.matters.values() if m.name == name]
                return any(line_of(owner, self._directory) in self._person.goal.lines for owner in owners)
            case _:
                return True

    def _fact(self, question: str) -> str:
        for fact in self._directory.facts.values():
            if fact.question == question:
                value = self._chance.choice(sorted(fact.ways))
                return self._one((value, *fact.ways[value]))
        return "不知道"

    def _is_mine(self, text: str) -> bool:
        owners = [
            answer.department_id
            for answer in self._directory.answers.values()
            if any(case.text == text for case in answer.cases)
        ]
        return any(line_of(owner, self._directory) in self._person.goal.lines for owner in owners)

    def _one(self, ways: tuple[str, ...]) -> str:
        return self._chance.choice(ways)
