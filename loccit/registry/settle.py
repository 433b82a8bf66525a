"""Accepted proposals -> which element gets which id, and the registry as it is afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import msgspec

from loccit.model import Permalink, Registry
from loccit.registry.blocks import Addressed
from loccit.registry.likeness import EVIDENCE, Shape, shape_of_item, shape_of_record, shared
from loccit.registry.proposals import (
    MergedInto,
    Moved,
    Place,
    Proposal,
    Replaced,
    Reused,
    SplitInto,
    Swapped,
    Undecided,
    Withdrawn,
)
from loccit.registry.resolve import resolve, successors

Key = tuple[str, str]
Ordinal = tuple[str, int]
"""A text, and the start tag of an element in it."""


def id_changes(proposals: Iterable[Proposal]) -> Mapping[Ordinal, str]:
    """Return the ids that elements get, an empty string where one loses its own."""
    changes: dict[Ordinal, str] = {}
    given: dict[Ordinal, str] = {}
    for proposal in proposals:
        changes.update({(place.text, place.ordinal): "" for place in proposal.taken_from if place.text})
        given.update(_given(proposal))
    return MappingProxyType({**changes, **given})


def _given(proposal: Proposal) -> Iterator[tuple[Ordinal, str]]:
    if isinstance(proposal, Swapped):
        yield (proposal.other_at.text, proposal.other_at.ordinal), proposal.other
    if isinstance(proposal, MergedInto | Moved | Undecided | Withdrawn | Replaced | Reused):
        return
    if proposal.text and proposal.at.own != proposal.address:
        yield (proposal.at.text, proposal.at.ordinal), proposal.address


def wants_number(proposals: Iterable[Proposal]) -> frozenset[Ordinal]:
    """Return the elements that must have an id, whichever: the successors, and those that lose theirs."""
    places = [place for proposal in proposals for place in (*proposal.taken_from, *successor_places(proposal))]
    return frozenset((place.text, place.ordinal) for place in places if place.text)


def successor_places(proposal: Proposal) -> tuple[Place, ...]:
    """Return the places where the text of an address is besides its own."""
    if isinstance(proposal, SplitInto):
        return proposal.parts
    if isinstance(proposal, MergedInto):
        return proposal.into
    if isinstance(proposal, Undecided):
        return proposal.among
    return (proposal.to, *proposal.parts) if isinstance(proposal, Moved) else ()


def accepted(
    registry: Registry, present: Iterable[Addressed], proposals: Sequence[Proposal]
) -> tuple[Registry, list[Addressed]]:
    """Return the registry and what is in texts as they are when all is accepted, each new number a made-up one."""
    changes, wanted = id_changes(proposals), wants_number(proposals)
    items: list[Addressed] = []
    for item in present:
        place = item.text, item.ordinal
        own = changes.get(place, item.own) or (f"new-{item.ordinal}" if place in wanted else "")
        if item.text:
            items.append(msgspec.structs.replace(item, own=own, address=own or item.address, permanent=bool(own)))
    return settle(registry, proposals, items, ""), items


def settle(registry: Registry, proposals: Iterable[Proposal], present: Iterable[Addressed], release: str) -> Registry:
    """Return the registry with what was accepted.

    `present` is what stands in the edition after the ids were changed, and `release` the last release, which is the
    last one that has what is gone now. A successor that was never released gets its record here, without a first
    release, so that the promise to lead there is kept from now on.
    """
    places: dict[Ordinal, Addressed] = {}
    addresses: dict[Key, Addressed] = {}
    for item in present:
        places[item.text, item.ordinal if item.text else -1] = item
        if item.permanent:
            addresses.setdefault(item.key, item)
    records = dict(registry)
    changed: dict[Key, Addressed] = {}
    parts: dict[Key, list[Key]] = {}

    def item_at(place: Place) -> Addressed:
        return places[place.text, place.ordinal] if place.text else addresses["", place.own]

    for proposal in proposals:
        places_now = tuple(item_at(place) for place in successor_places(proposal))
        for item in places_now:
            records.setdefault(item.key, item.record(""))
        for key in _keys(proposal):
            record = _without_dead_ends(records, records[key])
            records[key] = _after(proposal, record, _names(record, places_now), addresses.get(key), release)
            changed.update((own, addresses[own]) for own in _keys(proposal) if own in addresses)
        if not isinstance(proposal, Undecided):
            changed.update((item.key, item) for item in places_now)
        if isinstance(proposal, SplitInto):
            parts[proposal.key] = [item.key for item in places_now]
    _forward(registry, records, changed, parts)
    return MappingProxyType(records)


def _without_dead_ends(registry: Registry, record: Permalink) -> Permalink:
    """Return a record without the successors that were never released."""
    names = zip(record.successors, successors(record), strict=True)
    return msgspec.structs.replace(record, successors=tuple(name for name, key in names if key in registry))


def _forward(
    before: Registry,
    records: dict[Key, Permalink],
    changed: Mapping[Key, Addressed],
    parts: Mapping[Key, list[Key]],
) -> None:
    """Forward what was once merged into a paragraph to where its words went when that was divided."""
    shapes = {key: shape_of_item(item) for key, item in changed.items()}
    had = {key: shape_of_record(before[key]).print.pairs for key in changed if key in before}
    now: dict[Key, tuple[Key, ...]] = {}
    for key, record in records.items():
        keys = resolve(records, key) if record.is_gone and record.status != "undecided" else ()
        if not shapes.keys().isdisjoint(keys):
            now[key] = tuple(_with_its_words(shape_of_record(record), keys, shapes, had, parts))
    # The second time for what was forwarded to one that has itself been forwarded elsewhere the first time.
    for _ in range(2):
        for key in [key for key, keys in now.items() if keys != resolve(records, key)]:
            record = records[key]
            names = (address if text == record.text else f"{text}#{address}" for text, address in now[key])
            records[key] = msgspec.structs.replace(record, successors=tuple(names))


def _with_its_words(
    shape: Shape,
    keys: Iterable[Key],
    shapes: Mapping[Key, Shape],
    had: Mapping[Key, frozenset[int]],
    parts: Mapping[Key, list[Key]],
) -> Iterator[Key]:
    """Yield which paragraphs have the words that were forwarded to these, now that some of them have changed."""
    heirs = dict.fromkeys(heir for key in keys for heir in (key, *parts.get(key, ())))
    common = {key: _in_common(shape, other) for key, other in shapes.items()}
    best = max((heir for heir in heirs if heir in common), key=lambda heir: common[heir])
    gained = {key: len(shared(shape, other) - had.get(key, frozenset())) for key, other in shapes.items()}
    other = max(common, key=lambda key: (gained[key], common[key]))
    enough = min(EVIDENCE, len(shape.inner.pairs)) or 1
    if not shape.is_short and gained[other] >= max(enough, 2 * common[best][0]):
        heirs[other] = None
        best = other
    for heir in heirs:
        if heir == best or heir not in common or common[heir][0] >= max(enough, _SHARE * len(shape.inner.pairs)):
            yield heir


_SHARE = 0.2
"""A paragraph is named as having a part of a text if it has so much of it."""


def _in_common(shape: Shape, other: Shape) -> tuple[int, bool]:
    """Return how many pairs of words inside a text another has; of few words, whether it has just those."""
    return len(shared(shape, other)), shape.is_short and f" {shape.letters} " in f" {other.full} "


def _keys(proposal: Proposal) -> Iterator[Key]:
    yield proposal.key
    if isinstance(proposal, Swapped):
        yield proposal.text, proposal.other


def _names(record: Permalink, successors: Iterable[Addressed]) -> tuple[str, ...]:
    """Return the successors as the record names them: those in its own text by their address alone."""
    return tuple(item.address if item.text == record.text else item.name for item in successors)


def _after(
    proposal: Proposal, record: Permalink, successors: tuple[str, ...], item: Addressed | None, release: str
) -> Permalink:
    """Return a record after what happened to its address."""
    replace: Callable[..., Permalink] = msgspec.structs.replace
    match proposal:
        case MergedInto():
            return replace(record, status="merged", successors=successors, last=release)
        case Moved():
            return replace(record, status="moved", successors=successors, last=release)
        case Undecided():
            return replace(record, status="undecided", successors=successors, last=release)
        case Withdrawn() | Replaced():
            return replace(record, status="withdrawn", successors=(), reason=proposal.reason, last=release)
        case Reused():
            return record
    if item is None:
        raise RuntimeError(f"{record.name} was not put where it belongs")
    record = refreshed(record, item)
    if isinstance(proposal, SplitInto):
        known = tuple(name for name in record.successors if name not in successors)
        return replace(record, status="split", successors=(*known, *successors))
    return replace(record, status="split" if record.successors else "live")


def refreshed(record: Permalink, item: Addressed) -> Permalink:
    """Return the record of what lives, with the words, the label and the kind that it has now."""
    status = "live" if record.is_gone else record.status
    successors = () if record.is_gone else record.successors
    return msgspec.structs.replace(item.record(record.first), status=status, successors=successors)
