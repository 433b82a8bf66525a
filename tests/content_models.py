"""HTML's content models, as far as pages use its elements -> where a page is not nested as they say (HTML, section 4).

A transparent element holds what the element around it holds. A page that breaks these rules is put right by a browser
in a way that nobody has asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree import ElementTree as ET

PHRASING = frozenset(
    "a abbr b bdi bdo br button cite code data del dfn em i img input ins kbd label link map mark math meta meter"
    " noscript output picture progress q ruby s samp script select small span strong sub sup svg template textarea time"
    " u var wbr".split()
)
FLOW = PHRASING | frozenset(
    "address article aside blockquote details dialog div dl fieldset figure footer form h1 h2 h3 h4 h5 h6 header hgroup"
    " hr main menu nav ol p pre search section table ul".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6 hgroup".split())
SECTIONING = frozenset("article aside nav section".split())
TRANSPARENT = frozenset("a ins del map noscript canvas object".split())
INTERACTIVE = frozenset("a button details input label select textarea summary iframe".split())
NOTHING = frozenset("br hr img input link meta wbr".split())
WORDS_ONLY = frozenset("title style script textarea option".split())
HOLDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(PHRASING - TRANSPARENT - NOTHING - {"math", "svg", "template"}, PHRASING),
    **dict.fromkeys(("p", "pre", "legend", *HEADINGS), PHRASING),
    "summary": PHRASING | HEADINGS,
    "ul": frozenset({"li"}),
    "ol": frozenset({"li"}),
    "menu": frozenset({"li"}),
    "dl": frozenset({"div", "dt", "dd"}),
    "dt": FLOW - HEADINGS - SECTIONING - {"header", "footer"},
    "th": FLOW - HEADINGS - SECTIONING - {"header", "footer"},
    "caption": FLOW - {"table"},
    "table": frozenset("caption colgroup thead tbody tfoot tr".split()),
    **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"tr"})),
    "tr": frozenset({"td", "th"}),
    "figure": FLOW | {"figcaption"},
    "details": FLOW | {"summary"},
    "fieldset": FLOW | {"legend"},
    "ruby": PHRASING | {"rt", "rp"},
    "select": frozenset({"option", "optgroup"}),
    "datalist": frozenset({"option"}),
    "template": FLOW | {"tr", "td", "th", "li", "dt", "dd"},
}
"""What the children of an element may be; those of any other element may be whatever flows."""
NO_WORDS = frozenset("ul ol menu dl table thead tbody tfoot tr select".split())
NEVER_INSIDE: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("a", "button", "summary"), INTERACTIVE),
    "label": frozenset({"label"}),
    "th": HEADINGS | SECTIONING | {"header", "footer"},
    "dt": HEADINGS | SECTIONING | {"header", "footer"},
    "caption": frozenset({"table"}),
    "header": frozenset({"header", "footer", "main"}),
    "footer": frozenset({"header", "footer", "main"}),
    "dfn": frozenset({"dfn"}),
    "address": HEADINGS | SECTIONING | {"address", "header", "footer"},
}
"""What may not be inside an element, however deep."""


class _Around(NamedTuple):
    """What an element stands in."""

    path: tuple[str, ...] = ()
    holds: frozenset[str] = FLOW
    holder: str = ""
    never: Mapping[str, str] = {}
    """What may not be here, with the element that forbids it."""


def faults_of_nesting(root: ET.Element) -> Iterator[str]:
    """Yield where elements are nested as HTML does not allow, and so not as a browser will nest them."""
    body = root.find(".//body")
    yield from _faults_within(root if body is None else body, _Around())


def _faults_within(element: ET.Element, around: _Around) -> Iterator[str]:
    tag = element.tag
    path = (*around.path, tag)
    where = " > ".join(path[-5:])
    holds, holder = _held_by(element, path, around)
    if tag in NO_WORDS and ((element.text or "").strip() or any((child.tail or "").strip() for child in element)):
        yield f"words directly inside <{tag}>: {where}"
    if tag in {"ul", "ol", "dl", "table", "tr", "select"} and not len(element):
        yield f"an empty <{tag}>: {where}"
    if tag == "dl":
        yield from _faults_of_pairs(element, where)
    if "style" in element.attrib:
        yield f"a style in the page: {where}"
    never = {**around.never, **dict.fromkeys(NEVER_INSIDE.get(tag, ()), tag)}
    for number, child in enumerate(element):
        at = f"{where} > {child.tag}"
        if child.tag not in holds and not ("math" in path and child.tag not in FLOW):
            yield f"<{child.tag}> in <{holder}>: {at}"
        if child.tag in never:
            yield f"<{child.tag}> inside <{never[child.tag]}>: {at}"
        if "tabindex" in child.attrib and {"a", "button", "summary"} & set(never.values()):
            yield f"a tabindex inside <{never.get('a', '')}>: {at}"
        if child.tag in {"caption", "summary"} and number:
            yield f"<{child.tag}> is not first: {at}"
        if child.tag == "figcaption" and number not in {0, len(element) - 1}:
            yield f"<figcaption> is neither first nor last: {at}"
        yield from _faults_within(child, _Around(path, holds, holder, never))


def _held_by(element: ET.Element, path: tuple[str, ...], around: _Around) -> tuple[frozenset[str], str]:
    """Return what an element may hold, and the element that says so."""
    tag = element.tag
    if tag in TRANSPARENT:
        return around.holds & FLOW, around.holder
    if tag in NOTHING:
        return frozenset(), tag
    if tag == "div" and len(path) > 1 and path[-2] == "dl":
        return frozenset({"dt", "dd"}), "dl > div"
    return HOLDS.get(tag, FLOW), tag


def _faults_of_pairs(element: ET.Element, where: str) -> Iterator[str]:
    """Yield the terms without a description, and the descriptions without a term."""
    for group in element if any(child.tag == "div" for child in element) else [element]:
        tags = [child.tag for child in group]
        if tags and (tags[0] != "dt" or tags[-1] != "dd"):
            yield f"a term or a description alone: {where}"
