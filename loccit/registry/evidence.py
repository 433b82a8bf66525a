"""What is matched so far -> what speaks for it that an address of a few words is a place.

Four things do: that the place has the very words, alone or newly joined to others; that it carries the address; that
the neighbour before is the same; that the neighbour after is. A neighbour that says the same tells nothing. Each is
counted twice: what surely speaks for a place, and what may, as long as the neighbours are not all known.
"""

from __future__ import annotations

import difflib
from collections import Counter

from loccit.registry.fingerprint import normalised_words
from loccit.registry.likeness import Shape, begins, ends, related, within
from loccit.registry.matching import Matching

LIKE = 0.5
"""A few words may be others that are corrected if they are as alike as this."""
MOST = 0.8
"""A few words that were lengthened are known again by so many of them."""
_PART = 0.5
"""What has so much of a neighbour stands for it."""
_SOME = 3
"""A word or two are too little of what was lengthened."""


class Evidence:
    """Counts what speaks for places."""

    def __init__(self, matching: Matching) -> None:
        self.matching = matching
        had, has = (Counter(shape.whole for shape in shapes) for shapes in (matching.old, matching.new))
        self.fresh = {new for new, shape in enumerate(matching.new) if has[shape.whole] > had[shape.whole]}
        """The places that say what was not said before, or not as often."""

    def least(self, old: int, new: int) -> int:
        """Return how many of the four surely speak for a place; an address beside others that are astray does not."""
        is_amid = any(self._is_astray(place) for place in (new - 1, new + 1))
        own = new in self.matching.carriers[old] and not is_amid
        return self.says(old, new) + own + sum(self.has_beside(old, new, step) for step in (-1, 1))

    def most(self, old: int, new: int) -> int:
        """Return how many of them may."""
        beside = sum(self._may_have_beside(old, new, step) for step in (-1, 1))
        return self.says(old, new) + self.is_addressed(old, new) + beside

    # The very words

    def says(self, old: int, new: int) -> bool:
        """Tell whether a place has the words of an old one, alone or newly joined to others."""
        return self.matching.old[old].whole == self.matching.new[new].whole or self.is_joint(old, new)

    def is_joint(self, old: int, new: int) -> bool:
        """Tell whether a few words were joined to what stands in a place: that is a neighbour, or beside one."""
        words, has = self.matching.old[old].full, self.matching.new[new].full
        if new not in self.matching.backward and not (begins(has, words) or ends(has, words)):
            return False
        return self.has_joined(old, new) and any(self._is_near(old, new, step) for step in (-1, 1))

    def has_joined(self, old: int, new: int) -> bool:
        """Tell whether a place has a few words beside those that it had before."""
        shape, has = self.matching.old[old], self.matching.new[new]
        if new not in self.fresh or self.matching.is_unchanged(new) or not _has(has.full, shape.full):
            return False
        owner = self.matching.backward.get(new)
        if owner is None or self.matching.old[owner].whole == shape.whole:
            return True
        return _has_gained(self.matching.old[owner], has, shape.full)

    def _is_near(self, old: int, new: int, step: int) -> bool:
        """Tell whether a neighbour stands in a place or beside it, or the place has a part of it, or just both."""
        there = self._neighbour(old, step)
        if there is None or not self._tells(old, there):
            return False
        shape, has = self.matching.old[there], self.matching.new[new]
        if self.matching.found(there) in self._spots(new, step) or within(has, shape) >= _PART:
            return True
        both = (self.matching.old[one].full for one in sorted((old, there)))
        return shape.is_known and has.full == " ".join(both)

    # The address

    def is_addressed(self, old: int, new: int) -> bool:
        """Tell whether a place carries the address, and the ids around it were not shifted all together."""
        carriers = self.matching.carriers[old]
        return new in carriers and not (len(carriers) == 1 and self._is_shifted(new))

    def _is_shifted(self, new: int) -> bool:
        """Tell whether the ids on both sides of a place are astray, as far the one as the other."""
        beside = (new - 1, new + 1)
        if not all(self._is_astray(place) for place in beside):
            return False
        owners = [(self.matching.owners[place], place) for place in beside]
        ways = {found - place for owner, place in owners if (found := self.matching.found(owner)) is not None}
        return any(all(self._stands(owner, place + way) for owner, place in owners) for way in ways)

    def _stands(self, old: int, new: int) -> bool:
        """Tell whether an old one is a place, or has its words there."""
        found = self.matching.found(old)
        is_in = 0 <= new < len(self.matching.new)
        return found == new or (
            found is None and is_in and self.matching.new[new].whole == self.matching.old[old].whole
        )

    def _is_astray(self, new: int) -> bool:
        """Tell whether a place carries the address of another text than its own, which is known."""
        owner = self.matching.owners.get(new)
        if owner is None or self.matching.old[owner].whole == self.matching.new[new].whole:
            return False
        found = self.matching.found(owner)
        return found != new and (found is not None or new in self.matching.backward)

    # The neighbours

    def has_beside(self, old: int, new: int, step: int) -> bool:
        """Tell whether a place has the neighbour of an old one on one side, or both end the text there."""
        there = self._neighbour(old, step)
        if there is None:
            return self._is_end(new, step)
        return self._tells(old, there) and self.matching.found(there) in self._spots(new, step)

    def _may_have_beside(self, old: int, new: int, step: int) -> bool:
        """Tell whether it may: also what has a part of the neighbour, or the words of one that is not yet found."""
        there = self._neighbour(old, step)
        if there is None or not self._tells(old, there):
            return there is None and self._is_end(new, step)
        shape = self.matching.old[there]
        spots = self._spots(new, step)
        if self.matching.found(there) in spots:
            return True
        if self.matching.new[new].whole == self.matching.old[old].whole:
            spots = spots[1:]
        is_open = self.matching.found(there) is None and shape.is_known
        return any(
            within(self.matching.new[spot], shape) >= _PART or (is_open and self._may_be(there, spot)) for spot in spots
        )

    def _may_be(self, old: int, new: int) -> bool:
        """Tell whether an old one that is not found may be a place."""
        if new in self.matching.backward:
            return self.is_joint(old, new)
        return self.says(old, new) or is_like(self.matching.old[old], self.matching.new[new])

    def _tells(self, old: int, there: int) -> bool:
        return self.matching.old[there].whole != self.matching.old[old].whole

    def _neighbour(self, old: int, step: int) -> int | None:
        there = old + step
        is_in = 0 <= there < len(self.matching.old) and self.matching.old[there].text == self.matching.old[old].text
        return there if is_in else None

    def _spots(self, new: int, step: int) -> list[int]:
        """Return where a neighbour may be found: in a place, to which it was joined, or beside it."""
        return [new] if self._is_end(new, step) else [new, new + step]

    def _is_end(self, new: int, step: int) -> bool:
        here = new + step
        return not (0 <= here < len(self.matching.new) and self.matching.new[here].text == self.matching.new[new].text)


def is_like(shape: Shape, found: Shape) -> bool:
    """Tell whether a few words may be others that are corrected: half of them are there."""
    words, others = Counter(shape.full.split()), Counter(found.full.split())
    of = min if found.is_short else max
    return related(shape, found) >= LIKE or 2 * (words & others).total() >= of(words.total(), others.total())


def is_much_like(shape: Shape, found: Shape) -> bool:
    """Tell the same wherever they stand: they are most of what is there, or were lengthened."""
    words, others = shape.full.split(), found.full.split()
    common = (Counter(words) & Counter(others)).total()
    if 2 * common > max(len(words), len(others)):
        return True
    blocks = difflib.SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) >= MOST * max(len(words), _SOME)


def has_most(shape: Shape, found: Shape) -> bool:
    """Tell whether most of a few words are in a text, whatever else it has."""
    words = Counter(shape.full.split())
    return 2 * (words & Counter(found.full.split())).total() > words.total()


def _has_gained(had: Shape, has: Shape, words: str) -> bool:
    """Tell whether a text has a few words before or after those that it had."""
    if had.is_known:
        return _has(has.full.replace(had.full, "|", 1), words)
    first, last = (" ".join(normalised_words(edge)) for edge in (had.source.begins, had.source.ends))
    if (begins(has.full, words) and not begins(first, words)) or (ends(has.full, words) and not ends(last, words)):
        return True
    before, is_first, _ = has.full.partition(first)
    _, is_last, after = has.full.rpartition(last)
    return _has(f"{before if is_first else ''}|{after if is_last else ''}", words)


def _has(text: str, words: str) -> bool:
    return f" {words} " in f" {text} ".replace("|", " | ")
