"""Registers inside a TEI file -> items: who and what the names of the text refer to (TEI Guidelines, chapter 14)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from lxml import etree

from loccit.model import Node, RegisterItem
from loccit.read.header import folded
from loccit.read.rules import local_name

_KINDS = {"person": "person", "personGrp": "person", "place": "place", "org": "organisation", "event": "event"}
_NAMES = {
    "person": ("persName", "name"),
    "organisation": ("orgName", "name"),
    "place": ("placeName", "geogName", "settlement", "name"),
    "event": ("eventName", "label", "head", "desc"),
}
_ID = "{http://www.w3.org/XML/1998/namespace}id"


def read_register(root: etree._Element, plain: Callable[[etree._Element], Node]) -> Mapping[str, RegisterItem]:
    """Return the persons, places, organisations and events described in a file, by `xml:id`."""
    items = {}
    for element in root.iter(*(f"{{*}}{name}" for name in _KINDS)):
        name = element.get(_ID)
        if name and name not in items:
            items[name] = _item(element, name, plain)
    return MappingProxyType(items)


def _item(element: etree._Element, name: str, plain: Callable[[etree._Element], Node]) -> RegisterItem:
    kind = _KINDS[local_name(element)]
    forms = [folded(child) for child in element if local_name(child) in _NAMES[kind]]
    forms = list(dict.fromkeys(form for form in forms if form))
    described = [plain(child) for child in element if local_name(child) in {"note", "desc", "p", "ab"}]
    links = tuple(url for child in element if local_name(child) == "idno" and (url := folded(child)).startswith("http"))
    description = Node("block", "note", children=list(described), block=True)
    return RegisterItem(name, kind, forms[0] if forms else name, tuple(forms[1:]), description, links, -1)
