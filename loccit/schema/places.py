"""A place behind a tag, as validators name it -> the number of the element that is meant."""

from __future__ import annotations

import bisect
import contextlib
from xml.parsers import expat

from loccit.schema.validation import Fault


class Places:
    """Where the tags of a file stand; found when somebody asks for one."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._tags: list[tuple[int, int, int]] = []

    def ordinal(self, fault: Fault) -> int:
        """Return the number of the element that a fault is about, counted from 0."""
        if fault.ordinal >= 0:
            return fault.ordinal
        if not self._tags:
            self._find()
        # A validator stands behind the tag it speaks of.
        behind = bisect.bisect_left(self._tags, (fault.line, fault.column, -1))
        return self._tags[behind - 1][2] if behind else 0

    def _find(self) -> None:
        opened: list[int] = []
        count = iter(range(len(self._data)))
        parser = expat.ParserCreate()

        def start(_name: str, _attributes: dict[str, str]) -> None:
            opened.append(next(count))
            self._tags.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, opened[-1]))

        def end(_name: str) -> None:
            self._tags.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, opened.pop()))

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        with contextlib.suppress(expat.ExpatError):
            parser.Parse(self._data, True)  # noqa: FBT003 - expat knows no keyword here
