"""A text and its pages -> what became of each of its characters, and a problem for each that is on no page.

Nothing here comes from the stages it watches: it parses the source itself and takes the pages for what they are,
HTML. What it must know of the generator stands in `fates`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

import msgspec
from lxml import etree

from loccit.conserve import source as sources
from loccit.conserve.blame import Looks, looks_of
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
from loccit.conserve.pages import pieces_of, shown_in, tooltips_in
from loccit.errors import Position, Problem
from loccit.model import Edition, Memory, Source, Text

CODE = "lost-text"
Site = Mapping[str, bytes | Path]


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
    found = match(words.pieces, [*shown.displayed, *shown.on_demand])
    fates = [DISPLAYED if place < len(shown.displayed) else ON_DEMAND for place in found]
    lost: tuple[Lost, ...] = ()
    if NOWHERE in found:
        known = sources.pieces_with_holders(source)
        for number, place in enumerate(found):
            fates[number] = LOST if place == NOWHERE else fates[number]
        _find_beside(words.pieces, known, fates, (Counter(shown.calls), Counter(tooltips_in(pages)), elsewhere))
        lost = tuple(_explained(source, words, known, fates))
    hidden = [named for element in words.hidden for named in _hidden(element, pages, elsewhere)]
    outcome = [*zip(fates, words.pieces, strict=True), *((HIDDEN if rule else ON_DEMAND, p) for rule, p in hidden)]
    return Account(_counted(outcome, FATES), _counted((rule, piece) for rule, piece in hidden if rule), lost)


def _counted(pieces: Iterable[tuple[str, bytes]], names: Iterable[str] = ()) -> Mapping[str, int]:
    """Return how many characters there are under each name."""
    gathered: dict[str, list[bytes]] = {name: [] for name in names}
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


def _find_beside(
    pieces: Sequence[bytes],
    known: Sequence[sources.Piece],
    fates: list[str],
    beside: tuple[Counter[bytes], Counter[bytes], Collection[bytes]],
) -> None:
    """Look for lost pieces in the calls of notes, in tooltips and on other pages; give those found their fates."""
    calls, tooltips, elsewhere = beside
    for number, (piece, (_order, holder)) in enumerate(zip(pieces, known, strict=True)):
        if fates[number] != LOST:
            continue
        if calls[piece] and sources.is_within(holder, CALLING):
            calls[piece] -= 1
            fates[number] = DISPLAYED
        elif tooltips[piece]:
            tooltips[piece] -= 1
            fates[number] = ON_DEMAND
        elif piece in elsewhere and sources.is_within(holder, REGISTERS):
            fates[number] = ON_DEMAND


def _explained(
    source: Source, words: sources.Words, known: Sequence[sources.Piece], fates: Sequence[str]
) -> Iterator[Lost]:
    """Yield what is lost with its place and with the elements that have nothing on any page."""
    lost = [number for number, fate in enumerate(fates) if fate == LOST]
    places = sources.places(source) if lost else []
    kept: set[etree._Element] = set()
    for piece, fate in zip(known, fates, strict=True):
        element: etree._Element | None = piece.holder
        while fate != LOST and element is not None and element not in kept:
            kept.add(element)
            element = element.getparent()
    for number in lost:
        order, holder = known[number]
        around = [holder, *holder.iterancestors()]
        yield Lost(
            at=places[order] if order < len(places) else Position(source.name),
            words=words.pieces[number].decode(),
            path=tuple(sources.name_of(element) for element in reversed(around)),
            whole=sum(element not in kept for element in around),
        )


# The edition


class Losses(msgspec.Struct, frozen=True):
    """What the pages of a text lose of it, as far as they alone can tell."""

    lost: tuple[Lost, ...]
    behaviours: tuple[tuple[str, str], ...]
    """The elements of the text with what they do, to tell which macro may be to blame."""


def losses(text: Text, files: Mapping[str, bytes]) -> Losses:
    """Return what the pages of a text lose of it; what is in a register may yet be on a page of all texts."""
    lost = account(text.source, pages_of(text.key, files)).lost
    return Losses(lost, tuple(sorted(_behaviours(text))) if lost else ())


def lost_of_texts(
    edition: Edition, found: Iterable[tuple[Text, Losses, Mapping[str, bytes]]], others: Site
) -> tuple[Problem, ...]:
    """Return a problem for whatever a text of the edition says and no page of the site shows.

    Each text comes with its losses and its files; `others` are the files that are of no single text.
    """
    losing = [(text, losses, files) for text, losses, files in found if losses.lost]
    if not losing:
        return ()
    looks = looks_of(edition.config.templates)
    shared = frozenset(piece for page in _html(others) for piece in pieces_of(page))
    problems: list[Problem] = []
    for text, losses, files in losing:
        lost = losses.lost
        if REGISTERS & text.elements:
            lost = account(text.source, pages_of(text.key, files), shared).lost
        problems.extend(_problems(text, lost, looks, frozenset(losses.behaviours)))
    return tuple(sorted(problems))


def pages_of(key: str, files: Mapping[str, bytes]) -> tuple[bytes, ...]:
    """Return the pages among the files of a text that show it: its first, and those that say so."""
    return tuple(
        page
        for path, page in files.items()
        if path.endswith(".html") and (path.rpartition("/")[0] == key or _says_so(page, key))
    )


def _says_so(page: bytes, key: str) -> bool:
    return page.find(f' data-text="{key}"'.encode(), 0, _FAR) >= 0


def _html(site: Site) -> Iterator[bytes]:
    return (page for path, page in site.items() if path.endswith(".html") and isinstance(page, bytes))


def lost_text(edition: Edition, site: Site, memory: Memory | None = None) -> tuple[Problem, ...]:
    """Return a problem for whatever a text of the edition says and no page of the site shows."""
    found = [(text, made.lost) for text, made in accounts(edition, site, memory) if made.lost]
    looks = looks_of(edition.config.templates) if found else None
    problems = (p for text, lost in found if looks for p in _problems(text, lost, looks, _behaviours(text)))
    return tuple(sorted(problems))


def _behaviours(text: Text) -> frozenset[tuple[str, str]]:
    """Return the elements of a text with what they do."""
    return frozenset((node.name, node.behaviour) for node in text.root.walk())


def accounts(edition: Edition, site: Site, memory: Memory | None = None) -> Iterator[tuple[Text, Account]]:
    """Yield each text with its account; what `memory` knows of the same source and the same pages is not made again."""
    remembered = memory or Memory()
    pages = _pages_of_texts(edition, site)
    shared = _shared(edition, site)
    for text in edition.texts:
        own = tuple(pages[text.key])
        made = partial(account, text.source, own, shared)
        yield text, remembered.recall(("account", text.key), (text.source, own, shared), made)


def _pages_of_texts(edition: Edition, site: Site) -> Mapping[str, list[bytes]]:
    """Return the pages of each text: its first, and those that say that they show it; not the text as released."""
    released = {f"{text.key}/{release.version}" for release in edition.releases for text in release.texts}
    pages: dict[str, list[bytes]] = {text.key: [] for text in edition.texts}
    for path, page in site.items():
        key = path.partition("/")[0]
        if key in pages and isinstance(page, bytes) and path.endswith(".html"):
            folder = path.rpartition("/")[0]
            if folder == key or (_says_so(page, key) and folder not in released):
                pages[key].append(page)
    return pages


_FAR = 20_000
"""Within how many bytes a page says whose words it shows."""


def _shared(edition: Edition, site: Site) -> frozenset[bytes]:
    """Return the pieces of text of the pages that are no text's: there registers may be shown."""
    if not any(REGISTERS & text.elements for text in edition.texts):
        return frozenset()
    keys = {text.key for text in edition.texts}
    pages = (page for path, page in site.items() if path.endswith(".html") and path.partition("/")[0] not in keys)
    return frozenset(piece for page in pages if isinstance(page, bytes) for piece in pieces_of(page))


def _problems(
    text: Text, lost: Iterable[Lost], looks: Looks, behaviours: frozenset[tuple[str, str]]
) -> Iterator[Problem]:
    """Yield a problem for each name of an element that loses words, at the first place where it does."""
    found: dict[tuple[str, str], list[Lost]] = {}
    for each in lost:
        found.setdefault(looks.blame(each.path, each.whole, behaviours), []).append(each)
    for (name, hint), places in found.items():
        words = places[0].words[:_EXCERPT] + ("…" if len(places[0].words) > _EXCERPT else "")
        more = f", nor are {len(places) - 1} more such passages" if len(places) > 1 else ""
        yield Problem(places[0].at, CODE, f"“{words}” in <{name}> is on no page{more}", hint)


_EXCERPT = 40
