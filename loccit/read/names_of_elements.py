"""Elements that projects, or TEI P4, have under names of their own -> the same under the names of TEI P5."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

_OF_SOUNDS = re.compile(rb"<event\s[^<>]*\bdesc=")


def put_names(root: etree._Element, data: bytes) -> None:
    """Give the elements that many projects, or TEI P4, have under other names those of TEI P5."""
    if b"footNote" in data:
        _rename(root.iter("{*}footNote"), "note")
    if _OF_SOUNDS.search(data):
        _rename((e for e in root.iter("{*}event") if "desc" in e.attrib and not len(e)), "incident")


def _rename(elements: Iterable[etree._Element], name: str) -> None:
    for element in list(elements):
        namespace = etree.QName(element).namespace
        element.tag = f"{{{namespace}}}{name}" if namespace else name
