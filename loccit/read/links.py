"""Builders of `ref` and `ptr` (TEI Guidelines, section 3.7): links, words where they have none, and calls of notes."""

from __future__ import annotations

import re

from lxml import etree

from loccit.model import Node, has_blocks
from loccit.model.pointers import first_pointer, pointers_in
from loccit.read import (
    wording,
)
from loccit.read.calls import is_mark
from loccit.read.header import folded
from loccit.read.notes import PlannedNote
from loccit.read.pointing import words_for
from loccit.read.rules import lacks_words
from loccit.read.shape import trimmed
from loccit.read.tags import At
from loccit.read.walk import Walk


def called_note(walk: Walk, element: etree._Element, at: At) -> PlannedNote | None:
    """Return the note that an element calls: one of the text, or of the editors; none where it calls none."""
    if element in walk.plan.by_caller:
        return walk.plan.by_caller[element]
    target = walk.resolve(first_pointer(at.attributes, "target", "corresp"))
    return walk.plan.by_entry.get(target.key) if target.kind == "note" else None


def read_link(walk: Walk, element: etree._Element, at: At) -> Node | None:
    """Return a link, a call of a note, or the words alone where they lead nowhere."""
    target = walk.resolve(first_pointer(at.attributes, "target"))
    planned = None if at.place.in_header else called_note(walk, element, at)
    leads = planned is not None or target.kind not in {"empty", "dangling", "unsafe"}
    children = walk.children(element, at.place._replace(parent=at.name, in_link=leads or at.place.in_link))
    if planned:
        words = [] if is_mark(folded(element)) else trimmed(children)
        return walk.reference(planned, at, words)
    if "target" not in at.attributes and (reference := " ".join(at.attributes.get("cRef", "").split())):
        return _cited(walk, element, at, reference, children)
    if not children:
        return _spaced(element, _wordless(walk, element, at))
    # A pointer with words of its own, which TEI does not know, is a reference.
    at = at._replace(name="ref")
    block = has_blocks(children)
    if at.place.in_link or not leads:
        return walk.made(at, children, behaviour="inline", block=block)
    return walk.made(at, children, params={"target": target}, block=block)


def _cited(walk: Walk, element: etree._Element, at: At, reference: str, children: list[Node | str]) -> Node:
    """Return a canonical reference, by its own words or else as it is written; a link where it has an address."""
    target = walk.cited.target(reference, at.attributes.get("decls", ""))
    leads = target.kind == "external" and not at.place.in_link
    made = at._replace(name="ref" if children else "ptr")
    params = {"target": target} if leads else {}
    words = children or [f"[{reference}]"]
    block = has_blocks(words)
    node = walk.made(made, words, params=params, behaviour="" if leads else "inline", block=block)
    return node if children else _spaced(element, node)


def _wordless(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a link without words, called by the place where it leads; several where it leads to several."""
    values = pointers_in(at.attributes.get("target", ""))
    links = [_called(walk, element, at, value) for value in values]
    if len(links) == 1:
        return links[0]
    words: list[Node | str] = [part for link in links for part in (wording.worded(", "), link)]
    return walk.made(at, words[1:], behaviour="inline", block=False)


def _called(walk: Walk, element: etree._Element, at: At, value: str) -> Node:
    target = walk.resolve(value)
    label = walk.labels.get(target.fragment, "") if target.kind == "local" else ""
    leads_nowhere = target.kind in {"empty", "dangling", "unsafe"}
    if leads_nowhere and at.name == "ref" and not target.key and not _is_all(element):
        return walk.made(at, [], behaviour="inline", block=False)
    words: list[Node | str] = [label or words_for(target, value, at.name)]
    # A reference without words of its own is a pointer.
    at = at._replace(name="ptr")
    if where := at.attributes.get("loc", "").strip():
        words.append(f", {where}")
    if at.place.in_link or leads_nowhere:
        return walk.made(at, words, behaviour="inline", block=False)
    unnamed = not label and target.kind in {"local", "text"} and not _TELLING.search(target.fragment)
    node = walk.made(at, words, params={"target": target, "unnamed": unnamed}, block=False)
    if not label and target.kind == "local":
        walk.wordless.append(node)
    return node


_TELLING = re.compile(r"[^\W\d_]{3}.*\d{4}")
"""An id that is what one cites: a name and a year."""


def _is_all(element: etree._Element) -> bool:
    """Tell whether there is nothing beside an element, as in an entry of a bibliography that only names a work."""
    parent = element.getparent()
    return parent is not None and len(parent) == 1 and lacks_words(parent)


def _spaced(element: etree._Element, link: Node) -> Node:
    """Return a link with the words that it has from us, set apart from a word of the source beside it."""
    before, after = wording.text_before(element)[-1:], (element.tail or "")[:1]
    return wording.spaced(link, before=before.isalnum(), after=after.isalnum()) if link.children else link
