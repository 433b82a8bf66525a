"""A `graphic` whose image is not among the edition's files.

Passes, where `content/texts/map.png` exists::

    <graphic url="map.png"/>

Fails, where it does not::

    <graphic url="map.png"/>
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from loccit.check.pointers import quoted
from loccit.errors import Problem
from loccit.model import Edition, Text

CODE = "missing-image"
_SHOWN = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"})


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each image that is not there, is outside, or is of a kind that browsers do not show."""
    for text in edition.texts:
        for pointer in text.images:
            if pointer.target.kind == "dangling":
                message, hint = _explain(pointer.value, text, edition.config.root)
                yield Problem(text.source.position(pointer.ordinal), CODE, message, hint)


def _explain(url: str, text: Text, root: Path) -> tuple[str, str]:
    folder = text.source.path.relative_to(root).parent.as_posix()
    path = posixpath.normpath(posixpath.join(folder, unquote(url)))
    if path.startswith(("../", "/")):
        return f"the image {quoted(url)} is outside the edition's folder", "copy it beside the text and write its name"
    suffix = posixpath.splitext(path)[1].lower()
    if suffix and suffix not in _SHOWN:
        return f"browsers do not show {suffix} images", "save it as .png, .jpg, .svg or .webp and write that name"
    return f"no image {quoted(url)}", f"put the image at {path}, or correct the url"
