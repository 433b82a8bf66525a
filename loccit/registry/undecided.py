"""What is matched -> the addresses of a few words of which the files do not say which place is theirs.

Four things speak for a place: that it has the very words, that it carries the address, that the neighbour before and
the one after are the same. What was found is believed where more speaks for it than for any other place, and than for
any other address that says the same; without the address, one thing more is not enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from loccit.registry.few_words import LIKE, is_addressed
from loccit.registry.likeness import begins_or_ends, related, within
from loccit.registry.matching import Matching

_SURE = 3
"""Where so many of the four speak for what was found, the place is no other's."""
_PART = 0.5
"""What has so much of a neighbour stands for it."""


def find_undecided(matching: Matching) -> None:
    """Take back what was found for the addresses that cannot be told from others, and note what each may be."""
    doubt = _Doubt(matching)
    # Again without those, as the next reconciling will see it.
    while _part_undecided(matching, doubt):
        pass


def _part_undecided(matching: Matching, doubt: _Doubt) -> bool:
    """Take back what is undecided, and tell whether there was anything."""
    among: dict[int, set[int]] = defaultdict(set)
    for old, shape in enumerate(matching.old):
        if shape.is_known and old not in matching.undecided:
            for one, new in doubt.about(old):
                among[one].add(new)
    for old, places in among.items():
        places.update(doubt.possible(old))
    for olds, places in _groups(among):
        for old in olds:
            matching.undecided[old] = sorted(places)
            matching.joined.pop(old, None)
            if old in matching.forward:
                matching.part(old)
    return bool(among)


def _groups(among: Mapping[int, set[int]]) -> list[tuple[list[int], set[int]]]:
    """Return which old ones may be the same places as others, and all these places."""
    groups: list[tuple[list[int], set[int]]] = []
    for old, places in among.items():
        shared = [group for group in groups if group[1] & places]
        groups = [group for group in groups if not group[1] & places]
        groups.append(
            ([old, *(one for olds, _ in shared for one in olds)], places.union(*(those for _, those in shared)))
        )
    return groups


class _Doubt:
    """Weighs other places against what was found."""

    def __init__(self, matching: Matching) -> None:
        self.matching = matching
        self.places: dict[tuple[str, str], list[int]] = defaultdict(list)
        """The places of few words, by kind and words."""
        self.full: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.same: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        """The old ones of few words, by text, kind and words."""
        for new, shape in enumerate(matching.new):
            if shape.is_known:
                self.places[shape.kind, shape.whole].append(new)
                self.full[shape.text, shape.full].append(new)
        for old, shape in enumerate(matching.old):
            if shape.is_known:
                self.same[shape.text, shape.kind, shape.whole].append(old)
        self.alone = {
            old
            for old, new in matching.forward.items()
            if matching.old[old].is_known and self.says(old, new) and not matching.beside(old, new)
        }
        """The old ones of few words of which no neighbour stands beside what was found."""

    def about(self, old: int) -> Iterator[tuple[int, int]]:
        """Yield each place that an old one may be as well, with it, and its own; the same of others that it may be."""
        found = self.matching.found(old)
        if found is None:
            yield from self.about_the_missing(old)
        elif old not in self.matching.joined:
            is_own = found in self.matching.carriers[old]
            rivals = list(self.rivals(old, found) if not is_own else self.rivals_of_the_own(old, found))
            yield from ((old, new) for new in (*rivals, found) if rivals)

    def about_the_missing(self, old: int) -> Iterator[tuple[int, int]]:
        """Yield the places that speak for one that was not found, with it and with the one that was found there."""
        if self.matching.swallowed_by(old) is None:
            for new in self.sites(old):
                if new not in self.matching.backward and self.might(old, new) > 1:
                    yield old, new
        for other in self.same[self.key(old)]:
            found = self.matching.found(other)
            if other != old and found is not None and self.might(old, found) >= self.surely(other, found):
                yield from ((one, found) for one in (old, other))

    def rivals_of_the_own(self, old: int, found: int) -> Iterator[int]:
        """Yield the places that may be meant although what was found carries the address: where ids were moved."""
        own = self.evidence(old, found)
        for new in self.sites(old):
            if new == found or not self.is_left(old, new):
                continue
            more = self.might(old, new) - own
            if new in self.matching.backward:
                speaks = more > 0 or self.exchanged(old, found, new) > 0
            elif self.is_astray(new):
                speaks = more >= -1
            else:
                speaks = more > (0 if new not in self.matching.carriers[old] else -1)
            if speaks:
                yield new
        if self.says(old, found):
            yield from (new for new in self.joints(old) if new != found and self.might(old, new) + 1 > own)

    def rivals(self, old: int, found: int) -> Iterator[int]:
        """Yield the places that may be meant where the address does not stand on what was found."""
        own = self.evidence(old, found)
        if old in self.alone or not self.says(old, found):
            yield from (new for new in self.places[self.key(old)[1:]] if new not in self.matching.backward)
            if old in self.alone:
                yield found
        for new in self.sites(old):
            if self.is_left(old, new) and new != found:
                is_free = new not in self.matching.backward
                if self.might(old, new) + is_free >= own or (not is_free and self.exchanged(old, found, new) >= -1):
                    yield new
        yield from (new for new in self.joints(old) if new != found and self.might(old, new) + 1 >= own)

    def is_left(self, old: int, new: int) -> bool:
        """Tell whether a place is free, or only not surely that of another which says the same."""
        owner = self.matching.backward.get(new)
        if owner is None:
            return True
        return self.key(owner) == self.key(old) and self.evidence(owner, new) < _SURE

    def exchanged(self, old: int, found: int, new: int) -> int:
        """Return how much more speaks for it that an old one and the one found in another place are exchanged."""
        owner = self.matching.backward[new]
        kept = self.evidence(old, found, owner) + self.evidence(owner, new, old)
        return self.might(old, new, owner) + self.might(owner, found, old) - kept

    def surely(self, old: int, found: int) -> int:
        """Return how much must speak for a place that it is not that of an old one; an address decides."""
        return self.evidence(old, found) + (found in self.matching.carriers[old])

    def possible(self, old: int) -> Iterator[int]:
        """Yield every place that is not surely another's, and has the words or is like them."""
        shape = self.matching.old[old]
        for new in self.places[shape.kind, shape.whole]:
            owner = self.matching.backward.get(new)
            is_here = self.matching.new[new].text == shape.text
            if owner is None or (
                self.evidence(owner, new) < _SURE and (is_here or new not in self.matching.carriers[owner])
            ):
                yield new
        for new in self.matching.open_new():
            found = self.matching.new[new]
            if (found.text, found.kind) == (shape.text, shape.kind) and related(shape, found) >= LIKE:
                yield new
        yield from self.joints(old)

    def key(self, old: int) -> tuple[str, str, str]:
        shape = self.matching.old[old]
        return shape.text, shape.kind, shape.whole

    def sites(self, old: int) -> list[int]:
        """Return the places in its text that have the very words of an old one."""
        text, kind, whole = self.key(old)
        return [new for new in self.places[kind, whole] if self.matching.new[new].text == text]

    def joints(self, old: int) -> set[int]:
        """Return the places that have the words of an old one beside those of its neighbour, and had not before."""
        found: set[int] = set()
        for step in (-1, 1):
            there = self.next_to(old, step)
            if there is not None:
                found.update(new for new in self.matching_of(there) if self.has_joined(old, there, new))
            beside = old + step
            if 0 <= beside < len(self.matching.old):
                words = [self.matching.old[one].full for one in ((old, beside) if step == 1 else (beside, old))]
                places = self.full.get((self.matching.old[old].text, " ".join(words)), ())
                found.update(
                    p
                    for p in places
                    if self.matching.found(beside) in {None, p}
                    and self.matching.new[p].whole not in self.matching.wholes
                )
        return found

    def matching_of(self, old: int) -> list[int]:
        new = self.matching.found(old)
        return [] if new is None else [new]

    def has_joined(self, old: int, there: int, new: int) -> bool:
        shape, had, has = self.matching.old[old], self.matching.old[there], self.matching.new[new]
        if had.whole == has.whole or had.text != shape.text:
            return False
        before = (
            f" {had.full} ".count(f" {shape.full} ")
            if had.is_known
            else had.full.startswith(shape.full) + had.full.endswith(shape.full)
        )
        return f" {has.full} ".count(f" {shape.full} ") > before

    def next_to(self, old: int, step: int) -> int | None:
        """Return the next old one in the text that is still there."""
        text, there = self.matching.old[old].text, old + step
        while 0 <= there < len(self.matching.old) and self.matching.old[there].text == text:
            if self.matching.found(there) is not None:
                return there
            there += step
        return None

    def says(self, old: int, new: int) -> bool:
        """Tell whether a place has the words of an old one, alone or newly beside others."""
        if self.matching.old[old].whole == self.matching.new[new].whole:
            return True
        return self.matching.new[new].whole not in self.matching.wholes and begins_or_ends(
            self.matching.old[old], self.matching.new[new]
        )

    def is_astray(self, new: int) -> bool:
        """Tell whether a place carries the address of another text, which stands elsewhere: ids were shifted."""
        owner = self.matching.owners.get(new)
        if owner is None or self.matching.old[owner].whole == self.matching.new[new].whole:
            return False
        return owner in self.matching.undecided or self.matching.found(owner) is not None

    def evidence(self, old: int, new: int, but: int | None = None) -> int:
        beside = sum(self.is_beside(old, new, step, but) for step in (-1, 1))
        return self.says(old, new) + is_addressed(self.matching, old, new) + beside

    def might(self, old: int, new: int, but: int | None = None) -> int:
        """Return the same where a neighbour that has the words of the old one is taken for it."""
        sides = (self.is_beside(old, new, step, but) or self._says_as_before(old, new, step) for step in (-1, 1))
        return self.says(old, new) + is_addressed(self.matching, old, new) + sum(sides)

    def is_beside(self, old: int, new: int, step: int, but: int | None) -> bool:
        """Tell whether the next one that is still there stands beside a place, or both end the text."""
        there = self.next_to(old, step)
        if there is None:
            beside = self.matching.said(self.matching.new, new + step)
            return beside is None or beside[0] != self.matching.new[new].text
        tells = there != but and self.matching.old[there].whole != self.matching.old[old].whole
        return tells and self.matching.found(there) == new + step

    def _says_as_before(self, old: int, new: int, step: int) -> bool:
        there = self.next_to(old, step)
        if there is None or self.matching.old[there].whole == self.matching.old[old].whole:
            return False
        here = self.matching.said(self.matching.new, new + step)
        if here is None or here == self.matching.said(self.matching.old, there):
            return here is not None
        return new + step not in self.matching.backward and (
            within(self.matching.new[new + step], self.matching.old[there]) >= _PART
        )
