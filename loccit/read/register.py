"""Registers inside a TEI file -> items: who and what the names of the text refer to (TEI Guidelines, chapter 14)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from lxml import etree

from loccit.model import Node, RegisterItem, Text
from loccit.read.dates import read_date
from loccit.read.header import folded
from loccit.read.rules import local_name
from loccit.read.xml import ID

_KINDS = {
    **dict.fromkeys(("person", "personGrp"), "person"),
    "place": "place",
    "org": "organisation",
    "event": "event",
    "object": "object",
    **dict.fromkeys(("bibl", "biblStruct", "biblFull"), "work"),
}
_NAMES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "person": (("persName", "name"),),
    "organisation": (("orgName", "name"),),
    "place": (("placeName", "geogName", "name"), ("settlement", "district", "region", "country")),
    "event": (("eventName", "label", "head", "name"), ("desc",)),
    "object": (("objectName", "name"), ("objectIdentifier",)),
    "work": (("title",),),
}
"""The elements that name an item of a kind, and others that do where there are none of these."""
_LISTS = frozenset("listPerson listPlace listOrg listEvent listObject listRelation".split())


def read_register(root: etree._Element, plain: Callable[[etree._Element], Node]) -> Mapping[str, RegisterItem]:
    """Return the persons, places, organisations, works, events and objects described in a file, by `xml:id`."""
    items: dict[str, RegisterItem] = {}
    apart = is_only_register(root)
    for element in root.iter(*(f"{{*}}{name}" for name in _KINDS)):
        name = element.get(ID)
        if name and name not in items and _is_described(element):
            items[name] = _item(element, name, plain, apart=apart or _is_apart(element))
    return MappingProxyType(items)


def _is_described(element: etree._Element) -> bool:
    """Tell whether an element describes something: a work does in a list of works, not where it is cited."""
    parent = element.getparent()
    return _KINDS[local_name(element)] != "work" or (parent is not None and local_name(parent) == "listBibl")


def _is_apart(element: etree._Element) -> bool:
    return any(local_name(above) == "standOff" for above in element.iterancestors())


def is_only_register(root: etree._Element) -> bool:
    """Tell whether there is nothing to read in a file but lists of persons, places and the like, and their headings."""
    text = root.find("{*}text")
    if local_name(root) in {"standOff", *_LISTS, *_KINDS} - {"biblStruct", "bibl", "biblFull"}:
        return True
    if text is None:
        return root.find("{*}standOff") is not None and root.find("{*}facsimile") is None
    has_lists = next(text.iter(*(f"{{*}}{name}" for name in _LISTS)), None) is not None
    return has_lists and all(_is_heading_or_listed(element) for element in text.iter("{*}*"))


def _is_heading_or_listed(element: etree._Element) -> bool:
    if not (element.text or "").strip() and not any((child.tail or "").strip() for child in element):
        return True
    return local_name(element) == "head" or any(local_name(above) in _LISTS for above in element.iterancestors())


AText = TypeVar("AText", bound=Text)


def set_apart(texts: Iterable[AText]) -> tuple[tuple[AText, ...], tuple[AText, ...]]:
    """Return the texts to read, and the registers that stand beside them; a register alone is a text to read."""
    found = tuple(texts)
    to_read = tuple(text for text in found if not text.is_register)
    return (to_read, tuple(text for text in found if text.is_register)) if to_read else (found, ())


# One item


def _item(element: etree._Element, name: str, plain: Callable[[etree._Element], Node], *, apart: bool) -> RegisterItem:
    kind = _KINDS[local_name(element)]
    children = list(element.iterchildren("*"))
    named = next((found for names in _NAMES[kind] if (found := _named(element, names))), [])
    forms = list(dict.fromkeys(form for child in named if (form := listed_name(child))))
    others = [child for child in children if child not in named and local_name(child) not in {"idno", "ptr"}]
    identifiers, years = tuple(_identifiers(element)), _years(element)
    said = (read_date(child).first or "".join(map(str, child.itertext())).strip() for child in others)
    return RegisterItem(
        id=name,
        kind=kind,
        name=forms[0] if forms else folded(element) or name,
        spellings=tuple(forms[1:]),
        years=years,
        identifiers=identifiers,
        facts=tuple((local_name(child), node) for child in others if (node := _fact(child, plain)).text),
        tells=bool(years or identifiers or forms[1:] or any(said)),
        apart=apart,
    )


_PREFERRED = frozenset(
    "main reg pref preferred standard index full default sort person_main label-main sortname headword".split()
)
"""Words of `@type` for the name by which something is listed."""


def _named(element: etree._Element, names: tuple[str, ...]) -> list[etree._Element]:
    """Return the names that an item has by these elements, the one it is listed by first."""
    found = [child for child in element.iter(*(f"{{*}}{name}" for name in names)) if _names(child, element)]
    return sorted(found, key=lambda child: (child.get("type") not in _PREFERRED, names.index(local_name(child))))


def _fact(element: etree._Element, plain: Callable[[etree._Element], Node]) -> Node:
    """Return what an element says of an item as a tree, with its date where that is in its attributes only."""
    node, date = set_out(plain(element)), read_date(element)
    if date.first and not any(char.isdigit() for char in date.words):
        between = [", "] if node.text else []
        node.children = ["–".join(filter(None, (date.first, date.last))), *between, *node.children]
    return node


def _names(child: etree._Element, element: etree._Element) -> bool:
    """Tell whether a name is one of the item itself, be it below a `title` or `monogr`, and not of something in it."""
    parent = child.getparent()
    if parent is element:
        return True
    return parent is not None and local_name(parent) in {"monogr", "analytic"} and parent.getparent() is element


def listed_name(element: etree._Element) -> str:
    """Return a name as a register lists it: the surname first, where the source tells it from the forename."""
    parts: dict[str, list[str]] = {}
    for child in element.iter("{*}*"):
        if child is not element and not len(child) and (words := folded(child)):
            parts.setdefault(local_name(child), []).append(words)
    surname, forename = parts.get("surname"), parts.get("forename")
    if not surname or not forename:
        return " ".join(" ".join(map(str, element.itertext())).split()) if len(element) else folded(element)
    after = [*forename, *parts.get("genName", []), *parts.get("nameLink", [])]
    others = [word for name, words in parts.items() if name in {"roleName", "addName"} for word in words]
    return f"{' '.join(surname)}, {', '.join([' '.join(after), *others])}"


def _years(element: etree._Element) -> str:
    """Return the years of birth and death, or of the existence of a person."""
    birth, death = (_year(element.find(f"{{*}}{name}")) for name in ("birth", "death"))
    return f"{birth}–{death}" if birth or death else ""


def _year(element: etree._Element | None) -> str:
    if element is None:
        return ""
    # Of what stands around a date, numbers such as those of a place's position are none.
    own = [element] if element.find(".//{*}geo") is None or element.attrib else []
    dates = (read_date(found) for found in (*element.iterfind(".//{*}date"), *own))
    first = next((date.first for date in dates if date.first), "")
    return first[: first.find("-", 1)].lstrip("0") if "-" in first[1:] else first.lstrip("0")


def _identifiers(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield what identifies an item elsewhere: its `idno`s and `ptr`s, `@ref`, `@corresp` and `@sameAs`."""
    for child in element.iterchildren("*"):
        if local_name(child) == "idno":
            leaves = [leaf for leaf in child.iter("{*}idno") if not len(leaf)]
            for leaf in leaves:
                if value := folded(leaf):
                    yield leaf.get("subtype") or leaf.get("type") or "", value
        elif local_name(child) == "ptr" and "://" in child.get("target", ""):
            yield child.get("type") or "", str(child.get("target"))
    for own in (element, *element.iterfind("{*}persName"), *element.iterfind("{*}placeName")):
        for value in f"{own.get('ref', '')} {own.get('corresp', '')} {own.get('sameAs', '')}".split():
            if "://" in value:
                yield "", value


def set_out(node: Node) -> Node:
    """Return a tree of data in which neighbours do not run together: commas between elements without words between."""
    children = [child for child in node.children if isinstance(child, Node) or child.strip()]
    nodes = [set_out(child) for child in children if isinstance(child, Node) and (child.text or child.children)]
    if len(nodes) == len([child for child in children if isinstance(child, Node)]) == len(children):
        between = [", " if not child.block else " " for child in nodes]
        node.children = [piece for child, after in zip(nodes, between, strict=True) for piece in (child, after)][:-1]
    return node
