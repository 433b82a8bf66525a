"""A released address that stands on two elements, as when a paragraph is split by copying its start tag.

Only one of them is the released paragraph; half of the links to it go to the other.

Passes, where `p7` is in a release::

    <p xml:id="p7">First half.</p> <p>Second half.</p>

Fails::

    <p xml:id="p7">First half.</p> <p xml:id="p7">Second half.</p>
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from loccit.check.addresses import Addresses, addresses
from loccit.check.likeness import brief, kind_name, released_fingerprint, released_words
from loccit.errors import Problem, typed
from loccit.model import Edition, Permalink, Text
from loccit.registry.blocks import Addressed
from loccit.registry.fingerprint import containment, similarity

CODE = "copied-address"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each element that carries a released address which belongs to another."""
    if not edition.registry:
        return
    index = addresses(edition)
    for key, ordinals in index.copies.items():
        record = edition.registry.get(key)
        if record and not record.is_gone:
            yield from _copies(index, index.texts[key[0]], record, ordinals)


def _copies(index: Addresses, text: Text, record: Permalink, ordinals: Sequence[int]) -> Iterator[Problem]:
    own = _released(record, [(ordinal, index.by_place.get((text.key, ordinal))) for ordinal in ordinals])
    kind, line = kind_name(record.kind), text.source.position(own).line
    for ordinal in ordinals:
        if ordinal == own:
            continue
        copy = index.by_place.get((text.key, ordinal))
        words = f", and this one reads {brief(copy.words)}" if copy else ", and this is another element"
        first = f"the released {kind} {record.address}, {released_words(record)}, stands in line {line}{words}"
        hint = f'take xml:id="{record.address}" out here and type `loccit number {typed(text.source.name)}`'
        yield Problem(text.source.position(ordinal), CODE, first, hint)


_PART = 0.6
_WHOLE = 0.95


def _released(record: Permalink, candidates: Sequence[tuple[int, Addressed | None]]) -> int:
    """Return the ordinal of the one that is most like what was released; where it was split, of the first part."""
    released = released_fingerprint(record)
    of_kind = [(ordinal, item) for ordinal, item in candidates if item and item.kind == record.kind]
    if record.kind == "note" and len(of_kind) < len(candidates):
        # Of notes with the same id, the reader keeps the words of one.
        return candidates[0][0]
    likeness = {ordinal: similarity(released, item.fingerprint) for ordinal, item in of_kind}
    parts = [
        ordinal
        for ordinal, item in of_kind
        if containment(item.fingerprint, released) >= _PART and containment(released, item.fingerprint) < _WHOLE
    ]
    if len(parts) == len(candidates):
        return parts[0]
    return max(likeness, key=lambda ordinal: likeness[ordinal], default=candidates[0][0])
