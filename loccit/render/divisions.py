"""A heading for the table of contents -> its words: the source's own, or what a division without a heading is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from loccit.model import Heading
from loccit.render.language import language_name

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "edition": "Text",
        "original": "Text",
        "translation": "Translation",
        "commentary": "Commentary",
        "apparatus": "Apparatus",
        "bibliography": "Bibliography",
        "abstract": "Summary",
    }
)
"""What EpiDoc calls its divisions, as `section_names` in the templates has it."""


def surface_name(label: str, number: str, say: Callable[[str], str]) -> str:
    """Return what a surface is called: by its label, or else by its number among all of them."""
    return say("Page %(number)s") % {"number": label} if label else say("Surface %(number)s") % {"number": number}


def words_of(heading: Heading, say: Callable[[str], str], language: str = "") -> str:
    """Return the words of a heading; a surface is called as it is above its transcription.

    One of several translations is told from the others by its language, named in `language`.
    """
    if heading.kind == "surface":
        return surface_name(heading.text, heading.number, say)
    if not heading.kind:
        return heading.text
    apart = language_name(heading.language, language) if heading.language and language else heading.text
    return f"{say(NAMES[heading.kind])} ({apart})" if apart else say(NAMES[heading.kind])
