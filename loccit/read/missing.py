"""Builders of what is not there: gaps, with the signs that editors of inscriptions have for them, and free room."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from loccit.model import Node
from loccit.read.rules import local_name
from loccit.read.tags import At
from loccit.read.walk import Walk

_LETTERS = frozenset("character characters char chars letter letters".split())
_LINES = frozenset({"line", "lines"})
_HOW_MUCH = ("quantity", "extent", "atLeast", "atMost", "min", "max", "reason")
_FEW = 5
"""Up to how many letters each lost one is shown by a dot."""
_BLANKS = 8
"""Up to how many letters room left free is shown as room."""
_INDENT, _WIDEST = 4, 24
"""How wide an indent is of which nothing is said, and how wide one is at most."""


def read_gap(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a gap; in the edition of an inscription or papyrus with the sign for it of the Leiden conventions."""
    node = walk.generic(element, at)
    if not node.children and _is_in_edition(element) and (sign := _leiden(at.attributes)):
        node.params = {**node.params, "sign": sign}
    return node


def read_space(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return room left free: a few letters of it as they are, and what editors of inscriptions call `vacat` so."""
    node = walk.generic(element, at)
    given = at.attributes
    number, unit = given.get("quantity", ""), given.get("unit", "")
    few = number.isdecimal() and 0 < int(number) <= _BLANKS and unit.lower() in _LETTERS
    if node.children:
        return node
    indents = _begins_verse(element)
    if _is_in_edition(element):
        node.params = {**node.params, "sign": f"(vac. {number})" if number and unit.lower() in _LETTERS else "(vac.)"}
    elif few:
        node.params = {**node.params, "sign": "\u00a0" * int(number)}
    elif indents and (not number or unit.lower() in _LETTERS):
        width = min(int(number), _WIDEST) if number.isdecimal() else _INDENT
        node.params = {**node.params, "sign": "\u00a0" * width}
    elif unit == "em" and number.isdecimal() and 0 < int(number) <= _BLANKS:
        node.params = {**node.params, "sign": "\N{EM SPACE}" * int(number)}
    elif number and unit.lower() in _LINES and not at.place.in_paragraph:
        node.params = {**node.params, "sign": "\u00a0"}
    elif given.get("dim") and not any(given.get(name) for name in _HOW_MUCH):
        node.params = {**node.params, "sign": "\N{EM SPACE}"}
    elif number == "0":
        node.params = {**node.params, "omitted": True}
    return node


def _begins_verse(element: etree._Element) -> bool:
    """Tell whether room is an indent: nothing but other room stands before it in its line of verse."""
    line = element.getparent()
    if line is None or local_name(line) != "l" or (line.text or "").strip():
        return False
    before = list(element.itersiblings(preceding=True))
    return all(local_name(each) == "space" and not (each.tail or "").strip() for each in before)


def _leiden(given: Mapping[str, str]) -> str:
    """Return the sign of the Leiden conventions for letters or lines that are lost or cannot be read."""
    reason, unit, number = given.get("reason", ""), given.get("unit", "").lower(), given.get("quantity", "")
    if reason not in {"lost", "illegible"}:
        return ""
    if unit in _LINES:
        sign = "– – – – – –"
    elif not number.isdecimal() or unit not in _LETTERS:
        sign = "– – –" if given.get("extent") else ""
    elif int(number) <= _FEW and given.get("precision") != "low":
        sign = "." * int(number)
    else:
        sign = f"± {number}"
    return f"[{sign}]" if sign and reason == "lost" else sign


def _is_in_edition(element: etree._Element) -> bool:
    return any(above.get("type") == "edition" for above in element.iterancestors("{*}div"))
