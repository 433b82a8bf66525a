"""Words that are encoded singly -> the same without the white space that `@join` says is none (section 17.1.2).

Programs that class words put each on a line of its own and keep nothing of the white space that was between them: there
the signs of punctuation and the elided words tell it. Where a file has elements for its spaces, these alone are spaces;
what programs put between the lines of a file within a word is none; and parts of a word that are encoded one by one
(`@part`, section 13.3.1) are one word, whatever lines and pages begin in it.
"""

from __future__ import annotations

import re

from lxml import etree

from loccit.read.rules import is_break, local_name

_ATTRIBUTE = b"join="
_IN_COLUMNS = re.compile(rb"</(?:w|pc)>[ \t]*\r?\n\s*<(?:w|pc)\b")
"""Where one word stands below another."""
_SPACES = re.compile(rb"<c(?:\s[^<>]*)?>[ \t]</c>")
"""A space that is encoded as a character."""
_ON_LINES = re.compile(rb"<w(?:\s[^<>]*)?>[ \t]*\r?\n")
"""Where the letters of a word begin on a line of their own."""
_SAMPLE = 100_000
"""Bytes of a file that show whether a program has set the letters of its words so."""
_PART = re.compile(rb"<w\s[^<>]*\bpart=")
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
    if any(name in data for name in _ON_THEIR_OWN):
        _take_signs(root)
    if _SIGN_ALONE.search(data):
        _take_back(root)
    if _SIGN_BEHIND.search(data):
        _close_before_signs(root)
    first = data.find(b"<w")
    if first >= 0 and _ON_LINES.search(data, first, first + _SAMPLE):
        _close_words(root)
    if b"part=" in data and _PART.search(data):
        _join_parts(root)
    if _SPACES.search(data):
        _keep_spaces(root)
    elif not (_ATTRIBUTE in data and _join_words(root)) and _IN_COLUMNS.search(data):
        _close_up(root)


_SIGN_ALONE = re.compile(rb">[ \t\r]*\n\s*<(\w+)(?:\s[^<>]*)?>[,.;:]</\1>")
"""A sign of punctuation in an element of its own, which a program has put on another line than its word."""


_SIGN_BEHIND = re.compile(rb"\n[ \t\r]*</\w+>[,.;:)\]]")
"""A sign of punctuation behind an element whose end a program has put on a line of its own."""


def _close_before_signs(root: etree._Element) -> None:
    """Take away the line breaks between the lines of a file that stand at the end of words before a sign."""
    for element in root.iter("{*}*"):
        if (element.tail or "")[:1] not in _SIGNS_BEHIND or local_name(element) in _KEPT or _EXAMPLE in element.tag:
            continue
        last = element
        while len(last) and not (last[-1].tail or "").strip() and type(last[-1].tag) is str:
            last[-1].tail, last = None, last[-1]
        if len(last):
            last[-1].tail = (last[-1].tail or "").rstrip(" \t\r\n")
        elif last.text:
            last.text = last.text.rstrip(" \t\r\n")


_EXAMPLE = "/Examples}"
_SIGNS_BEHIND = frozenset(",.;:)]")
_KEPT = frozenset({"eg", "egXML", "code", "lb", "pb", "cb", "p", "div", "lg", "l", "ab"})
"""Elements whose white space is their own, or after which no sentence goes on."""


def _take_back(root: etree._Element) -> None:
    """Take away the line breaks between the lines of a file that stand before a sign in an element of its own."""
    for element in root.iter(*_HOLD_SIGNS):
        before = element.getprevious()
        if len(element) or (element.text or "") not in {",", ".", ";", ":"} or before is None:
            continue
        if before.tail and before.tail.isspace() and "\n" in before.tail and not is_break(before):
            before.tail = None


_HOLD_SIGNS = tuple(f"{{*}}{name}" for name in ("reg", "pc", "supplied", "add", "orig", "corr", "seg", "c", "w"))
_ON_THEIR_OWN = (b"salute", b"dateline", b"signed")
"""What stands on a line of its own."""
_SIGNS = re.compile(r"[,.;:!?]+(?!\w)")


def _take_signs(root: etree._Element) -> None:
    """Let the sign of punctuation that stands behind a salutation stand at its end, and not alone on the next line."""
    for element in root.iter(*(f"{{*}}{name.decode()}" for name in _ON_THEIR_OWN)):
        if signs := _SIGNS.match(element.tail or ""):
            element.tail = (element.tail or "")[signs.end() :]
            if len(element):
                element[-1].tail = f"{(element[-1].tail or '').rstrip()}{signs[0]}"
            else:
                element.text = f"{(element.text or '').rstrip()}{signs[0]}"


def _close_words(root: etree._Element) -> None:
    """Take away the line breaks around the letters of each word."""
    for word in root.iter("{*}w"):
        word.text = _without_lines(word.text)
        for element in word.iterdescendants():
            if isinstance(element.tag, str):
                element.text = _without_lines(element.text)
            element.tail = _without_lines(element.tail)


def _without_lines(text: str | None) -> str | None:
    return _AROUND.sub("", text) if text and "\n" in text else text


_AROUND = re.compile(r"\A[ \t]*\r?\n\s*|[ \t]*\r?\n\s*\Z")


def _join_parts(root: etree._Element) -> None:
    """Make one of the parts of each word, with nothing between them but the beginnings of lines and pages."""
    for word in root.iter("{*}w"):
        if word.get("part") not in {"I", "M"}:
            continue
        before, beside = [word], word.getnext()
        while beside is not None and is_break(beside):
            before.append(beside)
            beside = beside.getnext()
        if beside is None or local_name(beside) != "w" or beside.get("part") not in {"M", "F"}:
            continue
        if not any(_has_words(element, 1) for element in before):
            for element in before:
                element.tail = None
                if element is not word and "break" not in element.attrib:
                    element.set("break", "no")


def _keep_spaces(root: etree._Element) -> None:
    """Take away the white space between words, signs and spaces that are encoded one by one."""
    for element in root.iter(*_CHARACTERS):
        beside = element.getnext()
        if beside is not None and local_name(beside) in {"w", "pc", "c"} and not _has_words(element, 1):
            element.tail = None


_CHARACTERS = ("{*}w", "{*}pc", "{*}c")


def _join_words(root: etree._Element) -> bool:
    """Take away the white space beside each element that is joined to its neighbour, which it is not one of.

    Returns whether the file says so of the signs of punctuation that close: some files say it only of the others.
    """
    signs = False
    for element in root.iter("*"):
        join = element.get("join")
        if join in {"right", "both"}:
            beside = element.getnext()
            signs = signs or (beside is not None and _is_closing(beside))
            _join(element, 1)
        if join in {"left", "both"}:
            signs = signs or _is_closing(element)
            _join(element, -1)
    return signs


def _is_closing(element: etree._Element) -> bool:
    return local_name(element) in {"pc", "w"} and (element.text or "").strip() in {",", "."}


def _close_up(root: etree._Element) -> None:
    """Take away the line break before each sign that closes, and after each that opens, among words in columns."""
    for element in root.iter("{*}w", "{*}pc"):
        words = _sign(element)
        if not words:
            continue
        if (
            _CLOSING.fullmatch(words)
            and _is_line_break(_text_beside(element, -1))
            and element.getprevious() is not None
        ):
            _strip(element, -1)
        elif _OPENING.fullmatch(words) and _is_line_break(element.tail) and element.getnext() is not None:
            _strip(element, 1)


def _sign(element: etree._Element) -> str:
    """Return what a word or sign is without anything in it, or what is the same in all levels of its transcription."""
    if not len(element):
        return (element.text or "").strip()
    pieces = {piece.strip() for piece in map(str, element.itertext())} - {""}
    return pieces.pop() if len(pieces) == 1 and local_name(element) == "pc" else ""


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
    _strip_within(element.getnext() if way > 0 else previous, way)


def _strip_within(beside: etree._Element | None, way: int) -> None:
    """Take away the line breaks at the end of what stands before, or at the beginning of what comes after."""
    while beside is not None and len(beside):
        if way > 0:
            if not _is_line_break(beside.text):
                return
            beside.text, beside = None, beside[0]
        else:
            beside = beside[-1]
            if not _is_line_break(beside.tail):
                return
            beside.tail = None
