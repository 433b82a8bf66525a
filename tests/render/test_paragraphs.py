"""The pages that paragraphs have of their own."""

from __future__ import annotations

from pathlib import Path

from tests.conservation import Site, faults_of_site, site_of, wrapped


def edition(folder: Path, tei: str) -> Site:
    """Return the site of an edition with one text."""
    (folder / "content" / "texts").mkdir(parents=True)
    (folder / "content" / "edition.yaml").write_text("title: An edition\n", "utf-8")
    (folder / "content" / "texts" / "a.xml").write_text(wrapped(tei), "utf-8")
    return site_of(folder)


def page_of(site: Site, paragraph: str) -> str:
    """Return the page of a paragraph of the text."""
    page = site[f"a/{paragraph}/index.html"]
    assert isinstance(page, bytes)
    return page.decode()


def test_notes_in_notes_are_on_the_page_of_a_paragraph(tmp_path: Path) -> None:
    """The page of a paragraph has the notes that it calls, and those that these call in their turn."""
    body = "<p>One<note>first<note>in it<note>and in that</note></note></note>.</p><p>Two<note>other</note>.</p>"

    site = edition(tmp_path, body)

    assert [] == faults_of_site(site)
    assert [1, 1, 1, 0] == [page_of(site, "p1").count(words) for words in ("first", "in it", "and in that", "other")]


def test_a_note_before_a_paragraph_is_on_its_page(tmp_path: Path) -> None:
    """A note that stands before the first paragraph is called in it, and listed on its page."""
    site = edition(tmp_path, '<div><note place="margin">summary</note><p>One.</p></div>')

    assert [] == faults_of_site(site)
    assert "summary" in page_of(site, "p1")


def test_the_way_back_from_a_note_leads_to_its_mark(tmp_path: Path) -> None:
    """A note that is called behind a paragraph, and not in it, leads back to the page of the text."""
    tei = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><p>One.</p><correspAction/><note>Of it.</note></TEI>'

    assert [] == faults_of_site(edition(tmp_path, tei))
