"""What callers call a street or community whose official name is known: without its ending, number or direction."""

from __future__ import annotations

import re

STREET_ENDING = re.compile(r"(?:街道|地区|[满回]族乡|镇|乡)$")
PLACE_ENDING = re.compile(f"{STREET_ENDING.pattern}|区$")
COMMUNITY_ENDING = re.compile(
    r"(?:(?:社区)?(?:居民|治理)委员会|(?:社区)?居委会|村(?:民委员|委)会|(?:股份经济合作社)?生活区|社区)$"
)
PART = re.compile(
    r"(?:第?[一二三四五六七八九十百]+[区里村号]?(?:院)?|[甲乙]?[一二三四五六七八九十百零]+号院?"
    r"|[东南西北中]+[区里院]?|[东南西北][一二三四五六七八九十]区)$"
)
"""The last part that tells one of several neighbours from the others: 第二, 十号院, 南里, 西一区."""
SHAPELESS = re.compile(
    r"[第一二三四五六七八九十东南西北前后上下中大小新老内外]+[区街村里路院条园苑庄店城队号边口头河山]?"
    r"|[东南西北中]?(?:大街|小街|花园|家园|广场|机场|学院|大院|桥头|村里|镇区)"
)
"""Names of numbers, directions and things alone: only their ending makes a place of them."""
DIGIT = re.compile(r"[0-9]+")
FIGURES = "零一二三四五六七八九"
SHORTEST_STEM = 3


def district_names(district: str) -> tuple[str, ...]:
    """朝阳区 → 朝阳区, 朝阳."""
    return tuple(dict.fromkeys((district, district.removesuffix("区"))))


def street_names(street: str) -> tuple[str, ...]:
    """方庄街道 → 方庄街道, 方庄."""
    core = STREET_ENDING.sub("", street)
    return (street, core) if len(core) >= 2 and core != street else (street,)


def community_names(community: str) -> tuple[str, ...]:
    """北街家园第三社区居委会 → 北街家园第三社区, 北街家园第三, 北街家园三, 北街家园."""
    core = spoken_numbers(_core(community))
    ending = "村" if "村" in community[len(core) - 1 :] else "社区"
    full = core if core.endswith(ending) else core + ending
    names = [full]
    if not SHAPELESS.fullmatch(core):
        names += [core, core.removesuffix("村"), core.replace("第", ""), full.replace("第", "")]
        names += _stems(core)
    return tuple(name for name in dict.fromkeys(names) if len(name) >= 2 and not SHAPELESS.fullmatch(name))


def spoken_numbers(text: str) -> str:
    """Figures as they are spoken: 32号院 → 三十二号院, 1201 → 一二零一."""
    return DIGIT.sub(lambda found: _spoken(found[0]), text)


def _core(community: str) -> str:
    core = COMMUNITY_ENDING.sub("", community)
    return core if len(core) >= 2 else community


def _stems(core: str) -> list[str]:
    stems, shorter = [], PART.sub("", core)
    while len(shorter) >= SHORTEST_STEM and shorter != core:
        stems.append(shorter)
        core, shorter = shorter, PART.sub("", shorter)
    return stems


def _spoken(figures: str) -> str:
    if len(figures) == 2 and figures[0] != "0":
        tens, ones = int(figures[0]), int(figures[1])
        return ("" if tens == 1 else FIGURES[tens]) + "十" + (FIGURES[ones] if ones else "")
    return "".join(FIGURES[int(figure)] for figure in figures)
