"""Builders that add words of ours: values that stand in attributes only, labels, brackets."""

from __future__ import annotations

import re

import msgspec
from lxml import etree

from loccit.model import Node
from loccit.read.rules import filled
from loccit.read.tags import At
from loccit.read.walk import Walk

Content = list[Node | str]


def worded(words: str) -> Node:
    """Return words of ours: they are shown, but are not text of the source."""
    return Node("worded", "worded", params={"words": words})


def spaced(node: Node, *, before: bool, after: bool) -> Node:
    """Return a node that has its words from us, with a space of ours where it would run into what is beside it."""
    return Node("run", node.name, children=[" " * before, node, " " * after]) if before or after else node


def read_stated(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return an empty element with the words that its attributes give."""
    words = _PADDED.sub(r"\1", filled(at.rule.params["forms"], at.attributes))
    otherwise = next(rule for rule in at.rule.params["row"] if rule.when is None or rule.when(element, at.place))
    return walk.made(at, [], params={"words": words}, block=otherwise.block)


_PADDED = re.compile(r"(?:(?<=^)|(?<=–))(-?)0+(?=[1-9]\d{0,2}(?:–|$))")
"""The zeros before a year of fewer than four figures."""


def read_field(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a part of a description with the attribute that names it; an empty one leaves nothing to name."""
    node = walk.generic(element, at)
    label = filled(at.rule.params.get("label", "").split("|"), at.attributes)
    if label and at.attributes.get("mode") == "delete":
        label = f"− {label}"
    value = filled((at.rule.params.get("value", ""),), at.attributes)
    if value and not node.children:
        node.children.append(worded(value))
    if not node.children and not label:
        return msgspec.structs.replace(node, behaviour="block")
    return msgspec.structs.replace(node, params={"label": label})


def read_bracketed(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return words in the brackets that editions of inscriptions and manuscripts put around them.

    Where the source prints brackets itself, inside or around, there are none of ours.
    """
    node = walk.generic(element, at._replace(rule=at.rule._replace(behaviour="inline")))
    opening, closing = at.rule.params["brackets"]
    before, after = _letter_before(element), _letter_after(element)
    prints_them = opening in {node.text[:1], before} or closing in {node.text[-1:], after}
    if not node.children or prints_them:
        return node
    doubt = "(?)" if at.attributes.get("cert") == "low" else ""
    return msgspec.structs.replace(node, children=[worded(opening), *node.children, worded(doubt + closing)])


def _letter_before(element: etree._Element) -> str:
    return text_before(element).rstrip()[-1:]


def text_before(element: etree._Element) -> str:
    """Return the text that ends where an element begins."""
    previous, parent = element.getprevious(), element.getparent()
    return (previous.tail if previous is not None else parent.text if parent is not None else "") or ""


def _letter_after(element: etree._Element) -> str:
    return (element.tail or "").lstrip()[:1]
