"""Two states of a text -> what changed, word by word and address by address."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Literal

import msgspec

Key = tuple[str, str]
Words = Mapping[Key, str]
Change = Literal["same", "inserted", "deleted"]
_TOKEN = re.compile(r"\s+|\w+(?:[’'-]\w+)*|[^\w\s]")


class Piece(msgspec.Struct, frozen=True):
    """A run of words that is the same in both states, or only in one."""

    change: Change
    words: str


class Difference(msgspec.Struct, frozen=True):
    """What happened to one address between two states."""

    key: Key
    kind: Literal["edited", "added", "removed"]
    pieces: tuple[Piece, ...]


def word_difference(old: str, new: str) -> tuple[Piece, ...]:
    """Return how one text becomes another: runs of words kept, taken out and put in, in reading order."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    pieces = [Piece("same", "".join(before[:start]))] if start else []
    pieces += _compared(before[start : len(before) - end], after[start : len(after) - end])
    if end:
        pieces.append(Piece("same", "".join(before[len(before) - end :])))
    return tuple(_joined(pieces))


def _common(a: list[str], b: list[str]) -> int:
    """Return how many tokens two lists have in common at their start."""
    return next((index for index, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _compared(before: list[str], after: list[str]) -> Iterator[Piece]:
    """Yield the pieces of what lies between the first change and the last: only that is worth comparing."""
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            yield Piece("same", "".join(before[a:b]))
        else:
            yield from _changed("deleted", "".join(before[a:b]))
            yield from _changed("inserted", "".join(after[c:d]))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Yield the pieces with neighbours of the same kind put together."""
    for change, group in itertools.groupby(pieces, key=lambda piece: piece.change):
        yield Piece(change, "".join(piece.words for piece in group))


def _changed(change: Change, words: str) -> Iterator[Piece]:
    """Yield words that changed, with the white space at their ends outside the mark."""
    bare = words.strip()
    if not bare:
        if words:
            yield Piece("same", " ")
        return
    if words[0].isspace():
        yield Piece("same", " ")
    yield Piece(change, bare)
    if words[-1].isspace():
        yield Piece("same", " ")


def differences(old: Words, new: Words) -> Iterator[Difference]:
    """Yield what changed between two states, each a mapping from address to words, in the order of the new one.

    What is gone comes after what stood before it.
    """
    removed = _by_neighbour(old, new)
    yield from removed.get(None, ())
    for key, words in new.items():
        if key not in old:
            yield Difference(key, "added", (Piece("inserted", words),))
        elif old[key] != words:
            yield Difference(key, "edited", word_difference(old[key], words))
        yield from removed.get(key, ())


def _by_neighbour(old: Words, new: Words) -> dict[Key | None, list[Difference]]:
    """Return what is gone by what stood before it and is still there; first of all by `None`."""
    found: dict[Key | None, list[Difference]] = {}
    before: Key | None = None
    for key, words in old.items():
        if key in new:
            before = key
        else:
            found.setdefault(before, []).append(Difference(key, "removed", (Piece("deleted", words),)))
    return found
