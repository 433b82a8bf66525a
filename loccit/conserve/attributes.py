"""A TEI file -> what of its mark-up is there: elements and attributes, counted; and which attributes say anything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType

import msgspec
from lxml import etree

from loccit.conserve.fates import NOT_OF_THE_TEXT
from loccit.conserve.source import name_of, parse
from loccit.model import Source

ANYWHERE = ""
"""In place of elements: on any of them."""

_NAMES = (
    "country district eventName geogName gloss name objectName orgName persName placeName region rs settlement term"
    " title"
)

USED: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys("xml:id xml:lang xml:base id lang rendition style join".split(), ANYWHERE),
        # Pointers, which are followed or at least checked
        **dict.fromkeys("target ref corresp resp sameAs copyOf next prev spanTo".split(), ANYWHERE),
        # What the margin, a label or a heading says
        "n": "ab cb div gb head l lb lg line milestone msItem msItemStruct note p pb sense surface witness",
        "type": "biblScope castList castGroup citedRange dimensions div divGen event g idno incident kinesic list"
        " listBibl listEvent listNym listObject listOrg listPerson listPlace listRelation listWit measure note pause"
        f" ptr stage vocal writing zone {_NAMES}",
        "subtype": "div idno",
        "label": "bibl biblStruct",
        "key": _NAMES,
        "mode": "attDef classSpec constraintSpec dataSpec elementSpec macroSpec moduleSpec paramSpec valItem",
        "part": "l",
        # In TEI P4, the other form of what has two
        "corr": "sic",
        "sic": "corr",
        "reg": "orig",
        "orig": "reg",
        "expan": "abbr",
        "abbr": "expan",
        "who": "annotationBlock post sp u",
        "level": "title",
        "role": "cell row",
        "cols": "cell",
        "rows": "cell",
        "notation": "formula",
        # Notes and additions, and where they are
        "place": "add note",
        "hand": "add del",
        "change": "add del surface zone",
        "targetEnd": "note",
        # Whose a reading is, and where an entry of the apparatus belongs
        **dict.fromkeys(("wit", "source"), "lem rdg rdgGrp"),
        **dict.fromkeys(("from", "to"), "app"),
        "loc": "app ptr ref",
        **dict.fromkeys(("cRef", "decls"), "ptr ref"),
        # What is missing, unclear or heard
        "entity": "figure",
        **dict.fromkeys("agent extent quantity atLeast atMost min max precision evidence".split(), "damage gap space"),
        "degree": "damage",
        "reason": "gap space supplied",
        "cert": "supplied",
        "rend": ANYWHERE,
        "desc": "incident kinesic vocal",
        "dur": "incident kinesic pause vocal writing",
        "new": "handShift shift",
        "feature": "shift",
        **dict.fromkeys(("scribe", "medium", "ink", "script", "character"), "handShift"),
        "trans": "post u",
        **dict.fromkeys(("start", "end"), "annotationBlock surface u"),
        "synch": "anchor post",
        **dict.fromkeys(("when", "when-iso"), "post"),
        **dict.fromkeys(("active", "passive", "mutual", "name"), "relation"),
        **dict.fromkeys(("wordpos", "con"), "syl"),
        **dict.fromkeys(("absolute", "interval", "since"), "when"),
        "origin": "timeline",
        # Breaks and images
        "unit": "biblScope citedRange dimensions gap measure milestone space timeline",
        "break": "cb gb lb milestone pb",
        "ed": "cb gb lb milestone pb",
        "facs": "cb facsimile gb lb milestone pb sourceDoc surface",
        "url": "binaryObject graphic media",
        **dict.fromkeys("ulx uly lrx lry".split(), "surface"),
        **dict.fromkeys(("width", "height"), "graphic media"),
    }
)
"""Each attribute that the reader or the theme asks for, with the elements on which it does; the header's apart.

Those that a row of the table of behaviours names, such as `{when}`, are not repeated here.
"""

_USED_ON = {name: frozenset(elements.split()) for name, elements in USED.items()}


Stated = Mapping[str, Collection[str]]
"""Elements with the attributes whose values may be words on a page."""


def is_used(element: str, attribute: str, stated: Stated) -> bool:
    """Tell whether anything is made of an attribute on an element."""
    on = _USED_ON.get(attribute)
    return (on is not None and (not on or element in on)) or attribute in stated.get(element, ())


_WHOLE = ("{http://www.w3.org/1998/Math/MathML}", "{http://www.tei-c.org/ns/Examples}")
"""Namespaces whose attributes are the browser's, or are shown with the tags that they stand in."""


_SHOWN_AS_THEY_ARE = (*_WHOLE, "{http://www.w3.org/2000/svg}", "{http://www.w3.org/2001/XInclude}")
"""Namespaces whose elements are treated by what they are, and not by a table of names."""


class Markup(msgspec.Struct, frozen=True):
    """The elements and attributes of one text; those of its header are not counted."""

    elements: Mapping[str, int]
    """How often each element occurs, by its name without the namespace."""
    first: Mapping[str, int]
    """The number of the first of those that are `named`, in document order, for `Source.position`."""
    ignored: Mapping[str, int]
    """How often each attribute occurs that nothing is made of, as `element/@attribute`."""
    named: Mapping[str, int]
    """How often each element occurs that a table of names may know: none of MathML, or of the mark-up of an example."""


def markup_of(source: Source, stated: Stated) -> Markup:
    """Return the elements and attributes of a source; those of MathML are the browser's."""
    elements: Counter[str] = Counter()
    ignored: Counter[str] = Counter()
    first: dict[str, int] = {}
    named: Counter[str] = Counter()
    for number, element in _numbered(parse(source.published)):
        name = name_of(element)
        elements[name] += 1
        if not element.tag.startswith(_SHOWN_AS_THEY_ARE):
            named[name] += 1
            first.setdefault(name, number)
        for attribute in element.keys():  # noqa: SIM118 - lxml's elements are no mappings: they hold elements
            written = str(attribute).replace("{http://www.w3.org/XML/1998/namespace}", "xml:")
            if not (is_used(name, written, stated) or element.tag.startswith(_WHOLE)):
                ignored[f"{name}/@{written}"] += 1
    return Markup(elements, MappingProxyType(first), ignored, named)


def _numbered(root: etree._Element) -> Iterator[tuple[int, etree._Element]]:
    """Yield the elements with their numbers in document order, those of the header left out."""
    skipped: set[etree._Element] = set()
    for number, element in enumerate(root.iter("*")):
        if name_of(element) in NOT_OF_THE_TEXT or element.getparent() in skipped:
            skipped.add(element)
        else:
            yield number, element
