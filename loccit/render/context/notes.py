"""What the templates are given of notes, and of where things are used."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from loccit.render.context.page import Link


class Occurrence(msgspec.Struct, frozen=True):
    """A place in a text where a name, a term or a note is used."""

    href: str
    label: str
    """`¶ 7`, or `note 1`."""


class OccurrencesInText(msgspec.Struct, frozen=True):
    """The places in one text."""

    title: str
    places: tuple[Occurrence, ...]


class BackLink(msgspec.Struct, frozen=True):
    """The way back from a note to a place that calls it."""

    href: str
    label: str
    name: str
    """The link's accessible name: unlike that of any other."""


class NoteItem(msgspec.Struct, frozen=True):
    """A note in the list at the end of a text."""

    id: str
    label: str
    body: Markup
    more: Link | None
    """The page that the note has of its own."""
    back: tuple[BackLink, ...]
    printed: str = ""
    """What the source prints instead of the label."""
    language: str = ""
    """The note's language where it is not the text's, or empty."""
    direction: str = ""
    """`ltr`, `rtl`, or `auto` where the text has words of both and the note says no language; else empty."""


class NoteSeries(msgspec.Struct, frozen=True):
    """The notes of one hand or of one kind."""

    kind: str
    """`source`, `editorial`, `margin`, `type` or `responsible`."""
    title: str
    marginal: bool
    """Whether the notes stand in the margin of the source."""
    notes: tuple[NoteItem, ...]


class Definition(msgspec.Struct, frozen=True):
    """A glossary entry as it is given in a page that uses it."""

    id: str
    headword: Markup
    body: Markup
    href: str
