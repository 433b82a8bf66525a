"""What is matched -> how much speaks for it that an address of a few words is a place.

Four things do: that the place has the very words, alone or newly joined to others; that it carries the address; that
the neighbour before and the neighbour after are the same. A neighbour that says the same tells nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from loccit.registry.few_words import LIKE, is_addressed
from loccit.registry.fingerprint import normalised_words
from loccit.registry.likeness import Shape, begins_or_ends, related, within
from loccit.registry.matching import Matching

_PART = 0.5
"""What has so much of a neighbour stands for it."""


class Evidence:
    """Weighs what speaks for places, and looks for those for which something may speak."""

    def __init__(self, matching: Matching) -> None:
        self.matching = matching
        self.places: dict[tuple[str, str], list[int]] = defaultdict(list)
        """The places of few words, by kind and words."""
        for new, shape in enumerate(matching.new):
            if shape.is_known:
                self.places[shape.kind, shape.whole].append(new)
        self.grown = [new for new in range(len(matching.new)) if not matching.is_unchanged(new)]
        """The places that are new, or have changed."""

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
        sides = (
            self._is_next(old, new, step, but) or self._may_be_beside(old, new, step) or self._is_inside(old, new, step)
            for step in (-1, 1)
        )
        return self.says(old, new) + is_addressed(self.matching, old, new) + sum(sides)

    def says(self, old: int, new: int) -> bool:
        """Tell whether a place has the words of an old one, alone or newly joined to others."""
        shape, found = self.matching.old[old], self.matching.new[new]
        if shape.whole == found.whole:
            return True
        if found.whole in self.matching.wholes:
            return False
        return begins_or_ends(shape, found) or (self._has_joined(new, old) and self._is_near(new, old))

    def _is_inside(self, old: int, new: int, step: int) -> bool:
        """Tell whether a place to which a few words were joined has the neighbour as well, or is a part of it."""
        if self.matching.new[new].whole == self.matching.old[old].whole:
            return False
        beside = self._neighbours(old, step)
        return any(
            self._has(new, one, old) for one in beside if self.matching.old[one].whole != self.matching.old[old].whole
        )

    def _neighbours(self, old: int, step: int) -> set[int]:
        """Return the neighbour of an old one, and the next one that is still there."""
        there, text = old + step, self.matching.old[old].text
        is_in = 0 <= there < len(self.matching.old) and self.matching.old[there].text == text
        return {one for one in (there if is_in else None, self.next_to(old, step)) if one is not None}

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
        """Tell whether a place carries the address of another text: ids were shifted, or it was written over."""
        owner = self.matching.owners.get(new)
        return owner is not None and self.matching.old[owner].whole != self.matching.new[new].whole

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
            if (found.text, found.kind) == (shape.text, shape.kind) and _is_like(shape, found):
                yield new

    def joints(self, old: int) -> Iterator[int]:
        """Yield the places that have its words newly, among others, and those of a neighbour or a part of them."""
        return (new for new in self.grown if self._has_joined(new, old) and self._is_near(new, old))

    def wider(self, old: int) -> Iterator[int]:
        """Yield the places in its text that have its words newly, among others."""
        text = self.matching.old[old].text
        return (new for new in self.grown if self.matching.new[new].text == text and self._has_joined(new, old))

    def _is_near(self, new: int, old: int) -> bool:
        """Tell whether a place to which a few words were joined is a neighbour, or a part of one."""
        return any(self._is_inside(old, new, step) for step in (-1, 1))

    def _has(self, new: int, there: int, old: int) -> bool:
        """Tell whether a place is a neighbour of an old one, or a part of it, or just the few words of both."""
        shape, has = self.matching.old[there], self.matching.new[new]
        if self.matching.found(there) == new or within(has, shape) >= _PART:
            return True
        both = (self.matching.old[one].full for one in sorted((old, there)))
        return shape.is_known and has.full == " ".join(both)

    def _has_joined(self, new: int, old: int) -> bool:
        """Tell whether a place has a few words beside those that it had before."""
        shape, has = self.matching.old[old], self.matching.new[new]
        if has.whole in self.matching.wholes or not _count(has.full, shape.full):
            return False
        owner = self.matching.backward.get(new, self.matching.owners.get(new))
        if owner is None or self.matching.old[owner].whole == shape.whole:
            return True
        return _count(_gained(self.matching.old[owner], has), shape.full) > 0


def _is_like(shape: Shape, found: Shape) -> bool:
    """Tell whether a few words may be others that are corrected: half of them are there."""
    words, others = Counter(shape.full.split()), Counter(found.full.split())
    return related(shape, found) >= LIKE or 2 * (words & others).total() >= max(words.total(), others.total())


def _gained(had: Shape, has: Shape) -> str:
    """Return what stands before the first words of a text, and after its last ones, that it had before."""
    if had.is_known:
        return has.full.replace(had.full, "|", 1)
    begins, ends = (" ".join(normalised_words(words)) for words in (had.source.begins, had.source.ends))
    before, first, _ = has.full.partition(begins)
    _, last, after = has.full.rpartition(ends)
    # Where it has neither, it is something else now.
    return f"{before if first else ''}|{after if last else ''}" if first or last else has.full


def _count(text: str, words: str) -> int:
    """Return how often some words stand in a text."""
    return f" {text} ".replace("|", " | ").count(f" {words} ")
