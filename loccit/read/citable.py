"""Builders of what has an address and a number: paragraphs, lines of verse, notes that are read in their place."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from loccit.model import Block, Node
from loccit.read import (
    breaks,
    wording,
)
from loccit.read.calls import is_mark
from loccit.read.rules import Place, local_name
from loccit.read.sections import is_emptied, is_listed
from loccit.read.shape import shape_paragraph, trimmed
from loccit.read.tags import At
from loccit.read.walk import Citable, Walk


def read_paragraph(walk: Walk, element: etree._Element, at: At) -> Node | None:
    """Return a paragraph, with a number where it can have one; none of an empty one that nothing can lead to."""
    if not len(element) and "xml:id" not in at.attributes and not (element.text or "").strip():
        return None
    prose = at.name == "p" and not breaks.is_of_lines(element)
    inside = at.place._replace(parent=at.name, in_paragraph=True, citable=False, prose=prose)
    has_entries = len(element) > 0 and is_listed(element[0])
    emptied = (bool(walk.plan.unmarked) or has_entries) and is_emptied(walk, element)
    if at.place.citable and not at.place.in_link and not emptied:
        return citable(walk, element, at, inside, "paragraph", shape_paragraph)
    children = shape_paragraph(walk.children(element, inside))
    only = children[0] if len(children) == 1 else None
    if isinstance(only, Node) and only.behaviour == "fragment":
        return walk.made(at, only.children, behaviour="fragment")
    return walk.made(at, children, behaviour="block")


def read_verse_line(walk: Walk, element: etree._Element, at: At) -> Node | None:
    """Return a line of verse with its number; none of an empty one that says nothing of itself."""
    if not at.attributes and not len(element) and not (element.text or "").strip():
        return None
    inside = at.place._replace(parent=at.name, in_paragraph=True, citable=False, prose=True)
    number = walk.stanza_lines.get(element) or walk.line_numbers.get(element)
    if number:
        at = at._replace(attributes={**at.attributes, "n": number})
    if at.place.citable and not at.place.in_link:
        node = citable(walk, element, at, inside, "line", trimmed)
        if element in walk.stanza_lines and not any(local_name(e) == "l" for e in element.itersiblings(preceding=True)):
            node.params = {**node.params, "fifth": True}
        return node
    return walk.made(at, trimmed(walk.children(element, inside)))


_STEMS = {"paragraph": "p", "line": "l", "note": "note"}
_LABELLED_LINES = 5
"""The margin shows the number of every fifth line of verse."""
_LAST_NUMBER = re.compile(r"^(?:[\w-]+[.:,])*([0-9]{1,6})$")
"""The number of a line, also where act and scene stand before it."""


_A_WORD = re.compile(r"[a-z]{1,12}[0-9]{0,2}")
"""An id that the margin can show: `headnote`, and not what a program has counted."""


def citable(
    walk: Walk,
    element: etree._Element,
    at: At,
    inside: Place,
    kind: str,
    shape: Callable[[list[Node | str]], list[Node | str]],
) -> Node:
    """Return a block that can be cited, and note it: a `paragraph`, a `line` or a `note`; `shape` sets its content."""
    address, permanent = walk.address(at.attributes, _STEMS[kind])
    number = at.attributes.get("n", "").strip()
    own = number if is_mark(number) else address if _A_WORD.fullmatch(address) else ""
    label = own if kind == "note" and own else walk.label(address, at.attributes, kind)
    if kind == "note" and not own:
        label = f"*{label}"
    walk.citable.append(Citable(address, label, kind))
    index = len(walk.blocks)
    children = shape(walk.children(element, inside))
    walk.citable.pop()
    counted = _LAST_NUMBER.search(label) if kind == "line" else None
    goes_on = index > 0 and walk.blocks[index - 1].label == label
    fifth = counted is not None and not goes_on and int(counted[1]) % _LABELLED_LINES == 0
    part = at.attributes.get("part", "") if kind == "line" else ""
    params = {"id": address, "label": label, "fifth": fifth, "part": part if part in {"I", "M", "F"} else ""}
    node = walk.made(at, children, params=params)
    walk.blocks.insert(index, Block(address, label, kind, permanent, node))
    return node


def read_second_half(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the second half of a line with the room between the two, which is a space where the source has none."""
    half = walk.generic(element, at._replace(rule=at.rule._replace(behaviour="inline")))
    is_set_apart = wording.text_before(element)[-1:].isspace()
    return Node("run", half.name, children=["" if is_set_apart else " ", Node("inline", "caesura"), half])
