"""What `@wit` and `@source` name -> witnesses, each with its siglum and what it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml import etree

from loccit.model import Witness
from loccit.read.header import folded
from loccit.read.rules import has_words, local_name
from loccit.read.xml import ID

_WITH_ID: Callable[..., list[etree._Element]] = etree.XPath("//*[@xml:id]")  # type: ignore[assignment]
_SIGLUM = re.compile(r"sigl|sigil", re.IGNORECASE)
_PREFIX = re.compile(r"(?:wit|witness)[-_.](?=.)", re.IGNORECASE)
_COUNTED = re.compile(r"(?:w|wit|witness)[-_.]?\d+", re.IGNORECASE)
"""Ids that only count the witnesses."""
_LONGEST_SIGLUM = 8
"""Characters; a witness of which nothing else is said is called so."""
_SHORT_SIGLUM = 3
_LONGEST = 300
"""Characters of what is said of a witness."""
HOLDERS = frozenset("listApp div div0 div1 div2 div3 div4 div5 div6 div7 body back front standOff".split())
"""What an entry that stands apart from the text may be a child of."""


class Tradition:
    """The witnesses of a text: those that its `listWit` describes, and whatever else its readings name."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._named: dict[tuple[str, str], tuple[Witness, ...]] = {}
        self._listed = [w for w in root.iter("{*}witness") if w.get(ID)]
        self.method = method_of(root)
        self._by_id: dict[str, etree._Element] | None = None
        self.cited: dict[str, Witness] = {}
        """The witnesses that have been named so far, by key."""

    def of(self, attributes: Mapping[str, str]) -> tuple[Witness, ...]:
        """Return the witnesses of a reading, then its sources, each once."""
        named = (attributes.get("wit", ""), attributes.get("source", ""))
        if not any(named) and (cited := " ".join(attributes.get("resp", "").split())):
            proposed_by = cited.split() if "#" in cited else [cited]
            return tuple(dict.fromkeys(map(self._critic, proposed_by)))
        found = self._named.get(named)
        if found is None:
            witnesses = (self._witness(token, is_witness=True) for token in named[0].split())
            sources = (self._witness(token, is_witness=False) for token in named[1].split())
            found = self._named[named] = tuple(dict.fromkeys((*witnesses, *sources)))
        return found

    def sigla(self) -> Mapping[str, str]:
        """Return the sigla of the witnesses that are described, by `xml:id`."""
        return {own: self._witness(own, is_witness=True).siglum for e in self._listed if (own := e.get(ID, ""))}

    def in_order(self) -> tuple[Witness, ...]:
        """Return all witnesses that are described or named: the described ones first, in their order."""
        for element in self._listed:
            self._witness(element.get(ID, ""), is_witness=True)
        order = {element.get(ID): index for index, element in enumerate(self._listed)}
        return tuple(sorted(self.cited.values(), key=lambda w: order.get(w.key, len(order))))

    def _critic(self, token: str) -> Witness:
        """Return who has proposed a reading that no witness has: by name, or by the book that has it."""
        key = _key(token)
        described = self._element(key)
        if described is not None and local_name(described) in {"bibl", "biblStruct"}:
            return self._witness(token, is_witness=False)
        return Witness(key, _surname(described) or key, "", is_witness=False)

    def _witness(self, token: str, *, is_witness: bool) -> Witness:
        key = _key(token)
        found = self.cited.get(key)
        if found is None:
            found = self.cited[key] = _described(key, self._element(key), is_witness=is_witness)
        return found

    def _element(self, key: str) -> etree._Element | None:
        if self._by_id is None:
            # The first of those that share one.
            self._by_id = {element.get(ID, ""): element for element in reversed(_WITH_ID(self._root))}
        return self._by_id.get(key)


def _key(token: str) -> str:
    return re.split(r"[#:/]", token.rstrip("/"))[-1] or token


def _surname(element: etree._Element | None) -> str:
    """Return what somebody is called in an apparatus: by the family name where it is told apart, else by all names."""
    names = (element.find(f".//{{*}}{name}") for name in _NAMES) if element is not None else ()
    return next((folded(found) for found in names if found is not None), "")


_NAMES = ("surname", "persName", "name", "orgName")


def _described(key: str, element: etree._Element | None, *, is_witness: bool) -> Witness:
    """Return a witness with the siglum that its description gives, else its `@n`, else its name."""
    if element is None:
        return Witness(key, _PREFIX.sub("", key), "", is_witness)
    if local_name(element) == "listWit":
        return _group(key, element, is_witness=is_witness)
    sign = next((e for e in element.iter("{*}abbr", "{*}idno", "{*}label") if _is_siglum(e)), None)
    siglum = (folded(sign) if sign is not None else "") or _called(key, element.get("n", ""))
    words = re.sub(rf"^{re.escape(siglum)}(?!\w)[ :,.=–—-]*", "", _said(element))
    if _COUNTED.fullmatch(key) and siglum == _PREFIX.sub("", key) and 0 < len(words) <= _LONGEST_SIGLUM:
        siglum, words = _said(element), ""
    if len(words) > _LONGEST:
        words = f"{words[:_LONGEST].rpartition(' ')[0]} …"
    return Witness(key, siglum, words, is_witness)


def _said(element: etree._Element) -> str:
    """Return what is said of a witness: where that is parts of a shelf mark without words between them, a list."""
    if has_words(element):
        return folded(element)
    parts = filter(None, map(_said, element.iterchildren("*")))
    return (", " if local_name(element) in _SHELVED else " ").join(parts)


_SHELVED = frozenset({"witness", "msDesc", "msIdentifier", "altIdentifier"})


def _called(key: str, number: str) -> str:
    """Return the siglum of a witness by its `@n`, unless that is a word and the id is as short as a siglum is."""
    own = _PREFIX.sub("", key)
    is_word = number.isalpha() and number.islower() and not own.islower()
    return own if is_word and len(own) < len(number) and len(own) <= _SHORT_SIGLUM else number or own


def _group(key: str, element: etree._Element, *, is_witness: bool) -> Witness:
    """Return the name for several witnesses, with its heading and their names."""
    head = element.find("{*}head")
    names = [str(e.get("n") or e.get(ID, "")) for e in element.iter("{*}witness")]
    parts = (folded(head) if head is not None else "", ", ".join(filter(None, names)))
    return Witness(key, element.get("n") or _PREFIX.sub("", key), ": ".join(filter(None, parts)), is_witness)


def _is_siglum(element: etree._Element) -> bool:
    parent = element.getparent()
    is_label = local_name(element) == "label" and parent is not None and local_name(parent) == "witness"
    return is_label or bool(_SIGLUM.search(element.get("type", "")))


# Where an apparatus belongs


def method_of(root: etree._Element) -> str:
    """Return how the header says that the apparatus is tied to the text (TEI Guidelines, section 13.2)."""
    declared = root.find(".//{*}variantEncoding")
    return declared.get("method", "") if declared is not None else ""


def is_referenced(element: etree._Element, method: str) -> bool:
    """Tell whether an `app` says where it belongs, rather than standing there."""
    parent = element.getparent()
    holder = local_name(parent) if parent is not None else ""
    if element.get("from") is not None or holder in {"listApp", "standOff"}:
        return True
    if method == "location-referenced" or (element.get("loc") is not None and holder in HOLDERS):
        return True
    return next(element.iterancestors("{*}standOff"), None) is not None
