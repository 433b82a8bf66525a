"""A text that does not say which language it is in, so that browsers cannot hyphenate it or read it aloud.

Passes::

    <TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">

Fails::

    <TEI xmlns="http://www.tei-c.org/ns/1.0">
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.errors import Position, Problem
from loccit.model import Edition

CODE = "missing-language"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a warning for each text without a language."""
    for text in edition.texts:
        if not text.header.names_language:
            at = Position(text.source.name, 1, 1)
            guessed = "" if text.language.startswith("und-") else text.language
            hint = f'write xml:lang="{guessed or edition.config.settings.language or "en"}" on the outermost element'
            yield Problem(at, CODE, "the text does not name its language", hint, "warning")
