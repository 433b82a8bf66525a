"""A link, or another pointer from place to place, that leads nowhere.

In TEI these are `@target`, `@corresp`, `@sameAs`, `@copyOf`, `@next`, `@prev` and `@spanTo`, to an `xml:id` of the
file, to another file of the edition or through a prefix; in Markdown, every link.

Passes::

    <p xml:id="p1">See <ref target="#p2">below</ref>.</p> <p xml:id="p2">…</p>

Fails::

    <p xml:id="p1">See <ref target="#p9">below</ref>.</p> <p xml:id="p2">…</p>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.dangling import reasons
from loccit.errors import Problem
from loccit.model import Edition

CODE = "dangling-target"
_ATTRIBUTES = frozenset({"target", "corresp", "sameAs", "copyOf", "next", "prev", "spanTo", "link"})


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each such pointer that leads nowhere; many a corpus keeps its classes in another file."""
    for placed, reason in reasons(edition, _ATTRIBUTES):
        if placed.pointer.element != "catRef":
            yield Problem(placed.at, CODE, reason.message, reason.hint)
