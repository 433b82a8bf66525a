"""What the templates are given of what the editors wrote: glossary, notes, pages, sources."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from loccit.render.context.notes import Definition, OccurrencesInText
from loccit.render.context.page import Link


class SourceItem(msgspec.Struct, frozen=True):
    """A source in a list of sources."""

    id: str
    citation: Markup
    url: str
    read: str


class Form(msgspec.Struct, frozen=True):
    """A spelling with its language."""

    text: str
    language: str
    direction: str


class EntryPage(msgspec.Struct, frozen=True):
    """A glossary entry or an editorial note."""

    title: str
    kind: str
    spellings: tuple[Form, ...]
    short: Markup
    body: Markup
    identifiers: tuple[Link, ...]
    occurrences: tuple[OccurrencesInText, ...]
    sources: tuple[SourceItem, ...]
    see: tuple[Link, ...]


class GlossaryLetter(msgspec.Struct, frozen=True):
    """The entries under one letter."""

    letter: str
    id: str
    entries: tuple[Definition, ...]


class ProsePage(msgspec.Struct, frozen=True):
    """A page of the editors."""

    title: str
    body: Markup
    sources: tuple[SourceItem, ...]


class NotesPage(msgspec.Struct, frozen=True):
    """The list of the editors' notes."""

    notes: tuple[Definition, ...]
