"""What the `teiHeader` says of a text: who made it, when, out of what, and by which rules."""

from __future__ import annotations

import msgspec

from loccit.model.letter import Date
from loccit.model.tree import Node


class Responsibility(msgspec.Struct, frozen=True):
    """Somebody's part in the text: author, translator, editor, ..."""

    name: str
    role: str
    id: str = ""


class Change(msgspec.Struct, frozen=True):
    """One entry of the `revisionDesc`."""

    when: str
    text: str
    number: str = ""


class Header(msgspec.Struct, frozen=True):
    """What the `teiHeader` says of the text."""

    title: str
    subtitle: str
    authors: tuple[str, ...]
    sorted_as: str
    """The authors' names as they are sorted: the surname first."""
    responsibilities: tuple[Responsibility, ...]
    date: str
    dated: Date
    """The same for sorting."""
    genre: str
    """The word by which the encoders class the text: `letter`, `play`, ..."""
    language: str
    """As the file says, or else as its words let one guess."""
    names_language: bool
    source: Node
    """The source description, as a tree to be shown."""
    licences: tuple[str, ...]
    changes: tuple[Change, ...]
    parts: tuple[tuple[str, Node], ...]
    """Further divisions of the header to be shown, each with its TEI name."""

    def named(self, role: str) -> tuple[str, ...]:
        """Return the names of those with this role."""
        return tuple(r.name for r in self.responsibilities if r.role == role)
