"""An address that the registry forwards to one that is nowhere, or round in a circle.

Whoever follows an old link must arrive at the text, after however many forwards.

Passes, where the edition has `p7`::

    {"text": "a", "address": "p8", …, "status": "merged", "successors": ["p7"]}

Fails, where nothing was ever called `p70`::

    {"text": "a", "address": "p8", …, "status": "merged", "successors": ["p70"]}
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.addresses import RECONCILE, Addresses, addresses
from loccit.check.likeness import released_words
from loccit.errors import Problem
from loccit.model import Edition, Permalink

CODE = "unresolved-successor"
_Key = tuple[str, str]


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each record whose successors lead nowhere."""
    index = addresses(edition)
    for record in edition.registry.values():
        if (record.successors or record.is_gone) and (fault := _fault(index, record)):
            message = f"{record.name}, {released_words(record)}, {fault}"
            yield Problem(index.at_record(record), CODE, message, f"{RECONCILE} to say where its text is now")


def _fault(index: Addresses, record: Permalink) -> str:
    """Return what is wrong with the successors of a record, or nothing."""
    if record.status in {"merged", "moved", "undecided"} and not record.successors:
        return f"{_DONE[record.status].format('another')}, but the registry does not say which"
    for written, key in zip(record.successors, _successor_keys(record), strict=True):
        if key not in index.edition.registry and not index.has(key):
            return f"{_DONE[record.status].format(written)}, which is nowhere"
    circle = _circle(index.edition, record) if record.is_gone else ()
    return f"is forwarded in a circle: {' → '.join(circle)}" if circle else ""


_DONE = {
    "live": "is continued by {}",
    "split": "was split and is continued by {}",
    "merged": "was merged into {}",
    "moved": "has moved to {}",
    "undecided": "may be {}",
    "withdrawn": "was withdrawn in favour of {}",
}


def _successor_keys(record: Permalink) -> tuple[_Key, ...]:
    """Return the keys of a record's successors, which are written as addresses or as `TEXT#ADDRESS`."""
    parts = (written.partition("#") for written in record.successors)
    return tuple((before, after) if hash_sign else (record.text, before) for before, hash_sign, after in parts)


def _circle(edition: Edition, record: Permalink) -> tuple[str, ...]:
    """Return the names on the way from a record back to itself, or nothing where there is no such way."""
    ways: list[tuple[Permalink, tuple[str, ...]]] = [(record, (record.name,))]
    seen: set[_Key] = set()
    while ways:
        current, way = ways.pop()
        for key in _successor_keys(current):
            if key == record.key:
                return (*way, record.name)
            following = edition.registry.get(key)
            if following and following.is_gone and key not in seen:
                seen.add(key)
                ways.append((following, (*way, following.name)))
    return ()
