"""Where in the texts a glossary entry, a note or a name occurs."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from loccit.model import Mention, Text
from loccit.render.context import Occurrence, OccurrencesInText
from loccit.render.site import Rendering
from loccit.render.urls import Links, folder_of


def occurrences(
    rendering: Rendering, links: Links, belongs: Callable[[Text, Mention], bool]
) -> tuple[OccurrencesInText, ...]:
    """Return the places of the mentions that belong, text by text, each place once."""
    found = []
    for text in rendering.edition.texts:
        places = _places(rendering, links, text, (m for m in text.mentions if belongs(text, m)))
        if places:
            found.append(OccurrencesInText(text.title, places))
    return tuple(found)


def _places(rendering: Rendering, links: Links, text: Text, mentions: Iterable[Mention]) -> tuple[Occurrence, ...]:
    folder = folder_of("text", text.key)
    kinds = {block.id: block.kind for block in text.blocks}
    places = dict.fromkeys((m.block_id, m.block_label) for m in mentions)
    return tuple(
        Occurrence(links.to(folder, block), place_label(rendering, kinds.get(block, "note"), label))
        for block, label in places
    )


def place_label(rendering: Rendering, kind: str, label: str) -> str:
    """Return how a citable block is called in a list of places: `¶ 7`, `line 12`, `headnote`, `note 1`."""
    if kind == "paragraph":
        return f"¶\u00a0{label}"
    if kind == "line":
        return rendering.say("line %(number)s") % {"number": label}
    if not label:
        return rendering.say("elsewhere")
    return rendering.say("note %(label)s") % {"label": label} if len(label) < 4 else label  # noqa: PLR2004 - `a`, `12`, `*`


def refers_to_entry(key: str) -> Callable[[Text, Mention], bool]:
    """Return the test for mentions of a glossary entry."""
    return lambda _text, mention: mention.key == f"entry:{key}"
