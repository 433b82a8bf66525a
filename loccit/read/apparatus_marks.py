"""The marks in the text that lead to the entries of the apparatus, also of those that stand apart from their place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from loccit.model import Block, Node, Target
from loccit.read.tags import At
from loccit.read.walk import Citable, Walk

_LONG_LEMMA = 8
"""Words; of a longer lemma an entry gives the first and the last."""


def shortened(words: str) -> str:
    """Return the words of a lemma; of a long one the first and the last."""
    parts = words.split()
    return f"{' '.join(parts[:3])} … {' '.join(parts[-2:])}" if len(parts) > _LONG_LEMMA else words


def numbered_entry(walk: Walk, entry: Node) -> str:
    """Give an entry its address, and return it."""
    walk.counts["app"] = walk.counts.get("app", 0) + 1
    address = f"app:{walk.counts['app']}"
    walk.shown.add(address)
    lemma = entry.children[0]
    named = {"entry": address, "words": shortened(lemma.reading)}  # type: ignore[union-attr]
    entry.params = {**entry.params, **named}
    lemma.params = {**lemma.params, **named}  # type: ignore[union-attr]
    return address


def mark_here(walk: Walk, at: At, entry: Node) -> Node | None:
    """Return the mark in the text that leads to an entry, and tell the entry where it stands."""
    block = walk.citable[-1]
    mark = mark_of(walk, entry)
    entry.params = {**entry.params, "kind": _kind(block), "label": block.label or entry.params["label"]}
    if at.place.in_link:
        walk.hoisted.append(mark)
        return None
    return mark


def _kind(block: Block | Citable) -> str:
    """Return what an entry says that it is in; the label of a note that is more than a mark says so itself."""
    return "" if block.kind == "note" and len(block.label) > _LONGEST_MARK else block.kind


_LONGEST_MARK = 3


def mark_of(walk: Walk, entry: Node) -> Node:
    """Return a mark that leads to an entry; the entry leads back to it."""
    address = entry.params["entry"] or numbered_entry(walk, entry)
    own = f"ref:{address}"
    walk.shown.add(own)
    entry.params = {**entry.params, "target": Target("local", "", own)}
    return Node(
        "appMark", "", params={"id": own, "target": Target("local", "", address), "words": entry.params["words"]}
    )


def put_marks(root: Node, walk: Walk) -> None:
    """Put the marks of entries that stand apart into the text, where their place is found."""
    wanted: dict[str, list[Node]] = {}
    # A number that only we have counted is not the one that an editor means.
    numbered = [b for b in reversed(walk.blocks) if b.permanent or b.node.attributes.get("n") == b.label]
    verses = {b.label: b for b in numbered if b.kind == "line"}
    blocks = {b.label: b for b in numbered}
    lines = dict(_line_beginnings(root)) if any(p.loc for p in walk.pending) else {}
    for entry, start, end, loc in walk.pending:
        if not entry.params["entry"]:
            numbered_entry(walk, entry)
        address = end if end in walk.shown else start
        if address in walk.shown:
            _tell(entry, _block_of(walk, address), Target("local", "", address))
            wanted.setdefault(address, []).append(entry)
        elif loc in lines and loc not in verses:
            holder, line = lines[loc]
            _put_behind(walk, holder, holder.children.index(line) + 1, entry)
        elif block := verses.get(loc) or blocks.get(loc):
            _tell(entry, block, Target("local", "", block.id))
            _put_behind(walk, block.node, 0, entry)
    if wanted:
        for tree in (root, *walk.note_bodies.values()):
            _put(walk, tree, wanted)


def _block_of(walk: Walk, address: str) -> Block | None:
    """Return the citable block that an element stands in, or the last one that began before it."""
    ordinal = walk.ids.get(address, -1)
    index = bisect_right(walk.blocks, ordinal, key=lambda block: block.node.ordinal)
    return walk.blocks[index - 1] if index else None


def _line_beginnings(root: Node) -> Iterator[tuple[str, tuple[Node, Node]]]:
    for node in root.walk():
        for child in node.children:
            if _is_line(child):
                yield child.params["label"], (node, child)  # type: ignore[union-attr, misc]


def _is_line(child: Node | str) -> bool:
    return type(child) is Node and child.name == "lb" and bool(child.params.get("label"))


def _tell(entry: Node, block: Block | None, target: Target) -> None:
    entry.params = {**entry.params, "target": target}
    if block and not entry.params["label"]:
        entry.params = {**entry.params, "kind": _kind(block), "label": block.label}


def _put_behind(walk: Walk, holder: Node, start: int, entry: Node) -> None:
    """Put the mark of an entry behind the words of its lemma in what begins here, else at the end of it."""
    mark = mark_of(walk, entry)
    words = entry.children[0].reading.strip("° ")  # type: ignore[union-attr]
    if words and _behind(holder.children, start, words, mark):
        return
    end = next((i for i in range(start, len(holder.children)) if _is_line(holder.children[i])), None) if start else None
    if end is not None:
        holder.children.insert(end, mark)
    else:
        _last_line(holder).children.append(mark)


def _behind(children: list[Node | str], start: int, words: str, mark: Node) -> bool:
    for index in range(start, len(children)):
        child = children[index]
        if type(child) is Node:
            if start and _is_line(child):
                return False
            if child.behaviour in {"fragment", "inline"} and _behind(child.children, 0, words, mark):
                return True
        elif (at := child.find(words)) >= 0:  # type: ignore[union-attr]
            end = at + len(words)
            children[index : index + 1] = [child[:end], mark, child[end:]]  # type: ignore[index]
            return True
    return False


def _last_line(node: Node) -> Node:
    """Return the last run of text in a block."""
    while node.children and type(last := node.children[-1]) is Node and last.block and last.behaviour in _LINES:
        node = last
    return node


_LINES = frozenset({"fragment", "block", "paragraph", "section", "cit", "heading"})


def _put(walk: Walk, node: Node, wanted: dict[str, list[Node]]) -> None:
    """Put the marks of entries behind the elements that they name; behind a link, where those are inside one."""
    index = 0
    while index < len(node.children):
        child = node.children[index]
        index += 1
        if type(child) is not Node:
            continue
        names = {n.id for n in child.walk()} if child.behaviour == "link" else {child.id}
        if child.behaviour != "link":
            _put(walk, child, wanted)
        for entry in [e for name in names if name for e in wanted.pop(name, ())]:
            if not child.block:
                node.children.insert(index, mark_of(walk, entry))
                index += 1
            elif (line := _last_line(child)).behaviour in {"fragment", "block"}:
                line.children.append(mark_of(walk, entry))
