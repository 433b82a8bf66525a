"""What is matched -> the same, where the addresses of a few words are decided, or left undecided.

Of "Yes.", "No, no." and "Example file: a" the words alone say little, since many others say the same. The rules:

1. Where nobody has touched the ids of a text, each is believed where it stands. Where some were taken out, or all, and
   every passage says what it said, each is where it was (`touched.py`).
2. Otherwise four things can speak for a place: the very words, the address, the neighbour before and the neighbour
   after (`evidence.py`). A place is taken if more surely speaks for it than may speak for any other place, and than may
   speak for it of any other address. What is decided makes known what stands beside it, and so on.
3. A place without the address needs one thing more than that against one with it. Where only the order of the ids
   has changed, the address decides between two for which as much speaks.
4. Words that are only like the old ones, and do not carry the address, are taken only where nothing else is left, in a
   text that has lost all its ids: there the order tells.
5. What is not decided so is undecided, and names each place that it may be, even where a guess would mostly be right.
   If nothing but the words speaks for any, and nobody has touched the ids, it is gone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from loccit.registry.candidates import Candidates
from loccit.registry.evidence import Evidence
from loccit.registry.matching import Matching
from loccit.registry.touched import Ids, ids_of_texts, unmoved_places

_ALL = 4
_SURE = 3
"""Where so many of the four speak for what was found, the place is no other's."""


def decide_few_words(matching: Matching, doubted: Collection[tuple[str, str]] = ()) -> None:
    """Decide which place each address of a few words is; those that are doubted are undecided."""
    decision = _Decision(matching, {old for old, shape in enumerate(matching.old) if shape.source.key in doubted})
    decision.decide()
    decision.give_joints()
    decision.leave_undecided()


class _Worth(NamedTuple):
    """How much speaks for a place: surely, and perhaps."""

    least: int
    most: int


class _Decision:
    """What is open among the addresses of a few words, and what speaks for the places that they may be."""

    def __init__(self, matching: Matching, doubted: AbstractSet[int]) -> None:
        self.matching = matching
        self.doubted = doubted
        self.evidence = Evidence(matching)
        self.ids = ids_of_texts(matching)
        self.candidates = Candidates(matching, self.evidence, self.ids)
        self.weak: set[int] = set()
        """The places that are taken, but not surely."""
        self.open = self._opened()
        self.worth: dict[int, dict[int, _Worth]] = {}
        """What speaks for each place that an open one may be."""

    # What is believed at once

    def _opened(self) -> list[int]:
        """Return the old ones that are to be decided, and take back what was found for them."""
        joined, unmoved = self._surely_joined(), self._unmoved()
        few = [old for old, shape in enumerate(self.matching.old) if shape.is_known]
        believed = {
            old for old in few if old in unmoved or self._is_kept(old) or old in joined or self.candidates.is_only(old)
        } - self.doubted
        opened = [old for old in few if old not in believed]
        for old in opened:
            self._take_back(old)
        return opened

    def _take_back(self, old: int) -> None:
        self.matching.joined.pop(old, None)
        if old in self.matching.forward:
            self.matching.part(old)

    def _unmoved(self) -> Collection[int]:
        """Return those that are where they were, in texts that have lost ids and nothing else, and note it."""
        unmoved = unmoved_places(self.matching)
        taken = {new for new, old in self.matching.backward.items() if old not in unmoved}
        free = {old: new for old, new in unmoved.items() if new not in taken and old not in self.doubted}
        for old in free:
            self._take_back(old)
        for old, new in free.items():
            self.matching.pair(old, new)
        return free

    def _is_kept(self, old: int) -> bool:
        """Tell whether an address stands on its words, or on what became of them, and nobody touched the ids."""
        if self.ids[self.matching.old[old].text] is not Ids.KEPT:
            return False
        for new in self.matching.carriers[old]:
            if self.matching.new[new].whole == self.matching.old[old].whole:
                self.matching.pair(old, new)
        return self.matching.forward.get(old) in self.matching.carriers[old]

    def _surely_joined(self) -> set[int]:
        """Return the neighbours that were joined, where no other that says the same can have been."""
        sure: set[int] = set()
        for old, new in self.matching.joined.items():
            both = {old, self.matching.backward.get(new, old)}
            others = {other for one in both for other in self.candidates.saying(one)} - both
            if not any(self.evidence.is_joint(other, new) for other in others):
                sure |= both
        return sure

    # What is decided

    def decide(self) -> None:
        """Decide what can be, and again what can be told by it."""
        self._take_what_all_speaks_for()
        decided: dict[int, int] = {}
        is_first = True
        while decided or is_first:
            is_first = False
            self._weigh(decided)
            claims: dict[int, list[tuple[int, int]]] = defaultdict(list)
            for old, worth in self.worth.items():
                for new, (_, most) in worth.items():
                    claims[new].append((most, old))
            found = [(old, self._decided(old, claims)) for old in self.open]
            decided = {old: new for old, new in found if new is not None}
            for old, new in decided.items():
                self._take(old, new)

    def _take_what_all_speaks_for(self) -> None:
        """Take the places for which everything speaks that can; of a text that was stripped, no address."""
        for old in list(self.open):
            shape = self.matching.old[old]
            enough = _ALL - (self.ids[shape.text] is Ids.STRIPPED)
            before = self.matching.found(old - 1)
            for new in (*self.matching.carriers[old], *(() if before is None else (before + 1,))):
                if old in self.doubted or new in self.matching.backward or new >= len(self.matching.new):
                    continue
                if self.matching.new[new].whole == shape.whole and self.evidence.least(old, new) >= enough:
                    self._take(old, new)
                    break

    def _weigh(self, decided: Mapping[int, int]) -> None:
        """Weigh the places of those that are open, if anything was decided that bears on them."""
        changed = {new + step for new in decided.values() for step in (-1, 0, 1)}
        is_far = {old: changed.isdisjoint(worth) for old, worth in self.worth.items()}
        self.worth = {
            old: self.worth[old]
            if is_far.get(old) and decided.keys().isdisjoint((old - 1, old + 1))
            else {new: self._weighed(old, new) for new in self.candidates.may_be(old, self.weak)}
            for old in self.open
        }

    def _weighed(self, old: int, new: int) -> _Worth:
        return _Worth(self.evidence.least(old, new), self.evidence.most(old, new))

    def _decided(self, old: int, claims: Mapping[int, Sequence[tuple[int, int]]]) -> int | None:
        """Return the place for which more speaks than for any other, and than for any other one to be there."""
        worth = self.worth[old]
        if not worth or old in self.doubted:
            return None
        best = max(worth, key=lambda new: self._rank(old, new))
        if self._is_anothers(old, best) or not self._is_enough(old, best):
            return None
        rivals = (most for new, (_, most) in worth.items() if new != best)
        is_tie = self._is_own(old, best) and self.ids[self.matching.old[old].text] is Ids.REORDERED
        rival = max(rivals, default=self._alone(old, best))
        return best if worth[best].least + is_tie > max(rival, self._claim(old, best, claims[best])) else None

    def _is_anothers(self, old: int, new: int) -> bool:
        return new in self.matching.backward and not self._is_joint(old, new)

    def _rank(self, old: int, new: int) -> tuple[int, bool, int]:
        is_own = new in self.matching.carriers[old]
        return self.worth[old][new].least + self.evidence.is_addressed(old, new), is_own, -new

    def _is_own(self, old: int, new: int) -> bool:
        """Tell whether a place has the address and the words of an old one."""
        return new in self.matching.carriers[old] and self.evidence.says(old, new)

    def _is_enough(self, old: int, new: int) -> bool:
        """Tell whether a place has the words or the address; or what is like them, and all that is left and told."""
        if new in self.matching.carriers[old] or self.evidence.says(old, new):
            return True
        is_stripped = self.ids[self.matching.old[old].text] is Ids.STRIPPED
        return is_stripped and len(self.worth[old]) == 1 and self.candidates.is_told(old, new)

    def _alone(self, old: int, new: int) -> int:
        """Return what is not enough where nothing else is left; an address is, if it may be believed."""
        is_believed = self.evidence.says(old, new) or not self._is_touched(old)
        return 0 if new in self.matching.carriers[old] and is_believed else 1

    def _is_touched(self, old: int) -> bool:
        """Tell whether the ids of its text were touched, and not only reordered."""
        return self.ids[self.matching.old[old].text] in {Ids.TOUCHED, Ids.STRIPPED}

    def _claim(self, old: int, new: int, claims: Sequence[tuple[int, int]]) -> int:
        """Return how much may speak for it that another one is a place, if there is no room for both."""
        if not self._is_joint(old, new):
            return max((most for most, other in claims if other != old), default=0)
        whole = self.matching.old[old].whole
        same = [(most, other) for most, other in claims if self.matching.old[other].whole == whole]
        there = sum(self.matching.found(other) == new for other in self.candidates.saying(old))
        if len(same) + there <= _count(self.matching.new[new].full, self.matching.old[old].full):
            return 0
        return max((most for most, other in same if other != old), default=0)

    def _is_joint(self, old: int, new: int) -> bool:
        return self.matching.new[new].whole != self.matching.old[old].whole and self.evidence.is_joint(old, new)

    def _take(self, old: int, new: int) -> None:
        if self._is_joint(old, new):
            self.matching.joined[old] = new
        else:
            if self.evidence.least(old, new) < _SURE:
                self.weak.add(new)
            self.matching.pair(old, new)
        self.open.remove(old)

    def give_joints(self) -> None:
        """Let one have each joint of which no other is the place: the one whose address it carries, or the first."""
        joints: dict[int, list[int]] = defaultdict(list)
        for old, new in self.matching.joined.items():
            if new not in self.matching.backward:
                joints[new].append(old)
        for new, olds in joints.items():
            keeps = min(olds, key=lambda old: (new not in self.matching.carriers[old], old))
            del self.matching.joined[keeps]
            self.matching.pair(keeps, new)

    # What is not

    def leave_undecided(self) -> None:
        """Note what each may be that is still open, unless it is gone."""
        for old in self.open:
            if any(self._may_have_gone_to(old, new) for new in self.worth[old]):
                named = {*self.worth[old], *self.candidates.most_of(old)}
                named.update(self.candidates.spoken_for(old), self.candidates.joints_in_text(old))
                self.matching.undecided[old] = sorted(named)

    def _may_have_gone_to(self, old: int, new: int) -> bool:
        """Tell whether more than words speaks for a place, or the ids are in such a state that words are enough."""
        if self.worth[old][new].most > 1 or new in self.matching.carriers[old]:
            return True
        is_kept = self.ids[self.matching.old[old].text] is Ids.KEPT
        return self._is_touched(old) or not (is_kept or new in self.matching.backward)


def _count(text: str, words: str) -> int:
    """Return how often some words stand in a text."""
    return f" {text} ".replace(" ", "  ").count(f" {words} ".replace(" ", "  "))
