"""A text -> its pages: the tree as HTML, the notes gathered at the end, the terms it uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter

import msgspec
from markupsafe import Markup

from loccit.model import Node, Note, Series, Text
from loccit.render.apparatus import app_groups, witness_items
from loccit.render.around import Marks
from loccit.render.context import BackLink, Definition, Gone, Link, NoteItem, NoteSeries, TextHead, TextPage
from loccit.render.correspondence import letter_head, letters_table
from loccit.render.facsimile import facsimile_parts
from loccit.render.language import direction, language_tag
from loccit.render.leaves import Leaf, around, contents, part_head
from loccit.render.manuscripts import manuscripts, without_descriptions
from loccit.render.occurrences import place_label
from loccit.render.site import Rendering
from loccit.render.titles import listed_names
from loccit.render.tree import Page
from loccit.render.urls import folder_of


def text_page(rendering: Rendering, leaf: Leaf, *, marks: Mapping[str, Marks], gone: tuple[Gone, ...]) -> TextPage:
    """Return what the template of a text is given for one of its pages."""
    text, here, release = leaf.text, leaf.sheet.text, leaf.release
    page = rendering.page(leaf.folder, here, definitions=True, version=leaf.version, here=leaf.ids, marks=marks)
    title = None if leaf.sheet.part else _title(text.root)
    title_id = str(title.params["id"]) if title and page.id(str(title.params["id"])) else ""
    # Before the header: of two elements with one `xml:id` it is that of the text which others may link to.
    body = page.html(here.root)
    head = part_head(page, leaf, leaf.sheet.part) if leaf.sheet.part else _text_head(rendering, page, text, title)
    previous, following = around(rendering, page, leaf)
    return TextPage(
        key=text.key,
        title=text.title,
        language=page.language if page.language != rendering.language else "",
        direction=direction(page.language) if direction(page.language) != direction(rendering.prose) else "",
        head=msgspec.structs.replace(head, title_id=title_id),
        body=body,
        series=tuple(note_series(rendering, page, text, here.notes)),
        definitions=tuple(_definitions(rendering, page, here)),
        contents=contents(rendering, page, leaf),
        previous=previous,
        next=following,
        gone=gone,
        version=leaf.version,
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


def _text_head(rendering: Rendering, page: Page, text: Text, title: Node | None) -> TextHead:
    """Return what the first page of a text, or its only one, says of the text as a whole."""
    header, described = text.header, manuscripts(page, text)
    return TextHead(
        title_html=page.content(title) if title else None,
        subtitle=header.subtitle,
        byline=_byline(text),
        translator=listed_names(header.named("translator")),
        letter=letter_head(rendering, page, text),
        letters=letters_table(rendering, page, text),
        source=page.content(without_descriptions(header.source) if described or text.letter else header.source),
        about=tuple(_about(page, text)),
        manuscripts=described,
        responsible=tuple(_responsible(rendering, text)),
    )


def _about(page: Page, text: Text) -> Iterator[tuple[str, Markup]]:
    """Yield the other parts of the header, those of one name as one; each summary is one of its own."""
    above = {"correspDesc"} if text.letter or text.letters else set()
    parts = ((name, page.content(node)) for name, node in text.header.parts if name not in above)
    for name, same in groupby(parts, key=itemgetter(0)):
        shown = [html for _, html in same]
        if name == "abstract" or len(shown) == 1:
            yield from ((name, html) for html in shown)
        else:
            yield name, Markup("").join(Markup("<div>{}</div>").format(html) for html in shown)


def _byline(text: Text) -> str:
    """Return the authors; who sent a letter stands above it already."""
    sent = text.letter.action("sent") if text.letter else None
    senders = {frozenset(_WORD.findall(words.casefold())) for _kind, _key, words in sent.names} if sent else set()
    return listed_names(a for a in text.header.authors if frozenset(_WORD.findall(a.casefold())) not in senders)


def _responsible(rendering: Rendering, text: Text) -> Iterator[tuple[str, str]]:
    """Yield who had which part in a text, where the edition does not say who is responsible for all of them."""
    if rendering.edition.config.settings.responsible:
        return
    parts: dict[str, list[str]] = {}
    for part in text.header.responsibilities:
        if part.name and part.role != "translator":
            parts.setdefault(part.role, []).append(part.name)
    for role, names in parts.items():
        said = rendering.say("Edited by") if role == "editor" else role[:1].upper() + role[1:].rstrip(" .:")
        yield said, listed_names(dict.fromkeys(names))


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
