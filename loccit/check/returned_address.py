"""An address that the registry has as withdrawn, merged, moved or undecided, and that is in the edition again.

The page would have it twice: on the element, and on what tells readers that it is gone.

Passes, where `p8` was merged into `p7`::

    <p xml:id="p7">…</p> <p xml:id="p9">…</p>

Fails::

    <p xml:id="p7">…</p> <p xml:id="p8">…</p>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.addresses import RECONCILE, addresses, what_became
from loccit.check.likeness import brief, released_hash, released_words
from loccit.errors import Problem
from loccit.model import Edition
from loccit.registry.fingerprint import whole_hash

CODE = "returned-address"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each address that is gone by the registry and there in the edition."""
    index = addresses(edition)
    for record in edition.registry.values():
        if not record.is_gone or not index.has(record.key):
            continue
        item, ordinal = index.by_key.get(record.key), index.ordinal(record.key)
        at = index.at(item) if item else index.texts[record.text].source.position(ordinal or 0)
        message = f"{record.address} {what_became(record)} and is here again: {released_words(record)}"
        if item is None:
            message += ", on an element that is not cited"
        elif released_hash(record) != whole_hash(item.words):
            message += f" then, and now {brief(item.words)}"
        remove = f'take xml:id="{record.address}" out' if record.text else "give the file another name"
        yield Problem(at, CODE, message, f"{RECONCILE} to restore it, or {remove}")
