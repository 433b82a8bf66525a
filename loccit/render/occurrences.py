"""Where in the texts a glossary entry, a note or a name occurs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from loccit.model import Named, Place, Text, distinct
from loccit.render.context import Occurrence, OccurrencesInText
from loccit.render.site import Rendering
from loccit.render.urls import Links, folder_of


def occurrences(
    rendering: Rendering, links: Links, key: str, texts: Iterable[Text] | None = None
) -> tuple[OccurrencesInText, ...]:
    """Return the places of everything mentioned under a key, in all texts or in some of them, each place once."""
    parts, named = rendering.parts.get(key, {}), rendering.named.get(key, {})
    found = []
    for text in (text for text, _count in texts_with(rendering, key)) if texts is None else texts:
        link = links.to(folder_of("text", text.key))
        heads = (Occurrence(link, _part(rendering, *part)) for part in dict.fromkeys(parts.get(text.key, ())))
        places = _places(rendering, links, text, named.get(text.key, ()))
        found.append(OccurrencesInText(rendering.titles[text.key], (*heads, *places)))
    return tuple(found)


def texts_with(rendering: Rendering, key: str) -> list[tuple[Text, int]]:
    """Return the texts that mention something, in their order, and in how many places each does."""
    parts, named = rendering.parts.get(key, {}), rendering.named.get(key, {})
    texts = (rendering.order.texts[place] for place in sorted(map(rendering.order.place, {**parts, **named})))
    return [
        (text, len(dict.fromkeys(parts.get(text.key, ()))) + len(_distinct(named.get(text.key, ())))) for text in texts
    ]


def _part(rendering: Rendering, action: str, kind: str) -> str:
    """Return what part somebody or some place has in a letter."""
    say = rendering.say
    if kind == "place":
        return {"sent": say("written here"), "received": say("sent here")}.get(action, say("passed through"))
    return {"sent": say("sender"), "received": say("addressee")}.get(action, say("forwarding"))


def _places(rendering: Rendering, links: Links, text: Text, named: Sequence[Named]) -> tuple[Occurrence, ...]:
    places = _distinct(named)
    hrefs = links.all_at(text.key, [block for _number, block, _label, _kind in places])
    labels = (place_label(rendering, kind, label) for _number, _block, label, kind in places)
    return tuple(map(Occurrence, hrefs, labels))


def _distinct(named: Sequence[Named]) -> tuple[Place, ...]:
    return named[0].places if len(named) == 1 else distinct(chain.from_iterable(each.places for each in named))


def place_label(rendering: Rendering, kind: str, label: str) -> str:
    """Return how a citable block is called in a list of places: `¶ 7`, `line 12`, `headnote`, `note 1`."""
    if kind == "paragraph":
        return f"¶\u00a0{label}"
    if kind == "line":
        return rendering.say("line %(number)s") % {"number": label}
    if not label:
        return rendering.say("in the text")
    return rendering.say("note %(label)s") % {"label": label} if len(label) < 4 else label  # noqa: PLR2004 - `a`, `12`, `*`
