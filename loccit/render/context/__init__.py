"""What each template is given: one struct for each kind of page and part of one, every field with its meaning."""

from __future__ import annotations

from loccit.render.context.editorial import EntryPage, Form, GlossaryLetter, NotesPage, ProsePage, SourceItem
from loccit.render.context.history import (
    CorrectedRelease,
    CorrectionGroup,
    CorrectionItem,
    CorrectionsPage,
    Gone,
    HistoryEvent,
    ParagraphPage,
)
from loccit.render.context.home import Change, HomePage
from loccit.render.context.names import Fact, NameGroup, NameItem, NamePage, NameSection, NamesPage
from loccit.render.context.notes import BackLink, Definition, NoteItem, NoteSeries, Occurrence, OccurrencesInText
from loccit.render.context.page import Link, Site
from loccit.render.context.tables import Cell, Column, TextTable
from loccit.render.context.text import (
    AppGroup,
    AppItem,
    FacsimileParts,
    Field,
    LetterHead,
    LetterLine,
    Manuscript,
    ManuscriptItem,
    MovedPage,
    TextHead,
    TextPage,
    TocItem,
    WitnessItem,
)

__all__ = [
    "AppGroup",
    "AppItem",
    "BackLink",
    "Cell",
    "Change",
    "Column",
    "CorrectedRelease",
    "CorrectionGroup",
    "CorrectionItem",
    "CorrectionsPage",
    "Definition",
    "EntryPage",
    "FacsimileParts",
    "Fact",
    "Field",
    "Form",
    "GlossaryLetter",
    "Gone",
    "HistoryEvent",
    "HomePage",
    "LetterHead",
    "LetterLine",
    "Link",
    "Manuscript",
    "ManuscriptItem",
    "MovedPage",
    "NameGroup",
    "NameItem",
    "NamePage",
    "NameSection",
    "NamesPage",
    "NoteItem",
    "NoteSeries",
    "NotesPage",
    "Occurrence",
    "OccurrencesInText",
    "ParagraphPage",
    "ProsePage",
    "Site",
    "SourceItem",
    "TextHead",
    "TextPage",
    "TextTable",
    "TocItem",
    "WitnessItem",
]
