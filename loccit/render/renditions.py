"""The words of `@rend` and `@rendition` -> the names of classes."""

from __future__ import annotations

import re
from collections.abc import Mapping

_RENDITIONS: Mapping[str, str] = {
    **{
        name: name
        for name in (
            "allcaps blackletter bold bottombraced boxed centre cursive doublestrikethrough doubleunderline dropcap"
            " float hyphen inline italic justify larger left leftbraced letterspace literal normalstyle"
            " normalweight right rightbraced rotateleft rotateright rules smallcaps smaller strikethrough"
            " subscript superscript topbraced typewriter underline wavyunderline"
        ).split()
    },
    **dict.fromkeys(("i", "it", "ital", "italics", "italique", "kursiv"), "italic"),
    **dict.fromkeys(("b", "strong", "fett", "boldface"), "bold"),
    **dict.fromkeys(
        ("sc", "small-caps", "smallcap", "smcap", "caps-small", "kapitaelchen", "small_caps", "k"), "smallcaps"
    ),
    **dict.fromkeys(("sup", "super", "hoch"), "superscript"),
    **dict.fromkeys(("sub", "tief"), "subscript"),
    **dict.fromkeys(("u", "ul", "underlined", "unterstrichen"), "underline"),
    **dict.fromkeys(("center", "centered", "centred", "c", "zentriert"), "centre"),
    **dict.fromkeys(("spaced", "gesperrt", "g", "letterspaced", "expanded", "spaced-out"), "letterspace"),
    **dict.fromkeys(("strike", "overstrike", "struckthrough", "line-through", "del"), "strikethrough"),
    **dict.fromkeys(("tt", "code", "mono", "monospace"), "typewriter"),
    **dict.fromkeys(("large", "big"), "larger"),
    **dict.fromkeys(("small",), "smaller"),
    **dict.fromkeys(("caps", "uppercase", "all-caps", "versalien"), "allcaps"),
    **dict.fromkeys(("flushright", "align-right", "text-right"), "right"),
    **dict.fromkeys(("fraktur", "gothic", "blacklettertype", "fr"), "blackletter"),
    **dict.fromkeys(("dropcap", "initial", "drop-cap", "in"), "dropcap"),
    **dict.fromkeys(("double-underline", "uu"), "doubleunderline"),
    **dict.fromkeys(("roman", "upright", "recte", "antiqua", "latintype", "pre-print"), "normalstyle"),
    **dict.fromkeys(("tall", "ligature", "apex", "reversed", "intraline"), "normalstyle"),
    **dict.fromkeys(("hochgestellt", "exposant", "superscripted"), "superscript"),
    **dict.fromkeys(("tiefgestellt", "indice", "subscripted"), "subscript"),
    **dict.fromkeys(("bordered", "framed"), "boxed"),
}
"""The words of `@rend` and `@rendition` in use, and the rendition of tei_simplePrint that each means."""
_WORD = re.compile(r"[^\s;,]+")


def words_of(rend: str) -> list[str]:
    """Return the words of a `@rend`, which some divide by commas or semicolons."""
    return _WORD.findall(rend)


def rendition_classes(rend: str) -> list[str]:
    """Return the class names for the words of `@rend` and `@rendition`; words that mean nothing to us are left out."""
    words = (w.removeprefix("simple:").removeprefix("#").removesuffix(":true").lower() for w in words_of(rend))
    return list(dict.fromkeys(f"r-{_RENDITIONS[w]}" for w in words if w in _RENDITIONS))
