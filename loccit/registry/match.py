"""The released places in their order, the present ones in theirs -> which is which, by address, text and order.

What is certain comes first and is never taken back: the same address on the same words; an address on words that
are much like its own; words that stand once on either side. Between what is certain the order decides, which tells
apart what says the same ("Yes.", a refrain, the name of a speaker). What is left is looked for everywhere, and
needs more to be found.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from loccit.registry.few_words import decide_few_words
from loccit.registry.joints import find_joints
from loccit.registry.likeness import EVIDENCE, SHORT, Shape, alike, begins, begins_or_ends, ends, related, within
from loccit.registry.matching import Matching

CARRIED = 0.2
"""An address may be on its own text, corrected, if the two are as alike as this and nothing speaks against it."""
KEPT = 0.5
"""An address is still on its own text if the two are as alike as this."""
IN_ORDER = 0.3
"""Between two neighbours that are known, a place without its address is the one it is as alike to as this."""
SHORT_IN_ORDER = 0.75
"""The same of a text of a few words, which has many like it: "Example file: a", "Example file: b"."""
JOINED = 0.8
"""A place is two that were joined under the id of the one with few words if it has so much of the other."""
ANYWHERE = 0.5
"""The same, elsewhere in the text or in another."""
_OWN = 0.25
"""What it adds to the likeness of two that the one carries the other's address."""
_ALMOST = 0.9
"""What it comes to at most: the very words elsewhere say more than an address on words like them."""
_BESIDE = 0.05
"""What it adds that both stand beside two that are the same."""
_INSTEAD = 0.005
"""What it adds that something else stands in a place: what is beside it has not moved then."""
_UNIQUE = 4
"""Pairs of words that a text needs to be taken for another one because it is the only one of its words: three words.
From one text to another it needs more."""
_COMMON = 64
"""A pair of words in more places than this tells nothing about any of them."""
_CELLS = 250_000
"""The largest table of comparisons between two known neighbours."""


def match(old: Sequence[Shape], new: Sequence[Shape], doubted: frozenset[tuple[str, str]] = frozenset()) -> Matching:
    """Return which of the old ones is which of the new ones."""
    matching = Matching(old, new)
    _keep_certain(matching)
    find_joints(matching)
    _keep_alike(matching)
    _keep_before_kept(matching)
    _find_unique(matching, _said, SHORT + 1)
    _find_unique(matching, lambda shape: (shape.kind, shape.whole), 2 * _UNIQUE + 2)
    _fill_gaps(matching)
    _find_beside(matching)
    _keep_unchanged(matching)
    _find_unique(matching, _said, _UNIQUE)
    _find_anywhere(matching)
    decide_few_words(matching, doubted)
    return matching


# What is certain


def _keep_certain(matching: Matching) -> None:
    """Keep each address that is on its own words.

    Where others with just these words have their ids on another text now, as when ids were shifted, or, of a few words,
    where the id beside is on another text, that is certain only beside a neighbour that is certain.
    """
    displaced = {old for old in range(len(matching.old)) if _is_displaced(matching, old)}
    said = {_said(matching.old[old]) for old in displaced}
    has = {shape.whole for shape in matching.new}
    astray = {new for old in displaced if matching.old[old].whole in has for new in matching.carriers[old]}
    doubtful: list[tuple[int, int]] = []
    for old, new in _on_their_words(matching):
        is_amid = matching.old[old].is_short and not astray.isdisjoint((new - 1, new + 1))
        if is_amid or _said(matching.old[old]) in said:
            doubtful.append((old, new))
        else:
            matching.pair(old, new)
    for old, new in (*doubtful, *reversed(doubtful)):
        if old not in matching.forward and new not in matching.backward and matching.beside(old, new):
            matching.pair(old, new)


def _said(shape: Shape) -> tuple[str, str, str]:
    return shape.text, shape.kind, shape.whole


def _is_displaced(matching: Matching, old: int) -> bool:
    """Tell whether the id of an old place stands on other words only."""
    places = matching.carriers[old]
    return bool(places) and all(matching.new[new].whole != matching.old[old].whole for new in places)


def _on_their_words(matching: Matching) -> Iterator[tuple[int, int]]:
    """Yield each old place that is not found and whose address is on its own words; of several copies, the first."""
    for old in matching.open_old():
        for new in matching.carriers[old]:
            if matching.new[new].whole == matching.old[old].whole and new not in matching.backward:
                yield old, new
                break


def _keep_unchanged(matching: Matching) -> None:
    """Keep each address that is on its own words."""
    for old, new in _on_their_words(matching):
        matching.pair(old, new)


def _keep_before_kept(matching: Matching) -> None:
    """Keep each address that is on its own words, if the next longer text has its own: ids are shifted to the end."""
    for old, new in list(_on_their_words(matching)):
        if _is_next_kept(matching, old, new):
            matching.pair(old, new)


def _is_next_kept(matching: Matching, old: int, new: int) -> bool:
    for place in range(old + 1, len(matching.old)):
        if matching.old[place].text != matching.old[old].text:
            return False
        if not matching.old[place].is_short:
            found = matching.forward.get(place)
            return found in matching.carriers[place] and found > new
    return False


def _keep_alike(matching: Matching) -> None:
    """Keep each address that is on words much like its own.

    It is not kept if they are just those of another address, or if its own very words stand elsewhere, as often as
    there are addresses that look for them; of a few words that says little, and the address is believed.
    """
    sought = Counter(matching.old[index].whole for index in matching.open_old())
    offered = Counter(matching.new[index].whole for index in matching.open_new())
    for index in matching.open_old():
        shape = matching.old[index]
        if len(shape.print.pairs) > _UNIQUE and offered[shape.whole] >= sought[shape.whole]:
            continue
        for place in matching.carriers[index]:
            carrier = matching.new[place]
            if place in matching.backward or sought[carrier.whole]:
                continue
            if related(shape, carrier) >= KEPT:
                matching.pair(index, place)
                break
            if begins_or_ends(shape, carrier) and _join(matching, index, place):
                break


def _join(matching: Matching, old: int, new: int) -> bool:
    """Take a place that begins or ends with the few words of an old one for it and, if that is there, its neighbour.

    It is not taken if it is the neighbour alone, which began or ended with these words before, or if they are not on
    the side where they were.
    """
    shape, found = matching.old[old], matching.new[new]
    beside = [
        (place, joins)
        for place, joins in ((old - 1, ends), (old + 1, begins))
        if 0 <= place < len(matching.old)
        and matching.old[place].text == shape.text
        and related(matching.old[place], found) >= KEPT
    ]
    if not all(
        joins(found.full, shape.recalled) and not begins_or_ends(shape, matching.old[place]) for place, joins in beside
    ):
        return False
    matching.pair(old, new)
    here = {other.whole for other in matching.new}
    for place, _ in beside:
        other = matching.old[place]
        has_stayed = any(related(other, matching.new[carrier]) >= KEPT for carrier in matching.carriers[place])
        is_here = other.whole not in here and within(other, found) >= JOINED and not has_stayed
        if matching.found(place) is None and is_here:
            matching.joined[place] = new
    return True


def _find_unique(matching: Matching, key: Callable[[Shape], object], least: int) -> None:
    """Find the words that stand once on either side, if they are not too few."""
    old, new = _by(key, matching.old, range(len(matching.old))), _by(key, matching.new, range(len(matching.new)))
    for words, places in old.items():
        found = new.get(words, [])
        if len(places) != 1 or len(found) != 1 or places[0] in matching.forward or found[0] in matching.backward:
            continue
        if len(matching.old[places[0]].print.pairs) >= least:
            matching.pair(places[0], found[0])


def _by(key: Callable[[Shape], object], shapes: Sequence[Shape], places: Iterable[int]) -> dict[object, list[int]]:
    groups: dict[object, list[int]] = defaultdict(list)
    for place in places:
        groups[key(shapes[place])].append(place)
    return groups


# What the order tells


def _fill_gaps(matching: Matching) -> None:
    """Find what is missing between two neighbours that are known, in the order in which it stands."""
    for text in dict.fromkeys(shape.text for shape in matching.old):
        olds = [index for index, shape in enumerate(matching.old) if shape.text == text]
        news = [index for index, shape in enumerate(matching.new) if shape.text == text]
        for old_gap, new_gap in list(_gaps(matching, olds, news)):
            if old_gap and new_gap and len(old_gap) * len(new_gap) <= _CELLS:
                for old, new in _in_order(matching, old_gap, new_gap):
                    matching.pair(old, new)


def _find_beside(matching: Matching) -> None:
    """Find what stands unchanged beside what has moved away."""
    for old, new in list(matching.forward.items()):
        for step in (-1, 1):
            there, here = old + step, new + step
            while _is_open(matching, there, here) and _said(matching.old[there]) == _said(matching.new[here]):
                matching.pair(there, here)
                there, here = there + step, here + step


def _is_open(matching: Matching, old: int, new: int) -> bool:
    is_there = 0 <= old < len(matching.old) and 0 <= new < len(matching.new)
    return is_there and matching.found(old) is None and new not in matching.backward


def _gaps(matching: Matching, olds: list[int], news: list[int]) -> Iterator[tuple[list[int], list[int]]]:
    """Yield what is open between each two pairs that stand in the same order on both sides."""
    rank = {place: number for number, place in enumerate(news)}
    known = [(number, rank[matching.forward[old]]) for number, old in enumerate(olds) if _stays(matching, old, rank)]
    last_old = last_new = 0
    for old, new in [*_longest_rise(known), (len(olds), len(news))]:
        yield (
            [index for index in olds[last_old:old] if matching.found(index) is None],
            [index for index in news[last_new:new] if index not in matching.backward],
        )
        last_old, last_new = old + 1, new + 1


def _stays(matching: Matching, old: int, rank: dict[int, int]) -> bool:
    return matching.forward.get(old) in rank


def _longest_rise(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most pairs that rise on both sides; those given rise on the first."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, value) in enumerate(pairs):
        at = bisect_left(tails, value)
        before.append(ends[at - 1] if at else -1)
        tails[at : at + 1] = [value]
        ends[at : at + 1] = [index]
    rise: list[tuple[int, int]] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        rise.append(pairs[index])
        index = before[index]
    return rise[::-1]


def _in_order(matching: Matching, olds: list[int], news: list[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of two runs that make the most of likeness without crossing each other."""
    worth = [[_worth(matching, old, new) for new in news] for old in olds]
    told_apart = [True, *(matching.old[one].whole != matching.old[other].whole for one, other in pairwise(olds))]
    best, ended = _tables(worth, told_apart)
    i, j, is_pair = len(olds), len(news), False
    while i and j:
        if is_pair or ended[i][j] >= max(best[i - 1][j], best[i][j - 1], _BESIDE):
            i, j = i - 1, j - 1
            yield olds[i], news[j]
            is_pair = told_apart[i] and bool(ended[i][j]) and ended[i][j] + _BESIDE >= best[i][j]
        elif best[i][j] > max(best[i - 1][j], best[i][j - 1]):
            i, j = i - 1, j - 1
        elif best[i - 1][j] >= best[i][j - 1]:
            i -= 1
        else:
            j -= 1


def _tables(
    worth: Sequence[Sequence[float]], told_apart: Sequence[bool]
) -> tuple[list[list[float]], list[list[float]]]:
    """Return what the first `i` of the one and the first `j` of the other come to: at best, and if `i` is `j`.

    Of each of the one it is known whether it can be told apart from the one before.
    """
    rows, columns = len(worth), len(worth[0])
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    ended = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(1, rows + 1):
        for j in range(1, columns + 1):
            if value := worth[i - 1][j - 1]:
                follows = ended[i - 1][j - 1] if i > 1 < j and told_apart[i - 1] else 0.0
                value += _BESIDE * ((i == j == 1) + (i == rows and j == columns))
                ended[i][j] = value + max(best[i - 1][j - 1], follows + _BESIDE if follows else 0.0)
            best[i][j] = max(best[i - 1][j], best[i][j - 1], ended[i][j], best[i - 1][j - 1] + _INSTEAD)
    return best, ended


def _worth(matching: Matching, old: int, new: int) -> float:
    """Return what it is worth to take two for the same that stand in the same gap; 0 where they cannot be."""
    shape, found = matching.old[old], matching.new[new]
    own = new in matching.carriers[old]
    if shape.kind != found.kind and not own:
        return 0.0
    value = related(shape, found)
    if value < KEPT and (found.is_short if own else found.is_known) and not shape.is_short:
        # A few words that begin or end a longer text are too little of it.
        return 0.0
    if own and CARRIED <= value < 1:
        return min(value + _OWN, _ALMOST)
    if own:
        return value + _OWN if value >= CARRIED else 0.0
    return value if value >= (SHORT_IN_ORDER if shape.is_short else IN_ORDER) else 0.0


# What is found anywhere


class Index:
    """Shapes by the pairs of words inside them, to find those that share some with another."""

    def __init__(self, shapes: Sequence[Shape], places: Iterable[int]) -> None:
        self.shapes = shapes
        self.by_pair: dict[int, list[int]] = defaultdict(list)
        for place in places:
            for pair in shapes[place].print.pairs:
                self.by_pair[pair].append(place)

    def sharing(self, shape: Shape) -> list[int]:
        """Return the places that share the most with a text, the best first."""
        counts: Counter[int] = Counter()
        for pair in shape.inner.pairs:
            found = self.by_pair.get(pair, ())
            if len(found) <= _COMMON:
                counts.update(found)
        return [place for place, _ in counts.most_common(_FEW) if self.shapes[place].kind == shape.kind]


_FEW = 12


def _find_anywhere(matching: Matching) -> None:
    """Find what has left its place or its text, the surest first."""
    index = Index(matching.new, matching.open_new())
    found: list[tuple[float, int, int]] = []
    for old in matching.open_old():
        shape = matching.old[old]
        places = {*index.sharing(shape), *matching.carriers[old]} - matching.backward.keys()
        found += ((-worth, old, place) for place in places if (worth := _worth_anywhere(matching, old, place)))
    for _, old, place in sorted(found):
        if old not in matching.forward and place not in matching.backward:
            matching.pair(old, place)


def _worth_anywhere(matching: Matching, old: int, new: int) -> float:
    shape, found = matching.old[old], matching.new[new]
    if new in matching.carriers[old]:
        return _worth(matching, old, new)
    value = max(alike(shape, found), within(shape, found) * ANYWHERE, within(found, shape) * ANYWHERE)
    enough = len(shape.inner.pairs & found.print.pairs) > EVIDENCE
    return value + (_BESIDE if shape.text == found.text else 0.0) if enough and value >= ANYWHERE else 0.0
