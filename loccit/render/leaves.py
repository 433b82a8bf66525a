"""The leaves of a text that is one page or several: what each of them is called, lists, and leads on to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

import msgspec

from loccit.model import Heading, Part, Release, Text
from loccit.model.parts import Sheet, sheets
from loccit.registry.resolve import living
from loccit.render.context import Link, TextHead, TocItem
from loccit.render.divisions import words_of
from loccit.render.site import Rendering
from loccit.render.tree import Page
from loccit.render.urls import folder_of, folder_of_part, folder_of_version


class Leaf(msgspec.Struct, frozen=True):
    """One page of a text among the others."""

    text: Text
    pages: tuple[Sheet, ...]
    number: int
    """Its place among the pages, counted from 0."""
    release: Release | None = None
    """The release that the text is of; `None` for the text as it is now."""

    @property
    def sheet(self) -> Sheet:
        """Return what is on the page."""
        return self.pages[self.number]

    @property
    def version(self) -> str:
        """Return the number of the release, or an empty string."""
        return self.release.version if self.release else ""

    @property
    def folder(self) -> str:
        """Return the page's folder from the site's root."""
        return self._folder_of(self.sheet)

    @property
    def ids(self) -> Collection[str]:
        """Return the addresses on the page, where the text has several."""
        return self.sheet.ids if len(self.pages) > 1 else ()

    def link(self, page: Page, sheet: Sheet, say: Callable[[str], str]) -> Link:
        """Return the link to another page of the text."""
        label = name_of(sheet, say) if sheet.part else self.text.title or self.text.key
        return Link(page.links.to(self._folder_of(sheet)), label)

    def _folder_of(self, sheet: Sheet) -> str:
        return folder_of_part(self.text.key, sheet.part.key if sheet.part else "", self.version)


def name_of(sheet: Sheet, say: Callable[[str], str]) -> str:
    """Return what a later page of a text is called; one that begins with a surface, as that is."""
    if sheet.part is None:
        return ""
    surfaces = sheet.text.facsimile.surfaces
    begins = next((surface for surface in surfaces if surface.id == sheet.part.address), None)
    return words_of(begins, say) if begins else sheet.part.label


def leaves(text: Text, release: Release | None = None) -> Iterator[Leaf]:
    """Yield the pages of a text in reading order."""
    pages = sheets(text)
    return (Leaf(text, pages, number, release) for number in range(len(pages)))


def part_head(page: Page, leaf: Leaf, part: Part) -> TextHead:
    """Return what a later page of a text says at its beginning: where it belongs, and what it is if it does not say."""
    whole = page.links.to(folder_of_version(leaf.text.key, leaf.version))
    return TextHead(whole=whole, label="" if part.headed else part.label)


def around(rendering: Rendering, page: Page, leaf: Leaf) -> tuple[Link | None, Link | None]:
    """Return the links to what is read before a page and after it: another page of the text, or another text."""
    pages, number = leaf.pages, leaf.number
    before, after = (None, None) if leaf.version else rendering.order.around(leaf.text)
    return (
        leaf.link(page, pages[number - 1], rendering.say) if number else _text_link(rendering, page, leaf.text, before),
        leaf.link(page, pages[number + 1], rendering.say)
        if number + 1 < len(pages)
        else _text_link(rendering, page, leaf.text, after),
    )


def _text_link(rendering: Rendering, page: Page, here: Text, text: Text | None) -> Link | None:
    """Return the link to another text; one of the same title is called by its subtitle, or else told apart."""
    if text is None:
        return None
    title = text.header.subtitle if text.title == here.title and text.header.subtitle else ""
    return Link(page.links.to(folder_of("text", text.key)), title or rendering.titles[text.key])


# Contents


def contents(rendering: Rendering, page: Page, leaf: Leaf) -> tuple[TocItem, ...]:
    """Return the table of contents of a page; that of the first page lists the others.

    It has the addresses of each of them: so a link to a paragraph at the text's own address leads to where it is.
    """
    here = leaf.sheet.text
    headings = (*here.headings, *here.facsimile.surfaces)
    items = [
        TocItem(f"#{heading.id}", words_of(heading, rendering.say, rendering.language), heading.level)
        for heading in headings
    ]
    if leaf.number == 0 and len(leaf.pages) > 1:
        items += _parts(rendering, page, leaf)
    nested = _nested(items)
    return nested[0].children if leaf.sheet.part and len(nested) == 1 else nested


def _parts(rendering: Rendering, page: Page, leaf: Leaf) -> Iterator[TocItem]:
    """Yield the parts of a text with the addresses on the page of each, and those that became part of these."""
    part_of = leaf.text.part_of
    merged = {} if leaf.version else _merged(rendering, leaf.text)
    is_short = sum(len(_below(sheet, _TOP + sheet.part.depth)) for sheet in leaf.pages if sheet.part) <= _MANY
    for sheet in leaf.pages:
        if part := sheet.part:
            link = leaf.link(page, sheet, rendering.say)
            own = (address for address in sheet.addresses if part_of.get(address) == part.key)
            level = _TOP + part.depth
            yield TocItem(link.href, link.label, level, addresses=(*own, *merged.get(part.key, ())))
            if is_short:
                for heading in _below(sheet, level):
                    yield TocItem(f"{link.href}#{heading.id}", words_of(heading, rendering.say), level + 1)


_TOP = 2
"""The level of headings below the title of a page."""
_MANY = 120
"""Up to this many headings below those of its parts, the contents of a text have them, too."""


def _below(sheet: Sheet, level: int) -> list[Heading]:
    """Return the headings of a page that are just below its own."""
    return [heading for heading in sheet.text.headings if heading.level == level + 1]


def _merged(rendering: Rendering, text: Text) -> Mapping[str, tuple[str, ...]]:
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
