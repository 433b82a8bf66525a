"""What was gone before, and what stands in the edition now -> what of it is back, and what was left behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from loccit.model import Permalink, Registry
from loccit.registry.likeness import Shape, alike, shape_of_record, within
from loccit.registry.match import KEPT, Index
from loccit.registry.matching import Matching
from loccit.registry.resolve import resolve

Key = tuple[str, str]
HAD = 0.5
"""A paragraph has the text that was merged into it if it has so much of it."""
LOST = 0.2
"""It has lost it if it has less than this."""
RESTORED = 0.8
"""What is gone is back if a new place without its id is as alike to it as this."""


def left_behind(registry: Registry, matching: Matching) -> Iterator[Key]:
    """Yield what was merged into paragraphs that had its text when they were released, and have lost it since.

    Where another paragraph that has changed has the text, the forward follows it there when that is settled.
    """
    places = {shape.source.key: old for old, shape in enumerate(matching.old)}
    changed = [new for new in range(len(matching.new)) if not matching.is_unchanged(new)]
    index: Index | None = None
    for record in registry.values():
        if record.status == "undecided":
            continue
        targets = [places[key] for key in resolve(registry, record.key) if key in places] if record.is_gone else []
        if all(matching.is_unchanged(matching.forward[old]) for old in targets if old in matching.forward):
            continue
        shape = shape_of_record(record)
        had = [old for old in targets if within(shape, matching.old[old]) >= HAD]
        now = [matching.new[matching.forward[old]] for old in had if old in matching.forward]
        if now and all(within(shape, place) < LOST for place in now):
            index = index or Index(matching.new, changed)
            if not any(within(shape, matching.new[place]) >= HAD for place in index.sharing(shape)):
                yield record.key


def find_restored(gone: Sequence[Permalink], registry: Registry, matching: Matching) -> dict[Key, int]:
    """Return which of the open places are addresses that were gone: by their id, or by nearly all their words."""
    open_new = [place for place in range(len(matching.new)) if _is_free(matching, place)]
    index = Index(matching.new, open_new)
    carriers = {(matching.new[place].text, matching.new[place].address): place for place in reversed(open_new)}
    places = {shape.source.key: old for old, shape in enumerate(matching.old)}
    found: list[tuple[float, Key, int]] = []
    for record in gone:
        shape = shape_of_record(record)
        is_said = shape.is_known and _is_said(
            shape, (places.get(key) for key in resolve(registry, record.key)), matching
        )
        if record.status == "undecided" and (again := _again(shape, matching)) is not None:
            if again in matching.backward or not is_said:
                found.append((-3.0, record.key, again))
            continue
        least = 1.0 if shape.is_short else KEPT
        if not is_said and (own := carriers.get(record.key)) is not None and alike(shape, matching.new[own]) >= least:
            found.append((-2.0, record.key, own))
            continue
        near = index.sharing(shape) if not shape.is_short else ()
        worth = [(alike(shape, matching.new[place]), place) for place in near]
        found += ((-value, record.key, place) for value, place in worth if value >= RESTORED)
    restored: dict[Key, int] = {}
    for _, key, place in sorted(found):
        if key not in restored and place not in restored.values() and matching.new[place].text == key[0]:
            restored[key] = place
    return restored


def _is_said(shape: Shape, olds: Iterable[int | None], matching: Matching) -> bool:
    """Tell whether one of some old ones still has a few words."""
    found = (matching.forward.get(old) for old in olds if old is not None)
    return any(f" {shape.full} " in f" {matching.new[new].full} " for new in found if new is not None)


def _is_free(matching: Matching, place: int) -> bool:
    """Tell whether a place has no address of its own text yet; it may have come out of another one."""
    old = matching.backward.get(place)
    return old is None or matching.old[old].source.text != matching.new[place].text


def _again(shape: Shape, matching: Matching) -> int | None:
    """Return the place that has an undecided address and its very words again, and not the address of another text."""
    for place, new in enumerate(matching.new):
        if (new.text, new.address, new.whole) == (shape.text, shape.address, shape.whole):
            return place
    return None
