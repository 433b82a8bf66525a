"""The notes of a text, in the order of their references -> the series they are numbered in, and the mark of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import count, islice
from types import MappingProxyType
from typing import NamedTuple

from lxml import etree

from loccit.model import Series
from loccit.read import xml
from loccit.read.header import folded, person
from loccit.read.rules import local_name

SOURCE = Series("source")
EDITORIAL = Series("editorial")
MARGIN = Series("margin", marginal=True)


class Mark(NamedTuple):
    """What the references to a note print, and in which series."""

    label: str
    series: Series
    printed: str
    """What the source prints, where that is something else."""


def marks_of(
    notes: Sequence[etree._Element | None], own: Sequence[str], root: etree._Element, editorial: Collection[str]
) -> list[Mark]:
    """Return the mark of each note; `None` is a note whose words the editors wrote in a file of their own.

    `own` is what the source prints for each. That is the mark where every note of a series has one, unlike any other;
    else the notes are counted, in marks that no other series has.
    """
    series = _series(notes, root, editorial)
    labels: dict[int, str] = {}
    used: set[str] = set()
    for each in sorted(dict.fromkeys(series), key=lambda one: _FIRST.get(one.kind, len(_FIRST))):
        members = [index for index, one in enumerate(series) if one == each]
        chosen = _labels([own[index] for index in members], each, used)
        used.update(chosen)
        labels.update(zip(members, chosen, strict=True))
    return [Mark(labels[i], one, "" if own[i] == labels[i] else own[i]) for i, one in enumerate(series)]


# Which series


_FIRST: Mapping[str, int] = MappingProxyType({"source": 0, "editorial": 1})
"""The series that choose their marks before the others."""
_MOST = 4
"""More series than these would be harder to read than one."""
_MARGINS = re.compile(r"marg|left|right|outer|inner|side|gutter|mrg", re.IGNORECASE)
_PLACES = re.compile(r"((foot|end|side)?_?-?note|fn|foot|end|bottom|n|margin\w*|marginalia|side)s?", re.IGNORECASE)
"""Types that say where a note stands, and so not which series it is of."""


def _series(notes: Sequence[etree._Element | None], root: etree._Element, editorial: Collection[str]) -> list[Series]:
    """Return the series of each note.

    The notes of the editors and those in the margin are each one series, and the others divided by `@type` where
    that differs, else by `@resp`; where all are in the margin, those are divided.
    """
    given = [note for note in notes if note is not None and note.get("type") not in editorial]
    feet = [note for note in given if not _is_marginal(note)]
    divided = feet or given
    name = next((by for by in (_by_type, _by_responsible) if _divides({by(note) for note in divided})), None)
    words = {name(note) for note in divided} if name else set()
    known = {word: _named(name, word, root, marginal=not feet) for word in words}
    whole = SOURCE if feet else MARGIN

    def series_of(note: etree._Element | None) -> Series:
        if note is None or note.get("type") in editorial:
            return EDITORIAL
        if feet and _is_marginal(note):
            return MARGIN
        return known.get(name(note), whole) if name else whole

    return [series_of(note) for note in notes]


def _is_marginal(note: etree._Element) -> bool:
    """Tell whether a note stands in the margin of the source."""
    return bool(_MARGINS.search(note.get("place") or note.get("type") or ""))


def _divides(words: set[str]) -> bool:
    return 1 < len(words) <= _MOST


def _by_type(note: etree._Element) -> str:
    word = note.get("type", "").strip()
    return "" if _PLACES.fullmatch(word) else word


def _by_responsible(note: etree._Element) -> str:
    return (note.get("resp", "").split() or [""])[0]


def _named(name: Callable[[etree._Element], str] | None, word: str, root: etree._Element, *, marginal: bool) -> Series:
    if not word:
        return MARGIN if marginal else SOURCE
    if name is _by_responsible:
        named = _person(word, root) or ("" if word.islower() and word.isalpha() else _plain(word))
        return Series("responsible", named, marginal) if named else Series("type", _plain(word), marginal)
    return Series("type", _category(word, root) or _plain(word), marginal)


def _plain(word: str) -> str:
    """Return the word of an attribute as one would write it: `textCritical` is `text critical`."""
    word = word.rpartition("#")[2].rpartition(":")[2]
    return re.sub(r"[_-]+|(?<=[a-z])(?=[A-Z])", " ", word).strip().lower() if not word.isupper() else word


def _declared(word: str, root: etree._Element) -> Iterator[etree._Element]:
    """Yield what the headers declare under the id that a word names."""
    wanted = word.rpartition("#")[2]
    for header in root.iter("{*}teiHeader"):
        yield from (element for element in header.iter("{*}*") if element.get(xml.ID) == wanted)


def _person(word: str, root: etree._Element) -> str:
    for element in _declared(word, root):
        named = element.find(".//{*}name") if local_name(element) == "respStmt" else element
        words = person(element if named is None else named)
        scribe = element.get("scribeRef") or element.get("scribe") or ""
        return words or (_person(scribe, root) if scribe.startswith("#") and scribe != word else "")
    return ""


def _category(word: str, root: etree._Element) -> str:
    for element in _declared(word, root):
        described = next((e for e in element.iter("{*}catDesc", "{*}gloss", "{*}desc")), None)
        return folded(described) if described is not None else ""
    return ""


# Which marks


def _labels(own: Sequence[str], series: Series, used: set[str]) -> list[str]:
    if "" not in own and len(set(own)) == len(own) and not used & set(own):
        return list(own)
    for alphabet in _LETTERS_FIRST if series.kind == "editorial" else _NUMBERS_FIRST:
        labels = list(islice(map(alphabet, count(1)), len(own)))
        if not used & set(labels):
            break
    return labels


def _letters(number: int, alphabet: str = "abcdefghijklmnopqrstuvwxyz") -> str:
    """Return the number in letters: a ... z, aa, ab, ..."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, len(alphabet))
        letters = alphabet[rest] + letters
    return letters


def _greek(number: int) -> str:
    return _letters(number, "αβγδεζηθικλμνξοπρστυφχψω")


_ROMAN = tuple(
    zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "M CM D CD C XC L XL X IX V IV I".split(), strict=True)
)


def _roman(number: int) -> str:
    numeral = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        numeral += sign * times
    return numeral


_SYMBOLS = "*†‡§‖"


def _symbols(number: int) -> str:
    """Return the number in the signs of footnotes: *, †, ..., then each of them twice."""
    times, sign = divmod(number - 1, len(_SYMBOLS))
    return _SYMBOLS[sign] * (times + 1)


def _primes(number: int) -> str:
    return f"{number}′"


_NUMBERS_FIRST = (str, _letters, _roman, _greek, _symbols, _primes)
_LETTERS_FIRST = (_letters, _roman, _greek, _symbols, str, _primes)
"""The marks that a series can have, in the order of choice."""
