"""What was made before, with what it was made of, so that a server makes only what has changed."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

from loccit.plain import Plain

T = TypeVar("T")


class Memory:
    """Remembers the last thing made at each place, and which files an earlier build found `plain`."""

    def __init__(self, plain: Plain | None = None) -> None:
        self.plain = plain
        self._kept: dict[Hashable, tuple[object, object]] = {}

    def recall(self, place: Hashable, made_of: object, make: Callable[[], T]) -> T:
        """Return what was made at a place, if it was made of the same; else make it and remember it."""
        kept = self._kept.get(place)
        if kept is None or kept[0] != made_of:
            kept = self._kept[place] = (made_of, make())
        return cast("T", kept[1])
