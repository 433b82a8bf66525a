"""What the walk knows of an element before it looks inside: its tag, its attributes, its rule and its place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from loccit.read import xml
from loccit.read.behaviours import TABLE, unconditional_rule
from loccit.read.rules import Place, Rule


class At(NamedTuple):
    """One element on the walk: its name, the rule that was chosen, and where it stands."""

    name: str
    rule: Rule
    attributes: Mapping[str, str]
    place: Place
    ordinal: int


_FAMILIAR = frozenset(
    {
        xml.TEI,
        xml.XI,
        "http://www.tei-c.org/ns/Examples",
        "http://www.w3.org/1998/Math/MathML",
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xhtml",
        "http://www.music-encoding.org/ns/mei",
        "http://www.cbeta.org/ns/1.0",
        "http://relaxng.org/ns/structure/1.0",
        "http://purl.oclc.org/dsdl/schematron",
    }
)
"""Namespaces that TEI itself makes room for."""


_OF_ITS_OWN = frozenset(
    {
        "http://www.w3.org/2000/svg",
        "http://www.music-encoding.org/ns/mei",
        "http://relaxng.org/ns/structure/1.0",
        "http://purl.oclc.org/dsdl/schematron",
    }
)
"""Those of them whose names are not TEI's where they are alike: a `note` of music is none of the text."""


class Tag(msgspec.Struct, frozen=True):
    """What is known of an element by its tag alone, looked up once for each tag of a file."""

    name: str
    """The name without its namespace."""
    rule: Rule | None
    """The rule, where the table has one that always holds."""
    old: bool
    """Whether the element is in no namespace, as in TEI P4."""
    unknown: str
    """Its name where it claims to be TEI's and is not, or its namespace where that is nobody's that we know."""

    @classmethod
    def of(cls, tag: str) -> Tag:
        """Return what is known of a tag as lxml writes it."""
        namespace, _, name = tag.rpartition("}")
        ours = namespace in {"{" + xml.TEI, ""}
        if namespace[1:] in _OF_ITS_OWN:
            return cls("seg", Rule("foreign"), old=False, unknown="")
        unknown = (name if name not in TABLE else "") if ours else namespace[1:] * (namespace[1:] not in _FAMILIAR)
        return cls(name, unconditional_rule(name), not namespace, unknown)


_XML = f"{{{xml.XML}}}"


def attributes_of(items: Iterable[tuple[str, str]], tag: Tag) -> Mapping[str, str]:
    """Return the attributes with their names as one writes them, `xml:id`; TEI P4's `id` and `lang` as P5's."""
    attributes = dict(items)
    for name, value in items:
        if name[0] == "{":
            if name.startswith(_XML):
                del attributes[name]
                attributes["xml:" + name[len(_XML) :]] = value
        elif tag.old and name in {"id", "lang"}:
            del attributes[name]
            attributes["xml:" + name] = value
    return attributes
