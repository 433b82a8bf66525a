"""What the templates are given of a text: its head, its words, its apparatus and its images."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from loccit.render.context.history import Gone
from loccit.render.context.notes import Definition, NoteSeries
from loccit.render.context.page import Link
from loccit.render.context.tables import TextTable


class TocItem(msgspec.Struct, frozen=True):
    """A heading in the table of contents."""

    href: str
    label: str
    level: int
    children: tuple[TocItem, ...] = ()
    addresses: tuple[str, ...] = ()
    """The addresses on the page that it leads to, where that is another page of the text."""


class FacsimileParts(msgspec.Struct, frozen=True):
    """The images of a text's pages, besides those that stand at its page breaks."""

    beside: bool
    """Whether there are images that may stand beside the text: those that the page can show."""
    unplaced: tuple[Markup, ...]
    """The images that no place of the text names."""
    manifest: str
    """The address of an IIIF manifest elsewhere, or empty."""
    missing: tuple[str, ...]
    """The names of figures that are not there."""
    documentary: bool
    """Whether the text is a transcription surface by surface, which shows from the first all that was written."""
    transcription: bool
    """Whether a transcription of the document follows the text on this page."""


class Field(msgspec.Struct, frozen=True):
    """One thing that is said of a manuscript."""

    name: str
    """The TEI element's name, by which the template labels it."""
    kind: str
    """What its `@type` says, or empty."""
    words: Markup = Markup("")
    language: str = ""
    direction: str = ""
    fields: tuple[Field, ...] = ()
    """What it holds, each with a label of its own."""
    items: tuple[ManuscriptItem, ...] = ()


class ManuscriptItem(msgspec.Struct, frozen=True):
    """A text in a manuscript."""

    number: str
    loci: tuple[Link, ...]
    """Where it stands; the link is empty where the leaf is not in the text."""
    name: Markup
    """Author and title."""
    words: Markup
    """What is said of it without a label."""
    fields: tuple[Field, ...]
    items: tuple[ManuscriptItem, ...]


class Manuscript(msgspec.Struct, frozen=True):
    """The description of a manuscript or of a part of one."""

    title: str
    """Its shelf mark."""
    lead: tuple[Markup, ...]
    groups: tuple[Field, ...]
    items: tuple[ManuscriptItem, ...]
    parts: tuple[Manuscript, ...]
    is_object: bool = False
    """Whether it is called an object: a stone, a seal, a vessel, or whatever has an inscription."""


class LetterLine(msgspec.Struct, frozen=True):
    """One thing that happened to a letter."""

    kind: str
    """`sent`, `received`, `forwarded`, or whatever else the source calls it."""
    words: Markup
    """Whom, where and when."""


class LetterHead(msgspec.Struct, frozen=True):
    """What a header says of a letter."""

    lines: tuple[LetterLine, ...]
    related: tuple[Link, ...]
    """Other letters; one that is not in the edition leads nowhere."""
    remarks: tuple[Markup, ...]


class TextHead(msgspec.Struct, frozen=True):
    """What stands above and below the words of a text: on its first page of all of it, on the others what they are."""

    title_id: str = ""
    title_html: Markup | None = None
    """The text's own first heading, where it says the title."""
    subtitle: str = ""
    byline: str = ""
    translator: str = ""
    letter: LetterHead | None = None
    """Who wrote to whom, where the text is a letter."""
    letters: TextTable | None = None
    """The letters that the header lists, where there is no text besides."""
    source: Markup = Markup("")
    """The source description of the header."""
    about: tuple[tuple[str, Markup], ...] = ()
    """Other parts of the header that are shown, with their TEI names."""
    manuscripts: tuple[Manuscript, ...] = ()
    """The manuscripts that the header describes."""
    responsible: tuple[tuple[str, str], ...] = ()
    """Who had a part in the text: which part, and their names."""
    whole: str = ""
    """From a later page of a text, the link to its first."""
    label: str = ""
    """What a later page is called, where its words do not say so."""


class TextPage(msgspec.Struct, frozen=True):
    """A text, or a page of it, with its notes and terms."""

    key: str
    title: str
    language: str
    """The text's language where it is not the site's, or empty."""
    direction: str
    head: TextHead
    body: Markup
    series: tuple[NoteSeries, ...]
    definitions: tuple[Definition, ...]
    contents: tuple[TocItem, ...]
    previous: Link | None
    next: Link | None
    gone: tuple[Gone, ...]
    """Addresses of this text that nothing carries any more; shown when one follows a link to them."""
    version: str
    """The release that this is the text of; empty for the text as it is now."""
    version_date: str
    current: str
    """From a release, the link to the text as it is now."""
    releases: tuple[str, ...]
    """The releases that have this text."""
    options: frozenset[str]
    """What a reader may choose to see: `documentary` text, `variants` of witnesses, `lines` and `pages`."""
    facsimile: FacsimileParts
    only_described: bool
    """Whether there is no text besides the descriptions of manuscripts."""
    apparatus: tuple[AppGroup, ...]
    witnesses: tuple[WitnessItem, ...]
    notes_headed: bool = False
    """Whether the text ends with a heading of its own over its notes."""

    @property
    def lists_pages(self) -> bool:
        """Tell whether the table of contents is that of a text of several pages."""
        return any(_lists_pages(item) for item in self.contents)


class MovedPage(msgspec.Struct, frozen=True):
    """A page of a text that is now elsewhere."""

    title: str
    href: str
    """The link to what is left of it."""
    whole: str
    """The link to the first page of the text, which knows where each address is."""


class WitnessItem(msgspec.Struct, frozen=True):
    """A witness in the list that follows the apparatus."""

    id: str
    siglum: str
    description: str
    is_read: bool
    """Whether a reader may choose to see the text of this witness."""


class AppItem(msgspec.Struct, frozen=True):
    """An entry of the apparatus."""

    html: Markup
    apart: bool
    """Whether its readings are not in the text, too."""


class AppGroup(msgspec.Struct, frozen=True):
    """The entries of the apparatus to one section of a text."""

    title: str
    entries: tuple[AppItem, ...]


def _lists_pages(item: TocItem) -> bool:
    return bool(item.addresses) or any(map(_lists_pages, item.children))
