"""Writes the list of sentences to be spoken for training, each with its voice: `python -m mandarin_model.texts`."""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterator

from pypinyin import lazy_pinyin

from mandarin_model import quantities
from mandarin_model.frames import (
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
from mandarin_model.sources import Directory, directory, ear_texts, jieba_words, only_hanzi
from mandarin_model.voices import timbre_voices, training_voices

SEED = 12345
SENTENCES = 6000
LONGEST = 22
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
    frames = {0.42: MATTER_FRAMES, 0.52: NAME_FRAMES, 0.66: PLACE_FRAMES, 0.76: PHONE_FRAMES, 0.84: TIME_FRAMES}
    while True:
        kind = rng.random()
        if kind < 0.28:
            yield phrase(rng, names)
        elif kind < 0.84:
            chosen = next(frame for limit, frame in frames.items() if kind < limit)
            yield fill(rng, rng.choice(chosen), names)
        elif kind < 0.91:
            yield command(rng)
        else:
            yield salad.make()


def speaker(rng: random.Random) -> tuple[str, str]:
    """A prosody mixture of Mandarin voices and a timbre mixture of any training voices, as "voice*weight+…"."""
    mandarin, others = training_voices(), timbre_voices()
    prosody = rng.choice(mandarin)
    kind = rng.random()
    if kind < 0.3:
        return prosody, prosody
    second = rng.choice(mandarin)
    share = rng.uniform(0.2, 0.8)
    blend = f"{prosody}*{1 - share:.2f}+{second}*{share:.2f}"
    if kind < 0.5:
        return blend, blend
    foreign = rng.uniform(0.4, 0.9)
    first, other = rng.sample(others, 2)
    timbre = f"{prosody}*{1 - foreign:.2f}+{first}*{foreign * 0.65:.2f}+{other}*{foreign * 0.35:.2f}"
    return rng.choice([prosody, blend]), timbre


def main() -> None:
    """Writes jobs.tsv, always the same for the same data."""
    rng, names, forbidden = random.Random(SEED), directory(), ear_texts()
    salad, made, seen = Salad(rng), [], set(forbidden)
    for text in sentences(rng, names, salad):
        plain = only_hanzi(text)
        if plain in seen or len(plain) > LONGEST:
            continue
        if len(plain) > 3:
            seen.add(plain)
        salad.count(plain)
        made.append(text)
        if len(made) == SENTENCES:
            break
    WORK.mkdir(parents=True, exist_ok=True)
    with JOBS.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t")
        table.writerow(COLUMNS)
        for number, text in enumerate(made):
            prosody, timbre = speaker(rng)
            assert not any(voice in prosody + timbre for voice in HELD_OUT_VOICES)
            table.writerow((f"{number:05d}", text, rng.choice([0.85, 0.95, 1.0, 1.1, 1.2, 1.3]), prosody, timbre))
    print(f"{len(made)} sentences, {len(salad.heard)} syllables -> {JOBS}")


if __name__ == "__main__":
    main()
