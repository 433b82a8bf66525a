"""A released address whose printed number changed.

The number in the margin is what people cite: after a change, "para. 7" in a printed article is another paragraph.
Where numbers are counted, those after an insertion move with it; the first stands for all of them. Notes are counted
anew at every change and nobody's loss: a link to one goes by its `xml:id`.

Passes, where the paragraph was released with the number 7::

    <p xml:id="harvest" n="7">…</p>

Fails::

    <p xml:id="harvest" n="8">…</p>
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from loccit.check.addresses import RECONCILE, Addresses, Carried, addresses
from loccit.check.likeness import brief, kind_name
from loccit.errors import Problem
from loccit.model import Edition

CODE = "changed-label"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for the changed labels of each kind in each text."""
    index = addresses(edition)
    wrong = {c.record.key for c in index.unlike} | index.swapped
    cited = [c for c in index.carried if c.record.kind in {"paragraph", "line"} and c.record.key not in wrong]
    moved = [c for c in cited if c.record.label != c.item.label]
    moved.sort(key=lambda c: (c.item.text, c.item.kind, c.item.ordinal))
    for _, group in groupby(moved, key=lambda c: (c.item.text, c.item.kind)):
        yield _problem(index, *group)


def _problem(index: Addresses, first: Carried, *others: Carried) -> Problem:
    record, item = first
    was, now = (f'"{label}"' if label else "nothing" for label in (record.label, item.label))
    message = (
        f"the {kind_name(record.kind)} {record.address} was printed as {was} and is {now} now: {brief(item.words)}"
    )
    if others:
        message += f"; {len(others)} more changed after it, up to {others[-1].record.address}"
    hint = f'write n="{record.label}" on it, or {RECONCILE} to let the new one stand'
    return Problem(index.at(item), CODE, message, hint)
