"""Adds a round of sentences to be spoken for training, each with its speaker: `python -m mandarin_model.texts`.

With the word `answers` it is a round of short answers to closed questions and of telephone numbers; with the word
`drawn` all its speakers are drawn (see drawn_speaker).
"""

from __future__ import annotations

import csv
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator

from pypinyin import lazy_pinyin

from mandarin_model import quantities
from mandarin_model.frames import (
    CLOSED_PHRASES,
    CLOSED_WORDS,
    COMMANDS,
    LEAD_INS,
    MATTER_FRAMES,
    NAME_FRAMES,
    PHONE_FRAMES,
    PLACE_FRAMES,
    TAILS,
    TIME_FRAMES,
)
from mandarin_model.paths import HELD_OUT_VOICES, JOBS, WORK
from mandarin_model.sources import Directory, directory, forbidden_texts, jieba_words, only_hanzi
from mandarin_model.voices import timbre_voices, training_voices

SEED = 12345
SENTENCES = 6000
"""In one round; every further run adds another round, with other sentences and speakers."""
ANSWERS = 2000
"""In a round of answers."""
LONGEST = 28
TIMBRES_DRAWN = 16
COLUMNS = ("clip", "text", "speed", "prosody", "timbre")


class Salad:
    """Word sequences that even out how often each syllable is heard."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.heard: Counter[str] = Counter()
        self.words = [word for word, _ in jieba_words(30_000) if len(word) <= 4]
        self.by_syllable: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            for syllable in dict.fromkeys(lazy_pinyin(word)):
                self.by_syllable[syllable].append(word)

    def count(self, text: str) -> None:
        """Notes that the text is going to be spoken."""
        self.heard.update(lazy_pinyin(only_hanzi(text)))

    def make(self) -> str:
        """Nine or so characters of words that hold the least heard syllables."""
        text = ""
        while len(text) < 9:
            rarest = min(self.by_syllable, key=lambda syllable: self.heard[syllable] + self.rng.random() * 4)
            common = self.by_syllable[rarest][:60]
            word = self.rng.choice(common if self.rng.random() < 0.7 else self.words[:8000])
            self.heard.update(lazy_pinyin(word))
            text += word
        return text


def fill(rng: random.Random, frame: str, names: Directory) -> str:
    """One frame with its places filled from the directory."""
    return frame.format(
        n=rng.choice(names.bodies),
        m=rng.choice(names.matters),
        m2=rng.choice(names.matters),
        d=rng.choice(names.districts),
        s=rng.choice(names.streets),
        s2=rng.choice(names.streets),
        l=rng.choice(names.landmarks),
        l2=rng.choice(names.landmarks),
        t=quantities.time(rng),
        p=quantities.number(rng),
    )


def command(rng: random.Random) -> str:
    """One to three commands, or one with a filler around it."""
    chosen = rng.sample(COMMANDS, rng.choice([1, 1, 2, 2, 3]))
    if rng.random() < 0.3:
        chosen = [rng.choice(LEAD_INS), chosen[0]]
    elif rng.random() < 0.15:
        chosen = [chosen[0] + rng.choice(["吧", "啊", "呀", "谢谢"])]
    return "，".join(chosen)


def phrase(rng: random.Random, names: Directory) -> str:
    """An everyday phrase, now and then with a filler before or after it."""
    text = rng.choice(names.phrases)
    if rng.random() < 0.12:
        text = rng.choice(LEAD_INS) + "，" + text
    return text + rng.choice(TAILS) if rng.random() < 0.08 else text


def sentences(rng: random.Random, names: Directory, salad: Salad) -> Iterator[str]:
    """Endless sentences in the mixture the model is meant for."""
    frames = {0.36: MATTER_FRAMES, 0.45: NAME_FRAMES, 0.55: PLACE_FRAMES, 0.72: PHONE_FRAMES, 0.78: TIME_FRAMES}
    while True:
        kind = rng.random()
        if kind < 0.25:
            yield phrase(rng, names)
        elif kind < 0.78:
            chosen = next(frame for limit, frame in frames.items() if kind < limit)
            yield fill(rng, rng.choice(chosen), names)
        elif kind < 0.86:
            yield command(rng)
        elif kind < 0.95:
            yield rng.choice(CLOSED_WORDS)
        else:
            yield salad.make()


def answers(rng: random.Random, names: Directory) -> Iterator[str]:
    """Endless answers to closed questions and telephone numbers: what is hardest to hear for its length."""
    while True:
        kind = rng.random()
        if kind < 0.45:
            yield rng.choice(CLOSED_WORDS)
        elif kind < 0.6:
            yield rng.choice(CLOSED_PHRASES)
        else:
            yield fill(rng, rng.choice(PHONE_FRAMES), names)


def mixture(rng: random.Random, voices: list[str], count: int, total: float = 1.0) -> str:
    """Random shares, `total` together, of that many of the voices, as "voice*weight+…"."""
    shares = [rng.expovariate(1) for _ in range(count)]
    parts = zip(rng.sample(voices, count), shares, strict=True)
    return "+".join(f"{voice}*{share * total / sum(shares):.3f}" for voice, share in parts)


def drawn(rng: random.Random, voices: list[str]) -> str:
    """A voice that lies as far from the mean of all, and in any direction, as single voices do.

    The weights add up to 1 and so do their squares: mixtures with shares alone gather around the mean.
    """
    weights = [rng.gauss(0, 1) for _ in voices]
    count, mean = len(voices), sum(weights) / len(voices)
    length = sum((weight - mean) ** 2 for weight in weights) ** 0.5
    reach = (1 - 1 / count) ** 0.5 / length
    parts = zip(voices, weights, strict=True)
    return "+".join(f"{voice}*{1 / count + (weight - mean) * reach:.3f}" for voice, weight in parts)


def drawn_speaker(rng: random.Random) -> tuple[str, str]:
    """Prosody drawn around the Mandarin voices, timbre around some of all training voices."""
    mandarin = training_voices()
    return drawn(rng, mandarin), drawn(rng, rng.sample(mandarin + timbre_voices(), TIMBRES_DRAWN))


def speaker(rng: random.Random) -> tuple[str, str]:
    """A prosody mixture of Mandarin voices and a timbre mixture of any training voices, as "voice*weight+…"."""
    mandarin, kind = training_voices(), rng.random()
    if kind < 0.15:
        voice = rng.choice(mandarin)
        return voice, voice
    prosody = mixture(rng, mandarin, rng.choice([1, 2, 2, 3, 3, 4]))
    if kind < 0.35:
        return prosody, prosody
    if kind < 0.50:
        first, second = rng.sample(mandarin, 2)
        beyond = rng.uniform(0.1, 0.5)
        return prosody, f"{first}*{1 + beyond:.3f}+{second}*{-beyond:.3f}"
    foreign = rng.uniform(0.3, 1.0)
    timbre = mixture(rng, timbre_voices(), rng.choice([1, 1, 2, 2, 3]), foreign)
    return prosody, f"{timbre}+{rng.choice(mandarin)}*{1 - foreign:.3f}"


def _earlier() -> list[dict[str, str]]:
    if not JOBS.exists():
        return []
    with JOBS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def main(only_answers: bool, is_drawn: bool = False) -> None:
    """Adds a round to jobs.tsv, the same one for the same data and the same rounds before it."""
    earlier = _earlier()
    rng, names = random.Random(SEED + len(earlier)), directory()
    closed = {*CLOSED_WORDS, *CLOSED_PHRASES}
    salad, made, seen = Salad(rng), [], forbidden_texts() | {only_hanzi(job["text"]) for job in earlier}
    for text in answers(rng, names) if only_answers else sentences(rng, names, salad):
        plain = only_hanzi(text)
        if len(plain) > LONGEST or (plain in seen and plain not in closed):
            continue
        if len(plain) > 3:
            seen.add(plain)
        salad.count(plain)
        made.append(text)
        if len(made) == (ANSWERS if only_answers else SENTENCES):
            break
    WORK.mkdir(parents=True, exist_ok=True)
    with JOBS.open("a", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t")
        if not earlier:
            table.writerow(COLUMNS)
        for number, text in enumerate(made, start=len(earlier)):
            prosody, timbre = drawn_speaker(rng) if is_drawn else speaker(rng)
            assert not any(voice in prosody + timbre for voice in HELD_OUT_VOICES)
            table.writerow((f"{number:05d}", text, f"{rng.uniform(0.8, 1.35):.2f}", prosody, timbre))
    print(f"{len(made)} sentences after {len(earlier)} earlier ones, {len(salad.heard)} syllables -> {JOBS}")


if __name__ == "__main__":
    main("answers" in sys.argv[1:], "drawn" in sys.argv[1:])
