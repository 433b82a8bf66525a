"""Entities that a file uses and does not declare: what the sets of ISO 8879 and HTML say they stand for.

A file of TEI P4 names characters by entities that its DTD declares, and the DTD is seldom at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html.entities import html5
from types import MappingProxyType

import msgspec

_GREEK = dict(
    zip(
        "a b g d e z ee th i k l m n x o p r s t u ph kh ps oh".split(),
        "αβγδεζηθικλμνξοπρστυφχψω",
        strict=True,
    )
)
_ACUTE = dict(zip("a e ee i o u oh".split(), "άέήίόύώ", strict=True))
_OF_ISO = {
    **{f"{name}gr": letter for name, letter in _GREEK.items()},
    **{f"{name.upper()}gr": letter.upper() for name, letter in _GREEK.items()},
    **{f"{name}acgr": letter for name, letter in _ACUTE.items()},
    **{f"{name.upper()}acgr": letter.upper() for name, letter in _ACUTE.items()},
    "sfgr": "ς",
    "idigr": "ϊ",
    "udigr": "ϋ",
    "Idigr": "Ϊ",
    "Udigr": "Ϋ",
    "idiagr": "ΐ",
    "udiagr": "ΰ",
}
"""ISOgrk1 and ISOgrk2, which HTML has not."""

KNOWN: Mapping[str, str] = MappingProxyType(
    {**_OF_ISO, **{name[:-1]: text for name, text in html5.items() if name.endswith(";")}}
)
"""The characters that well-known entities stand for."""
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


class Undeclared(msgspec.Struct, frozen=True):
    """An entity that a file uses and that cannot be had from it."""

    name: str
    start: int
    """Where it is used first, counted in characters."""
    external: bool
    """Whether the file declares it to be another file."""

    @property
    def is_known(self) -> bool:
        """Tell whether its name says what it stands for."""
        return self.name in KNOWN and not self.external


class Subset(msgspec.Struct, frozen=True):
    """What stands before the outermost element, as far as it declares entities."""

    start: int
    """Where declarations can be put in, counted in characters."""
    before: str
    """What has to be written before such declarations, and after them."""
    after: str
    unread: tuple[tuple[int, int], ...]
    """From where to where the references to sets of declarations reach that are in other files: `%ISOlat1;`."""
    internal: frozenset[str]
    external: frozenset[str]


_PROLOG = re.compile(r"(?:\ufeff|\xef\xbb\xbf)?(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE(?:\"[^\"]*\"|'[^']*'|[^\[>\"'])*+", re.DOTALL)
_TOKEN = re.compile(
    r"<!--.*?-->|<\?.*?\?>|<!ENTITY\s+(?P<set>%\s+)?(?P<name>[^\s%]+)\s+(?P<file>SYSTEM|PUBLIC)?"
    r"|\"[^\"]*\"|'[^']*'|%(?P<used>[^\s;%]+);|(?P<end>\])",
    re.DOTALL,
)
_REFERENCE = re.compile(r"&([^\W\d][\w.\-:]*);")
_NOT_TEXT = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)


def subset_of(text: str) -> Subset:
    """Return what the beginning of a file declares."""
    start = _end(_PROLOG, text, 0)
    doctype = _DOCTYPE.match(text, start)
    if doctype is None:
        return Subset(start, "<!DOCTYPE TEI [", "]>", (), frozenset(), frozenset())
    if text[doctype.end() : doctype.end() + 1] != "[":
        return Subset(doctype.end(), " [", "]", (), frozenset(), frozenset())
    unread: list[tuple[int, int]] = []
    sets: set[str] = set()
    internal: set[str] = set()
    external: set[str] = set()
    for token in _TOKEN.finditer(text, doctype.end() + 1):
        if token["end"]:
            break
        if token["used"] and token["used"] not in sets:
            unread.append(token.span())
        elif token["name"]:
            kinds = (set(), sets) if token["set"] else (external, internal)
            kinds[not token["file"]].add(token["name"])
    return Subset(doctype.end() + 1, "", "", tuple(unread), frozenset(internal), frozenset(external - internal))


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


def undeclared(text: str, subset: Subset) -> Iterator[Undeclared]:
    """Yield each entity that a file uses and that it does not declare to be text, once, at its first use."""
    hidden = _NOT_TEXT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    done = {*_OF_XML, *subset.internal}
    for match in _REFERENCE.finditer(hidden):
        name = match.group(1)
        if name not in done:
            done.add(name)
            yield Undeclared(name, match.start(), name in subset.external)


def declarations(entities: Iterable[Undeclared]) -> str:
    """Return declarations of these entities, on one line; what nobody knows stands for its own reference."""
    return "".join(f'<!ENTITY {entity.name} "{_value(entity)}">' for entity in entities)


def _value(entity: Undeclared) -> str:
    """Return what an entity stands for, so that nothing of it is mark-up, neither there nor where it is used."""
    if not entity.is_known:
        return f"&#38;#38;{entity.name};"
    return "".join(f"&#38;#{ord(c)};" if c in "&<" else f"&#{ord(c)};" for c in KNOWN[entity.name])
