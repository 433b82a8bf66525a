"""The title page of the edition: who, what, the contents and what is new."""

from __future__ import annotations

import re

from loccit.model import Text
from loccit.render.context import Change, HomePage, Link
from loccit.render.extras import HOME, TABLES
from loccit.render.site import About, Rendering
from loccit.render.tables import text_table
from loccit.render.titles import listed_names, titles_of
from loccit.render.urls import Links, folder_of

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
"""A date as HTML's `time` takes it."""
_RECENT = 8
MANY_TEXTS = 8
"""From this many texts on, they are listed in a table instead of a table of contents."""
SOME_LETTERS = 3
"""From this many texts on, letters are listed in a table too."""


def home_page(rendering: Rendering) -> HomePage:
    """Return what the template of the title page is given."""
    edition, links = rendering.edition, rendering.links("")
    settings = edition.config.settings
    texts, many = rendering.order.texts, has_table(rendering)
    return HomePage(
        title=rendering.title,
        subtitle=settings.subtitle or (texts[0].header.subtitle if len(texts) == 1 else ""),
        author=_shared(texts, "authors"),
        translator=_shared(texts, "translator"),
        imprint=", ".join(
            part for part in (settings.publisher, _year(texts) if edition.config.content else "") if part
        ),
        description=settings.description,
        contents=tuple(_contents(rendering, links, () if many else texts)),
        table=text_table(rendering, links) if many else None,
        changes=tuple(_changes(texts)),
    )


def _shared(texts: tuple[Text, ...], role: str) -> str:
    """Return the names that all texts agree on."""
    named = {text.header.authors if role == "authors" else text.header.named(role) for text in texts}
    return listed_names(next(iter(named))) if len(named) == 1 else ""


def _year(texts: tuple[Text, ...]) -> str:
    years = [change.when[:4] for text in texts for change in text.header.changes if change.when[:4].isdigit()]
    return max(years, default="")


def about(rendering: Rendering) -> About:
    """Return what the title page loads."""
    return About(extras=(HOME, TABLES) if has_table(rendering) else (HOME,))


def has_table(rendering: Rendering) -> bool:
    """Tell whether the texts are so many that they are listed in a table."""
    return len(rendering.edition.texts) >= (SOME_LETTERS if rendering.order.are_letters else MANY_TEXTS)


def _contents(rendering: Rendering, links: Links, texts: tuple[Text, ...]) -> list[Link]:
    edition, say = rendering.edition, rendering.say
    titles = titles_of(texts)
    items = [Link(links.to(folder_of("text", t.key)), titles[t.key], extent=_extent(t)) for t in texts]
    for index, note in enumerate(edition.notes.values()):
        items.append(
            Link(links.to(folder_of("note", note.key)), say("Note: %(title)s") % {"title": note.title}, part=not index)
        )
    if edition.entries:
        count = rendering.messages.ngettext("%(num)s entry", "%(num)s entries", len(edition.entries))
        items.append(
            Link(
                links.to(folder_of("glossary")),
                say("Glossary"),
                part=True,
                extent=count % {"num": len(edition.entries)},
            )
        )
    if rendering.has_names:
        items.append(Link(links.to(folder_of("names")), say("Names mentioned"), part=not edition.entries))
    pages = sorted(edition.pages.values(), key=lambda page: (page.order, page.key))
    items.extend(Link(links.to(folder_of("page", p.key)), p.title, part=not i) for i, p in enumerate(pages))
    return items


def _extent(text: Text) -> str:
    labels = [block.label for block in text.blocks if block.kind == "paragraph"]
    return f"¶\u00a0{labels[0]}–{labels[-1]}" if len(labels) > 1 else ""


def _changes(texts: tuple[Text, ...]) -> list[Change]:
    changes = dict.fromkeys((c.when, c.text) for text in texts for c in text.header.changes if c.when and c.text)
    recent = sorted(changes, key=lambda c: c[0], reverse=True)[:_RECENT]
    return [Change(when if _DATE.fullmatch(when) else "", when, text) for when, text in recent]
