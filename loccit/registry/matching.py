"""The released places and the present ones -> which is which, as far as it is found out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from loccit.registry.likeness import Shape, begins, ends


class Matching:
    """Which of the old is which of the new, so far. Both are lists of shapes in reading order."""

    def __init__(self, old: Sequence[Shape], new: Sequence[Shape]) -> None:
        self.old = old
        self.new = new
        self.forward: dict[int, int] = {}
        self.backward: dict[int, int] = {}
        self.carriers = _carriers(old, new)
        """Of each old one, the new ones that carry its address, in order."""
        self.joined: dict[int, int] = {}
        """Of each old one that was joined to its neighbour, the new one that both are."""

    def pair(self, old: int, new: int) -> None:
        """Take an old one and a new one for the same."""
        self.forward[old] = new
        self.backward[new] = old

    def part(self, old: int) -> None:
        """Take back what an old one was taken for."""
        del self.backward[self.forward.pop(old)]

    def open_old(self) -> list[int]:
        """Return the old ones that are not found yet."""
        return [index for index in range(len(self.old)) if index not in self.forward and index not in self.joined]

    def open_new(self) -> list[int]:
        """Return the new ones that are no old one yet."""
        return [index for index in range(len(self.new)) if index not in self.backward]

    def swallowed_by(self, old: int) -> int | None:
        """Return the neighbour that begins or ends with the few words of an old one now, and did not before."""
        shape = self.old[old]
        for beside, is_joined in ((old - 1, ends), (old + 1, begins)):
            new = self.forward.get(beside)
            if new is None or self.is_unchanged(new) or self.old[beside].text != shape.text:
                continue
            words, had, has = shape.recalled, self.old[beside].full, self.new[new].full
            if is_joined(has, words) and (not is_joined(had, words) or has in {f"{words} {had}", f"{had} {words}"}):
                return new
        return None

    def is_unchanged(self, new: int) -> bool:
        """Tell whether a new one has the very words of the old one it is."""
        return new in self.backward and self.old[self.backward[new]].whole == self.new[new].whole

    def beside(self, old: int, new: int) -> int:
        """Return at how many of its sides a new one has the neighbour of an old one, or the end of the text."""
        return sum(self._is_beside(old, new, step) for step in (-1, 1))

    def _is_beside(self, old: int, new: int, step: int) -> bool:
        there = 0 <= old + step < len(self.old) and self.old[old + step].text == self.old[old].text
        here = 0 <= new + step < len(self.new) and self.new[new + step].text == self.new[new].text
        return self.forward.get(old + step) == new + step if there and here else there == here


def _carriers(old: Sequence[Shape], new: Sequence[Shape]) -> dict[int, list[int]]:
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, shape in enumerate(new):
        if shape.address:
            places[shape.text, shape.address].append(index)
    return {index: places.get((shape.text, shape.address), []) for index, shape in enumerate(old)}
