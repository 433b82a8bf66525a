"""The CSS that a source writes -> classes, and a style sheet for its text: only what is harmless and stays readable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

Styles = tuple[tuple[str, str], ...]

_KEYWORDS: Mapping[str, frozenset[str]] = {
    "font-style": frozenset({"italic", "oblique", "normal"}),
    "font-weight": frozenset("bold bolder lighter normal 100 200 300 400 500 600 700 800 900".split()),
    "font-variant": frozenset({"small-caps", "all-small-caps", "normal"}),
    "text-align": frozenset({"left", "right", "center", "justify", "start", "end"}),
    "text-transform": frozenset({"uppercase", "lowercase", "capitalize", "none"}),
    "vertical-align": frozenset({"super", "sub", "baseline", "top", "middle", "bottom"}),
    "float": frozenset({"left", "right", "none"}),
    "display": frozenset({"block", "inline", "inline-block"}),
    "writing-mode": frozenset({"vertical-rl", "vertical-lr", "horizontal-tb"}),
    "white-space": frozenset({"normal", "pre-wrap", "pre-line"}),
    "font-family": frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy"}),
}
"""Properties with the words that they may have."""
_LINES = frozenset("underline overline line-through none double solid dotted dashed wavy".split())
_BORDERS = re.compile(r"border(-top|-right|-bottom|-left)?(-style|-width)?")
_BORDER_WORDS = frozenset("solid dashed dotted double none thin medium thick".split())
_LENGTHS = re.compile(
    r"(margin|padding)(-top|-right|-bottom|-left|-inline-start)?|text-indent|letter-spacing|word-spacing"
)
_SIZES = frozenset("xx-small x-small small medium large x-large xx-large smaller larger".split())
_LENGTH = re.compile(r"([+-]?(?:\d{1,4}(?:\.\d{1,4})?|\.\d{1,4}))(em|ex|rem|ch|%|px|pt|pc|mm|cm|in)?")
_IN_EM = {"px": 1 / 16, "pt": 1 / 12, "pc": 1, "mm": 0.236, "cm": 2.36, "in": 6, "rem": 1, "ex": 0.5, "ch": 0.5}
"""How many letters' heights an absolute unit is, so that the reader's own size is kept."""
_MOST_EM, _MOST_PERCENT = 12, 300
_COLOUR = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?|[a-zA-Z]{3,20}")
_NO_COLOURS = frozenset(
    "black white inherit initial unset transparent currentcolor revert auto none windowtext".split()
)
_DECLARATION = re.compile(r"\s*([a-z-]+)\s*:\s*([^:;{}\\<>@()]*?)\s*(?:!important\s*)?", re.IGNORECASE)


@lru_cache(maxsize=256)
def classes_of(styles: Styles) -> Mapping[str, str]:
    """Return the class for each look that has anything harmless in it; the same look has the same class."""
    numbers: dict[str, str] = {}
    classes = {}
    for key, css in styles:
        if rule := harmless(css):
            classes[key] = numbers.setdefault(rule, f"r-x{len(numbers) + 1}")
    return MappingProxyType(classes)


def style_sheet(styles: Styles) -> bytes:
    """Return the style sheet of a text with such looks, in the theme's layer for texts; empty where there are none."""
    classes = classes_of(styles)
    rules = {classes[key]: harmless(css) for key, css in styles if key in classes}
    lines = "".join(f"  .{name} {{ {rule} }}\n" for name, rule in rules.items())
    return f"@layer text {{\n{lines}}}\n".encode() if rules else b""


def harmless(css: str) -> str:
    """Return the declarations of a style that cannot do more than set words: no images, positions or contents.

    Lengths keep to the reader's own size of letters; a colour is mixed with that of the ink, so that it can be read
    on light and on dark.
    """
    declarations = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL).split(";")
    return "; ".join(dict.fromkeys(_harmless_declarations(declarations)))


def _harmless_declarations(declarations: list[str]) -> Iterator[str]:
    for declaration in declarations:
        if match := _DECLARATION.fullmatch(declaration):
            name, value = match[1].lower(), match[2].lower()
            if safe := _value(name, value):
                yield f"{name}: {safe}"


def _value(name: str, value: str) -> str:
    """Return a value that a property may have, or an empty string."""
    words = value.split()
    if name in _KEYWORDS:
        return value if value in _KEYWORDS[name] else ""
    if name in {"text-decoration", "text-decoration-line", "text-decoration-style"}:
        return " ".join(word for word in words if word in _LINES)
    if name == "font-size":
        return value if value in _SIZES else _length(value, 0.5, 4)
    if name == "line-height":
        return _length(value, 1, 3) if value != "normal" else value
    if name == "color":
        mixed = _COLOUR.fullmatch(value) and value not in _NO_COLOURS and not re.fullmatch("#(000|fff)+", value)
        return f"color-mix(in srgb, {value} 45%, var(--ink))" if mixed else ""
    if _BORDERS.fullmatch(name):
        return " ".join(word if word in _BORDER_WORDS else "1px" for word in words if _is_of_border(word))
    if _LENGTHS.fullmatch(name):
        least = -_MOST_EM if name == "text-indent" else -1 if name.endswith("spacing") else 0
        lengths = [_length(word, least, _MOST_EM) for word in words]
        return " ".join(lengths) if lengths and all(lengths) else ""
    return ""


def _is_of_border(word: str) -> bool:
    return word in _BORDER_WORDS or bool(_LENGTH.fullmatch(word))


def _length(value: str, least: float, most: float) -> str:
    """Return a length in the size of the letters around, or a share, between these bounds; else an empty string."""
    match = _LENGTH.fullmatch(value)
    if not match:
        return ""
    number, unit = float(match[1]), match[2] or ""
    if unit == "%":
        return f"{min(max(number, 100 * least if least < 0 else 0), _MOST_PERCENT):g}%"
    if unit in _IN_EM:
        number, unit = round(number * _IN_EM[unit], 3), "em"
    return f"{min(max(number, least), most):g}{unit}" if number else "0"
