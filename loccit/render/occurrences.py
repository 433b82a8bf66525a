"""Where in the texts a glossary entry, a note or a name occurs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from loccit.model import Named, Place, Text, distinct
from loccit.render.context import Occurrence, OccurrencesInText
from loccit.render.site import Rendering
from loccit.render.urls import Links, folder_of


def occurrences(rendering: Rendering, links: Links, key: str) -> tuple[OccurrencesInText, ...]:
    """Return the places of everything mentioned under a key, text by text, each place once."""
    parts, named = rendering.parts.get(key, {}), rendering.named.get(key, {})
    found = []
    for place in sorted(rendering.order.place(text_key) for text_key in {**parts, **named}):
        text = rendering.order.texts[place]
        link = links.to(folder_of("text", text.key))
        heads = (Occurrence(link, _part(rendering, *part)) for part in dict.fromkeys(parts.get(text.key, ())))
        places = _places(rendering, links, text, named.get(text.key, ()))
        found.append(OccurrencesInText(rendering.titles[text.key], (*heads, *places)))
    return tuple(found)


def extent(rendering: Rendering, key: str) -> tuple[int, int]:
    """Return how many places mention something, and in how many texts they are."""
    parts, named = rendering.parts.get(key, {}), rendering.named.get(key, {})
    count = sum(len(dict.fromkeys(found)) for found in parts.values())
    return count + sum(len(_distinct(found)) for found in named.values()), len({**parts, **named})


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
