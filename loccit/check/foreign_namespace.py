"""Elements in a namespace that is neither TEI's nor one that TEI makes room for, such as MathML: one's own, or a slip.

They are shown by their content, and nothing is known of what they are. A file and a namespace give one warning.
A whole document of TEI in another namespace is read as TEI, with a warning.

Passes::

    <p>Words <formula><m:math xmlns:m="http://www.w3.org/1998/Math/MathML">…</m:math></formula></p>

Fails::

    <p>Words <my:thing xmlns:my="https://example.org/ns">…</my:thing></p>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.pointers import quoted
from loccit.errors import Problem
from loccit.model import Edition

CODE = "foreign-namespace"
TEI = "http://www.tei-c.org/ns/1.0"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a warning for each namespace of a text that nobody knows."""
    for text in edition.tei:
        for oddity in text.oddities:
            if oddity.kind == CODE:
                message = f"elements in the namespace {quoted(oddity.subject)} are shown by their content alone"
                hint = "nothing, if that will do; else a macro of the element's name in your templates shows it"
                yield Problem(text.source.position(oddity.ordinal), CODE, message, hint, "warning")
            elif oddity.kind == "other-namespace":
                message = f"the file is in the namespace {quoted(oddity.subject)}: it is read as TEI"
                yield Problem(text.source.position(0), CODE, message, f'nothing, or write xmlns="{TEI}"', "warning")
