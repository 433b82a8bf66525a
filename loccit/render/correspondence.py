"""What a header says of a letter -> the lines above its text."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from loccit.model import Text
from loccit.model.letter import CorrespondenceAction, RelatedLetter
from loccit.render.context import LetterHead, LetterLine, Link
from loccit.render.dates import shown_date
from loccit.render.site import Rendering
from loccit.render.tree import Page
from loccit.render.urls import folder_of


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
    parts = [page.html(node) for node in action.parts]
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
