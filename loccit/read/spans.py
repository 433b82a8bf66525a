"""`addSpan`, `delSpan` and `damageSpan` -> the text that they reach over, marked as if it stood in an element each.

A tree cannot have an element around what begins in one paragraph and ends in another: in each block that a span
reaches over, or into, the words in it are marked for themselves (TEI Guidelines, section 12.3.1.4).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from loccit.model import EMPTY, Node
from loccit.read.shape import Content, is_blank

SPANS: Mapping[str, str] = {"addSpan": "add", "delSpan": "del", "damageSpan": "damage"}
"""Each element that marks what is between it and another, with the element that marks its content so."""
_WHOLE = frozenset({"alternate", "ruby", "math", "glyph"})
"""What is no running text inside, and is marked as a whole or not at all."""

_DEEPEST = 40
"""How many spans may be in one another: nobody could tell more apart, and a page has no room for them."""


class _Span(NamedTuple):
    """A span of a tree."""

    place: int
    """The place of the node that begins it among all nodes of the tree."""
    start: Node
    end: Node
    """The node whose end is the span's."""
    into: frozenset[int]
    """The node that ends it and those around that."""


def mark_spans(root: Node) -> None:
    """Mark what each span in a tree reaches over, up to the end of what it points at; the tree is changed.

    All spans are marked on one way through the tree, so that many that reach far take no longer than many others.
    """
    tree = _Tree(root)
    if spans := list(tree.spans()):
        _Marking(tree, spans).go(root, (), 0)


class _Tree:
    """The nodes of a tree with their places, and what each stands in."""

    def __init__(self, root: Node) -> None:
        self.parents: dict[int, Node] = {}
        self.places: dict[int, int] = {}
        self.starts: list[Node] = []
        self.ids: dict[str, Node] = {}
        for place, node in enumerate(root.walk()):
            self.places[id(node)] = place
            self.parents.update((id(child), node) for child in node.children if isinstance(child, Node))
            if node.name in SPANS and node.attributes.get("spanTo"):
                self.starts.append(node)
            if node.id:
                self.ids.setdefault(node.id, node)

    def spans(self) -> Iterator[_Span]:
        """Yield the spans in their order; one that does not end after its start is none."""
        for start in self.starts:
            end = self.ids.get(start.attributes["spanTo"].strip().rpartition("#")[2])
            if end is not None and self.places[id(start)] < self.places[id(end)]:
                into = frozenset(self.path(end))
                if id(start) not in into:
                    yield _Span(self.places[id(start)], start, end, into)

    def path(self, node: Node) -> Iterator[int]:
        """Yield what tells a node apart, and then each that it stands in."""
        yield id(node)
        while parent := self.parents.get(id(node)):
            yield id(node := parent)


class _Marks:
    """The content of one node on the way through it, with the marks that are open at its end, the outermost first."""

    def __init__(self) -> None:
        self.content: Content = []
        self.open: list[tuple[_Span, Node]] = []
        self._blank: Content = []

    def wait(self, blank: str) -> None:
        """Hold white space back until what follows it is known: alone it is not marked."""
        self._blank.append(blank)

    def begin(self, span: _Span, mark: Node) -> None:
        """Open a mark inside those that are open."""
        (self.open[-1][1].children if self.open else self.content).append(mark)
        self.open.append((span, mark))

    def put(self, *children: Node | str) -> None:
        """Put what comes next into the innermost mark."""
        inside = self.open[-1][1].children if self.open else self.content
        inside.extend((*self._blank, *children))
        self._blank.clear()

    def close(self, child: Node) -> None:
        """Close the marks that cannot be around a child: any around a block, else those that end inside it."""
        self.put()
        ends = (n for n, (span, _mark) in enumerate(self.open) if child.block or id(child) in span.into)
        del self.open[next(ends, len(self.open)) :]


class _Marking:
    """The spans of a tree on the way through it, and those that have begun and not ended."""

    def __init__(self, tree: _Tree, spans: Collection[_Span]) -> None:
        self._places = tree.places
        self._begun: OrderedDict[int, _Span] = OrderedDict()
        self._starts = {id(span.start): span for span in spans}
        self._ends: dict[int, list[_Span]] = {}
        self._concerned: set[int] = set()
        """The nodes that a span begins or ends at, and those around them."""
        for span in spans:
            self._ends.setdefault(id(span.end), []).append(span)
            self._concerned.update(span.into, tree.path(span.start))

    def go(self, node: Node, around: Collection[int], since: int) -> None:
        """Mark what there is of spans in a node.

        Those in `around` have a mark around it; those that began before `since` do not count in it.
        """
        marks = _Marks()
        for child in node.children:
            if isinstance(child, str):
                self._mark(child, marks, around, since)
            elif child.block or id(child) in self._concerned:
                marks.close(child)
                if child.children and not child.block:
                    self._open(child, marks, around, since)
                marks.put(child)
                self._go_into(child, {*around, *(span.place for span, _mark in marks.open)}, since)
            else:
                self._mark(child, marks, around, since)
        marks.put()
        node.children[:] = marks.content

    def _go_into(self, child: Node, around: Collection[int], since: int) -> None:
        is_concerned = id(child) in self._concerned
        if child.behaviour in _WHOLE:
            since = self._places[id(child)]
        if is_concerned or (self._begun and child.behaviour not in _WHOLE):
            self.go(child, around, since)
        if is_concerned and (span := self._starts.get(id(child))):
            self._begun[span.place] = span
        for span in self._ends.get(id(child), ()):
            self._begun.pop(span.place, None)

    def _mark(self, child: Node | str, marks: _Marks, around: Collection[int], since: int) -> None:
        if isinstance(child, str) and is_blank(child):
            marks.wait(child)
        else:
            self._open(child, marks, around, since)
            marks.put(child)

    def _open(self, child: Node | str, marks: _Marks, around: Collection[int], since: int) -> None:
        """Open a mark for each span that a child is in and that has none yet, but for those that end inside it."""
        here = {span.place for span, _mark in marks.open}
        for span in islice(self._begun.values(), _DEEPEST):
            is_marked = span.place in here or span.place in around
            if not is_marked and span.place >= since and not (isinstance(child, Node) and id(child) in span.into):
                if len(around) + len(marks.open) >= _DEEPEST:
                    return
                marks.begin(span, _mark_of(span))


def _mark_of(span: _Span) -> Node:
    """Return an element that marks what is in a span; it is empty yet."""
    name, given = SPANS[span.start.name], span.start.attributes
    attributes = {key: given[key] for key in ("rend", "rendition", "hand", "agent", "cert") if key in given}
    params = {"place": given["place"]} if name == "add" and "place" in given else EMPTY
    return Node("inline", name, attributes, [], params, ordinal=span.start.ordinal)
