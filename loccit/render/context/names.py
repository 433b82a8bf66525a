"""What the templates are given of names and of those who bear them."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from loccit.render.context.notes import OccurrencesInText
from loccit.render.context.page import Link


class Fact(msgspec.Struct, frozen=True):
    """One thing that a register says of somebody or something."""

    kind: str
    """The name of the TEI element: `birth`, `occupation`, ..."""
    values: tuple[Markup, ...]


class NameItem(msgspec.Struct, frozen=True):
    """A name with the places that mention it."""

    id: str
    label: str
    years: str
    """Of birth and death, or empty."""
    href: str
    """Its glossary entry, or empty."""
    forms: tuple[str, ...]
    """Other names, and the words of the texts for it."""
    description: Markup
    identifiers: tuple[Link, ...]
    """What authorities call it; one that nobody is known to have given leads nowhere."""
    facts: tuple[Fact, ...]
    occurrences: tuple[OccurrencesInText, ...]
    """Empty where a page of its own has them."""
    own: str
    """The link to that page, or empty."""
    places: int
    """How many places mention it."""
    texts: int
    """In how many texts these are."""


class NameGroup(msgspec.Struct, frozen=True):
    """The names under one letter, or all of a kind."""

    letter: str
    """Empty where the list is not divided."""
    id: str
    names: tuple[NameItem, ...]


class NameSection(msgspec.Struct, frozen=True):
    """The names of one kind."""

    kind: str
    title: str
    groups: tuple[NameGroup, ...]


class NamesPage(msgspec.Struct, frozen=True):
    """Names: all of them, those of one kind, or the links to the kinds."""

    kind: str
    """The kind that the page is about, or empty."""
    title: str
    sections: tuple[NameSection, ...]
    kinds: tuple[Link, ...]
    """The pages of the kinds."""
    several: bool
    """Whether the edition has several texts, so that a place has to say in which it is."""


class NamePage(msgspec.Struct, frozen=True):
    """A name that many places mention, with all of them, or those in some of the texts."""

    title: str
    """The name, and on all pages but the first the numbers of the texts."""
    listed: Link
    """Where the list of names of its kind has it."""
    name: NameItem
    sheets: tuple[Link, ...]
    """The pages that the places are divided among, by the numbers of their texts; none where one has all."""
    several: bool
    """Whether the edition has several texts."""
