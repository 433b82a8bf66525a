"""What a source says of its own look (`rendition`, `tagUsage`, `@style`, `@rend`) -> CSS as it is written there.

Nothing here is trusted: `render/styles.py` lets through what is harmless.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from loccit.read.xml import ID

_Strings = Callable[[etree._Element], list[str]]
_STYLES: _Strings = etree.XPath("//@style", smart_strings=False)  # type: ignore[assignment]
_RENDS: _Strings = etree.XPath("//@rend | //@rendition", smart_strings=False)  # type: ignore[assignment]
_RENDS_OF_PROSE: _Strings = etree.XPath(  # type: ignore[assignment]
    "//*[local-name() = 'p']/@rend | //*[local-name() = 'p']/@rendition", smart_strings=False
)
Styles = tuple[tuple[str, str], ...]
"""Keys with their CSS: `#id` of a `rendition`, `=` with the value of an attribute, `@name` of an element, a word.

A word that means another thing in a paragraph of prose has `p` before it.
"""


def read_styles(root: etree._Element) -> Styles:
    """Return every look that a file declares or uses, each once, with the CSS for it."""
    found = dict(_declared(root))
    for value in sorted({*_STYLES(root), *(rend for rend in _RENDS(root) if ":" in rend)}):
        found.setdefault(f"={value}", value)
    for word in _words(_RENDS(root)):
        if css := _of_word(word):
            found.setdefault(word, css)
    for word in _words(_RENDS_OF_PROSE(root)):
        if "indent" in word and (indent := _INDENT.fullmatch(word)):
            found.setdefault(f"p {word}", f"text-indent: {_width(indent)}em")
    return tuple(found.items())


def _words(rends: list[str]) -> list[str]:
    return sorted({word.strip(";,").lower() for rend in rends for word in rend.split()})


def _declared(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the looks in the header: each `rendition`, and what it is the default of (TEI Guidelines, 2.3.4)."""
    by_id: dict[str, str] = {}
    defaults: list[tuple[str, str]] = []
    for element in root.iter("{*}rendition"):
        if element.get("scheme", "css") != "css" or element.get("scope"):
            continue
        css = "".join(map(str, element.itertext()))
        if name := element.get(ID):
            by_id[name] = css
        defaults.extend((key, css) for key in _selected(element.get("selector", "")))
    yield from ((f"#{name}", css) for name, css in by_id.items())
    yield from defaults
    for usage in root.iter("{*}tagUsage"):
        used = (by_id.get(pointer.removeprefix("#"), "") for pointer in usage.get("render", "").split())
        if css := "; ".join(filter(None, used)):
            yield f"@{usage.get('gi', '')}", css


def _selected(selector: str) -> Iterator[str]:
    """Yield the keys of the elements in a selector; of selectors, only plain names are understood."""
    for part in selector.split(","):
        if re.fullmatch(r"(?:tei\|)?[A-Za-z][\w.-]*", part.strip()):
            yield f"@{part.strip().removeprefix('tei|')}"


_INDENT = re.compile(r"(?:align\(|first-|text-)?indent(?:ed)?[-_(]*(\d*)\)?|(?:ti|et)[-_]?(\d+)")
_CALLED = re.compile(r"(align|text-align|colou?r|font-size|size)\((#?[\w-]+)\)")
_PROPERTIES = {"align": "text-align", "colour": "color", "size": "font-size"}
_WORDS = {
    "hanging": "padding-left: 1.5em; text-indent: -1.5em",
    "overline": "text-decoration: overline",
    "supraline": "text-decoration: overline",
    "blackletter": "font-family: fantasy",
    "fraktur": "font-family: fantasy",
    "gothic": "font-family: fantasy",
    "rotateleft": "writing-mode: vertical-rl",
    "rotateright": "writing-mode: vertical-rl",
    **{size: f"font-size: {size}" for size in ("xx-small", "x-small", "x-large", "xx-large")},
    **{colour: f"color: {colour}" for colour in ("red", "blue", "green", "brown", "purple")},
    "rubric": "color: red",
    "rubricated": "color: red",
}
"""Words of `@rend` whose look is no class of the theme."""


def _of_word(word: str) -> str:
    """Return the CSS that a word of `@rend` means, or an empty string."""
    if indent := _INDENT.fullmatch(word):
        return f"margin-inline-start: {_width(indent)}em"
    if called := _CALLED.fullmatch(word):
        return f"{_PROPERTIES.get(called[1], called[1])}: {called[2]}"
    return _WORDS.get(word.removeprefix("simple:").removeprefix("#"), "")


def _width(indent: re.Match[str]) -> float:
    """Return how wide an indent is: in steps of one and a half letters' heights."""
    return 1.5 * int(indent[1] or indent[2] or 1)
