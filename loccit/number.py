"""A TEI file -> the same file with the `xml:id`s that its citable places lack, and not another byte changed.

What is citable is what the reader counts: paragraphs and anonymous blocks are `p1`, `p2`, ..., verse lines `l1`,
notes `n1`, headings `h1`, each in document order. An id that is there is never changed, and none is given twice:

- at the end, after `p7`: `p8`, one more than the highest number of the file;
- between `p7` and `p8`: `p7a`, `p7b`, ..., `p7z`, `p7za`, `p7zb`, ...;
- between `p7a` and `p7b`: `p7aa`; between `p7` and `p7a`, where no letters fit: the next that is free after `p7`;
- before `p1`: `p0`, then `p0a`; before any other first number, `p5`: `p4a`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from loccit.config import Settings
from loccit.errors import Position, Problem, ReadError
from loccit.model import Node, Source, Text
from loccit.read.needed import with_included
from loccit.read.tei import read_tei
from loccit.read.xml import ID, parse, read_source
from loccit.tei_ids import can_carry, changed, put, with_ids

_STEMS = {"paragraph": "p", "line": "l"}


@dataclass(frozen=True, slots=True)
class Given:
    """An id that an element got, and where its start tag stands."""

    id: str
    element: str
    at: Position


@dataclass(frozen=True, slots=True)
class Numbered:
    """What numbering a file came to."""

    given: tuple[Given, ...]
    """The new ids in document order."""
    skipped: tuple[Problem, ...]
    """The citable places that have no id and cannot be given one."""

    def lines(self) -> Iterator[str]:
        """Yield a line for each new id, and for each place without one."""
        for given in self.given:
            yield f"{given.at}: <{given.element}> {given.id}"
        for problem in self.skipped:
            yield f"{problem.at}: {problem.code} {problem.message}"

    def summary(self) -> str:
        """Return how many ids are new, and how many places go without."""
        new = f"{len(self.given)} new id{'' if len(self.given) == 1 else 's'}"
        return f"{new}, {len(self.skipped)} skipped" if self.skipped else new


def number_file(path: Path, *, retired: Collection[str] = (), dry_run: bool = False) -> Numbered:
    """Give every citable place of a TEI file an id, in the file, and return what was given.

    `retired` are ids that were once published and are not in the file any more: they are never given again.
    With `dry_run` the file stays as it is. Raises `ReadError` where the file cannot be read or is not TEI,
    `WriteError` where it cannot be written.
    """
    source = with_included(read_source(path, path.parent), path.parent)
    numbered, made = number_source(source, retired)
    if not dry_run:
        for file, (old, new) in changed(source, made).items():
            put(file.resolve(), old, new)
    return numbered


def number_source(source: Source, retired: Collection[str] = ()) -> tuple[Numbered, Source]:
    """Return what is given, and the files of the text with it; nothing is written."""
    text = read_tei(source, key="", folder="", files={}, settings=Settings())
    places = sorted({place for place in _citable(text) if not text.source.is_repeated(place.ordinal)})
    own = (source, *source.included)
    taken = {*retired, *(name for one in own for name in _ids(one))}
    wanted = [new for stem in "plnh" for new in _numbers(stem, [p for p in places if p.stem == stem], taken, retired)]
    able = sorted((place, name) for place, name in wanted if can_carry(text.source, place.ordinal, place.element))
    made = with_ids(text.source, {place.ordinal: name for place, name in able})
    given = tuple(Given(name, place.element, text.source.position(place.ordinal)) for place, name in able)
    skipped = tuple(_unable(text.source, place) for place, name in sorted(wanted) if (place, name) not in able)
    return Numbered(given, skipped), made


# What is citable


class _Place(NamedTuple):
    """A citable place: where its start tag stands in document order, the letter of its series, and its own id."""

    ordinal: int
    stem: str
    id: str
    element: str


def _citable(text: Text) -> Iterator[_Place]:
    for block in text.blocks:
        if block.kind in _STEMS:
            yield _place(_STEMS[block.kind], block.node)
    for note in text.notes:
        if not note.entry and note.node.ordinal >= 0:
            yield _place("n", note.node)
    for tree in (text.root, *(note.node for note in text.notes)):
        yield from (_place("h", node) for node in tree.walk() if node.behaviour == "heading" and node.ordinal >= 0)


def _place(stem: str, node: Node) -> _Place:
    return _Place(node.ordinal, stem, node.id, node.name)


def _ids(source: Source) -> Iterator[str]:
    """Yield every id in a file, whatever element carries it, TEI P4's `id` included."""
    try:
        root = parse(source)
    except ReadError:
        return
    for element in root.iter("*"):
        yield from (element.get(name, "") for name in (ID, "id"))


# Which numbers are free


class _Number(NamedTuple):
    """A number of a series: `p7a` is 7 and `a`."""

    whole: int
    letters: str = ""


def _parsed(stem: str, name: str) -> _Number | None:
    match = re.fullmatch(stem + r"(\d{1,9})([a-z]*)", name, re.ASCII)
    return _Number(int(match.group(1)), match.group(2)) if match else None


def _numbers(
    stem: str, places: Sequence[_Place], taken: set[str], retired: Iterable[str]
) -> Iterator[tuple[_Place, str]]:
    """Yield each place of a series that has no id with the one it gets, which `taken` then holds."""
    anchors = [_parsed(stem, place.id) for place in places]
    known = [number for number in (*anchors, *(_parsed(stem, name) for name in retired)) if number]
    highest = max((number.whole for number in known), default=0)
    last: _Number | None = None
    for place, anchor, following in zip(places, anchors, _followers(anchors), strict=True):
        if place.id:
            last = anchor or last
            continue
        for number in _candidates(last, following, highest):
            name = f"{stem}{number.whole}{number.letters}"
            if name not in taken:
                break
        last = number
        highest = max(highest, number.whole)
        taken.add(name)
        yield place, name


def _followers(anchors: Sequence[_Number | None]) -> list[_Number | None]:
    """Return for each place the number that is the next after it in the document, or `None` at the end."""
    followers: list[_Number | None] = []
    following: _Number | None = None
    for anchor in reversed(anchors):
        followers.append(following)
        following = anchor or following
    return followers[::-1]


def _candidates(last: _Number | None, following: _Number | None, highest: int) -> Iterator[_Number]:
    """Yield the numbers fit for a place after `last` and before `following`, the best first, without end."""
    if following is None:
        while True:
            highest += 1
            yield _Number(highest)
    if last is None:
        last = _Number(max(following.whole - 1, 0))
        if following.whole == 1:
            yield last
    end = following.letters if following.whole == last.whole and following.letters > last.letters else None
    yield from (_Number(last.whole, letters) for letters in _between(last.letters, end))
    letters = ""
    while True:
        letters = _next(letters)
        yield _Number(last.whole, letters)


def _between(start: str, end: str | None) -> Iterator[str]:
    """Yield letters in their order after `start` and, if there is an `end`, before it."""
    letters = start
    while True:
        letters = _next(letters)
        if end is not None and letters >= end:
            letters = start + "a"
            if letters >= end:
                return
        yield letters
        start = letters


def _next(letters: str) -> str:
    """Return the letters that follow: a after none, b after a, za after z."""
    if not letters or letters.endswith("z"):
        return letters + "a"
    return letters[:-1] + chr(ord(letters[-1]) + 1)


# What cannot be given a number


def _unable(source: Source, place: _Place) -> Problem:
    message = f"<{place.element}> comes from an entity, or its place in the file is not known, and gets no number"
    hint = "write the text itself instead of the entity, and save the file as UTF-8"
    return Problem(source.position(place.ordinal), "not-numbered", message, hint, "warning")
