"""Canonical references, `@cRef` -> where they lead, by what a header declares (TEI Guidelines, section 16.2.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec
from lxml import etree

from loccit.model import Target
from loccit.model.pointers import Prefix, prefix
from loccit.read.xml import ID

_LONGEST = 200
"""Characters of a reference that the patterns are tried on."""


class References(msgspec.Struct, frozen=True):
    """The ways in which a file cites, each in the order in which its patterns are tried, by the `xml:id` of each."""

    declared: Mapping[str, tuple[Prefix, ...]]

    def target(self, reference: str, declaration: str) -> Target:
        """Return the address on the web that a reference means, or an empty target where nothing says it."""
        named = self.declared.get(declaration.rpartition("#")[2])
        patterns = named or tuple(pattern for each in self.declared.values() for pattern in each)
        for pattern in patterns if len(reference) <= _LONGEST else ():
            if match := pattern.match.fullmatch(reference):
                return Target("external", match.expand(pattern.replacement))
        return Target("empty")


NO_REFERENCES = References({})


def read_references(root: etree._Element) -> References:
    """Return how a file cites, as far as its references are made into addresses on the web."""
    declarations = root.iterfind(".//{*}encodingDesc//{*}refsDecl")
    found = ((each.get(ID, f"{number}"), tuple(_patterns(each))) for number, each in enumerate(declarations))
    return References({own: patterns for own, patterns in found if patterns})


def _patterns(declaration: etree._Element) -> Iterator[Prefix]:
    for each in declaration.iter("{*}cRefPattern"):
        replacement = each.get("replacementPattern", "")
        made = prefix("", each.get("matchPattern", ""), replacement)
        if made and replacement.startswith(("http://", "https://")):
            yield made
