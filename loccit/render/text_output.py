"""One text -> its output files: its pages, those of its paragraphs, its downloads; and the same as it was released."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from loccit.content import Content
from loccit.model import Release, Text
from loccit.model.parts import Sheet
from loccit.render import files, manifest, paragraphs, texts
from loccit.render.around import Marks
from loccit.render.context import Gone, Link, MovedPage
from loccit.render.extras import PARTS, PERMALINKS, extras_for
from loccit.render.facsimile import image_origins
from loccit.render.leaves import Leaf, leaves, name_of
from loccit.render.site import About, Rendering
from loccit.render.styles import classes_of, style_sheet
from loccit.render.urls import folder_of, folder_of_block, folder_of_part, folder_of_version

Output = dict[str, Content]


def text_output(rendering: Rendering, text: Text) -> Output:
    """Return the files of a text by output path."""
    folder = folder_of("text", text.key)
    look = _look(rendering, text, folder)
    return {
        **dict(_pages(rendering, text, look)),
        f"{folder}{text.key}.xml": text.source.published,
        f"{folder}{text.key}.txt": files.plain_text(text),
        **_style_sheet(text, look),
        **dict(_moved_pages(rendering, text)),
        **dict(_paragraph_pages(rendering, text, look)),
    }


def release_output(rendering: Rendering, text: Text, release: Release) -> Output:
    """Return the files of a text as it was released."""
    folder = folder_of_version(text.key, release.version)
    look = _look(rendering, text, folder)
    downloads = (Link(f"{text.key}.xml", rendering.say("TEI (XML)")),)
    look = msgspec.structs.replace(look, extras=(PERMALINKS, *look.extras), downloads=downloads)
    return {
        **dict(_pages(rendering, text, look, release)),
        f"{folder}{text.key}.xml": text.source.published,
        **_style_sheet(text, look),
    }


def _look(rendering: Rendering, text: Text, folder: str) -> About:
    """Return what all pages that show words of a text have in their head: their looks, and where images come from."""
    style = f"{folder}looks.css" if classes_of(text.styles) else ""
    extras = (*extras_for(text), PARTS) if text.parts else extras_for(text)
    return About(extras=extras, style=style, image_hosts=image_origins(rendering, text))


def _style_sheet(text: Text, look: About) -> Output:
    return {look.style: style_sheet(text.styles)} if look.style else {}


# The pages of a text, and of a release of it


def _pages(
    rendering: Rendering, text: Text, look: About, release: Release | None = None
) -> Iterator[tuple[str, bytes]]:
    for leaf in leaves(text, release):
        marks, gone = ({}, ()) if release else _past(rendering, leaf)
        page = texts.text_page(rendering, leaf, marks=marks, gone=gone)
        about = _about_release(leaf.sheet, look) if release else _about(rendering, text, leaf.sheet, look)
        yield (
            f"{leaf.folder}index.html",
            rendering.write("text.html", leaf.folder, "text", _page_title(rendering, leaf), page, about),
        )


def _past(rendering: Rendering, leaf: Leaf) -> tuple[Mapping[str, Marks], tuple[Gone, ...]]:
    """Return what a page tells of earlier releases: at its blocks, and on the first page of what is gone."""
    here = leaf.sheet.text
    links = rendering.links(leaf.folder, here)
    marks = paragraphs.marks(rendering, links, here) if rendering.edition.registry else {}
    records = () if leaf.sheet.part else rendering.history.gone(here.key)
    gone = (paragraphs.gone_address(rendering, links, record) for record in records if record.status != "merged")
    return marks, tuple(gone)


def _page_title(rendering: Rendering, leaf: Leaf) -> str:
    title = rendering.titles.get(leaf.text.key, leaf.text.key)
    if leaf.version:
        title = f"{leaf.text.title or leaf.text.key} ({leaf.version})"
    return f"{name_of(leaf.sheet, rendering.say)}, {title}" if leaf.sheet.part else title


def _about_release(sheet: Sheet, look: About) -> About:
    return msgspec.structs.replace(look, downloads=()) if sheet.part else look


def _about(rendering: Rendering, text: Text, sheet: Sheet, look: About) -> About:
    """Return what the head and the foot of a page of a text say; its downloads are on its first page."""
    first = next((block.text for block in sheet.text.blocks if block.kind == "paragraph"), "")
    described = msgspec.structs.replace(look, description=files.shortened(first))
    if sheet.part:
        return described
    say = rendering.say
    images = [(manifest.MEDIA_TYPE, manifest.NAME, say("IIIF manifest"))] * manifest.has_manifest(rendering, text)
    alternates = (
        ("application/tei+xml", f"{text.key}.xml", say("TEI (XML)")),
        ("text/plain", f"{text.key}.txt", say("Plain text")),
        *images,
    )
    downloads = tuple(Link(href, label) for _type, href, label in alternates)
    metadata = tuple(_metadata(rendering, text))
    return msgspec.structs.replace(described, downloads=downloads, metadata=metadata, alternates=alternates)


def _metadata(rendering: Rendering, text: Text) -> list[tuple[str, str]]:
    """Return Dublin Core and Zotero's own names; with these, unlike Highwire's, Zotero keeps the translator."""
    header = text.header
    given = [
        *(("dc.title", text.title),),
        *(("dc.creator", author) for author in header.authors),
        *(("z:translators", name) for name in header.named("translator")),
        *(("dc.publisher", name) for name in [rendering.edition.config.settings.publisher]),
        ("dc.language", text.language),
        ("z:itemType", "bookSection"),
        ("z:bookTitle", rendering.title),
    ]
    return [(name, content) for name, content in given if content]


def former_parts(rendering: Rendering, text: Text) -> dict[str, Text]:
    """Return the parts that a release has and the text no longer, each with the text as it was last released so."""
    now = {part.key for part in text.parts}
    released = (release.text(text.key) for release in rendering.edition.releases)
    return {part.key: then for then in released if then for part in then.parts if part.key not in now}


def _moved_pages(rendering: Rendering, text: Text) -> Iterator[tuple[str, bytes]]:
    """Yield a page for each part that a text no longer has: it leads to where its words are now."""
    for part, then in former_parts(rendering, text).items():
        folder = folder_of_part(text.key, part)
        yield f"{folder}index.html", _moved_page(rendering, text, folder, _successor(text, then, part))


def _successor(text: Text, then: Text, part: str) -> str:
    """Return the first address of a part of an earlier version that the text still has, or an empty string."""
    blocks = (block.id for block in then.blocks if then.part_of.get(block.id) == part)
    return next((own for own in blocks if own in text.shown_ids), "")


def _moved_page(rendering: Rendering, text: Text, folder: str, address: str) -> bytes:
    links = rendering.links(folder, text)
    whole = links.to(folder_of("text", text.key))
    href = links.at(text.key, address) if address else whole
    title = text.title or text.key
    page = MovedPage(title, href, whole)
    return rendering.write("moved.html", folder, "moved", title, page, About(extras=(PARTS,)))


# The pages of paragraphs


def _paragraph_pages(rendering: Rendering, text: Text, look: About) -> Iterator[tuple[str, bytes]]:
    if rendering.edition.config.settings.paragraph_pages == "off":
        return
    extras = (PERMALINKS, *(name for name in look.extras if name != PARTS))
    for folder, words, context in paragraphs.paragraph_pages(rendering, text):
        description = files.shortened(words) if words else ""
        about = msgspec.structs.replace(look, description=description, extras=extras)
        title = f"{rendering.titles[text.key]}, {context.label}"
        page = rendering.write("paragraph.html", folder, "paragraph", title, context, about)
        yield f"{folder}index.html", page


def repeating_folders(rendering: Rendering, text: Text) -> Iterator[str]:
    """Yield the folders of pages that repeat or only lead to a part of a text, which crawlers need not list."""
    yield from (folder_of_block(text.key, block.id) for block in paragraphs.paged_blocks(text))
    yield from (folder_of_part(text.key, part) for part in former_parts(rendering, text))
