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
        self.owners = {new: index for index in reversed(range(len(old))) for new in self.carriers[index]}
        """Of each new one that carries an address, the old one whose it is."""
        self.wholes = {shape.whole for shape in old}
        """The words of all the old ones, as their hashes."""
        self.joined: dict[int, int] = {}
        """Of each old one that was joined to its neighbour, the new one that both are."""
        self.undecided: dict[int, list[int]] = {}
        """Of each old one that cannot be told from others, the new ones that it may be."""

    def pair(self, old: int, new: int) -> None:
        """Take an old one and a new one for the same."""
        self.forward[old] = new
        self.backward[new] = old

    def part(self, old: int) -> None:
        """Take back what an old one was taken for."""
        del self.backward[self.forward.pop(old)]

    def found(self, old: int) -> int | None:
        """Return the new one that an old one is, or a part of."""
        return self.forward.get(old, self.joined.get(old))

    def said(self, shapes: Sequence[Shape], place: int) -> tuple[str, str] | None:
        """Return the text and the hash of the words at a place; `None` beyond the ends."""
        return (shapes[place].text, shapes[place].whole) if 0 <= place < len(shapes) else None

    def open_old(self) -> list[int]:
        """Return the old ones that are not found yet."""
        found = {*self.forward, *self.joined, *self.undecided}
        return [index for index in range(len(self.old)) if index not in found]

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
        """Return at how many of its sides a new one has the neighbour of an old one, or the end of the text.

        A neighbour that says the same tells nothing.
        """
        return sum(self._is_beside(old, new, step) for step in (-1, 1))

    def _is_beside(self, old: int, new: int, step: int) -> bool:
        text, there, here = self.old[old].text, old + step, new + step
        if not self._is_in(self.old, there, text):
            return not self._is_in(self.new, here, self.new[new].text)
        return self.old[there].whole != self.old[old].whole and self.found(there) == here

    def is_in_order(self, old: int, new: int) -> bool:
        """Tell whether a new one stands between the next ones around an old one that are still there."""
        return all(self._follows(old, new, step) for step in (-1, 1))

    def _follows(self, old: int, new: int, step: int) -> bool:
        there = old + step
        while self._is_in(self.old, there, self.old[old].text):
            found = self.found(there)
            if found is not None:
                return (found - new) * step > 0
            there += step
        return True

    def _is_in(self, shapes: Sequence[Shape], place: int, text: str) -> bool:
        return 0 <= place < len(shapes) and shapes[place].text == text


def _carriers(old: Sequence[Shape], new: Sequence[Shape]) -> dict[int, list[int]]:
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, shape in enumerate(new):
        if shape.address:
            places[shape.text, shape.address].append(index)
    return {index: places.get((shape.text, shape.address), []) for index, shape in enumerate(old)}
