"""The edition: its texts, and what the editors add to them."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from loccit.config import Config
from loccit.errors import Problem
from loccit.model.permalink import Registry, Release
from loccit.model.source import Source
from loccit.model.text import Pointer, Text
from loccit.model.tree import Node


class Spelling(msgspec.Struct, frozen=True):
    """Another form of a headword, with its language where that is not the edition's."""

    text: str
    language: str = ""


class Document(msgspec.Struct, frozen=True):
    """A Markdown file as a tree: a glossary entry, a note or a page of the editors."""

    key: str
    source: Source
    title: str
    sort: str
    """The words by which it is sorted: the title, unless the front matter says otherwise."""
    body: Node
    short: Node
    """The few words that stand in a popover or a list; empty for a page."""
    description: str
    kind: str
    """For a glossary entry: `term`, `person`, `organisation`, `place`, `periodical` or `event`."""
    spellings: tuple[Spelling, ...]
    see: tuple[str, ...]
    sources: tuple[str, ...]
    identifiers: Mapping[str, str]
    order: int
    navigation: str
    """The words of its link in the navigation."""
    pointers: tuple[Pointer, ...]
    lines: Mapping[str, int]
    """The line of each key of the front matter, for messages."""


class Reference(msgspec.Struct, frozen=True):
    """A source that the editors cite."""

    key: str
    label: str
    citation: Node
    url: str
    read: str
    """How much of it was read, where that is less than the whole."""
    line: int


class Edition(msgspec.Struct, frozen=True):
    """Everything that is read, before anything is checked or rendered."""

    config: Config
    texts: tuple[Text, ...]
    entries: Mapping[str, Document]
    notes: Mapping[str, Document]
    pages: Mapping[str, Document]
    references: Mapping[str, Reference]
    references_source: Source | None
    rights: Mapping[str, Node]
    """The statements of rights in `edition.yaml`: `text` and `editorial`."""
    registry: Registry
    """Every address that has ever been released."""
    registry_name: str
    """How messages call the registry's file."""
    releases: tuple[Release, ...]
    """The releases, the oldest first."""
    problems: tuple[Problem, ...]
    """What kept a file from being read."""
    registers: tuple[Text, ...] = ()
    """The files beside the texts that are registers of persons, places and the like, and nothing else."""

    @property
    def tei(self) -> tuple[Text, ...]:
        """Return the texts, and the registers beside them."""
        return (*self.texts, *self.registers)

    def text(self, key: str) -> Text:
        """Return the text with this key; raise `KeyError` if there is none."""
        for text in self.texts:
            if text.key == key:
                return text
        raise KeyError(key)
