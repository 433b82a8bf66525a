"""What all pages of a site share: the edition, the theme, the language, the navigation and the frame around a page."""

from __future__ import annotations

import gettext
from collections import ChainMap
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property, partial
from pathlib import Path

import msgspec
from markupsafe import Markup

from loccit.content import Content
from loccit.digests import digest
from loccit.model import Document, Edition, Named, Text
from loccit.render.around import Around, Marks
from loccit.render.context import Link, Site, SourceItem
from loccit.render.history import History
from loccit.render.language import UNKNOWN, direction, language_tag
from loccit.render.letters import Order
from loccit.render.messages import available
from loccit.render.registers import Names
from loccit.render.styles import classes_of
from loccit.render.theme import Theme
from loccit.render.titles import titles_of
from loccit.render.tree import Page
from loccit.render.urls import Links, folder_of


class About(msgspec.Struct, frozen=True):
    """What the head and the foot of a page say of it, beyond its title."""

    description: str = ""
    downloads: tuple[Link, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    """Names and contents of `meta` elements."""
    alternates: tuple[tuple[str, str, str], ...] = ()
    """Media type, link and title of other forms of the page."""
    extras: tuple[str, ...] = ()
    """Further style sheets and scripts that the page needs, by name (`render/extras.py`)."""
    style: str = ""
    """The path of the style sheet that a text has for the looks its source declares."""
    image_hosts: tuple[str, ...] = ()
    links: Links | None = None
    """The page's links, where they are not those of its folder."""


NOTHING_MORE = About()


class Rendering(msgspec.Struct, frozen=True, dict=True):
    """An edition with what is needed to render it."""

    edition: Edition
    theme: Theme
    messages: gettext.NullTranslations
    static: Mapping[str, Content]

    @property
    def say(self) -> Callable[[str], str]:
        """Return the function that puts a word of the interface into the edition's language."""
        return self.messages.gettext

    @cached_property
    def prose(self) -> str:
        """Return the language of the editors' prose."""
        return site_language(self.edition)

    @cached_property
    def language(self) -> str:
        """Return the language of the interface: that of the editors' prose, or English where it has no catalogue."""
        return self.prose if available(self.prose, self.edition.config.locale) else "en"

    @cached_property
    def title(self) -> str:
        """Return the edition's title."""
        edition = self.edition
        only = edition.texts[0].title if len(edition.texts) == 1 else ""
        return edition.config.settings.title or only or folder_title(edition.config.root)

    @cached_property
    def base_url(self) -> str:
        """Return where the site will be published, with a slash at its end, or an empty string."""
        url = self.edition.config.settings.base_url
        return f"{url.rstrip('/')}/" if url else ""

    @cached_property
    def ids(self) -> dict[str, Collection[str]]:
        """Return the addresses in the pages of each text."""
        return {text.key: text.shown_ids for text in self.edition.texts}

    @cached_property
    def _part_of(self) -> dict[tuple[str, str], Mapping[str, str]]:
        """Return the part that has an address, for each text and version that is divided into pages."""
        released = (((text.key, r.version), text) for r in self.edition.releases for text in r.texts)
        texts = (((text.key, ""), text) for text in self.edition.texts)
        return {place: text.part_of for place, text in (*released, *texts) if text.parts}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Return the title of each text, which tells it from others of the same title."""
        return dict(titles_of(self.edition.texts))

    @cached_property
    def frame(self) -> bytes:
        """Return a digest of what is the same for all pages: the settings, the theme, the navigation."""
        config = self.edition.config
        navigation = self.navigation(self.links(""))
        facts = (config.settings, config.draft, self.language, self.title, self.base_url, navigation)
        return digest((*facts, self.theme.version, sorted(self.static)))

    @cached_property
    def named(self) -> dict[str, dict[str, list[Named]]]:
        """Return where each name and term stands, by what makes two mentions the same, and by text."""
        found: dict[str, dict[str, list[Named]]] = {}
        for text in self.edition.texts:
            for named in text.named:
                known = self.names.key_of(text, named.kind, named.key, named.form)
                found.setdefault(known, {}).setdefault(text.key, []).append(named)
        return found

    @cached_property
    def parts(self) -> dict[str, dict[str, list[tuple[str, str]]]]:
        """Return the parts that a name has in letters, action and kind, by name and text as the mentions are."""
        found: dict[str, dict[str, list[tuple[str, str]]]] = {}
        for text in self.edition.texts:
            for action in text.letter.actions if text.letter else ():
                for kind, key, form in action.names:
                    known = self.names.key_of(text, kind, key, form)
                    found.setdefault(known, {}).setdefault(text.key, []).append((action.kind, kind))
        return found

    @cached_property
    def register_files(self) -> frozenset[str]:
        """Return the keys of the registers beside the texts, which have no pages of their own."""
        return frozenset(text.key for text in self.edition.registers)

    @cached_property
    def names(self) -> Names:
        """Return who and what is mentioned in the texts, and what the registers say of them."""
        return Names(self.edition)

    @cached_property
    def history(self) -> History:
        """Return what the releases tell."""
        return History(self.edition)

    @cached_property
    def order(self) -> Order:
        """Return in which order the texts are listed."""
        return Order(self.edition)

    @property
    def has_corrections(self) -> bool:
        """Tell whether there is anything to say of corrections: at least one release."""
        return bool(self.edition.releases)

    @cached_property
    def has_names(self) -> bool:
        """Tell whether any person, place, organisation, work or the like is mentioned or described."""
        texts = self.edition.texts
        is_named = any(named.kind not in {"term", "name"} for text in texts for named in text.named)
        return is_named or any(text.letter for text in texts) or bool(self.names.by_key)

    def links(self, folder: str, text: Text | None = None, version: str = "") -> Links:
        """Return the links of the page in a folder; a page of a text knows best where the text's addresses are."""
        own = {(text.key, version): text.part_of} if text and text.parts else {}
        return Links(folder, self.base_url, part_of=ChainMap(own, self._part_of) if own else self._part_of)

    def page(
        self,
        folder: str,
        text: Text | None = None,
        *,
        definitions: bool = False,
        version: str = "",
        here: Collection[str] = (),
        marks: Mapping[str, Marks] | None = None,
    ) -> Page:
        """Return what the macros of a page may ask of it.

        `version` is the release that the text is of; `here` are the addresses on the page, where the text has several.
        """
        links, looks = self.links(folder, text, version), self.theme.looks
        if text is None:
            return Page(looks, links, self.prose, Around(ids=self.ids))
        around = Around(
            shown=text.shown_ids,
            here=here,
            own=(text.key, version),
            names=partial(self.names.place, text),
            ids=ChainMap({text.key: text.shown_ids}, self.ids),
            definitions=definitions,
            both_ways=len({direction(language_tag(tag)) for tag in text.languages}) > 1,
            marks=marks or {},
            image_hosts=self.edition.config.settings.remote_images,
            interface=self.language,
            looks=classes_of(text.styles),
        )
        return Page(looks, links, self.language_of(text), around)

    def language_of(self, text: Text) -> str:
        """Return the language of a text: if nobody names it, that of the editors, if they name theirs."""
        configured = self.edition.config.settings.language
        return language_tag(text.language) or (self.prose if configured else UNKNOWN)

    def write(
        self, template: str, folder: str, kind: str, title: str, context: object, about: About = NOTHING_MORE
    ) -> bytes:
        """Return a page made of a template, its context and the frame that all pages have."""
        links = about.links or self.links(folder)
        settings = self.edition.config.settings
        site = Site(
            edition_title=self.title,
            page_title=title if title == self.title or kind == "home" else f"{title} – {self.title}",
            description=about.description or settings.description or self.title,
            language=self.language,
            direction=direction(self.prose),
            prose=Markup(f' lang="{self.prose}"' if self.prose != self.language else ""),
            kind=kind,
            root=links.up,
            home=links.to(""),
            canonical="" if kind == "404" else links.canonical,
            image=f"{self.base_url}static/icon.png" if self.base_url and "static/icon.png" in self.static else "",
            navigation=tuple(self.navigation(links)),
            rights=self.rights(folder),
            downloads=about.downloads,
            messages=self.theme.messages,
            metadata=about.metadata,
            alternates=about.alternates,
            styles=(
                *self._static_links(links, about.extras, "css"),
                *([links.file(about.style)] if about.style else []),
            ),
            scripts=tuple(self._static_links(links, about.extras, "js")),
            image_hosts=about.image_hosts,
        )
        return self.theme.render(template, {"site": site, "page": context})

    def _static_links(self, links: Links, extras: tuple[str, ...], suffix: str) -> Iterator[str]:
        """Yield the links to those of a page's further style sheets or scripts that the theme has."""
        paths = (f"static/{name}.{suffix}" for name in extras)
        return (links.file(path) for path in paths if path in self.static)

    def rights(self, folder: str) -> tuple[Markup, ...]:
        """Return the statements of rights as they stand in a page's footer."""
        return tuple(self.page(folder).content(node) for node in self.edition.rights.values())

    def navigation(self, links: Links) -> list[Link]:
        """Return the navigation: what `edition.yaml` says, or what the edition has."""
        given = self.edition.config.settings.navigation
        if given:
            folders = [(link.label, link.path.strip("/") + "/" if link.path.strip("/") else "") for link in given]
        else:
            folders = self._default_navigation()
        return [Link(links.to(folder), label, folder == links.folder) for label, folder in folders]

    def _default_navigation(self) -> list[tuple[str, str]]:
        edition, say = self.edition, self.say
        folders = []
        if len(edition.texts) == 1:
            folders.append((say("Text"), folder_of("text", edition.texts[0].key)))
        elif edition.texts:
            folders.append((say("Texts"), folder_of("home")))
        if edition.notes:
            folders.append((say("Notes"), folder_of("notes")))
        if edition.entries:
            folders.append((say("Glossary"), folder_of("glossary")))
        if self.has_names:
            folders.append((say("Names"), folder_of("names")))
        if self.has_corrections:
            folders.append((say("Corrections"), folder_of("corrections")))
        pages = sorted(edition.pages.values(), key=lambda page: (page.order, page.key))
        folders.extend((page.navigation, folder_of("page", page.key)) for page in pages)
        return folders

    def sources(self, document: Document, page: Page) -> tuple[SourceItem, ...]:
        """Return the sources of a document, in the order of their citation."""
        found = (self.edition.references.get(key) for key in document.sources)
        return tuple(SourceItem(f"source:{r.key}", page.content(r.citation), r.url, r.read) for r in found if r)


_SAYS_NOTHING = frozenset("content corpus data files main master source sources src tei texts xml".split())
"""Names of folders that say what is in them, but not which."""


def folder_title(root: Path) -> str:
    """Return what a folder without a title is called: by its own name, or the nearest one around it that tells."""
    name = (
        next((path.name for path in (root, *root.parents) if path.name.lower() not in _SAYS_NOTHING), "") or root.name
    )
    words = name.replace("_", " ").replace("-", " ").strip() or name
    return words[:1].upper() + words[1:]


def site_language(edition: Edition) -> str:
    """Return the language of the interface: as configured, else the one all texts agree on if it has a catalogue."""
    config = edition.config
    if config.settings.language:
        return language_tag(config.settings.language) or "en"
    tags = {language_tag(text.language) for text in edition.texts}
    only = next(iter(tags)) if len(tags) == 1 else ""
    return only if only and available(only, config.locale) else "en"
