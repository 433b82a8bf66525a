"""The releases of an edition -> what happened to each address from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise

import msgspec

from loccit.model import Edition, Permalink, Release, Text
from loccit.registry.blocks import Addressed, addressed, addressed_in
from loccit.registry.differences import Piece, Words, differences, word_difference
from loccit.registry.resolve import successors


class State(msgspec.Struct, frozen=True):
    """The words of every address in one release, or now."""

    version: str
    """Empty for the working text, which is not released yet."""
    date: str
    summary: str
    words: Words


class Event(msgspec.Struct, frozen=True):
    """One thing that happened to an address."""

    key: tuple[str, str]
    kind: str
    """`added`, `edited`, `removed`, `split`, `merged`, `moved`, `undecided` or `withdrawn`."""
    version: str
    date: str
    pieces: tuple[Piece, ...]
    record: Permalink | None = None
    """Where its text went, or why it is gone."""


class History(msgspec.Struct, frozen=True, dict=True):
    """What the releases of an edition tell."""

    edition: Edition

    @cached_property
    def released(self) -> tuple[State, ...]:
        """Return the releases, the oldest first."""
        return tuple(_state(release) for release in self.edition.releases)

    @cached_property
    def present(self) -> tuple[Addressed, ...]:
        """Return everything that has an address now."""
        return addressed(self.edition)

    @cached_property
    def steps(self) -> tuple[tuple[State, tuple[Event, ...]], ...]:
        """Return each release after the first, and the edition as it is now, with what changed; the latest first."""
        now = State("", "", "", {item.key: item.words for item in self.present})
        states = (*self.released, now)
        return tuple((new, tuple(self._changes(old, new))) for old, new in pairwise(states))[::-1]

    def _changes(self, old: State, new: State) -> Iterator[Event]:
        for change in differences(old.words, new.words):
            kind, record = self._what_happened(change.key, old.words, new.words)
            yield Event(change.key, kind, new.version, new.date, change.pieces, record)

    def _what_happened(self, key: tuple[str, str], old: Words, new: Words) -> tuple[str, Permalink | None]:
        """Return what happened to an address between two states that differ there, and the record that says more."""
        record = self.edition.registry.get(key)
        if key not in old:
            return "added", None
        if key not in new:
            return record.status if record and record.is_gone else "removed", record
        was_split = record and record.status == "split" and any(p in new and p not in old for p in successors(record))
        return ("split", record) if was_split else ("edited", None)

    def events(self, text: Text, address: str) -> tuple[Event, ...]:
        """Return what happened to an address of a text, the latest first."""
        if not self.edition.releases:
            return ()
        return tuple(self._events(text, address))[::-1]

    def _events(self, text: Text, address: str) -> Iterator[Event]:
        key = (text.key, address)
        record = self.edition.registry.get(key)
        near = (key, *(successors(record) if record else ()))
        now = {place: text.words[place[1]] for place in near if place[0] == text.key and place[1] in text.words}
        old: Words = {}
        for state in (*self.released, State("", "", "", now)):
            before, words = old.get(key), state.words.get(key)
            if before != words:
                kind, said = self._what_happened(key, old, state.words)
                pieces = word_difference(before, words) if before is not None and words is not None else ()
                yield Event(key, kind, state.version, state.date, pieces, said)
            old = state.words

    def gone(self, text_key: str) -> tuple[Permalink, ...]:
        """Return the addresses of a text that nothing carries any more."""
        return tuple(record for record in self.records.get(text_key, ()) if record.is_gone)

    @cached_property
    def records(self) -> Mapping[str, tuple[Permalink, ...]]:
        """Return the records of the registry by text."""
        found: dict[str, list[Permalink]] = {}
        for record in self.edition.registry.values():
            found.setdefault(record.text, []).append(record)
        return {text: tuple(records) for text, records in found.items()}

    def release_with(self, record: Permalink) -> Release | None:
        """Return the last release that has an address."""
        with_it = [r for r in self.edition.releases if r.version == record.last]
        return with_it[0] if with_it else None

    def latest_same(self, text: Text, address: str) -> str:
        """Return the last release in which an address of a text has the words it has now, or an empty string."""
        now, key = text.words.get(address), (text.key, address)
        same = [state.version for state in self.released if state.words.get(key) == now]
        return same[-1] if now is not None and same else ""

    def edited_since(self, text: Text, address: str) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
        """Return the releases in which an address of a text had other words than now, each with the difference."""
        now = text.words.get(address)
        then = ((state.version, state.words.get((text.key, address))) for state in self.released)
        return tuple(
            (version, word_difference(words, now))
            for version, words in then
            if now is not None and words is not None and words != now
        )


def _state(release: Release) -> State:
    words: dict[tuple[str, str], str] = {}
    for text in release.texts:
        words.update((item.key, item.words) for item in addressed_in(text))
    words.update((("", address), text) for address, text in release.editorial.items())
    return State(release.version, release.date, release.summary, words)
