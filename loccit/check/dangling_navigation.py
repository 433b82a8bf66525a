"""An entry of `navigation` in `edition.yaml` that leads to no page of the site.

Passes, where `content/pages/about.md` exists::

    navigation:
      - {label: About, path: about}

Fails, where it does not, and where the path leads out of the site::

    navigation:
      - {label: About, path: about}
      - {label: Sources, path: "https://example.org/"}
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.config import relative_name
from loccit.errors import Position, Problem, did_you_mean
from loccit.mapping import decode_utf8, line_of
from loccit.model import Edition

CODE = "dangling-navigation"
_OF_EVERY_SITE = frozenset({"names", "corrections"})
"""Pages of which only rendering can tell whether there are any."""


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each entry of the navigation that leads nowhere."""
    content, links = edition.config.content, edition.config.settings.navigation
    if not content or not links:
        return
    path = content / "edition.yaml"
    name = relative_name(path, edition.config.root)
    text = decode_utf8(path.read_bytes(), name) if path.is_file() else ""
    known = _folders(edition)
    for link in links:
        folder = link.path.strip("/")
        whole = folder if folder.partition("/")[0] in {"glossary", "notes"} else folder.partition("/")[0]
        if whole not in known or "//" in link.path or ".." in folder.split("/"):
            hint = did_you_mean(folder, known - _OF_EVERY_SITE) or "write the path of a page of this site"
            message = f'the navigation leads to "{link.path}", which is no page'
            yield Problem(Position(name, line_of(text, link.path) or line_of(text, "navigation")), CODE, message, hint)


def _folders(edition: Edition) -> set[str]:
    """Return the paths that pages of the site may have, without what is below a text."""
    folders = {"", *_OF_EVERY_SITE, *edition.pages, *(text.key for text in edition.texts)}
    for name, documents in (("glossary", edition.entries), ("notes", edition.notes)):
        folders |= {name, *(f"{name}/{key}" for key in documents)} if documents else set()
    return folders
