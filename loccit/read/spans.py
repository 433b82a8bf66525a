"""`addSpan`, `delSpan` and `damageSpan` -> the text that they reach over, marked as if it stood in an element each.

A tree cannot have an element around what begins in one paragraph and ends in another: in each block that a span
reaches over, or into, the words in it are marked for themselves (TEI Guidelines, section 12.3.1.4).
"""

from __future__ import annotations

from collections.abc import Mapping

from loccit.model import EMPTY, Node
from loccit.read.shape import is_blank

SPANS: Mapping[str, str] = {"addSpan": "add", "delSpan": "del", "damageSpan": "damage"}
"""Each element that marks what is between it and another, with the element that marks its content so."""
_WHOLE = frozenset({"alternate", "ruby", "math", "glyph"})
"""What is no running text inside, and is marked as a whole or not at all."""


def mark_spans(root: Node) -> None:
    """Mark what each span in a tree reaches over, up to the end of what it points at; the tree is changed."""
    spans = _Spans(root)
    for start, end in spans.found():
        spans.mark(root, start, end)


class _Spans:
    """The spans of a tree, and what each of its nodes stands in."""

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

    def found(self) -> list[tuple[Node, Node]]:
        """Return where each span begins and where it ends; one that does not end after its start is none."""
        pairs = ((start, self.ids.get(start.attributes["spanTo"].strip().rpartition("#")[2])) for start in self.starts)
        return [(start, end) for start, end in pairs if end and self.places[id(start)] < self.places[id(end)]]

    def path(self, node: Node) -> set[int]:
        """Return the nodes that a node stands in, and the node itself."""
        found = {id(node)}
        while parent := self.parents.get(id(node)):
            found.add(id(parent))
            node = parent
        return found

    def mark(self, root: Node, start: Node, end: Node) -> None:
        _Marking(start, end, (self.path(start), self.path(end)), self.parents).go(root)


class _Marking:
    """One span on its way through the tree: whether it has begun and whether it has ended."""

    def __init__(self, start: Node, end: Node, paths: tuple[set[int], set[int]], parents: dict[int, Node]) -> None:
        self.start, self.end = start, end
        self.to_start, self.to_end = paths
        self.parents = parents
        self.begun = self.ended = False

    def go(self, node: Node) -> None:
        """Mark what there is of the span in a node."""
        children: list[Node | str] = []
        run: list[Node | str] = []
        for child in node.children:
            if not self.begun or self.ended:
                children.append(child)
                self.look_into(child)
            elif isinstance(child, str) or not (child.block or id(child) in self.to_end):
                run.append(child)
            else:
                children += [*self.marked(node, run), child]
                run = []
                if child.behaviour not in _WHOLE:
                    self.go(child)
                if id(child) in self.to_end:
                    self.ended = True
        node.children[:] = [*children, *self.marked(node, run)]

    def look_into(self, child: Node | str) -> None:
        if child is self.start:
            self.begun = True
        elif isinstance(child, Node) and not self.begun and id(child) in self.to_start:
            self.go(child)

    def marked(self, holder: Node, run: list[Node | str]) -> list[Node | str]:
        """Return a run of words of a node inside the element that marks them; white space alone stays as it is."""
        if all(is_blank(child) for child in run):
            return run
        name = SPANS[self.start.name]
        given = self.start.attributes
        attributes = {key: given[key] for key in ("rend", "rendition", "hand", "agent", "cert") if key in given}
        params = {"place": given["place"]} if name == "add" and "place" in given else EMPTY
        made = Node("inline", name, attributes, run, params, ordinal=self.start.ordinal)
        self.parents.update((id(child), made) for child in run if isinstance(child, Node))
        self.parents[id(made)] = holder
        return [made]
