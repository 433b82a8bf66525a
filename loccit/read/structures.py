"""Builders of what has a shape of its own: lists, tables, glyphs."""

from __future__ import annotations

import re
import sys
import unicodedata

import msgspec
from lxml import etree

from loccit.model import Node, has_blocks
from loccit.read.header import folded
from loccit.read.naming import NAME_KINDS
from loccit.read.rules import filled, local_name
from loccit.read.shape import break_lines, is_blank, is_seen, says_something, shape_list, shape_row, shape_table
from loccit.read.tags import At
from loccit.read.walk import Walk
from loccit.read.wording import worded
from loccit.read.xml import ID


def read_list(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a list: its head, and its items under one node."""
    kind = _list_kind(
        f"{at.attributes.get('type', '')} {at.attributes.get('rend', '')} {at.attributes.get('rendition', '')}"
    )
    inside = at.place._replace(parent=at.name, in_paragraph=False)
    listed = walk.children(element, inside)
    left_out = [child for child in listed if isinstance(child, Node) and _is_empty_item(child)]
    walk.shown.difference_update(item.id for item in left_out)
    children = [part for child in listed for part in _without_empty_item(child)]
    if kind == "inline" and (words := _in_line(children)):
        return walk.made(at, words, behaviour="inline", block=False)
    items = [child for child in children if isinstance(child, Node) and child.behaviour == "listItem"]
    numbering = _numbered(items, f"{at.attributes.get('type', '')} {at.attributes.get('rend', '')}", kind)
    of_data = bool(items) and not at.place.in_header and all(map(_is_data, items))
    for item in items if of_data else ():
        item.children[:] = _told(walk, item.children, " · ")
    collapsed = of_data and any(local_name(above) == "back" for above in element.iterancestors())
    params = {"kind": kind, "register": _REGISTERS[at.name] if collapsed else "", "size": len(items)}
    return walk.made(at, shape_list(children, kind, numbering), params=params)


def _in_line(children: list[Node | str]) -> list[Node | str]:
    """Return the items of a list that is part of a sentence, with spaces between them; none where any has blocks."""
    words: list[Node | str] = []
    for child in children:
        if isinstance(child, Node) and child.behaviour == "listItem":
            child = msgspec.structs.replace(child, behaviour="inline", block=has_blocks(child.children))  # noqa: PLW2901 - the same item, otherwise
        if isinstance(child, Node) and child.block:
            return []
        if words and isinstance(child, Node) and isinstance(words[-1], Node) and child.behaviour == "inline":
            words.append(" ")
        words.append(child)
    return words


def _numbered(items: list[Node], words: str, kind: str) -> str:
    """Return the kind of numbers of an ordered list, as HTML has it, and tell items the numbers that are theirs."""
    if kind != "ordered" or not items:
        return ""
    for place, item in enumerate(items, 1):
        number = item.attributes.get("n", "").rstrip(".)")
        if number.isascii() and number.isdecimal() and len(number) <= _DIGITS and int(number) != place:
            item.params = {**item.params, "value": int(number)}
    first = items[0].attributes.get("n", "").rstrip(".)")
    named = next((sign for name, sign in _NUMBERS.items() if name in words.lower()), "")
    return first if first in _SIGNS else named


_DIGITS = 6
_SIGNS = frozenset("aAiI")
_NUMBERS = {"upper-roman": "I", "upper-alpha": "A", "upper-latin": "A", "roman": "i", "alpha": "a", "latin": "a"}
"""How lists are numbered otherwise than by digits: words of `@type` and `@rend`, and the sign that HTML has for it."""


_REGISTERS = {"listPerson": "person", "listPlace": "place", "listOrg": "organisation", "listEvent": "event"}
_REGISTERS |= {"listObject": "object"}


def _is_data(item: Node) -> bool:
    """Tell whether an item describes somebody or something by elements alone, as registers made by programs do."""
    described = item.name in {"person", "personGrp", "place", "org", "event", "object"}
    words = any(isinstance(child, str) and not is_blank(child) for child in item.children)
    blocks = (child for child in item.children if isinstance(child, Node) and child.block)
    return described and not words and all(block.name == "listBibl" or not block.text.strip() for block in blocks)


def _told(walk: Walk, children: list[Node | str], between: str) -> list[Node | str]:
    """Return the facts of an item with a sign between them, and commas between the parts of one."""
    given = [child for child in children if isinstance(child, Node)]
    facts = [child for child in given if _is_fact(child)]
    walk.leave_out(child for child in given if not _is_fact(child))
    told: list[Node | str] = []
    for fact in facts:
        if told:
            told.append(worded(between))
        inner = [child for child in fact.children if isinstance(child, Node)]
        if (
            len(inner) > 1
            and fact.name not in NAME_KINDS
            and all(isinstance(child, Node) or is_blank(child) for child in fact.children)
        ):
            fact.children[:] = _told(walk, fact.children, ", ")
        told.append(fact)
    return told


def _is_fact(child: Node) -> bool:
    """Tell whether there is anything in a part of an item: words, an image, a surface with its heading."""
    return says_something(child) or is_seen(child)


def _without_empty_item(child: Node | str) -> list[Node | str]:
    """Return a child of a list; of an item that has nothing to be seen in it, the places that it marks."""
    return child.children if isinstance(child, Node) and _is_empty_item(child) else [child]


def _is_empty_item(child: Node) -> bool:
    """Tell whether a child is an item that a template left empty."""
    if child.behaviour != "listItem" or not all(map(_is_place, child.children)):
        return False
    return child.name == "relation" or "xml:id" not in child.attributes


def _is_place(child: Node | str) -> bool:
    return is_blank(child) or (isinstance(child, Node) and child.behaviour == "anchor")


def _list_kind(words: str) -> str:
    """Return which list of HTML is nearest to `@type` and `@rend`, or `inline` for one that is part of a sentence."""
    words = words.lower()
    if "gloss" in words:
        return "gloss"
    if any(word in words for word in _ORDERED) and "unordered" not in words:
        return "ordered"
    if any(word in words for word in ("inline", "run-on", "run-in", "runin")):
        return "inline"
    return "simple" if any(word in words for word in ("simple", "plain", "none", "no-marker")) else "bulleted"


_ORDERED = ("ordered", "numbered", "enumerate", "decimal", "arabic", "alpha", "roman", "latin")


_RELATIONS = ("{active} – {name} – {passive}", "{mutual}: {name}", "{active} – {ref} – {passive}", "{mutual}: {ref}")


def read_relation(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return what is between some persons, places or works, by the names that this file has for them.

    Where it has none for one of them, and the relation is described in words, these alone say more.
    """
    node = walk.generic(element, at)
    keys = {side: _keys(at.attributes[side]) for side in _SIDES if side in at.attributes}
    sides = {side: ", ".join(walk.people.get(key, key) for key in of_side) for side, of_side in keys.items()}
    words = filled(_RELATIONS, {**at.attributes, **sides})
    is_known = all(key in walk.people for of_side in keys.values() for key in of_side)
    if words and (is_known or not node.text.strip()):
        node.children[:0] = [worded(words), *[" "] * bool(node.children)]
    return node


_SIDES = ("active", "passive", "mutual")


def _keys(value: str) -> list[str]:
    """Return the ids of those who are on one side of a relation."""
    return [pointer.rpartition("#")[2] for pointer in value.split()]


def read_table(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a table: its rows under one node, with the head as their caption."""
    inside = at.place._replace(parent="table", in_paragraph=False, citable=False)
    children = shape_table(walk.children(element, inside))
    has_rows = any(isinstance(child, Node) and child.behaviour == "rows" for child in children)
    return walk.made(at, children, behaviour="" if has_rows else "block")


def read_row(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a row of cells; in a row of labels every cell is the header of its column."""
    children = shape_row(walk.children(element, at.place._replace(parent="row", in_paragraph=False)))
    if at.attributes.get("role") == "label":
        children = [_as_header(child) for child in children]
    return walk.made(at, children)


def _as_header(cell: Node | str) -> Node | str:
    if isinstance(cell, str) or not _can_head(cell.children):
        return cell
    return msgspec.structs.replace(cell, params={**cell.params, "header": "col"})


def _can_head(content: list[Node | str]) -> bool:
    """Tell whether a cell with some content may be a header: HTML has no sections and no headings in one."""
    below = (each for child in content if isinstance(child, Node) and child.block for each in child.walk())
    return bool(content) and not any(each.behaviour in _SECTIONS for each in below)


_SECTIONS = frozenset({"section", "surface", "heading", "member"})


def read_cell(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a cell with the columns and rows it takes."""
    inside = at.place._replace(parent="cell", in_paragraph=True, citable=False, prose=False)
    children = break_lines(walk.children(element, inside))
    params = {
        "header": "row" if at.attributes.get("role") == "label" and _can_head(children) else "",
        "columns": _span(at.attributes.get("cols", "")),
        "rows": _span(at.attributes.get("rows", "")),
    }
    return walk.made(at, children, params=params)


def _span(value: str) -> int:
    """Return how many columns or rows a cell takes if it takes several: up to 1000, as HTML has it; else 0."""
    number = int(value) if value.isdigit() and value.isascii() else 0
    return min(number, 1000) if number > 1 else 0


def read_ruby(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return words with their readings above them; as words like any without a reading, or with blocks among them."""
    node = walk.generic(element, at)
    if not node.block:
        has_reading = any(isinstance(child, Node) and child.behaviour == "rt" for child in node.children)
        return node if has_reading else msgspec.structs.replace(node, behaviour="inline")
    plain = (
        msgspec.structs.replace(c, behaviour="inline") if isinstance(c, Node) and c.behaviour == "rt" else c
        for c in node.children
    )
    return msgspec.structs.replace(node, behaviour="block", children=list(plain))


_TCP_GLYPHS = {"char:EOLhyphen": "\N{SOFT HYPHEN}", "char:EOLunhyphen": "\N{SOFT HYPHEN}", "char:punc": "▪"}
"""What the Text Creation Partnership points at, in a file of its own, for a word broken at the end of a line, with or
without a hyphen, and for a mark of punctuation that cannot be read."""


def read_glyph(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the character that `charDecl` maps a `g` to (TEI Guidelines, chapter 5), or its name in brackets."""
    walk.skip(element)
    reference = at.attributes.get("ref", "").rpartition("#")[2] or at.attributes.get("type", "")
    private = (element.text or "").strip()
    shown = (
        walk.glyphs.get(reference) or private or _TCP_GLYPHS.get(reference) or (f"[{reference}]" if reference else "�")
    )
    return walk.made(at, [shown], params={"private": private if private != shown else ""}, block=False)


def declared_glyphs(root: etree._Element) -> dict[str, str]:
    """Return what the header's `charDecl` says of its characters and glyphs, by `xml:id`.

    That is the characters one is mapped to, if every machine has them, or else how it is composed, in words.
    """
    glyphs = {}
    for declared in root.iter("{*}char", "{*}glyph"):
        said = (*map(_characters, declared.iter("{*}mapping")), *map(_composition, declared.iter(*_PROPERTIES)))
        if shown := next(filter(None, said), ""):
            glyphs[declared.get(ID, "")] = shown
    return glyphs


_PROPERTIES = ("{*}charProp", "{*}localProp")
_CODE = re.compile(r"[Uu]\+([0-9A-Fa-f]{4,6})")


def _characters(mapping: etree._Element) -> str:
    """Return the characters of a mapping, written as they are or as U+20E6A; none of those that are private."""
    words = folded(mapping)
    if coded := _CODE.fullmatch(words):
        words = chr(int(coded[1], 16)) if int(coded[1], 16) <= sys.maxunicode else ""
    return "" if any(unicodedata.category(letter) in {"Co", "Cs", "Cn"} for letter in words) else words


def _composition(said: etree._Element) -> str:
    name, value = said.find("{*}localName"), said.find("{*}value")
    described = said.get("name") or (folded(name) if name is not None else "")
    words = said.get("value") or (folded(value) if value is not None else "")
    return words if described.lower() in {"composition", "entity"} else ""
