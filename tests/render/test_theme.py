"""The theme, and what an edition may put in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from loccit.config import load
from loccit.errors import RenderError
from loccit.read import read_edition
from loccit.render import render_site

TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>
<p><persName>Ada</persName> <emph>knew</emph> <hi rend="bold">it</hi>.</p></body></text></TEI>"""


LINKED = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p><ref>nowhere</ref>
<ref target="https://example.org/">a tabindex="1" b <hi>c</hi></ref></p></body></text></TEI>"""


def page(root: Path, templates: dict[str, str], tei: str = TEI) -> str:
    """Return the page of an edition of one text with templates of its own."""
    (root / "content" / "texts").mkdir(parents=True)
    (root / "content" / "edition.yaml").write_text("title: A\nlanguage: en\n")
    (root / "content" / "texts" / "a.xml").write_text(tei)
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


def test_a_link_may_stand_in_something(tmp_path: Path) -> None:
    """A link keeps its address whatever an edition puts around it, and is the only one; its words are its words."""
    around = "{% macro link_out(node, page) %}<b><a href='{{ page.link(node) }}'>{{ page.content(node) }}</a></b>"
    inside = "{% macro hi(node, page) %}<a href='?'>{{ page.content(node) }}</a><i tabindex=\"0\"></i>{% endmacro %}"

    html = page(tmp_path, {"behaviours.html": f"{around}{{% endmacro %}}", "elements.html": inside}, LINKED)

    words = 'a tabindex="1" b <span>c</span><i></i>'
    assert f"<b><a href='https://example.org/'>{words}</a></b>" in html


def test_a_reference_may_lead_nowhere(tmp_path: Path) -> None:
    """A macro can ask a reference without a target where it leads."""
    own = "{% macro ref(node, page) %}<u>{{ page.link(node) or '?' }} {{ page.content(node) }}</u>{% endmacro %}"
    plain = own.replace(" or '?'", "")

    assert "<u>? nowhere</u>" in page(tmp_path / "a", {"elements.html": own}, LINKED)
    assert "<u> nowhere</u>" in page(tmp_path / "b", {"elements.html": plain}, LINKED)


def test_a_macro_is_given_a_node_and_its_page(tmp_path: Path) -> None:
    """A macro with no room for what it is given is named."""
    with pytest.raises(RenderError, match="the macro `emph` takes no node and page") as caught:
        page(tmp_path, {"elements.html": "{% macro emph(node) %}<b></b>{% endmacro %}"})

    assert "begin it with {% macro emph(node, page) %}" == caught.value.hint


def test_a_page_template_replaces_that_of_the_theme(tmp_path: Path) -> None:
    """A whole page can be an edition's own, and extend the theme's frame."""
    own = '{% extends "base.html" %}{% block main %}<p>{{ page.title }} of my own</p>{% endblock %}'

    assert "of my own</p>" in page(tmp_path, {"text.html": own})
