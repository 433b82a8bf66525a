"""A source in `sources.yaml` that nothing cites.

Passes, where an entry has `sources: [pipes]` or a page links to `source:pipes`::

    pipes: {label: Pipes, text: "..."}

Fails, where nothing does::

    pipes: {label: Pipes, text: "..."}
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.pointers import documents, pointers
from loccit.errors import Position, Problem
from loccit.model import Edition

CODE = "unused-source"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a warning for each source that nothing cites."""
    if edition.references_source is None:
        return
    cited = {key for document in documents(edition) for key in document.sources}
    cited.update(p.pointer.target.key for p in pointers(edition) if p.pointer.target.kind == "source")
    for key, reference in edition.references.items():
        if key not in cited:
            at = Position(edition.references_source.name, reference.line)
            hint = f"cite it, [...](source:{key}), or take it out"
            yield Problem(at, CODE, f'nothing cites the source "{key}"', hint, "warning")
