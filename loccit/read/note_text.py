"""Builder of `note` (TEI Guidelines, section 3.9.1): lifted out of the text and called there, or read in its place."""

from __future__ import annotations

from lxml import etree

from loccit.model import Node
from loccit.model.pointers import first_pointer
from loccit.read.calls import SPOKEN
from loccit.read.citable import citable
from loccit.read.identifiers import PARTS_OF_CITATIONS, read_remark
from loccit.read.links import called_note, read_link
from loccit.read.rules import Place, has_words, is_part_of_speech, lacks_words, local_name, running
from loccit.read.shape import shape_paragraph
from loccit.read.tags import At
from loccit.read.walk import NOWHERE, Citable, Walk


def read_note(walk: Walk, element: etree._Element, at: At) -> Node | None:
    """Return what stands at the place of a note: its call, or the note itself; none where nothing does."""
    planned = walk.plan.by_element.get(element) or walk.plan.continued.get(element)
    if planned is None or at.place.in_header or not (planned.id in walk.note_bodies or element in walk.plan.by_element):
        return _note_in_place(walk, element, at)
    plain = at.name == "note" and not any(is_block_name(child) for child in element)
    inside = Place(parent=at.name, citable=False, level=6, in_paragraph=plain, prose=plain)
    walk.citable.append(Citable(planned.id, planned.label, "note"))
    hoisted, walk.hoisted = walk.hoisted, []
    body = shape_paragraph(walk.children(element, inside))
    walk.hoisted = hoisted
    walk.citable.pop()
    if element in walk.plan.continued:
        walk.features.add("continued-note")
        walk.note_bodies[planned.id].children.append(walk.made(at, body, params={"continued": True}))
        return None
    walk.note_bodies[planned.id] = walk.made(at, body)
    walk.shown.add(planned.id)
    if planned.series.marginal:
        walk.features.add("margin")
    return None if element in walk.plan.unmarked else walk.reference(planned, at, block=_before(walk, element, at))


def _before(walk: Walk, element: etree._Element, at: At) -> Citable | None:
    """Return the paragraph or line that a note between blocks comes after."""
    between = walk.citable[-1] is NOWHERE and not at.place.in_paragraph and element.getprevious() is not None
    return Citable.of(walk.blocks[-1]) if between and walk.blocks else None


def is_block_name(element: etree._Element) -> bool:
    """Tell whether an element is a block by its name."""
    return local_name(element) in {"p", "ab", "list", "table", "lg", "quote", "cit", "figure", "div", "sp"}


def _parts_lines(element: etree._Element) -> bool:
    """Tell whether an element in a note stands on lines of its own; a quotation amid words does so for its blocks."""
    parent = element.getparent()
    if local_name(element) not in {"quote", "cit"} or parent is None or not has_words(parent):
        return is_block_name(element)
    return any(map(is_block_name, element.iterdescendants("*")))


def _note_in_place(walk: Walk, element: etree._Element, at: At) -> Node | None:
    planned = called_note(walk, element, at) if lacks_words(element) and not at.place.in_header else None
    if planned:
        return walk.reference(planned, at)
    target = walk.resolve(first_pointer(at.attributes, "target"))
    if lacks_words(element) and not len(element) and target.kind in {"text", "external"}:
        return read_link(walk, element, at._replace(name="ptr", rule=at.rule._replace(behaviour="link")))
    between = is_part_of_speech(element, at.place)
    apart = between or at.place.parent == "noteGrp" or at.attributes.get("place") in {"display", "block"}
    of_a_citation = at.place.parent in PARTS_OF_CITATIONS
    plain = not any(_parts_lines(child) or local_name(child) == "note" for child in element)
    if not apart and plain and (of_a_citation or running(element, at.place)):
        walk.features.add("inline-note")
        return read_remark(walk, element, at)
    inside = at.place._replace(parent=at.name, in_paragraph=False, citable=False)
    between = between or (walk.has_speech and _is_of_minutes(element))
    if at.attributes.get("xml:id") and at.place.citable and not between:
        return citable(walk, element, at, inside, "note", shape_paragraph)
    spoken = at.attributes.get("type", "") if at.attributes.get("type") in SPOKEN else "narrative" if between else ""
    if spoken:
        walk.features.add("inline-note")
    return walk.made(at, shape_paragraph(walk.children(element, inside)), params={"spoken": spoken})


def _is_of_minutes(element: etree._Element) -> bool:
    """Tell whether a note stands between the speeches of a debate: it is a line of the minutes."""
    parent = element.getparent()
    return parent is not None and parent.find("{*}u") is not None
