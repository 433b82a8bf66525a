"""The edition -> its released addresses beside what carries them now; the rules on the registry share one index."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import NamedTuple

from loccit.check.likeness import Shelf, is_like, released_fingerprint, released_hash
from loccit.errors import Position
from loccit.model import Edition, Permalink, Text
from loccit.registry.blocks import Addressed, addressed
from loccit.registry.fingerprint import whole_hash
from loccit.registry.records import registry_lines

RECONCILE = "type `loccit reconcile`"
"""The command that settles what has become of an address."""


class Carried(NamedTuple):
    """A released address and what carries it now."""

    record: Permalink
    item: Addressed


def addresses(edition: Edition) -> Addresses:
    """Return the index of an edition; the rules of one check share it."""
    if not _LAST or _LAST[0].edition is not edition:
        _LAST[:] = [Addresses(edition)]
    return _LAST[0]


def is_released(edition: Edition, text: Text, address: str) -> bool:
    """Tell whether an address of a text was released and lives."""
    record = edition.registry.get((text.key, address))
    return record is not None and not record.is_gone


_STATUS = {
    "merged": "was merged into {}",
    "moved": "has moved to {}",
    "undecided": "may be {}",
    "withdrawn": "was withdrawn",
}


def what_became(record: Permalink) -> str:
    """Return what has become of an address that is gone: `was merged into p1`."""
    several = (" or " if record.status == "undecided" else " and ").join(record.successors)
    return _STATUS[record.status].format(several or "another")


class Addresses:
    """What stands where in an edition, and which released addresses it carries. It is worked out when asked for."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.texts: Mapping[str, Text] = {text.key: text for text in edition.texts}
        self.live = [record for record in edition.registry.values() if not record.is_gone]

    @cached_property
    def items(self) -> tuple[Addressed, ...]:
        """Return everything that has an address."""
        return addressed(self.edition)

    @cached_property
    def by_key(self) -> Mapping[tuple[str, str], Addressed]:
        """Return what the source gives an address to; of two with the same, the first."""
        return {item.key: item for item in reversed(self.items) if item.permanent}

    @cached_property
    def by_place(self) -> Mapping[tuple[str, int], Addressed]:
        """Return what has an address by its text and the number of its start tag."""
        return {(item.text, item.ordinal): item for item in self.items}

    @cached_property
    def copies(self) -> Mapping[tuple[str, str], list[int]]:
        """Return where an `xml:id` stands that is used more than once: its elements, by ordinal."""
        found: dict[tuple[str, str], list[int]] = {}
        for text in self.edition.texts:
            for oddity in text.oddities:
                if oddity.kind == "duplicate-id":
                    found.setdefault((text.key, oddity.subject), [int(oddity.detail)]).append(oddity.ordinal)
        return found

    @cached_property
    def carried(self) -> list[Carried]:
        """Return the released addresses that stand once in the edition, on the kind of thing they were released on."""
        return [Carried(record, item) for record, item in self._live if item and item.kind == record.kind]

    @cached_property
    def displaced(self) -> list[tuple[Permalink, Addressed | None]]:
        """Return the released addresses that are on something of another kind, or on what is not cited at all."""
        others = (pair for pair in self._live if pair[1] is None or pair[1].kind != pair[0].kind)
        return [(record, item) for record, item in others if item or self.ordinal(record.key) is not None]

    @cached_property
    def missing(self) -> list[Permalink]:
        """Return the released addresses that nothing in the edition carries."""
        return [record for record, item in self._live if item is None and self.ordinal(record.key) is None]

    @cached_property
    def _live(self) -> list[tuple[Permalink, Addressed | None]]:
        """Return the released addresses with what has them, but for those that stand on two elements."""
        keyed = ((record.key, record) for record in self.live)
        return [(record, self.by_key.get(key)) for key, record in keyed if key not in self.copies]

    @cached_property
    def changed(self) -> list[Carried]:
        """Return the addresses in texts whose words are not just what was released."""
        # An entry, a note or a page is what its file is called: its words are the editors' to write anew.
        known = [c for c in self.carried if c.record.text and c.record.fingerprint]
        return [c for c in known if released_hash(c.record) != whole_hash(c.item.words)]

    @cached_property
    def unlike(self) -> list[Carried]:
        """Return the addresses whose text cannot be what was released, however much corrected."""
        return [c for c in self.changed if not is_like(c.record, c.item)]

    @cached_property
    def origins(self) -> Mapping[tuple[str, str], Permalink]:
        """Return for an address whose text changed the other one under which its text was released, if any."""
        unlike = {c.record.key for c in self.unlike}
        shelf = Shelf((c.record, released_fingerprint(c.record)) for c in self.changed)
        lost = Shelf((r, released_fingerprint(r)) for r in [*self.missing, *(c.record for c in self.unlike)])
        found: dict[tuple[str, str], Permalink] = {}
        for record, item in self.changed:
            origin = shelf.same(item.fingerprint)
            if origin is None and record.key in unlike:
                origin = lost.nearest(item.fingerprint)
            if origin is not None and origin.key != record.key:
                found[record.key] = origin
        return found

    @cached_property
    def _strays(self) -> Shelf[Addressed]:
        """Return what has no released address of its own, or has the wrong one."""
        unlike = {c.record.key for c in self.unlike}
        fresh = (i for i in self.items if not i.permanent or i.key not in self.edition.registry or i.key in unlike)
        return Shelf((item, item.fingerprint) for item in fresh)

    def has(self, key: tuple[str, str]) -> bool:
        """Tell whether something in the edition carries an address, whatever it is."""
        return key in self.by_key or self.ordinal(key) is not None

    def ordinal(self, key: tuple[str, str]) -> int | None:
        """Return where an address stands in its text as `xml:id`, whatever element has it."""
        text = self.texts.get(key[0])
        return text.ids.get(key[1]) if text else None

    def stray(self, record: Permalink) -> Addressed | None:
        """Return where nearly the text of a record stands without a released address of its own."""
        return self._strays.nearest(released_fingerprint(record))

    @cached_property
    def swaps(self) -> list[tuple[Carried, Carried]]:
        """Return the pairs of addresses whose texts changed places, each pair in reading order."""
        by_key = {c.record.key: c for c in self.changed}
        origins = {key: origin.key for key, origin in self.origins.items()}
        pairs = (
            (one, by_key[origins[key]]) for key, one in by_key.items() if origins.get(origins.get(key, key)) == key
        )
        return [(one, other) for one, other in pairs if _reading_order(one.item) < _reading_order(other.item)]

    @cached_property
    def swapped(self) -> frozenset[tuple[str, str]]:
        """Return the addresses whose texts changed places."""
        return frozenset(c.record.key for pair in self.swaps for c in pair)

    # Places

    def at(self, item: Addressed) -> Position:
        """Return where something stands; in TEI this costs a second parse of the file, so it is for problems only."""
        if item.text:
            return self.texts[item.text].source.position(item.ordinal)
        folder, _, key = item.address.rpartition("/")
        edition = self.edition
        documents = {"glossary": edition.entries, "notes": edition.notes}.get(folder, edition.pages)
        source = self.texts[key].source if item.kind == "text" else documents[key].source
        return Position(source.name, 1, 1)

    def line(self, item: Addressed, text: str) -> str:
        """Return where something stands as a message about a text says it: `line 7`, or with the name of its file."""
        at = self.at(item)
        return f"line {at.line}" if item.text == text else f"{at.path}:{at.line}"

    def at_record(self, record: Permalink) -> Position:
        """Return the line of the registry that a record stands in."""
        return Position(self.edition.registry_name, self._lines[record.key], 1)

    @cached_property
    def _lines(self) -> Mapping[tuple[str, str], int]:
        return registry_lines((self.edition.config.root / self.edition.registry_name).read_bytes())


def _reading_order(item: Addressed) -> tuple[str, int, str]:
    return item.text, item.ordinal, item.address


_LAST: list[Addresses] = []
