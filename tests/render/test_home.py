"""The title page of TEI that nobody has configured."""

from __future__ import annotations

from pathlib import Path

import pytest

from loccit.config import load
from loccit.read import read_edition
from loccit.render import render_site

TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>{}</title></titleStmt></fileDesc>'
    '<revisionDesc><change when="2026-01-01">Checked.</change></revisionDesc></teiHeader>'
    "<text><body><p>Words.</p></body></text></TEI>"
)


@pytest.mark.parametrize(
    ("folder", "title"),
    [("old_letters", "Old letters"), ("rem-library/data/TEI", "Rem library"), ("Essex", "Essex")],
)
def test_folder_gives_its_name(tmp_path: Path, folder: str, title: str) -> None:
    """A bare folder is called by its name, or by the nearest that tells more than what is in it; it has no imprint."""
    root = tmp_path / folder
    root.mkdir(parents=True)
    for name in "ab":
        (root / f"{name}.xml").write_text(TEI.format(name), "utf-8")

    page = render_site(read_edition(load(root)))["index.html"]

    assert isinstance(page, bytes)
    assert f"<h1>{title}</h1>" in page.decode()
    assert b'class="imprint"' not in page


def test_text_without_a_title_is_called_by_its_key(tmp_path: Path) -> None:
    """Who goes from text to text, or reads where a name occurs, is told of a text without a title by its key."""
    for name, title in (("a", "One"), ("b-untitled", ""), ("c", "Three")):
        tei = TEI.format(title).replace("Words.", "<persName>Ada</persName>")
        (tmp_path / f"{name}.xml").write_text(tei, "utf-8")

    site = render_site(read_edition(load(tmp_path)))
    page, names = site["a/index.html"], site["names/index.html"]

    assert isinstance(page, bytes)
    assert isinstance(names, bytes)
    assert b">Next: b-untitled</a>" in page
    assert b"<cite>b-untitled</cite>" in names


def test_texts_of_one_title_are_told_apart_in_the_links_between_them(tmp_path: Path) -> None:
    """Who goes on to the next text is told which of several with the same title it is."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.xml").write_text(TEI.format("Letter"), "utf-8")

    page = render_site(read_edition(load(tmp_path)))["a/index.html"]

    assert isinstance(page, bytes)
    assert b">Next: Letter (b)</a>" in page
