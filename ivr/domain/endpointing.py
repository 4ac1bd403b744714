"""When a caller starts and stops speaking: decided from windows of voice or no voice, counted in seconds of sound."""

from __future__ import annotations

from collections import deque
from enum import Enum

from ivr.domain.expecting import Expecting, Kind

# The detector goes on calling it voice for this long after the last sound of a word (median of 168 clips at three
# levels, bench/listening.py). It is part of the pause, so that pause_seconds counts from the end of the speech.
VOICE_HANGOVER_SECONDS = 0.14
# Voice that starts a turn: this much within ONSET_WINDOW_SECONDS. While a prompt plays a little more is asked for.
ONSET_SECONDS = 0.12
ONSET_OVER_PROMPT_SECONDS = 0.15
ONSET_WINDOW_SECONDS = 0.32
# A sound shorter than 0.12 s is a cough, unless a word was understood in it (对 can be that short). Detected voice
# outlasts the sound by the hangover, less its own start-up.
SHORTEST_VOICE_SECONDS = 0.2
# The detector misses one short answer in ten (是, 行). At a closed question a sound that only stands out of the line's
# noise is listened to as well, for this long at most; it counts when it was one of the answers.
SOUND_ONSET_SECONDS = 0.09
LONGEST_SOUND_SECONDS = 1.2
# A pause is this short when the answer is complete, and this much longer when the caller is searching for words.
COMPLETE_PAUSE_SECONDS = 0.45
HESITATION_SECONDS = 0.5
HESITATIONS = ("那个", "这个", "就是", "然后", "我想", "我要", "还有", "因为", "嗯", "呃")
SPOKEN_DIGITS = frozenset("零〇幺一二两三四五六七八九0123456789")
MOBILE_DIGITS = 11


class Turn(Enum):
    """What one window of sound tells about the turn."""

    QUIET = "quiet"
    STARTED = "started"
    SPEAKING = "speaking"
    COUGH = "cough"
    ENDED = "ended"


class Endpointing:
    """One turn's start and end of speech. Feed it every window once, in order; after ENDED it is used up.

    STARTED comes with the window that makes it speech. COUGH takes a STARTED back, unless an answer was heard in it.
    """

    def __init__(self, expecting: Expecting) -> None:
        self._expecting = expecting
        self._recent: deque[tuple[bool, float]] = deque()
        self._over_prompt = True
        self._speaking = False
        self._is_sound_only = False
        self._sound = 0.0
        self._voice = 0.0
        self._length = 0.0
        self._quiet = 0.0

    @property
    def speech_seconds(self) -> float:
        """From the first voiced window of the speech to its last, the detector's hangover left out."""
        return max(0.0, self._length - self._quiet - VOICE_HANGOVER_SECONDS)

    @property
    def is_sound_only(self) -> bool:
        """What is listened to may be no voice at all: nothing need be told or stopped because of it."""
        return self._is_sound_only

    @property
    def in_pause(self) -> bool:
        """Speaking, but the last window held no voice: now the partial text matters."""
        return self._speaking and self._quiet > 0

    def prompt_ended(self) -> None:
        """From now on a little less voice makes a start."""
        self._over_prompt = False

    def hear(self, voiced: bool, seconds: float, partial: str = "", loud: bool = False) -> Turn:
        """The next window. partial: what is understood so far, without blanks; looked at in pauses only.

        loud: it stands out of the line's noise, voice or not.
        """
        if not self._speaking:
            return self._wait(voiced, seconds, loud)
        self._length += seconds
        self._voice += seconds if voiced else 0.0
        self._quiet = 0.0 if voiced or (loud and self._is_sound_only) else self._quiet + seconds
        self._is_sound_only = self._is_sound_only and self._voice < SHORTEST_VOICE_SECONDS
        if self._is_sound_only and self._length >= LONGEST_SOUND_SECONDS:
            return self._forget_cough()
        if self._length >= self._expecting.longest_seconds:
            return Turn.ENDED
        if self._quiet + VOICE_HANGOVER_SECONDS < pause_seconds(self._expecting, partial):
            return Turn.SPEAKING
        is_word = bool(partial) and not self._is_sound_only
        return Turn.ENDED if self._voice >= SHORTEST_VOICE_SECONDS or is_word else self._forget_cough()

    def is_speech(self) -> bool:
        """The caller is speaking, and has long enough for it to be no cough."""
        return self._speaking and self._voice >= SHORTEST_VOICE_SECONDS

    def _wait(self, voiced: bool, seconds: float, loud: bool) -> Turn:
        self._sound = self._sound + seconds if loud else 0.0
        self._recent.append((voiced, seconds))
        while sum(s for _, s in self._recent) > ONSET_WINDOW_SECONDS + 1e-9:
            self._recent.popleft()
        while self._recent and not self._recent[0][0]:
            self._recent.popleft()
        self._voice = sum(s for v, s in self._recent if v)
        is_voice = self._voice + 1e-9 >= (ONSET_OVER_PROMPT_SECONDS if self._over_prompt else ONSET_SECONDS)
        if not is_voice and not self._is_sound_of_an_answer():
            return Turn.QUIET
        self._speaking = True
        self._is_sound_only = not is_voice
        self._length = sum(s for _, s in self._recent) if is_voice else self._sound
        self._quiet = 0.0
        self._recent.clear()
        return Turn.STARTED

    def _is_sound_of_an_answer(self) -> bool:
        is_closed = bool(self._expecting.phrases) and not self._over_prompt
        return is_closed and self._sound + 1e-9 >= SOUND_ONSET_SECONDS

    def _forget_cough(self) -> Turn:
        self._speaking = self._is_sound_only = False
        self._voice = self._sound = 0.0
        return Turn.COUGH


def pause_seconds(expecting: Expecting, partial: str) -> float:
    """How long a pause after `partial` ends the speech."""
    if is_complete(expecting, partial):
        return min(expecting.pause_seconds, COMPLETE_PAUSE_SECONDS)
    if expecting.kind is not Kind.DIGITS and partial.endswith(HESITATIONS) and partial not in expecting.phrases:
        return expecting.pause_seconds + HESITATION_SECONDS
    return expecting.pause_seconds


def is_complete(expecting: Expecting, partial: str) -> bool:
    """Whether nothing more is to come: a whole phrase that begins no longer one, or all digits of a mobile number."""
    if sum(character in SPOKEN_DIGITS for character in partial) >= MOBILE_DIGITS:
        return expecting.kind in (Kind.DIGITS, Kind.OWN_NUMBER)
    longer = (phrase for phrase in expecting.phrases if phrase != partial and phrase.startswith(partial))
    return partial in expecting.phrases and next(longer, None) is None
