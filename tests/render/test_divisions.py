"""Divisions that say by `@type` alone what they are: their places in the table of contents."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conservation import faults_of_site, site_of, wrapped

EPIDOC = """<div type="edition" xml:lang="la"><div type="textpart"><head>Side A</head><ab>Dis manibus</ab></div></div>
<div type="translation" xml:lang="en"><p>To the shades</p></div>
<div type="translation" xml:lang="de"><p>Den Manen</p></div>
<div type="bibliography"><head>Literature</head><p>CIL</p></div><div type="other"><p>x</p></div>"""


def test_divisions_without_headings_are_in_the_contents(tmp_path: Path) -> None:
    """Text, translation and the like have their names in the table of contents, with what is below them."""
    (tmp_path / "a.xml").write_text(wrapped(EPIDOC), "utf-8")

    site = site_of(tmp_path / "a.xml")
    page = site["a/index.html"].decode()
    contents = page[page.index('<nav class="toc"') :]
    links = re.findall(r'<a href="#([^"]*)"[^>]*>([^<]*)</a>', contents[: contents.index("</nav>")])

    assert [
        ("loccit:division:edition", "Text"),
        ("h1", "Side A"),
        ("loccit:division:translation", "Translation (English)"),
        ("loccit:division:translation:2", "Translation (German)"),
        ("h2", "Literature"),
    ] == links
    assert re.search(r'<h2 class="worded" id="loccit:division:edition"[^>]*><bdi>Text</bdi></h2>', page)
    assert re.search(r'<h3[^>]* id="h1"[^>]*>Side A</h3>', page)
    assert [] == faults_of_site(site)
