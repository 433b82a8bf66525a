"""A `@resp` that names nobody.

`@resp` says whose a note or a reading is: by an `xml:id` of the file, usually in its `respStmt`, or by an `id` under
`responsible:` in `edition.yaml`.

Passes, where `edition.yaml` has `responsible: [{id: editors, name: The editors}]`::

    <note resp="#editors">…</note>

Fails::

    <note resp="#editor">…</note>

A name or an abbreviation in words, which many files have there, is none that points: `resp="BL 8.461"`.
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.dangling import reasons
from loccit.check.pointers import suggest
from loccit.errors import Problem
from loccit.model import Edition

CODE = "dangling-resp"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each `@resp` that names nobody."""
    responsible = tuple(person.id for person in edition.config.settings.responsible if person.id)
    for placed, reason in reasons(edition, frozenset({"resp"})):
        name = placed.pointer.value.removeprefix("#")
        nearest = suggest(name, responsible, "#")
        if name not in responsible and (nearest or _points(placed.pointer.value) or "did you mean" in reason.hint):
            yield Problem(placed.at, CODE, reason.message, nearest or reason.hint)


def _points(value: str) -> bool:
    """Tell whether a value is meant to lead somewhere, and is no word."""
    return any(sign in value for sign in "#/:") or value.endswith((".xml", ".md"))
