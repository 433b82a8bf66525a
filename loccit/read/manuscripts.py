"""Builders of what descriptions of manuscripts have: numbered items, places, measures, hands."""

from __future__ import annotations

import re

import msgspec
from lxml import etree

from loccit.model import Node
from loccit.model.pointers import pointers_in
from loccit.read.apart import APART
from loccit.read.header import folded
from loccit.read.rules import has_words, is_break, lacks_words, local_name
from loccit.read.shape import says_something, trimmed
from loccit.read.tags import At
from loccit.read.walk import Walk
from loccit.read.wording import Content, read_stated, spaced, text_before, worded

NUMBERED = "msItem msItemStruct"
"""Items of a manuscript, which may have numbers."""


def read_numbered(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return an item of a manuscript with its number."""
    node = (walk.builders.get(at.rule.behaviour) or Walk.generic)(walk, element, at) or walk.generic(element, at)
    number = at.attributes.get("n", "")
    is_leaf = any(local_name(child) == "locus" and folded(child) == number for child in element)
    if number and not is_leaf and not at.place.in_header:
        node.children.insert(0, worded(f"{number.removesuffix('.')}. "))
    return node


def read_dimensions(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the dimensions of an object with a sign of multiplication between them, and their unit after them."""
    node = walk.generic(element, at)
    told = [child for child in node.children if isinstance(child, str) or says_something(child) or _is_led_to(child)]
    if not any(child.strip() if isinstance(child, str) else _is_measure(child) for child in told):
        return msgspec.structs.replace(node, children=[child for child in told if isinstance(child, Node)])
    children: Content = []
    measures = [child for child in told if isinstance(child, Node) and _is_measure(child)]
    are_sides = all(measure.name == "dim" and measure.attributes.get("type") for measure in measures)
    for child in told:
        if child in measures and any(map(_is_measure, children)):
            trimmed(children)
            children.append(worded(", " if are_sides else " × "))
        if are_sides and isinstance(child, Node) and child in measures:
            children.append(worded(f"{child.attributes['type']} "))
        children.append(child)
    trimmed(children)
    unit = at.attributes.get("unit") or _common_unit(element)
    is_stated = any(isinstance(child, Node) and child.behaviour == "stated" for child in children)
    if unit and unit not in node.text and not is_stated:
        children.append(worded(f" {unit}"))
    if kind := at.attributes.get("type"):
        children.insert(0, worded(f"{kind}: "))
    return msgspec.structs.replace(node, children=children)


def read_measured(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a measure; its unit stands after it, where it is not for others to say that it is theirs, too."""
    if at.rule.behaviour == "stated":
        return read_stated(walk, element, at)
    node, unit = walk.generic(element, at), at.attributes.get("unit", "")
    if at.name == "measure" and (not at.place.in_header or (element.tail or "").strip()[:1].isalpha()):
        return node
    if at.place.parent == "dimensions" or not _BARE.fullmatch(node.text):
        return node
    if unit:
        node.children.append(worded(f" {unit}"))
    elif at.name == "measure" and (kind := at.attributes.get("type", "")):
        node.children.insert(0, worded(f"{kind}: "))
    return node


_BARE = re.compile(r"\s*\d[\d\s.,–-]*")
"""A number, or two that a measure lies between."""


def _is_led_to(node: Node) -> bool:
    """Tell whether there is something in a node that links may lead to."""
    return any(each.id or each.params.get("address") for each in node.walk())


def _is_measure(child: Node | str) -> bool:
    return isinstance(child, Node) and child.behaviour not in {"note", "anchor"} and says_something(child)


def _common_unit(element: etree._Element) -> str:
    """Return the unit that all measures in an element have, or an empty string where they differ."""
    units = {child.get("unit", "") for child in element if local_name(child) in _MEASURED and not lacks_words(child)}
    return units.pop() if len(units) == 1 else ""


_MEASURED = frozenset({"height", "width", "depth", "dim"})


_OF_HANDS = ("scribe", "medium", "ink", "script", "character")
_NUMBERED_HAND = re.compile(r"[mh](?:and)?(\d+)", re.IGNORECASE)


def read_hand_shift(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the place where another hand, ink or script begins, with what is said of it."""
    node = walk.generic(element, at)
    key = at.attributes.get("new", "").split(" ")[0].rpartition("#")[2]
    known = walk.people.get(key, key)
    numbered = _NUMBERED_HAND.fullmatch(known)
    others = (at.attributes.get(name, "").removeprefix("#") for name in _OF_HANDS)
    others = (walk.people.get(other, other) for other in others)
    words = ", ".join(dict.fromkeys(other for other in others if other not in {"", known}))
    return msgspec.structs.replace(node, params={"hand": numbered[1] if numbered else known, "words": words})


def read_locus(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a place in a manuscript; one that is only pointed at is called by the page there, or by its own number."""
    if not lacks_words(element) or at.place.parent in _TELL_PLACES:
        is_stated = at.rule.behaviour == "stated"
        return read_stated(walk, element, at) if is_stated else walk.generic(element, at)
    if at.rule.behaviour == "stated":
        return _set_apart(element, read_stated(walk, element, at))
    places: list[Node | str] = []
    for value in pointers_in(at.attributes.get("target", "")):
        target, called = walk.resolve(value), value.rpartition("#")[2]
        if target.kind == "local":
            link = at._replace(name="ptr", rule=at.rule._replace(behaviour="link"))
            node = walk.made(link, [called], params={"target": target, "is_leaf": True}, block=False)
            walk.wordless.append(node)
            places += [worded(", "), node]
        elif called[:1].isdecimal():
            places += [worded(", "), worded(called)]
    node = walk.made(at, places[1:], behaviour="inline", block=False)
    return _set_apart(element, node) if places else node


def _set_apart(element: etree._Element, node: Node) -> Node:
    """Return a place in a manuscript that has its words from us, with a space where the source has none beside it."""
    parent, before, after = element.getparent(), element.getprevious(), element.getnext()
    if parent is None or (local_name(parent) in APART and not has_words(parent)):
        return node
    is_led = before is not None and not before.tail and local_name(before) not in _LOCI and not is_break(before)
    follows = after is not None and not element.tail and local_name(after) not in _LOCI
    left = text_before(element)[-1:].isalnum() or is_led
    right = (element.tail or "")[:1].isalnum() or follows
    return spaced(node, before=left, after=right)


_LOCI = frozenset({"locus", "locusGrp"})
_TELL_PLACES = frozenset({"locusGrp", *NUMBERED.split()})
"""What tells of the places in it apart from everything else."""
