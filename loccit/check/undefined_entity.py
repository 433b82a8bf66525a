"""An entity, such as `&mdash;`, that the file does not declare.

What an entity of ISO or HTML stands for is known, and it is shown so; a file gives one warning for all of them, since
other programs will refuse it. Of an entity that nobody knows, and of one that is another file, the reference itself is
shown; a file and an entity give one problem, at its first use.

Passes::

    <p>Words — and more words.</p>

Fails::

    <p>Words &mdash; and &myword;.</p>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.errors import Position, Problem
from loccit.model import Edition, Oddity

CODE = "undefined-entity"
_EXTERNAL = "external-entity"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each entity of a text that the file does not declare, or declares to be another file."""
    for text in edition.texts:
        found = [(o, o.at) for o in text.oddities if o.kind in {CODE, _EXTERNAL} and o.at]
        known = [(oddity, at) for oddity, at in found if oddity.detail]
        if known:
            yield _of_known(*known[0], len(known) - 1)
        yield from (_problem(oddity, at) for oddity, at in found if not oddity.detail)


def _of_known(oddity: Oddity, at: Position, others: int) -> Problem:
    more = f" and {others} other entit{'y' if others == 1 else 'ies'}" if others else ""
    taken = "are not declared: they are taken for the characters" if others else "is not declared: it is taken for that"
    message = f"&{oddity.subject};{more} {taken}{' of their names' if others else ' character'}"
    return Problem(at, CODE, message, f"write {_written(oddity.detail)} instead of &{oddity.subject};", "warning")


def _problem(oddity: Oddity, at: Position) -> Problem:
    name = oddity.subject
    if oddity.kind == _EXTERNAL:
        message, hint = f"the entity &{name}; is another file, which is not read", "copy its text into this file"
        return Problem(at, _EXTERNAL, message, hint)
    hint = f"write the character itself instead of &{name};"
    return Problem(at, CODE, f"the entity &{name}; is not declared", hint)


def _written(text: str) -> str:
    """Return characters as one types them; what cannot be seen, by its number."""
    return text if text.isprintable() and not text.isspace() else "".join(f"&#{ord(c)};" for c in text)
