"""What is matched -> the places that each address of a few words may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from loccit.registry.evidence import Evidence, has_most, is_like, is_much_like
from loccit.registry.matching import Matching
from loccit.registry.touched import Ids


class Candidates:
    """Finds the old ones and the places that say the same, and those that have the words among others or corrected."""

    def __init__(self, matching: Matching, evidence: Evidence, ids: Mapping[str, Ids]) -> None:
        self.matching = matching
        self.evidence = evidence
        self.ids = ids
        self.olds: dict[tuple[str, str], list[int]] = defaultdict(list)
        """The old ones of few words, by kind and words."""
        self.told: dict[int, int] = {}
        """What the words and the order told of them."""
        self.places: dict[tuple[str, str], list[int]] = defaultdict(list)
        """The places of few words, by kind and words."""
        self.having: dict[str, list[int]] = defaultdict(list)
        """The places that say what was not said before, by each of their words."""
        for old, shape in enumerate(matching.old):
            if shape.is_known:
                self.olds[shape.kind, shape.whole].append(old)
                if (found := matching.found(old)) is not None:
                    self.told[old] = found
        for new, shape in enumerate(matching.new):
            if shape.is_known:
                self.places[shape.kind, shape.whole].append(new)
            if new in evidence.fresh:
                for word in {*shape.full.split()}:
                    self.having[word].append(new)

    def saying(self, old: int) -> list[int]:
        """Return the old ones in any text that say the same as one."""
        shape = self.matching.old[old]
        return self.olds[shape.kind, shape.whole]

    def is_only(self, old: int) -> bool:
        """Tell whether nothing else said the same or says it now, and what was found stands where it must."""
        shape, found = self.matching.old[old], self.matching.forward.get(old)
        if found is None or len(self.saying(old)) > 1:
            return False
        places, carriers = self.places[shape.kind, shape.whole], self.matching.carriers[old]
        joints = (new for new in self._having(old) if self.evidence.is_joint(old, new))
        if {*places, *joints, *self.most_of(old)} - {found}:
            return False
        if found not in {*places, *carriers} and self.ids[shape.text] is not Ids.STRIPPED:
            return False
        if self.evidence.least(old, found) > 1:
            return True
        return found not in self.matching.owners and self.matching.is_in_order(old, found)

    def most_of(self, old: int) -> list[int]:
        """Return the places that carry the address of an old one and have most of its words."""
        shape = self.matching.old[old]
        return [new for new in self.matching.carriers[old] if has_most(shape, self.matching.new[new])]

    def may_be(self, old: int, weak: Collection[int]) -> Iterator[int]:
        """Yield the places that an old one may be: those that are free, taken but not surely, its own, or joints."""
        shape = self.matching.old[old]
        for new in self.places[shape.kind, shape.whole]:
            if new not in self.matching.backward or new in weak or new in self.matching.carriers[old]:
                yield new
        told = () if old not in self.told else (self.told[old],)
        for new in sorted({*self._having(old), *self.matching.carriers[old], *told}):
            if self.matching.is_unchanged(new) or self.matching.new[new].whole == shape.whole:
                continue
            if self.evidence.is_joint(old, new) or self._is_like(old, new):
                yield new

    def spoken_for(self, old: int) -> Iterator[int]:
        """Yield the places in its text with its words that are another's: if one thing more speaks, or no address."""
        shape = self.matching.old[old]
        for new in self.places[shape.kind, shape.whole]:
            owner = self.matching.backward.get(new)
            is_addressed = owner is not None and new in self.matching.carriers[owner]
            if self.matching.new[new].text == shape.text and self.evidence.most(old, new) > is_addressed:
                yield new

    def joints_in_text(self, old: int) -> Iterator[int]:
        """Yield the places in its text to which an old one may have been joined, perhaps corrected."""
        shape = self.matching.old[old]
        for new in self._having(old):
            if self.matching.new[new].text != shape.text or self.matching.is_unchanged(new):
                continue
            is_beside = any(self.evidence.has_beside(old, new, step) for step in (-1, 1))
            if self.evidence.has_joined(old, new) or (is_beside and has_most(shape, self.matching.new[new])):
                yield new

    def _having(self, old: int) -> list[int]:
        """Return the places that newly have some of the words of an old one."""
        words = {*self.matching.old[old].full.split()}
        return sorted({new for word in words for new in self.having.get(word, ())})

    def _is_like(self, old: int, new: int) -> bool:
        """Tell whether a free place may be an old one that was corrected."""
        shape, found = self.matching.old[old], self.matching.new[new]
        if new in self.matching.backward or (found.text, found.kind) != (shape.text, shape.kind):
            return False
        if self.is_told(old, new):
            return True
        is_here = new in self.matching.carriers[old]
        if self.ids[shape.text] is not Ids.STRIPPED:
            is_here = is_here or any(self.evidence.has_beside(old, new, step) for step in (-1, 1))
        return is_here and is_like(shape, found)

    def is_told(self, old: int, new: int) -> bool:
        """Tell whether the order told that a place is an old one, or the most of its words do."""
        return new == self.told.get(old) or is_much_like(self.matching.old[old], self.matching.new[new])
