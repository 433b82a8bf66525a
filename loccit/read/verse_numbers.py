"""The lines of verse of a text -> the numbers of those that the source leaves out: most count every fifth line only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from loccit.read.rules import local_name
from loccit.read.xml import ID

_DIGITS = 6


def line_numbers(root: etree._Element) -> Mapping[etree._Element, str]:
    """Return the numbers of the lines that have none, in a text that numbers some of its lines."""
    lines = list(root.iter("{*}l"))
    if all(line.get("n") for line in lines) or not any(map(_number, lines)):
        return {}
    numbers = dict(_counted(line for line in lines if not _goes_on(line)))
    before = ""
    for line in lines:
        if _goes_on(line) and before:
            numbers[line] = before
        before = numbers.get(line) or (line.get("n") or "")
    return {line: number for line, number in numbers.items() if not _OWN.fullmatch(line.get(ID) or "")}


_LETTER = re.compile(r"[a-h]{1,2}")
"""What numbers a part of a stanza."""
_CITED = re.compile(r"[\w-]+[.:,][\w.:,-]*\d[a-z]?")
"""The number of a stanza that says the chapter, too."""


def stanza_lines(root: etree._Element) -> Mapping[etree._Element, str]:
    """Return how lines are cited by the numbers of their stanzas: `12b`, where the source has `12` and `b`.

    In stanzas that say the chapter, too, lines without a number have the letter that they would have.
    """
    return dict(_in_stanzas(root))


def _in_stanzas(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    for stanza in root.iter("{*}lg"):
        number = stanza.get("n", "").strip()
        lines = stanza.findall("{*}l") if number else []
        given = [line.get("n", "") for line in lines]
        if lines and all(map(_LETTER.fullmatch, given)):
            yield from ((line, number + letter) for line, letter in zip(lines, given, strict=True))
        elif _CITED.fullmatch(number) and not any(given) and len(lines) <= len(_LETTERS):
            yield from ((line, number + letter) for line, letter in zip(lines, _LETTERS, strict=False))


_LETTERS = "abcdefgh"
_OWN = re.compile(r"l\d+[a-z]*")
"""An address that has the number of its line in it already."""


def _goes_on(line: etree._Element) -> bool:
    """Tell whether a line is the rest of one that somebody else has begun."""
    if line.get("n"):
        return False
    return line.get("part") in {"M", "F"} or (line.get("part") == "Y" and _answers(line))


def _answers(line: etree._Element) -> bool:
    """Tell whether a line is the first of a speech; that it is but a part of one is then said of it alone."""
    parent, before = line.getparent(), line.getprevious()
    if parent is None or local_name(parent) != "sp":
        return False
    while before is not None and (type(before.tag) is not str or local_name(before) in {"speaker", "stage"}):
        before = before.getprevious()
    return before is None


def _counted(lines: Iterable[etree._Element]) -> Iterator[tuple[etree._Element, str]]:
    """Yield each line without a number with the one it has by those before it, or by the next where a count begins."""
    last, waiting = 0, list[etree._Element]()
    for line in lines:
        if number := _number(line):
            yield from _between(last, waiting, number)
            last, waiting = number, []
        elif not line.get("n"):
            waiting.append(line)
    yield from _between(last, waiting, 0)


def _between(last: int, lines: list[etree._Element], following: int) -> Iterator[tuple[etree._Element, str]]:
    """Yield the numbers of the lines between two that have numbers; more lines than numbers share one at the edge.

    Where the count begins again, the lines before the next number are those that it has room for.
    """
    if last and following and following <= last:
        here = max(len(lines) - following + 1, 0)
        yield from _between(last, lines[:here], 0)
        yield from _between(0, lines[here:], following)
        return
    for number, line in enumerate(lines, last + 1 if last else following - len(lines)):
        shared = min(max(number, 1), following - 1) if following else number
        if shared > 0:
            yield line, str(shared)


def _number(line: etree._Element) -> int:
    number = line.get("n", "").strip()
    return int(number) if number.isascii() and number.isdecimal() and len(number) <= _DIGITS else 0
