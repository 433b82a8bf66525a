"""A citable block -> a page of its own; an address that is gone -> what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from markupsafe import Markup

from loccit.model import Block, Node, Note, Permalink, Text
from loccit.registry.differences import Piece
from loccit.registry.resolve import living
from loccit.render.around import Marks
from loccit.render.context import Gone, HistoryEvent, Link, ParagraphPage
from loccit.render.escape import escape, escape_value
from loccit.render.history import Event
from loccit.render.language import direction
from loccit.render.occurrences import place_label
from loccit.render.site import Rendering
from loccit.render.texts import note_series
from loccit.render.titles import listed_names
from loccit.render.urls import Links, folder_of, folder_of_block

_SHOWN_KINDS = frozenset({"paragraph", "note"})
"""The kinds of blocks that have pages; a line of verse is too little for one."""


def paged_blocks(text: Text) -> tuple[Block, ...]:
    """Return the blocks of a text that have pages of their own, in reading order."""
    return tuple(block for block in text.blocks if block.kind in _SHOWN_KINDS)


def paragraph_pages(rendering: Rendering, text: Text) -> Iterator[tuple[str, str, ParagraphPage]]:
    """Yield folder, description and context of the page of each block, and of each address that is gone."""
    blocks = paged_blocks(text)
    for index, block in enumerate(blocks):
        folder = folder_of_block(text.key, block.id)
        around = (blocks[index - 1] if index else None, blocks[index + 1] if index + 1 < len(blocks) else None)
        yield folder, block.text, _page(rendering, text, block, folder, around)
    for record in rendering.history.gone(text.key):
        if record.kind in _SHOWN_KINDS:
            folder = folder_of_block(text.key, record.address)
            yield folder, "", _gone_page(rendering, text, record, folder)


def _page(
    rendering: Rendering, text: Text, block: Block, folder: str, around: tuple[Block | None, Block | None]
) -> ParagraphPage:
    full = rendering.edition.config.settings.paragraph_pages == "full"
    notes = _notes_called_in(text, block)
    page = rendering.page(folder, text, here=_references_in([block.node, *(note.node for note in notes)]))
    links = page.links
    language = page.language if page.language != rendering.language else ""
    label = place_label(rendering, block.kind, block.label)
    return ParagraphPage(
        label=label,
        title=rendering.titles[text.key],
        language=language,
        direction=direction(page.language) if language else "",
        context=links.at(text.key, block.id),
        text=links.to(folder_of("text", text.key)),
        body=page.html(block.node) if full else Markup(""),
        series=tuple(note_series(rendering, page, text, notes)) if full else (),
        events=_events(rendering, links, text, block.id),
        citation=_citation(rendering, text, block),
        gone=None,
        previous=_neighbour(rendering, links, text, around[0]),
        next=_neighbour(rendering, links, text, around[1]),
    )


def _notes_called_in(text: Text, block: Block) -> tuple[Note, ...]:
    """Return the notes of a block, and those whose references stand in it or in these, in the order of the text."""
    called = {note.id: note for note in text.notes_by_block.get(block.id, ())}
    nodes = [block.node, *(note.node for note in called.values())]
    while nodes:
        for own in _references_in([nodes.pop()]) & text.callers.keys():
            note = text.callers[own]
            if note.id not in called:
                reference = next(reference for reference in note.references if reference.id == own)
                called[note.id] = msgspec.structs.replace(note, references=(reference,))
                nodes.append(note.node)
    return tuple(sorted(called.values(), key=lambda note: text.note_numbers[note.id]))


def _references_in(nodes: Iterable[Node]) -> set[str]:
    """Return the addresses of the references to notes that are in some nodes."""
    below = (node for top in nodes for node in top.walk())
    return {str(node.params["id"]) for node in below if node.behaviour == "noteref"}


def _neighbour(rendering: Rendering, links: Links, text: Text, block: Block | None) -> Link | None:
    if block is None:
        return None
    return Link(links.to(folder_of_block(text.key, block.id)), place_label(rendering, block.kind, block.label))


def _citation(rendering: Rendering, text: Text, block: Block) -> str:
    """Return the block cited in running words, from what the header knows and nothing else."""
    say, header = rendering.say, text.header
    place = say("para. %(number)s") if block.kind == "paragraph" else "%(number)s"
    parts = [listed_names(header.authors), say("“%(title)s”") % {"title": rendering.titles[text.key]}]
    if translators := listed_names(header.named("translator")):
        parts.append(say("trans. %(name)s") % {"name": translators})
    if rendering.title != text.title:
        parts.append(rendering.title)
    parts += [rendering.edition.config.settings.publisher, place % {"number": block.label}]
    if rendering.base_url:
        version = rendering.history.latest_same(text, block.id)
        query = f"?ed={version}" if version else ""
        parts.append(f"{rendering.base_url}{folder_of('text', text.key)}{query}#{block.id}")
    return ", ".join(part for part in parts if part)


# What became of an address


def _gone_page(rendering: Rendering, text: Text, record: Permalink, folder: str) -> ParagraphPage:
    links, home = rendering.links(folder, text), folder_of("text", text.key)
    gone = gone_address(rendering, links, record)
    return ParagraphPage(
        label=gone.label,
        title=rendering.titles[text.key],
        language="",
        direction="",
        context=links.to(home, record.address),
        text=links.to(home),
        body=Markup(""),
        series=(),
        events=_events(rendering, links, text, record.address),
        citation="",
        gone=gone,
        previous=None,
        next=None,
    )


def gone_address(rendering: Rendering, links: Links, record: Permalink) -> Gone:
    """Return what became of an address that nothing carries any more."""
    release = rendering.history.release_with(record)
    href = links.at(record.text, record.address, release.version) if release else ""
    return Gone(
        id=record.address,
        label=place_label(rendering, record.kind, record.label),
        status=record.status,
        reason=record.reason,
        version=record.last,
        date=release.date if release else "",
        href=href,
        successors=tuple(successor_links(rendering, links, record)),
    )


def successor_links(rendering: Rendering, links: Links, record: Permalink) -> Iterator[Link]:
    """Yield the links to where the text of an address is now, through any number of dispositions."""
    for key in living(rendering.edition.registry, record):
        known = rendering.edition.registry.get(key)
        label = place_label(rendering, known.kind, known.label) if known else key[1]
        elsewhere = key[0] != record.text
        yield Link(
            links.at(*key),
            f"{rendering.titles.get(key[0], key[0])}, {label}" if elsewhere else label,
        )


def _events(rendering: Rendering, links: Links, text: Text, address: str) -> tuple[HistoryEvent, ...]:
    if not rendering.has_corrections:
        return ()
    draft = rendering.edition.config.draft
    events = rendering.history.events(text, address)
    return tuple(_event(rendering, links, text, address, event) for event in events if event.version or draft)


def _event(rendering: Rendering, links: Links, text: Text, address: str, event: Event) -> HistoryEvent:
    has_it = event.version and event.kind in {"added", "edited", "split"}
    href = links.at(text.key, address, event.version) if has_it else ""
    return HistoryEvent(
        kind=event.kind,
        version=event.version,
        date=event.date,
        difference=difference_html(event.pieces),
        href=href,
        links=tuple(successor_links(rendering, links, event.record)) if event.record else (),
        reason=event.record.reason if event.record else "",
    )


_KEPT = 12
"""Words that are kept on either side of a change."""


def difference_html(pieces: tuple[Piece, ...]) -> Markup:
    """Return a word-level difference as HTML; a long run that did not change is cut in its middle."""
    out = []
    for index, piece in enumerate(pieces):
        if piece.change == "same":
            first, last = index == 0, index == len(pieces) - 1
            out.append(escape(_cut(piece.words, before=not first, after=not last)))
        else:
            tag = "ins" if piece.change == "inserted" else "del"
            out.append(f"<{tag}>{escape(piece.words)}</{tag}>")
    return Markup("".join(out))


def _cut(words: str, *, before: bool, after: bool) -> str:
    """Return a run with only the words next to a change before it and after it."""
    parts = words.split(" ")
    if len(parts) <= _KEPT * (before + after):
        return words
    head = " ".join(parts[:_KEPT]) if before else ""
    tail = " ".join(parts[-_KEPT:]) if after else ""
    return f"{head} … {tail}"


def marks(rendering: Rendering, links: Links, text: Text) -> dict[str, Marks]:
    """Return what stands around the blocks of a text: old addresses, continuations, edits since each release."""
    found: dict[str, Marks] = {}
    for record in rendering.history.records.get(text.key, ()):
        if record.status == "merged":
            for key in living(rendering.edition.registry, record):
                if key[0] == text.key:
                    old = found.get(key[1], Marks())
                    alias = f'<span class="alias" id="{escape_value(record.address)}"></span>'
                    found[key[1]] = Marks(old.before + alias, old.after)
        elif record.status == "split" and record.kind != "heading":
            old = found.get(record.address, Marks())
            found[record.address] = Marks(old.before, old.after + _continuation(rendering, links, text, record))
    for block in text.blocks:
        if edits := _edits(rendering, links, text, block):
            old = found.get(block.id, Marks())
            found[block.id] = Marks(old.before, old.after + edits)
    return found


def _continuation(rendering: Rendering, links: Links, text: Text, record: Permalink) -> str:
    targets = ", ".join(
        f'<a href="{escape_value(link.href)}">{escape(link.label)}</a>'
        for link in successor_links(rendering, links, record)
    )
    words = escape(rendering.say("Continued in"))
    return f'<p class="continuation"{_ours(rendering, text)}>{words} {targets}</p>' if targets else ""


def _ours(rendering: Rendering, text: Text) -> str:
    """Return the attributes of words of the interface that stand inside a text in another language."""
    if rendering.language_of(text) == rendering.language:
        return ""
    return f' lang="{escape_value(rendering.language)}" dir="{direction(rendering.prose)}"'


def _edits(rendering: Rendering, links: Links, text: Text, block: Block) -> str:
    """Return the differences of a block from each release in which it read otherwise, folded away."""
    out, ours = [], _ours(rendering, text)
    for version, pieces in rendering.history.edited_since(text, block.id) if rendering.has_corrections else ():
        summary = escape(rendering.say("Edited since %(version)s") % {"version": version})
        href = escape_value(links.at(text.key, block.id, version))
        link = f'<a href="{href}">{escape(rendering.say("As released in %(version)s") % {"version": version})}</a>'
        out.append(
            f'<details class="edited" data-since="{escape_value(version)}"><summary{ours}>{summary}</summary>'
            f"<p>{difference_html(pieces)}</p><p{ours}>{link}</p></details>"
        )
    return "".join(out)
