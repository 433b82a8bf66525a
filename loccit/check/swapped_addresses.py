"""Two released addresses whose texts changed places.

It happens when paragraphs are put in another order and their numbers are put in order after them. Every link to
either goes to the other, and no reader can tell.

Passes, where `p1` was released with "One." and `p2` with "Two."::

    <p xml:id="p2">Two.</p> <p xml:id="p1">One.</p>

Fails::

    <p xml:id="p1">Two.</p> <p xml:id="p2">One.</p>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.addresses import RECONCILE, addresses
from loccit.check.likeness import released_words
from loccit.errors import Problem
from loccit.model import Edition

CODE = "swapped-addresses"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each pair of addresses that changed places."""
    index = addresses(edition)
    for one, other in index.swaps:
        a, b = one.record, other.record
        second = b.address if b.text == a.text else b.name
        was = f"{a.address} was {released_words(a)}, and {second} was {released_words(b)}"
        message = f"{a.address} has changed places with {second} in {index.line(other.item, a.text)}: {was}"
        hint = f'write xml:id="{b.address}" here and xml:id="{a.address}" there, or {RECONCILE}'
        yield Problem(index.at(one.item), CODE, message, hint if a.text == b.text else RECONCILE)
