"""Letters: who wrote to whom, and the order of a correspondence."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import msgspec

from loccit.model import Edition, Text
from loccit.model.letter import Letter
from loccit.render.dates import sort_date


class Order(msgspec.Struct, frozen=True, dict=True):
    """In which order the texts of an edition are listed and read."""

    edition: Edition

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Return the texts as they are listed: letters by date, unless the edition says in which order."""
        texts = self.edition.texts
        if self.edition.config.settings.texts or not self.are_letters:
            return texts
        return tuple(sorted(texts, key=lambda text: (not text.header.dated.first, sort_date(text.header.dated))))

    @cached_property
    def are_letters(self) -> bool:
        """Tell whether the texts are letters, most of them."""
        letters = sum(1 for text in self.edition.texts if text.letter)
        return letters * 2 > len(self.edition.texts)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {text.key: place for place, text in enumerate(self.texts)}

    @cached_property
    def _named(self) -> Mapping[str, Text]:
        """Return the texts by what a letter may call another: the name of its file, the `xml:id` of its `TEI`."""
        named = {own: text for text in self.edition.texts for own, ordinal in text.ids.items() if ordinal == 0}
        return {**named, **{text.source.path.stem: text for text in self.edition.texts}}

    def named(self, pointer: str) -> Text | None:
        """Return the text that a letter points at as the one before or after it."""
        name = pointer.partition("#")[0].rpartition("/")[2] or pointer.strip("#")
        return self._named.get(name.removesuffix(".xml"))

    def listed(self, letter: Letter, text: Text) -> Text | None:
        """Return the text of a letter that another text lists: what its `@ref` or `@key` names."""
        found = (self.named(name.rstrip("/")) for name in (letter.pointer, letter.number) if name)
        return next((other for other in found if other and other.key != text.key), None)

    def place(self, key: str) -> int:
        """Return where the text with a key stands in the list."""
        return self._places[key]

    def around(self, text: Text) -> tuple[Text | None, Text | None]:
        """Return the texts to read before and after another: the letters it names, or else its neighbours."""
        before = self._related(text, "previous") or self._beside(text, -1)
        return before, self._related(text, "next") or self._beside(text, 1)

    def _related(self, text: Text, way: str) -> Text | None:
        related = text.letter.related if text.letter else ()
        found = (self.named(letter.pointer) for letter in related if letter.way == way)
        return next((other for other in found if other and other.key != text.key), None)

    def _beside(self, text: Text, step: int) -> Text | None:
        place = self._places.get(text.key, len(self.texts) + 1) + step
        return self.texts[place] if 0 <= place < len(self.texts) else None
