"""Texts -> their titles as lists have them: told apart where several have the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from loccit.model import Text


def titles_of(texts: Iterable[Text]) -> Mapping[str, str]:
    """Return the titles of texts by their keys, which tell several texts of one title apart."""
    listed = tuple(texts)
    alike = Counter(text.title for text in listed)
    parts = Counter(text.header.subtitle for text in listed)
    return {
        text.key: _told_apart(text, is_part=parts[text.header.subtitle] == 1)
        if text.title and alike[text.title] > 1
        else text.title or text.key
        for text in listed
    }


def listed_names(names: Iterable[str]) -> str:
    """Return several names as a list; with semicolons where a comma stands in one of them, as in library catalogues."""
    every = tuple(names)
    return ("; " if any("," in name for name in every) else ", ").join(every)


def _told_apart(text: Text, *, is_part: bool) -> str:
    """Return the title of a text that others have, too: with its subtitle, if no other has that, or with its key."""
    if not (text.header.subtitle and is_part):
        return f"{text.title} ({text.key})"
    whole = f"{text.title}: {text.header.subtitle}"
    return whole if len(whole) <= _LONG_TITLE else text.header.subtitle


_LONG_TITLE = 80
"""Characters from which on a title that is the same for many texts is left out before the subtitle."""
