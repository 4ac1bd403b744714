"""Digits of a telephone number mended as the caller asks: corrected, spliced, said twice."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ivr.domain.number_forms import LOCAL, MOBILE, completed, lengths

FEWEST_OF_RESTART = 3
"""Digits from which a second beginning (一三三…, 一三二…) is known as one."""
MOST_OF_GROUP = 4
"""Digits of the longest group; more are no correction of a part, said after a whole number."""
FEWEST_OF_SLIP, FEWEST_OF_REPEAT = 3, 3
"""Digits of a last group that corrects the one before it unasked, and of what was said twice without a pause."""
MOST_DIGITS = 40
"""More are no number, however often it was said."""
FEWEST_OF_ECHO = 2
"""Digits from which what repeats the end of a whole number is an echo, no further digits."""


@dataclass(frozen=True)
class Digits:
    """Digits of one number, in the groups in which they were said."""

    groups: tuple[str, ...] = ()
    extension: str = ""

    @property
    def text(self) -> str:
        """All digits but the extension."""
        return "".join(self.groups)

    @property
    def number(self) -> str | None:
        """The number, if it is a whole one."""
        return completed(self.text, self.extension)

    @property
    def is_landline(self) -> bool:
        """Whether it is a whole number that may have an extension."""
        return completed(self.text) is not None and not MOBILE.fullmatch(self.text)

    @property
    def middle(self) -> int:
        """Where the middle group begins."""
        return 3 if self.text[:1] in ("1", "0") else 4


def corrected(said: Digits, groups: tuple[str, ...], denied: str = "") -> Digits:
    """What was said, after 不对 and these groups: a number of its own, or the part of the first that was wrong."""
    text = "".join(groups)
    if not text or not said.text:
        return replace(said, groups=groups or said.groups)
    if said.extension and not completed(text):
        return replace(said, extension=text)
    if denied and denied in said.text:
        return _in_place_of(denied, said, groups)
    whole = _continued(said, groups)
    if MOBILE.fullmatch("".join(whole)) or (whole and not completed(text)):
        return Digits(whole)
    if completed(text) or _restarts(said, text):
        return Digits(groups)
    if said.number:
        return _like_a_group(said, text)
    return Digits((*said.groups[:-1], *groups) if len(groups[0]) >= len(said.groups[-1]) else (*said.groups, *groups))


def _in_place_of(denied: str, said: Digits, groups: tuple[str, ...]) -> Digits:
    start = said.text.rindex(denied)
    rest = said.text[start + len(denied) :]
    return Digits((said.text[:start], *groups, rest if len(groups[0]) == len(denied) else ""))


def _continued(said: Digits, groups: tuple[str, ...]) -> tuple[str, ...]:
    """As many of the first digits as leave room for the new ones, which then make the number whole; else nothing."""
    text = "".join(groups)
    if said.number or _restarts(said, text):
        return ()
    for length in lengths(said.text):
        keep = length - len(text)
        if 0 < keep <= len(said.text) and completed(said.text[:keep] + text):
            return (said.text[:keep], *groups)
    return ()


def _restarts(said: Digits, text: str) -> bool:
    """Whether the number is begun anew: this looks like its beginning (一三三, 一三二), not like its last group."""
    before, last = said.text, said.groups[-1]
    if said.number and len(text) <= MOST_OF_GROUP:
        return False
    if len(text) < FEWEST_OF_RESTART or before[0] != text[0] or before[0] not in "01":
        return False
    if len(said.groups) > 1 and len(text) >= len(last) and _unlike(last, text) <= 1:
        return False
    return _unlike(before[:3], text[:3]) <= 1 or len(text) >= len(before)


def _like_a_group(said: Digits, text: str) -> Digits:
    """The group of a whole number most like the new digits, but not the same, is replaced; the last of several."""
    starts = [i for i in _group_starts(said) if i + len(text) <= len(said.text)]
    starts.append(len(said.text) - len(text))
    if starts[-1] < 0:
        return Digits((text,))
    best = min(reversed(starts), key=lambda start: _unlike(said.text[start:], text) or len(text))
    return spliced(said, (text,), best)


def _group_starts(said: Digits) -> list[int]:
    groups = said.groups if len(said.groups) > 1 else (said.text[: said.middle], said.text[said.middle :][:4])
    return [sum(map(len, groups[:i])) for i in range(len(groups))]


def _unlike(a: str, b: str) -> int:
    return sum(x != y for x, y in zip(a, b, strict=False))


def spliced(said: Digits, groups: tuple[str, ...], start: int = 0, from_end: bool = False) -> Digits:
    """The digits put in at a place of a whole number; behind what was said while it is not whole."""
    text, old = "".join(groups), said.text
    is_whole = said.number is not None
    if not text:
        return said
    if not is_whole and (from_end or start >= len(old) or not old):
        return replace(said, groups=(*said.groups, *groups))
    start = len(old) - len(text) if from_end else start
    if start < 0 or start + len(text) > len(old):
        return replace(said, groups=(*said.groups, *groups))
    return replace(said, groups=(old[:start], text, old[start + len(text) :]))


def with_area(said: Digits, groups: tuple[str, ...]) -> Digits:
    """An area code before the number that was said without one, or in place of another."""
    if LOCAL.fullmatch(said.text):
        return replace(said, groups=(*groups, *said.groups))
    return spliced(said, groups) if said.number else replace(said, groups=said.groups + groups)


def said_once(groups: tuple[str, ...]) -> tuple[str, ...]:
    """Without what was said twice, if that makes it a number: a group (the second counts), the beginning, the whole
    number or its end."""
    text = "".join(groups)
    if not text or completed(text) or len(text) > MOST_DIGITS:
        return groups
    for found in (groups, _without_twins(groups, most_unlike=0), _without_twins(groups, most_unlike=1)):
        for i in range(1, len(found) + 1):
            before, after = "".join(found[:i]), "".join(found[i:])
            if completed(before) and _echoes(before, after):
                return found[:i]
            if completed(after) and after.startswith(before):
                return found[i:]
    mended = _with_slip(groups) or _without_repeat(text)
    return (mended,) if mended else groups


def _echoes(number: str, rest: str) -> bool:
    """Whether the rest says the end of the number once more, or the number itself."""
    return not rest or (len(rest) >= FEWEST_OF_ECHO and number.endswith(rest)) or rest.startswith(number)


def _with_slip(groups: tuple[str, ...]) -> str | None:
    """The number whose last group was said again with another digit: the second counts."""
    number, last = "".join(groups[:-1]), groups[-1]
    mended = number[: -len(last)] + last
    is_slip = FEWEST_OF_SLIP <= len(last) <= MOST_OF_GROUP and _unlike(number[-len(last) :], last) == 1
    return mended if is_slip and completed(number) and completed(mended) else None


def _without_repeat(digits: str) -> str | None:
    """The number that is left when digits said twice in a row are taken once, the most digits first."""
    for length in range(len(digits) // 2, FEWEST_OF_REPEAT - 1, -1):
        for start in range(len(digits) - 2 * length + 1):
            middle = start + length
            if digits[start:middle] == digits[middle : middle + length]:
                once = digits[:start] + digits[middle:]
                if completed(once):
                    return once
    return None


def _without_twins(groups: tuple[str, ...], most_unlike: int) -> tuple[str, ...]:
    """Without groups that the next one says again, but for so many digits."""
    return tuple(
        group
        for group, following in zip(groups, (*groups[1:], ""), strict=False)
        if len(group) != len(following) or _unlike(group, following) > min(most_unlike, len(group) // 3)
    )
