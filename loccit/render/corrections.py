"""What each release corrected -> the pages of corrections, their feed, and the list of all addresses for programs."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from loccit.model import Text
from loccit.render.context import CorrectedRelease, CorrectionGroup, CorrectionItem, CorrectionsPage, Link
from loccit.render.escape import escape, escape_value
from loccit.render.history import Event, State
from loccit.render.language import direction, language_tag
from loccit.render.occurrences import place_label
from loccit.render.paragraphs import difference_html, paged_blocks, successor_links
from loccit.render.site import Rendering
from loccit.render.urls import Links, folder_of, folder_of_block


def corrections_page(rendering: Rendering, text: Text | None = None) -> CorrectionsPage:
    """Return the corrections of the edition, or of one text."""
    links = rendering.links(folder_of("corrections", text.key if text else ""))
    return CorrectionsPage(
        title=text.title if text else rendering.title,
        releases=tuple(_releases(rendering, links, text)),
        feed=links.file("corrections/feed.atom"),
    )


def _releases(rendering: Rendering, links: Links, text: Text | None) -> Iterator[CorrectedRelease]:
    for state, changes in rendering.history.steps:
        wanted = [c for c in changes if text is None or c.key[0] == text.key]
        if not state.version and not (rendering.edition.config.draft and wanted):
            continue
        yield _release(rendering, links, state, wanted, text)
    yield _release(rendering, links, rendering.history.released[0], [], text, first=True)


def _release(
    rendering: Rendering,
    links: Links,
    state: State,
    changes: list[Event],
    text: Text | None,
    *,
    first: bool = False,
) -> CorrectedRelease:
    groups: dict[str, list[CorrectionItem]] = {}
    for change in changes:
        groups.setdefault(_group(rendering, change), []).append(_item(rendering, links, change))
    released = [t for r in rendering.edition.releases if r.version == state.version for t in r.texts]
    return CorrectedRelease(
        id=f"release:{state.version}",
        version=state.version,
        date=state.date,
        summary=state.summary,
        groups=tuple(CorrectionGroup(title, tuple(items)) for title, items in groups.items()),
        texts=tuple(
            Link(links.to(f"{folder_of('text', t.key)}{state.version}/"), t.title)
            for t in released
            if text is None or t.key == text.key
        ),
        first=first,
    )


def _group(rendering: Rendering, change: Event) -> str:
    text = change.key[0]
    return rendering.titles.get(text, text) if text else rendering.say("Written by the editors")


def _item(rendering: Rendering, links: Links, change: Event) -> CorrectionItem:
    text, address = change.key
    if not text:
        href = links.to(f"{address}/") if change.kind != "removed" else ""
        return CorrectionItem(_document_title(rendering, address), href, change.kind, difference_html(change.pieces))
    record = rendering.edition.registry.get(change.key)
    block = next((t.blocks_by_id.get(address) for t in rendering.edition.texts if t.key == text), None)
    label = address
    if block:
        label = place_label(rendering, block.kind, block.label)
    elif record:
        label = place_label(rendering, record.kind, record.label)
    language = _language(rendering, text)
    return CorrectionItem(
        label=label,
        href=links.at(text, address),
        kind=change.kind,
        difference=difference_html(change.pieces),
        links=tuple(successor_links(rendering, links, change.record)) if change.record else (),
        reason=change.record.reason if change.record else "",
        language=language,
        direction=direction(language) if language else "",
    )


def _language(rendering: Rendering, key: str) -> str:
    """Return the language of a text, be it in releases only, where it is not the site's."""
    texts = (*(t for r in rendering.edition.releases for t in r.texts), *rendering.edition.texts)
    language = next((language_tag(text.language) for text in reversed(texts) if text.key == key), "")
    return "" if language == rendering.language else language


def _document_title(rendering: Rendering, address: str) -> str:
    """Return the title of an entry, note or page of the editors by its folder in the site."""
    edition = rendering.edition
    folder, _, key = address.rpartition("/")
    documents = {"glossary": edition.entries, "notes": edition.notes, "": edition.pages}.get(folder, {})
    return documents[key].title if key in documents else address


def feed(rendering: Rendering) -> bytes:
    """Return the corrections as an Atom feed (RFC 4287): one entry for each release."""
    base, page = rendering.base_url, corrections_page(rendering)
    address = f"{base}corrections/"
    released = [release for release in page.releases if release.version]
    updated = _timestamp(max((release.date for release in released), default=""))
    author = ", ".join(r.name for r in rendering.edition.config.settings.responsible) or rendering.title
    entries = "".join(_feed_entry(rendering, release) for release in released)
    title = escape(f"{rendering.title}: {rendering.say('Corrections')}")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{rendering.language}">\n'
        f"<title>{title}</title>\n<id>{escape(address)}</id>\n<updated>{updated}</updated>\n"
        f"<author><name>{escape(author)}</name></author>\n"
        f'<link rel="alternate" type="text/html" href="{escape_value(address)}"/>\n'
        f'<link rel="self" type="application/atom+xml" href="{escape_value(address)}feed.atom"/>\n'
        f"{entries}</feed>\n"
    ).encode()


def _timestamp(date: str) -> str:
    return f"{date or '1970-01-01'}T00:00:00Z"


def _feed_entry(rendering: Rendering, release: CorrectedRelease) -> str:
    address = f"{rendering.base_url}corrections/#{release.id}"
    items = "".join(
        f"<li>{escape(group.title)}, {escape(item.label)}: {item.difference}</li>"
        for group in release.groups
        for item in group.items
    )
    content = f"<p>{escape(release.summary)}</p>" + (f"<ul>{items}</ul>" if items else "")
    return (
        f"<entry>\n<title>{escape(release.version)}</title>\n<id>{escape(address)}</id>\n"
        f"<updated>{_timestamp(release.date)}</updated>\n"
        f'<link rel="alternate" type="text/html" href="{escape_value(address)}"/>\n'
        f"<summary>{escape(release.summary)}</summary>\n"
        f'<content type="html">{escape(content)}</content>\n</entry>\n'
    )


class _Address(msgspec.Struct, frozen=True, omit_defaults=True):
    """An address as other programs are told of it."""

    text: str
    id: str
    kind: str
    label: str
    url: str
    status: str
    page: str = ""
    successors: tuple[str, ...] = ()


def ids_json(rendering: Rendering) -> bytes:
    """Return every address with its URL, label and status; URLs are absolute where `base_url` is known."""
    addresses = [*_present(rendering), *_past(rendering)]
    return msgspec.json.format(msgspec.json.encode(addresses), indent=1) + b"\n"


def _present(rendering: Rendering) -> Iterator[_Address]:
    base, registry, links = rendering.base_url, rendering.edition.registry, rendering.links("")
    pages = rendering.edition.config.settings.paragraph_pages != "off"
    paged = {(text.key, block.id) for text in rendering.edition.texts for block in paged_blocks(text)} if pages else ()
    for item in rendering.history.present:
        if item.text:
            record = registry.get(item.key)
            page = f"{base}{folder_of_block(*item.key)}" if item.key in paged else ""
            status = record.status if record else "unreleased"
            successors = record.successors if record else ()
            url = f"{base}{links.folder_at(*item.key)}#{item.address}"
            yield _Address(item.text, item.address, item.kind, item.label, url, status, page, successors)


def _past(rendering: Rendering) -> Iterator[_Address]:
    for record in rendering.edition.registry.values():
        if record.text and record.is_gone:
            url = f"{rendering.base_url}{folder_of('text', record.text)}#{record.address}"
            yield _Address(
                record.text, record.address, record.kind, record.label, url, record.status, "", record.successors
            )
