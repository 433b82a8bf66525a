"""A released address, and a release: what the registry and the folder of releases hold."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

import msgspec

from loccit.model.text import Text

Kind = Literal["text", "paragraph", "line", "heading", "note", "entry", "editorial-note", "page"]
Status = Literal["live", "split", "merged", "moved", "undecided", "withdrawn"]


class Address(msgspec.Struct, frozen=True):
    """An address of the edition."""

    text: str
    """The key of the text; empty for what is not in a text: entries, notes, pages, and texts themselves."""
    address: str
    """The `xml:id` in the text; for anything else its folder in the site, such as `glossary/novaya-zhizn`."""

    @property
    def key(self) -> tuple[str, str]:
        """Return what tells this address from any other."""
        return self.text, self.address

    @property
    def name(self) -> str:
        """Return the address as messages give it: `toward-intervention#p7`."""
        return f"{self.text}#{self.address}" if self.text else self.address


class Permalink(Address, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One released address. A line of the registry is one of these as JSON."""

    kind: Kind
    label: str
    """What the margin prints: `7`. Empty where nothing is printed."""
    first: str
    """The first release that has it."""
    last: str = ""
    """The last release that has it; empty while it lives."""
    status: Status = "live"
    successors: tuple[str, ...] = ()
    """Where its text is now: addresses in the same text, or `TEXT#ADDRESS`. Of a split, the parts after the first; of
    what is undecided, each that it may be."""
    reason: str = ""
    """Why it was withdrawn, in the editors' words."""
    fingerprint: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{12}\.[\w-]+)?$")] = ""
    begins: str = ""
    """Its first words."""
    ends: str = ""
    """Its last words."""

    @property
    def is_gone(self) -> bool:
        """Tell whether nothing in the edition carries the address any more."""
        return self.status in {"merged", "moved", "undecided", "withdrawn"}


Registry = Mapping[tuple[str, str], Permalink]
EMPTY_REGISTRY: Registry = MappingProxyType({})


class Release(msgspec.Struct, frozen=True):
    """A version of the edition as it was released; nothing in it changes any more."""

    version: str
    date: str
    """As `YYYY-MM-DD`."""
    summary: str
    texts: tuple[Text, ...]
    editorial: Mapping[str, str]
    """The words of the entries, notes and pages of the editors, by address."""

    def text(self, key: str) -> Text | None:
        """Return the text with this key, or `None` where the release has none."""
        return next((text for text in self.texts if text.key == key), None)
