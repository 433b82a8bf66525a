"""What is around the nodes of a page, so far as their macros ask for it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import NamedTuple

import msgspec


class Marks(msgspec.Struct, frozen=True):
    """HTML that belongs to a citable block without being its text: old addresses before it, its history after it."""

    before: str = ""
    after: str = ""


class Place(NamedTuple):
    """Where the page of names has an item of a register."""

    folder: str
    address: str
    says_more: bool
    """Whether a reader finds more there than the name: something said of it, or the other texts that mention it."""
    name: str
    """The name as one says it."""


class Around(msgspec.Struct, frozen=True):
    """What is around the nodes of a page: the text they are of, the other texts, and what is known of its blocks."""

    shown: Collection[str] = ()
    """The ids that exist in the pages of the text."""
    here: Collection[str] = ()
    """Those of them that are on this very page, where it is one of several of the text."""
    own: tuple[str, str] = ("", "")
    """The key of the text, and the release that it is of."""
    names: Callable[[str], Place | None] = lambda _key: None
    """Where what the registers say of a name is, by the key of its mention."""
    ids: Mapping[str, Collection[str]] = MappingProxyType({})
    """The ids in the pages of each text of the edition."""
    definitions: bool = False
    """Whether the glossary entries that the text uses stand on this page."""
    both_ways: bool = False
    """Whether the text has words in scripts of either direction."""
    marks: Mapping[str, Marks] = MappingProxyType({})
    image_hosts: Collection[str] = ()
    """The hosts besides this site that images may be shown from."""
    interface: str = ""
    """The language of the words that are not the text's."""
    looks: Mapping[str, str] = MappingProxyType({})
    """The classes of the looks that the source declares, by rendition, style, element and word."""


NOTHING_AROUND = Around()
