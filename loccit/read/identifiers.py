"""Identifiers and addresses in citations and registers -> links, with the names of what they identify by."""

from __future__ import annotations

import re

import msgspec
from lxml import etree

from loccit.model import Node, Target
from loccit.read.rules import Rule
from loccit.read.tags import At
from loccit.read.walk import Walk
from loccit.read.wording import read_bracketed, worded

_WEB = re.compile(r"https?://\S+")
_DOI = re.compile(r"(?:doi:\s*)?(10\.\d{1,9}/\S+)", re.IGNORECASE)
_NAMED = frozenset({"DOI", "ISBN", "ISSN", "PMID", "PMCID", "arXiv", "OCLC"})
"""The `@type`s that are said before a number in a citation: it tells nothing without them."""
_IN_BRACKETS = Rule("bracketed", params={"brackets": (" (", ")")})


def read_identifier(walk: Walk, element: etree._Element, at: At) -> Node | None:
    """Return an identifier, with its kind in a citation; one that is an address leads there.

    That of somebody who is named in a header is for programs.
    """
    if at.place.in_header and at.place.parent in {"author", "editor"}:
        return None
    node = _linked(walk.generic(element, at), at)
    kind = at.attributes.get("type", "")
    if at.place.parent in _CITATIONS and kind in _NAMED and node.text and kind.lower() not in node.text.lower():
        node.children.insert(0, worded(f"{kind} "))
    return node


def read_class_code(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the code of a class; behind the address of a catalogue that ends where codes follow, it leads there."""
    node = walk.generic(element, at)
    scheme, code = at.attributes.get("scheme", ""), node.text.strip()
    if not _CATALOGUE.fullmatch(scheme) or not _CODE.fullmatch(code) or at.place.in_link:
        return node
    return msgspec.structs.replace(node, behaviour="link", params={"target": Target("external", scheme + code)})


_CATALOGUE = re.compile(r"https?://\S+[/#=]")
_CODE = re.compile(r"[\w.-]+")
PARTS_OF_CITATIONS = frozenset({"analytic", "monogr", "imprint", "series"})
_CITATIONS = PARTS_OF_CITATIONS | {"biblStruct"}


def read_remark(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a note in running text: programs have addresses there, and when they were looked at.

    One in a note of a register stands in brackets: there are no references there.
    """
    if at.place.in_header and next(element.iterancestors("{*}note"), None) is not None:
        return read_bracketed(walk, element, at._replace(rule=_IN_BRACKETS))
    node = _linked(walk.generic(element, at._replace(rule=at.rule._replace(behaviour="inline"))), at)
    return msgspec.structs.replace(node, behaviour="accessed") if at.attributes.get("type") == "accessed" else node


def _linked(node: Node, at: At) -> Node:
    words = node.text.strip()
    doi = _DOI.fullmatch(words) if at.attributes.get("type", "").lower() == "doi" else None
    address = f"https://doi.org/{doi[1]}" if doi else words if _WEB.fullmatch(words) else ""
    if not address or at.place.in_link or any(each.behaviour == "link" for each in node.walk()):
        return node
    return msgspec.structs.replace(node, behaviour="link", params={"target": Target("external", address)})
