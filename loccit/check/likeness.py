"""A released text and one of today -> whether they are the same, corrected; and how messages show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import chain
from typing import Generic, TypeVar

from loccit.check.pointers import quoted
from loccit.model import Permalink
from loccit.registry.blocks import Addressed
from loccit.registry.fingerprint import Fingerprint, parse_fingerprint, similarity
from loccit.registry.likeness import related, shape_of_item, shape_of_record
from loccit.registry.match import CARRIED

T = TypeVar("T")

_NEAR = 0.5
"""How alike a text must be to be shown as where another one has gone."""

UNKNOWN = Fingerprint("", 1, frozenset())


def released_fingerprint(record: Permalink) -> Fingerprint:
    """Return the fingerprint of what was released; one that cannot be read is like nothing."""
    try:
        return parse_fingerprint(record.fingerprint)
    except ValueError:
        return UNKNOWN


def released_hash(record: Permalink) -> str:
    """Return the hash of what was released, without reading the rest of its fingerprint."""
    return record.fingerprint.partition(".")[0]


def is_like(record: Permalink, item: Addressed) -> bool:
    """Tell whether a text may be what was released, however much corrected, cut or lengthened.

    Among 675,000 pairs of different texts of a novel and two plays, short ones included, six in a thousand are that
    alike; half a paragraph rewritten leaves twice as much. `loccit reconcile` draws the line at the same place.
    """
    if released_fingerprint(record) is UNKNOWN:
        return False
    return related(shape_of_record(record), shape_of_item(item)) >= CARRIED


class Shelf(Generic[T]):
    """Texts to be found again by their fingerprints, without comparing each with each."""

    def __init__(self, texts: Iterable[tuple[T, Fingerprint]]) -> None:
        self._texts: Sequence[tuple[T, Fingerprint]] = tuple(texts)
        self._by_whole = {found.whole: place for place, (_, found) in reversed(tuple(enumerate(self._texts)))}

    @cached_property
    def _by_pair(self) -> dict[int, list[int]]:
        places: dict[int, list[int]] = {}
        for place, (_, found) in enumerate(self._texts):
            for pair in found.pairs:
                places.setdefault(pair, []).append(place)
        return places

    def same(self, wanted: Fingerprint) -> T | None:
        """Return the text that is word for word the wanted one."""
        place = self._by_whole.get(wanted.whole)
        return None if place is None else self._texts[place][0]

    def nearest(self, wanted: Fingerprint) -> T | None:
        """Return the text that is nearly the wanted one; of several the nearest."""
        if (same := self.same(wanted)) is not None:
            return same
        votes = Counter(chain.from_iterable(self._by_pair.get(pair, ()) for pair in wanted.pairs))
        likely = ((similarity(wanted, self._texts[place][1]), -place) for place, _ in votes.most_common(8))
        best, place = max(likely, default=(0.0, 0))
        return self._texts[-place][0] if best >= _NEAR else None


# In messages

_FIRST, _LAST = 4, 3


def released_words(record: Permalink) -> str:
    """Return the first and last words of what was released, in quotes."""
    if record.begins == record.ends:
        return brief(record.begins)
    return quoted(_joined(record.begins.split(), record.ends.split()))


def has_few_words(record: Permalink) -> bool:
    """Tell whether what was released are a few words, which others may say as well."""
    return record.begins == record.ends


def brief(text: str) -> str:
    """Return the first and last words of a text, in quotes."""
    words = text.split()
    return quoted(text if len(words) <= _FIRST + _LAST else _joined(words, words))


def _joined(first: list[str], last: list[str]) -> str:
    return f"{' '.join(first[:_FIRST])} … {' '.join(last[-_LAST:])}"


KINDS = {"line": "verse line", "entry": "glossary entry", "editorial-note": "note of the editors"}


def kind_name(kind: str) -> str:
    """Return what messages call a kind of thing that has an address."""
    return KINDS.get(kind, kind)
