"""Two texts on the desk of editors, and everything that they do to them between two releases.

Each word carries, unseen by Loccit, the place that it was written for, so that where a text truly is, is known and
need not be guessed from its words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

TEXTS = ("alpha", "beta")
REFRAINS = ("Yes.", "No, no.", "HAMLET", "So they said.")
SELDOM, OFTEN = 1 / 6, 1 / 2
"""How many of the paragraphs are refrains."""
COMMON = "the of and a to in he was that it his her with as had she for at not on but be they him".split()


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

    def __init__(self, seed: int, refrains: float = SELDOM) -> None:
        self.random = Random(seed)  # noqa: S311 - it must be the same every time
        self.refrains = refrains
        self.count = 0
        self.texts = {key: [self.written() for _ in range(8)] for key in TEXTS}

    def written(self) -> Paragraph:
        """Return a new paragraph, or something that is said again and again."""
        if self.random.random() < self.refrains:
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
