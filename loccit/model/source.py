"""A source file's bytes, and the exact place of each of its start tags, found by expat when asked for."""

from __future__ import annotations

import contextlib
from functools import cached_property
from pathlib import Path
from xml.parsers import expat

import msgspec

from loccit.errors import Position


class Tag(msgspec.Struct, frozen=True):
    """Where a start tag stands: line and column from 1, byte offset from 0."""

    line: int
    column: int
    offset: int


class Source(msgspec.Struct, frozen=True, dict=True):
    """One file of the edition, read once."""

    path: Path
    """Where the file is on this machine."""
    name: str
    """How the file is called in messages: relative to where the editor works."""
    data: bytes

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """Return the place of every start tag in document order.

        lxml knows no columns, and gives the last line of a start tag that runs over several;
        expat gives both, in the same order as lxml's elements. It costs a second parse, so it
        runs only when somebody asks where something is.
        """
        tags: list[Tag] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda _name, _attributes: tags.append(
            Tag(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, parser.CurrentByteIndex)
        )
        # A file that expat gives up on half way keeps the places found so far.
        with contextlib.suppress(expat.ExpatError, ValueError):
            parser.Parse(self.data, True)  # noqa: FBT003 - expat knows no keyword here
        return tuple(tags)

    def position(self, ordinal: int) -> Position:
        """Return the place of the start tag with this number in document order, counted from 0."""
        if 0 <= ordinal < len(self.tags):
            tag = self.tags[ordinal]
            return Position(self.name, tag.line, tag.column)
        return Position(self.name)
