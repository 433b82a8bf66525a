"""An edition -> everything in it that has an address: what a release protects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from loccit.model import Document, Edition, Text
from loccit.model.permalink import Address, Kind, Permalink
from loccit.registry.fingerprint import Fingerprint, fingerprint

_WORDS = 6
"""How many first and last words the registry keeps, for people."""


class Addressed(Address, frozen=True, dict=True):
    """Something with an address as it stands in the edition now."""

    kind: Kind
    label: str
    words: str
    """Its text, white space folded."""
    permanent: bool
    """Whether the source itself carries the address."""
    ordinal: int = -1
    """Its start tag in the TEI file, or -1."""
    own: str = ""
    """The `xml:id` that its element carries, even one that another element carries as well."""

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """Return the fingerprint of its text."""
        return fingerprint(self.words)

    @property
    def begins(self) -> str:
        """Return its first words."""
        return " ".join(self.words.split()[:_WORDS])

    @property
    def ends(self) -> str:
        """Return its last words."""
        return " ".join(self.words.split()[-_WORDS:])

    def record(self, release: str) -> Permalink:
        """Return its line in the registry, first released with `release`."""
        return Permalink(
            text=self.text,
            address=self.address,
            kind=self.kind,
            label=self.label,
            first=release,
            fingerprint=str(self.fingerprint),
            begins=self.begins,
            ends=self.ends,
        )


def addressed(edition: Edition) -> tuple[Addressed, ...]:
    """Return everything in the edition that has an address, text by text in reading order, then the rest."""
    found = [item for text in edition.texts for item in addressed_in(text)]
    found += (Addressed("", text.key, "text", "", text.title, permanent=True) for text in edition.texts)
    found += (_editorial(f"glossary/{key}", "entry", entry) for key, entry in edition.entries.items())
    found += (_editorial(f"notes/{key}", "editorial-note", note) for key, note in edition.notes.items())
    found += (_editorial(key, "page", page) for key, page in edition.pages.items())
    return tuple(found)


def _editorial(address: str, kind: Kind, document: Document) -> Addressed:
    words = f"{document.title} {document.short.text} {document.body.text}"
    return Addressed("", address, kind, "", " ".join(words.split()), permanent=True)


def addressed_in(text: Text) -> Iterator[Addressed]:
    """Yield the blocks, headings and notes of a text in reading order."""
    for passage in text.passages:
        yield Addressed(
            text=text.key,
            address=passage.address,
            kind=_KINDS[passage.kind],
            label=passage.label,
            words=passage.words,
            permanent=passage.permanent,
            ordinal=passage.ordinal,
            own=passage.own,
        )


_KINDS: Mapping[str, Kind] = {"paragraph": "paragraph", "line": "line", "heading": "heading", "note": "note"}
