"""Entities that a file uses and does not declare: what the sets of ISO 8879 and HTML say they stand for.

A file of TEI P4 names characters by entities that its DTD declares, and the DTD is seldom at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html.entities import html5
from types import MappingProxyType

import msgspec

from loccit.doctype import Subset

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


_REFERENCE = re.compile(r"&([^\W\d][\w.\-:]*);")
_NOT_TEXT = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)


def undeclared(text: str, subset: Subset, known: Iterable[str] = ()) -> Iterator[Undeclared]:
    """Yield each entity that a file uses and that it does not declare to be text, once, at its first use.

    What is `known` need not be declared.
    """
    hidden = _NOT_TEXT.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    done = {*_OF_XML, *subset.declared.values, *known}
    for match in _REFERENCE.finditer(hidden):
        name = match.group(1)
        if name not in done:
            done.add(name)
            yield Undeclared(name, match.start(), name in subset.declared.files)


def declarations(entities: Iterable[Undeclared]) -> str:
    """Return declarations of these entities, on one line; what nobody knows stands for its own reference."""
    return "".join(f'<!ENTITY {entity.name} "{_value(entity)}">' for entity in entities)


def _value(entity: Undeclared) -> str:
    """Return what an entity stands for, so that nothing of it is mark-up, neither there nor where it is used."""
    if not entity.is_known:
        return f"&#38;#38;{entity.name};"
    return "".join(f"&#38;#{ord(c)};" if c in "&<" else f"&#{ord(c)};" for c in KNOWN[entity.name])
