"""An `xml:id` that the file has already used.

An address leads to one place. With two of the same, half of the links to it go wrong.

Passes::

    <p xml:id="p1">…</p> <p xml:id="p2">…</p>

Fails::

    <p xml:id="p1">…</p> <p xml:id="p1">…</p>
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import chain, count

from loccit.check.addresses import is_released
from loccit.errors import Problem
from loccit.model import Edition

CODE = "duplicate-id"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each element whose `xml:id` stands on an earlier one."""
    for text in edition.tei:
        for oddity in text.oddities:
            # Of a released address, `copied-address` says which of the two is meant.
            if oddity.kind != CODE or is_released(edition, text, oddity.subject):
                continue
            first, second = text.source.position(int(oddity.detail)), text.source.position(oddity.ordinal)
            free = free_id(oddity.subject, text.ids)
            where = f"line {first.line}" if first.path == second.path else f"{first.path}:{first.line}"
            hint = f'{where} has it first: write another one here, such as "{free}"'
            yield Problem(second, CODE, f'the xml:id "{oddity.subject}" is used twice', hint)


def free_id(taken: str, ids: Container[str]) -> str:
    """Return an id like one that is taken: `p7b` beside `p7`."""
    numbered = (f"{taken}-{number}" for number in count(2))
    letters = (chr(letter) for letter in range(ord("b"), ord("z") + 1))
    return next(c for c in chain((taken + letter for letter in letters), numbered) if c not in ids)
