"""What may have become of a released address: one kind of proposal for each thing that editors do to a text."""

from __future__ import annotations

import msgspec

from loccit.model.permalink import Address
from loccit.registry.blocks import Addressed

_SHOWN = 160


class Place(msgspec.Struct, frozen=True, order=True):
    """An element of a text; the source may give it an id, or not yet."""

    text: str
    ordinal: int
    """Its start tag in the TEI file, counted from 0; -1 for what is not in a text."""
    own: str = ""
    """The id that it carries now; of what is not in a text, its address."""
    words: str = ""
    """Its text, long ones without the middle."""


def place_of(item: Addressed) -> Place:
    """Return the place where something stands."""
    words = item.words
    if len(words) > _SHOWN:
        words = f"{words[: _SHOWN // 2]} … {words[-_SHOWN // 2 :]}"
    return Place(item.text, item.ordinal, item.own or (item.address if not item.text else ""), words)


class _Proposal(Address, frozen=True, kw_only=True, tag_field="proposal", omit_defaults=True):
    """What all proposals have: the address they are about, and the elements that carry it and should not."""

    taken_from: tuple[Place, ...] = ()


class Edited(_Proposal, frozen=True, tag="edited"):
    """It is the same paragraph, and its words have changed."""

    at: Place


class Relabelled(_Proposal, frozen=True, tag="relabelled"):
    """Its words are the same; what the margin prints, or the kind of its element, has changed."""

    at: Place
    label: str


class PutBack(_Proposal, frozen=True, tag="put-back"):
    """Its id was taken away, or another was put in its place: put it back where its text is."""

    at: Place


class Swapped(_Proposal, frozen=True, tag="swapped"):
    """Two addresses have changed places: put each back where its text is."""

    at: Place
    other: str
    """The other address, in the same text."""
    other_at: Place


class CopiedId(_Proposal, frozen=True, tag="copied-id"):
    """Several elements carry the id, as happens when a paragraph is copied: leave it to the one that it belongs to."""

    at: Place


class SplitInto(_Proposal, frozen=True, tag="split"):
    """It was divided: the first part keeps the address, and the others are its continuation."""

    at: Place
    parts: tuple[Place, ...]


class MergedInto(_Proposal, frozen=True, tag="merged"):
    """It is gone, and its text is in other paragraphs now."""

    into: tuple[Place, ...]


class Moved(_Proposal, frozen=True, tag="moved"):
    """It stands in another text now, under another address."""

    to: Place
    parts: tuple[Place, ...] = ()
    """Where the rest of it stands, if it was divided as well."""


class Undecided(_Proposal, frozen=True, tag="undecided"):
    """Its words stand in several places, and nothing tells which of them it is: its declared successors are all."""

    among: tuple[Place, ...]


class Withdrawn(_Proposal, frozen=True, tag="withdrawn"):
    """It is gone, and so is its text; the reason is asked for."""

    reason: str = ""


class Replaced(_Proposal, frozen=True, tag="replaced"):
    """Another paragraph carries its id: the old one is withdrawn, and the new one gets a number of its own."""

    at: Place
    reason: str = ""


class Restored(_Proposal, frozen=True, tag="restored"):
    """It was gone, and its text is back."""

    at: Place


class Reused(_Proposal, frozen=True, tag="reused"):
    """It is gone for good, and another paragraph carries its id: that one gets a number of its own."""

    at: Place


Proposal = (
    Edited
    | Relabelled
    | PutBack
    | Swapped
    | CopiedId
    | SplitInto
    | MergedInto
    | Moved
    | Undecided
    | Withdrawn
    | Replaced
    | Restored
    | Reused
)
