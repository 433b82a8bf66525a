"""Builders of formulae, in MathML or another notation."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from lxml import etree

from loccit.model import Node
from loccit.read.header import folded
from loccit.read.rules import local_name, takes_numbers_out
from loccit.read.tags import At
from loccit.read.walk import Walk
from loccit.read.wording import Content

_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_MATH = frozenset(
    "math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle"
    " msub msubsup msup mtable mtd mtext mtr munder munderover none".split()
)
"""The elements of MathML that browsers draw; of others the content is shown."""
_MATH_ATTRIBUTES = frozenset(
    "accent accentunder columnspan depth dir display displaystyle fence height largeop linethickness lspace"
    " mathvariant maxsize minsize movablelimits rowspan rspace separator stretchy symmetric voffset width".split()
)
_MATH_VALUE = re.compile(r"[-+.%A-Za-z0-9]{1,24}")


def read_math(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a formula in MathML as MathML, without anything in it that could act; other elements as words."""
    walk.skip(element)
    if not str(element.tag).startswith(_MATHML):
        return walk.made(at, [folded(element)], behaviour="inline", block=False)
    return _math(element)


def _math(element: etree._Element) -> Node:
    name = local_name(element)
    children: Content = [element.text] if element.text and element.text.strip() else []
    for child in element:
        if isinstance(child.tag, str):
            children.append(_math(child))
        if child.tail and child.tail.strip():
            children.append(Node("math", "mtext", children=[child.tail], params={"tag": "mtext", "values": ()}))
    if name == "mfenced":
        children = list(_fenced(element, children))
    tag = name if name in _MATH else "mrow"
    if tag == "mrow" and children and isinstance(children[0], str):
        tag = "mtext"
    values = [(key, element.get(key, "")) for key in sorted(_MATH_ATTRIBUTES & set(map(str, element.keys())))]
    params = {"tag": tag, "values": tuple(pair for pair in values if _MATH_VALUE.fullmatch(pair[1]))}
    return Node("math", tag, children=children, params=params)


def _fenced(element: etree._Element, children: Content) -> Iterator[Node | str]:
    """Yield the content of an `mfenced`, which browsers do not draw, with its fences and separators.

    What has operators in it is one expression, and no list of arguments.
    """
    separators = "".join(element.get("separators", ",").split())
    is_of_operators = any(local_name(child) == "mo" for child in element)
    yield _operator(element.get("open", "("))
    for index, child in enumerate(children):
        if index and separators and not is_of_operators:
            yield _operator(separators[min(index, len(separators)) - 1])
        yield child
    yield _operator(element.get("close", ")"))


def _operator(sign: str) -> Node:
    return Node("math", "mo", params={"tag": "mo", "values": (), "words": sign})


def read_formula(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a formula; one in TeX or another notation of plain text is marked as code."""
    node = walk.generic(element, at)
    plain = not any(isinstance(child, Node) and child.behaviour in {"math", "graphic"} for child in node.children)
    *before, last = node.children or [""]
    if isinstance(last, Node) and last.name == "label" and takes_numbers_out(element):
        words = "".join(child if isinstance(child, str) else child.text for child in before)
        last.behaviour = "repeated" if words.rstrip().endswith(last.text.strip()) else last.behaviour
    return msgspec.structs.replace(node, params={"code": plain and bool(at.attributes.get("notation"))})
