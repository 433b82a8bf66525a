"""Builders of what dictionaries have: numbered senses, and translations one after the other."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from lxml import etree

from loccit.model import Node
from loccit.read.citations import ENDS
from loccit.read.shape import is_blank, trimmed
from loccit.read.tags import At
from loccit.read.walk import Walk
from loccit.read.wording import Content, worded


def read_sense(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return one meaning of a word with its number: its own, or its place where there are several."""
    node = walk.generic(element, at)
    place = element.getparent(), at.name
    walk.counts[place] = nth = walk.counts.get(place, 0) + 1
    is_alone = nth == 1 and next(element.itersiblings(f"{{*}}{at.name}"), None) is None
    number = at.attributes.get("n") or ("" if is_alone else str(nth))
    if number and number[-1] not in ".)":
        number += "."
    return msgspec.structs.replace(node, children=list(_enumerated(node.children)), params={"label": number})


def _enumerated(children: Content) -> Iterator[Node | str]:
    """Yield the content of a sense, with a comma between translations that follow each other."""
    before: Node | None = None
    for child in children:
        if isinstance(child, Node) and child.name == "cit" and not child.block:
            trimmed(child.children)
            if before is not None and not ENDS.search(before.text):
                before.children.append(worded(","))
            before = child
        elif not is_blank(child):
            before = None
        yield child
