"""An `xi:include` that cannot be followed: what it asks for is not there, or not in the edition's folder.

`href` names a file of the edition, and `xpointer` a part of it by its `xml:id`. Where there is an `xi:fallback`, it is
shown instead; else nothing is. A whole TEI document that is included stands on a page of its own, and is only listed.

Passes::

    <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="chapter-2.xml"/>

Fails::

    <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="https://example.org/chapter-2.xml"/>
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from loccit.check.pointers import folder_of, nearest_file, quoted
from loccit.errors import Position, Problem
from loccit.model import Edition, Oddity, Text

CODE = "xinclude"
_BROKEN = "broken-include"
_NOTES = "unreadable-notes"

_REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "outside": ("xi:include reaches out of the edition's folder: {}", "copy the file into the folder"),
        "nothing": ("xi:include names no file", 'write href="..."'),
        "missing": ("there is no file to include: {}", "write the path from this file"),
        "cycle": ("xi:include leads back to where it stands: {}", "take it out"),
        "pointer": ("there is nothing of that name to include: {}", 'write xpointer="ID" with an xml:id of that file'),
        "too much": ("too much is included here: {}", "divide the text"),
    }
)
"""Why it cannot be followed: the message, and what to do."""


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each `xi:include` that cannot be followed, and for each included file that is broken.

    A file of notes that is broken is no reason to leave out the texts that call them.
    """
    for text in edition.tei:
        for oddity in text.oddities:
            if oddity.kind == CODE and oddity.at:
                yield _problem(oddity, oddity.at, edition, text)
            elif oddity.kind == _BROKEN and oddity.at:
                message = f"included in {text.source.name}, but cannot be read: {oddity.subject}"
                yield Problem(oddity.at, CODE, message, oddity.detail)
            elif oddity.kind == _NOTES:
                message = f"the notes in {quoted(oddity.subject)} are left out: the file cannot be read"
                at = text.source.position(oddity.ordinal)
                yield Problem(at, CODE, message, "mend that file; its own message says where", "warning")


def _problem(oddity: Oddity, at: Position, edition: Edition, text: Text) -> Problem:
    reason, _, fallback = oddity.detail.partition(", ")
    message, hint = _REASONS[reason]
    if reason == "missing":
        hint = nearest_file(edition, folder_of(text, at), oddity.subject.partition("#")[0]) or hint
    severity = "warning" if fallback else "error"
    return Problem(at, CODE, message.format(quoted(oddity.subject)), hint, severity)
