"""What is matched -> the addresses of a few words of which the files do not say which place is theirs.

An address on its own words is believed unless more speaks for another place; where the ids around it were shifted, or
it stands on several places or on other words, unless as much does; on other words, and without the address, something
more must speak for what was found. What is not believed is undecided, and so is each address that says the same and
may be the same place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from loccit.registry.evidence import Evidence
from loccit.registry.matching import Matching

_ENOUGH = 2
"""An address on other words needs one thing more that speaks for them."""
_SURE = 3
"""Where so many of the four speak for what was found, the place is no other's."""


def find_undecided(matching: Matching) -> None:
    """Take back what was found for the addresses that cannot be told from others, and note what each may be."""
    doubt = _Doubt(matching)
    # Again without those, as the next reconciling will see it.
    while among := doubt.among():
        for olds, places in _groups(among):
            for old in olds:
                matching.undecided[old] = sorted(places)
                matching.joined.pop(old, None)
                if old in matching.forward:
                    matching.part(old)


def _groups(among: Mapping[int, set[int]]) -> list[tuple[list[int], set[int]]]:
    """Return which old ones may be the same places as others, and all these places."""
    groups: list[tuple[list[int], set[int]]] = []
    for old, places in among.items():
        shared = [group for group in groups if group[1] & places]
        groups = [group for group in groups if not group[1] & places]
        olds = [old, *(one for those, _ in shared for one in those)]
        groups.append((olds, places.union(*(those for _, those in shared))))
    return groups


class _Doubt:
    """Weighs other places against what was found."""

    def __init__(self, matching: Matching) -> None:
        self.matching = matching
        self.evidence = Evidence(matching)
        self.few = [old for old, shape in enumerate(matching.old) if shape.is_known]
        self.same: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        """The old ones of few words, by text, kind and words."""
        for old in self.few:
            self.same[self._key(old)].append(old)
        self.left: Mapping[tuple[str, str, str], list[int]] = {}
        """The places with the words of each that are free, or not surely that of one that says the same."""
        self.alone = {old for old in self.few if self._is_alone(old)}
        """The old ones that nothing but words speaks for."""

    def _key(self, old: int) -> tuple[str, str, str]:
        shape = self.matching.old[old]
        return shape.text, shape.kind, shape.whole

    def _is_alone(self, old: int) -> bool:
        """Tell whether what was found has no address, and no neighbour; of words that are only like it, not both.

        The only place with its words, of which nothing else is missing, is believed where it stands in order and bare.
        """
        found = self.matching.forward.get(old)
        if found is None or found in self.matching.carriers[old]:
            return False
        if self.matching.beside(old, found) > (0 if self.evidence.says(old, found) else 1):
            return False
        said = [one for one in self.few if self.matching.old[one].whole == self.matching.old[old].whole]
        is_only = not {*self.evidence.everywhere(old)} - {found} and all(
            one == old or (self.matching.found(one) is not None and self._key(one) != self._key(old)) for one in said
        )
        is_bare = found not in self.matching.owners
        return not (is_only and is_bare and self.matching.is_in_order(old, found))

    def among(self) -> Mapping[int, set[int]]:
        """Return the old ones that are undecided, with the places that each may be."""
        among: dict[int, set[int]] = defaultdict(set)
        self.left = {key: self._left(olds[0]) for key, olds in self.same.items()}
        for old in self.few:
            if old not in self.matching.undecided:
                for one, new in self._about(old):
                    among[one].add(new)
        for old, places in among.items():
            places.update(self._possible(old))
        return among

    def _about(self, old: int) -> Iterator[tuple[int, int]]:
        """Yield each place that an old one may be as well, with it; the same of others that it may be."""
        found = self.matching.found(old)
        if found is None:
            yield from self._about_the_missing(old)
        elif old not in self.matching.joined:
            rivals = list(self._rivals(old, found))
            yield from ((old, new) for new in (*rivals, found) if rivals)

    def _about_the_missing(self, old: int) -> Iterator[tuple[int, int]]:
        """Yield the places that speak for one that was not found, with it and with the one that was found there."""
        joint = self.matching.swallowed_by(old)
        for new in self.evidence.sites(old):
            if new not in self.matching.backward:
                if joint is not None and new in self.matching.carriers[old]:
                    yield from ((old, new), (old, joint))
                elif joint is None and self.evidence.most(old, new) > 1:
                    yield old, new
        for other in self.same[self._key(old)]:
            found = self.matching.found(other)
            if other != old and found is not None:
                is_own = found in self.matching.carriers[other]
                if self.evidence.most(old, found) >= self.evidence.least(other, found) + is_own:
                    yield from ((one, found) for one in (old, other))

    def _rivals(self, old: int, found: int) -> Iterator[int]:
        """Yield the places that may be meant instead of what was found."""
        is_own, says = found in self.matching.carriers[old], self.evidence.says(old, found)
        least = self.evidence.least(old, found)
        for new in self.left[self._key(old)]:
            more = self.evidence.most(old, new) - least
            if new == found:
                continue
            if new not in self.matching.backward:
                speaks = more + self._doubt(old, found, new) > 0
            else:
                speaks = more + (not is_own) > 0 or self._exchanged(old, found, new) > (0 if is_own else -2)
            if speaks:
                yield new
        for new in self.evidence.joints(old):
            if new != found and self.evidence.most(old, new) + (not (is_own and says)) > least:
                yield new
        if is_own and not says and self.evidence.fair(old, found) < _ENOUGH:
            yield from (new for new in (*self.left[self._key(old)], *self.evidence.like(old)) if new != found)
        if old in self.alone:
            yield found
        if old in self.alone or not (says or is_own):
            yield from (new for new in self.evidence.everywhere(old) if new not in self.matching.backward)
        elif not says:
            yield from (new for new in self.evidence.like(old) if self.evidence.is_astray(new))

    def _doubt(self, old: int, found: int, new: int) -> int:
        """Return how little the address on what was found says against a free place."""
        if found not in self.matching.carriers[old] or self.evidence.is_astray(new):
            return 2
        return int(new in self.matching.carriers[old])

    def _left(self, old: int) -> list[int]:
        """Return the places with the words of an old one that are not surely those of others that say the same."""
        return [new for new in self.evidence.sites(old) if self._is_left(old, new)]

    def _is_left(self, old: int, new: int) -> bool:
        owner = self.matching.backward.get(new)
        if owner is None:
            return True
        return self._key(owner) == self._key(old) and self.evidence.fair(owner, new) < _SURE

    def _exchanged(self, old: int, found: int, new: int) -> int:
        """Return how much more speaks for it that an old one and the one found in another place are exchanged."""
        owner = self.matching.backward[new]
        kept = self.evidence.fair(old, found, owner) + self.evidence.fair(owner, new, old)
        return self.evidence.most(old, new, owner) + self.evidence.most(owner, found, old) - kept

    def _possible(self, old: int) -> Iterator[int]:
        """Yield every place that is not surely another's, and has the words or is like them."""
        for new in self.evidence.everywhere(old):
            owner = self.matching.backward.get(new)
            if owner is None:
                yield new
            elif self.evidence.fair(owner, new) < _SURE:
                is_here = self.matching.new[new].text == self.matching.old[old].text
                if is_here or new not in self.matching.carriers[owner]:
                    yield new
        yield from self.evidence.like(old)
        yield from self.evidence.joints(old)
        yield from self.evidence.wider(old)
