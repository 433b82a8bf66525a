"""What the pages of a text depend on besides the text itself, as a digest: when it changes, they are made again.

Whatever a page of a text asks of the edition has to be gathered here. The property test of incremental builds
finds what is forgotten: it changes an edition at random and compares with a build from nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from loccit.digests import digest
from loccit.model import Document, Release, Text
from loccit.registry.resolve import living
from loccit.render.site import Rendering


def surroundings(rendering: Rendering, text: Text, version: str = "") -> bytes:
    """Return the digest of all that the pages of a text, or of a release of it, depend on besides its source."""
    facts = (
        rendering.frame,
        version,
        rendering.titles.get(text.key),
        _neighbours(rendering, text),
        _names(rendering, text),
        _elsewhere(rendering, text),
        [(d.key, d.source.digest) for d in _documents(rendering, text)],
        list(_records(rendering, text)),
        [_release(release, text) for release in rendering.edition.releases],
    )
    return digest(facts)


def around_texts(rendering: Rendering) -> bytes:
    """Return the digest of all that pages of no single text depend on besides the outlines of the texts."""
    edition = rendering.edition
    documents = (*edition.entries.values(), *edition.notes.values(), *edition.pages.values())
    facts = (
        rendering.frame,
        [(document.key, document.source.digest) for document in documents],
        edition.references_source.digest if edition.references_source else b"",
        list(edition.registry.values()),
        [(r.version, r.date, r.summary, sorted(r.editorial.items())) for r in edition.releases],
        [text.key for text in edition.texts],
        [(register.key, digest(register.source.published)) for register in edition.registers],
    )
    return digest(facts)


def _neighbours(rendering: Rendering, text: Text) -> list[tuple[str, ...]]:
    related = text.letter.related if text.letter else ()
    around = [*rendering.order.around(text), *(rendering.order.named(letter.pointer) for letter in related)]
    around += [rendering.order.listed(letter, text) for letter in text.letters]
    return [
        (other.key, other.title, other.header.subtitle, rendering.titles.get(other.key, "")) if other else ()
        for other in around
    ]


def _names(rendering: Rendering, text: Text) -> list[object]:
    """Return where the page of names has what a text names or points at."""
    keys = {named.key for named in text.named}
    keys.update(key for action in (text.letter.actions if text.letter else ()) for _kind, key, _words in action.names)
    keys.update(f"local:{pointer.target.fragment}" for pointer in text.pointers if pointer.target.kind == "local")
    return [text.key in rendering.register_files, *((key, rendering.names.place(text, key)) for key in sorted(keys))]


def _elsewhere(rendering: Rendering, text: Text) -> list[object]:
    """Return what is known of the places in other texts that a text points at."""
    targets = {p.target for p in text.pointers if p.target.kind == "text" and p.target.key != text.key}
    places = sorted((t.key, t.fragment, t.fragment in rendering.ids.get(t.key, ())) for t in targets)
    folders = [rendering.links("").folder_at(key, own) for key, own, _ in places]
    there = sorted({t.key for t in targets} & rendering.ids.keys())
    named = ((key, own, rendering.names.place(text, f"text:{key}#{own}")) for key, own, _ in places)
    return [*places, *folders, *there, *(rendering.titles.get(key, "") for key, _, _ in places), *named]


def _documents(rendering: Rendering, text: Text) -> Iterator[Document]:
    """Yield what the editors wrote of what a text uses: the entries, those their definitions use, and the notes."""
    edition = rendering.edition
    keys = list(text.used_entries())
    for key in keys:
        if entry := edition.entries.get(key):
            yield entry
            keys += (k for k in _entries(entry) if k not in keys)
    yield from (edition.notes[note.entry] for note in text.notes if note.entry in edition.notes)


def _entries(entry: Document) -> Iterable[str]:
    return dict.fromkeys(p.target.key for p in entry.pointers if p.target.kind == "entry")


def _records(rendering: Rendering, text: Text) -> Iterator[object]:
    """Yield what became of the released addresses of a text, and what is where its words went."""
    registry = rendering.edition.registry
    for record in rendering.history.records.get(text.key, ()):
        yield record
        for key in living(registry, record):
            folder = "" if key[0] == text.key else rendering.links("").folder_at(*key)
            yield key, registry.get(key), rendering.titles.get(key[0]), folder


def _release(release: Release, text: Text) -> object:
    then = release.text(text.key)
    return release.version, release.date, then.source.digest if then else b""
