"""Whether directory.db is the one of its sources."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.adapters.store.directory import open_directory
from ivr.adapters.store.directory_edit import Office
from ivr.adapters.store.directory_router import examples_hash, examples_of, kept_parts
from ivr.adapters.store.directory_sources import read_sources, version_of
from ivr.errors import DirectoryInvalid


def state_of(office: Office) -> Iterator[tuple[bool, str]]:
    """(is an error, what an admin should know); nothing when it is up to date. The sources must be sound."""
    sources = read_sources(office.sources)
    try:
        version = open_directory(office.directory).version
    except DirectoryInvalid as error:
        yield True, str(error)
        return
    if version != version_of(sources):
        yield False, f"directory.db ({version}) is not the one of data/: ./hotline ivr directory build"
    kept = kept_parts(office.directory, sources)
    if kept is None or kept[1] != examples_hash(examples_of(sources)):
        yield False, "the router was not trained on today's phrases: ./hotline ivr directory build"
