"""The document tree: nodes named by what they do, after the behaviours of the TEI Processing Model."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import msgspec

# libxml2 refuses what is nested more than 256 deep, and each level takes a dozen calls or more to read and to show.
sys.setrecursionlimit(max(sys.getrecursionlimit(), 20_000))

EMPTY: Mapping[str, Any] = MappingProxyType({})


_SPACES = re.compile(r"[ \t\r\n]+")


def fold(text: str) -> str:
    """Return text with each run of white space as one space, and none at the ends; no-break spaces stay."""
    return " ".join(text.split()) if text.isascii() else _SPACES.sub(" ", text).strip(" ")


class Node(msgspec.Struct, eq=False, gc=False):
    """One element of the text, in the words of the Processing Model (TEI Guidelines, section 23.5.4)."""

    behaviour: str
    """What the node does: `paragraph`, `note`, `heading`, `inline`, ... (the table is in `read/behaviours.py`)."""
    name: str
    """The TEI element's own name."""
    attributes: Mapping[str, str] = EMPTY
    """The element's attributes; those of the XML namespace are written `xml:id`, `xml:lang`."""
    children: list[Node | str] = []
    """The content in reading order; white space is folded except where it is kept."""
    params: Mapping[str, Any] = EMPTY
    """The behaviour's parameters, such as `level` of a heading."""
    block: bool = False
    """Whether the node is, or holds, something that stands on lines of its own."""
    ordinal: int = -1
    """The number of its start tag in document order in its source; -1 if it has none."""

    @property
    def id(self) -> str:
        """Return the `xml:id`, or an empty string."""
        return self.attributes.get("xml:id", "")

    @property
    def language(self) -> str:
        """Return the element's own `xml:lang`, or an empty string."""
        return self.attributes.get("xml:lang", "")

    def walk(self) -> Iterator[Node]:
        """Yield this node and all nodes below it in document order."""
        yield self
        for child in self.children:
            if not isinstance(child, str):
                yield from child.walk()

    @property
    def text(self) -> str:
        """Return the text shown in place: without the bodies of notes, with white space folded."""
        return fold("".join(self.strings()))

    @property
    def reading(self) -> str:
        """Return the reading text alone: without what was deleted and the other forms of what has several."""
        return fold("".join(self.strings(reading=True)))

    def strings(self, *, reading: bool = False) -> Iterator[str]:
        """Yield the text below this node piece by piece: a block set apart by white space, a variant in brackets."""
        for child in self.children:
            if isinstance(child, str):
                yield child
            elif child.behaviour == "alternative":
                if not reading:
                    yield " ["
                    yield from child.strings()
                    yield "]"
            elif not (reading and child.name in {"del", "fw"}):
                if child.block or (child.behaviour == "break" and not child.params.get("within_word")):
                    yield " "
                yield from child.strings(reading=reading)
                if child.block:
                    yield " "


def has_blocks(children: Sequence[Node | str]) -> bool:
    """Tell whether any of the children stands on lines of its own."""
    for child in children:  # noqa: SIM110 - a loop is a third faster than a generator, and this is the hot path
        if type(child) is Node and child.block:
            return True
    return False
