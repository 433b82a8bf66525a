"""What is matched -> how much speaks for it that an address of a few words is a place.

Four things do: that the place has the very words, alone or newly joined to others; that it carries the address; that
the neighbour before and the neighbour after are the same. A neighbour that says the same tells nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from loccit.registry.few_words import LIKE, is_addressed
from loccit.registry.likeness import Shape, begins, begins_or_ends, ends, related, within
from loccit.registry.matching import Matching

_PART = 0.5
"""What has so much of a neighbour stands for it."""


class Evidence:
    """Weighs what speaks for places, and looks for those for which something may speak."""

    def __init__(self, matching: Matching) -> None:
        self.matching = matching
        self.places: dict[tuple[str, str], list[int]] = defaultdict(list)
        """The places of few words, by kind and words."""
        self.full: dict[tuple[str, str], list[int]] = defaultdict(list)
        """The same, by text and words as they are compared."""
        for new, shape in enumerate(matching.new):
            if shape.is_known:
                self.places[shape.kind, shape.whole].append(new)
                self.full[shape.text, shape.full].append(new)

    def least(self, old: int, new: int, but: int | None = None) -> int:
        """Return how much surely speaks for a place; the neighbour that is not to be asked says nothing."""
        words = self.says(old, new) + is_addressed(self.matching, old, new)
        return words + self.matching.beside(old, new, but)

    def fair(self, old: int, new: int, but: int | None = None) -> int:
        """Return the same, where the next one that is still there stands for a neighbour that is not."""
        words = self.says(old, new) + is_addressed(self.matching, old, new)
        return words + sum(self._is_next(old, new, step, but) for step in (-1, 1))

    def most(self, old: int, new: int, but: int | None = None) -> int:
        """Return how much may speak for it: also the next one that is still there, or what has a neighbour's words."""
        sides = (self._is_next(old, new, step, but) or self._may_be_beside(old, new, step) for step in (-1, 1))
        return self.says(old, new) + is_addressed(self.matching, old, new) + sum(sides)

    def says(self, old: int, new: int) -> bool:
        """Tell whether a place has the words of an old one, alone or newly joined to others."""
        shape, found = self.matching.old[old], self.matching.new[new]
        if shape.whole == found.whole:
            return True
        return found.whole not in self.matching.wholes and begins_or_ends(shape, found)

    def _is_next(self, old: int, new: int, step: int, but: int | None) -> bool:
        """Tell whether the next one that is still there stands beside a place, or both end the text."""
        there = self.next_to(old, step)
        if there is None:
            beside = self.matching.said(self.matching.new, new + step)
            return beside is None or beside[0] != self.matching.new[new].text
        tells = there != but and self.matching.old[there].whole != self.matching.old[old].whole
        return tells and self.matching.found(there) == new + step

    def _may_be_beside(self, old: int, new: int, step: int) -> bool:
        """Tell whether a neighbour's words stand beside a place, or a free one that was a part of a neighbour."""
        here = self.matching.said(self.matching.new, new + step)
        if here is None or here == self.matching.said(self.matching.old, old):
            return False
        there = self.next_to(old, step)
        if here in {self.matching.said(self.matching.old, one) for one in (old + step, there) if one is not None}:
            return True
        if there is None or new + step in self.matching.backward:
            return False
        return within(self.matching.new[new + step], self.matching.old[there]) >= _PART

    def next_to(self, old: int, step: int) -> int | None:
        """Return the next old one in the text that is still there."""
        text, there = self.matching.old[old].text, old + step
        while 0 <= there < len(self.matching.old) and self.matching.old[there].text == text:
            if self.matching.found(there) is not None:
                return there
            there += step
        return None

    def is_astray(self, new: int) -> bool:
        """Tell whether a place carries the address of another text, which stands elsewhere: ids were shifted."""
        owner = self.matching.owners.get(new)
        if owner is None or self.matching.old[owner].whole == self.matching.new[new].whole:
            return False
        return owner in self.matching.undecided or self.matching.found(owner) is not None

    # Where something may speak for a place

    def everywhere(self, old: int) -> list[int]:
        """Return the places in any text that have the very words of an old one."""
        shape = self.matching.old[old]
        return self.places[shape.kind, shape.whole]

    def sites(self, old: int) -> list[int]:
        """Return those in its own text."""
        return [new for new in self.everywhere(old) if self.matching.new[new].text == self.matching.old[old].text]

    def like(self, old: int) -> Iterator[int]:
        """Yield the free places in its text that are like an old one."""
        shape = self.matching.old[old]
        for new in self.matching.open_new():
            found = self.matching.new[new]
            if (found.text, found.kind) == (shape.text, shape.kind) and related(shape, found) >= LIKE:
                yield new

    def joints(self, old: int) -> set[int]:
        """Return the places to which an old one and its neighbour may have been joined."""
        beside = {step: self.next_to(old, step) for step in (-1, 1)}
        found = {new for there in beside.values() if there is not None for new in self._gained(old, there)}
        for step in (-1, 1):
            if 0 <= old + step < len(self.matching.old):
                found.update(self._of_both(old, old + step))
        return found

    def _gained(self, old: int, there: int) -> Iterator[int]:
        """Yield where a neighbour has the words of an old one now, and had not before."""
        shape, had = self.matching.old[old], self.matching.old[there]
        found = self.matching.found(there)
        for new in {*self.matching.carriers[there], *(() if found is None else (found,))}:
            has = self.matching.new[new]
            if had.whole != has.whole and _has_joined(shape, had, has, there - old):
                yield new

    def _of_both(self, old: int, beside: int) -> Iterator[int]:
        """Yield the places that have just the words of two neighbours, and nothing had before."""
        text = self.matching.old[old].text
        words = " ".join(self.matching.old[one].full for one in sorted((old, beside)))
        for new in self.full.get((text, words), ()):
            is_free = new not in self.matching.backward or self.matching.found(beside) in {None, new}
            if is_free and self.matching.new[new].whole not in self.matching.wholes:
                yield new


def _has_joined(shape: Shape, had: Shape, has: Shape, step: int) -> bool:
    """Tell whether a text has the words of what stood before or after it newly, beside its own."""
    if not had.is_known:
        joins = ends if step < 0 else begins
        return joins(has.full, shape.full) and not joins(had.full, shape.full)
    before, own, after = f" {has.full} ".partition(f" {had.full} ")
    rest = f"{had.full} {after}" if step < 0 else f"{before} {had.full}"
    return _count(rest if own else has.full, shape.full) > _count(had.full, shape.full)


def _count(text: str, words: str) -> int:
    """Return how often some words stand in a text."""
    return f" {text} ".count(f" {words} ")
