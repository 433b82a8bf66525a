"""A Markdown file whose name cannot stand in an address.

The name becomes a folder of the site: letters a to z, digits, hyphens, underscores and full stops, beginning with a
letter or a digit, and none of the names that Windows keeps for itself.

Passes::

    content/glossary/soviet-russia.md

Fails::

    content/glossary/Soviet Russia.md
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from loccit.check.pointers import documents, quoted
from loccit.errors import Position, Problem
from loccit.model import Edition
from loccit.model.devices import is_device

CODE = "invalid-key"
_KEY = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each document whose file name cannot stand in an address."""
    for document in documents(edition):
        if not _KEY.fullmatch(document.key) or is_device(document.key):
            message = f"the file name {quoted(document.key)} cannot stand in an address"
            yield Problem(Position(document.source.name, 1), CODE, message, f"rename it to {as_key(document.key)}.md")


def as_key(name: str) -> str:
    """Return a name like the given one that can stand in an address."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return f"{key}-1" if key and is_device(key) else key or "another-name"
