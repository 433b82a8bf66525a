"""A source in the front matter's `sources:` that `sources.yaml` does not have.

A link in the text of an entry, `[Pipes](source:pipes)`, is reported by `dangling-target`.

Passes, where `content/sources.yaml` has `pipes:`::

    sources: [pipes]

Fails::

    sources: [pipse]
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.pointers import documents, line_of_item, suggest
from loccit.errors import Position, Problem
from loccit.model import Edition

CODE = "unknown-source"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each cited source that is not described."""
    for document in documents(edition):
        for key in document.sources:
            if key not in edition.references:
                at = Position(document.source.name, line_of_item(document, "sources", key))
                hint = suggest(key, edition.references) or f"add {key} to sources.yaml"
                yield Problem(at, CODE, f'no source "{key}"', hint)
