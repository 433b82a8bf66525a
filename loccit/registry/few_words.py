"""What is matched -> the same, where a few words are weighed again, which have many like them.

Of "Yes.", "No, no." and "Example file: a" the words alone say little. What counts is how much speaks for a place: that
it has the very words, that it carries the address, that the neighbour before and the one after are the same.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator

from loccit.registry.likeness import Shape, begins_or_ends, related
from loccit.registry.matching import Matching

CARRIED = 0.2
"""An address may be on its own text, corrected, if the two are as alike as this and nothing speaks against it."""
LIKE = 0.5
"""A few words may be others that are corrected if they are as alike as this."""
MOST = 0.8
"""A few words that were lengthened in their place are known again by so many of them."""
_WORDS = 5 / 4
"""The very words say a little more than an address or a neighbour."""
_NEAR = 1 / 8
"""What stood beside a place before, and does so now, says a little more than what has come to stand beside it."""
_SHIFTED = 2
"""So many new paragraphs may have come in before those of which the ids were written anew."""
_ROUNDS = 4
_SOME = 3
_MANY = 16
"""What stands in more places than this is not looked for in each of them."""


def find_joints(matching: Matching) -> None:
    """Find two neighbours of a few words each that were joined, and are the only ones that can have been."""
    sites: dict[tuple[str, str], list[int]] = {}
    sought = Counter(matching.old[old].whole for old in matching.open_old())
    for place in matching.open_new():
        if matching.new[place].is_known and matching.new[place].whole not in sought:
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
    found = [
        (olds[0], sites[words][0]) for words, olds in joints.items() if len(olds) == len(sites.get(words, ())) == 1
    ]
    offered = Counter(matching.new[new].whole for new in matching.open_new())
    found = [
        (old, new)
        for old, new in found
        if _stands_between(matching, old, new)
        or all(offered[matching.old[one].whole] < sought[matching.old[one].whole] for one in (old, old + 1))
    ]
    # Once more where what an address stood on is a joint itself.
    for old, new in (*found, *found):
        if matching.found(old) is None and matching.found(old + 1) is None and not _have_stayed(matching, old, new):
            keeps = old + 1 if new in matching.carriers[old + 1] else old
            matching.pair(keeps, new)
            matching.joined[2 * old + 1 - keeps] = new


def _stands_between(matching: Matching, old: int, new: int) -> bool:
    """Tell whether a joint of two neighbours stands between the words that they stood between."""
    return all(
        matching.said(matching.old, there) == matching.said(matching.new, here)
        for there, here in ((old - 1, new - 1), (old + 2, new + 1))
    )


def _have_stayed(matching: Matching, old: int, joint: int) -> bool:
    """Tell whether the address of one of two neighbours is on other words that begin or end with its own."""
    return any(
        place != joint and place not in matching.backward and begins_or_ends(matching.old[one], matching.new[place])
        for one in (old, old + 1)
        for place in matching.carriers[one]
    )


def weigh_few_words(matching: Matching) -> None:
    """Let each of the texts of a few words have the place that the most speaks for."""
    same: dict[tuple[str, str, str], list[int]] = {}
    for place, shape in enumerate(matching.new):
        if shape.is_known:
            same.setdefault((shape.text, shape.kind, shape.whole), []).append(place)
    both = {*matching.joined, *(matching.backward[new] for new in matching.joined.values())}
    few = [old for old, shape in enumerate(matching.old) if shape.is_known and old not in both]
    for old in few:
        if old in matching.forward:
            _leave_if_joined(matching, old)
    # Once more where something was found another place, which is the neighbour of others.
    for _ in range(_ROUNDS):
        before = dict(matching.forward)
        for old in few:
            shape = matching.old[old]
            sites = same.get((shape.text, shape.kind, shape.whole), [])
            places = {*matching.carriers[old], *_between_neighbours(matching, old)}
            for place in sorted(places.union(sites if len(sites) <= _MANY else ())):
                _take_if_better(matching, old, place)
        if matching.forward == before:
            break
    for old in few:
        if old in matching.forward and _is_guessed(matching, old):
            matching.part(old)


def _is_guessed(matching: Matching, old: int) -> bool:
    """Tell whether nothing but the words speaks for a place, not even the order, and others have them as well."""
    shape, new = matching.old[old], matching.forward[old]
    if new in matching.carriers[old] or matching.nearest(old, new):
        return False
    here = [place for place, other in enumerate(matching.new) if other.whole == shape.whole]
    if matching.new[new].whole != shape.whole:
        return any(place not in matching.backward for place in here)
    there = sum(other.whole == shape.whole for other in matching.old)
    return max(len(here), there) > 1 and not matching.is_in_order(old, new, among_longer=True)


def _leave_if_joined(matching: Matching, old: int) -> None:
    """Take back what was found if more speaks for it that a neighbour has the words now, and did not before."""
    joined = matching.swallowed_by(old)
    if joined is None:
        return
    step = 1 if matching.backward[joined] < old else -1
    speaks = (
        _WORDS + 1 + is_addressed(matching, old, joined) + matching.is_beside(old, joined, step, over_the_gone=True)
    )
    if speaks > _speaks(matching, old, matching.forward[old]):
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
    if had == place or not (_may_be(matching, old, place) if had is not None else _is_found(matching, old, place)):
        return
    if owner is None:
        if had is not None:
            least = _NEAR if place in matching.carriers[old] else _least(matching, old, had)
            if _speaks(matching, old, place) - _speaks(matching, old, had) < least:
                return
            matching.part(old)
        matching.pair(old, place)
    elif had is not None and _may_exchange(matching, old, owner):
        before = _speaks_for_both(matching, old, owner)
        least = max(_least(matching, old, had), _least(matching, owner, place))
        _exchange(matching, old, owner)
        if _speaks_for_both(matching, old, owner) - before < least:
            _exchange(matching, old, owner)
    elif had is not None and matching.old[owner].is_known and not _may_be(matching, owner, had):
        before = _speaks_for_both(matching, old, owner)
        if _speaks(matching, old, place) - before >= 1:
            matching.part(owner)
            matching.part(old)
            matching.pair(old, place)


def _least(matching: Matching, old: int, new: int) -> float:
    """Return how much more must speak for another place than for the one that an old one has."""
    if not is_addressed(matching, old, new):
        return _NEAR
    return 1 if _is_settled(matching, old, new) else _WORDS - 1 + _NEAR


def _may_exchange(matching: Matching, old: int, other: int) -> bool:
    """Tell whether two may have each other's place."""
    here, there = matching.forward[old], matching.forward[other]
    if not _may_be(matching, other, here):
        return False
    if not matching.old[other].is_short and _likeness(matching, other, here) < _likeness(matching, other, there):
        return False
    # To exchange the ids of two that say the same, or the two themselves, makes the same file: believe the ids.
    return not (_is_settled(matching, old, here) and _is_settled(matching, other, there))


def _likeness(matching: Matching, old: int, new: int) -> float:
    return related(matching.old[old], matching.new[new])


def _is_found(matching: Matching, old: int, new: int) -> bool:
    """Tell whether what was not found is a new one: it has the words, or most of them, and stands in its place."""
    shape, found = matching.old[old], matching.new[new]
    if shape.kind != found.kind or matching.swallowed_by(old) is not None:
        return False
    if shape.whole == found.whole:
        is_bare = not found.address and matching.is_in_order(old, new, among_longer=True)
        return is_bare or _speaks(matching, old, new) > _WORDS or matching.is_in_order(old, new)
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


def _speaks_for_both(matching: Matching, one: int, other: int) -> float:
    """Return how much speaks for the places of two; that they are each other's neighbours says nothing."""
    first = _speaks(matching, one, matching.forward[one], but=other)
    return first + _speaks(matching, other, matching.forward[other], but=one)


def _speaks(matching: Matching, old: int, new: int, but: int | None = None) -> float:
    """Return how much speaks for it that an old one is a new one: its words, its address, its neighbours."""
    shape, found = matching.old[old], matching.new[new]
    words = _WORDS if shape.whole == found.whole else float(_has_joined(matching, shape, found))
    beside = matching.nearest(old, new, but) + _NEAR * matching.beside(old, new, but)
    return words + is_addressed(matching, old, new) + beside


def _has_joined(matching: Matching, shape: Shape, found: Shape) -> bool:
    """Tell whether a text begins or ends with a few words, and is not just what another one was."""
    return begins_or_ends(shape, found) and found.whole not in matching.wholes


def is_addressed(matching: Matching, old: int, new: int) -> bool:
    """Tell whether a new one has the address of an old one, and not before others of which the ids were shifted."""
    if new not in matching.carriers[old]:
        return False
    return len(matching.carriers[old]) > 1 or not _is_shifted(matching, old, new)


def _is_shifted(matching: Matching, old: int, new: int) -> bool:
    """Tell whether what follows has the address of another text, which stands a few places from there instead."""
    place = new + 1
    owner = matching.owners.get(place)
    if owner is None or matching.old[owner].text != matching.old[old].text:
        return False
    follows = matching.new[place].whole
    is_the_words = matching.old[old].whole == follows != matching.new[new].whole
    if matching.old[owner].whole == follows or (matching.backward.get(place) is None and not is_the_words):
        return False
    found = matching.found(owner)
    return found is not None and found not in matching.carriers[owner] and abs(found - place) <= _SHIFTED
