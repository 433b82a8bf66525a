"""The editors' files -> pages: glossary entries, notes, prose, and the lists of them."""

from __future__ import annotations

import unicodedata
from itertools import groupby

from markupsafe import Markup

from loccit.model import Document, Text
from loccit.render.authorities import identifier_link
from loccit.render.context import (
    Definition,
    EntryPage,
    Form,
    GlossaryLetter,
    Link,
    NotesPage,
    Occurrence,
    OccurrencesInText,
    ProsePage,
)
from loccit.render.language import direction, language_tag
from loccit.render.occurrences import occurrences, place_label
from loccit.render.site import Rendering
from loccit.render.texts import sort_key
from loccit.render.tree import Page
from loccit.render.urls import folder_of


def entry_page(rendering: Rendering, entry: Document) -> EntryPage:
    """Return what the template of a glossary entry is given."""
    page = rendering.page(folder_of("entry", entry.key))
    places = occurrences(rendering, page.links, f"entry:{entry.key}")
    return _page(rendering, entry, page, places)


def note_page(rendering: Rendering, note: Document) -> EntryPage:
    """Return what the template of an editorial note is given."""
    page = rendering.page(folder_of("note", note.key))
    places = ((text, _note_places(rendering, page, text, note.key)) for text in rendering.edition.texts)
    found = tuple(OccurrencesInText(text.title, in_text) for text, in_text in places if in_text)
    return _page(rendering, note, page, found)


def _note_places(rendering: Rendering, page: Page, text: Text, key: str) -> tuple[Occurrence, ...]:
    references = [r for note in text.notes if note.entry == key for r in note.references]
    return tuple(
        Occurrence(
            page.links.at(text.key, r.id),
            place_label(rendering, text.kind_of(r.block_id) or "note", r.block_label),
        )
        for r in references
    )


def _page(rendering: Rendering, document: Document, page: Page, places: tuple[OccurrencesInText, ...]) -> EntryPage:
    see = (rendering.edition.entries.get(key) for key in document.see)
    return EntryPage(
        title=document.title,
        kind=document.kind,
        spellings=tuple(_form(s.text, s.language) for s in document.spellings),
        short=page.content(document.short),
        body=page.content(document.body),
        identifiers=tuple(identifier_link(name, value) for name, value in document.identifiers.items()),
        occurrences=places,
        sources=rendering.sources(document, page),
        see=tuple(Link(page.links.to(folder_of("entry", e.key)), e.title) for e in see if e),
    )


def _form(text: str, language: str) -> Form:
    tag = language_tag(language) if language else ""
    return Form(text, tag, direction(tag) if tag else "")


def prose_page(rendering: Rendering, document: Document) -> ProsePage:
    """Return what the template of one of the editors' pages is given."""
    page = rendering.page(folder_of("page", document.key))
    return ProsePage(document.title, page.content(document.body), rendering.sources(document, page))


def glossary_letters(rendering: Rendering) -> tuple[GlossaryLetter, ...]:
    """Return all entries by the first letter of their headwords."""
    page = rendering.page(folder_of("glossary"))
    entries = sorted(rendering.edition.entries.values(), key=lambda e: sort_key(e.sort))
    return tuple(
        GlossaryLetter(letter, letter_id("letter", letter), tuple(_definition(page, "entry", e) for e in group))
        for letter, group in groupby(entries, key=lambda e: _letter(e.sort))
    )


def letter_id(kind: str, letter: str) -> str:
    """Return the address of a letter's part of a list; what begins with no letter stands under `#`."""
    return f"{kind}:{letter.replace('#', '0')}"


def _letter(title: str) -> str:
    first = unicodedata.normalize("NFD", sort_key(title))[:1].upper()
    return first if first.isalpha() else "#"


def notes_page(rendering: Rendering) -> NotesPage:
    """Return all editorial notes with their short forms."""
    page = rendering.page(folder_of("notes"))
    return NotesPage(tuple(_definition(page, "note", n) for n in rendering.edition.notes.values()))


def _definition(page: Page, kind: str, document: Document) -> Definition:
    prefix = {"entry": "gloss", "note": "note"}[kind]
    headword = Markup("{}").format(document.title)
    return Definition(
        f"{prefix}:{document.key}", headword, page.content(document.short), page.links.to(folder_of(kind, document.key))
    )
