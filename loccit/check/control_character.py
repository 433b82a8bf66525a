"""A control character among the words, U+0080 to U+009F: most often a dash or a quotation mark of Windows.

A file that says that it is in Latin-1 (ISO-8859-1) and was saved in Windows-1252 has such characters where that has
`–`, `“` or `€`. No reader sees anything there. A file gives one warning, at the first of them.

Passes::

    <?xml version="1.0" encoding="windows-1252"?>

Fails, where the file has dashes or curved quotation marks::

    <?xml version="1.0" encoding="ISO-8859-1"?>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.errors import Problem
from loccit.model import Edition

CODE = "control-character"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a warning for each text with such characters; where Windows has one in that place, the hint names it."""
    for text in edition.tei:
        for oddity in text.oddities:
            if oddity.kind == CODE and oddity.at:
                message = f"the control character U+{ord(oddity.subject):04X}, which nobody can see"
                yield Problem(oddity.at, CODE, message, _hint(oddity.subject, oddity.detail), "warning")


def _hint(character: str, declared: str) -> str:
    meant = character.encode("latin-1").decode("windows-1252", "ignore")
    if not meant:
        return "take it out"
    if declared:
        return f'write encoding="windows-1252" instead of "{declared}" in the first line: there it is {meant}'
    return f"write {meant}, if the file was once in Windows-1252; else take it out"
