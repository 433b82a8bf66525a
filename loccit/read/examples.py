"""Builders of examples of encoding, which show their tags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from loccit.model import Node
from loccit.read.rules import local_name
from loccit.read.shape import trimmed
from loccit.read.tags import At
from loccit.read.walk import Walk
from loccit.read.wording import worded
from loccit.read.xml import XML


def read_example(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return an example of XML with its tags to be read: nothing in it is an address, a note or a link of the text."""
    walk.ordinal += sum(1 for _ in element.iterdescendants("*"))
    return walk.made(at, trimmed(list(_markup(element, "\n" + " " * _indent(element)))))


def _indent(element: etree._Element) -> int:
    """Return by how many spaces all lines of an example are indented; a tag may follow the last spaces of a text."""
    texts = [text.expandtabs().split("\n") for text in map(str, element.itertext())] or [[""]]
    ends_with_tag = len(element) > 0 and not element[-1].tail
    last = [""] if ends_with_tag else texts.pop()
    lines = [line for text in texts for line in (*filter(str.strip, text[1:-1]), *text[1:][-1:])]
    lines.extend(filter(str.strip, last[1:]))
    return min((len(line) - len(line.lstrip(" ")) for line in lines), default=0)


def _markup(element: etree._Element, indent: str) -> Iterator[Node | str]:
    """Yield tags as words of ours, and the text between them without the indent that all lines share."""
    if element.text:
        yield _shifted(element.text, indent)
    for child in element:
        if isinstance(child.tag, str):
            name = f"{child.prefix}:{local_name(child)}" if child.prefix else local_name(child)
            attributes = "".join(f' {_written(child, key)}="{child.get(key)}"' for key in map(str, child.keys()))
            is_empty = len(child) == 0 and not child.text
            yield worded(f"<{name}{attributes}{'/' if is_empty else ''}>")
            yield from _markup(child, indent)
            if not is_empty:
                yield worded(f"</{name}>")
        if child.tail:
            yield _shifted(child.tail, indent)


def _shifted(text: str, indent: str) -> str:
    """Return text without the indent, and without the lines on which comments stood."""
    return _BLANK_LINES.sub("", text.expandtabs()).replace(indent, "\n")


_BLANK_LINES = re.compile(r"\n +(?=\n)")


def _written(element: etree._Element, key: str) -> str:
    """Return the name of an attribute as it is written, with its prefix."""
    namespace, _, name = key.removeprefix("{").rpartition("}")
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix} | {XML: "xml"}
    return f"{prefixes.get(namespace, '')}:{name}".removeprefix(":")
