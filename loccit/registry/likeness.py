"""Two texts, each as much of it as is known -> how likely the one is the other, or a part of it, after an edit."""

from __future__ import annotations

import difflib
from functools import cached_property

import msgspec

from loccit.model import Permalink
from loccit.registry.blocks import Addressed
from loccit.registry.fingerprint import (
    END,
    START,
    Fingerprint,
    containment,
    normalised_words,
    pair_hash,
    parse_fingerprint,
    similarity,
    whole_hash,
)

SHORT = 8
"""Up to so many pairs of words a text is too short for them to say much, and its letters are compared as well."""
EVIDENCE = 4
"""So many pairs of words inside a text must be shared for its containment to say anything."""


class Shape(msgspec.Struct, frozen=True, dict=True):
    """What is compared of a text: of a record of the registry, or of a place in the edition."""

    text: str
    address: str
    """Of a place in the edition, the `xml:id` that its element carries."""
    kind: str
    whole: str
    """The hash of the whole, as in a fingerprint."""
    source: Permalink | Addressed

    @cached_property
    def print(self) -> Fingerprint:
        """Return the fingerprint; it is made only when it is asked for."""
        if isinstance(self.source, Addressed):
            return self.source.fingerprint
        return parse_fingerprint(self.source.fingerprint or _NOTHING)

    @cached_property
    def edges(self) -> frozenset[int]:
        """Return the pairs at the start and at the end, which a text loses when another is joined to it."""
        first, last = normalised_words(self.source.begins), normalised_words(self.source.ends)
        return frozenset({pair_hash(START, first[0]), pair_hash(last[-1], END)}) if first and last else frozenset()

    @cached_property
    def inner(self) -> Fingerprint:
        """Return the fingerprint without the edges."""
        return msgspec.structs.replace(self.print, pairs=self.print.pairs - self.edges)

    @property
    def is_short(self) -> bool:
        """Tell whether there are too few words for their pairs to say much."""
        return self.print.scale == 1 and len(self.print.pairs) <= SHORT

    @property
    def words(self) -> str:
        """Return the text of a place; of a record, its first and last words."""
        if isinstance(self.source, Addressed):
            return self.source.words
        begins, ends = self.source.begins, self.source.ends
        return begins if begins == ends else f"{begins} {ends}"

    @cached_property
    def full(self) -> str:
        """Return the normalised words, all that are known."""
        return " ".join(normalised_words(self.words))

    @property
    def is_known(self) -> bool:
        """Tell whether all its words are known, which are few."""
        begins = self.source.begins
        return bool(begins) and begins == self.source.ends and self.is_short

    @cached_property
    def recalled(self) -> str:
        """Return the normalised words of a text of up to a dozen: its first and its last ones, as the hash agrees."""
        first, last = self.source.begins.split(), self.source.ends.split()
        for both in range(min(len(first), len(last)), -1, -1):
            words = " ".join((*first, *last[both:]))
            if whole_hash(words) == self.whole:
                return " ".join(normalised_words(words))
        return ""

    @property
    def letters(self) -> str:
        """Return a short text, or as much of it as the registry has."""
        begins, ends = self.source.begins, self.source.ends
        return " ".join(normalised_words(begins if begins == ends else f"{begins} {ends}"))


def begins_or_ends(few: Shape, many: Shape) -> bool:
    """Tell whether a text begins or ends with the few words of another, as when the two were joined."""
    words = few.recalled
    return begins(many.full, words) or ends(many.full, words)


def begins(text: str, words: str) -> bool:
    """Tell whether a text begins with words."""
    return bool(words) and f"{text} ".startswith(f"{words} ")


def ends(text: str, words: str) -> bool:
    """Tell whether a text ends with words."""
    return bool(words) and f" {text}".endswith(f" {words}")


_NOTHING = ".AAE"
"""The fingerprint of what left none."""


def shape_of_record(record: Permalink) -> Shape:
    """Return what is known of a record."""
    return Shape(record.text, record.address, record.kind, record.fingerprint.partition(".")[0], record)


def shape_of_item(item: Addressed) -> Shape:
    """Return what is known of a place in the edition."""
    return Shape(item.text, item.own, item.kind, whole_hash(item.words), item)


def alike(old: Shape, new: Shape) -> float:
    """Return how alike two whole texts are, from 0 to 1."""
    if old.whole == new.whole:
        return 1.0
    pairs = similarity(old.print, new.print)
    if (old.is_short or new.is_short) and max(len(old.print.pairs), len(new.print.pairs)) <= 2 * SHORT:
        letters = difflib.SequenceMatcher(None, old.letters, new.letters, autojunk=False).ratio()
        least = _LETTERS if max(len(old.letters), len(new.letters)) > _A_WORD else _LETTERS_OF_A_WORD
        return max(pairs, letters if letters >= least else 0.0)
    return pairs


_LETTERS = 0.6
"""Two short texts share half their letters by chance."""
_A_WORD = 7
_LETTERS_OF_A_WORD = 0.75
"""Texts of up to so many letters may share more: `that` and `Hamlet`."""


def within(part: Shape, whole: Shape) -> float:
    """Return how much of one text is in another, from 0 to 1; 0 where too little is shared to say so."""
    if len(shared(part, whole)) < EVIDENCE:
        return 0.0
    return containment(part.inner, whole.print)


def shared(part: Shape, whole: Shape) -> frozenset[int]:
    """Return the pairs of words inside `part` that `whole` has."""
    return part.inner.pairs & whole.print.pairs


def related(old: Shape, new: Shape) -> float:
    """Return how likely a text is another after an edit that may have added or taken away a part of it."""
    whole = alike(old, new)
    return max(whole, within(old, new) * _PART, within(new, old) * _PART) if whole < _PART else whole


_PART = 0.6
"""What it says that a whole text is in another: as much as that most of the two is the same."""
