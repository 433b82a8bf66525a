"""The texts of an edition that has many -> a table by title, author, date, kind, language and extent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from loccit.model import Text
from loccit.render.context import Cell, Column, TextTable
from loccit.render.dates import shown_date, sort_date
from loccit.render.files import shortened
from loccit.render.language import language_name
from loccit.render.registers import sort_form
from loccit.render.site import Rendering
from loccit.render.titles import listed_names, titles_of
from loccit.render.urls import Links, folder_of

Fill = Callable[[Rendering, Text], Cell]
_CHOSEN = frozenset({"author", "from", "to", "kind", "language"})
"""The columns by which readers choose."""
_OF_LETTERS = frozenset({"from", "to", "place"})
"""The columns that only letters have."""
_NOT_OF_LETTERS = frozenset({"author"})
"""The columns that letters have others for."""
_EVEN_IF_ALIKE = frozenset({"title", "date", "extent", "from", "to"})
"""The columns that say something even where all rows have the same."""


def text_table(rendering: Rendering, links: Links) -> TextTable:
    """Return the table of all texts; a column in which nothing stands, or the same in every row, is left out."""
    labels, texts = column_labels(rendering), rendering.order.texts
    filled = {name: [fill(rendering, text) for text in texts] for name, fill in _COLUMNS.items()}
    titles = titles_of(texts)
    filled["title"] = [_title(links, text, titles[text.key]) for text in texts]
    left_out = _NOT_OF_LETTERS if rendering.order.are_letters else _OF_LETTERS
    names = [name for name in _COLUMNS if name not in left_out and _says_something(name, filled[name])]
    by_date = texts != rendering.edition.texts
    return TextTable(
        columns=tuple(Column(n, labels[n], n in _CHOSEN, by_date and n == "date") for n in names),
        rows=tuple(zip(*(filled[name] for name in names), strict=True)),
    )


def _says_something(name: str, cells: list[Cell]) -> bool:
    different = {cell.words for cell in cells}
    return len(different) > 1 or (name in _EVEN_IF_ALIKE and different != {""})


def column_labels(rendering: Rendering) -> Mapping[str, str]:
    """Return what the columns of a table are called."""
    say = rendering.say
    return {
        "title": say("Title"),
        "author": say("Author"),
        "from": say("From"),
        "to": say("To"),
        "place": say("Place"),
        "date": say("Date"),
        "kind": say("Kind"),
        "language": say("Language"),
        "extent": say("Extent"),
    }


_LONGEST_TITLE = 140
"""Characters; the rest of a long title is on the text's own page."""


# One function for each column


def _title(links: Links, text: Text, title: str) -> Cell:
    return Cell(shortened(title, _LONGEST_TITLE), sort_form(title), links.to(folder_of("text", text.key)))


def _author(_rendering: Rendering, text: Text) -> Cell:
    return Cell(listed_names(text.header.authors), sort_form(text.header.sorted_as))


def _correspondents(action: str) -> Fill:
    def fill(rendering: Rendering, text: Text) -> Cell:
        names = "; ".join(_listed(rendering, text, action, "person", "organisation"))
        return Cell(names, sort_form(names))

    return fill


def _listed(rendering: Rendering, text: Text, action: str, *kinds: str) -> Iterator[str]:
    """Yield the names in an action: as the registers list them, else as the header has them."""
    found = text.letter.action(action) if text.letter else None
    for kind, key, words in found.names if found else ():
        name = rendering.names.by_key.get(rendering.names.key_of(text, kind, key, words))
        label = name.label if name and name.item else words
        if label and kind in kinds:
            yield label


def _place(rendering: Rendering, text: Text) -> Cell:
    places = ", ".join(_listed(rendering, text, "sent", "place"))
    return Cell(places, sort_form(places))


def _date(rendering: Rendering, text: Text) -> Cell:
    dated = text.header.dated
    return Cell(shown_date(dated, rendering.language) or text.header.date, sort_date(dated))


def _kind(rendering: Rendering, text: Text) -> Cell:
    words = _kind_words(rendering)[kind_of(text)]
    return Cell(words, sort_form(words))


def _language(rendering: Rendering, text: Text) -> Cell:
    words = language_name(text.language, rendering.language)
    return Cell(words, sort_form(words))


def _extent(rendering: Rendering, text: Text) -> Cell:
    lines = sum(1 for block in text.blocks if block.kind == "line")
    paragraphs = sum(1 for block in text.blocks if block.kind == "paragraph")
    if lines > paragraphs:
        words = rendering.messages.ngettext("%(num)s line", "%(num)s lines", lines) % {"num": lines}
    else:
        words = rendering.messages.ngettext("%(num)s paragraph", "%(num)s paragraphs", paragraphs) % {"num": paragraphs}
        words = words if paragraphs else ""
    return Cell(words, f"{len(text.blocks):08}" if words else "")


_COLUMNS: Mapping[str, Fill] = MappingProxyType(
    {
        "title": lambda _rendering, text: Cell(text.title, ""),
        "author": _author,
        "from": _correspondents("sent"),
        "to": _correspondents("received"),
        "place": _place,
        "date": _date,
        "kind": _kind,
        "language": _language,
        "extent": _extent,
    }
)


# Kinds and languages


def _kind_words(rendering: Rendering) -> Mapping[str, str]:
    say = rendering.say
    return {
        "letter": say("Letter"),
        "drama": say("Drama"),
        "verse": say("Verse"),
        "diary": say("Diary"),
        "dictionary": say("Dictionary"),
        "speech": say("Spoken"),
        "prose": say("Prose"),
    }


_GENRES: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys("letter letters brief lettre lettera carta epistle correspondence".split(), "letter"),
        **dict.fromkeys("drama play tragedy comedy libretto trauerspiel lustspiel schauspiel".split(), "drama"),
        **dict.fromkeys("verse poem poems poetry gedicht lyric lyrik ballad sonnet".split(), "verse"),
        **dict.fromkeys("diary tagebuch journal".split(), "diary"),
        **dict.fromkeys("dictionary lexicon glossary".split(), "dictionary"),
        **dict.fromkeys("prose novel roman novella novelle tale essay treatise fiction".split(), "prose"),
    }
)
"""Words by which encoders class texts, and the kind that each means."""
_ELEMENTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "drama": frozenset({"sp", "castList"}),
        "dictionary": frozenset({"entry", "entryFree", "superEntry"}),
        "speech": frozenset({"u"}),
    }
)


def kind_of(text: Text) -> str:
    """Return of what kind a text is: by its header, by the word of its encoders, else by its elements."""
    if text.letter:
        return "letter"
    if text.header.genre in _GENRES:
        return _GENRES[text.header.genre]
    for kind, elements in _ELEMENTS.items():
        if not elements.isdisjoint(text.elements):
            return kind
    lines = sum(1 for block in text.blocks if block.kind == "line")
    return "verse" if lines * 2 > len(text.blocks) else "prose"
