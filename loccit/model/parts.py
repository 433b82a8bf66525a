"""The pages of a long text: its tree, notes and apparatus cut in reading order, each page a text of its own."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from typing import TypeVar

import msgspec

from loccit.model.text import AppEntry, Note, Part, Text
from loccit.model.tree import Node

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


class Sheet(msgspec.Struct, frozen=True, dict=True):
    """One page of a text, in the words of print: all from the beginning of one part up to the beginning of the next."""

    part: Part | None
    """The part that it begins with; `None` for the first page of a text."""
    text: Text
    """The text with only what is on this page."""
    ids: frozenset[str]
    """The addresses on this page; a note is on every page that calls it."""

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """Return the addresses that others may know of: those of blocks, headings and notes."""
        text = self.text
        own = [self.part.address] if self.part and self.part.address else []
        found = (*own, *(b.id for b in text.blocks), *(h.id for h in text.headings), *(n.id for n in text.notes))
        return tuple(dict.fromkeys(found))


def sheets(text: Text) -> tuple[Sheet, ...]:
    """Return the pages of a text in reading order; a text without parts is one page."""
    if not text.parts:
        return (Sheet(None, text, text.shown_ids),)
    return tuple(_sheets(text))


def _sheets(text: Text) -> Iterator[Sheet]:
    trees = cut(text.root, frozenset(part.ordinal for part in text.parts))
    placed = [_ids_in(tree) for tree in trees]
    if title := _title(text.root):
        # The heading that says the title of the text is that of its first page, wherever it stands.
        placed = [ids - {title} for ids in placed]
        placed[0].add(title)
    notes = _notes(text, placed)
    by_id = _pages_by(placed)
    pointing = frozenset(pointer.ordinal for pointer in (*text.pointers, *text.images))
    by_ordinal = _pages_by(pointing.intersection(_ordinals(*whole)) for whole in zip(trees, notes, strict=True))
    spread = partial(_spread, number=len(trees))
    headings = spread(text.headings, lambda heading: by_id.get(heading.id, ()))
    blocks = spread(text.blocks, lambda block: by_id.get(block.id, ()))
    pointers = spread(text.pointers, lambda pointer: by_ordinal.get(pointer.ordinal, ()))
    images = spread(text.images, lambda pointer: by_ordinal.get(pointer.ordinal, ()))
    surfaces = spread(text.facsimile.surfaces, lambda surface: by_id.get(surface.id, ()))
    facsimile = spread(text.facsimile.images, lambda image: by_id.get(image.address, ()) if image.address else (0,))
    apparatus = _apparatus(text, by_id, len(trees))
    before = 0
    for page, part in enumerate((None, *text.parts)):
        entries = apparatus[page]
        here = msgspec.structs.replace(
            text,
            root=trees[page],
            blocks=blocks[page],
            notes=notes[page],
            headings=headings[page],
            pointers=pointers[page],
            images=images[page],
            apparatus=tuple(msgspec.structs.replace(e, heading=max(e.heading - before, 0)) for e in entries),
            options=text.options if entries else text.options - {"variants"},
            witnesses=text.witnesses if entries or part is None else (),
            facsimile=msgspec.structs.replace(text.facsimile, images=facsimile[page], surfaces=surfaces[page]),
        )
        before += len(headings[page])
        others = {f"wit:{witness.key}" for witness in here.witnesses} | {note.id for note in here.notes}
        nodes = (*(note.node for note in here.notes), *(entry.node for entry in here.apparatus))
        yield Sheet(part, here, frozenset(placed[page].union(others, *map(_ids_in, nodes))))


def _ordinals(tree: Node, notes: Iterable[Note]) -> Iterator[int]:
    return (node.ordinal for root in (tree, *(note.node for note in notes)) for node in root.walk())


def _pages_by(found: Iterable[Collection[K]]) -> Mapping[K, list[int]]:
    """Return on which pages each thing is."""
    pages: dict[K, list[int]] = {}
    for page, things in enumerate(found):
        for thing in things:
            pages.setdefault(thing, []).append(page)
    return pages


def _spread(items: Iterable[T], pages_of: Callable[[T], Iterable[int]], *, number: int) -> list[tuple[T, ...]]:
    """Return the items of each of a number of pages."""
    found: list[list[T]] = [[] for _ in range(number)]
    for item in items:
        for page in pages_of(item):
            found[page].append(item)
    return [tuple(of_page) for of_page in found]


def cut(root: Node, starts: frozenset[int]) -> list[Node]:
    """Return a tree in pieces, each from one of the nodes with these start tags up to the next, the first before all.

    What a piece has of the nodes around it is a copy; of several copies of a node the first has its address. A break
    or an anchor just before a piece begins belongs to that piece.
    """
    holders: set[int] = set()
    _find_holders(root, starts, holders)
    return _cut(root, starts, holders)


def _find_holders(node: Node, starts: frozenset[int], holders: set[int]) -> bool:
    """Note the nodes that hold a start below them; tell whether this one does or is one."""
    holds = False
    for child in node.children:
        if isinstance(child, Node) and child.block and _find_holders(child, starts, holders):
            holds = True
    if holds:
        holders.add(id(node))
    return holds or node.ordinal in starts


def _cut(node: Node, starts: frozenset[int], holders: set[int]) -> list[Node]:
    if id(node) not in holders:
        return [node]
    pieces: list[list[Node | str]] = [[]]
    for child in node.children:
        if not isinstance(child, Node):
            pieces[-1].append(child)
            continue
        first, *others = _cut(child, starts, holders)
        if child.ordinal in starts:
            pieces.append([*_taken_along(pieces[-1]), first])
        elif first.children or id(child) not in holders:
            pieces[-1].append(first)
        pieces.extend([other] for other in others)
    own = 0 if any(map(_is_seen, pieces[0])) else 1
    if own:
        pieces[0] = []
    return [_copy(node, children, again=number != own) for number, children in enumerate(pieces)]


def _is_seen(child: Node | str) -> bool:
    return isinstance(child, Node) or bool(child.strip())


def _taken_along(children: list[Node | str]) -> Iterable[Node | str]:
    """Take the breaks and anchors off the end of what comes before a piece, and return them."""
    end = len(children)
    while end and _is_small(children[end - 1]):
        end -= 1
    taken = children[end:]
    del children[end:]
    return taken


def _is_small(child: Node | str) -> bool:
    return child.behaviour in {"break", "anchor"} if isinstance(child, Node) else not _is_seen(child)


def _copy(node: Node, children: list[Node | str], *, again: bool) -> Node:
    """Return a node with other content; where it goes on from the page before it has neither address nor heading."""
    if not again:
        return msgspec.structs.replace(node, children=children)
    attributes = {name: value for name, value in node.attributes.items() if name != "xml:id"}
    behaviour = "block" if node.behaviour == "section" else node.behaviour
    return Node(behaviour, node.name, attributes, children, {}, node.block, -1)


_ADDRESSES = ("id", "address", "entry")
"""The parameters of a node that are addresses in its page."""


def _ids_in(root: Node) -> set[str]:
    """Return the addresses of the nodes of a tree."""
    found: set[str] = set()
    for node in root.walk():
        if node.attributes and (own := node.id):
            found.add(own)
        if node.params:
            found.update(node.params[name] for name in _ADDRESSES if isinstance(node.params.get(name), str))
    return found


def _title(root: Node) -> str:
    """Return the address of the heading that says the text's title; it is the first of all, if there is one."""
    first = next((node for node in root.walk() if node.behaviour == "heading"), None)
    return str(first.params["id"]) if first and first.params.get("title") else ""


def _notes(text: Text, placed: list[set[str]]) -> list[tuple[Note, ...]]:
    """Return the notes of each page: those that it calls, also from its notes.

    One that nothing calls stands where its element is.
    """
    starts = sorted(part.ordinal for part in text.parts)
    called = {reference.id: note for note in text.notes for reference in note.references}
    order = {note.id: number for number, note in enumerate(text.notes)}
    found: list[dict[str, Note]] = [{} for _ in placed]
    for note in text.notes:
        if not note.references:
            found[bisect.bisect_right(starts, note.node.ordinal)][note.id] = note
    for notes, ids in zip(found, placed, strict=True):
        new = [*notes.values(), *(called[own] for own in ids & called.keys())]
        while new:
            note = new.pop()
            notes[note.id] = note
            new += (called[own] for own in _ids_in(note.node) & called.keys() if called[own].id not in notes)
    return [tuple(sorted(notes.values(), key=lambda note: order[note.id])) for notes in found]


def _apparatus(text: Text, by_id: Mapping[str, list[int]], number: int) -> list[tuple[AppEntry, ...]]:
    """Return the entries of the apparatus of each page: where their place is, else in the section they belong to."""

    def page_of(entry: AppEntry) -> Iterable[int]:
        target = entry.node.params.get("target")
        if target and target.kind == "local" and target.fragment in by_id:
            return by_id[target.fragment][:1]
        return by_id.get(text.headings[entry.heading - 1].id, [0])[:1] if entry.heading else [0]

    return _spread(text.apparatus, page_of, number=number)
