"""A `short` of more than 60 words: it stands in a popover, where nobody reads more.

Passes::

    short: The moderate wing of Russian social democracy.

Fails: the same with a paragraph of history in it.
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.errors import Position, Problem
from loccit.model import Edition

CODE = "long-short"
MOST_WORDS = 60


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a warning for each entry or note whose `short` is long."""
    for document in (*edition.entries.values(), *edition.notes.values()):
        words = len(document.short.text.split())
        if words > MOST_WORDS:
            at = Position(document.source.name, document.lines.get("short", 1))
            hint = f"write at most {MOST_WORDS} words here, and the rest below the front matter"
            yield Problem(at, CODE, f"the short form has {words} words", hint, "warning")
