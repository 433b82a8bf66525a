"""Where the addresses lead after a round, compared with where their words truly are.

Each released address leads to its text, to what has that now, or to a reason; one that is undecided names the true
place among others, unless that is gone. Four things speak for a place: the very words, the id, the neighbour before
and the neighbour after; a neighbour that says the same tells nothing. Another place is accepted only where the files
plainly say so:

- it has the very words and one thing more, and more speaks for it than for the true place: where a "Yes." was taken out
  and another one written in its place under its id, the file is the same as before; or
- it has up to `FEW` words that are like the true ones, under their id: "So they said" was corrected to "So she said",
  or that was written newly in its place.

Words that were joined to a paragraph in an earlier release follow that paragraph, their declared successor, if they
were so few, or so much corrected there since, that nothing tells whether the rest was corrected or taken out. Where
nothing at all speaks for the true place, it counts as gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from loccit.model import EMPTY_REGISTRY, Registry
from loccit.registry.fingerprint import normalised_words
from loccit.registry.resolve import resolve, successor_key, successors
from tests.desk import Paragraph, Word

Key = tuple[str, str]
FEW = 7
"""Nobody can tell whether so few words were corrected, or taken out and others written."""
MANY = 10
LIVES = 2 / 3
"""Of a text that lives on, so many words and so large a share of them stand in one place unchanged."""


class Known(NamedTuple):
    """A paragraph when it was last released."""

    words: tuple[Word, ...]
    before: tuple[Word, ...]
    """The words of the paragraph before it; none where it began its text."""
    after: tuple[Word, ...]

    @property
    def places(self) -> frozenset[int]:
        """Return what it truly is."""
        return frozenset(word.place for word in self.words)

    @property
    def plain(self) -> list[str]:
        """Return its words as they are compared."""
        return plain(self.words)

    def kept_in(self, paragraph: Paragraph) -> int:
        """Return how many of its words stand in a paragraph unchanged."""
        return len(set(self.words) & set(paragraph.words))


def plain(words: Iterable[Word]) -> list[str]:
    """Return words as they are compared."""
    return normalised_words(" ".join(word.written for word in words))


def neighbours(text: Sequence[Paragraph]) -> Iterator[tuple[tuple[Word, ...], tuple[Word, ...]]]:
    """Yield the words before and after each paragraph of a text."""
    words: list[tuple[Word, ...]] = [(), *(tuple(paragraph.words) for paragraph in text), ()]
    return zip(words, words[2:], strict=False)


def is_same(was: Sequence[Word], now: Sequence[Word]) -> bool:
    """Tell whether half of some words, or of those that are there now, are the same words in the same places."""
    return 2 * len({*was} & {*now}) >= min(len(was), len(now)) > 0


class Here(NamedTuple):
    """A paragraph as it stands in its text now."""

    paragraph: Paragraph
    text: str
    carried: str
    """The id that the editor gave it."""
    before: tuple[Word, ...]
    after: tuple[Word, ...]

    def evidence(self, name: Key, known: Known) -> int:
        """Return how many of these it has: the very words, the id, the neighbour before, the neighbour after.

        A neighbour that says the same tells nothing.
        """
        own = self.paragraph.words
        sides = ((known.before, self.before), (known.after, self.after))
        beside = sum(is_same(was, (*now, *own)) or not (was or now) for was, now in sides if plain(was) != known.plain)
        return self.says(known) + ((self.text, self.carried) == name) + beside

    def is_like(self, known: Known) -> bool:
        """Tell whether half of the words of a released paragraph are half of its own, or one is a part of the other."""
        was, now = Counter(known.plain), Counter(normalised_words(self.paragraph.written))
        return 2 * (was & now).total() >= min(was.total(), now.total())

    def says(self, known: Known) -> bool:
        """Tell whether it has the very words of a released paragraph, among others perhaps."""
        return f" {' '.join(known.plain)} " in f" {' '.join(normalised_words(self.paragraph.written))} "


class Past:
    """What was true at the last release."""

    def __init__(self) -> None:
        self.registry: Registry = EMPTY_REGISTRY
        self.order: list[Key] = []
        """The addresses as they were read."""
        self.last: dict[Key, Known] = {}
        """What each address was when it was last released."""

    def remember(self, texts: Mapping[str, Sequence[Paragraph]], registry: Registry) -> None:
        """Note what each address is now that it is released."""
        self.registry = registry
        self.order = [(key, paragraph.own) for key, text in texts.items() for paragraph in text]
        for key, text in texts.items():
            for paragraph, (before, after) in zip(text, neighbours(text), strict=True):
                self.last[key, paragraph.own] = Known(tuple(paragraph.words), before, after)


class Judge:
    """Compares where the addresses lead after a round with where their words truly are."""

    def __init__(self, texts: Mapping[str, Sequence[Paragraph]], carried: Sequence[str], past: Past) -> None:
        owns = iter(carried)
        self.past = past
        self.here = {
            (key, paragraph.own): Here(paragraph, key, next(owns), *beside)
            for key, text in texts.items()
            for paragraph, beside in zip(text, neighbours(text), strict=True)
        }

    def judge(self, registry: Registry) -> None:
        """Assert that each released address leads to its text, to what has it now, or to a reason."""
        for name, known in self.past.last.items():
            record = registry[name]
            found = [self.here[target] for target in resolve(registry, name)]

            assert found or ends_withdrawn(registry, name), f"{name} leads nowhere"

            if found and is_undecided(registry, name):
                self.assert_among(name, known, found)
            else:
                for here in found:
                    self.assert_its_own(name, known, here)
            if not found and not self.past.registry[name].is_gone:
                self.assert_gone(name, known)
            if record.status == "split":
                self.assert_continued(name, known, registry)

    def true(self, name: Key, known: Known) -> list[Here]:
        """Return the places that have most of the words of an address, if anything can be seen of that."""
        most = [here for here in self.here.values() if 2 * known.kept_in(here.paragraph) > len(known.words)]
        return [here for here in most if here.evidence(name, known) > (here.text != name[0])]

    def assert_among(self, name: Key, known: Known, found: Sequence[Here]) -> None:
        """Assert that an undecided address names the true place, unless that is gone or it has left a named one."""
        true = self.true(name, known)
        has_it = any(known.places & here.paragraph.places for here in found)
        is_plain = any(self.is_plain(name, known, here) for here in found)

        assert not true or has_it or is_plain, f"{name} is none of those it may be"

    def assert_its_own(self, name: Key, known: Known, here: Here) -> None:
        """Assert that a paragraph has words of an address, or that the files plainly say so."""
        assert known.places & here.paragraph.places or self.is_plain(name, known, here), (
            f"{name} leads to {here.paragraph.tei()}"
        )

    def is_plain(self, name: Key, known: Known, found: Here) -> bool:
        """Tell whether the files plainly say that a paragraph is the released one."""
        if self.past.registry[name].is_gone and self.is_still_named(name, known, found):
            return True
        is_edited = (found.text, found.carried) == name and len(known.words) <= FEW and found.is_like(known)
        if not (found.says(known) or is_edited):
            return False
        most = max((here.evidence(name, known) for here in self.true(name, known)), default=1)
        is_own = (found.text, found.carried) == name and found.says(known)
        return found.evidence(name, known) > most - is_own

    def is_still_named(self, name: Key, known: Known, found: Here) -> bool:
        """Tell whether a paragraph is what an address led on to, where too little of it was left to miss it now."""
        for key in resolve(self.past.registry, name):
            successor = self.past.last[key]
            was_seen = len(known.words) > FEW and 2 * len({*known.words} & {*successor.words}) >= len(known.words)
            if not was_seen and (successor.places & found.paragraph.places or self.is_plain(key, successor, found)):
                return True
        return False

    def assert_gone(self, name: Key, known: Known) -> None:
        """Assert that what is reported as gone has not most of its words in one place."""
        most = max((known.kept_in(here.paragraph) for here in self.here.values()), default=0)

        assert most < MANY or most < LIVES * len(known.words), f"{name} lives, and is reported as gone"

    def assert_continued(self, name: Key, known: Known, registry: Registry) -> None:
        """Assert that each continuation that is new has words of the address, and that each leads somewhere."""
        before = self.past.registry[name].successors
        for successor in registry[name].successors:
            own = successor_key(name[0], successor)

            assert resolve(registry, own) or ends_withdrawn(registry, own), f"{name} goes on nowhere"

            if successor not in before:
                for target in resolve(registry, own):
                    here = self.here[target]
                    assert (
                        known.kept_in(here.paragraph)
                        or Known(tuple(here.paragraph.words), (), ()).plain == known.plain[-len(here.paragraph.words) :]
                    ), f"{name} goes on in {self.here[target].paragraph.tei()}"


def ends_withdrawn(registry: Registry, name: Key) -> bool:
    """Tell whether the text of an address was merged into others, all of which were withdrawn for a reason."""
    record = registry[name]
    if record.status == "withdrawn":
        return bool(record.reason)
    return record.is_gone and all(ends_withdrawn(registry, successor_key(name[0], s)) for s in record.successors)


def is_undecided(registry: Registry, name: Key) -> bool:
    """Tell whether an address, or one that it leads on to, may be several."""
    record = registry[name]
    if not record.is_gone:
        return False
    return record.status == "undecided" or any(is_undecided(registry, key) for key in successors(record))
