"""Chains of releases with everything that editors do between them: no address is lost, and none leads elsewhere.

Each paragraph carries, unseen by Loccit, where its words come from. `LOCCIT_CHAINS=500` tries more chains.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from loccit.check import check_edition
from loccit.config import load
from loccit.model import Edition, Memory, Registry
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
COMMON = "the of and a to in he was that it his her with as had she for at not on but be they him".split()

Key = tuple[str, str]


class Piece(NamedTuple):
    """Words, and the paragraph that they were first written in."""

    origin: int
    words: tuple[str, ...]


class Paragraph:
    """A paragraph as the editors have it in front of them."""

    def __init__(self, pieces: list[Piece], own: str = "") -> None:
        self.pieces = pieces
        self.own = own

    @property
    def words(self) -> list[str]:
        """Return all its words."""
        return [word for piece in self.pieces for word in piece.words]

    @property
    def origins(self) -> frozenset[int]:
        """Return the paragraphs that its words come from."""
        return frozenset(piece.origin for piece in self.pieces)

    def tei(self) -> str:
        """Return the element."""
        own = f' xml:id="{self.own}"' if self.own else ""
        return f"<p{own}>{' '.join(self.words)}</p>"


class Desk:
    """Two texts, and what an editor does to them."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - it must be the same every time
        self.count = 0
        self.texts = {key: [self.written() for _ in range(8)] for key in TEXTS}

    def written(self) -> Paragraph:
        """Return a new paragraph; one in six is something that is said again and again."""
        self.count += 1
        if self.random.random() < 1 / 6:
            return Paragraph([Piece(self.count, tuple(self.random.choice(REFRAINS).split()))])
        return Paragraph([Piece(self.count, tuple(self.word() for _ in range(self.random.randint(8, 60))))])

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
            number = self.random.randrange(len(text[at].pieces))
            origin, words = text[at].pieces[number]
            place = self.random.randrange(len(words))
            text[at].pieces[number] = Piece(origin, (*words[:place], self.word(), *words[place + 1 :]))

    def divided(self, paragraph: Paragraph, other: int) -> tuple[list[Piece], list[Piece]]:
        """Return the pieces of the two parts of a paragraph."""
        place = len(paragraph.words) * (20 + other % 60) // 100
        first: list[Piece] = []
        second: list[Piece] = []
        for origin, words in paragraph.pieces:
            for part, those in ((first, words[: max(place, 0)]), (second, words[max(place, 0) :])):
                if those:
                    part.append(Piece(origin, those))
            place -= len(words)
        return first, second

    def split(self, text: list[Paragraph], at: int, other: int, *, copied: bool = False) -> None:
        """Divide a paragraph; the id stays with the first part, goes with the second, or is copied."""
        if len(text[at].words) >= 12:
            first, second = self.divided(text[at], other)
            own = text[at].own
            ids = (own, own) if copied else (own, "") if other % 3 else ("", own)
            text[at : at + 1] = [Paragraph(first, ids[0]), Paragraph(second, ids[1])]

    def split_by_copying(self, text: list[Paragraph], at: int, other: int) -> None:
        """Divide a paragraph by copying it, its id included."""
        self.split(text, at, other, copied=True)

    def merge(self, text: list[Paragraph], at: int, other: int) -> None:
        """Join a paragraph and the next one, under the id of either."""
        if at + 1 < len(text):
            first, second = text[at : at + 2]
            joined = [*first.pieces, *second.pieces]
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
    """The edition on the disk, and what was true when each address was released."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.content = folder / "content"
        (self.content / "texts").mkdir(parents=True)
        (self.content / "edition.yaml").write_text("title: E\nlanguage: en\n", "utf-8")
        self.desk = Desk(seed)
        self.memory = Memory()
        self.origins: dict[Key, frozenset[int]] = {}
        self.last_origins: dict[Key, frozenset[int]] = {}
        self.words: dict[Key, set[tuple[str, ...]]] = {}

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
        edition = self.edition()
        apply(with_reasons(plan(edition), "taken out"), edition)

        assert () == plan(self.edition()).proposals, "what was reconciled stays so"

        self.number()
        self.fetch_ids()
        self.assert_kept(self.edition().registry)
        edition = self.edition()
        problems = check_edition(edition)
        release(edition, problems, Wanted(f"{number}.0", "2026-11-22", "More"))
        self.remember()

    def mend_drafts(self) -> None:
        """Take copies of an id away that was never released in its text: the check says so, and it is the editor's."""
        for key, text in self.desk.texts.items():
            seen: set[str] = set()
            for paragraph in text:
                if paragraph.own in seen and (key, paragraph.own) not in self.origins:
                    paragraph.own = ""
                seen.add(paragraph.own)

    def remember(self) -> None:
        """Note what each address means now that it is released."""
        for key, text in self.desk.texts.items():
            for paragraph in text:
                name = (key, paragraph.own)
                self.origins.setdefault(name, paragraph.origins)
                self.last_origins[name] = paragraph.origins
                self.words.setdefault(name, set()).add(tuple(normalised_words(" ".join(paragraph.words))))

    def assert_kept(self, registry: Registry) -> None:
        """Assert that each released address resolves, and to nothing but its own text."""
        here = {(key, p.own): p for key, text in self.desk.texts.items() for p in text}
        for name in self.origins:
            record = registry[name]
            found = resolve(registry, name)

            assert found or record.reason or self.ends_withdrawn(registry, name), f"{name} leads nowhere"

            for target in found:
                self.assert_its_own(name, here[target])
            for successor in record.successors:
                own = successor_key(name[0], successor)

                assert resolve(registry, own) or self.ends_withdrawn(registry, own), f"{name} goes on nowhere"

    def assert_its_own(self, name: Key, paragraph: Paragraph) -> None:
        """Assert that a paragraph has text of an address, or just its words."""
        # What says the same cannot be told apart: "Yes." and another "Yes.", be it joined to what follows.
        pieces = {tuple(normalised_words(" ".join(piece.words))) for piece in paragraph.pieces}
        pieces.add(tuple(normalised_words(" ".join(paragraph.words))))
        mine = self.origins[name] | self.last_origins[name]
        # Nor can a single word be followed through a paragraph that it was joined to and that was then cut down.
        if any(len(words) == 1 for words in self.words[name]):
            return

        assert mine & paragraph.origins or pieces & self.words[name], f"{name} leads to {paragraph.tei()}"

    def ends_withdrawn(self, registry: Registry, name: Key) -> bool:
        """Tell whether the text of an address was merged into others, all of which were withdrawn for a reason."""
        record = registry[name]
        if record.status == "withdrawn":
            return bool(record.reason)
        return all(self.ends_withdrawn(registry, successor_key(name[0], s)) for s in record.successors)


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
