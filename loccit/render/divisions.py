"""A heading for the table of contents -> its words: the source's own, or what a division without a heading is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from loccit.model import Heading

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "edition": "Text",
        "translation": "Translation",
        "commentary": "Commentary",
        "apparatus": "Apparatus",
        "bibliography": "Bibliography",
    }
)
"""What EpiDoc calls its divisions, as `section_names` in the templates has it."""


def words_of(heading: Heading, say: Callable[[str], str]) -> str:
    """Return the words of a heading."""
    return heading.text or (say(NAMES[heading.kind]) if heading.kind else "")
