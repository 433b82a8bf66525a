"""Words that are encoded singly -> the same without the white space that `@join` says is none (section 17.1.2).

Programs that class words put each on a line of its own and keep nothing of the white space that was between them: there
the signs of punctuation and the elided words tell it.
"""

from __future__ import annotations

import re

from lxml import etree

from loccit.read.rules import local_name

_ATTRIBUTE = b"join="
_IN_COLUMNS = re.compile(rb"</(?:w|pc)>[ \t]*\r?\n\s*<(?:w|pc)\b")
"""Where one word stands below another."""
_CLOSING = re.compile(r"[,.;:!?…)\]}]+|n['’]t|['’](?:s|m|d|ll|re|ve)")
"""What stands close to the word before it, in whatever language."""
_ELIDED = (
    "[cdjlmnstv]|qu|jusqu|lorsqu|puisqu|quoiqu|quelqu|presqu|aujourd|un|all|dall|dell|nell|sull|coll|gl|quest|quell"
    "|bell|sant|tutt|anch|com|dov"
)
"""Words of the Romance languages that lose their end before a vowel."""
_OPENING = re.compile(rf"[(\[{{¿¡„]|(?:{_ELIDED})['’]", re.IGNORECASE)
"""What stands close to the word after it."""
_WHOLE = frozenset("s p ab l u seg q quote head cell item note lg sp div body text".split())
"""Elements that no word is joined out of."""


def set_words(root: etree._Element, data: bytes) -> None:
    """Take away the white space that is none between the words of a file, of which `data` are the bytes."""
    if _ATTRIBUTE in data:
        _join_words(root)
    elif _IN_COLUMNS.search(data):
        _close_up(root)


def _join_words(root: etree._Element) -> None:
    """Take away the white space beside each element that is joined to its neighbour, which it is not one of."""
    for element in root.iter("*"):
        join = element.get("join")
        if join in {"right", "both"}:
            _join(element, 1)
        if join in {"left", "both"}:
            _join(element, -1)


def _close_up(root: etree._Element) -> None:
    """Take away the line break before each sign that closes, and after each that opens, among words in columns."""
    for element in root.iter("{*}w", "{*}pc"):
        words = (element.text or "").strip()
        if not words or len(element):
            continue
        if (
            _CLOSING.fullmatch(words)
            and _is_line_break(_text_beside(element, -1))
            and element.getprevious() is not None
        ):
            _strip(element, -1)
        elif _OPENING.fullmatch(words) and _is_line_break(element.tail) and element.getnext() is not None:
            _strip(element, 1)


def _is_line_break(text: str | None) -> bool:
    return text is not None and "\n" in text and not text.strip()


def _join(element: etree._Element, way: int) -> None:
    """Take away the white space after an element, or before it; at the end of a name, that around the name."""
    while True:
        parent = element.getparent()
        if parent is None or _has_words(element, way):
            return
        _strip(element, way)
        beside = element.getnext() if way > 0 else element.getprevious()
        if beside is not None or local_name(element) in _WHOLE or local_name(parent) in _WHOLE:
            return
        element = parent


def _has_words(element: etree._Element, way: int) -> bool:
    return bool((_text_beside(element, way) or "").strip())


def _text_beside(element: etree._Element, way: int) -> str | None:
    if way > 0:
        return element.tail
    previous, parent = element.getprevious(), element.getparent()
    return previous.tail if previous is not None else parent.text if parent is not None else None


def _strip(element: etree._Element, way: int) -> None:
    previous, parent = element.getprevious(), element.getparent()
    if way > 0:
        element.tail = None
    elif previous is not None:
        previous.tail = None
    elif parent is not None:
        parent.text = None
