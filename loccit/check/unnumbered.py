"""Paragraphs, verse lines or notes without an `xml:id`, so that their addresses change when one is inserted.

A file gives one problem.

Passes::

    <p xml:id="p1">…</p>

Fails::

    <p>…</p>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.errors import Position, Problem, typed
from loccit.model import Edition, Text

CODE = "unnumbered"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a warning for each text that has something without a permanent address."""
    for text in edition.texts:
        if counted := _counted(text):
            # At the head of the file: it is about all of it, and a bare text is not parsed again to say so.
            at = Position(text.source.name, 1, 1)
            verb = "has" if counted.startswith("1 ") and "and" not in counted else "have"
            hint = f"type `loccit number {typed(text.source.name)}`"
            yield Problem(at, CODE, f"{counted} {verb} no xml:id", hint, "warning")


def _counted(text: Text) -> str:
    """Return `12 paragraphs and 1 note`: how many of each kind have no permanent address."""
    counted = [f"{count} {kind}{'' if count == 1 else 's'}" for kind, count in text.without_address.items()]
    return " and ".join(part for part in (", ".join(counted[:-1]), *counted[-1:]) if part)
