"""A released address whose text is not the released one any more, but another.

Corrections, sentences added or taken out, half of it rewritten: all of that is the same paragraph. This is about the
address that went to another one, as when numbers are shifted after a paragraph was inserted.

Passes, where `p7` was released with "The harvest was poor in the north."::

    <p xml:id="p7">The harvest was very poor in all of the north.</p>

Fails::

    <p xml:id="p7">Nobody had spoken to the consul before evening.</p>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.addresses import RECONCILE, Addresses, Carried, addresses
from loccit.check.likeness import brief, has_few_words, kind_name, released_words
from loccit.errors import Problem
from loccit.model import Edition

CODE = "other-paragraph"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each released address that leads to another text now."""
    index = addresses(edition)
    for carried in index.unlike:
        if carried.record.key not in index.swapped:
            yield _problem(index, carried)


def _problem(index: Addresses, carried: Carried) -> Problem:
    record, item = carried
    origin, stray = index.origins.get(record.key), index.stray(record)
    message = f"{record.address} is another {kind_name(record.kind)} now: "
    message += f"it was {released_words(record)} and is {brief(item.words)}"
    if origin:
        message += f", which was {origin.address if origin.text == record.text else origin.name}"
    if stray:
        what = "the same words as it had stand" if has_few_words(record) else "what it was stands"
        message += f"; {what} in {index.line(stray, record.text)}"
    hint = f"put each xml:id back on its text, or {RECONCILE} to say that this is {record.address}, rewritten"
    return Problem(index.at(item), CODE, message, hint)
