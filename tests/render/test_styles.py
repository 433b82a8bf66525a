"""The CSS of a source is let through where it is harmless, and only there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loccit.render.styles import classes_of, harmless, style_sheet


@pytest.mark.parametrize(
    ("css", "expected"),
    [
        ("font-style: italic", "font-style: italic"),
        ("FONT-WEIGHT:BOLD;", "font-weight: bold"),
        ("font-size: 24pt", "font-size: 2em"),
        ("font-size: 900pt", "font-size: 4em"),
        ("letter-spacing: +3pt", "letter-spacing: 0.25em"),
        ("margin: 0 1cm", "margin: 0 2.36em"),
        ("margin-left: -20em", "margin-left: 0em"),
        ("text-indent: -1.5em", "text-indent: -1.5em"),
        ("color: red", "color: color-mix(in srgb, red 45%, var(--ink))"),
        ("color: black", ""),
        ("color: #fff", ""),
        ("border: solid green 2pt", "border: solid 1px"),
        ("text-decoration: underline blink", "text-decoration: underline"),
        ("line-height: 200%", "line-height: 200%"),
        ("font-family: Papyrus", ""),
        ("position: fixed", ""),
        ("display: none", ""),
        ("content: 'x'", ""),
        ("background: url(https://example.org/x.png)", ""),
        ("color: red} body {display: none", ""),
        ("color: r\\65 d", ""),
        ("@import 'x.css'", ""),
        ("font-style: italic; </style><script>", "font-style: italic"),
        ("/* font-style: */ font-weight: bold !important", "font-weight: bold"),
    ],
)
def test_harmless_declarations(css: str, expected: str) -> None:
    """A declaration is kept with values in bounds, or it is left out."""
    assert expected == harmless(css)


@given(st.text())
def test_nothing_else_gets_through(css: str) -> None:
    """Whatever the source writes, no rule ends early, and nothing is loaded."""
    safe = harmless(css).replace("color-mix(in srgb", "").replace("var(--ink))", "")

    assert not set(safe) & set("{}()<>@\\\"'/")


def test_a_look_is_a_class() -> None:
    """The same look has the same class under every key, and what is not harmless has none."""
    styles = (("#a", "font-style: italic"), ("=font-style:italic", "font-style:italic"), ("#b", "position: fixed"))

    assert {"#a": "r-x1", "=font-style:italic": "r-x1"} == classes_of(styles)
    assert b"@layer text {\n  .r-x1 { font-style: italic }\n}\n" == style_sheet(styles)
    assert b"" == style_sheet(())
