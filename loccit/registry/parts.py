"""What is matched -> what was split off it, and where the text of what is missing has gone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from loccit.registry.fingerprint import normalised_words
from loccit.registry.likeness import EVIDENCE, Shape, within
from loccit.registry.match import Index
from loccit.registry.matching import Matching

SPLIT = 0.5
"""A new place is a part of an old one if so much of it is what the old one has lost."""
MERGED = 0.4
"""An old place was merged if so much of it is in what others have gained."""
TWIN = 0.8
"""An old place that is gone is forwarded to another that said the same, if so much of it is there."""
_HANDED = 2 * EVIDENCE
"""So many pairs of words must have gone from one paragraph to another for the other to be its continuation."""
_SHARE = 0.2
"""A place that has less of a merged text than this is not named as its successor."""


def find_parts(matching: Matching) -> dict[int, list[int]]:
    """Return the further parts of each old place that was split; the first part is the one that it is matched with."""
    changed = [old for old, new in matching.forward.items() if not matching.is_unchanged(new)]
    index = Index(matching.old, changed)
    parts: dict[int, list[int]] = defaultdict(list)
    doubtful = {new for among in matching.undecided.values() for new in among}
    open_new = [new for new in matching.open_new() if new not in doubtful]
    # A second look finds short parts that stand before a longer one.
    for new in (*open_new, *reversed(open_new)):
        if not any(new in found for found in parts.values()):
            candidates = [*index.sharing(matching.new[new]), *_beside(matching, parts, new)]
            worth = [(_lost(matching, parts, old, new), -old) for old in dict.fromkeys(candidates)]
            if worth and max(worth)[0] >= SPLIT:
                parts[-max(worth)[1]].append(new)
    told = {old: _from_the_first(matching, old, _without_repeats(matching, old, found)) for old, found in parts.items()}
    for old, new in _handed_over(matching):
        told.setdefault(old, []).append(new)
    return {old: sorted(set(found)) for old, found in told.items()}


def _without_repeats(matching: Matching, old: int, found: list[int]) -> list[int]:
    """Return the parts of an old place but for those that only say again what a longer one has."""
    kept = [matching.forward[old]]
    for place in sorted(found, key=lambda place: -len(matching.new[place].inner.pairs)):
        part = matching.new[place]
        lost = part.inner.pairs & matching.old[old].print.pairs
        if 2 * len(lost.difference(*(matching.new[other].print.pairs for other in kept))) > len(lost):
            kept.append(place)
    return kept[1:]


def _handed_over(matching: Matching) -> Iterator[tuple[int, int]]:
    """Yield each old place that has lost a part of its text to another old place, with that place as it is now."""
    changed = {new: old for old, new in matching.forward.items() if not matching.is_unchanged(new)}
    index = Index(matching.new, changed)
    for new, old in changed.items():
        shape = matching.old[old]
        lost = shape.inner.pairs - matching.new[new].print.pairs
        for other in index.sharing(shape) if len(lost) >= _HANDED else ():
            gained = _gained(matching, shape, other) & lost
            if other != new and len(gained) >= max(_HANDED, _SHARE * len(shape.inner.pairs)):
                yield old, other


def _beside(matching: Matching, parts: dict[int, list[int]], new: int) -> list[int]:
    """Return the old places that a new one stands beside, or beside a part of."""
    owners = {part: old for old, found in parts.items() for part in found} | matching.backward
    beside = [owners[place] for place in (new - 1, new + 1) if place in owners]
    return [old for old in beside if not matching.is_unchanged(matching.forward[old])]


def _lost(matching: Matching, parts: dict[int, list[int]], old: int, new: int) -> float:
    """Return how much of a new place is what an old one has lost."""
    shape, part, kept = matching.old[old], matching.new[new], matching.new[matching.forward[old]]
    if shape.kind != part.kind:
        return 0.0
    pairs = _pairs(part, shape.print.scale)
    lost = pairs & (shape.print.pairs - kept.print.pairs)
    beside = old in _beside(matching, parts, new)
    both = part.print.pairs & shape.print.pairs & kept.print.pairs
    if not pairs or len(lost) < (1 if beside else EVIDENCE) or len(lost) <= len(both):
        return 0.0
    if (shape.is_known and _is_twice(shape, part, kept)) or (part.is_short and _is_at_an_end(part, kept)):
        return 0.0
    return len(lost) / len(pairs)


def _is_twice(shape: Shape, part: Shape, kept: Shape) -> bool:
    """Tell whether half of the words of a part are those that the rest of the whole still has."""
    words = Counter(part.full.split())
    lost = Counter(shape.letters.split()) - Counter(kept.full.split())
    return 2 * (words - lost).total() >= words.total()


def _is_at_an_end(part: Shape, kept: Shape) -> bool:
    """Tell whether the rest begins or ends much like a part of a few words, which is newly written then."""
    words, rest = Counter(part.full.split()), kept.full.split()
    count = words.total()
    return any(2 * (words & Counter(end)).total() > count for end in (rest[:count], rest[-count:]))


def _pairs(part: Shape, scale: int) -> frozenset[int]:
    """Return the pairs inside a text that would be kept at a scale."""
    return frozenset(pair for pair in part.inner.pairs if pair % scale == 0)


def _from_the_first(matching: Matching, old: int, found: list[int]) -> list[int]:
    """Return the further parts; the address goes to the part that begins as the whole began."""
    shape, keeper = matching.old[old], matching.forward[old]
    start = normalised_words(shape.source.begins)[:_START]
    for part in sorted({*found, keeper}):
        begins = normalised_words(matching.new[part].source.begins)
        if matching.new[part].text == shape.text and begins[: len(start)] == start[: max(len(begins), 1)]:
            if part != keeper:
                matching.part(old)
                matching.pair(old, part)
            return [place for place in {*found, keeper} if place != part]
    return found


_START = 3


def find_successors(matching: Matching) -> dict[int, list[int]]:
    """Return where the text of each old place that is not found has gone, the place with the most of it first."""
    index = Index(matching.new, [new for new in range(len(matching.new)) if not matching.is_unchanged(new)])
    successors: dict[int, list[int]] = {old: [new] for old, new in matching.joined.items()}
    for old in matching.open_old():
        found = list(_covering(matching, index, old)) or _swallowing(matching, old)
        found = found or list(_twins(matching, old))[:1]
        if found and found[0] not in matching.backward and matching.new[found[0]].text == matching.old[old].text:
            matching.pair(old, found[0])
        elif found:
            successors[old] = found
    return successors


def _twins(matching: Matching, old: int) -> Iterator[int]:
    """Yield the places that have all the words of an old one, and had them before: it said the same as another."""
    shape = matching.old[old]
    if len(shape.inner.pairs) < _HANDED:
        return
    for place, new in enumerate(matching.new):
        # Their fingerprints are not made yet, and most need none.
        if shape.source.begins in new.words and within(shape, new) >= TWIN:
            yield place


def _covering(matching: Matching, index: Index, old: int) -> Iterator[int]:
    """Yield the places that have gained the text of an old one, if together they have most of it."""
    shape = matching.old[old]
    gains = {place: _gained(matching, shape, place) for place in index.sharing(shape)}
    covered: set[int] = set()
    found: list[int] = []
    while gains:
        place, gain = max(gains.items(), key=lambda item: (len(item[1] - covered), -item[0]))
        fresh = gain - covered
        if len(fresh) < EVIDENCE or len(fresh) < _SHARE * len(shape.inner.pairs):
            break
        covered |= fresh
        found.append(place)
        del gains[place]
    scale = max([shape.print.scale, *(matching.new[place].print.scale for place in found)])
    whole = sum(pair % scale == 0 for pair in shape.inner.pairs)
    if sum(pair % scale == 0 for pair in covered) >= MERGED * whole:
        yield from found


def _gained(matching: Matching, shape: Shape, new: int) -> set[int]:
    """Return the pairs of a text that a place has and did not have before."""
    before = matching.backward.get(new)
    had: Iterable[int] = matching.old[before].print.pairs if before is not None else ()
    return set(shape.inner.pairs & matching.new[new].print.pairs).difference(had)


def _swallowing(matching: Matching, old: int) -> list[int]:
    """Return the neighbour that has the few words of an old place beside others and has changed."""
    new = None if matching.old[old].is_known else matching.swallowed_by(old)
    return [] if new is None or matching.new[new].full == matching.old[old].recalled else [new]
