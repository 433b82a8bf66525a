"""One function for each behaviour that needs more than the content of its element, and the table of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from lxml import etree

from loccit.model import Block, Heading, Node, has_blocks
from loccit.model.pointers import first_pointer, pointers_in
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
from loccit.read.apart import APART
from loccit.read.calls import SPOKEN, is_mark
from loccit.read.header import folded
from loccit.read.identifiers import PARTS_OF_CITATIONS, read_class_code, read_identifier, read_remark
from loccit.read.notes import PlannedNote
from loccit.read.pointing import words_for
from loccit.read.rights import read_licence
from loccit.read.rules import Place, has_words, is_break, is_part_of_speech, lacks_words, local_name, running
from loccit.read.sections import is_emptied, is_listed, read_generated, read_heading, read_section, read_text_within
from loccit.read.shape import shape_paragraph, trimmed
from loccit.read.tags import At
from loccit.read.walk import NOWHERE, Builder, Citable, Walk


def _omit(walk: Walk, element: etree._Element, at: At) -> Node | None:
    if element.getparent() is None and at.name == "facsimile":
        return _as_text(walk, element, at)
    walk.skip(element)
    return None


def _as_text(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return what stands off a text, or shows it, where a file is nothing else: it is what there is to read."""
    return walk.generic(element, at._replace(rule=at.rule._replace(behaviour="block", block=True)))


# Citable blocks


def _paragraph(walk: Walk, element: etree._Element, at: At) -> Node | None:
    if not len(element) and "xml:id" not in at.attributes and not (element.text or "").strip():
        return None
    prose = at.name == "p" and not breaks.is_of_lines(element)
    inside = at.place._replace(parent=at.name, in_paragraph=True, citable=False, prose=prose)
    has_entries = len(element) > 0 and is_listed(element[0])
    emptied = (bool(walk.plan.unmarked) or has_entries) and is_emptied(walk, element)
    if at.place.citable and not at.place.in_link and not emptied:
        return _citable(walk, element, at, inside, "paragraph", shape_paragraph)
    children = shape_paragraph(walk.children(element, inside))
    only = children[0] if len(children) == 1 else None
    if isinstance(only, Node) and only.behaviour == "fragment":
        return walk.made(at, only.children, behaviour="fragment")
    return walk.made(at, children, behaviour="block")


def _verse_line(walk: Walk, element: etree._Element, at: At) -> Node | None:
    if not at.attributes and not len(element) and not (element.text or "").strip():
        return None
    inside = at.place._replace(parent=at.name, in_paragraph=True, citable=False, prose=True)
    number = walk.stanza_lines.get(element) or walk.line_numbers.get(element)
    if number:
        at = at._replace(attributes={**at.attributes, "n": number})
    if at.place.citable and not at.place.in_link:
        node = _citable(walk, element, at, inside, "line", trimmed)
        if element in walk.stanza_lines and not any(local_name(e) == "l" for e in element.itersiblings(preceding=True)):
            node.params = {**node.params, "fifth": True}
        return node
    return walk.made(at, trimmed(walk.children(element, inside)))


_STEMS = {"paragraph": "p", "line": "l", "note": "note"}
_LABELLED_LINES = 5
"""The margin shows the number of every fifth line of verse."""
_LAST_NUMBER = re.compile(r"^(?:[\w-]+[.:,])*([0-9]{1,6})$")
"""The number of a line, also where act and scene stand before it."""


_A_WORD = re.compile(r"[a-z]{1,12}[0-9]{0,2}")
"""An id that the margin can show: `headnote`, and not what a program has counted."""


def _citable(
    walk: Walk,
    element: etree._Element,
    at: At,
    inside: Place,
    kind: str,
    shape: Callable[[list[Node | str]], list[Node | str]],
) -> Node:
    address, permanent = walk.address(at.attributes, _STEMS[kind])
    number = at.attributes.get("n", "").strip()
    own = number if is_mark(number) else address if _A_WORD.fullmatch(address) else ""
    label = own if kind == "note" and own else walk.label(address, at.attributes, kind)
    if kind == "note" and not own:
        label = f"*{label}"
    walk.citable.append(Citable(address, label, kind))
    index = len(walk.blocks)
    children = shape(walk.children(element, inside))
    walk.citable.pop()
    counted = _LAST_NUMBER.search(label) if kind == "line" else None
    goes_on = index > 0 and walk.blocks[index - 1].label == label
    fifth = counted is not None and not goes_on and int(counted[1]) % _LABELLED_LINES == 0
    part = at.attributes.get("part", "") if kind == "line" else ""
    params = {"id": address, "label": label, "fifth": fifth, "part": part if part in {"I", "M", "F"} else ""}
    node = walk.made(at, children, params=params)
    walk.blocks.insert(index, Block(address, label, kind, permanent, node))
    return node


def _second_half(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the second half of a line with the room between the two, which is a space where the source has none."""
    half = walk.generic(element, at._replace(rule=at.rule._replace(behaviour="inline")))
    is_set_apart = wording.text_before(element)[-1:].isspace()
    return Node("run", half.name, children=["" if is_set_apart else " ", Node("inline", "caesura"), half])


# Notes and links


def _note(walk: Walk, element: etree._Element, at: At) -> Node | None:
    planned = walk.plan.by_element.get(element) or walk.plan.continued.get(element)
    if planned is None or at.place.in_header or not (planned.id in walk.note_bodies or element in walk.plan.by_element):
        return _note_in_place(walk, element, at)
    plain = at.name == "note" and not any(_is_block_name(child) for child in element)
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


def _is_block_name(element: etree._Element) -> bool:
    return local_name(element) in {"p", "ab", "list", "table", "lg", "quote", "cit", "figure", "div", "sp"}


def _parts_lines(element: etree._Element) -> bool:
    """Tell whether an element in a note stands on lines of its own; a quotation amid words does so for its blocks."""
    parent = element.getparent()
    if local_name(element) not in {"quote", "cit"} or parent is None or not has_words(parent):
        return _is_block_name(element)
    return any(map(_is_block_name, element.iterdescendants("*")))


def _note_in_place(walk: Walk, element: etree._Element, at: At) -> Node | None:
    planned = _called_note(walk, element, at) if lacks_words(element) and not at.place.in_header else None
    if planned:
        return walk.reference(planned, at)
    target = walk.resolve(first_pointer(at.attributes, "target"))
    if lacks_words(element) and not len(element) and target.kind in {"text", "external"}:
        return _link(walk, element, at._replace(name="ptr", rule=at.rule._replace(behaviour="link")))
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
        return _citable(walk, element, at, inside, "note", shape_paragraph)
    spoken = at.attributes.get("type", "") if at.attributes.get("type") in SPOKEN else "narrative" if between else ""
    if spoken:
        walk.features.add("inline-note")
    return walk.made(at, shape_paragraph(walk.children(element, inside)), params={"spoken": spoken})


def _is_of_minutes(element: etree._Element) -> bool:
    """Tell whether a note stands between the speeches of a debate: it is a line of the minutes."""
    parent = element.getparent()
    return parent is not None and parent.find("{*}u") is not None


def _called_note(walk: Walk, element: etree._Element, at: At) -> PlannedNote | None:
    if element in walk.plan.by_caller:
        return walk.plan.by_caller[element]
    target = walk.resolve(first_pointer(at.attributes, "target", "corresp"))
    return walk.plan.by_entry.get(target.key) if target.kind == "note" else None


def _link(walk: Walk, element: etree._Element, at: At) -> Node | None:
    target = walk.resolve(first_pointer(at.attributes, "target"))
    planned = None if at.place.in_header else _called_note(walk, element, at)
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
    if not link.children or not (before.isalnum() or after.isalnum()):
        return link
    return Node("run", link.name, children=[" " * before.isalnum(), link, " " * after.isalnum()])


def _place_in_manuscript(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a place in a manuscript; one that is only pointed at is called by the page there, or by its own number."""
    if not lacks_words(element) or at.place.parent in _TELL_PLACES:
        is_stated = at.rule.behaviour == "stated"
        return wording.read_stated(walk, element, at) if is_stated else walk.generic(element, at)
    if at.rule.behaviour == "stated":
        return _set_apart(element, wording.read_stated(walk, element, at))
    places: list[Node | str] = []
    for value in pointers_in(at.attributes.get("target", "")):
        target, called = walk.resolve(value), value.rpartition("#")[2]
        if target.kind == "local":
            link = at._replace(name="ptr", rule=at.rule._replace(behaviour="link"))
            node = walk.made(link, [called], params={"target": target, "is_leaf": True}, block=False)
            walk.wordless.append(node)
            places += [wording.worded(", "), node]
        elif called[:1].isdecimal():
            places += [wording.worded(", "), wording.worded(called)]
    node = walk.made(at, places[1:], behaviour="inline", block=False)
    return _set_apart(element, node) if places else node


def _break_of_witness(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return where a witness breaks off or begins, which is told in words of ours, apart from those beside it."""
    node = walk.made(at, [], block=False)
    left = wording.text_before(element)[-1:].strip() and " "
    right = (element.tail or "")[:1].strip() and " "
    return Node("run", at.name, children=[left, node, right]) if left or right else node


def _set_apart(element: etree._Element, node: Node) -> Node:
    """Return a place in a manuscript that has its words from us, with a space where the source has none beside it."""
    parent, before, after = element.getparent(), element.getprevious(), element.getnext()
    if parent is None or (local_name(parent) in APART and not has_words(parent)):
        return node
    is_led = before is not None and not before.tail and local_name(before) not in _LOCI and not is_break(before)
    follows = after is not None and not element.tail and local_name(after) not in _LOCI
    left = wording.text_before(element)[-1:].isalnum() or is_led
    right = (element.tail or "")[:1].isalnum() or follows
    return Node("run", node.name, children=[" " * left, node, " " * right]) if left or right else node


_LOCI = frozenset({"locus", "locusGrp"})
_TELL_PLACES = frozenset({"locusGrp", *manuscripts.NUMBERED.split()})
"""What tells of the places in it apart from everything else."""


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
    if any(_is_block_name(e) or (wordless and local_name(e) == "seg") for e in element):
        return speech.read_speech(walk, element, at)
    node = _paragraph(walk, element, at._replace(rule=at.rule._replace(behaviour="paragraph")))
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


def _role(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a role; words that stand close behind its name say who that is."""
    node = walk.generic(element, at)
    for index, child in enumerate(node.children[1:], 1):
        before = node.children[index - 1]
        is_name = isinstance(before, Node) and before.name in {"roleName", "persName", "name"}
        if is_name and isinstance(child, str) and child[:1].isalpha():
            node.children.insert(index, wording.worded(", "))
            break
    return node


_CITATIONS = "biblStruct analytic monogr series imprint biblFull titleStmt editionStmt publicationStmt seriesStmt"
BY_NAME: Mapping[str, Builder] = MappingProxyType(
    {
        "l": _verse_line,
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
        "locus": _place_in_manuscript,
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
        "role": _role,
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
        "paragraph": _paragraph,
        "section": read_section,
        "heading": read_heading,
        "note": _note,
        "link": _link,
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
        "half": _second_half,
    }
)
"""The builders by behaviour; a behaviour that is not here asks for nothing but its content."""
