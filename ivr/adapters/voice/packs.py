"""The sounds of all languages: the site's own, and packs that are opened when a caller first needs one."""

from __future__ import annotations

from pathlib import Path

from ivr.adapters.voice.catalogue import Catalogue
from ivr.adapters.voice.texts import read_texts
from ivr.domain.prompts import Prompt


class Packs:
    """See ivr.adapters.asterisk.call.Sounds. Safe to use from many threads.

    own: of the site's language. prompts: the folder of all languages. cache: where joined prompts go.
    """

    def __init__(self, own: Catalogue, prompts: Path, cache: Path) -> None:
        self._own, self._prompts, self._cache = own, prompts, cache
        self._opened: dict[str, Catalogue] = {}

    def sound(self, prompt: Prompt, slow: bool = False, louder: bool = False, language: str = "") -> str:
        """See Sounds. A language without a folder raises PromptMissing, too."""
        return self._of(language).sound(prompt, slow, louder)

    def tone(self) -> str:
        """See Sounds."""
        return self._own.tone()

    def _of(self, language: str) -> Catalogue:
        if not language:
            return self._own
        if language not in self._opened:
            folder = self._prompts / language
            texts, cache = read_texts(folder, None), self._cache / language
            self._opened[language] = Catalogue(texts, folder / "sounds" / "8k", cache, folder / "sounds" / "directory")
        return self._opened[language]
