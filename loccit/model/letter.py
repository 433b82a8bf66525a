"""What a header says of a letter: who sent it, to whom, when and where, and the letters before and after it."""

from __future__ import annotations

import msgspec

from loccit.model.tree import Node


class Date(msgspec.Struct, frozen=True):
    """A date as it is shown and as it is sorted."""

    words: str = ""
    """The words of the source; empty where it gives the machine's value alone."""
    first: str = ""
    """The earliest day, month or year that is meant, as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`."""
    last: str = ""
    """The latest, where that is another."""

    def __bool__(self) -> bool:
        """Tell whether anything is known."""
        return bool(self.words or self.first or self.last)


NO_DATE = Date()


class CorrespondenceAction(msgspec.Struct, frozen=True):
    """One thing that happened to a letter (`correspAction`)."""

    kind: str
    """Its `@type`: `sent`, `received`, `forwarded`, ..."""
    names: tuple[tuple[str, str, str], ...]
    """Whom and what it names: kind, reference and words, each as in a mention."""
    date: Date
    parts: tuple[Node, ...]
    """All that it says, in the order of the source."""


class RelatedLetter(msgspec.Struct, frozen=True):
    """A letter before or after (`correspContext`)."""

    way: str
    """`previous`, `next`, or an empty string for any other relation."""
    pointer: str
    """What it points at, as written."""
    words: Node


class Letter(msgspec.Struct, frozen=True):
    """A `correspDesc` (TEI Guidelines, section 2.4.6)."""

    actions: tuple[CorrespondenceAction, ...]
    related: tuple[RelatedLetter, ...]
    remarks: tuple[Node, ...]
    """Its notes and paragraphs."""

    pointer: str = ""
    """Where the letter itself is, in a list of letters: its `@ref`."""
    number: str = ""
    """Its number in a printed edition, in a list of letters: its `@key`."""

    def action(self, kind: str) -> CorrespondenceAction | None:
        """Return the first action of a kind."""
        return next((action for action in self.actions if action.kind == kind), None)
