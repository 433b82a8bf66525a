"""Where the addresses lead after a round, compared with where their words truly are.

Accepted is what nobody can decide from the files. Four things speak for a place: the very words, the id, the neighbour
before and the neighbour after; a neighbour that says the same tells nothing. A wrong place is accepted only if no less
of them speaks for it, and for what stands in the true one, than for the truth, and

- it has the very words, among others perhaps: "Yes." is as good as another "Yes."; or
- it has up to `FEW` words that are like the true ones, and the id or a neighbour: "So they said" was corrected to "So
  she said", or that was written newly in its place; or
- the two have the very same words and carry each other's id: to exchange the ids and to exchange the paragraphs makes
  the same file, byte for byte.

Words that were joined to a paragraph in an earlier release follow that paragraph, their declared successor, if they
were so few, or so much corrected there since, that nothing tells whether the rest was corrected or taken out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from loccit.model import EMPTY_REGISTRY, Registry
from loccit.registry.fingerprint import normalised_words
from loccit.registry.resolve import resolve, successor_key
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
        own = self.paragraph.words if self.paragraph.places & known.places else []
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
        self.led: dict[Key, list[Paragraph]] = {}
        """What the addresses that are gone led to."""

    def remember(self, texts: Mapping[str, Sequence[Paragraph]], registry: Registry) -> None:
        """Note what each address is now that it is released."""
        self.registry = registry
        self.order = [(key, paragraph.own) for key, text in texts.items() for paragraph in text]
        for key, text in texts.items():
            for paragraph, (before, after) in zip(text, neighbours(text), strict=True):
                self.last[key, paragraph.own] = Known(tuple(paragraph.words), before, after)
        here = {(key, p.own): Paragraph(p.words) for key, text in texts.items() for p in text}
        gone = [name for name in self.last if name not in here]
        self.led = {name: [here[key] for key in resolve(registry, name)] for name in gone}


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
            found = resolve(registry, name)

            assert found or ends_withdrawn(registry, name), f"{name} leads nowhere"

            for target in found:
                self.assert_its_own(name, known, self.here[target])
            if not found and not self.past.registry[name].is_gone:
                self.assert_gone(name, known)
            if record.status == "split":
                self.assert_continued(name, known, registry)

    def assert_its_own(self, name: Key, known: Known, here: Here) -> None:
        """Assert that a paragraph has words of an address, or that nobody could tell it from one that has."""
        assert known.places & here.paragraph.places or self.is_undecidable(name, known, here), (
            f"{name} leads to {here.paragraph.tei()}"
        )

    def is_undecidable(self, name: Key, known: Known, found: Here) -> bool:
        """Tell whether nothing that can be seen says that a paragraph is not the released one."""
        if self.past.registry[name].is_gone:
            return found.says(known) or self.is_still_named(name, known, found) or self.is_successor(name, found)
        is_edited = len(known.words) <= FEW and found.is_like(known) and found.evidence(name, known) > 0
        if not (found.says(known) or is_edited):
            return False
        true = [here for here in self.here.values() if 2 * known.kept_in(here.paragraph) > len(known.words)]
        return all(self.is_as_likely(name, known, found, here) for here in true)

    def is_as_likely(self, name: Key, known: Known, found: Here, true: Here) -> bool:
        """Tell whether as much speaks for what was found, and for what the true one was taken for, as for the truth."""
        other = (true.text, true.paragraph.own)
        taken_for = self.past.last.get(other)
        now, then = found.evidence(name, known), true.evidence(name, known)
        if taken_for is None:
            return then <= now
        are_exchanged = (found.carried, true.carried) == (name[1], other[1]) and known.plain == taken_for.plain
        if are_exchanged and true.says(taken_for):
            return True
        return then + found.evidence(other, taken_for) <= now + true.evidence(other, taken_for)

    def is_still_named(self, name: Key, known: Known, found: Here) -> bool:
        """Tell whether a paragraph had an address joined to it, of which too little was left to miss it now."""
        led = [paragraph for paragraph in self.past.led[name] if paragraph.places & found.paragraph.places]
        return any(len(known.words) <= FEW or 2 * known.kept_in(paragraph) < len(known.words) for paragraph in led)

    def is_successor(self, name: Key, found: Here) -> bool:
        """Tell whether nobody can tell a paragraph from one of a few words that an address had been joined to."""
        leading = resolve(self.past.registry, name)
        return any(
            len(known.words) <= FEW and self.is_undecidable(key, known, found)
            for key in leading
            if (known := self.past.last[key])
        )

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
                    assert known.kept_in(self.here[target].paragraph), (
                        f"{name} goes on in {self.here[target].paragraph.tei()}"
                    )


def ends_withdrawn(registry: Registry, name: Key) -> bool:
    """Tell whether the text of an address was merged into others, all of which were withdrawn for a reason."""
    record = registry[name]
    if record.status == "withdrawn":
        return bool(record.reason)
    return record.is_gone and all(ends_withdrawn(registry, successor_key(name[0], s)) for s in record.successors)
