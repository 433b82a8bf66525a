"""Quotation marks that the source names in `@rend` and does not print, as signs before and after the words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import msgspec
from lxml import etree

from loccit.model import Node
from loccit.read.rules import local_name
from loccit.read.tags import At
from loccit.read.walk import Walk
from loccit.read.wording import Content, worded
from loccit.read.xml import LANG

NAMES = "q quote said soCalled title hi mentioned emph term"
"""The elements that quotation marks may be put around."""
_SAYS_MARKS = re.compile(
    r"(?<![\w-])(?:in)?(?:double|d)?[-_]?(?:quot(?:es|ed)?|quotes?[-_]?marks?|quotation[-_]?marks?|inverted[-_]?commas)"
    r"(?![\w-])",
    re.IGNORECASE,
)
_SAYS_SINGLE = re.compile(r"(?<![\w-])(?:s|single)[-_]?quot(?:es|ed)?(?![\w-])", re.IGNORECASE)
_LADDER = re.compile(r"\b(pre|post)\(([^()]{1,3})\)", re.IGNORECASE)
"""What the Women Writers Project says of signs: `pre(“)post(”)`."""
_PAIRS: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    {
        "": ("“", "”", "‘", "’"),
        **dict.fromkeys(("de", "cs", "sk", "sl", "bg", "is", "lt", "et", "ka"), ("„", "“", "‚", "‘")),
        **dict.fromkeys(("it", "es", "ca", "pt", "no", "nb", "nn", "el", "grc", "hy"), ("«", "»", "“", "”")),
        **dict.fromkeys(("ru", "uk", "be"), ("«", "»", "„", "“")),
        **dict.fromkeys(("pl", "hu", "ro", "hr", "sr"), ("„", "”", "‚", "’")),
        **dict.fromkeys(("sv", "fi"), ("”", "”", "’", "’")),
        "fr": ("« ", " »", "“", "”"),
        "da": ("»", "«", "›", "‹"),
        **dict.fromkeys(("zh", "ja"), ("「", "」", "『", "』")),
    }
)
"""The marks of a language, and those that are used inside them, after Unicode's common locale data."""
_NARROW = "\u00a0\u202f"
"""The spaces that French has inside its marks."""
_PRINTED = frozenset("\"'“”„‟‘’‚‛«»‹›「」『』`´")


def read_quoted(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return words that are said to be in quotation marks with these, unless the source prints them itself."""
    build = walk.builders.get(at.rule.behaviour)
    node = (build(walk, element, at) if build else None) or walk.generic(element, at)
    marks = ("", "") if node.block else _marks(walk, element, at)
    if not any(marks) or not node.children or _prints_marks(element):
        return node
    before, after = (Content([worded(sign)] if sign else []) for sign in marks)
    if node.behaviour == "link" and isinstance(named := node.children[0], Node):
        return msgspec.structs.replace(node, children=[_marked(named, before, after)])
    return _marked(node, before, after)


def _marked(node: Node, before: Content, after: Content) -> Node:
    """Return a node with marks around its words, which then are not in italics, too, unless that is said."""
    rend = node.attributes.get("rend", "")
    upright = not _SAYS_MARKS.sub("", rend).strip()
    attributes = {**node.attributes, "rend": f"{rend} normalstyle".strip()} if upright else node.attributes
    return msgspec.structs.replace(node, attributes=attributes, children=[*before, *node.children, *after])


def _marks(walk: Walk, element: etree._Element, at: At) -> tuple[str, str]:
    """Return the signs before and after an element; empty where nothing says that there are any."""
    rend = f"{at.attributes.get('rend', '')} {at.attributes.get('rendition', '')}".strip()
    if not rend and at.name not in _BY_THEIR_NATURE:
        return "", ""
    if ladder := {name.lower(): sign.strip() for name, sign in _LADDER.findall(rend)}:
        return ladder.get("pre", ""), ladder.get("post", "")
    single = bool(_SAYS_SINGLE.search(rend))
    natural = not rend and (at.name == "soCalled" or at.attributes.get("level") == "a")
    if not (single or natural or _SAYS_MARKS.search(rend)):
        return "", ""
    language = next((own for e in (element, *element.iterancestors()) if (own := e.get(LANG))), walk.language)
    pair = _PAIRS.get(language.partition("-")[0].lower(), _PAIRS[""])
    inner = single or any(local_name(e) in _QUOTING and not _is_set_off(e) for e in element.iterancestors())
    return pair[2:] if inner else pair[:2]


_BY_THEIR_NATURE = frozenset({"soCalled", "title"})
"""Elements that mean quotation marks where nothing says how they look: of titles, those of articles and poems."""
_QUOTING = frozenset({"q", "quote", "said", "soCalled"})


def _is_set_off(element: etree._Element) -> bool:
    return not _SAYS_MARKS.search(element.get("rend", ""))


def _prints_marks(element: etree._Element) -> bool:
    """Tell whether there are quotation marks at either end of the words, inside or around."""
    words = "".join(map(str, element.itertext())).strip()
    previous, parent = element.getprevious(), element.getparent()
    before = previous.tail if previous is not None else parent.text if parent is not None else ""
    around = (before or "").rstrip(_NARROW)[-1:] + (element.tail or "").lstrip(_NARROW)[:1]
    return not _PRINTED.isdisjoint(words[:1] + words[-1:] + around)
