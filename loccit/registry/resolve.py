"""An address that was released -> where a link to it leads now."""

from __future__ import annotations

from collections.abc import Iterator

from loccit.model import Registry

Key = tuple[str, str]


def resolve(registry: Registry, key: Key) -> tuple[Key, ...]:
    """Return the addresses that live and have the text of a released one; none where all of it was withdrawn.

    An address that was split is itself, its first part. Raises `KeyError` where a successor is not in the registry.
    """
    return tuple(dict.fromkeys(_resolved(registry, key, set())))


def _resolved(registry: Registry, key: Key, seen: set[Key]) -> Iterator[Key]:
    record = registry[key]
    if not record.is_gone:
        yield key
    elif key not in seen:
        seen.add(key)
        for name in record.successors:
            yield from _resolved(registry, successor_key(key[0], name), seen)


def successor_key(text: str, name: str) -> Key:
    """Return the key of a successor as a record of a text names it: an address in that text, or `TEXT#ADDRESS`."""
    other, mark, address = name.rpartition("#")
    return (other, address) if mark else (text, name)
