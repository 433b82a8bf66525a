"""Builders of divisions and their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import msgspec
from lxml import etree

from loccit.model import Heading, Node, has_blocks
from loccit.model.pointers import first_pointer
from loccit.read.behaviours import SECTIONS
from loccit.read.calls import holds_only
from loccit.read.header import folded
from loccit.read.rules import Place, local_name, takes_numbers_out
from loccit.read.shape import break_lines, settle, trimmed
from loccit.read.tags import At
from loccit.read.tradition import HOLDERS
from loccit.read.walk import NOWHERE, Walk
from loccit.read.xml import LANG


def read_section(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a division; one that has a number and no heading gets a heading of ours, or its number in its text."""
    if walk.glossary_links == "section":
        walk.linked.clear()
    head = next((child for child in element if local_name(child) == "head"), None)
    level = min(at.place.level + (1 if at.place.parent == _HEADED else 0), 6)
    numbered = "" if head is not None or at.place.in_header else _numbered(element)
    apart = bool(numbered) and _stands_apart(element)
    headed = apart or (head is not None and not _is_title(walk, head, at.place))
    kind = "" if head is not None or at.place.in_header else _kind(walk, element)
    inside = at.place._replace(parent=_HEADED if headed or kind else "text", in_paragraph=False, level=level)
    params = {
        "headed": headed,
        "emptied": headed and head is not None and is_emptied(walk, element),
        "kind": kind,
        "level": level,
    }
    if kind:
        params["tongue"] = tongue = _tongue(element)
        params["subtype"] = subtype = "" if tongue else _subtype(element)
        params["address"] = _address_of_kind(walk, Heading("", level, subtype, kind=kind, language=tongue))
    heading = [_member(walk, f"{_word(element)} {numbered}".strip(), level)] if apart else []
    children = [*heading, *break_lines(walk.children(element, inside))]
    if numbered and not apart:
        mark = Node("break", "milestone", params={"type": "number", "label": _reference(element), "hyphen": ""})
        if not (children and settle(children[0], " ", first=True) and settle(children[0], mark, first=True)):
            children.insert(0, mark)
    return walk.made(at, children, params=params)


def read_text_within(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a text in a text; its headings are below that of the division it stands in."""
    divisions = (each for each in element.iterancestors() if local_name(each) in _DIVISIONS)
    headed = bool(walk.headings) and any(division.find("{*}head") is not None for division in divisions)
    level = min(at.place.level + 1, 6) if headed else at.place.level
    return walk.generic(element, at._replace(place=at.place._replace(level=level)))


_NUMBERED = frozenset(
    "textpart book chapter section poem letter oration fragment column face canto hymn psalm epigram part verse".split()
)
"""The `@type`s of divisions that are cited by their numbers."""
_WITHIN = frozenset({"section", "verse", "line", "paragraph", "sentence", "stanza", "card"})
"""Divisions so small that their numbers stand in the text, and not above it."""
_NUMBER = re.compile(r"[\w.\-–]{1,12}")


def _numbered(element: etree._Element) -> str:
    """Return the number of a division that is cited by it."""
    number = element.get("n", "").strip()
    return number if element.get("type", "").lower() in _NUMBERED and _NUMBER.fullmatch(number) else ""


def _word(element: etree._Element) -> str:
    """Return what the encoders call a division."""
    kind = element.get("type", "")
    return (element.get("subtype", "") if kind.lower() == "textpart" else kind).capitalize()


def _stands_apart(element: etree._Element) -> bool:
    """Tell whether a division is one of books or chapters, and no numbered sentence or two."""
    return _word(element).lower() not in _WITHIN or any(local_name(child) in _DIVISIONS for child in element)


_DIVISIONS = frozenset(SECTIONS.split())


def _reference(element: etree._Element) -> str:
    """Return the numbers by which a division is cited: of book, chapter and section."""
    numbers = [number for e in (element, *element.iterancestors("{*}div")) if (number := _numbered(e))]
    return ".".join(reversed(numbers))


def _member(walk: Walk, words: str, level: int) -> Node:
    """Return a heading of ours."""
    address, _permanent = walk.address({}, "h")
    walk.headings.append(Heading(address, level, words))
    return Node("member", "head", params={"id": address, "level": level, "words": words}, block=True)


def _kind(walk: Walk, element: etree._Element) -> str:
    """Return which part of an edition a division is, unless it is empty, or nothing but the text or a translation."""
    kind = element.get("type", "")
    kind = _ALSO.get(kind, kind)
    if kind not in _KINDS_OF_SECTION or _is_empty(element) or _begins_headed(element):
        return ""
    text = next(element.iterancestors("{*}text"), None) if kind in _TEXTS and local_name(element) != "text" else None
    if text is not None and text not in walk.kinds_of_divisions:
        walk.kinds_of_divisions[text] = {each.get("type", "") for each in text.iter("{*}div")} & _KINDS_OF_SECTION
    return "" if text is not None and walk.kinds_of_divisions[text] == {kind} else kind


_ALSO = {
    "references": "bibliography",
    "source": "original",
    **dict.fromkeys(("summary", "regest", "regeste", "synopsis"), "abstract"),
}
"""Other names for the same parts."""


def _begins_headed(element: etree._Element) -> bool:
    """Tell whether a division begins with a list that has a heading of its own."""
    first = next(element.iterchildren("*"), None)
    return first is not None and local_name(first) in {"listApp", "listBibl"} and first.find("{*}head") is not None


def _tongue(element: etree._Element) -> str:
    """Return the language of a part of an edition that is there in several, as translations often are."""
    around = next((said for above in element.iterancestors() if (said := above.get(LANG))), "")
    own = element.get(LANG) or around
    return own if any((each.get(LANG) or around or own) != own for each in _fellows(element)) else ""


def _subtype(element: etree._Element) -> str:
    """Return in words what tells a part of an edition from others of its kind: `principalEdition`."""
    own = element.get("subtype", "").strip()
    apart = own and any(each.get("subtype", "").strip() != own for each in _fellows(element))
    return re.sub(r"[_-]+|(?<=[a-z])(?=[A-Z])", " ", own).lower() if apart else ""


def _fellows(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the divisions beside another that are of its kind and not empty."""
    near = (islice(element.itersiblings(element.tag, preceding=way), _NEAR) for way in (True, False))
    return (each for way in near for each in way if each.get("type") == element.get("type") and not _is_empty(each))


_NEAR = 50
"""How many parts before and after another are looked at: a text may have thousands."""


def _address_of_kind(walk: Walk, heading: Heading) -> str:
    """Return the address of a division that has no heading of its own, and put it into the table of contents."""
    stem = f"loccit:division:{heading.kind}"
    walk.counts[stem] = number = walk.counts.get(stem, 0) + 1
    address = stem + (f":{number}" if number > 1 else "")
    walk.headings.append(msgspec.structs.replace(heading, id=address))
    walk.shown.add(address)
    return address


def _is_empty(element: etree._Element) -> bool:
    return element.find(".//{*}graphic") is None and not "".join(map(str, element.itertext())).strip()


_TEXTS = frozenset({"edition", "original", "translation"})
_KINDS_OF_SECTION = _TEXTS | {"commentary", "apparatus", "bibliography", "abstract"}
"""What EpiDoc says of its divisions by `@type` alone, and a reader has to be told."""


def is_emptied(walk: Walk, division: etree._Element) -> bool:
    """Tell whether all that a division or paragraph has below its heading are notes and variants of other places."""
    return holds_only(
        division, lambda child: child in walk.plan.unmarked or is_listed(child) or is_emptied(walk, child)
    )


def is_listed(element: etree._Element) -> bool:
    """Tell whether an element is an entry on a place elsewhere in the text, which the list of all variants has."""
    parent = element.getparent()
    is_entry = local_name(element) == "app" and element.get("from") is not None
    return is_entry and parent is not None and local_name(parent) not in HOLDERS


def read_generated(walk: Walk, element: etree._Element, at: At) -> Node | None:
    """Return what stands where a program was to make a list, if there is a heading over it and nothing else.

    That is the list of contents, or the way to what the list would have been made of. Without a heading it is nothing:
    each page has its contents.
    """
    walk.skip(element)
    before = {local_name(each) for each in islice(element.itersiblings("*", preceding=True), _NEAR)}
    if before != {"head"} or next(element.itersiblings("*"), None) is not None:
        return None
    target = walk.resolve(first_pointer(at.attributes, "corresp", "target"))
    own = walk.headings[-1].id if walk.headings else ""
    # The list is that of the walk: it has all headings when the page is made.
    headings = walk.headings if at.attributes.get("type") in {"toc", "contents"} else []
    return walk.made(at, [], params={"headings": headings, "own": own, "target": target})


_HEADED = "div"
"""The parent's name that tells the sections below that this one has a heading of its own."""


def _is_title(walk: Walk, head: etree._Element, place: Place) -> bool:
    """Tell whether the first head of the text says the text's title: then it is the page's own heading."""
    if walk.title_found or walk.blocks or place.in_header or not all(heading.kind for heading in walk.headings):
        return False
    if walk.citable[-1] is not NOWHERE:
        return False
    return bool(walk.title) and folded(head) == walk.title


def read_heading(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a heading; a second one in a row is a line below the first."""
    is_title = _is_title(walk, element, at.place)
    before = element.getprevious()
    second = before is not None and local_name(before) == "head"
    address, _permanent = walk.address(at.attributes, "h")
    children = trimmed(walk.children(element, at.place._replace(parent="head", in_paragraph=True, citable=False)))
    # With blocks in it, it stays below the page's own heading, which is running text.
    is_title = is_title and not has_blocks(children)
    in_note = walk.citable[-1].kind == "note"
    level = 0 if second or in_note else at.place.level
    params = {"id": address, "level": level, "title": is_title}
    if (number := at.attributes.get("n", "")) and takes_numbers_out(element):
        children = [Node("worded", "worded", params={"words": number}), " ", *children]
        params["words"] = f"{number} {folded(element)}"
    node = walk.made(at, children, params=params)
    if is_title:
        walk.title_found = True
    elif level and not at.place.in_header:
        walk.headings.append(Heading(address, level, node.params.get("words") or node.reading))
    elif second and before is not None and walk.headings and folded(before) in walk.headings[-1].text:
        walk.headings[-1] = _with_second(walk.headings[-1], node.reading)
    return node


_SHORT, _LONGEST = 40, 100
"""Characters: of a heading that a second one is added to, and of both together."""


def _with_second(heading: Heading, second: str) -> Heading:
    """Return a short heading, such as a number, with the one below it: a table of contents wants both."""
    between = " " if heading.text[-1:] in ".:;!?-–—" else ". "
    both = f"{heading.text}{between}{second}"
    is_short = len(heading.text) <= _SHORT and second and len(both) <= _LONGEST
    return msgspec.structs.replace(heading, text=both) if is_short else heading
