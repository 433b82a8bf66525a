"""Builders of a transcription surface by surface: `sourceDoc` (TEI Guidelines, section 12.1.1 and 12.2.2)."""

from __future__ import annotations

import re

import msgspec
from lxml import etree

from loccit.model import Heading, Node, has_blocks
from loccit.read.images import image_here
from loccit.read.readings import stages
from loccit.read.shape import break_lines, is_blank, trimmed
from loccit.read.tags import At
from loccit.read.walk import Walk

_INDENT = re.compile(r"\bindent-?(\d?)")
_DEEPEST = 9
"""Steps that a line may be indented by."""


def read_source_document(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a transcription; where the file has an edited text besides, it is a part with a heading of its own."""
    siblings = element.itersiblings("{*}text", preceding=False), element.itersiblings("{*}text", preceding=True)
    beside = any(True for several in siblings for _ in several)
    walk.beside_text = walk.beside_text or beside
    inside = at.place._replace(parent=at.name, level=at.place.level + (1 if beside else 0))
    return walk.made(at, break_lines(walk.children(element, inside)), params={"beside_text": beside})


def read_surface(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a surface with its address, its label and its image before what is written on it."""
    address, _permanent = walk.address(at.attributes, "surface")
    walk.counts["surfaces"] = walk.counts.get("surfaces", 0) + 1
    number = str(walk.counts["surfaces"])
    named = " ".join(at.attributes.get("n", "").split())
    image = image_here(walk, element, at, named, address)
    level = min(at.place.level, _LOWEST_HEADING)
    if not walk.beside_text:
        walk.surfaces.append(Heading(address, level, named, number, "surface"))
    inside = at.place._replace(parent=at.name, in_paragraph=False, level=level + 1)
    children = walk.children(element, inside)
    written = [child for child in children if not _is_graphic(child)]
    walk.leave_out(child for child in children if isinstance(child, Node) and _is_graphic(child))
    if at.attributes.get("xml:id", address) != address:
        # Another surface has that address already.
        at = at._replace(attributes={name: value for name, value in at.attributes.items() if name != "xml:id"})
    params = {
        "address": address,
        "label": named,
        "number": number,
        "level": level,
        "stages": stages(element),
    }
    return walk.made(at, [*([image] if image else []), *break_lines(written)], params=params)


def _is_graphic(child: Node | str) -> bool:
    return isinstance(child, Node) and child.behaviour == "graphic"


_LOWEST_HEADING = 6


def read_zone(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a zone with the words that say what it is, and the place that it belongs to."""
    running = any(not is_blank(text) for text in (element.text or "", *(child.tail or "" for child in element)))
    inside = at.place._replace(parent=at.name, in_paragraph=running, citable=at.place.citable and not running)
    params = {
        "kind": _kind(at.attributes.get("type", "").strip()) if len(element) or running else "",
        "target": walk.resolve(at.attributes.get("corresp", "").split(" ")[0]),
        "stages": stages(element),
    }
    return walk.made(at, break_lines(walk.children(element, inside)), params=params)


def _kind(said: str) -> str:
    """Return what a zone is, in words; the vocabulary SegmOnto runs them together: `MarginTextZone-note`."""
    kind = " ".join(re.split(r"[\s_]+", said))
    if kind in _MAIN or _OF_LINES.fullmatch(kind):
        return ""
    if zone := _OF_SEGMONTO.fullmatch(kind):
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", zone[1]).capitalize()
        return f"{words}: {zone[2]}" if zone[2] else words
    return kind


_MAIN = frozenset({"main", "text", "body", "default", "MainZone", "TextBlock", "TextRegion"})
"""The zones that need no word of what they are."""
_OF_LINES = re.compile(r"\w*Line(?:[-:#].*)?")
_OF_SEGMONTO = re.compile(r"([A-Z]\w+)Zone(?:[-:#](.+))?")


def read_line(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a line of a page, with how far its beginning stands in."""
    inside = at.place._replace(parent=at.name, in_paragraph=True, citable=False, prose=False)
    said = _INDENT.search(at.attributes.get("rend", ""))
    indent = min(int(said.group(1) or 1), _DEEPEST) if said else 0
    return walk.made(
        at, trimmed(walk.children(element, inside)), params={"indent": indent, "number": at.attributes.get("n", "")}
    )


def read_modification(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a `mod`; the white space around what it groups is none of the text, nor is that inside within a word."""
    children = trimmed(walk.children(element, at.place._replace(parent=at.name)))
    if _is_in_word(element):
        children = [child for child in children if not is_blank(child)]
    return walk.made(at, children, block=has_blocks(children))


def _is_in_word(element: etree._Element) -> bool:
    """Tell whether a letter stands right before or right after an element."""
    previous, parent = element.getprevious(), element.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else ""
    return (before or "")[-1:].isalnum() or (element.tail or "")[:1].isalnum()


def transcription_last(node: Node) -> Node:
    """Return a document with the transcription after the edited text, which is what one reads first."""
    if node.behaviour != "document":
        return node
    children = [transcription_last(child) if isinstance(child, Node) else child for child in node.children]
    beside = [c for c in children if isinstance(c, Node) and c.name == "sourceDoc" and c.params["beside_text"]]
    return msgspec.structs.replace(node, children=[*(c for c in children if c not in beside), *beside])
