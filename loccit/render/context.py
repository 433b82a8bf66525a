"""What each template is given: one dataclass for each kind of page, every field with its meaning."""

from __future__ import annotations

import msgspec
from markupsafe import Markup


class Link(msgspec.Struct, frozen=True):
    """A link of the interface."""

    href: str
    label: str
    current: bool = False
    """Whether it leads to the page it is on."""
    part: bool = False
    """Whether it begins a part of a list."""
    extent: str = ""
    """How much is behind it, such as `¶ 1–11`."""


class Site(msgspec.Struct, frozen=True):
    """What every page needs of the edition and of itself."""

    edition_title: str
    page_title: str
    """The title in the browser's tab and in link previews."""
    description: str
    language: str
    direction: str
    kind: str
    """The page's class: `home`, `text`, `entry`, `glossary`, `names`, `note`, `notes`, `prose` or `404`."""
    root: str
    """The way to the site's root: `../`, or empty."""
    home: str
    """The link to the home page."""
    canonical: str
    """The page's address once published, or empty."""
    image: str
    """The address of the picture for link previews, or empty."""
    navigation: tuple[Link, ...]
    rights: tuple[Markup, ...]
    """The statements of rights."""
    downloads: tuple[Link, ...]
    messages: str
    """The words of the scripts, as attributes of the body."""
    metadata: tuple[tuple[str, str], ...] = ()
    """Names and contents of further `meta` elements: Dublin Core and what Zotero reads."""
    alternates: tuple[tuple[str, str, str], ...] = ()
    """Media type, link and title of other forms of the page."""
    styles: tuple[str, ...] = ()
    """The links to further style sheets that this page needs."""
    scripts: tuple[str, ...] = ()
    """The links to further scripts that this page needs."""
    image_hosts: tuple[str, ...] = ()
    """The origins, besides its own, that this page may have images from."""


class Occurrence(msgspec.Struct, frozen=True):
    """A place in a text where a name, a term or a note is used."""

    href: str
    label: str
    """`¶ 7`, or `note 1`."""


class OccurrencesInText(msgspec.Struct, frozen=True):
    """The places in one text."""

    title: str
    places: tuple[Occurrence, ...]


class BackLink(msgspec.Struct, frozen=True):
    """The way back from a note to a place that calls it."""

    href: str
    label: str
    name: str
    """The link's accessible name: unlike that of any other."""


class NoteItem(msgspec.Struct, frozen=True):
    """A note in the list at the end of a text."""

    id: str
    label: str
    body: Markup
    more: Link | None
    """The page that the note has of its own."""
    back: tuple[BackLink, ...]
    printed: str = ""
    """What the source prints instead of the label."""
    language: str = ""
    """The note's language where it is not the text's, or empty."""
    direction: str = ""
    """`ltr`, `rtl`, or `auto` where the text has words of both and the note says no language; else empty."""


class NoteSeries(msgspec.Struct, frozen=True):
    """The notes of one hand or of one kind."""

    kind: str
    """`source`, `editorial`, `margin`, `type` or `responsible`."""
    title: str
    marginal: bool
    """Whether the notes stand in the margin of the source."""
    notes: tuple[NoteItem, ...]


class Definition(msgspec.Struct, frozen=True):
    """A glossary entry as it is given in a page that uses it."""

    id: str
    headword: Markup
    body: Markup
    href: str


class TocItem(msgspec.Struct, frozen=True):
    """A heading in the table of contents."""

    href: str
    label: str
    level: int
    children: tuple[TocItem, ...] = ()
    addresses: tuple[str, ...] = ()
    """The addresses on the page that it leads to, where that is another page of the text."""


class Gone(msgspec.Struct, frozen=True):
    """An address that nothing carries any more, and what became of its text."""

    id: str
    label: str
    """`¶ 4`."""
    status: str
    """`merged`, `moved`, `undecided` or `withdrawn`."""
    reason: str
    version: str
    """The last release that has it."""
    date: str
    href: str
    """The link to it in that release, or empty."""
    successors: tuple[Link, ...]


class HistoryEvent(msgspec.Struct, frozen=True):
    """One thing that happened to an address in a release."""

    kind: str
    """`added`, `edited`, `removed`, `split`, `merged`, `moved`, `undecided` or `withdrawn`."""
    version: str
    """Empty for what is not released yet."""
    date: str
    difference: Markup
    href: str
    """The link to it as it was released, or empty."""
    links: tuple[Link, ...] = ()
    """Where its text is now."""
    reason: str = ""


class ParagraphPage(msgspec.Struct, frozen=True):
    """A citable block on a page of its own."""

    label: str
    """`¶ 7`."""
    title: str
    """The title of the text."""
    language: str
    direction: str
    context: str
    """The link to the block in its text."""
    text: str
    """The link to the text."""
    body: Markup
    """Empty where the address is gone, or where only a link is wanted."""
    series: tuple[NoteSeries, ...]
    events: tuple[HistoryEvent, ...]
    citation: str
    gone: Gone | None
    previous: Link | None
    next: Link | None


class CorrectionItem(msgspec.Struct, frozen=True):
    """One correction: what changed, and where."""

    label: str
    href: str
    """Empty where nothing carries the address any more."""
    kind: str
    difference: Markup
    language: str = ""
    """The text's language where it is not the site's, or empty."""
    direction: str = ""
    """`ltr` or `rtl` where it is in another language, or empty."""


class CorrectionGroup(msgspec.Struct, frozen=True):
    """The corrections of one text, or of what the editors wrote."""

    title: str
    items: tuple[CorrectionItem, ...]


class CorrectedRelease(msgspec.Struct, frozen=True):
    """A release with what it corrected."""

    id: str
    version: str
    """Empty for what is not released yet."""
    date: str
    summary: str
    groups: tuple[CorrectionGroup, ...]
    texts: tuple[Link, ...]
    """The texts as they were released."""
    first: bool


class CorrectionsPage(msgspec.Struct, frozen=True):
    """What each release corrected."""

    title: str
    releases: tuple[CorrectedRelease, ...]
    feed: str
    """The link to the feed."""


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


def _lists_pages(item: TocItem) -> bool:
    return bool(item.addresses) or any(map(_lists_pages, item.children))


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


class SourceItem(msgspec.Struct, frozen=True):
    """A source in a list of sources."""

    id: str
    citation: Markup
    url: str
    read: str


class Form(msgspec.Struct, frozen=True):
    """A spelling with its language."""

    text: str
    language: str
    direction: str


class EntryPage(msgspec.Struct, frozen=True):
    """A glossary entry or an editorial note."""

    title: str
    kind: str
    spellings: tuple[Form, ...]
    short: Markup
    body: Markup
    identifiers: tuple[Link, ...]
    occurrences: tuple[OccurrencesInText, ...]
    sources: tuple[SourceItem, ...]
    see: tuple[Link, ...]


class GlossaryLetter(msgspec.Struct, frozen=True):
    """The entries under one letter."""

    letter: str
    id: str
    entries: tuple[Definition, ...]


class Fact(msgspec.Struct, frozen=True):
    """One thing that a register says of somebody or something."""

    kind: str
    """The name of the TEI element: `birth`, `occupation`, ..."""
    values: tuple[Markup, ...]


class NameItem(msgspec.Struct, frozen=True):
    """A name with the places that mention it."""

    id: str
    label: str
    years: str
    """Of birth and death, or empty."""
    href: str
    """Its glossary entry, or empty."""
    forms: tuple[str, ...]
    """Other names, and the words of the texts for it."""
    description: Markup
    identifiers: tuple[Link, ...]
    """What authorities call it; one that nobody is known to have given leads nowhere."""
    facts: tuple[Fact, ...]
    occurrences: tuple[OccurrencesInText, ...]


class NameGroup(msgspec.Struct, frozen=True):
    """The names under one letter, or all of a kind."""

    letter: str
    """Empty where the list is not divided."""
    id: str
    names: tuple[NameItem, ...]


class NameSection(msgspec.Struct, frozen=True):
    """The names of one kind."""

    kind: str
    groups: tuple[NameGroup, ...]


class NamesPage(msgspec.Struct, frozen=True):
    """Names: all of them, those of one kind, or the links to the kinds."""

    kind: str
    """The kind that the page is about, or empty."""
    sections: tuple[NameSection, ...]
    kinds: tuple[Link, ...]
    """The pages of the kinds, each with its kind as label."""
    several: bool
    """Whether the edition has several texts, so that a place has to say in which it is."""


class Change(msgspec.Struct, frozen=True):
    """An entry of what is new."""

    when: str
    when_shown: str
    text: str


class Column(msgspec.Struct, frozen=True):
    """A column of the table of texts."""

    name: str
    """`title`, `author`, `from`, `to`, `place`, `date`, `kind`, `language` or `extent`."""
    label: str
    chosen: bool
    """Whether readers can choose texts by what stands in it."""
    sorted: bool
    """Whether the table is in the order of this column."""


class Cell(msgspec.Struct, frozen=True):
    """What a row has in a column."""

    words: str
    sort: str
    """What it is sorted by."""
    href: str = ""


class TextTable(msgspec.Struct, frozen=True):
    """The texts of an edition that has many."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


class HomePage(msgspec.Struct, frozen=True):
    """The title page of the edition."""

    title: str
    subtitle: str
    author: str
    translator: str
    imprint: str
    description: str
    contents: tuple[Link, ...]
    table: TextTable | None
    """The texts as a table, where there are many."""
    changes: tuple[Change, ...]


class ProsePage(msgspec.Struct, frozen=True):
    """A page of the editors."""

    title: str
    body: Markup
    sources: tuple[SourceItem, ...]


class NotesPage(msgspec.Struct, frozen=True):
    """The list of the editors' notes."""

    notes: tuple[Definition, ...]
