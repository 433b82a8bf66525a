"""Links that have no words of their own -> what they are called by: the place where they lead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from lxml import etree

from loccit.model import Block, Node, Target
from loccit.model.pointers import SAFE_SCHEMES, UNSAFE_SCHEMES
from loccit.read.xml import ID

_SCHEMES = SAFE_SCHEMES | UNSAFE_SCHEMES
_CREATIVE = re.compile(r"https?://(?:www\.)?creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)(?:/.*)?")
_LONGEST = 60
"""Characters of an address, or of a heading, that are read in the midst of a sentence."""
_KEY = re.compile(r"[\w.-]*\w")
"""What stands behind a prefix, where it is the name of something."""


def read_labels(root: etree._Element) -> Mapping[str, str]:
    """Return by which label the bibliography of a file says that each of its entries is cited, by `xml:id`."""
    entries = (entry for entry in root.iter("{*}bibl", "{*}biblStruct") if entry.get("label"))
    return {own: entry.get("label", "") for entry in entries if (own := entry.get(ID))}


def words_for(target: Target, value: str, name: str) -> str:
    """Return the words of a link: where a pointer leads to another site, the address, a long one without its middle."""
    scheme, _, key = value.partition(":")
    if name == "ptr" and target.kind in {"external", "dangling"} and _KEY.fullmatch(key) and scheme not in _SCHEMES:
        return key
    if target.kind == "dangling" and value.rpartition("#")[2]:
        return value.rpartition("#")[2]
    if target.kind != "external":
        return target.fragment or target.key or value
    if _CREATIVE.fullmatch(target.key):
        return licence_name(target.key)
    if name != "ptr" or len(target.key) <= _LONGEST or "://" not in target.key:
        return target.key
    host, _, path = target.key.partition("://")[2].partition("/")
    last = path.rstrip("/").rpartition("/")[2]
    short = len(host) + len(last) < _LONGEST and "#" not in last
    return f"{host}/…/{last}" if short else f"…/{last[-_LONGEST:]}"


def licence_name(address: str) -> str:
    """Return the name of a licence of Creative Commons, or the address of another one."""
    known = _CREATIVE.fullmatch(address)
    if known is None:
        return address
    kind, name, version = known.groups()
    if kind == "publicdomain":
        return f"CC0 {version}" if name == "zero" else f"Public Domain Mark {version}"
    return f"CC {name.upper()} {version}"


def name_places(links: Iterable[Node], tree: Node, blocks: Iterable[Block]) -> None:
    """Call links to places of the text by what the margin or the heading there says; others keep the `xml:id`."""
    links = list(links)
    called = {**_headings(tree), **_numbers(blocks)} if links else {}
    pages = {node.id: node.params["label"] for node in tree.walk() if _is_page(node)} if links else {}
    for link in links:
        place = link.params["target"].fragment
        words = (link.params.get("is_leaf") and pages.get(place)) or called.get(place)
        link.children[0] = words or link.children[0]


def _is_page(node: Node) -> bool:
    return node.behaviour == "break" and node.params["type"] == "page" and bool(node.id)


def _numbers(blocks: Iterable[Block]) -> Mapping[str, str]:
    paragraph = "¶\N{NO-BREAK SPACE}"
    return {block.id: (paragraph if block.kind == "paragraph" else "") + block.label for block in blocks}


def _headings(tree: Node) -> Mapping[str, str]:
    """Return the first heading of each division that has an `xml:id`, where it is short."""
    sections = (node for node in tree.walk() if node.behaviour == "section" and node.id)
    found = {section.id: _heading(section) for section in sections}
    return {address: words for address, words in found.items() if 0 < len(words) <= _LONGEST}


def _heading(section: Node) -> str:
    heads = (child for child in section.children if isinstance(child, Node) and child.behaviour == "heading")
    return next((head.reading for head in heads), "")
