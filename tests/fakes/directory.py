"""A small hand-made directory with a router of keywords, so that a test's sentence shows where it belongs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time

from ivr.domain.answers import Answer, Case, Fact
from ivr.domain.directory import Asked, Candidate, Department, Directory, Labelled, Line, Matter, PlaceNeed, Reading
from ivr.domain.hours import Hours
from ivr.domain.pinyin import syllables
from ivr.domain.place_index import Kind, PlaceName, Places, Spot, Trust
from ivr.domain.place_names import district_names, street_names

KEYWORDS = {
    "M08": {"驾照": 0.9, "年检": 0.7, "违章": 0.3},
    "M12": {"工资": 0.8, "养老金": 0.9, "退休": 0.5, "生病": 0.3},
    "M37": {"报销": 0.85, "医保": 0.9, "生病": 0.35},
    "M61": {"包裹": 0.8},
    "D07": {"摆摊": 0.8, "烧烤": 0.35},
    "D09": {"噪音": 0.1, "油烟": 0.75, "烧烤": 0.33},
    "D30": {"楼道": 0.9, "井盖": 0.3},
}
"""Department → keyword → score. 违章 is likely; 生病 and 烧烤 lie between two; 噪音 is too little to act on."""
MATTERS = {
    "楼道": Matter("D30", "楼道堆物", "D30", PlaceNeed.STREET, ("D07",), "M01"),
    "井盖": Matter("D30", "井盖松动", "D30", PlaceNeed.STREET, (), "M01"),
}
"""Keyword → its matter."""
LABELS = {
    "办点儿事": "VAGUE",
    "星座": "OUT_OF_SCOPE",
    "你们是谁": "FAQ",
    "锅炉炸": "EMERGENCY_119",
    "电视里": "NO_INPUT",
}
"""What is no matter, or too vague a one."""


@dataclass(frozen=True)
class KeywordRouter:
    """See ivr.domain.directory.Router. The best keyword in the text gives a department its score, and its matter.

    nearness: of every matter; the alarm is always undecided.
    heard: what was read, with what may have been said instead.
    """

    keywords: Mapping[str, Mapping[str, float]]
    labels: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)
    matters: Mapping[str, Matter] = field(default_factory=dict)
    nearness: float = 0.0
    heard: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def read(self, text: str, others: tuple[str, ...] = ()) -> Reading:
        self.heard.append((text, others))
        best = {
            department: max((score, word) for word, score in words.items() if word in text)
            for department, words in self.keywords.items()
            if any(word in text for word in words)
        }
        found = [
            Candidate(department, score, self.matters.get(word), self.nearness if word in self.matters else 0.0)
            for department, (score, word) in best.items()
        ]
        ranked = tuple(sorted(found, key=lambda candidate: -candidate.score)[:5])
        labels = tuple(Labelled(label, 0.9) for word, label in self.labels.items() if word in text)
        answers = [Asked(answer, 0.9) for question, answer in self.questions.items() if question in text]
        asked = replace(answers[0], rivals=tuple(a.answer for a in answers[1:])) if answers else None
        return Reading(ranked, labels, asked, alarm=0.0)

    def rank_matters(self, text: str, matters: Collection[Matter]) -> tuple[Matter, ...]:
        return tuple(sorted(matters, key=lambda matter: matter.name not in text))


def department(
    identifier: str, name: str, spoken: str, *aliases: str, per_district: bool = False
) -> tuple[str, Department]:
    return identifier, Department(identifier, name, spoken, f"dept-{identifier}", per_district, aliases)


DISTRICTS = ("东城区", "西城区", "朝阳区", "海淀区", "石景山区")
STREETS = {"朝阳区": ("望京街道", "八里庄街道", "平房地区"), "海淀区": ("中关村街道", "八里庄街道")}
LANDMARKS = {"朝阳门": Spot("东城区"), "五道口": Spot("海淀区"), "金融街": Spot("西城区", "金融街街道")}


def small_places() -> Places:
    """Five districts with a few streets and landmarks, 燕郊 outside, 平房 that is a word too."""
    spots: dict[tuple[str, Kind], list[Spot]] = {}
    for district in DISTRICTS:
        for name in district_names(district):
            spots[name, Kind.DISTRICT] = [Spot(district)]
    for district, streets in STREETS.items():
        for street in streets:
            for name in street_names(street):
                spots.setdefault((name, Kind.STREET), []).append(Spot(district, street))
    spots |= {(name, Kind.LANDMARK): [spot] for name, spot in LANDMARKS.items()}
    spots |= {("燕郊", Kind.OUTSIDE): [], ("山东城", Kind.WORD): [], ("超阳", Kind.WORD): []}
    names = (
        PlaceName(name, kind, tuple(at), syllables(name), Trust.NONE if name == "平房" else Trust.FULL)
        for (name, kind), at in spots.items()
    )
    return Places(names, STREETS)


SMALL = Directory(
    version="test",
    lines={
        "12345": Line("12345", "市民服务热线", "greeting.city"),
        "6612345": Line(
            "6612345", "西城区便民服务热线", "greeting.district", "西城区", Hours(time(8, 30), time(20, 30))
        ),
    },
    departments=dict(
        (
            department("M01", "北京市人民政府办公厅", "市政府办公厅"),
            department("M08", "北京市公安局公安交通管理局", "市交管局", "交管局", "车管所"),
            department("M12", "北京市人力资源和社会保障局", "市人社局", "人社局", "社保局"),
            department("M37", "北京市医疗保障局", "市医保局", "医保局"),
            department("M61", "北京市邮政管理局", "市邮政管理局", "邮政局", "快递"),
            department("D07", "区城市管理综合行政执法局", "区城管执法局", "区城管", "城管大队", per_district=True),
            department("D09", "区生态环境局", "区生态环境局", "区环保局", per_district=True),
            department("D30", "街道办事处（乡镇政府）", "街道办", "街道办事处", per_district=True),
        )
    ),
    districts=DISTRICTS,
    places=small_places(),
    router=KeywordRouter(KEYWORDS, LABELS, {}, MATTERS),
)


RESIDENCE = Fact("户籍", "请问您是本市户籍，还是外地户籍？", {"本市": ("北京户口",), "外地": ("外地户口",)})
PURPOSE = Fact("对象", "请问您是给个人办，还是给单位办？", {"个人": ("自己办",), "企业": ("公司",)})
FOREVER = date(2099, 12, 31)
ANSWERS = {
    "换证": Answer("换证", "M08", "驾照", (Case({}, "带上旧驾照。", "自写", FOREVER),)),
    "医保": Answer(
        "医保",
        "M37",
        "医保",
        (
            Case({"对象": "个人", "户籍": "本市"}, "带户口本。", "自写", FOREVER),
            Case({"对象": "个人", "户籍": "外地"}, "带居住证。", "自写", FOREVER),
            Case({"对象": "企业"}, "带公章。", "自写", FOREVER),
        ),
    ),
    "体检": Answer("体检", "M08", "司机体检", (Case({}, "到医院查。", "自写", FOREVER),)),
    "包裹": Answer("包裹", "M61", "包裹", (Case({}, "以前打幺幺幺八五。", "自写", date(2026, 1, 1)),)),
}
QUESTIONS = {"驾照带什么": "换证", "医保怎么办": "医保", "包裹怎么寄": "包裹", "体检": "体检"}
"""What is asked, and its answer; the last one should have been reviewed long ago."""
ASKING = replace(
    SMALL,
    router=KeywordRouter(KEYWORDS, LABELS, QUESTIONS, MATTERS),
    answers=ANSWERS,
    facts={fact.name: fact for fact in (RESIDENCE, PURPOSE)},
)
"""The small directory with answers."""


def without_departments() -> Directory:
    """A directory that has lost its departments, as after a bad build."""
    return replace(SMALL, departments={})
