"""A `graphic` whose image is not among the edition's files.

Passes, where `content/texts/map.png` exists::

    <graphic url="map.png"/>

Fails, where it does not::

    <graphic url="map.png"/>

Images of pages (`@facs`, `facsimile`) that are not there do not stop a build: their absence is reported once.
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
        missing = [pointer for pointer in text.images if pointer.target.kind == "dangling"]
        for pointer in missing:
            if pointer.attribute == "url":
                message, hint = _explain(pointer.value, text, edition.config.root)
                yield Problem(text.source.position(pointer.ordinal), CODE, message, hint)
        if pages := [pointer for pointer in missing if pointer.attribute != "url"]:
            first = min(pages, key=lambda pointer: pointer.ordinal)
            message, hint = _explain_pages(len(pages), first.value, text, edition.config.root)
            yield Problem(text.source.position(first.ordinal), CODE, message, hint, "warning")


def _explain_pages(count: int, url: str, text: Text, root: Path) -> tuple[str, str]:
    if count > 1:
        return f"{count} images of pages are not there, the first is {quoted(url)}", _explain(url, text, root)[1]
    return f"an image of a page is not there: {quoted(url)}", _explain(url, text, root)[1]


def _explain(url: str, text: Text, root: Path) -> tuple[str, str]:
    folder = text.source.path.relative_to(root).parent.as_posix()
    if url.startswith("#"):
        return f"no surface {quoted(url)}", "add a `surface` with this `xml:id`, or correct the `facs`"
    path = posixpath.normpath(posixpath.join(folder, unquote(url)))
    if path.startswith(("../", "/")):
        return f"the image {quoted(url)} is outside the edition's folder", "copy it beside the text and write its name"
    suffix = posixpath.splitext(path)[1].lower()
    if suffix and suffix not in _SHOWN:
        return f"browsers do not show {suffix} images", "save it as .png, .jpg, .svg or .webp and write that name"
    return f"no image {quoted(url)}", f"put the image at {path}, or correct the url"
