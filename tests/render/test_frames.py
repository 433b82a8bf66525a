"""Macros that are taken apart when the theme is loaded: what they write is what Jinja writes when it calls them."""

from __future__ import annotations

import html
from pathlib import Path

import jinja2
import msgspec
import pytest

from loccit.config import load
from loccit.model import Memory, Node, Target
from loccit.read import read_edition
from loccit.render import render_text, rendering_of
from loccit.render.frames import frames_in
from loccit.render.looks import Looks
from loccit.render.site import Rendering
from loccit.render.tree import Page
from loccit.render.urls import Links

EDITIONS = sorted(path for path in (Path(__file__).parents[1] / "editions").iterdir() if path.name != "broken")


@pytest.mark.parametrize("path", EDITIONS, ids=lambda path: path.name)
def test_frames_write_what_macros_write(path: Path) -> None:
    """Every page of a text is the same with the theme's macros taken apart and with none of them."""
    rendering = rendering_of(read_edition(load(path)), Memory())
    called = msgspec.structs.replace(rendering.theme.looks, frames={}, chosen={})
    theme = msgspec.structs.replace(rendering.theme, looks=called)
    by_calls = Rendering(rendering.edition, theme, rendering.messages, rendering.static)

    for text in rendering.edition.texts:
        assert written(by_calls, text.key) == written(rendering, text.key)


def written(rendering: Rendering, key: str) -> dict[str, str]:
    """Return the pages of a text, with quotation marks as they are: Jinja writes some of them as references."""
    text = next(text for text in rendering.edition.texts if text.key == key)
    pages = render_text(rendering, text)
    return {path: html.unescape(page.decode()) for path, page in pages.items() if isinstance(page, bytes)}


PLAIN = {
    "{% set a = node.params.b %}<i{{ page.id(a) }}>{{ a }}</i>": '<i id="B&amp;">B&amp;</i>',
    "{{ node.params.b if node.params.c else 'no' }}": "no",
    "{{ node.params.c or node.params.b }}": "B&amp;",
    "{{ '1' ~ node.params.b ~ '2' }}": "1B&amp;2",
    "{% if node.params.get('c') %}1{% elif node.params.b == 'B&' %}2{% else %}3{% endif %}": "2",
    "{% if not node.params.c and node.params.b %}1{% endif %}": "1",
    "{% if node.children or node.block %}1{% endif %}": "",
    "{% if page.href(node.params.to) %}{{ page.href(node.params.to) }}{% endif %}": "https://example.org/",
    "{{ node.params.to.kind }}": "external",
    "{{ _('of %(it)s', it=_('%(n)s more', n=node.params.b) if node.params.b else 'none') }}": "of B&amp; more",
}
"""Bodies of macros that are taken apart, and what they write."""
CALLED = (
    "{% if node.params.b %}{% set a = 1 %}{% endif %}x",
    "{% set a = 1 %}{% set a = 2 %}x",
    "{% set a = a or 1 %}x",
    "{% for a in node.children %}{{ a }}{% endfor %}",
    "{{ node.params.b|upper }}",
    "{{ page.language }}",
    "{{ node.attributes.n }}",
    "{% if node.params.b > 1 %}x{% endif %}",
)
"""Bodies of macros that only Jinja can follow."""


def frames(body: str) -> Looks:
    """Return the looks of a theme with one macro of this body."""
    environment = jinja2.Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    source = f"{{% macro it(node, page) %}}{body}{{% endmacro %}}"
    return Looks({"it": str}, {}, frames_in(environment, source, "behaviours.html", str).frames)


@pytest.mark.parametrize("body", PLAIN)
def test_a_plain_macro(body: str) -> None:
    """A macro that gives names, asks and translates is taken apart, and writes its values escaped."""
    node = Node("it", "it", params={"b": "B&", "c": "", "to": Target("external", "https://example.org/")})
    looks = frames(body)

    assert "it" in looks.frames
    assert PLAIN[body] == Page(looks, Links(""), "en").html(node)


@pytest.mark.parametrize("body", CALLED)
def test_a_macro_that_is_called(body: str) -> None:
    """A macro that does more than that is left to Jinja."""
    assert {} == frames(body).frames


def test_a_value_that_is_not_there() -> None:
    """A macro that writes what its node has not is told so, as Jinja tells it."""
    with pytest.raises(jinja2.UndefinedError, match="<it> has no `b`"):
        Page(frames("{{ node.params.b }}"), Links(""), "en").html(Node("it", "it"))
