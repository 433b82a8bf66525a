"""A link that could run a program, or that does not say where it leads; it is never made a link.

Allowed are `http`, `https`, `mailto`, `doi`, `urn`, `tel`, `ftp`, and whatever is in the edition.

Passes::

    <ref target="https://example.org/">…</ref>

Fails::

    <ref target="javascript:alert(1)">…</ref>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.pointers import Placed, pointers, quoted
from loccit.errors import Position, Problem
from loccit.model import Edition
from loccit.model.pointers import Resolver

CODE = "unsafe-link"
_DOUBLED = ("//", "\\")


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each link, image and address of a source that is not safe."""
    images = (Placed(pointer, text) for text in edition.texts for pointer in text.images)
    for placed in (*pointers(edition), *images):
        if placed.pointer.target.kind == "unsafe":
            yield _problem(placed.at, placed.pointer.value, placed.pointer.target.key)
    resolve = Resolver("", {})
    for reference in edition.references.values():
        if resolve(reference.url).kind == "unsafe" and edition.references_source:
            yield _problem(Position(edition.references_source.name, reference.line), reference.url, reference.url)


def _problem(at: Position, value: str, leads_to: str) -> Problem:
    if value.strip() != leads_to:
        message = f"{quoted(value)} leads to {quoted(leads_to)}, which is not safe"
        return Problem(at, CODE, message, "correct the replacementPattern of the prefixDef")
    if value.startswith(_DOUBLED):
        hint = "write https: before it" if value.startswith("//") else "write the path with / instead of \\"
        return Problem(at, CODE, f"{quoted(value)} does not say how to get there", hint)
    if value.lower().startswith(("data:", "file:", "blob:")):
        hint = "put the file beside the text and write its path"
    else:
        hint = "write an address that begins with https:, or an id with #"
    return Problem(at, CODE, f"the link {quoted(value)} is not safe", hint)
