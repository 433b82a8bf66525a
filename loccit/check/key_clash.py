"""Two things with the same address, or with addresses that differ in their case only.

A page stands beside the texts at the root of the site, and some disks and hosts take `Allies` and `allies` for one.

Passes::

    content/pages/about.md    content/texts/toward-intervention.xml

Fails::

    content/pages/toward-intervention.md    content/texts/toward-intervention.xml
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from loccit.errors import Position, Problem
from loccit.model import Document, Edition

CODE = "key-clash"
_SITE = frozenset({"glossary", "names", "notes", "static"})
"""The folders that every site may have at its root."""


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each document whose address is taken."""
    texts = {text.key: text.source.name for text in edition.texts}
    own = dict.fromkeys(_SITE, "the site itself")
    yield from _clashes(edition.pages.values(), {**own, **texts})
    yield from _clashes(edition.entries.values(), {})
    yield from _clashes(edition.notes.values(), {})


def _clashes(documents: Iterable[Document], taken: dict[str, str]) -> Iterator[Problem]:
    for document in documents:
        address = document.key.casefold()
        if address in taken:
            message = f'the address "{document.key}" is that of {taken[address]}'
            hint = f"rename the file, for instance to {document.key}-2.md"
            yield Problem(Position(document.source.name, 1), CODE, message, hint)
        taken.setdefault(address, document.source.name)
