"""What a header says of a letter -> the lines above its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from loccit.model import Text
from loccit.model.letter import NO_DATE, CorrespondenceAction, Letter, RelatedLetter
from loccit.render.context import Cell, Column, LetterHead, LetterLine, Link, TextTable
from loccit.render.dates import shown_date, sort_date
from loccit.render.files import shortened
from loccit.render.registers import sort_form
from loccit.render.site import Rendering
from loccit.render.tables import column_labels
from loccit.render.tree import Page
from loccit.render.urls import external_url, folder_of


def letter_head(rendering: Rendering, page: Page, text: Text) -> LetterHead | None:
    """Return who wrote to whom, when and where; `None` for what is no letter."""
    if text.letter is None:
        return None
    lines = (LetterLine(action.kind, _words(rendering, page, action)) for action in text.letter.actions)
    return LetterHead(
        lines=tuple(line for line in lines if line.words),
        related=tuple(_related(rendering, page, text)),
        remarks=tuple(page.html(node) for node in text.letter.remarks),
    )


def _words(rendering: Rendering, page: Page, action: CorrespondenceAction) -> Markup:
    """Return all that an action says, set apart by commas, with a date that has no words written out."""
    parts = [html for node in action.parts if (html := page.html(node))]
    if action.date.first and not action.date.words:
        parts.append(Markup("{}").format(shown_date(action.date, rendering.language)))
    return Markup(", ").join(parts)


def _related(rendering: Rendering, page: Page, text: Text) -> Iterator[Link]:
    """Yield the letters that the header relates, by its own words or by their titles."""
    for related in text.letter.related if text.letter else ():
        other = rendering.order.named(related.pointer)
        label = related.words.text or (other.title if other else "")
        if label:
            yield Link(_href(page, related, other), label)


def _href(page: Page, related: RelatedLetter, other: Text | None) -> str:
    if other:
        return page.links.to(folder_of("text", other.key))
    return related.pointer if related.pointer.startswith(("http://", "https://")) else ""


# Lists of letters


def letters_table(rendering: Rendering, page: Page, text: Text) -> TextTable | None:
    """Return the table of the letters that a header lists; those of the edition are links to their texts."""
    if not text.letters:
        return None
    labels = {**column_labels(rendering), "title": rendering.say("Letter")}
    rows = [_letter_row(rendering, page, text, letter) for letter in text.letters]
    names = [name for name in _LISTED if any(row[name].words for row in rows)]
    return TextTable(
        columns=tuple(Column(name, labels[name], name in {"from", "to"}, sorted=False) for name in names),
        rows=tuple(tuple(row[name] for name in names) for row in rows),
    )


_LISTED = ("title", "from", "to", "place", "date")
"""The columns of a table of letters that are not in the edition, most of them."""


def _letter_row(rendering: Rendering, page: Page, text: Text, letter: Letter) -> Mapping[str, Cell]:
    sent, received = letter.action("sent"), letter.action("received")
    other = rendering.order.listed(letter, text)
    label = (other.title if other else "") or letter.number or letter.pointer.rstrip("/").rpartition("/")[2]
    href = page.links.to(folder_of("text", other.key)) if other else external_url(letter.pointer)
    date = next((action.date for action in (sent, received) if action and action.date), NO_DATE)
    told = {
        "from": _named(sent, "person", "organisation"),
        "to": _named(received, "person", "organisation"),
        "place": _named(sent, "place"),
    }
    return {
        "title": Cell(shortened(label, _LONGEST_LABEL), sort_form(label), href),
        **{name: Cell(words, sort_form(words)) for name, words in told.items()},
        "date": Cell(shown_date(date, rendering.language), sort_date(date)),
    }


def _named(action: CorrespondenceAction | None, *kinds: str) -> str:
    return "; ".join(dict.fromkeys(words for kind, _key, words in (action.names if action else ()) if kind in kinds))


_LONGEST_LABEL = 100
