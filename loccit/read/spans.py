"""`addSpan`, `delSpan` and `damageSpan` -> the text that they reach over, marked as if it stood in an element each.

A tree cannot have an element around what begins in one paragraph and ends in another: in each block that a span
reaches over, or into, the words in it are marked for themselves (TEI Guidelines, section 12.3.1.4).
"""

from __future__ import annotations

from collections.abc import Mapping

from loccit.model import EMPTY, Node
from loccit.read.shape import Content, is_blank

SPANS: Mapping[str, str] = {"addSpan": "add", "delSpan": "del", "damageSpan": "damage"}
"""Each element that marks what is between it and another, with the element that marks its content so."""
_WHOLE = frozenset({"alternate", "ruby", "math", "glyph"})
"""What is no running text inside, and is marked as a whole or not at all."""

_NEAR = 100
"""How many children behind the last span are looked through for the next before all are."""
_DEEPEST = 40
"""How many spans may be in one another: nobody could tell more apart, and a page has no room for them."""


def mark_spans(root: Node) -> None:
    """Mark what each span in a tree reaches over, up to the end of what it points at; the tree is changed."""
    spans = _Spans(root)
    for start, end in spans.found():
        spans.mark(start, end)


class _Spans:
    """The spans of a tree, and what each of its nodes stands in."""

    def __init__(self, root: Node) -> None:
        self.parents: dict[int, Node] = {}
        self.places: dict[int, int] = {}
        self.starts: list[Node] = []
        self.ids: dict[str, Node] = {}
        self.before: dict[int, int] = {}
        """The place of the last span that was marked, in each node that had one."""
        self.depths: dict[int, int] = {}
        """How many spans are in one another in an element that marks one."""
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

    def path(self, node: Node) -> list[Node]:
        """Return the nodes that a node stands in, from the outermost inwards, and the node itself."""
        found = [node]
        while parent := self.parents.get(id(node)):
            found.append(node := parent)
        return found[::-1]

    def index(self, around: Node, child: Node) -> int:
        """Return the place of a child; spans come in their order, so it is not before that of the one before."""
        before = self.before.get(id(around), 0)
        if child not in around.children[before : before + _NEAR]:
            before = around.children.index(child)
        found = self.before[id(around)] = around.children.index(child, before)
        return found

    def mark(self, start: Node, end: Node) -> None:
        """Mark what a span reaches over, in the nearest node that both of its ends stand in."""
        to_start, to_end = self.path(start), self.path(end)
        common = sum(1 for one, other in zip(to_start, to_end, strict=False) if one is other)
        if common < min(len(to_start), len(to_end)):
            around = to_start[common - 1]
            first = self.index(around, to_start[common])
            last = around.children.index(to_end[common], first)
            paths = set(map(id, to_start)), set(map(id, to_end))
            marking = _Marking(start, end, paths, self.parents, self.depths)
            around.children[first : last + 1] = marking.marked_in(around, around.children[first : last + 1])


class _Marking:
    """One span on its way through the tree: whether it has begun and whether it has ended."""

    def __init__(
        self,
        start: Node,
        end: Node,
        paths: tuple[set[int], set[int]],
        parents: dict[int, Node],
        depths: dict[int, int],
    ) -> None:
        self.start, self.end = start, end
        self.to_start, self.to_end = paths
        self.parents = parents
        self.depths = depths
        self.begun = self.ended = False

    def go(self, node: Node) -> None:
        """Mark what there is of the span in a node."""
        node.children[:] = self.marked_in(node, node.children)

    def marked_in(self, node: Node, content: Content) -> Content:
        """Return content of a node with what there is of the span in it marked."""
        children: Content = []
        run: Content = []
        for child in content:
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
        return [*children, *self.marked(node, run)]

    def look_into(self, child: Node | str) -> None:
        if child is self.start:
            self.begun = True
        elif isinstance(child, Node) and not self.begun and id(child) in self.to_start:
            self.go(child)

    def around(self, node: Node | None) -> int:
        """Return how many elements that mark spans a node stands in."""
        count = 0
        while node is not None:
            count += id(node) in self.depths
            node = self.parents.get(id(node))
        return count

    def marked(self, holder: Node, run: list[Node | str]) -> list[Node | str]:
        """Return a run of words of a node inside the element that marks them; white space alone stays as it is."""
        depth = 1 + max((self.depths.get(id(child), 0) for child in run), default=0)
        if self.around(holder) + depth > _DEEPEST or all(is_blank(child) for child in run):
            return run
        name = SPANS[self.start.name]
        given = self.start.attributes
        attributes = {key: given[key] for key in ("rend", "rendition", "hand", "agent", "cert") if key in given}
        params = {"place": given["place"]} if name == "add" and "place" in given else EMPTY
        made = Node("inline", name, attributes, run, params, ordinal=self.start.ordinal)
        self.parents.update((id(child), made) for child in run if isinstance(child, Node))
        self.parents[id(made)] = holder
        self.depths[id(made)] = depth
        return [made]
