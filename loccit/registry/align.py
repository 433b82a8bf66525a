"""The registry and the edition as it stands -> what has become of each released address, as proposals.

Nothing is decided here: whoever reads the proposals accepts, skips or changes them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import msgspec

from loccit.model import Edition, Permalink, Registry, Text
from loccit.registry.blocks import Addressed, addressed, addressed_in
from loccit.registry.gone import find_restored, left_behind
from loccit.registry.likeness import Shape, alike, shape_of_item, shape_of_record
from loccit.registry.match import KEPT, match
from loccit.registry.matching import Matching
from loccit.registry.parts import find_parts, find_successors
from loccit.registry.proposals import (
    CopiedId,
    Edited,
    MergedInto,
    Moved,
    Place,
    Proposal,
    PutBack,
    Relabelled,
    Replaced,
    Restored,
    Reused,
    SplitInto,
    Swapped,
    Undecided,
    Withdrawn,
    place_of,
)
from loccit.registry.records import sort_key
from loccit.registry.resolve import is_lost
from loccit.registry.settle import accepted, successor_places
from loccit.registry.touched import reordered_texts

Key = tuple[str, str]
"""A text and an address in it."""
Carried = Mapping[Key, Sequence[int]]
"""The elements that carry an id, by text and id: their start tags, in document order."""
_LABELLED = frozenset({"paragraph", "line"})
"""The kinds of which the margin prints the label, so that it is cited. Notes are counted anew at every change."""
RENAMED = 0.5
"""A text that is gone has a new name if another has so many of its paragraphs unchanged."""


def align_edition(edition: Edition) -> tuple[Proposal, ...]:
    """Return what has become of the released addresses of an edition, in the order of the registry."""
    last = edition.releases[-1].texts if edition.releases else ()
    order = [item.key for text in last for item in addressed_in(text)]
    carried = {key: ordinals for text in edition.texts for key, ordinals in _carried_in(text)}
    return align(edition.registry, addressed(edition), carried, order)


def align(
    registry: Registry, present: Sequence[Addressed], carried: Carried, order: Sequence[Key] = ()
) -> tuple[Proposal, ...]:
    """Return the same from its parts; `order` is the order of the addresses when they were last released."""
    found = _lasting(registry, present, carried, order)
    found += _outside_texts(registry, present, found)
    line = {record.key: number for number, record in enumerate(sorted(registry.values(), key=sort_key))}
    return tuple(sorted(found, key=lambda proposal: line[proposal.key]))


def _carried_in(text: Text) -> Iterator[tuple[tuple[str, str], tuple[int, ...]]]:
    """Yield every id of a file with the elements that carry it, be they citable or not."""
    copies: dict[str, list[int]] = defaultdict(list)
    for oddity in text.oddities:
        if oddity.kind == "duplicate-id":
            copies[oddity.subject].append(oddity.ordinal)
    for own, ordinal in text.ids.items():
        yield (text.key, own), (ordinal, *copies.get(own, ()))


# What is in a text


def _lasting(
    registry: Registry, present: Sequence[Addressed], carried: Carried, order: Sequence[Key]
) -> list[Proposal]:
    """Return what has become of what is in texts, so that nothing more is to be proposed when that is done.

    An address that would be undecided then, when others of which it is told apart now are gone, is undecided now.
    """
    doubted: frozenset[Key] = frozenset()
    while True:
        found, is_disordered = _in_texts(registry, present, carried, order, doubted)
        if not found or not is_disordered:
            return found
        after, items = accepted(registry, present, found)
        again, _ = _in_texts(after, items, _carried_by(items), order, frozenset())
        more = {p.key for p in again if isinstance(p, Undecided) and p.key in registry} - doubted
        if not more:
            return found
        doubted |= more


def _carried_by(items: Iterable[Addressed]) -> Carried:
    carried: dict[Key, list[int]] = defaultdict(list)
    for item in items:
        if item.own:
            carried[item.text, item.own].append(item.ordinal)
    return carried


def _in_texts(
    registry: Registry, present: Sequence[Addressed], carried: Carried, order: Sequence[Key], doubted: frozenset[Key]
) -> tuple[list[Proposal], bool]:
    records = [record for record in registry.values() if record.text]
    lost = {record.key for record in records if is_lost(registry, record)}
    items = [item for item in present if item.text]
    new = [shape_of_item(item) for item in items]
    live, found = _matched(records, lost, new, order, doubted)
    if behind := set(left_behind(registry, found.matching)):
        lost |= behind
        live, found = _matched(records, lost, new, order, doubted)
    matching, successors, parts = found
    gone = [record for record in records if record.is_gone and record.key not in lost]
    restored = find_restored(gone, registry, matching)
    for place in restored.values():
        owner = matching.backward.get(place)
        if owner is not None and matching.old[owner].source.text == matching.new[place].text:
            successors = {**successors, owner: [place]}
    telling = _Telling(live, items, matching, carried, lost, registry.keys())
    live_now = map(telling.without_copies, telling.of_the_live(parts, successors))
    return [*live_now, *telling.of_the_gone(gone, restored)], bool(reordered_texts(matching))


class _Found(NamedTuple):
    """What was found out about the live addresses."""

    matching: Matching
    successors: Mapping[int, list[int]]
    parts: Mapping[int, list[int]]


def _matched(
    records: Iterable[Permalink],
    lost: Collection[Key],
    new: Sequence[Shape],
    order: Sequence[Key],
    doubted: frozenset[Key],
) -> tuple[list[Permalink], _Found]:
    """Return the addresses to be found, in reading order, and what was found."""
    live = _in_reading_order([record for record in records if not record.is_gone or record.key in lost], order, new)
    matching = match(_under_new_names([shape_of_record(record) for record in live], new), new, doubted)
    successors = find_successors(matching)
    return live, _Found(matching, successors, find_parts(matching))


def _in_reading_order(records: Sequence[Permalink], order: Sequence[Key], new: Sequence[Shape]) -> list[Permalink]:
    """Return records in a known order.

    One that is not in it follows on the one that it stands after now, or, where it does not stand anywhere, on the one
    that it is sorted after.
    """
    numbers = {key: (number, 0) for number, key in enumerate(order)}
    text, last = "", (-1, 0)
    for place, shape in enumerate(new):
        if shape.text != text:
            text, last = shape.text, (-1, 0)
        if shape.address:
            last = numbers.setdefault((shape.text, shape.address), (last[0], place + 1))
    placed: list[tuple[str, tuple[int, int], Permalink]] = []
    for record in sorted(records, key=sort_key):
        last = placed[-1][1] if placed and placed[-1][0] == record.text else (-1, 0)
        placed.append((record.text, numbers.get(record.key, last), record))
    return [record for *_, record in sorted(placed, key=lambda place: place[:2])]


def _under_new_names(old: Sequence[Shape], new: Sequence[Shape]) -> list[Shape]:
    """Return the old with the names that their texts have now: a file that was renamed has most of the same words."""
    old_texts, new_texts = {shape.text for shape in old}, {shape.text for shape in new}
    fresh: dict[tuple[str, str], set[str]] = defaultdict(set)
    for shape in new:
        if shape.text not in old_texts:
            fresh[shape.kind, shape.whole].add(shape.text)
    names: dict[str, str] = {}
    for text in sorted(old_texts - new_texts):
        those = [shape for shape in old if shape.text == text]
        found = Counter(name for shape in those for name in sorted(fresh.get((shape.kind, shape.whole), ())))
        name, count = max(found.items(), key=lambda item: item[1], default=("", 0))
        if count >= RENAMED * len(those) and name not in names.values():
            names[text] = name
    return [msgspec.structs.replace(s, text=names[s.text]) if s.text in names else s for s in old]


class _Telling:
    """Puts what was matched into proposals."""

    def __init__(
        self,
        live: Sequence[Permalink],
        items: Sequence[Addressed],
        matching: Matching,
        carried: Carried,
        lost: Collection[Key],
        known: Collection[Key],
    ) -> None:
        self.lost = lost
        self.known = known
        self.live = live
        self.items = items
        self.matching = matching
        self.carried = carried
        self.by_ordinal = {(item.text, item.ordinal): item for item in items}

    def of_the_live(self, parts: Mapping[int, list[int]], successors: Mapping[int, list[int]]) -> Iterator[Proposal]:
        """Yield a proposal for each released address on which source and registry differ."""
        swapped = set(self._swapped(parts))
        for old, record in enumerate(self.live):
            new = self.matching.forward.get(old)
            if old in self.matching.undecided:
                among = self._places(self.matching.undecided[old])
                taken = self._carrying(record, None)
                yield Undecided(text=record.text, address=record.address, among=among, taken_from=taken)
            elif old in successors:
                into = self._places(successors[old])
                yield self._gone(record, into)
            elif new is None:
                yield self._without_text(record)
            elif self.items[new].text != record.text:
                to, taken = place_of(self.items[new]), self._carrying(record, None)
                rest = self._places(parts.get(old, ()))
                yield Moved(text=record.text, address=record.address, to=to, parts=rest, taken_from=taken)
            elif old in parts:
                at, taken = place_of(self.items[new]), self._carrying(record, self.items[new])
                yield SplitInto(
                    text=record.text, address=record.address, at=at, parts=self._places(parts[old]), taken_from=taken
                )
            elif old in swapped:
                yield from self._swap(old, new)
            else:
                yield from self._found(record, self.items[new])

    def _swapped(self, parts: Mapping[int, list[int]]) -> Iterator[int]:
        """Yield the old places that stand under each other's address."""
        by_key = {record.key: old for old, record in enumerate(self.live) if old not in parts}
        for old in by_key.values():
            other = by_key.get((self.live[old].text, self._own(old)))
            if other not in {None, old} and self._own(other) == self.live[old].address:
                yield old

    def _own(self, old: int | None) -> str:
        """Return the id that is on the text of an old place."""
        new = self.matching.forward.get(old) if old is not None else None
        same = new is not None and old is not None and self.items[new].text == self.live[old].text
        return self.items[new].own if same and new is not None else ""

    def _swap(self, old: int, new: int) -> Iterator[Proposal]:
        """Yield a proposal for the first of the two."""
        record, item = self.live[old], self.items[new]
        other = next(i for i, one in enumerate(self.live) if one.key == (record.text, item.own))
        if old < other:
            other_item = self.items[self.matching.forward[other]]
            taken = (*self._carrying(record, other_item), *self._carrying(self.live[other], item))
            at, other_at = place_of(item), place_of(other_item)
            yield Swapped(
                text=record.text, address=record.address, at=at, other=item.own, other_at=other_at, taken_from=taken
            )

    def _found(self, record: Permalink, item: Addressed) -> Iterator[Proposal]:
        text, address, at, taken = record.text, record.address, place_of(item), self._carrying(record, item)
        if item.own != address:
            yield PutBack(text=text, address=address, at=at, taken_from=taken)
        elif taken:
            yield CopiedId(text=text, address=address, at=at, taken_from=taken)
        elif shape_of_item(item).whole != shape_of_record(record).whole or record.key in self.lost:
            yield Edited(text=text, address=address, at=at)
        elif record.kind != item.kind or (record.kind in _LABELLED and record.label != item.label):
            yield Relabelled(text=text, address=address, at=at, label=item.label)

    def _gone(self, record: Permalink, into: tuple[Place, ...]) -> Proposal:
        """Return where the text of an address has gone: to another text, or into other paragraphs."""
        taken = self._carrying(record, None)
        elsewhere = into[0].text != record.text and self._is_new(into[0])
        if elsewhere:
            return Moved(text=record.text, address=record.address, to=into[0], parts=into[1:], taken_from=taken)
        return MergedInto(text=record.text, address=record.address, into=into, taken_from=taken)

    def _is_new(self, place: Place) -> bool:
        new = next(n for n, item in enumerate(self.items) if (item.text, item.ordinal) == (place.text, place.ordinal))
        return new not in self.matching.backward

    def _without_text(self, record: Permalink) -> Proposal:
        taken = self._carrying(record, None)
        if taken:
            return Replaced(text=record.text, address=record.address, at=taken[0], taken_from=taken)
        return Withdrawn(text=record.text, address=record.address)

    def of_the_gone(self, gone: Sequence[Permalink], restored: Mapping[tuple[str, str], int]) -> Iterator[Proposal]:
        """Yield a proposal for each address that is back, or whose id was given to something else."""
        for record in gone:
            text, address = record.key
            item = self.items[restored[record.key]] if record.key in restored else None
            taken = self._carrying(record, item)
            if item is not None:
                yield Restored(text=text, address=address, at=place_of(item), taken_from=taken)
            elif taken:
                yield Reused(text=text, address=address, at=taken[0], taken_from=taken)

    def without_copies(self, proposal: Proposal) -> Proposal:
        """Return a proposal that also leaves the id of each successor to that one alone, if it was never released."""
        copies: list[Place] = []
        kept: set[Key] = set()
        for place in successor_places(proposal):
            key = (place.text, place.own)
            if place.own and place.text and key not in self.known and key not in kept:
                kept.add(key)
                copies += self._carried(key, place.ordinal)
        taken = dict.fromkeys((*proposal.taken_from, *copies))
        return msgspec.structs.replace(proposal, taken_from=tuple(taken)) if copies else proposal

    def _places(self, places: Iterable[int]) -> tuple[Place, ...]:
        return tuple(place_of(self.items[place]) for place in places)

    def _carrying(self, record: Permalink, rightly: Addressed | None) -> tuple[Place, ...]:
        """Return the elements that carry an address, but for the one that has it rightly."""
        return self._carried(record.key, rightly.ordinal if rightly else None)

    def _carried(self, key: Key, but: int | None) -> tuple[Place, ...]:
        """Return the elements that carry an id, but for one."""
        text, own = key
        ordinals = [ordinal for ordinal in self.carried.get(key, ()) if ordinal != but]
        items = [self.by_ordinal.get((text, ordinal)) for ordinal in ordinals]
        return tuple(
            place_of(item) if item else Place(text, ordinal, own) for ordinal, item in zip(ordinals, items, strict=True)
        )


# What is not in a text: entries, notes and pages of the editors, and the texts themselves


def _outside_texts(registry: Registry, present: Sequence[Addressed], found: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield what has become of what is named by its file: it is there, has another name, or is gone."""
    items = {item.key: item for item in present if not item.text}
    heirs = _heirs(found)
    renamed: set[str] = set()
    for record in sorted((r for r in registry.values() if not r.text), key=sort_key):
        item = items.get(record.key)
        if item is not None:
            if record.is_gone:
                yield Restored(text="", address=record.address, at=place_of(item))
            continue
        if record.is_gone:
            continue
        to = _renamed(record, items.values(), registry, heirs, renamed)
        if to is None:
            yield Withdrawn(text="", address=record.address)
        else:
            renamed.add(to.address)
            yield Moved(text="", address=record.address, to=place_of(to))


def _heirs(found: Iterable[Proposal]) -> Mapping[str, str]:
    """Return for each text that paragraphs have moved out of the one that has most of them."""
    moves: dict[str, Counter[str]] = defaultdict(Counter)
    for proposal in found:
        if isinstance(proposal, Moved):
            moves[proposal.text][proposal.to.text] += 1
    return MappingProxyType({text: to.most_common(1)[0][0] for text, to in moves.items()})


def _renamed(
    record: Permalink,
    items: Iterable[Addressed],
    registry: Registry,
    heirs: Mapping[str, str],
    renamed: set[str],
) -> Addressed | None:
    """Return what has the words of a record and never had a record itself, or `None`."""
    fresh = [i for i in items if i.kind == record.kind and i.key not in registry and i.address not in renamed]
    if record.kind == "text":
        return next((item for item in fresh if item.address == heirs.get(record.address)), None)
    shape = shape_of_record(record)
    likeness = {item.address: alike(shape, shape_of_item(item)) for item in fresh}
    best = max(fresh, key=lambda item: likeness[item.address], default=None)
    return best if best is not None and likeness[best.address] >= KEPT else None
