"""An `xi:include`: it is not followed, whether it leads to a file of the edition or out of its folder.

Each text is one file, and what one does not see in it is not in the edition.

Passes: the text itself, copied in.

Fails::

    <xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="chapter-2.xml"/>
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from loccit.check.pointers import quoted
from loccit.check.tags import tags_named
from loccit.errors import Problem
from loccit.model import Edition, Source

CODE = "xinclude"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each `xi:include`."""
    for text in edition.texts:
        for tag in _includes(text.source):
            href = tag.get("href", "")
            hint = "copy the text into this file"
            message = f"xi:include is not followed: {href or 'it has no href'}"
            if _is_outside(href, text.source.path.parent, edition.config.root):
                message = f"xi:include reaches out of the edition's folder: {quoted(href)}"
            yield Problem(text.source.position(int(tag["ordinal"])), CODE, message, hint)


def _includes(source: Source) -> Iterator[dict[str, str]]:
    for tag in tags_named("include", source):
        yield {**tag.attributes, "ordinal": str(tag.ordinal)}


def _is_outside(href: str, folder: Path, root: Path) -> bool:
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\", href):
        return True
    return not Path(os.path.normpath(folder / href)).is_relative_to(root)
