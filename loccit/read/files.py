"""A TEI file that is to be read as a text: reading it, and looking it over for what other texts need of it.

Both are pure functions of the file and of what is given, so that they can run anywhere and be remembered.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from loccit.config import Settings
from loccit.model import Source, Target, Text
from loccit.read.tei import read_tei


class Given(msgspec.Struct, frozen=True):
    """What every text of an edition is read with."""

    settings: Settings
    files: Mapping[str, Target]
    """What each file of the edition is, by its path from the root."""


class TextFile(msgspec.Struct, frozen=True):
    """A TEI file with what is known of its text before it is read."""

    source: Source
    key: str
    """The text's folder in the site."""
    folder: str
    """Where its pointers are resolved from: a folder, as a path from the edition's root."""
    retired: frozenset[str]
    """Addresses that are given to nothing that does not bear them."""


def read_text(file: TextFile, given: Given) -> Text:
    """Return the text in a file; raise `ReadError` where it is not well-formed or not TEI."""
    return read_tei(
        file.source,
        key=file.key,
        folder=file.folder,
        files=given.files,
        settings=given.settings,
        retired=file.retired,
    )
