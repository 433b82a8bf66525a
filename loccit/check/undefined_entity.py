"""An entity, such as `&mdash;`, that the file does not declare.

What an entity of ISO or HTML stands for is known, and it is shown so; a file gives one warning for all of them, since
other programs will refuse it. Sets of declarations and entities that are other files are read where these are in the
edition's folder. Of an entity that nobody knows, and of a file that cannot be had, the reference itself is shown; a
file and an entity give one problem, at its first use.

Passes::

    <p>Words — and more words.</p>

Fails::

    <p>Words &mdash; and &myword;.</p>
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from loccit.check.pointers import folder_of, nearest_file, quoted
from loccit.errors import Position, Problem
from loccit.model import Edition, Oddity, Text

CODE = "undefined-entity"
_EXTERNAL = "external-entity"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each entity of a text that the file does not declare, or declares to be another file."""
    for text in edition.tei:
        found = [(o, o.at) for o in text.oddities if o.kind in {CODE, _EXTERNAL} and o.at]
        known = [(oddity, at) for oddity, at in found if oddity.kind == CODE and oddity.detail]
        if known:
            yield _of_known(*known[0], len(known) - 1)
        yield from (_problem(oddity, at, edition, text) for oddity, at in found if (oddity, at) not in known)


def _of_known(oddity: Oddity, at: Position, others: int) -> Problem:
    more = f" and {others} other entit{'y' if others == 1 else 'ies'}" if others else ""
    taken = "are not declared: they are taken for the characters" if others else "is not declared: it is taken for that"
    message = f"&{oddity.subject};{more} {taken}{' of their names' if others else ' character'}"
    return Problem(at, CODE, message, f"write {_written(oddity.detail)} instead of &{oddity.subject};", "warning")


def _problem(oddity: Oddity, at: Position, edition: Edition, text: Text) -> Problem:
    name = oddity.subject
    if oddity.kind == _EXTERNAL:
        reason, _, file = oddity.detail.partition(": ")
        message, hint = _REASONS[reason]
        if reason == "missing":
            hint = nearest_file(edition, folder_of(text, at), file) or hint
        return Problem(at, _EXTERNAL, message.format(f"&{name};", quoted(file)), hint)
    hint = f"write the character itself instead of &{name};"
    return Problem(at, CODE, f"the entity &{name}; is not declared", hint)


_REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "": ("the entity {} is another file, which is not read", "copy its text into this file"),
        "missing": ("the entity {} is the file {}, which is not there", "put it there, or correct its declaration"),
        "outside": ("the entity {} is the file {}, out of the edition's folder", "copy the file into the folder"),
        "cycle": ("the entity {} leads back to where it stands: {}", "take it out"),
        "too much": ("with the entity {} the text becomes too large: {}", "divide the text"),
    }
)
"""Why an entity that is another file is not read: the message, and what to do."""


def _written(text: str) -> str:
    """Return characters as one types them; what cannot be seen, by its number."""
    return text if text.isprintable() and not text.isspace() else "".join(f"&#{ord(c)};" for c in text)
