"""Builders of structured bibliographic entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

import msgspec
from lxml import etree

from loccit.model import Node
from loccit.read.rules import has_words
from loccit.read.shape import is_blank, says_something
from loccit.read.tags import At
from loccit.read.walk import Walk
from loccit.read.wording import Content, read_stated, worded

_BETWEEN: Mapping[str, str] = {
    **dict.fromkeys(
        "author editor respStmt title name meeting edition analytic monogr series imprint idno extent".split(), "."
    ),
    **dict.fromkeys(("titleStmt", "editionStmt", "publicationStmt", "seriesStmt", "notesStmt"), "."),
    "pubPlace": ":",
    **dict.fromkeys(("publisher", "date", "biblScope", "note"), ","),
}
"""What a citation has after each of its parts, where another part follows."""
ENDS = re.compile(r"[.,:;?!…]\W?$")


def read_citation(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a structured bibliographic entry, or a part of one, with the punctuation of a citation between its parts.

    The encoding has none there; what a part ends with itself is not repeated.
    """
    node = walk.generic(element, at)
    end = next((n for n, child in enumerate(node.children) if isinstance(child, Node) and child.block), None)
    parts, rest = node.children[:end], node.children[end:] if end is not None else []
    if any(isinstance(child, str) and not is_blank(child) for child in node.children):
        return node
    worded_rest = any(isinstance(child, Node) and child.name not in _AFTER_CITATION for child in rest)
    if worded_rest:
        rest = list(_spaced(rest))
    return msgspec.structs.replace(node, children=[*_punctuated(parts), *rest])


def _spaced(children: Content) -> Iterator[Node | str]:
    """Yield parts that stand on lines of their own or beside one another, these with a space between them."""
    for index, child in enumerate(children):
        before = children[index - 1] if index else ""
        if isinstance(before, Node) and isinstance(child, Node) and not (before.block or child.block):
            yield " "
        yield child


def read_bibl(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a loose entry: of but parts, in a bibliography or a header, punctuated as a structured one."""
    listed = at.place.in_header or at.place.parent in {"listBibl", "relatedItem"}
    if listed and not has_words(element) and len(element) > 1:
        return read_citation(walk, element, at)
    return walk.generic(element, at)


_AFTER_CITATION = frozenset({"note", "idno", "ref", "ptr", "relatedItem", "bibl", "listBibl"})
"""What stands on lines of its own behind the parts of a citation."""


def _punctuated(children: Content) -> Iterator[Node | str]:
    """Yield the parts of a citation, each that another follows with what stands between them."""
    parts = [child for child in children if isinstance(child, Node) and child.behaviour not in {"noteref", "anchor"}]
    following = {id(part): after.name for part, after in pairwise(parts)}
    for index, child in enumerate(children):
        yield child
        if isinstance(child, Node) and id(child) in following:
            fellows = following[id(child)] == child.name and child.name in {"author", "editor"}
            sign = ";" if fellows else _BETWEEN.get(child.name, "")
            if sign and says_something(child) and not ENDS.search(child.text):
                yield worded(sign)
            if not isinstance(children[index + 1], str):
                yield " "


_UNITS: Mapping[str, str] = {
    **dict.fromkeys(("page", "pages", "p", "pp"), "page"),
    **dict.fromkeys(("volume", "vol"), "volume"),
    **dict.fromkeys(("issue", "number", "no", "nr"), "issue"),
    **dict.fromkeys(("folio", "fol", "f", "leaf"), "folio"),
    **dict.fromkeys(("column", "col"), "column"),
    **dict.fromkeys(("line", "lines", "l"), "line"),
    **dict.fromkeys(("chapter", "chap"), "chapter"),
}
"""What a number in a citation may count."""
_BARE_NUMBER = re.compile(r"(\d|[ivxlcdm]+\b)", re.IGNORECASE)
_SEVERAL = re.compile(r"[-–,]|\bff?\b")


def read_scope(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the volume or pages of a citation; a bare number in an entry without words is told what it counts."""
    node = read_stated(walk, element, at) if at.rule.behaviour == "stated" else walk.generic(element, at)
    words = node.params.get("words") or node.text.strip()
    unit = _UNITS.get((at.attributes.get("unit") or at.attributes.get("type", "")).lower(), "")
    if not unit or not _BARE_NUMBER.match(words) or _has_words(element.getparent()):
        return node
    params = {**node.params, "unit": unit, "several": bool(_SEVERAL.search(words))}
    return msgspec.structs.replace(node, behaviour="scope", params=params)


def _has_words(element: etree._Element | None) -> bool:
    """Tell whether an element has words of its own between its parts."""
    if element is None:
        return False
    return bool((element.text or "").strip()) or any(_LETTER.search(child.tail or "") for child in element)


_LETTER = re.compile(r"[^\W\d_]")
