"""Children as TEI has them -> children as they can be shown: paragraphs around blocks, lists of items, tables of rows.

Nothing is dropped here but white space between blocks; what stands where HTML has no place for it moves beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from loccit.model import EMPTY, Node, has_blocks

Content = list[Node | str]
_SMALL = frozenset({"break", "anchor", "noteref"})


def is_blank(child: Node | str) -> bool:
    """Tell whether a child is white space only."""
    return type(child) is str and not child.strip(" \t\r\n")


def is_seen(node: Node) -> bool:
    """Tell whether there is something in a node, or it is itself to be looked at: an image, a surface."""
    return bool(node.children) or node.behaviour == "graphic" or "address" in node.params


def is_block(child: Node | str) -> bool:
    """Tell whether a child stands on lines of its own."""
    return type(child) is Node and child.block


def trimmed(children: Content) -> Content:
    """Return the children without white space at either end; the list that is given is changed."""
    while children and is_blank(children[0]):
        del children[0]
    while children and is_blank(children[-1]):
        del children[-1]
    if children and type(children[0]) is str:
        children[0] = children[0].lstrip(" \t\r\n")
    if children and type(children[-1]) is str:
        children[-1] = children[-1].rstrip(" \t\r\n")
    return children


def break_lines(children: Content) -> Content:
    """Return the content of a block: without the white space that only sets blocks apart in the source."""
    if not has_blocks(children):
        return trimmed(children)
    kept: Content = []
    for index, child in enumerate(children):
        beside_block = (not kept or is_block(kept[-1])) or (index + 1 == len(children) or is_block(children[index + 1]))
        if not (is_blank(child) and beside_block):
            kept.append(child)
    return _settled(kept)


def _settled(children: Content) -> Content:
    """Return the content of a block with each reference that stands between blocks inside one of them.

    It moves to the end of the block before, or else to the beginning of the one after.
    """
    if not any(is_reference(child) for child in children):
        return children
    kept: Content = []
    runs = _runs(children, is_block)
    waiting: Content = []
    for number, run in enumerate(runs):
        if is_block(run[0]):
            left = [reference for reference in reversed(waiting) if not settle(run[0], reference, first=True)]
            kept.extend(reversed(left))
            waiting = []
            kept.extend(run)
        elif not all(is_reference(child) or is_blank(child) for child in run):
            kept.extend(run)
        elif kept:
            last = kept[-1]
            kept.extend(reference for reference in run if not settle(last, reference))
        elif number + 1 < len(runs):
            waiting = run
        else:
            kept.extend(run)
    return kept


def is_reference(child: Node | str) -> bool:
    """Tell whether a child is a reference to a note."""
    return type(child) is Node and child.behaviour == "noteref"


def settle(block: Node | str, reference: Node | str, *, first: bool = False) -> bool:
    """Put a reference inside a block: after its last words, or before its first, but into no link.

    Return whether that could be done: a link has room beside it only in what it stands in.
    """
    if type(block) is not Node or _is_link(block):
        return False
    end = 0 if first else -1
    while block.children and type(inner := block.children[end]) is Node and inner.block and not _is_link(inner):
        block = inner
    block.children.insert(0 if first else len(block.children), reference)
    return True


def _is_link(child: Node | str) -> bool:
    return type(child) is Node and child.behaviour == "link"


def shape_paragraph(children: Content) -> Content:
    """Return a paragraph's content as fragments: runs of text, with the blocks they stand around.

    A TEI `p` may hold lists, tables and quotations, an HTML `p` may not.
    """
    if not has_blocks(children):
        content = trimmed(children)
        return [Node("fragment", "p", EMPTY, content, block=True)] if content else []
    shaped: Content = []
    for run in _runs(children, is_block):
        if is_block(run[0]):
            shaped.extend(run)
        elif not (content := trimmed(run)):
            continue
        else:
            if shaped and all(map(is_reference, content)):
                last = shaped[-1]
                content = [reference for reference in content if not settle(last, reference)]
            if content:
                shaped.append(Node("fragment", "p", EMPTY, content, block=True))
    return shaped


def _runs(children: Iterable[Node | str], key: Callable[[Node | str], bool]) -> list[Content]:
    """Return the children in runs of those for which `key` agrees."""
    runs: list[Content] = []
    last: bool | None = None
    for child in children:
        if (kind := key(child)) is not last:
            runs.append([])
            last = kind
        runs[-1].append(child)
    return runs


def _gathered(
    children: Content, belongs: Callable[[Node | str], bool], behaviour: str, name: str, params: Mapping[str, Any]
) -> Content:
    """Return the children with each run of those that belong together under one node.

    A page break between two of them moves to the beginning of the one after, an anchor or a reference to the end of
    the one before, so that the run is not broken.
    """
    gathered: Content = []
    group: Node | None = None
    begun: Content = []
    for child in children:
        if belongs(child):
            if group is None:
                group = Node(behaviour, name, EMPTY, [], params, block=True)
                gathered.append(group)
            if begun and not _begin(child, begun):
                _innermost_last(group).children.extend(begun)
            begun = []
            group.children.append(child)
        elif group is not None and type(child) is Node and child.behaviour in _SMALL:
            (begun if child.behaviour == "break" else _innermost_last(group).children).append(child)
        elif not is_blank(child):
            if group is not None:
                _innermost_last(group).children.extend(begun)
            group, begun = None, []
            gathered.append(child)
    if group is not None:
        _innermost_last(group).children.extend(begun)
    return gathered


def _begin(child: Node | str, begun: Content) -> bool:
    """Put page breaks before the first words of an item or row; return whether there is room for them."""
    node = child
    while type(node) is Node and node.behaviour in {"row", "pair"} and node.children:
        node = node.children[0]
    if type(node) is not Node or node.behaviour not in _HOLDERS:
        return False
    if node.children and is_block(node.children[0]):
        return all(settle(node.children[0], mark, first=True) for mark in reversed(begun))
    node.children[:0] = begun
    return True


def _innermost_last(group: Node) -> Node:
    """Return the last item or cell of a group of items or rows."""
    node = group
    while node.children and type(node.children[-1]) is Node and node.children[-1].behaviour in _HOLDERS:
        node = node.children[-1]
    return node


_HOLDERS = frozenset({"listItem", "row", "cell", "pair", "description"})


_LABELS = frozenset({"label", "headLabel"})
_SHORT_LABEL = 6
"""Characters of a number, or of a letter in brackets, that stands beside its item."""


def shape_list(children: Content, kind: str, numbering: str = "") -> Content:
    """Return a list's content: its head, then its items under one node, labels paired with their items."""
    labels = [c for c in children if type(c) is Node and c.name in _LABELS and not c.block]
    if labels:
        short = all(len(label.text.strip()) <= _SHORT_LABEL for label in labels)
        params = {"kind": "marked" if short and kind != "gloss" else "gloss"}
        pairs = _pairs(children)
        return _gathered(pairs, lambda c: type(c) is Node and c.behaviour == "pair", "items", "list", params)
    params = {"kind": "simple" if kind in {"gloss", "inline"} else kind, "numbering": numbering}
    return _gathered(children, lambda c: type(c) is Node and c.behaviour == "listItem", "items", "list", params)


def _pairs(children: Content) -> Content:
    """Return each label with the items that follow it as one pair."""
    shaped: Content = []
    pair: Node | None = None
    for child in children:
        if type(child) is Node and child.name in _LABELS and not child.block:
            label = Node("listLabel", child.name, child.attributes, child.children, block=True, ordinal=child.ordinal)
            pair = Node("pair", "list", EMPTY, [label], block=True)
            shaped.append(pair)
        elif type(child) is Node and (child.behaviour == "listItem" or child.name == "headItem"):
            item = Node("description", child.name, child.attributes, child.children, block=True, ordinal=child.ordinal)
            if pair is None:
                pair = Node("pair", "list", EMPTY, [Node("listLabel", "label", block=True)], block=True)
                shaped.append(pair)
            pair.children.append(item)
        elif type(child) is Node and child.behaviour in _SMALL and pair is not None:
            pair.children[-1].children.append(child)  # type: ignore[union-attr]
        else:
            shaped.append(child)
            if not is_blank(child):
                pair = None
    return [_completed(c) for c in shaped]


def _completed(child: Node | str) -> Node | str:
    """Give a label without an item an empty one: a description list needs both."""
    if type(child) is Node and child.behaviour == "pair" and len(child.children) == 1:
        child.children.append(Node("description", "item", block=True))
    return child


def shape_table(children: Content) -> Content:
    """Return a table's content: its rows under one node with the head as their caption, the rest beside."""
    heads: Content = [c for c in children if type(c) is Node and c.name == "head"]
    rest = [c for c in children if c not in heads]
    shaped = _gathered(rest, lambda c: type(c) is Node and c.behaviour == "row", "rows", "table", EMPTY)
    rows = next((c for c in shaped if type(c) is Node and c.behaviour == "rows"), None)
    if heads and rows is None:
        return [*heads, *shaped]
    if heads and rows is not None:
        rows.children.insert(0, _caption(heads))
    return shaped


def _caption(heads: Content) -> Node:
    """Return several heads as one caption, with the address, language and look of the first."""
    first, *others = (head for head in heads if isinstance(head, Node))
    children: Content = [*first.children]
    for other in others:
        children += [" ", *other.children]
    return Node("caption", "head", first.attributes, children, first.params, block=True, ordinal=first.ordinal)


def shape_row(children: Content) -> Content:
    """Return a row's content: cells only; anything else gets a cell around it."""
    shaped: Content = []
    for child in children:
        if type(child) is Node and child.behaviour == "cell":
            shaped.append(child)
        elif not is_blank(child):
            if type(child) is Node and child.behaviour in _SMALL and shaped:
                shaped[-1].children.append(child)  # type: ignore[union-attr]
            else:
                shaped.append(Node("cell", "cell", EMPTY, [child], block=True))
    return shaped or [Node("cell", "cell", block=True)]


def _labelled(caption: Content) -> Content:
    """Return the parts of a caption, with a label inside the one that follows it."""
    labelled: Content = []
    for child in caption:
        before = labelled[-1] if labelled else None
        if type(before) is Node and before.name == "label" and type(child) is Node:
            kind = "repeated" if before.behaviour == "repeated" else "inline"
            label = Node(kind, "label", before.attributes, before.children, ordinal=before.ordinal)
            first = child.children[0] if child.children and is_block(child.children[0]) else child
            first.children[:0] = [label, " "]  # type: ignore[union-attr]
            labelled.pop()
        labelled.append(child)
    return labelled


def _is_empty_head(child: Node | str) -> bool:
    """Tell whether a child is a heading that a program left empty."""
    return type(child) is Node and child.name == "head" and not child.children and not child.id


def shape_figure(children: Content) -> Content:
    """Return a figure's content with its heads and paragraphs as one caption at the end."""

    def captions(child: Node | str) -> bool:
        return type(child) is Node and child.name in {"head", "p", "figDesc", "label", "desc"}

    caption = _labelled([c for c in children if captions(c) and not _is_empty_head(c)])
    rest = [c for c in children if not captions(c) and not is_blank(c)]
    return [*rest, Node("caption", "figure", EMPTY, caption, block=True)] if caption else rest


def says_something(node: Node) -> bool:
    """Tell whether a part of a description is more than a place for words that nobody has written."""
    return bool(node.text) or any(each.behaviour in _WORDLESS for each in node.walk())


_WORDLESS = frozenset({"stated", "scope", "note", "noteref", "anchor", "link", "graphic"})
"""What is something to be seen or to be led to without any words of its own."""
