"""Pieces of text and the pieces that pages show -> which of the one is where in the other, none of them twice.

Order is no matter: a page may show a note below and another reading first. What counts is that each piece of the
source has characters of its own in the pages.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence

NOWHERE = -1
_STRIDE = 16
_USED = b"\1" * _STRIDE
_WINDOW = 24
"""How many pieces ahead the two are looked over for where they agree again."""
_MOST = 64
"""Of how many pieces one piece of the other side may be made; lines of a paragraph are shown as one run."""
_LEAST = 4
"""Bytes of a piece that is looked for inside others; a shorter one would be found anywhere."""


def match(pieces: Sequence[bytes], shown: Sequence[bytes]) -> list[int]:
    """Return for each piece the number of the shown piece that holds it, or `NOWHERE`."""
    found = [NOWHERE] * len(pieces)
    used = _in_order(pieces, shown, found)
    rest = [number for number, place in enumerate(found) if place == NOWHERE]
    if rest:
        free = [number for number in range(len(shown)) if not used[number]]
        free = _equal(pieces, shown, found, rest, free)
        free = _run_together(pieces, shown, found, free)
        rest = [number for number in rest if found[number] == NOWHERE]
        if rest and free:
            _Remains(shown, free).take(pieces, found, rest)
    return found


# Pieces that follow each other on both sides


def _in_order(pieces: Sequence[bytes], shown: Sequence[bytes], found: list[int]) -> bytearray:
    """Match what follows each other on both sides; return which of the shown pieces are used."""
    used = bytearray(len(shown))
    here = there = 0
    while here < len(pieces) and there < len(shown):
        while pieces[here : here + _STRIDE] == shown[there : there + _STRIDE] and here + _STRIDE <= len(pieces):
            # Where nothing is added or moved, whole stretches are compared at once.
            found[here : here + _STRIDE] = range(there, there + _STRIDE)
            used[there : there + _STRIDE] = _USED
            here += _STRIDE
            there += _STRIDE
        if here == len(pieces) or there == len(shown):
            break
        if pieces[here] == shown[there]:
            found[here] = there
            used[there] = 1
            here += 1
            there += 1
            continue
        many, few = _joined(pieces, here, shown, there)
        if many:
            found[here : here + many] = [there] * many
            used[there : there + few] = b"\1" * few
            here += many
            there += few
        else:
            here, there = _next(pieces, here, shown, there)
    return used


def _joined(pieces: Sequence[bytes], here: int, shown: Sequence[bytes], there: int) -> tuple[int, int]:
    """Return how many pieces from here are, put together, how many of those shown; 0 and 0 where none are."""
    one, other = pieces[here], shown[there]
    many = few = 1
    while many + few <= _MOST:
        if one == other:
            return many, few
        if len(one) < len(other) and other.startswith(one) and here + many < len(pieces):
            one += pieces[here + many]
            many += 1
        elif other and len(other) < len(one) and one.startswith(other) and there + few < len(shown):
            other += shown[there + few]
            few += 1
        else:
            break
    return 0, 0


def _next(pieces: Sequence[bytes], here: int, shown: Sequence[bytes], there: int) -> tuple[int, int]:
    """Return where the two agree again, passing over as little as possible."""
    ahead = _index(shown, pieces[here], there + 1)
    behind = _index(pieces, shown[there], here + 1)
    if ahead is not None and (behind is None or ahead - there <= behind - here):
        return here, ahead
    if behind is not None:
        return behind, there
    return here + 1, there + 1


def _index(pieces: Sequence[bytes], piece: bytes, start: int) -> int | None:
    try:
        return pieces.index(piece, start, start + _WINDOW)
    except ValueError:
        return None


# Pieces that are shown elsewhere


def _equal(
    pieces: Sequence[bytes], shown: Sequence[bytes], found: list[int], rest: Iterable[int], free: Sequence[int]
) -> list[int]:
    """Match pieces, or runs of them, that are the same as a shown piece wherever it is; return what stays free."""
    waiting: dict[bytes, list[int]] = {}
    for number in reversed(free):
        waiting.setdefault(shown[number], []).append(number)
        if (bare := shown[number].strip(b"[]")) != shown[number] and bare:
            waiting.setdefault(bare, []).append(number)
    taken: set[int] = set()
    numbers = list(rest)
    at = 0
    while at < len(numbers):
        length = _longest(pieces, numbers, at, waiting)
        if length:
            whole = b"".join(pieces[number] for number in numbers[at : at + length])
            while waiting[whole] and waiting[whole][-1] in taken:
                waiting[whole].pop()
            if waiting[whole]:
                place = waiting[whole].pop()
                taken.add(place)
                for number in numbers[at : at + length]:
                    found[number] = place
                at += length
                continue
        at += 1
    return [number for number in free if number not in taken]


def _longest(pieces: Sequence[bytes], numbers: Sequence[int], at: int, waiting: Mapping[bytes, list[int]]) -> int:
    """Return how many of the pieces from `at` are together what a shown piece is; those alone are preferred."""
    if waiting.get(pieces[numbers[at]]):
        return 1
    whole = b""
    for length, number in enumerate(numbers[at : at + _MOST], 1):
        if number - numbers[at] != length - 1:
            break
        whole += pieces[number]
        if length > 1 and waiting.get(whole):
            return length
    return 0


def _run_together(pieces: Sequence[bytes], shown: Sequence[bytes], found: list[int], free: Sequence[int]) -> list[int]:
    """Match pieces that something else was shown from between: a shown piece is nothing but some of the rest."""
    rest = [number for number, place in enumerate(found) if place == NOWHERE]
    if len(rest) * len(free) > _TRIALS:
        return list(free)
    left: list[int] = []
    for place in free:
        whole, at = shown[place], 0
        parts: list[int] = []
        for number in rest:
            if at < len(whole) and found[number] == NOWHERE and whole.startswith(pieces[number], at):
                at += len(pieces[number])
                parts.append(number)
        if at == len(whole):
            for number in parts:
                found[number] = place
        else:
            left.append(place)
    return left


_TRIALS = 100_000
"""How often a piece is held against another in looking for them; there are so many only where much is lost."""


class _Remains:
    """What no piece was matched with: strings in which others may be, with brackets or words around them."""

    def __init__(self, shown: Sequence[bytes], free: Sequence[int]) -> None:
        self.numbers = list(free)
        self.starts: list[int] = []
        self.text = bytearray()
        for before, number in zip([NOWHERE, *free], free, strict=False):
            # Neighbours stay joined: the theme may have put a tag into a word.
            if before != number - 1:
                self.text += b"\0"
            self.starts.append(len(self.text))
            self.text += shown[number]

    def take(self, pieces: Sequence[bytes], found: list[int], rest: Iterable[int]) -> None:
        """Match each piece with characters of its own: the longest first, since short ones are found inside others.

        A very short one is looked for only beside those that were found: elsewhere it would be found by chance.
        """
        longest_first = sorted(rest, key=lambda number: -len(pieces[number]))
        long = [number for number in longest_first if len(pieces[number]) >= _LEAST]
        for number in long:
            found[number] = self._cut(pieces[number])
        self._forget_all_but({found[number] for number in long})
        for number in longest_first[len(long) :]:
            found[number] = self._cut(pieces[number])

    def _cut(self, piece: bytes) -> int:
        """Take a piece out; return the number of the shown piece it was in."""
        at = self.text.find(piece)
        if at < 0:
            return NOWHERE
        self.text[at : at + len(piece)] = b"\0" * len(piece)
        return self.numbers[bisect_right(self.starts, at) - 1]

    def _forget_all_but(self, kept: Collection[int]) -> None:
        ends = [*self.starts[1:], len(self.text)]
        for number, start, end in zip(self.numbers, self.starts, ends, strict=True):
            if number not in kept:
                self.text[start:end] = b"\0" * (end - start)
