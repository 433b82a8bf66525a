"""What the files of a site held when they were last compared, so that none is read again that is as it was.

A file counts as it was while its size, its time of change and its number on the disk are the same. What is kept
between two builds stands in the user's cache folder, one file for each folder that a site was written into.
"""

from __future__ import annotations

from pathlib import Path

from loccit.caching import Looks, State, keep_looks, read_looks, state_of
from loccit.content import Content, digest_of

_KIND = "sites"


class Seen:
    """Remembers what each file of a folder held, by its path in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._held: dict[str, tuple[Content, State]] = {}
        """What this process wrote or compared."""
        self._kept: Looks = {}
        self.paths: frozenset[str] = frozenset()
        """The output paths that were found fit."""

    @classmethod
    def before(cls, folder: Path) -> Seen:
        """Return what was kept of a folder when the last site was written into it."""
        seen = cls(folder)
        seen._kept = read_looks(_KIND, seen._folder)
        seen.paths = frozenset(seen._kept)
        return seen

    def keep(self) -> None:
        """Keep it for the next time that a site is written into this folder."""
        held = {path: (digest_of(content), state) for path, (content, state) in self._held.items()}
        known = {path: kept for path, kept in (self._kept | held).items() if path in self.paths}
        if known != self._kept:
            keep_looks(_KIND, self._folder, known)

    def is_same(self, path: str, content: Content) -> bool:
        """Tell whether a file is known to hold these bytes."""
        state = self._state(path)
        if held := self._held.get(path):
            return held == (content, state)
        kept = self._kept.get(path)
        return kept is not None and kept[1] == state and kept[0] == digest_of(content)

    def note(self, path: str, content: Content) -> None:
        """Take note that a file holds these bytes now."""
        state = self._state(path)
        if state and isinstance(content, Path):
            self._kept[path] = digest_of(content), state
        elif state:
            self._held[path] = content, state

    def _state(self, path: str) -> State | None:
        return state_of(f"{self._folder}/{path}")
