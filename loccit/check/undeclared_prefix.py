"""A pointer with a prefix, such as `gloss:mensheviks`, that nothing declares.

In TEI a `prefixDef` in the header's `encodingDesc` says what a prefix stands for. In Markdown there are `gloss`,
`note`, `page`, `text` and `source`. A file and a prefix give one problem, at the first use.

Passes::

    <prefixDef ident="gloss" matchPattern="([a-z0-9-]+)" replacementPattern="../glossary/$1.md"/>
    … <term ref="gloss:intervention">intervention</term>

Fails, with that declaration::

    <term ref="glos:intervention">intervention</term>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.pointers import Placed, declared_prefixes, pointers, suggest, undeclared_prefix
from loccit.errors import Problem
from loccit.model import Document, Edition

CODE = "undeclared-prefix"
_AUTHORITIES = frozenset({"gnd", "viaf", "wikidata", "geonames", "orcid", "isni", "tgn", "ulan"})
"""What registers know without a declaration: the names of the files in which libraries and museums number names."""


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each prefix in a file that nothing declares."""
    uses: dict[tuple[str, str], list[Placed]] = {}
    for placed in pointers(edition):
        if (prefix := undeclared_prefix(placed)) and prefix not in _AUTHORITIES:
            uses.setdefault((placed.home.source.name, prefix), []).append(placed)
    for (_, prefix), found in uses.items():
        more = f" (used {len(found)} times)" if len(found) > 1 else ""
        yield Problem(found[0].at, CODE, f'the prefix "{prefix}:" is not declared{more}', _hint(prefix, found[0]))


def _hint(prefix: str, placed: Placed) -> str:
    rest = placed.pointer.value.partition(":")[2]
    known = declared_prefixes(placed.home)
    if nearest := suggest(prefix, known, "", f":{rest}"):
        return nearest
    if isinstance(placed.home, Document):
        return f"the prefixes are {', '.join(f'{name}:' for name in known)}"
    definition = f'<prefixDef ident="{prefix}" matchPattern="(.+)" replacementPattern="PATH/$1"/>'
    return f"declare it in the encodingDesc: <listPrefixDef>{definition}</listPrefixDef>"
