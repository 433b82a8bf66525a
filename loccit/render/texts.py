"""A text -> its page: the tree as HTML, the notes gathered at its end, the terms it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec
from markupsafe import Markup

from loccit.model import Node, Note, Part, Release, Series, Text
from loccit.model.parts import Sheet
from loccit.registry.resolve import living
from loccit.render.apparatus import app_groups, witness_items
from loccit.render.context import BackLink, Definition, Gone, Link, NoteItem, NoteSeries, TextHead, TextPage, TocItem
from loccit.render.correspondence import letter_head
from loccit.render.divisions import words_of
from loccit.render.facsimile import facsimile_parts
from loccit.render.language import direction, language_tag
from loccit.render.manuscripts import manuscripts, without_descriptions
from loccit.render.occurrences import place_label
from loccit.render.site import Rendering
from loccit.render.tree import Marks, Page
from loccit.render.urls import folder_of, folder_of_part, folder_of_version


def text_page(
    rendering: Rendering,
    text: Text,
    pages: tuple[Sheet, ...],
    number: int,
    *,
    folder: str,
    marks: Mapping[str, Marks],
    gone: tuple[Gone, ...],
    release: Release | None,
) -> TextPage:
    """Return what the template of a text is given for one of its pages; a `release` is what the text is of."""
    sheet, version = pages[number], release.version if release else ""
    here = sheet.text
    ids = sheet.ids if len(pages) > 1 else ()
    page = rendering.page(folder, here, definitions=True, version=version, here=ids, marks=marks)
    head = _part_head(page, text, sheet.part, version) if sheet.part else _text_head(rendering, page, text)
    before, after = _around(rendering, page, text, pages, number, version)
    return TextPage(
        key=text.key,
        title=text.title,
        language=page.language if page.language != rendering.language else "",
        direction=direction(page.language) if direction(page.language) != direction(rendering.language) else "",
        head=head,
        body=page.html(here.root),
        series=tuple(note_series(rendering, page, text, here.notes)),
        definitions=tuple(_definitions(rendering, page, here)),
        contents=_contents(rendering, page, text, pages, number, version),
        previous=before,
        next=after,
        gone=gone,
        version=version,
        version_date=release.date if release else "",
        current=page.links.to(folder_of("text", text.key)) if release else "",
        releases=tuple(r.version for r in rendering.edition.releases if r.text(text.key)),
        options=here.options,
        facsimile=facsimile_parts(page, here),
        only_described=bool(head.manuscripts) and not text.root.text,
        apparatus=tuple(app_groups(page, here, rendering.say)),
        witnesses=tuple(witness_items(here)),
        notes_headed="headed-notes" in text.features,
    )


def _text_head(rendering: Rendering, page: Page, text: Text) -> TextHead:
    """Return what the first page of a text, or its only one, says of the text as a whole."""
    title = _title(text.root)
    header, described = text.header, manuscripts(page, text)
    return TextHead(
        title_id=str(title.params["id"]) if title else "",
        title_html=page.content(title) if title else None,
        subtitle=header.subtitle,
        byline=_byline(text),
        translator=", ".join(header.named("translator")),
        letter=letter_head(rendering, page, text),
        source=page.content(without_descriptions(header.source) if described else header.source),
        about=tuple((n, page.content(node)) for n, node in header.parts if not (text.letter and n == "correspDesc")),
        manuscripts=described,
    )


def _part_head(page: Page, text: Text, part: Part, version: str) -> TextHead:
    """Return what a later page of a text says at its beginning: where it belongs, and what it is if it does not say."""
    whole = page.links.to(folder_of_version(text.key, version))
    return TextHead(whole=whole, label="" if part.headed else part.label)


def _around(
    rendering: Rendering, page: Page, text: Text, pages: tuple[Sheet, ...], number: int, version: str
) -> tuple[Link | None, Link | None]:
    """Return the links to what is read before a page and after it: another page of the text, or another text."""
    before, after = (None, None) if version else rendering.order.around(text)
    previous = pages[number - 1] if number else None
    following = pages[number + 1] if number + 1 < len(pages) else None
    return (
        _page_link(page, text, previous, version) if previous else _neighbour(page, before),
        _page_link(page, text, following, version) if following else _neighbour(page, after),
    )


def _page_link(page: Page, text: Text, sheet: Sheet, version: str) -> Link:
    folder = folder_of_part(text.key, sheet.part.key if sheet.part else "", version)
    return Link(page.links.to(folder), sheet.part.label if sheet.part else text.title or text.key)


def _byline(text: Text) -> str:
    """Return the authors; who sent a letter stands above it already."""
    sent = text.letter.action("sent") if text.letter else None
    senders = {frozenset(_WORD.findall(words.casefold())) for _kind, _key, words in sent.names} if sent else set()
    return ", ".join(a for a in text.header.authors if frozenset(_WORD.findall(a.casefold())) not in senders)


_WORD = re.compile(r"\w+")


def _title(node: Node) -> Node | None:
    """Return the heading that says the text's title; it stands before any paragraph."""
    for child in node.children:
        if isinstance(child, Node):
            if child.behaviour == "heading":
                return child if child.params["title"] else None
            if child.block and child.behaviour != "paragraph" and (found := _title(child)):
                return found
    return None


def _neighbour(page: Page, text: Text | None) -> Link | None:
    return Link(page.links.to(folder_of("text", text.key)), text.title) if text else None


# Notes


def note_series(rendering: Rendering, page: Page, text: Text, notes: Iterable[Note]) -> Iterable[NoteSeries]:
    """Yield the notes by whose and of what kind they are: the source's, those of other series, the editors'."""
    by_series: dict[Series, list[Note]] = {}
    for note in notes:
        by_series.setdefault(note.series, []).append(note)
    for series in sorted(by_series, key=lambda series: _ORDER.get(series.kind, 1)):
        items = tuple(_note(rendering, page, text, note) for note in by_series[series])
        yield NoteSeries(series.kind, _series_title(rendering, series, len(items)), series.marginal, items)


_ORDER: Mapping[str, int] = {"source": 0, "editorial": 2}


def _series_title(rendering: Rendering, series: Series, number: int) -> str:
    say = rendering.say
    titles = {
        "source": rendering.messages.ngettext("Note of the source", "Notes of the source", number),
        "editorial": say("Notes of the editors"),
        "margin": say("Notes in the margin"),
        "responsible": say("Notes by %(name)s") % {"name": series.word},
    }
    return titles.get(series.kind) or _kind_of_notes(rendering, series.word)


def _kind_of_notes(rendering: Rendering, word: str) -> str:
    """Return what notes of a type are called: in the reader's language if it is a common one, else as it is."""
    say = rendering.say
    known = {
        "author": say("Notes of the author"),
        "authorial": say("Notes of the author"),
        "translator": say("Notes of the translator"),
        "editor": say("Notes of the editor"),
        "gloss": say("Glosses"),
        "critical": say("Critical notes"),
        "textual": say("Critical notes"),
        "text critical": say("Critical notes"),
        "apparatus": say("Critical notes"),
        "app": say("Critical notes"),
        "variant": say("Variant readings"),
        "comment": say("Commentary"),
        "commentary": say("Commentary"),
        "explanatory": say("Commentary"),
        "source": say("Sources"),
        "bibl": say("Sources"),
        "translation": say("Translations"),
    }
    return known.get(word.lower()) or word[:1].upper() + word[1:]


def _note(rendering: Rendering, page: Page, text: Text, note: Note) -> NoteItem:
    written = rendering.edition.notes.get(note.entry)
    more = None
    if written:
        body = page.html(Node("fragment", "p", children=written.short.children, block=True))
        more = Link(page.links.to(folder_of("note", written.key)), written.title)
    else:
        body = page.content(note.node)
    back = tuple(_back_links(rendering, page, text, note))
    language = language_tag(note.node.language)
    if language == page.language:
        language = ""
    way = direction(language) if language else "auto" if page.both_ways else ""
    return NoteItem(note.id, note.label, body, more, back, note.printed, language, way)


_MANY = 2


def _back_links(rendering: Rendering, page: Page, text: Text, note: Note) -> Iterable[BackLink]:
    say = rendering.say
    for number, reference in enumerate(note.references, 1):
        kind = text.kind_of(reference.block_id) or ("note" if reference.block_id else "")
        place = place_label(rendering, kind, reference.block_label) if kind else say("the text")
        words = {"place": place, "label": note.label, "number": number}
        name = say("Back to %(place)s, reference to note %(label)s") % words
        if len(note.references) >= _MANY:
            name = say("Back to %(place)s, reference %(number)s to note %(label)s") % words
        yield BackLink(page.to(reference.id), place, name)


# Terms


def _definitions(rendering: Rendering, page: Page, text: Text) -> Iterable[Definition]:
    """Yield the entries that the text uses, and those that their definitions in turn link to, by headword."""
    entries = rendering.edition.entries
    wanted = list(text.used_entries())
    for key in wanted:
        if key in entries:
            linked = (p.target.key for p in entries[key].pointers if p.target.kind == "entry")
            short = {n.params["target"].key for n in entries[key].short.walk() if n.behaviour == "link"}
            wanted.extend(k for k in linked if k in short and k not in wanted)
    for entry in sorted((entries[k] for k in wanted if k in entries), key=lambda e: sort_key(e.sort)):
        yield Definition(
            f"gloss:{entry.key}",
            Markup("{}").format(entry.title),
            page.content(entry.short),
            page.links.to(folder_of("entry", entry.key)),
        )


def sort_key(title: str) -> str:
    """Return a headword as it is sorted: without an article before it, whatever its case."""
    folded = title.casefold()
    return next((folded.removeprefix(a) for a in ("the ", "a ", "an ") if folded.startswith(a)), folded)


# Contents


def _contents(
    rendering: Rendering, page: Page, text: Text, pages: tuple[Sheet, ...], number: int, version: str
) -> tuple[TocItem, ...]:
    """Return the table of contents of a page; that of the first page lists the others.

    It has the addresses of each of them: so a link to a paragraph at the text's own address leads to where it is.
    """
    sheet = pages[number]
    headings = (*sheet.text.headings, *sheet.text.facsimile.surfaces)
    items = [TocItem(f"#{heading.id}", words_of(heading, rendering.say), heading.level) for heading in headings]
    if number == 0 and len(pages) > 1:
        merged = {} if version else _merged(rendering, text)
        items += (_part_item(page, text, other, version, merged) for other in pages[1:])
    nested = _nested(items)
    return nested[0].children if sheet.part and len(nested) == 1 else nested


def _part_item(page: Page, text: Text, sheet: Sheet, version: str, merged: Mapping[str, tuple[str, ...]]) -> TocItem:
    part = sheet.part or sheet.text.parts[0]
    addresses = (*(a for a in sheet.addresses if text.part_of.get(a) == part.key), *merged.get(part.key, ()))
    href = page.links.to(folder_of_part(text.key, part.key, version))
    return TocItem(href, part.label, _TOP + part.depth, addresses=addresses)


_TOP = 2
"""The level of headings below the title of a page."""


def _merged(rendering: Rendering, text: Text) -> dict[str, tuple[str, ...]]:
    """Return the released addresses whose words are now part of others, by the part that these are in."""
    found: dict[str, tuple[str, ...]] = {}
    for record in rendering.history.records.get(text.key, ()):
        if record.status == "merged":
            for key, address in living(rendering.edition.registry, record):
                if key == text.key and (part := text.part_of.get(address)):
                    found[part] = (*found.get(part, ()), record.address)
    return found


def _nested(items: list[TocItem]) -> tuple[TocItem, ...]:
    """Return the items of a table of contents as a tree: each with the deeper ones that follow it."""
    nested: list[TocItem] = []
    index = 0
    while index < len(items):
        item = items[index]
        end = index + 1
        while end < len(items) and items[end].level > item.level:
            end += 1
        nested.append(msgspec.structs.replace(item, children=_nested(items[index + 1 : end])))
        index = end
    return tuple(nested)
