"""`Edition` -> `{output path: bytes}`: every page and file of the site, from the theme's templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from urllib.parse import urlsplit

from loccit.model import Document, Edition, Memory, Release, Text
from loccit.render import corrections, documents, files, home, manifest, messages, names
from loccit.render.context import Link
from loccit.render.extras import NAMES, PERMALINKS
from loccit.render.site import About, Rendering, site_language
from loccit.render.text_output import Output, release_output, repeating_folders, text_output
from loccit.render.theme import explained_errors, load_theme, static_files, theme_version
from loccit.render.urls import Links, asset_path, folder_of

__all__ = [
    "Output",
    "copied_files",
    "render_edition",
    "render_release",
    "render_site",
    "render_text",
    "rendering_of",
]


def render_site(edition: Edition, memory: Memory | None = None) -> Output:
    """Return the whole site; a `Path` stands for the bytes of a file that is only copied.

    A theme that `memory` remembers and that has not changed is not loaded again. Raises `RenderError` with the
    place in the template where one fails.
    """
    rendering = rendering_of(edition, memory or Memory())
    site: Output = {}
    for text in edition.texts:
        site.update(render_text(rendering, text))
    for release in edition.releases:
        for text in release.texts:
            site.update(render_release(rendering, text, release))
    return {**site, **render_edition(rendering, site)}


def rendering_of(edition: Edition, memory: Memory) -> Rendering:
    """Return an edition with the theme that renders it; of the texts, outlines are enough."""
    config, language = edition.config, site_language(edition)
    catalogue = messages.translations(language, config.locale)
    version = (theme_version(config), language)
    with explained_errors():
        theme = memory.recall("theme", version, partial(load_theme, config, catalogue))
    return Rendering(edition, theme, catalogue, static_files(config))


def render_text(rendering: Rendering, text: Text) -> Output:
    """Return the pages and downloads of one text; of the others, the edition needs to have outlines only."""
    with explained_errors():
        return text_output(rendering, text)


def render_release(rendering: Rendering, text: Text, release: Release) -> Output:
    """Return the pages and the download of a text as it was released."""
    with explained_errors():
        return release_output(rendering, text, release)


def render_edition(rendering: Rendering, others: Iterable[str] = ()) -> Output:
    """Return what is not of a single text: the title page, what the editors wrote, indexes, corrections.

    `others` are the output paths of the texts, which the sitemap lists as well.
    """
    with explained_errors():
        site: Output = dict(rendering.static)
        site["index.html"] = rendering.write(
            "home.html", "", "home", rendering.title, home.home_page(rendering), home.about(rendering)
        )
        site.update(_editorial(rendering))
        site.update(_corrections(rendering))
        site.update(copied_files(rendering.edition))
        site.update(manifest.manifests(rendering))
        site.update(_for_the_host(rendering, [*others, *site]))
        return site


def _corrections(rendering: Rendering) -> Output:
    """Return the corrections, and the list of addresses."""
    edition, say = rendering.edition, rendering.say
    if edition.config.content is None:
        return {}
    site: Output = {"ids.json": corrections.ids_json(rendering)}
    if not edition.releases:
        return site
    for of_text in (None, *edition.texts):
        folder = folder_of("corrections", of_text.key if of_text else "")
        page = corrections.corrections_page(rendering, of_text)
        title = (
            say("Corrections to %(title)s") % {"title": of_text.title or of_text.key} if of_text else say("Corrections")
        )
        site[f"{folder}index.html"] = rendering.write(
            "corrections.html", folder, "corrections", title, page, About(extras=(PERMALINKS,))
        )
    if rendering.base_url:
        site["corrections/feed.atom"] = corrections.feed(rendering)
    return site


def _editorial(rendering: Rendering) -> Output:
    edition, say = rendering.edition, rendering.say
    site: Output = {}
    for entry in edition.entries.values():
        page = documents.entry_page(rendering, entry)
        site |= _page(rendering, "entry.html", "entry", entry, page, entry.short.text)
    for note in edition.notes.values():
        site |= _page(
            rendering,
            "note.html",
            "note",
            note,
            documents.note_page(rendering, note),
            note.description or note.short.text,
        )
    for prose in edition.pages.values():
        site |= _page(rendering, "prose.html", "page", prose, documents.prose_page(rendering, prose), prose.description)
    if edition.entries:
        letters = documents.glossary_letters(rendering)
        site["glossary/index.html"] = rendering.write(
            "glossary.html", "glossary/", "glossary", say("Glossary"), letters
        )
    if edition.notes:
        notes = documents.notes_page(rendering)
        site["notes/index.html"] = rendering.write("notes.html", "notes/", "notes", say("Notes of the editors"), notes)
    if rendering.has_names:
        site |= _names(rendering)
    return site


def _names(rendering: Rendering) -> Output:
    """Return the pages of names, and the registers beside the texts as their files."""
    registers = rendering.edition.registers
    site: Output = {f"{folder_of('names')}{text.key}.xml": text.source.published for text in registers}
    downloads = tuple(Link(rendering.links("").file(f"{text.key}.xml"), text.title or text.key) for text in registers)
    for folder, page in names.names_pages(rendering):
        about = About(downloads=downloads if folder == folder_of("names") else (), extras=(NAMES,))
        site[f"{folder}index.html"] = rendering.write("names.html", folder, "names", page.title, page, about)
    for folder, own in names.own_pages(rendering):
        site[f"{folder}index.html"] = rendering.write(
            "name.html", folder, "name", own.title, own, About(extras=(NAMES,))
        )
    return site


def _page(
    rendering: Rendering, template: str, kind: str, document: Document, context: object, description: str
) -> Mapping[str, bytes]:
    folder = folder_of(kind, document.key)
    css = {"page": "prose"}.get(kind, kind)
    words = files.shortened(description) if description else ""
    return {f"{folder}index.html": rendering.write(template, folder, css, document.title, context, About(words))}


def copied_files(edition: Edition) -> Output:
    """Return the images that the pages show or link to, each under a name of ours."""
    documents = (*edition.entries.values(), *edition.notes.values(), *edition.pages.values())
    pointers = [
        *(p for t in edition.texts for p in (*t.images, *t.pointers)),
        *(p for d in documents for p in d.pointers),
    ]
    targets = (pointer.target for pointer in pointers)
    return {asset_path(t.key): edition.config.root / t.key for t in targets if t.kind == "file"}


def _for_the_host(rendering: Rendering, paths: list[str]) -> Output:
    base_url = rendering.base_url
    manifests = [path for path in paths if path.endswith(f"/{manifest.NAME}")]
    site: Output = {"robots.txt": files.robots(base_url), "_headers": files.headers(manifests), ".nojekyll": b""}
    if base_url:
        site["sitemap.xml"] = files.sitemap(base_url, _listed_folders(rendering, paths))
    rooted = urlsplit(base_url).path if base_url else ""
    links = Links("", base_url, rooted or "")
    title = rendering.say("This page is not here")
    site["404.html"] = rendering.write("404.html", "", "404", title, None, About(links=links))
    return site


def _listed_folders(rendering: Rendering, paths: list[str]) -> list[str]:
    """Return the folders of the pages that crawlers should list."""
    alone = {folder for text in rendering.edition.texts for folder in repeating_folders(rendering, text)}
    pages = (path.removesuffix("index.html") for path in paths if path.endswith("index.html"))
    return [folder for folder in pages if folder not in alone]
