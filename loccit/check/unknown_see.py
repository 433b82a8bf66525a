"""A key in the front matter's `see:` that is no glossary entry, or the entry itself.

Passes, where `content/glossary/mensheviks.md` exists::

    see: [mensheviks]

Fails::

    see: [menshviks]
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.pointers import documents, line_of_item, suggest
from loccit.errors import Position, Problem
from loccit.model import Document, Edition

CODE = "unknown-see"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each `see:` that leads nowhere else."""
    for document in documents(edition):
        for key in document.see:
            at = Position(document.source.name, line_of_item(document, "see", key))
            if key not in edition.entries:
                hint = suggest(key, edition.entries) or f"write the entry, glossary/{key}.md"
                yield Problem(at, CODE, f'no glossary entry "{key}"', hint)
            elif _is_itself(document, key, edition):
                yield Problem(at, CODE, f'the entry "{key}" points at itself', f"take {key} out of see")


def _is_itself(document: Document, key: str, edition: Edition) -> bool:
    return edition.entries[key] is document
