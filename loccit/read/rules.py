"""What the rows of the table of behaviours are made of: rules, the conditions they use, and where an element stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, NamedTuple

from lxml import etree

from loccit.model import EMPTY


class Place(NamedTuple):
    """Where in the text an element stands, as far as the rules need to know."""

    parent: str = ""
    """The local name of the parent element."""
    in_paragraph: bool = False
    """Inside something whose content is running text: a paragraph, a verse line, a heading."""
    citable: bool = True
    """Whether a paragraph here gets a number of its own."""
    in_link: bool = False
    prose: bool = False
    """Inside a paragraph of prose, where the lines of the source are not lines of the text."""
    level: int = 1
    """The heading level that a heading here would have."""
    in_header: bool = False
    described: bool = False
    """Inside the entry of a register: what is named there describes it, and is no mention of anything."""
    wordless: bool = False
    """Inside a speech without words of its own: what is directly in it are its parts, and not some of its words."""


Condition = Callable[[etree._Element, Place], bool]


class Rule(NamedTuple):
    """How one element is treated where `when` holds."""

    behaviour: str
    block: bool = False
    when: Condition | None = None
    params: Mapping[str, Any] = EMPTY


Row = tuple[Rule, ...]
"""The rules of one element; the first whose condition holds is taken."""


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


# Conditions


def in_paragraph(_element: etree._Element, place: Place) -> bool:
    """Tell whether an element is inside a paragraph, a line or a heading."""
    return place.in_paragraph


def child_of(*names: str) -> Condition:
    """Return the condition that the parent has one of these names."""
    return lambda _element, place: place.parent in names


def beside(name: str) -> Condition:
    """Return the condition that the parent has a child of this name, too."""
    return lambda element, _place: any(local_name(e) == name for e in element.itersiblings("*"))


def attribute(name: str, *values: str) -> Condition:
    """Return the condition that an attribute is there, or has one of these values."""
    return lambda element, _place: element.get(name) in values if values else element.get(name) is not None


def in_choice(element: etree._Element, place: Place) -> bool:
    """Tell whether an element is in one of the readings of a `choice`."""
    parent = element.getparent()
    above = parent.getparent() if parent is not None else None
    return place.parent == "choice" or (above is not None and local_name(above) == "choice")


def in_table(element: etree._Element, _place: Place) -> bool:
    """Tell whether a cell is in a row of a table."""
    row = element.getparent()
    table = row.getparent() if row is not None and local_name(row) == "row" else None
    return table is not None and local_name(table) == "table"


def is_part_of_speech(_element: etree._Element, place: Place) -> bool:
    """Tell whether a segment is one of those that a speech consists of, and not a few of its words."""
    return place.parent == "u" and place.wordless


def heads_a_cast(element: etree._Element, place: Place) -> bool:
    """Tell whether a heading is that of the persons of a play, which are a part of the play by themselves."""
    cast = element.getparent() if place.parent == "castList" else None
    above = cast.getparent() if cast is not None else None
    return above is not None and local_name(above) in {"front", "body", "back"}


def is_second_half(element: etree._Element, place: Place) -> bool:
    """Tell whether a segment is the second half of a line of verse, as in Arabic poetry."""
    before = element.getprevious() if place.parent == "l" else None
    is_half = element.get("type", "").lower().startswith(("hemistich", "half"))
    return is_half and before is not None and local_name(before) == "seg"


def has_words(element: etree._Element) -> bool:
    """Tell whether an element has words of its own, before or between its children."""
    return any(text and text.strip() for text in (element.text, *(child.tail for child in element)))


def lacks_words(element: etree._Element) -> bool:
    """Tell whether there are no words in an element nor in any element in it."""
    return not any(map(str.strip, map(str, element.itertext())))


def lacks_text(element: etree._Element, _place: Place) -> bool:
    """Tell whether an element is empty."""
    return len(element) == 0 and not (element.text or "").strip()


def is_displayed(element: etree._Element, _place: Place) -> bool:
    """Tell whether a quotation is said to stand in lines of its own."""
    return not {"display", "block", "blockquote"}.isdisjoint(element.get("rend", "").split())


_BREAKS = frozenset({"pb", "gb", "cb", "lb", "fw"})


def is_break(element: etree._Element) -> bool:
    """Tell whether an element begins a page, a column or a line, or stands outside the text where one begins."""
    return type(element.tag) is str and local_name(element) in _BREAKS


VERSIONS = frozenset({"source", "original", "translation"})
"""The `@type`s of texts that stand beside one another, one in the place of the other."""


def is_version(element: etree._Element, place: Place) -> bool:
    """Tell whether a text of a group is a translation of another one there, or what was translated."""
    group = element.getparent() if element.get("type") in VERSIONS else None
    if group is None or place.parent not in {"group", "text"} or local_name(group) not in {"group", "text"}:
        return False
    ways = element.itersiblings(), element.itersiblings(preceding=True), group.iterchildren(), reversed(group)
    texts = (each for way in ways for each in islice(way, _NEAR) if local_name(each) == "text")
    return not {text.get("type") for text in texts}.isdisjoint(VERSIONS - {element.get("type")})


_NEAR = 10
"""How many texts on either side, and at either end of a group, are looked at for a version of one."""


def takes_numbers_out(element: etree._Element) -> bool:
    """Tell whether the file is made of a PDF by a program that sets apart the numbers of headings and figures."""
    applications = element.getroottree().getroot().iterfind("{*}teiHeader/{*}encodingDesc/{*}appInfo/{*}application")
    return any(application.get("ident") == "GROBID" for application in applications)


def is_no_character(element: etree._Element, place: Place) -> bool:
    """Tell whether a glyph has no character that every machine can show: none at all, or a private one."""
    words = (element.text or "").strip()
    private = bool(words) and all("\ue000" <= c <= "\uf8ff" or c >= "\U000f0000" for c in words)
    return lacks_text(element, place) or (private and not len(element) and bool(element.get("ref")))


BLOCKS = frozenset(
    "p ab l lg list table figure sp div quote cit floatingText listBibl bibl eg egXML castList stage head".split()
)
_MAYBE_BLOCKS = frozenset({"bibl", "stage", "quote"})


def has_blocks(element: etree._Element, _place: Place) -> bool:
    """Tell whether an element has a child that always stands on lines of its own."""
    return any(local_name(child) in BLOCKS - _MAYBE_BLOCKS for child in element)


def running(element: etree._Element, place: Place) -> bool:
    """Tell whether an element that may be either is part of running text: its parent says so, or its siblings."""
    if has_blocks(element, place):
        return False
    if place.in_paragraph:
        return True
    parent = element.getparent()
    return parent is not None and bool((parent.text or "").strip() or any(map(_is_followed_by_words, _near(element))))


def _is_followed_by_words(element: etree._Element) -> bool:
    return bool(element.tail and element.tail.strip())


_FAR = 100
"""How many siblings on either side are looked at: all of them each time would take for ever among thousands."""


def _near(element: etree._Element) -> Iterator[etree._Element]:
    """Yield an element and its siblings, the nearest first."""
    yield element
    yield from islice(element.itersiblings(preceding=True), _FAR)
    yield from islice(element.itersiblings(), _FAR)


# Rows


def always(behaviour: str, *, block: bool = False, **params: Any) -> Row:
    """Return the row of an element that is treated alike wherever it stands."""
    return (Rule(behaviour, block, None, MappingProxyType(params) if params else EMPTY),)


def either(behaviour: str = "block") -> Row:
    """Return the row of an element that is inline in running text and has a behaviour of blocks elsewhere."""
    return (Rule("inline", when=running), Rule(behaviour, block=True))


def each(names: str, row: Row) -> dict[str, Row]:
    """Return the same row for each of several elements."""
    return dict.fromkeys(names.split(), row)


def stated(row: Row, *forms: str) -> Row:
    """Return a row with a rule before it: where the element is empty, its attributes are the words to be shown.

    A form names attributes in braces, as in `{from}–{to}`; the first whose attributes are all there is taken.
    """

    def says_something(element: etree._Element, place: Place) -> bool:
        return lacks_text(element, place) and bool(filled(forms, element.attrib))

    return (Rule("stated", when=says_something, params=MappingProxyType({"forms": forms, "row": row})), *row)


def filled(forms: Iterable[str], attributes: Mapping[str, str] | etree._Attrib) -> str:
    """Return the first form whose attributes are all there, filled in; an empty string where there is none."""
    for form in forms:
        try:
            words = form.format_map(attributes).replace("#", "")
        except KeyError:
            continue
        first, dash, last = words.partition("–")
        return first if dash and first == last else words
    return ""


def bracketed(opening: str, closing: str, when: Condition | None = None) -> Row:
    """Return the row of words that an edition puts in brackets."""
    return (Rule("bracketed", when=when, params=MappingProxyType({"brackets": (opening, closing)})),)


def field(behaviour: str = "field", **params: str) -> Row:
    """Return the row of a part of a description: with its name before it, but in running text as words like any."""
    return (Rule("inline", when=in_paragraph), *always(behaviour, block=True, **params))
