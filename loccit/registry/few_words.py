"""What is matched -> the same, where a few words are weighed again, which have many like them.

Of "Yes.", "No, no." and "Example file: a" the words alone say little. What counts is how much speaks for a place: that
it has the very words, that it carries the address, that the neighbour before and the one after are the same.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from loccit.registry.likeness import begins_or_ends, related
from loccit.registry.matching import Matching

CARRIED = 0.2
"""An address may be on its own text, corrected, if the two are as alike as this and nothing speaks against it."""
LIKE = 0.5
"""A few words may be others that are corrected if they are as alike as this."""
MOST = 0.8
"""A few words that were lengthened in their place are known again by so many of them."""
_SOME = 3
_MANY = 16
"""What stands in more places than this is not looked for in each of them."""


def find_joints(matching: Matching) -> None:
    """Find two neighbours of a few words each that were joined, and are the only ones that can have been."""
    sites: dict[tuple[str, str], list[int]] = {}
    for place in matching.open_new():
        if matching.new[place].is_known:
            sites.setdefault((matching.new[place].text, matching.new[place].full), []).append(place)
    if not sites:
        return
    joints: dict[tuple[str, str], list[int]] = {}
    for old in matching.open_old():
        if old + 1 in matching.forward or old + 1 >= len(matching.old):
            continue
        one, other = matching.old[old], matching.old[old + 1]
        if one.is_known and other.is_known and one.text == other.text:
            joints.setdefault((one.text, f"{one.letters} {other.letters}"), []).append(old)
    taken: set[int] = set()
    for words, olds in joints.items():
        if len(olds) == len(sites.get(words, ())) == 1 and not taken & {olds[0], olds[0] + 1}:
            old, new = olds[0], sites[words][0]
            keeps = old + 1 if new in matching.carriers[old + 1] else old
            matching.pair(keeps, new)
            matching.joined[2 * old + 1 - keeps] = new
            taken |= {old, old + 1}


def weigh_few_words(matching: Matching) -> None:
    """Let each of the texts of a few words have the place that the most speaks for."""
    same: dict[tuple[str, str, str], list[int]] = {}
    for place, shape in enumerate(matching.new):
        if shape.is_known:
            same.setdefault((shape.text, shape.kind, shape.whole), []).append(place)
    for old, shape in enumerate(matching.old):
        if not shape.is_known or old in matching.joined:
            continue
        if old in matching.forward:
            _leave_if_joined(matching, old)
        sites = same.get((shape.text, shape.kind, shape.whole), [])
        for place in {*(sites if len(sites) <= _MANY else ()), *_between_neighbours(matching, old)}:
            _take_if_better(matching, old, place)


def _leave_if_joined(matching: Matching, old: int) -> None:
    """Take back what was found elsewhere if a neighbour begins or ends with the words now, and did not before."""
    new = matching.forward[old]
    if new not in matching.carriers[old] and not matching.beside(old, new) and matching.swallowed_by(old) is not None:
        matching.part(old)


def _between_neighbours(matching: Matching, old: int) -> Iterator[int]:
    """Yield the places beside those of the neighbours of an old one."""
    for step in (-1, 1):
        beside = matching.forward.get(old + step)
        if beside is not None and matching.old[old + step].text == matching.old[old].text:
            place = beside - step
            if 0 <= place < len(matching.new) and matching.new[place].text == matching.old[old].text:
                yield place


def _take_if_better(matching: Matching, old: int, place: int) -> None:
    """Take a place for an old one if more speaks for it; the old one that had it gets the other place, if it fits."""
    had, owner = matching.forward.get(old), matching.backward.get(place)
    if had == place or not (_fits(matching, old, place) if had is not None else _is_found(matching, old, place)):
        return
    if owner is None:
        if had is not None:
            if _speaks(matching, old, place) <= _speaks(matching, old, had):
                return
            matching.part(old)
        matching.pair(old, place)
    elif had is not None and matching.old[owner].is_short and _may_be(matching, owner, had):
        # To exchange the ids of two that say the same, or the two themselves, makes the same file: believe the ids.
        if _is_settled(matching, old, had) and _is_settled(matching, owner, place):
            return
        before = _speaks(matching, old, had) + _speaks(matching, owner, place)
        _exchange(matching, old, owner)
        after = _speaks(matching, old, place) + _speaks(matching, owner, had)
        if after <= before:
            _exchange(matching, old, owner)


def _is_found(matching: Matching, old: int, new: int) -> bool:
    """Tell whether what was not found is a new one: it has the words, or most of them, and stands in its place."""
    shape, found = matching.old[old], matching.new[new]
    if shape.kind != found.kind or matching.swallowed_by(old) is not None:
        return False
    if shape.whole == found.whole:
        return _speaks(matching, old, new) > 1
    return matching.beside(old, new) > 0 and _share(shape.letters.split(), found.full.split()) >= MOST


def _share(words: list[str], others: list[str]) -> float:
    """Return how many of some words stand in others in the same order, from 0 to 1; 0 for a word or two."""
    blocks = difflib.SequenceMatcher(None, words, others, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words) if len(words) >= _SOME else 0.0


def _exchange(matching: Matching, one: int, other: int) -> None:
    first, second = matching.forward[one], matching.forward[other]
    matching.pair(one, second)
    matching.pair(other, first)


def _fits(matching: Matching, old: int, new: int) -> bool:
    shape, found = matching.old[old], matching.new[new]
    if shape.kind != found.kind:
        return False
    return shape.whole == found.whole or related(shape, found) >= LIKE or begins_or_ends(shape, found)


def _may_be(matching: Matching, old: int, new: int) -> bool:
    """Tell whether an old one may be what stands in the place of another one, corrected."""
    if _fits(matching, old, new):
        return True
    close = related(matching.old[old], matching.new[new]) >= CARRIED and matching.beside(old, new)
    return bool(close) and matching.old[old].kind == matching.new[new].kind


def _is_settled(matching: Matching, old: int, new: int) -> bool:
    """Tell whether a new one has the words and the address of an old one."""
    return matching.old[old].whole == matching.new[new].whole and new in matching.carriers[old]


def _speaks(matching: Matching, old: int, new: int) -> int:
    """Return how much speaks for it that an old one is a new one: its words, its address, its neighbours."""
    same = matching.old[old].whole == matching.new[new].whole
    return same + (new in matching.carriers[old]) + matching.beside(old, new)
