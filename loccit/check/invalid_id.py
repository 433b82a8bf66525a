"""An `xml:id` that is no XML name, so that no address can be made of it.

A name begins with a letter or an underscore; letters, digits, hyphens, underscores and full stops follow.

Passes::

    <p xml:id="p1">…</p>

Fails::

    <p xml:id="1 st">…</p>
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from loccit.check.pointers import quoted
from loccit.errors import Problem
from loccit.model import Edition

CODE = "invalid-id"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each `xml:id` that is no name."""
    for text in edition.tei:
        for oddity in text.oddities:
            if oddity.kind == CODE:
                at = text.source.position(oddity.ordinal)
                hint = f'write xml:id="{as_name(oddity.subject)}"'
                yield Problem(at, CODE, f"the xml:id {quoted(oddity.subject)} is not a name", hint)


def as_name(value: str) -> str:
    """Return a name like the value: what cannot stand in one becomes a hyphen."""
    name = re.sub(r"[^\w.-]+", "-", value).strip("-")
    return name if re.match(r"[^\W\d]", name) else f"id-{name.lstrip('.-')}"
