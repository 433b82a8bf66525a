"""Files that need no other, known by size and time of change, so that a build reads only those saved since the last.

They are kept in the user's cache folder, one list for each edition. A file counts as it was while its size, its time
of change and its number on the disk are the same.
"""

from __future__ import annotations

from pathlib import Path

from loccit.caching import Looks, State, keep_looks, read_looks, state_of

_KIND = "plain"


class Plain:
    """Remembers the files of an edition that need no other file, with the digests of their bytes."""

    def __init__(self, edition: Path) -> None:
        self._edition = edition
        self._known: Looks = {}
        self._before: Looks = {}
        self._asked: set[str] = set()

    @classmethod
    def before(cls, edition: Path) -> Plain:
        """Return what the last build of an edition kept."""
        plain = cls(edition)
        plain._before = read_looks(_KIND, edition)
        plain._known = dict(plain._before)
        return plain

    def keep(self) -> None:
        """Keep what is known of the files that this build asked for, for the next."""
        known = {path: kept for path, kept in self._known.items() if path in self._asked}
        if known != self._before:
            keep_looks(_KIND, self._edition, known)

    def digest(self, path: Path) -> bytes:
        """Return the digest of a file's bytes; nothing where it is not known to need no other."""
        place = str(path)
        self._asked.add(place)
        known = self._known.get(place)
        return known[0] if known and known[1] == state_of(place) else b""

    def note(self, path: Path, state: State, digest: bytes) -> None:
        """Take note of a file that needs no other, and that looked like `state`, and not fresh, before it was read."""
        self._known[str(path)] = digest, state
