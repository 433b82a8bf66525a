"""The names that the texts mention -> the page of names, by kind, with the places of each."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from loccit.model import Mention, RegisterItem, Text
from loccit.render.context import NameItem, NameSection
from loccit.render.occurrences import occurrences
from loccit.render.site import Rendering, mention_key
from loccit.render.texts import sort_key
from loccit.render.tree import Page
from loccit.render.urls import folder_of

KINDS = ("person", "organisation", "place", "periodical", "work", "event")
"""The kinds of names that are listed, in this order; terms are in the glossary."""


class _Name(msgspec.Struct):
    """A name while its mentions are gathered."""

    key: str
    kind: str
    label: str
    item: RegisterItem | None
    forms: list[str] = msgspec.field(default_factory=list)


def name_sections(rendering: Rendering) -> tuple[NameSection, ...]:
    """Return the names by kind, each kind in alphabetical order."""
    page = rendering.page(folder_of("names"))
    names = _gather(rendering)
    sections = []
    for kind in KINDS:
        of_kind = sorted((n for n in names if n.kind == kind), key=lambda n: sort_key(n.label))
        if of_kind:
            sections.append(NameSection(kind, tuple(_item(rendering, page, name) for name in of_kind)))
    return tuple(sections)


def _gather(rendering: Rendering) -> list[_Name]:
    names: dict[str, _Name] = {}
    for text in rendering.edition.texts:
        for mention in text.mentions:
            key = mention_key(text, mention)
            if key not in names:
                names[key] = _Name(key, *_identity(rendering, text, mention))
            if mention.form not in names[key].forms:
                names[key].forms.append(mention.form)
    return list(names.values())


def _identity(rendering: Rendering, text: Text, mention: Mention) -> tuple[str, str, RegisterItem | None]:
    if mention.key.startswith("entry:"):
        entry = rendering.edition.entries.get(mention.key[6:])
        if entry:
            return entry.kind, entry.title, None
    if mention.key.startswith("local:") and (item := text.register.get(mention.key[6:])):
        return item.kind, item.name, item
    return mention.kind, mention.form, None


def _item(rendering: Rendering, page: Page, name: _Name) -> NameItem:
    href, external = "", False
    if name.key.startswith("entry:"):
        href = page.links.to(folder_of("entry", name.key[6:]))
    elif name.key.startswith(("http://", "https://")):
        href, external = name.key, True
    elif name.item and name.item.links:
        href, external = name.item.links[0], True
    return NameItem(
        id=f"name:{name.item.id}" if name.item else "",
        label=name.label,
        href=href,
        external=external,
        forms=tuple(form for form in name.forms if form.casefold() != name.label.casefold()),
        description=page.content(name.item.description) if name.item else Markup(""),
        occurrences=occurrences(rendering, page.links, name.key),
    )
