"""A TEI source -> its start tags of one name, with their attributes, for the few rules that the model cannot serve."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from loccit.model import Source
from loccit.model.source import tag_parser


class NamedTag(NamedTuple):
    """A start tag: its number in document order, counted from 0, and its attributes as written."""

    ordinal: int
    attributes: Mapping[str, str]


# A rule asks once for each of a file's pointers.
@lru_cache(maxsize=16)
def tags_named(name: str, source: Source) -> tuple[NamedTag, ...]:
    """Return the start tags whose local name is `name`; costs a parse where the file has that word at all."""
    if not any(name.encode(encoding) in source.data for encoding in ("ascii", "utf-16-le", "utf-16-be")):
        return ()
    found: list[NamedTag] = []
    count = iter(range(len(source.data)))

    def start(tag: str, attributes: dict[str, str]) -> None:
        ordinal = next(count)
        if tag.rpartition(":")[2] == name:
            found.append(NamedTag(ordinal, attributes))

    parser = tag_parser(source.data, start, source.declared)
    # What lxml reads and expat does not keeps the tags found so far, as in `Source.tags`.
    with suppress(expat.ExpatError, ValueError):
        parser.Parse(source.data, True)  # noqa: FBT003 - expat takes no keyword
    return tuple(found)
