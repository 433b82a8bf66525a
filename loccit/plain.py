"""Files that need no other, known by size and time of change, so that a build reads only those saved since the last.

They are kept in the user's cache folder, one list for each edition. A file counts as it was while its size, its time
of change and its number on the disk are the same.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path

import msgspec

from loccit.caching import State, keep, read_cached, state_of

_Known = dict[str, tuple[State, bytes]]


class Plain:
    """Remembers the files of an edition that need no other file, with the digests of their bytes."""

    def __init__(self, edition: Path) -> None:
        self._edition = edition
        self._known: _Known = {}
        self._asked: set[str] = set()

    @classmethod
    def before(cls, edition: Path) -> Plain:
        """Return what the last build of an edition kept."""
        plain = cls(edition)
        data = read_cached(_name(edition))
        with suppress(msgspec.DecodeError):
            plain._known = msgspec.msgpack.decode(data, type=_Known) if data else {}
        return plain

    def keep(self) -> None:
        """Keep what is known of the files that this build asked for, for the next."""
        keep(_name(self._edition), msgspec.msgpack.encode({p: k for p, k in self._known.items() if p in self._asked}))

    def digest(self, path: Path) -> bytes:
        """Return the digest of a file's bytes; nothing where it is not known to need no other."""
        place = str(path)
        self._asked.add(place)
        known = self._known.get(place)
        return known[1] if known and known[0] == state_of(place) else b""

    def note(self, path: Path, state: State, digest: bytes) -> None:
        """Take note of a file that needs no other, and that looked like `state`, and not fresh, before it was read."""
        self._known[str(path)] = state, digest


def _name(edition: Path) -> str:
    return f"plain/{hashlib.blake2b(os.fsencode(edition), digest_size=12).hexdigest()}"
