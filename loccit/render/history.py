"""The releases of an edition -> what happened to each address from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import msgspec

from loccit.model import Edition, Permalink, Release
from loccit.registry.blocks import Addressed, addressed, addressed_in
from loccit.registry.differences import Difference, Piece, differences, word_difference

Words = Mapping[tuple[str, str], str]


class State(msgspec.Struct, frozen=True):
    """The words of every address in one release, or now."""

    version: str
    """Empty for the working text, which is not released yet."""
    date: str
    summary: str
    words: Words


class Event(msgspec.Struct, frozen=True):
    """One thing that happened to an address."""

    kind: str
    """`added`, `edited`, `removed`, `split`, `merged`, `moved` or `withdrawn`."""
    version: str
    date: str
    pieces: tuple[Piece, ...]
    record: Permalink | None = None


class History(msgspec.Struct, frozen=True, dict=True):
    """What the releases of an edition tell."""

    edition: Edition

    @cached_property
    def states(self) -> tuple[State, ...]:
        """Return the releases, the oldest first, and at the end the text as it is now."""
        released = tuple(_state(release) for release in self.edition.releases)
        return (*released, State("", "", "", {item.key: item.words for item in self.present}))

    @cached_property
    def present(self) -> tuple[Addressed, ...]:
        """Return everything that has an address now."""
        return addressed(self.edition)

    @cached_property
    def steps(self) -> tuple[tuple[State, tuple[Difference, ...]], ...]:
        """Return each state after the first with what changed in it, the latest first."""
        pairs = zip(self.states, self.states[1:], strict=False)
        return tuple((new, tuple(differences(old.words, new.words))) for old, new in pairs)[::-1]

    def events(self, key: tuple[str, str]) -> tuple[Event, ...]:
        """Return what happened to an address, the latest first."""
        if not self.edition.releases:
            return ()
        return tuple(self._events(key))[::-1]

    def _events(self, key: tuple[str, str]) -> Iterator[Event]:
        record = self.edition.registry.get(key)
        before: str | None = None
        for state in self.states:
            words = state.words.get(key)
            if words is not None and before is None:
                yield Event("added", state.version, state.date, ())
            elif words is not None and before is not None and words != before:
                yield Event("edited", state.version, state.date, word_difference(before, words), record)
            elif words is None and before is not None:
                kind = record.status if record and record.is_gone else "removed"
                yield Event(kind, state.version, state.date, (), record)
            before = words

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

    def latest_same(self, key: tuple[str, str]) -> str:
        """Return the last release in which an address has the words it has now, or an empty string."""
        now = self.states[-1].words.get(key)
        same = [state.version for state in self.states[:-1] if state.words.get(key) == now]
        return same[-1] if now is not None and same else ""

    def edited_since(self, key: tuple[str, str]) -> tuple[tuple[str, tuple[Piece, ...]], ...]:
        """Return the releases in which an address had other words than now, each with the difference."""
        now = self.states[-1].words.get(key)
        found = []
        for state in self.states[:-1]:
            words = state.words.get(key)
            if now is not None and words is not None and words != now:
                found.append((state.version, word_difference(words, now)))
        return tuple(found)


def _state(release: Release) -> State:
    words: dict[tuple[str, str], str] = {}
    for text in release.texts:
        words.update((item.key, item.words) for item in addressed_in(text))
    words.update((("", address), text) for address, text in release.editorial.items())
    return State(release.version, release.date, release.summary, words)
