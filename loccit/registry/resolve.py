"""An address that was released -> where a link to it leads now."""

from __future__ import annotations

from collections.abc import Iterator

from loccit.model import Permalink, Registry

Key = tuple[str, str]


def resolve(registry: Registry, key: Key) -> tuple[Key, ...]:
    """Return the addresses that live and have the text of a released one; none where all of it was withdrawn.

    An address that was split is itself, its first part. A successor that was never released leads nowhere.
    """
    return tuple(dict.fromkeys(_resolved(registry, key, set())))


def _resolved(registry: Registry, key: Key, seen: set[Key]) -> Iterator[Key]:
    record = registry.get(key)
    if record is None or key in seen:
        return
    seen.add(key)
    if not record.is_gone:
        yield key
        return
    for successor in successors(record):
        yield from _resolved(registry, successor, seen)


def living(registry: Registry, record: Permalink) -> tuple[Key, ...]:
    """Return the addresses that live and have the text that left a record, each once."""
    found = (key for successor in successors(record) for key in resolve(registry, successor))
    return tuple(dict.fromkeys(found))


def is_lost(registry: Registry, record: Permalink) -> bool:
    """Tell whether a link ends nowhere: it is forwarded to what was never released, or round in a circle."""
    known = [successor for successor in successors(record) if successor in registry]
    if record.status == "withdrawn":
        return False
    if not record.is_gone:
        return len(known) < len(record.successors)
    return not known or not (resolve(registry, record.key) or _ends_withdrawn(registry, record.key, set()))


def _ends_withdrawn(registry: Registry, key: Key, seen: set[Key]) -> bool:
    """Tell whether some way from an address ends at one that was withdrawn."""
    record = registry.get(key)
    if record is None or key in seen:
        return False
    seen.add(key)
    return record.status == "withdrawn" or any(_ends_withdrawn(registry, own, seen) for own in successors(record))


def successors(record: Permalink) -> tuple[Key, ...]:
    """Return the keys of the successors of a record."""
    return tuple(successor_key(record.text, name) for name in record.successors)


def successor_key(text: str, name: str) -> Key:
    """Return the key of a successor as a record of a text names it: an address in that text, or `TEXT#ADDRESS`."""
    other, mark, address = name.rpartition("#")
    return (other, address) if mark else (text, name)
