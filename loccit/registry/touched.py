"""What is matched -> whether the ids of each text stand as they were released, or somebody has touched them.

Where nobody has, every id is believed where it stands. An id that is gone with its paragraph was not touched, nor was
one of which the words were corrected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum, auto
from types import MappingProxyType

from loccit.registry.likeness import Shape
from loccit.registry.matching import Matching


class Ids(Enum):
    """What was done to the ids of a text."""

    KEPT = auto()
    REORDERED = auto()
    """They stand in another order: paragraphs were, or ids that belong to the same words."""
    TOUCHED = auto()
    """One is on the words of another or on two places, or what carried it has it no longer."""
    STRIPPED = auto()
    """All are gone."""


def ids_of_texts(matching: Matching) -> Mapping[str, Ids]:
    """Return what was done to the ids of each text."""
    carrying = {shape.text for old, shape in enumerate(matching.old) if matching.carriers[old]}
    touched = {shape.text for old, shape in enumerate(matching.old) if _is_touched(matching, old)}
    reordered = reordered_texts(matching)
    ids: dict[str, Ids] = {}
    for text in {shape.text for shape in matching.old}:
        if text not in carrying:
            ids[text] = Ids.STRIPPED
        elif text in touched:
            ids[text] = Ids.TOUCHED
        else:
            ids[text] = Ids.REORDERED if text in reordered else Ids.KEPT
    return MappingProxyType(ids)


def reordered_texts(matching: Matching) -> frozenset[str]:
    """Return the texts of which the ids stand in another order."""
    reordered: set[str] = set()
    last: dict[str, int] = {}
    for old, shape in enumerate(matching.old):
        for new in matching.carriers[old][:1]:
            if new < last.get(shape.text, new):
                reordered.add(shape.text)
            last[shape.text] = new
    return frozenset(reordered)


def _is_touched(matching: Matching, old: int) -> bool:
    """Tell whether an id is on two places or on the words of another, or longer words that had it have it no more."""
    shape, carriers, found = matching.old[old], matching.carriers[old], matching.forward.get(old)
    if len(carriers) > 1:
        return True
    if any(shape.whole != matching.new[new].whole in matching.wholes for new in carriers):
        return True
    is_here = found is not None and matching.new[found].text == shape.text
    return is_here and found not in carriers and not shape.is_known


def unmoved_places(matching: Matching) -> Mapping[int, int]:
    """Return which new one each old one is in the texts that have lost ids, many or few, and nothing else."""
    old, new = _by_text(matching.old), _by_text(matching.new)
    found: dict[int, int] = {}
    for text, places in old.items():
        now = dict(zip(places, new.get(text, ()), strict=False))
        if len(now) == len(places) == len(new.get(text, ())) and all(_stays(matching, *one) for one in now.items()):
            found.update(now)
    return MappingProxyType(found)


def _by_text(shapes: Sequence[Shape]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, shape in enumerate(shapes):
        found.setdefault(shape.text, []).append(place)
    return found


def _stays(matching: Matching, old: int, new: int) -> bool:
    """Tell whether a new one says what an old one said, and no other has its address."""
    then, now = matching.old[old], matching.new[new]
    return (then.kind, then.whole) == (now.kind, now.whole) and set(matching.carriers[old]) <= {new}
