"""A source and its pages -> what became of each of its characters, and which are on no page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

import msgspec
from lxml import etree

from loccit.conserve import source as sources
from loccit.conserve.fates import (
    CALLING,
    DISPLAYED,
    FATES,
    HIDDEN,
    HIDING,
    IMAGES,
    LOST,
    ON_DEMAND,
    REGISTERS,
)
from loccit.conserve.matching import NOWHERE, match
from loccit.conserve.pages import Shown, shown_in, tooltips_in
from loccit.errors import Position
from loccit.model import Source


class Lost(msgspec.Struct, frozen=True):
    """Words of the source that are on no page."""

    at: Position
    words: str
    """Without white space, as they were compared."""
    path: tuple[str, ...]
    """The names of the elements around them, the outermost first."""
    whole: int
    """How many of those elements, counted from the innermost, have nothing on any page."""


class Account(msgspec.Struct, frozen=True):
    """What became of the characters of one text; white space is not counted."""

    characters: Mapping[str, int]
    """How many characters met each of the fates."""
    hidden: Mapping[str, int]
    """How many were hidden by each rule."""
    lost: tuple[Lost, ...]


def account(source: Source, pages: Collection[bytes], elsewhere: Collection[bytes] = frozenset()) -> Account:
    """Return what became of each character of a source in the pages made of it.

    `elsewhere` holds the pieces of text of the pages that texts share, where registers may be.
    """
    words = sources.words_of(source)
    shown = shown_in(pages)
    aside = frozenset(shown.on_demand) | frozenset(elsewhere)
    hidden = [named for element in words.hidden for named in _hidden(element, pages, aside)]
    outcome = [(HIDDEN if rule else ON_DEMAND, piece) for rule, piece in hidden]
    lost: tuple[Lost, ...] = ()
    if _is_the_same(words, shown):
        outcome += [(DISPLAYED, b"".join(shown.displayed)), (ON_DEMAND, b"".join(shown.on_demand))]
    else:
        fates, lost = _looked_for(source, words, shown, pages, elsewhere)
        outcome += zip(fates, words.pieces, strict=True)
    characters = {**dict.fromkeys(FATES, 0), **_counted(outcome)}
    return Account(MappingProxyType(characters), _counted((rule, piece) for rule, piece in hidden if rule), lost)


def account_of_register(source: Source, shown: Sequence[bytes]) -> Account:
    """Return what became of each character of a register beside the texts: on a page of names, or hidden.

    `shown` are the pieces of text of the pages that texts share.
    """
    words = sources.words_of(source)
    pieces = [*words.pieces, *(piece for element in words.hidden for piece in element.pieces)]
    fates = (HIDDEN if place == NOWHERE else ON_DEMAND for place in match(pieces, shown))
    counts = _counted(zip(fates, pieces, strict=True))
    hidden = {HIDING["standOff"]: counts[HIDDEN]} if HIDDEN in counts else {}
    return Account(MappingProxyType({**dict.fromkeys(FATES, 0), **counts}), MappingProxyType(hidden), ())


def lost_words(
    source: Source, pages: Collection[bytes], elsewhere: Collection[bytes] = frozenset()
) -> tuple[Lost, ...]:
    """Return what is lost of a source, as `account` does, but without counting the rest: much faster."""
    shown = shown_in(pages)
    as_written = sources.words_as_written(source)
    if as_written and _are_all_there(as_written, shown):
        return ()
    words = sources.words_of(source)
    return () if _are_all_there(words, shown) else _looked_for(source, words, shown, pages, elsewhere)[1]


def _are_all_there(words: sources.Words, shown: Shown) -> bool:
    """Tell whether each piece is shown as it is, wherever: of most texts, the first look tells."""
    if _is_the_same(words, shown):
        return True
    there = Counter(shown.displayed)
    there.update(shown.on_demand)
    return all(there[piece] >= count for piece, count in Counter(words.pieces).items())


def _is_the_same(words: sources.Words, shown: Shown) -> bool:
    """Tell whether the words are shown in their order with nothing added, as those of most texts are."""
    return b"".join(words.pieces) == b"".join([*shown.displayed, *shown.on_demand])


def _looked_for(
    source: Source, words: sources.Words, shown: Shown, pages: Iterable[bytes], elsewhere: Collection[bytes]
) -> tuple[list[str], tuple[Lost, ...]]:
    """Return the fate of each piece, and what is lost."""
    found = match(words.pieces, [*shown.displayed, *shown.on_demand])
    displayed = len(shown.displayed)
    fates = [DISPLAYED if place < displayed else ON_DEMAND for place in found]
    if NOWHERE not in found:
        return fates, ()
    known = sources.pieces_with_holders(source)
    lost = []
    missing = _Missing(shown.calls, tooltips_in(pages), elsewhere, pages)
    for number, fate in missing.fates(words.pieces, known, found):
        fates[number] = fate
        if fate == LOST:
            lost.append(number)
    if lost:
        labels = _labels(words, known, found, {words.pieces[number] for number in lost})
        lost = [number for number in lost if not _changes_places(number, words.pieces[number], labels, fates, missing)]
    return fates, tuple(_explained(source, words, known, lost))


def _labels(
    words: sources.Words, known: Sequence[sources.Piece], found: Sequence[int], wanted: Collection[bytes]
) -> Mapping[bytes, list[int]]:
    """Return the numbers of the pieces in calls that are found among the words, for each of the wanted pieces."""
    labels: dict[bytes, list[int]] = {}
    for number, piece in enumerate(words.pieces):
        if piece in wanted and found[number] != NOWHERE and sources.is_within(known[number].holder, CALLING):
            labels.setdefault(piece, []).append(number)
    return labels


def _changes_places(
    number: int, piece: bytes, labels: Mapping[bytes, list[int]], fates: list[str], missing: _Missing
) -> bool:
    """Tell whether the label of a call was found where a lost piece is shown: then neither is lost."""
    if not (labels.get(piece) and missing.is_called(piece)):
        return False
    label = labels[piece].pop()
    fates[number], fates[label] = fates[label], DISPLAYED
    return True


def _counted(pieces: Iterable[tuple[str, bytes]]) -> Mapping[str, int]:
    """Return how many characters there are under each name."""
    gathered: dict[str, list[bytes]] = {}
    for name, piece in pieces:
        gathered.setdefault(name, []).append(piece)
    return MappingProxyType({name: len(b"".join(found).decode()) for name, found in gathered.items()})


def _hidden(
    element: sources.Hidden, pages: Iterable[bytes], elsewhere: Collection[bytes]
) -> Iterator[tuple[str, bytes]]:
    """Yield the words of a hidden element, each with the rule, or without one if they can be had all the same."""
    had = elsewhere if element.name in REGISTERS else ()
    if element.name in IMAGES and element.pieces:
        had = frozenset(tooltips_in(pages))
    return ((("" if piece in had else HIDING[element.name]), piece) for piece in element.pieces)


class _Missing:
    """Where pieces may be that are not among the words of the pages."""

    def __init__(
        self, calls: Iterable[bytes], tooltips: Iterable[bytes], elsewhere: Collection[bytes], pages: Iterable[bytes]
    ) -> None:
        self._calls = Counter(calls)
        self._tooltips = Counter(tooltips)
        self._elsewhere = elsewhere
        self._pages = tuple(pages)
        self._marks: set[etree._Element] = set()
        """The elements for which a call has been found that prints something else."""
        self._notes: tuple[Collection[str], Collection[str]] | None = None
        """The ids of the source's notes, and what the notes point at, once somebody asks."""

    def fates(
        self, pieces: Sequence[bytes], known: Sequence[sources.Piece], found: Iterable[int]
    ) -> Iterator[tuple[int, str]]:
        """Yield the number of each missing piece with what became of it."""
        for number, place in enumerate(found):
            if place == NOWHERE:
                yield number, self._fate(pieces[number], known[number].holder)

    def _fate(self, piece: bytes, holder: etree._Element) -> str:
        if not piece.decode().strip():
            return DISPLAYED  # A no-break space by itself is seen as little as any other.
        if sources.is_within(holder, CALLING) and self.is_called(piece):
            return DISPLAYED
        if self._tooltips[piece]:
            self._tooltips[piece] -= 1
            return ON_DEMAND
        if piece in self._elsewhere and sources.is_within(holder, REGISTERS):
            return ON_DEMAND
        if len(piece) <= _LONGEST_MARK and (self._calls_note(holder) or self._has_a_call(holder)):
            return DISPLAYED
        return LOST

    def is_called(self, piece: bytes) -> bool:
        """Tell whether a call on a page prints a piece, and no other piece has been found there."""
        if not self._calls[piece]:
            return False
        self._calls[piece] -= 1
        return True

    def _calls_note(self, holder: etree._Element) -> bool:
        """Tell whether a page calls the note that an element points at: its label stands for the printed mark."""
        around = (
            each.get("target", "") for each in (holder, *holder.iterancestors()) if sources.name_of(each) in CALLING
        )
        name = next(around, "").rpartition("#")[2].encode()
        return bool(name) and name in self._called

    @cached_property
    def _called(self) -> Collection[bytes]:
        """Return the notes that the pages call."""
        return frozenset(name for page in self._pages for name in _CALLED.findall(page))

    def _has_a_call(self, holder: etree._Element) -> bool:
        """Tell whether what is around an element is the mark of a note, for which some call is left on a page.

        The page's call need not print the same: of two notes with one id, both marks call the first.
        """
        mark = next((e for e in (holder, *holder.iterancestors()) if sources.name_of(e) in CALLING), None)
        if mark is None or mark in self._marks:
            return mark is not None
        printed = "".join("".join(map(str, mark.itertext())).split()).encode()
        if len(printed) > _LONGEST_MARK or not self._leads_to_note(mark):
            return False
        left = printed if self._calls[printed] else next((call for call, n in self._calls.items() if n), b"")
        if not self.is_called(left):
            return False
        self._marks.add(mark)
        return True

    def _leads_to_note(self, mark: etree._Element) -> bool:
        """Tell whether an element points at a note, or a note at it."""
        if self._notes is None:
            notes = tuple(mark.getroottree().iter("{*}note"))
            targets = (target.removeprefix("#") for note in notes for target in note.get("target", "").split())
            self._notes = {note.get(_ID, "") for note in notes} - {""}, frozenset(targets) - {""}
        ids, targets_of_notes = self._notes
        name = mark.get("target", "").rpartition("#")[2]
        return name in ids if name else mark.get(_ID, "") in targets_of_notes


_ID = "{http://www.w3.org/XML/1998/namespace}id"
_CALLED = re.compile(rb'<a class="noteref[^>]* href="[^"]*#([^"]*)"')
"""The note that a page calls."""
_LONGEST_MARK = 8
"""Bytes of what is printed for a note, and shown as the label that the note has here."""


def _explained(
    source: Source, words: sources.Words, known: Sequence[sources.Piece], lost: Sequence[int]
) -> Iterator[Lost]:
    """Yield what is lost with its place and with the elements that have nothing on any page."""
    if not lost:
        return
    places = sources.Places(source, known[0].holder)
    without = set(lost)
    kept: set[etree._Element] = set()
    for number, piece in enumerate(known):
        element: etree._Element | None = piece.holder
        while number not in without and element is not None and element not in kept:
            kept.add(element)
            element = element.getparent()
    for number in lost:
        holder = known[number].holder
        around = [holder, *holder.iterancestors()]
        yield Lost(
            at=places.of(known[number], words.pieces[number]),
            words=words.pieces[number].decode(),
            path=tuple(sources.name_of(element) for element in reversed(around)),
            whole=sum(element not in kept for element in around),
        )
