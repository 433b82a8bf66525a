"""The theme, and what an edition may put in its place."""

from __future__ import annotations

from pathlib import Path

from loccit.config import load
from loccit.read import read_edition
from loccit.render import render_site

TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>
<p><persName>Ada</persName> <emph>knew</emph> <hi rend="bold">it</hi>.</p></body></text></TEI>"""


def page(root: Path, templates: dict[str, str]) -> str:
    """Return the page of an edition of one text with templates of its own."""
    (root / "content" / "texts").mkdir(parents=True)
    (root / "content" / "edition.yaml").write_text("title: A\nlanguage: en\n")
    (root / "content" / "texts" / "a.xml").write_text(TEI)
    (root / "templates").mkdir()
    for name, source in templates.items():
        (root / "templates" / name).write_text(source)
    html = render_site(read_edition(load(root)))["a/index.html"]
    return html.decode() if isinstance(html, bytes) else html.read_text()


def test_one_element_is_restyled_by_one_macro(tmp_path: Path) -> None:
    """An edition's macro for one element leaves the theme's others in force."""
    macro = "{% macro persName(node, page) %}<b{{ page.attributes(node) }}>{{ page.content(node) }}</b>{% endmacro %}"

    html = page(tmp_path, {"elements.html": macro})

    assert '<b class="tei-persName">Ada</b>' in html
    assert '<em class="tei-emph">knew</em>' in html


def test_one_behaviour_is_restyled_by_one_macro(tmp_path: Path) -> None:
    """An edition's macro for a behaviour replaces the theme's, also where the theme's is a plain frame."""
    macro = "{% macro inline(node, page) %}<u>{{ node.name }}: {{ page.content(node) }}</u>{% endmacro %}"

    html = page(tmp_path, {"behaviours.html": macro})

    assert "<u>persName: Ada</u>" in html
    assert '<div class="para"' in html


def test_a_page_template_replaces_that_of_the_theme(tmp_path: Path) -> None:
    """A whole page can be an edition's own, and extend the theme's frame."""
    own = '{% extends "base.html" %}{% block main %}<p>{{ page.title }} of my own</p>{% endblock %}'

    assert "of my own</p>" in page(tmp_path, {"text.html": own})
