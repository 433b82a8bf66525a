"""One function for each behaviour that needs more than the content of its element, and the table of them."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote

from lxml import etree

from loccit.model import EMPTY, Block, Heading, Node, Pointer, Target
from loccit.read.behaviours import Place, local_name
from loccit.read.header import folded
from loccit.read.notes import PlannedNote
from loccit.read.shape import (
    break_lines,
    is_blank,
    is_block,
    shape_figure,
    shape_list,
    shape_paragraph,
    shape_row,
    shape_table,
    trimmed,
)
from loccit.read.walk import At, Builder, Citable, Walk


def _omit(walk: Walk, element: etree._Element, at: At) -> None:
    walk.skip(element)


# Citable blocks


def _paragraph(walk: Walk, element: etree._Element, at: At) -> Node:
    inside = at.place._replace(parent=at.name, in_paragraph=True, citable=False)
    if at.place.citable:
        return _citable(walk, element, at, inside, "paragraph", shape_paragraph)
    children = shape_paragraph(walk.children(element, inside))
    if len(children) == 1 and isinstance(children[0], Node) and children[0].behaviour == "fragment":
        node = Node("fragment", at.name, at.attributes, children[0].children, EMPTY, True, at.ordinal)
    else:
        node = Node("block", at.name, at.attributes, children, EMPTY, True, at.ordinal)
    walk.show(node)
    return node


def _verse_line(walk: Walk, element: etree._Element, at: At) -> Node:
    inside = at.place._replace(parent=at.name, in_paragraph=True, citable=False)
    if at.place.citable:
        node = _citable(walk, element, at, inside, "line", trimmed)
        label = node.params["label"]
        node.params = {**node.params, "fifth": label.isdigit() and int(label) % 5 == 0}
        return node
    node = Node("block", at.name, at.attributes, trimmed(walk.children(element, inside)), EMPTY, True, at.ordinal)
    walk.show(node)
    return node


_STEMS = {"paragraph": "p", "line": "l", "note": "note"}


def _citable(
    walk: Walk,
    element: etree._Element,
    at: At,
    inside: Place,
    kind: str,
    shape: Callable[[list[Node | str]], list[Node | str]],
) -> Node:
    address, permanent = walk.address(at.attributes, _STEMS[kind])
    label = address if kind == "note" else walk.label(address, at.attributes, kind)
    walk.citable.append(Citable(address, label, kind))
    index = len(walk.blocks)
    children = shape(walk.children(element, inside))
    walk.citable.pop()
    node = Node(at.rule.behaviour, at.name, at.attributes, children, {"id": address, "label": label}, True, at.ordinal)
    walk.blocks.insert(index, Block(address, label, kind, permanent, node))
    return node


# Sections and headings


def _section(walk: Walk, element: etree._Element, at: At) -> Node:
    if walk.glossary_links == "section":
        walk.linked.clear()
    head = next((child for child in element if local_name(child) == "head"), None)
    level = min(at.place.level + (1 if at.place.parent in _SECTIONS_WITH_HEADS else 0), 6)
    headed = head is not None and not _is_title(walk, head, at.place)
    # The parent's name tells the sections below whether this one has a heading of its own.
    inside = at.place._replace(parent="div" if headed else "text", in_paragraph=False, level=level)
    node = Node("section", at.name, at.attributes, break_lines(walk.children(element, inside)), {"headed": headed}, True, at.ordinal)
    walk.show(node)
    return node


_SECTIONS_WITH_HEADS = frozenset({"div"})


def _is_title(walk: Walk, head: etree._Element, place: Place) -> bool:
    """Tell whether the first head of the text says the text's title: then it is the page's own heading."""
    if walk.title_found or walk.blocks or walk.headings or place.in_header:
        return False
    return bool(walk.title) and folded(head) == walk.title


def _heading(walk: Walk, element: etree._Element, at: At) -> Node:
    is_title = _is_title(walk, element, at.place)
    inside = at.place._replace(parent="head", in_paragraph=True, citable=False)
    second = element.getprevious() is not None and local_name(element.getprevious()) == "head"
    address, _permanent = walk.address(at.attributes, "h")
    children = trimmed(walk.children(element, inside))
    params: dict[str, Any] = {"id": address, "level": at.place.level, "title": is_title}
    if second:
        params["level"] = 0
    node = Node("heading", at.name, at.attributes, children, params, True, at.ordinal)
    if is_title:
        walk.title_found = True
    elif not second and not at.place.in_header:
        walk.headings.append(Heading(address, at.place.level, node.text))
    return node


# Notes and links


def _note(walk: Walk, element: etree._Element, at: At) -> Node | None:
    planned = walk.plan.by_element.get(element)
    if planned is None or at.place.in_header:
        return _note_in_place(walk, element, at)
    inside = Place(parent="note", citable=False, level=6)
    walk.citable.append(Citable(planned.id, planned.label, "note"))
    hoisted, walk.hoisted = walk.hoisted, []
    body = walk.children(element, inside._replace(in_paragraph=not any(_is_block_name(c) for c in element)))
    walk.hoisted = hoisted
    walk.citable.pop()
    walk.note_bodies[planned.id] = Node("note", "note", at.attributes, shape_paragraph(body), EMPTY, True, at.ordinal)
    walk.shown.add(planned.id)
    if planned.id in walk.plan.pointed_at:
        return None
    return walk.reference(planned, at)


def _is_block_name(element: etree._Element) -> bool:
    return local_name(element) in {"p", "ab", "list", "table", "lg", "quote", "cit", "figure", "div", "sp"}


def _note_in_place(walk: Walk, element: etree._Element, at: At) -> Node | None:
    if not at.place.in_header and (reference := _reference(walk, element, at)):
        return reference
    blocks = any(_is_block_name(child) for child in element) or not at.place.in_paragraph
    if not blocks:
        return walk.generic(element, at._replace(rule=at.rule._replace(behaviour="inline")))
    inside = at.place._replace(parent="note", in_paragraph=False, citable=False)
    at = at._replace(rule=at.rule._replace(behaviour="note"))
    if at.attributes.get("xml:id") and at.place.citable:
        return _citable(walk, element, at, inside, "note", shape_paragraph)
    return Node("note", at.name, at.attributes, shape_paragraph(walk.children(element, inside)), EMPTY, True, at.ordinal)


def _reference(walk: Walk, element: etree._Element, at: At, children: list[Node | str] | None = None) -> Node | None:
    """Return a reference where the element points at a note, of the text or of the editors."""
    planned = _pointed_note(walk, at)
    if planned is None or (at.name == "note" and folded(element)):
        return None
    node = walk.reference(planned, at, children)
    return node or Node("anchor", at.name)


def _pointed_note(walk: Walk, at: At) -> PlannedNote | None:
    value = (at.attributes.get("target") or at.attributes.get("corresp") or "").split(" ")[0]
    target = walk.resolve(value)
    if target.kind == "note":
        return walk.plan.by_entry.get(target.key)
    if target.kind == "local" and target.fragment in walk.plan.pointed_at:
        return walk.plan.by_id.get(target.fragment)
    return None


def _link(walk: Walk, element: etree._Element, at: At) -> Node | None:
    inside = at.place._replace(parent=at.name, in_link=True)
    if _pointed_note(walk, at) is not None and not at.place.in_header:
        return _reference(walk, element, at, trimmed(walk.children(element, inside)))
    target = walk.resolve(at.attributes.get("target", "").split(" ")[0])
    children = walk.children(element, inside)
    block = any(is_block(child) for child in children)
    node = Node("link", at.name, at.attributes, children, {"target": target}, block, at.ordinal)
    if at.place.in_link or target.kind in {"empty", "dangling", "unsafe"}:
        node.behaviour, node.params = "inline", EMPTY
    if not children:
        node.children = [_words_for(target, at.attributes.get("target", ""))]
    walk.show(node)
    return node


def _words_for(target: Target, value: str) -> str:
    """Return the words of a link that has none of its own."""
    return target.key if target.kind == "external" else target.fragment or target.key or value


def _anchor(walk: Walk, element: etree._Element, at: At) -> Node:
    node = Node("anchor", at.name, at.attributes, [], EMPTY, False, at.ordinal)
    walk.show(node)
    walk.skip(element)
    return node


# Lists, tables, figures


def _list(walk: Walk, element: etree._Element, at: At) -> Node:
    inside = at.place._replace(parent=at.name, in_paragraph=False)
    kind = _list_kind(at.attributes.get("type", ""), at.attributes.get("rend", "") + at.attributes.get("rendition", ""))
    children = shape_list(walk.children(element, inside), kind)
    node = Node("list", at.name, at.attributes, children, {"kind": kind}, True, at.ordinal)
    walk.show(node)
    return node


def _list_kind(kind: str, rend: str) -> str:
    words = f"{kind} {rend}".lower()
    if "gloss" in words:
        return "gloss"
    if any(word in words for word in ("ordered", "numbered")) and "unordered" not in words:
        return "ordered"
    return "simple" if any(word in words for word in ("simple", "plain", "none", "inline")) else "bulleted"


def _table(walk: Walk, element: etree._Element, at: At) -> Node:
    inside = at.place._replace(parent="table", in_paragraph=False, citable=False)
    node = Node("table", at.name, at.attributes, shape_table(walk.children(element, inside)), EMPTY, True, at.ordinal)
    walk.show(node)
    return node


def _row(walk: Walk, element: etree._Element, at: At) -> Node:
    header = at.attributes.get("role") == "label"
    children = shape_row(walk.children(element, at.place._replace(parent="row", in_paragraph=False)))
    if header:
        for child in children:
            if isinstance(child, Node):
                child.params = {**child.params, "header": True}
    node = Node("row", at.name, at.attributes, children, {"header": header}, True, at.ordinal)
    walk.show(node)
    return node


def _cell(walk: Walk, element: etree._Element, at: At) -> Node:
    children = break_lines(walk.children(element, at.place._replace(parent="cell", in_paragraph=True, citable=False)))
    params = {
        "header": at.attributes.get("role") == "label",
        "columns": _span(at.attributes.get("cols", "")),
        "rows": _span(at.attributes.get("rows", "")),
    }
    node = Node("cell", at.name, at.attributes, children, params, True, at.ordinal)
    walk.show(node)
    return node


def _span(value: str) -> int:
    """Return how many columns or rows a cell takes: from 1 to 1000, as HTML has it."""
    return min(max(int(value), 1), 1000) if value.isdigit() and value.isascii() else 1


def _figure(walk: Walk, element: etree._Element, at: At) -> Node:
    inside = at.place._replace(parent="figure", in_paragraph=False, citable=False)
    children = shape_figure(walk.children(element, inside))
    node = Node("figure", at.name, at.attributes, children, EMPTY, True, at.ordinal)
    walk.show(node)
    return node


def _graphic(walk: Walk, element: etree._Element, at: At) -> Node:
    url = at.attributes.get("url", "")
    target = _image(walk, url)
    if url:
        walk.images.append(Pointer(url, "url", at.name, at.ordinal, target))
    described = element.find("{*}desc")
    if described is None and (parent := element.getparent()) is not None:
        described = parent.find("{*}figDesc")
    alternative = folded(described) if described is not None else ""
    walk.skip(element)
    node = Node("graphic", at.name, at.attributes, [], {"target": target, "alternative": alternative}, False, at.ordinal)
    walk.show(node)
    return node


def _image(walk: Walk, url: str) -> Target:
    """Return where an image is: among the edition's files, elsewhere, or nowhere."""
    target = walk.resolve(url)
    if target.kind in {"external", "unsafe", "empty"}:
        return target
    path = posixpath.normpath(posixpath.join(walk.resolve.folder, unquote(url)))
    return Target("file", path) if path in walk.assets else Target("dangling", url)


# Breaks, glyphs, alternatives


def _break(walk: Walk, element: etree._Element, at: At) -> Node:
    kind = {"pb": "page", "cb": "column", "lb": "line", "gb": "page"}.get(at.name, at.attributes.get("unit", "milestone"))
    params = {
        "type": kind,
        "label": at.attributes.get("n", ""),
        "within_word": at.attributes.get("break") == "no",
        "in_prose": at.place.parent == "p",
    }
    node = Node("break", at.name, at.attributes, [], params, False, at.ordinal)
    walk.show(node)
    walk.skip(element)
    return node


def _glyph(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the character that `charDecl` maps a `g` to (TEI Guidelines, chapter 5), or its name in brackets."""
    reference = at.attributes.get("ref", "").removeprefix("#")
    found = ""
    if reference:
        for declared in element.getroottree().getroot().iter("{*}char", "{*}glyph"):
            if declared.get("{http://www.w3.org/XML/1998/namespace}id") == reference:
                mapping = declared.find("{*}mapping")
                found = folded(mapping) if mapping is not None else ""
    words = found or (f"[{reference}]" if reference else "�")
    return Node("glyph", at.name, at.attributes, [words], EMPTY, False, at.ordinal)


_PREFERRED = ("corr", "reg", "expan", "lem", "ex")


def _alternate(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the reading to show first, and the others after it as alternatives."""
    inside = at.place._replace(parent=at.name)
    children = [child for child in walk.children(element, inside) if not is_blank(child)]
    readings = [child for child in children if isinstance(child, Node)]
    preferred = next((child for name in _PREFERRED for child in readings if child.name == name), None)
    first = preferred or (readings[0] if readings else None)
    others = [Node("alternative", c.name, EMPTY, [c], EMPTY, c.block) for c in readings if c is not first]
    strings = [child for child in children if isinstance(child, str)]
    content: list[Node | str] = [*([first] if first else []), *strings, *others]
    node = Node("alternate", at.name, at.attributes, content, EMPTY, any(is_block(c) for c in content), at.ordinal)
    walk.show(node)
    return node


def _metadata(walk: Walk, element: etree._Element, _at: At) -> None:
    walk.skip(element)


BY_NAME: Mapping[str, Builder] = MappingProxyType({"l": _verse_line})
BY_BEHAVIOUR: Mapping[str, Builder] = MappingProxyType(
    {
        "omit": _omit,
        "metadata": _metadata,
        "paragraph": _paragraph,
        "section": _section,
        "heading": _heading,
        "note": _note,
        "link": _link,
        "anchor": _anchor,
        "list": _list,
        "table": _table,
        "row": _row,
        "cell": _cell,
        "figure": _figure,
        "graphic": _graphic,
        "break": _break,
        "glyph": _glyph,
        "alternate": _alternate,
    }
)
