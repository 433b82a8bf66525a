"""A `@copyOf` that cannot be followed: the copy would contain itself, or its original is in another text.

An element with a `@copyOf` and without content is shown with the content of the element that it points at. What is
pointed at has to be in the same text; all copies of a text together may come to 8 MB.

Passes::

    <lg xml:id="refrain"><l>Sing, my love.</l></lg> <lg copyOf="#refrain"/>

Fails::

    <lg xml:id="refrain"><l>Sing, my love.</l> <l copyOf="#refrain"/></lg>
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from loccit.check.pointers import quoted
from loccit.errors import Problem
from loccit.model import Edition

CODE = "copy"

_REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "cycle": ("the copy of {} would contain itself", "point at an element that does not hold this one"),
        "elsewhere": ("{} is in another text, of which no copy is made", "copy the words, or xi:include the file"),
        "too much": ("the copy of {} and those before it come to more than 8 MB", "divide the text"),
    }
)
"""Why it cannot be followed: the message, and what to do."""


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each `@copyOf` that cannot be followed, unless it leads nowhere at all."""
    for text in edition.tei:
        dangling = {pointer.value for pointer in text.pointers if pointer.target.kind == "dangling"}
        for oddity in text.oddities:
            if oddity.kind == CODE and oddity.at and oddity.subject not in dangling:
                message, hint = _REASONS[oddity.detail]
                yield Problem(oddity.at, CODE, message.format(quoted(oddity.subject)), hint)
