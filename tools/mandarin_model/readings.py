"""Knows how each word may be pronounced, in phone numbers of the network's output."""

from __future__ import annotations

from pypinyin import Style, pinyin

from mandarin_model.phones import Syllable, syllable_phones, tonal, toneless, word_syllables

OTHER_READING_COST = 1.0
"""Added, in the graph's negative log units, where a word is not read in its first way."""
SPOKEN = {
    "一": "yi1 yi2 yi4", "不": "bu4 bu2", "了": "le5 liao3", "的": "de5",
    "得": "de5 de2 dei3", "地": "di4 de5", "还": "hai2 huan2", "都": "dou1 du1",
    "长": "chang2 zhang3", "行": "xing2 hang2", "着": "zhe5 zhao2", "没": "mei2",
    "儿": "er2", "谁": "shei2 shui2", "哪": "na3 nei3", "那": "na4 nei4",
    "这": "zhe4 zhei4", "重": "zhong4 chong2", "给": "gei3 ji3", "乐": "le4 yue4",
    "觉": "jue2 jiao4", "要": "yao4", "嗯": "en5 en1 en4", "啊": "a5 a1",
    "幺": "yao1",
}  # fmt: skip
"""Characters whose everyday readings differ from the dictionary's first ones."""


def _single(character: str) -> list[list[Syllable]]:
    if character in SPOKEN:
        names = SPOKEN[character].split()
    else:
        names = pinyin(character, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)[0][:3]
    found = [syllable_phones(name) for name in names]
    return [[syllable] for syllable in found if syllable]


def _with_tone(syllables: list[Syllable], position: int, tone: str) -> list[Syllable]:
    return [*syllables[:position], (syllables[position][0], tone), *syllables[position + 1 :]]


def _sandhi(word: str, syllables: list[Syllable]) -> list[list[Syllable]]:
    variants = []
    if len(word) == 2 and word[0] == word[1]:
        variants.append(_with_tone(syllables, 1, "5"))
    for position, character in enumerate(word[:-1]):
        if syllables[position][1] == syllables[position + 1][1] == "3":
            variants.append(_with_tone(syllables, position, "2"))
            break
        if character in "一不":
            variants += [_with_tone(syllables, position, tone) for tone in "24"]
    return variants


def readings(word: str, with_tones: bool) -> list[tuple[tuple[int, ...], float]]:
    """The ways to say a word, each with its cost; [] when it cannot be read."""
    if len(word) == 1:
        ways = _single(word)
    else:
        first = word_syllables(word)
        ways = [first, *(_sandhi(word, first) if with_tones and len(first) == len(word) else [])] if first else []
    numbers = (tuple(tonal(way) if with_tones else toneless(way)) for way in ways)
    return [(way, OTHER_READING_COST if index else 0.0) for index, way in enumerate(dict.fromkeys(numbers))]
