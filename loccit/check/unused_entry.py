"""A glossary entry that no text, note, page or other entry points at.

Passes, where a text has `<term ref="gloss:intervention">`, or another entry has `see: [intervention]`::

    content/glossary/intervention.md

Fails, where nothing does::

    content/glossary/intervention.md
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.pointers import documents, used_keys
from loccit.errors import Position, Problem
from loccit.model import Edition

CODE = "unused-entry"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a warning for each entry that nothing points at."""
    used = used_keys(edition, "entry")
    seen = {key for document in documents(edition) for key in document.see if edition.entries.get(key) is not document}
    for key, entry in edition.entries.items():
        if key not in used and key not in seen:
            at = Position(entry.source.name, entry.lines.get("title", 1))
            hint = f'point at it from a text, <term ref="gloss:{key}">, or from another entry, see: [{key}]'
            yield Problem(at, CODE, f'nothing points at the entry "{key}"', hint, "warning")
