"""Chains of releases with everything that editors do between them: no address is lost, and none leads elsewhere.

Each word carries, unseen by Loccit, the place it was written for, so that where a text truly is, is known and need not
be guessed from its words. `LOCCIT_CHAINS=500` tries more chains.

What nobody can decide is not asked, and that is two things.

Two paragraphs say the same, or are so short (`FEW` words) that either may be the other one corrected. Four things speak
for a place: the very words, the id, the neighbour before and the neighbour after; a neighbour that says the same tells
nothing. A wrong place is accepted only if no less speaks for it, and for what stands in the true one, than for the
truth; or if two with the very same words carry each other's id: to exchange the ids and to exchange the paragraphs
makes the same file, byte for byte.

Words were joined to a paragraph in an earlier release, and were so few, or so much corrected there since, that nothing
tells whether the rest was corrected or taken out. Then the paragraph that they were joined to is accepted, which is
their declared successor, or the very words in what came of it.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from loccit.check import check_edition
from loccit.config import load
from loccit.model import EMPTY_REGISTRY, Edition, Memory, Registry
from loccit.number import number_file
from loccit.read import read_edition
from loccit.reconcile import apply, plan, with_reasons
from loccit.registry.fingerprint import normalised_words
from loccit.registry.resolve import resolve, successor_key
from loccit.release import Wanted, release

CHAINS = int(os.environ.get("LOCCIT_CHAINS", "25"))
RELEASES = 10
TEXTS = ("alpha", "beta")
REFRAINS = ("Yes.", "No, no.", "HAMLET", "So they said.")
FEW = 7
"""Nobody can tell whether so few words, once they are joined to others, were corrected there or taken out."""
MANY = 10
LIVES = 2 / 3
"""Of a text that lives on, so many words and so large a share of them stand in one place unchanged."""
COMMON = "the of and a to in he was that it his her with as had she for at not on but be they him".split()

Key = tuple[str, str]


class Word(NamedTuple):
    """A word, and unseen by Loccit the place in a paragraph that it was written for; a correction keeps the place."""

    place: int
    written: str


class Paragraph:
    """A paragraph as the editors have it in front of them."""

    def __init__(self, words: Sequence[Word], own: str = "") -> None:
        self.words = list(words)
        self.own = own

    @property
    def places(self) -> frozenset[int]:
        """Return the places that its words were written for: what it truly is."""
        return frozenset(word.place for word in self.words)

    @property
    def written(self) -> str:
        """Return its text."""
        return " ".join(word.written for word in self.words)

    def tei(self) -> str:
        """Return the element."""
        own = f' xml:id="{self.own}"' if self.own else ""
        return f"<p{own}>{self.written}</p>"


class Desk:
    """Two texts, and what an editor does to them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - it must be the same every time
        self.count = 0
        self.texts = {key: [self.written() for _ in range(8)] for key in TEXTS}

    def written(self) -> Paragraph:
        """Return a new paragraph; one in six is something that is said again and again."""
        if self.random.random() < 1 / 6:
            words = self.random.choice(REFRAINS).split()
        else:
            words = [self.word() for _ in range(self.random.randint(8, 60))]
        self.count += len(words)
        return Paragraph([Word(self.count - place, written) for place, written in enumerate(words)])

    def word(self) -> str:
        """Return a word: one of the frequent ones, or one of many."""
        return self.random.choice(COMMON) if self.random.random() < 0.4 else f"w{self.random.randrange(3000)}"

    def do(self, name: str, one: int, other: int) -> None:
        """Do one of the things below to a paragraph, and perhaps to another one."""
        text = self.texts[TEXTS[one % 2]]
        if text:
            OPERATIONS[name](self, text, one // 2 % len(text), other)

    def edit(self, text: list[Paragraph], at: int, other: int) -> None:
        """Correct up to a fifth of the words."""
        for _ in range(max(1, len(text[at].words) * (other % 20) // 100)):
            number = self.random.randrange(len(text[at].words))
            text[at].words[number] = text[at].words[number]._replace(written=self.word())

    def split(self, text: list[Paragraph], at: int, other: int, *, copied: bool = False) -> None:
        """Divide a paragraph; the id stays with the first part, goes with the second, or is copied."""
        if len(text[at].words) >= 12:
            words, own = text[at].words, text[at].own
            middle = len(words) * (20 + other % 60) // 100
            ids = (own, own) if copied else (own, "") if other % 3 else ("", own)
            text[at : at + 1] = [Paragraph(words[:middle], ids[0]), Paragraph(words[middle:], ids[1])]

    def split_by_copying(self, text: list[Paragraph], at: int, other: int) -> None:
        """Divide a paragraph by copying it, its id included."""
        self.split(text, at, other, copied=True)

    def merge(self, text: list[Paragraph], at: int, other: int) -> None:
        """Join a paragraph and the next one, under the id of either."""
        if at + 1 < len(text):
            first, second = text[at : at + 2]
            joined = [*first.words, *second.words]
            text[at : at + 2] = [Paragraph(joined, first.own if other % 2 else second.own)]

    def move(self, text: list[Paragraph], at: int, other: int) -> None:
        """Take a paragraph into the other text, where its id may be taken already, with its id or without."""
        target = next(those for those in self.texts.values() if those is not text)
        moved = text.pop(at)
        if other % 2 or moved.own in {paragraph.own for paragraph in target}:
            moved.own = ""
        target.insert(other % (len(target) + 1), moved)

    def reorder(self, text: list[Paragraph], at: int, other: int) -> None:
        """Put a paragraph, with its id, to another place."""
        text.insert(other % len(text), text.pop(at))

    def swap_ids(self, text: list[Paragraph], at: int, other: int) -> None:
        """Let two paragraphs have each other's id."""
        one, two = text[at], text[other % len(text)]
        one.own, two.own = two.own, one.own

    def shift_ids(self, text: list[Paragraph], at: int, _other: int) -> None:
        """Number anew from a new paragraph on, as editors do who do not know better."""
        ids = [paragraph.own for paragraph in text]
        text.insert(at, self.written())
        for paragraph, own in zip(text, [*ids, ""], strict=True):
            paragraph.own = own

    def delete(self, text: list[Paragraph], at: int, _other: int) -> None:
        """Take a paragraph out."""
        del text[at]

    def insert(self, text: list[Paragraph], at: int, _other: int) -> None:
        """Write a new paragraph."""
        text.insert(at, self.written())

    def strip(self, text: list[Paragraph], at: int, other: int) -> None:
        """Lose the id of a paragraph, or every id of the text."""
        for paragraph in text if other % 5 == 0 else [text[at]]:
            paragraph.own = ""

    def copy(self, text: list[Paragraph], at: int, other: int) -> None:
        """Copy a paragraph with its id, to write another one over it."""
        new = self.written()
        new.own = text[at].own
        text.insert(at + other % 2, new)

    def replace(self, text: list[Paragraph], at: int, _other: int) -> None:
        """Write another paragraph in the place of one, under its id."""
        new = self.written()
        new.own = text[at].own
        text[at] = new


OPERATIONS: dict[str, Callable[[Desk, list[Paragraph], int, int], None]] = {
    name: getattr(Desk, name)
    for name in (
        "edit",
        "split",
        "split_by_copying",
        "merge",
        "move",
        "reorder",
        "swap_ids",
        "shift_ids",
        "delete",
        "insert",
        "strip",
        "copy",
        "replace",
    )
}

HEADER = "<teiHeader><fileDesc><titleStmt><title>{0}</title></titleStmt></fileDesc></teiHeader>"
FRAME = '<TEI xmlns="http://www.tei-c.org/ns/1.0">' + HEADER + "<text><body>\n{1}\n</body></text></TEI>\n"


class House:
    """The edition on the disk, and what was true at the last release."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.content = folder / "content"
        (self.content / "texts").mkdir(parents=True)
        (self.content / "edition.yaml").write_text("title: E\nlanguage: en\n", "utf-8")
        self.desk = Desk(seed)
        self.memory = Memory()
        self.registry: Registry = EMPTY_REGISTRY
        self.last: dict[Key, Known] = {}
        """What each address was when it was last released."""
        self.led: dict[Key, list[Paragraph]] = {}
        """What the addresses that are gone led to at the last release."""

    def path(self, key: str) -> Path:
        """Return the file of a text."""
        return self.content / "texts" / f"{key}.xml"

    def save(self) -> None:
        """Write the texts as they are on the desk."""
        for key, text in self.desk.texts.items():
            self.path(key).write_text(FRAME.format(key, "\n".join(p.tei() for p in text)), "utf-8")

    def fetch_ids(self) -> None:
        """Take over the ids that a command has written."""
        edition = self.edition()
        for text in edition.texts:
            for paragraph, block in zip(self.desk.texts[text.key], text.blocks, strict=True):
                paragraph.own = block.node.id

    def edition(self) -> Edition:
        """Read what is on the disk."""
        return read_edition(load(self.content.parent), self.memory)

    def number(self) -> None:
        """Number what has no id, as `loccit number` does."""
        for key in TEXTS:
            retired = {address for text, address in self.edition().registry if text == key}
            number_file(self.path(key), retired=retired)

    def round(self, number: int, *, early: bool) -> None:
        """Save, reconcile and release; with `early` the editor numbers before reconciling."""
        self.mend_drafts()
        self.save()
        if early:
            self.number()
        carried = [own for text in self.desk.texts.values() for own in [p.own for p in text]]
        edition = self.edition()
        apply(with_reasons(plan(edition), "taken out"), edition)

        assert () == plan(self.edition()).proposals, "what was reconciled stays so"

        self.number()
        self.fetch_ids()
        Judge(self, carried).judge(self.edition().registry)
        edition = self.edition()
        problems = check_edition(edition)
        release(edition, problems, Wanted(f"{number}.0", "2026-11-22", "More"))
        self.registry = self.edition().registry
        self.remember()

    def mend_drafts(self) -> None:
        """Take copies of an id away that was never released in its text: the check says so, and it is the editor's."""
        for key, text in self.desk.texts.items():
            seen: set[str] = set()
            for paragraph in text:
                if paragraph.own in seen and (key, paragraph.own) not in self.last:
                    paragraph.own = ""
                seen.add(paragraph.own)

    def remember(self) -> None:
        """Note what each address is now that it is released."""
        for key, text in self.desk.texts.items():
            for paragraph, (before, after) in zip(text, neighbours(text), strict=True):
                self.last[key, paragraph.own] = Known(tuple(paragraph.words), before, after)
        here = {(key, p.own): Paragraph(p.words) for key, text in self.desk.texts.items() for p in text}
        gone = [name for name in self.last if name not in here]
        self.led = {name: [here[key] for key in resolve(self.registry, name)] for name in gone}


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


def is_same(was: Iterable[Word], now: Iterable[Word]) -> bool:
    """Tell whether some words were written for the same places."""
    return not {word.place for word in was}.isdisjoint(word.place for word in now)


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


class Judge:
    """Compares where the addresses lead after a round with where their words truly are."""

    def __init__(self, house: House, carried: Sequence[str]) -> None:
        owns = iter(carried)
        self.house = house
        self.here = {
            (key, paragraph.own): Here(paragraph, key, next(owns), *beside)
            for key, text in house.desk.texts.items()
            for paragraph, beside in zip(text, neighbours(text), strict=True)
        }

    def judge(self, registry: Registry) -> None:
        """Assert that each released address leads to its text, to what has it now, or to a reason."""
        for name, known in self.house.last.items():
            record = registry[name]
            found = resolve(registry, name)

            assert found or ends_withdrawn(registry, name), f"{name} leads nowhere"

            for target in found:
                self.assert_its_own(name, known, self.here[target])
            if not found and not self.house.registry[name].is_gone:
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
        if self.house.registry[name].is_gone:
            return found.says(known) or self.is_still_named(name, known, found)
        if not (found.says(known) or (len(known.words) <= FEW and found.is_like(known))):
            return False
        true = [here for here in self.here.values() if 2 * known.kept_in(here.paragraph) > len(known.words)]
        return all(self.is_as_likely(name, known, found, here) for here in true)

    def is_as_likely(self, name: Key, known: Known, found: Here, true: Here) -> bool:
        """Tell whether as much speaks for what was found, and for what the true one was taken for, as for the truth."""
        other = (true.text, true.paragraph.own)
        taken_for = self.house.last.get(other)
        now, then = found.evidence(name, known), true.evidence(name, known)
        if taken_for is None:
            return then <= now
        if (found.carried, true.carried) == (name[1], other[1]) and known.plain == taken_for.plain:
            return true.says(taken_for)
        return then + found.evidence(other, taken_for) <= now + true.evidence(other, taken_for)

    def is_still_named(self, name: Key, known: Known, found: Here) -> bool:
        """Tell whether a paragraph had an address joined to it, of which too little was left to miss it now."""
        led = [paragraph for paragraph in self.house.led[name] if paragraph.places & found.paragraph.places]
        return any(len(known.words) <= FEW or 2 * known.kept_in(paragraph) < len(known.words) for paragraph in led)

    def assert_gone(self, name: Key, known: Known) -> None:
        """Assert that what is reported as gone has not most of its words in one place."""
        most = max((known.kept_in(here.paragraph) for here in self.here.values()), default=0)

        assert most < MANY or most < LIVES * len(known.words), f"{name} lives, and is reported as gone"

    def assert_continued(self, name: Key, known: Known, registry: Registry) -> None:
        """Assert that each continuation that is new has words of the address, and that each leads somewhere."""
        before = self.house.registry[name].successors
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


@pytest.fixture(autouse=True, scope="module")
def _without_waiting_for_the_disk() -> Iterator[None]:
    """Let the writing of files be quick: no power fails here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _file: None)
        yield


NUMBERS = st.integers(0, 10_000)
STEPS = st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), NUMBERS, NUMBERS), min_size=1, max_size=6)


# A chain that fails is reported as it is: to make it shorter takes longer than to read it.
@settings(
    max_examples=CHAINS,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    seed=st.integers(0, 10_000),
    rounds=st.lists(st.tuples(STEPS, st.booleans()), min_size=RELEASES, max_size=RELEASES),
)
def test_no_released_address_is_lost_or_leads_elsewhere(
    seed: int, rounds: list[tuple[list[tuple[str, int, int]], bool]]
) -> None:
    """Over a chain of releases, each address resolves to its text or a declared successor, or says why it is gone."""
    live_through(seed, rounds)


def live_through(seed: int, rounds: Sequence[tuple[Sequence[tuple[str, int, int]], bool]]) -> None:
    """Release an edition after each of these rounds, and judge it each time."""
    with TemporaryDirectory() as folder:
        house = House(Path(folder), seed)
        house.save()
        house.number()
        house.fetch_ids()
        house.round(0, early=False)
        for number, (steps, early) in enumerate(rounds, 1):
            for name, one, other in steps:
                house.desk.do(name, one, other)
            house.round(number, early=early)
