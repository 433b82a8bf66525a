"""The tables of builders: who reads an element that asks for more than its content, by its behaviour or its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lxml import etree

from loccit.model import Heading, Node, has_blocks
from loccit.read import (
    apparatus,
    breaks,
    citations,
    dictionaries,
    examples,
    formulae,
    images,
    manuscripts,
    missing,
    quoting,
    readings,
    speech,
    structures,
    surfaces,
    wording,
)
from loccit.read.citable import read_paragraph, read_second_half, read_verse_line
from loccit.read.header import folded
from loccit.read.identifiers import read_class_code, read_identifier
from loccit.read.links import read_link
from loccit.read.note_text import is_block_name, read_note
from loccit.read.rights import read_licence
from loccit.read.rules import has_words, lacks_words, local_name
from loccit.read.sections import read_generated, read_heading, read_section, read_text_within
from loccit.read.tags import At
from loccit.read.walk import Builder, Walk


def _omit(walk: Walk, element: etree._Element, at: At) -> Node | None:
    if element.getparent() is None and at.name == "facsimile":
        return _as_text(walk, element, at)
    walk.skip(element)
    return None


def _as_text(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return what stands off a text, or shows it, where a file is nothing else: it is what there is to read."""
    return walk.generic(element, at._replace(rule=at.rule._replace(behaviour="block", block=True)))


def _break_of_witness(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return where a witness breaks off or begins, which is told in words of ours, apart from those beside it."""
    node = walk.made(at, [], block=False)
    before, after = wording.text_before(element)[-1:], (element.tail or "")[:1]
    return wording.spaced(node, before=bool(before.strip()), after=bool(after.strip()))


def _or_words(build: Builder) -> Builder:
    """Return the builder of an element that TEI has empty: one that holds words all the same is shown by them."""

    def built(walk: Walk, element: etree._Element, at: At) -> Node | None:
        if lacks_words(element):
            return build(walk, element, at)
        children = walk.children(element, at.place._replace(parent=at.name))
        # Without a number, the node has the look of its behaviour and not that of the empty element.
        return walk.made(at._replace(ordinal=-1), children, behaviour="inline", block=has_blocks(children))

    return built


def _anchor(walk: Walk, element: etree._Element, at: At) -> Node:
    walk.skip(element)
    point = at.attributes.get("synch", "").rpartition("#")[2]
    node = walk.made(at, [], block=False)
    if point in walk.timeline.overlaps and at.place.parent != "annotationBlock":
        return Node("inline", "seg", children=[node, wording.worded("[")])
    return node


def _stand_off(walk: Walk, element: etree._Element, at: At) -> Node | None:
    """Read the notes on places of the text; the rest of what stands off it is not shown here."""
    if element.getparent() is None:
        return _as_text(walk, element, at)
    for child in element.iterchildren("*"):
        if child in walk.plan.by_element:
            walk.node(child, at.place._replace(parent=at.name, in_paragraph=False, citable=False))
        else:
            walk.pass_over(child)
            _stand_off(walk, child, at._replace(name=local_name(child)))
    return None


# Speeches, and the texts of a corpus


def _utterance(walk: Walk, element: etree._Element, at: At) -> Node | None:
    """Return what somebody says: with a number, unless what is inside has numbers."""
    wordless = not has_words(element)
    at = at._replace(place=at.place._replace(wordless=wordless))
    if any(is_block_name(e) or (wordless and local_name(e) == "seg") for e in element):
        return speech.read_speech(walk, element, at)
    node = read_paragraph(walk, element, at._replace(rule=at.rule._replace(behaviour="paragraph")))
    if node is not None:
        speech.present(walk, element, node)
    return node


def _document(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a text; one of a corpus gets a heading from its own header, unless it has the same one itself."""
    title = element.find("{*}teiHeader/{*}fileDesc/{*}titleStmt/{*}title")
    head = element.find("{*}text//{*}head")
    words = folded(title) if title is not None else ""
    headed = head is not None and folded(head).casefold() == words.casefold()
    if at.place.parent not in {"teiCorpus", "teiCorpus.2"} or not words or headed:
        return walk.generic(element, at)
    address, _permanent = walk.address({}, "h")
    walk.headings.append(Heading(address, at.place.level, words))
    inside = at.place._replace(level=min(at.place.level + 1, 6))
    node = walk.generic(element, at._replace(place=inside))
    params = {"id": address, "level": at.place.level, "words": words}
    heading = Node("member", "title", params=params, block=True)
    section = {"headed": True}
    return walk.made(at, [heading, *node.children], behaviour="section", params=section)


_CITATIONS = "biblStruct analytic monogr series imprint biblFull titleStmt editionStmt publicationStmt seriesStmt"
BY_NAME: Mapping[str, Builder] = MappingProxyType(
    {
        "l": read_verse_line,
        "floatingText": read_text_within,
        "fw": breaks.read_forme_work,
        "mw": breaks.read_marked_words,
        **dict.fromkeys(("add", "del"), readings.read_change),
        **dict.fromkeys(readings.OTHER_FORM, readings.read_form),
        "standOff": _stand_off,
        "sourceDoc": surfaces.read_source_document,
        "line": surfaces.read_line,
        "mod": surfaces.read_modification,
        "dimensions": manuscripts.read_dimensions,
        **dict.fromkeys(("height", "width", "depth", "dim", "measure"), manuscripts.read_measured),
        "locus": manuscripts.read_locus,
        "handShift": manuscripts.read_hand_shift,
        **dict.fromkeys(("biblScope", "citedRange"), citations.read_scope),
        "egXML": examples.read_example,
        "stage": speech.read_stage,
        **dict.fromkeys(("vocal", "kinesic", "incident"), speech.read_sound),
        "gap": missing.read_gap,
        "space": missing.read_space,
        "formula": formulae.read_formula,
        "math": formulae.read_math,
        **dict.fromkeys(manuscripts.NUMBERED.split(), manuscripts.read_numbered),
        **dict.fromkeys(_CITATIONS.split(), citations.read_citation),
        "bibl": citations.read_bibl,
        "role": speech.read_role,
        "app": apparatus.read_app,
        "idno": read_identifier,
        "licence": read_licence,
        **dict.fromkeys(("lacunaStart", "lacunaEnd", "witStart", "witEnd"), _or_words(_break_of_witness)),
        "classCode": read_class_code,
        "relation": structures.read_relation,
        **dict.fromkeys(quoting.NAMES.split(), quoting.read_quoted),
        "lem": apparatus.read_reading,
        "rdg": apparatus.read_reading,
    }
)
"""The builders of elements whose behaviour does not tell how to read them."""

BY_BEHAVIOUR: Mapping[str, Builder] = MappingProxyType(
    {
        "omit": _omit,
        "metadata": _omit,
        "paragraph": read_paragraph,
        "section": read_section,
        "heading": read_heading,
        "note": read_note,
        "link": read_link,
        "anchor": _or_words(_anchor),
        "list": structures.read_list,
        "table": structures.read_table,
        "row": structures.read_row,
        "cell": structures.read_cell,
        "figure": images.read_figure,
        "graphic": images.read_graphic,
        "break": _or_words(breaks.read_break),
        "surface": surfaces.read_surface,
        "zone": surfaces.read_zone,
        "ruby": structures.read_ruby,
        "glyph": structures.read_glyph,
        "alternate": readings.read_choice,
        "document": _document,
        "stated": wording.read_stated,
        "field": wording.read_field,
        "group": wording.read_field,
        "foreign": images.read_foreign,
        "annotation": wording.read_field,
        "generated": read_generated,
        "bracketed": wording.read_bracketed,
        "sense": dictionaries.read_sense,
        "speech": speech.read_speech,
        "utterance": _utterance,
        "half": read_second_half,
    }
)
"""The builders by behaviour; a behaviour that is not here asks for nothing but its content."""
