"""The pages that paragraphs have of their own."""

from __future__ import annotations

from pathlib import Path

from tests.conservation import faults_of_site, site_of, wrapped


def test_notes_in_notes_are_on_the_page_of_a_paragraph(tmp_path: Path) -> None:
    """The page of a paragraph has the notes that it calls, and those that these call in their turn."""
    texts = tmp_path / "content" / "texts"
    texts.mkdir(parents=True)
    (tmp_path / "content" / "edition.yaml").write_text("title: An edition\n", "utf-8")
    body = "<p>One<note>first<note>in it<note>and in that</note></note></note>.</p><p>Two<note>other</note>.</p>"
    (texts / "a.xml").write_text(wrapped(body), "utf-8")

    site = site_of(tmp_path)

    assert [] == faults_of_site(site)
    page = site["a/p1/index.html"]
    assert isinstance(page, bytes)
    assert [1, 1, 1, 0] == [page.count(words) for words in (b"first", b"in it", b"and in that", b"other")]


def test_the_way_back_from_a_note_leads_to_its_mark(tmp_path: Path) -> None:
    """A note that is called behind a paragraph, and not in it, leads back to the page of the text."""
    texts = tmp_path / "content" / "texts"
    texts.mkdir(parents=True)
    (tmp_path / "content" / "edition.yaml").write_text("title: An edition\n", "utf-8")
    tei = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><p>One.</p><correspAction/><note>Of it.</note></TEI>'
    (texts / "a.xml").write_text(tei, "utf-8")

    assert [] == faults_of_site(site_of(tmp_path))
