"""A released address that stands on another kind of element than the one it was released with.

Who cited paragraph 7 must not land on a heading, nor on a whole section.

Passes, where `p7` was released as a paragraph::

    <p xml:id="p7">…</p>

Fails::

    <head xml:id="p7">…</head>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.addresses import RECONCILE, Addresses, addresses
from loccit.check.likeness import brief, is_like, kind_name, released_words
from loccit.errors import Problem
from loccit.model import Edition, Permalink
from loccit.registry.blocks import Addressed

CODE = "changed-kind"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each released address that is on something of another kind."""
    index = addresses(edition)
    for record, item in index.displaced:
        yield _problem(index, record, item)


def _problem(index: Addresses, record: Permalink, item: Addressed | None) -> Problem:
    if item:
        at, now = index.at(item), f"is a {kind_name(item.kind)} now, {brief(item.words)}"
    else:
        ordinal = index.ordinal(record.key) or 0
        at, now = index.texts[record.text].source.position(ordinal), "is now on an element that is not cited"
    kind = kind_name(record.kind)
    message = f"{record.address} was released as a {kind}, {released_words(record)}, and {now}"
    again = f'put xml:id="{record.address}" on that {kind}'
    if item and is_like(record, item):
        again = f"make it a {kind} again"
    return Problem(at, CODE, message, f"{again}, or {RECONCILE}" if record.text else again)
