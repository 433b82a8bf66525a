"""The names and terms of a text: each where it stands, and together those of the same words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec


class Mention(msgspec.Struct, frozen=True, gc=False):
    """A name or term in the text, with what it refers to."""

    kind: str
    """`person`, `organisation`, `place`, `periodical`, `work`, `event`, `term` or `name`."""
    key: str
    """`entry:KEY`, `local:ID`, `text:TEXT#ID`, an authority's address, or empty when the name refers to nothing;
    `id:VALUE` for a value that means nothing in its own file: an id of a register beside it, or a word."""
    form: str
    """The words of the text."""
    block_id: str
    block_label: str
    ordinal: int
    element: str


Place = tuple[int, str, str, str]
"""A place that names something: which of all the names of the text it is, the address of the block or note, or nothing,
and the label and the kind of that. Of all that is kept of a text this is the most, so it is a plain tuple."""


def distinct(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the first of the places in each block, in reading order."""
    found: dict[tuple[str, str], Place] = {}
    for place in sorted(places):
        found.setdefault(place[1:3], place)
    return tuple(found.values())


class Named(msgspec.Struct, frozen=True, gc=False):
    """What a text names by the same words, however often."""

    kind: str
    key: str
    form: str
    count: int
    places: tuple[Place, ...]


def names_of(mentions: Iterable[Mention], kind_of: Callable[[str], str]) -> tuple[Named, ...]:
    """Return who and what mentions name, by kind, key and words; `kind_of` tells the kind of a block by its address."""
    found: dict[tuple[str, str, str], list[Place]] = {}
    for number, mention in enumerate(mentions):
        place = (number, mention.block_id, mention.block_label, kind_of(mention.block_id) or "note")
        found.setdefault((mention.kind, mention.key, mention.form), []).append(place)
    return tuple(Named(*same, len(places), distinct(places)) for same, places in found.items())
