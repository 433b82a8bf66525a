"""What the pages say of releases, and of what is not released yet."""

from __future__ import annotations

from pathlib import Path

import msgspec

from loccit.check import check_edition
from loccit.config import load
from loccit.model import Edition
from loccit.read import read_edition
from loccit.release import release, wanted_release
from loccit.render import render_site

TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><text><body>
<p xml:id="p1">The ferry leaves at noon.</p></body></text></TEI>"""


def edition(root: Path, *, draft: bool = False) -> Edition:
    """Return the edition as it is on the disk."""
    return read_edition(msgspec.structs.replace(load(root), draft=draft))


def corrected(root: Path) -> None:
    """Make an edition, release it, and correct a word of it."""
    (root / "content" / "texts").mkdir(parents=True)
    (root / "content" / "edition.yaml").write_text("title: A\nlanguage: en\n")
    path = root / "content" / "texts" / "a.xml"
    path.write_text(TEI)
    now = edition(root)
    release(now, check_edition(now), wanted_release(now, "1.0", "2026-11-22", "First"))
    path.write_text(TEI.replace("noon", "dusk"))


def corrections(root: Path, *, draft: bool) -> str:
    """Return the page of corrections."""
    html = render_site(edition(root, draft=draft))["corrections/index.html"]
    return html.decode() if isinstance(html, bytes) else html.read_text()


def test_while_serving_the_working_text_is_marked_as_unreleased(tmp_path: Path) -> None:
    """A correction that is not released yet is shown as such to the editor who serves the edition."""
    corrected(tmp_path)

    page = corrections(tmp_path, draft=True)

    assert "Not released yet" in page
    assert "<del>noon</del><ins>dusk</ins>" in page


def test_a_published_site_tells_of_releases_only(tmp_path: Path) -> None:
    """What is not released yet is no correction that anybody could cite."""
    corrected(tmp_path)

    assert "Not released yet" not in corrections(tmp_path, draft=False)


def test_a_paragraph_says_since_when_it_reads_otherwise(tmp_path: Path) -> None:
    """The text page holds the difference from each release in which a paragraph read otherwise."""
    corrected(tmp_path)

    html = render_site(edition(tmp_path))["a/index.html"]

    assert b'<details class="edited" data-since="1.0">' in (html if isinstance(html, bytes) else html.read_bytes())


def test_words_of_the_interface_in_a_text_in_another_language(tmp_path: Path) -> None:
    """A text in another language says which words in it are not its own, and the corrections which are its own."""
    corrected(tmp_path)
    (tmp_path / "content" / "edition.yaml").write_text("title: A\nlanguage: de\n")
    site = render_site(edition(tmp_path, draft=True))
    html = site["a/index.html"]
    page = html.decode() if isinstance(html, bytes) else html.read_text()

    assert '<details class="edited" data-since="1.0"><summary lang="de" dir="ltr">' in page
    assert '<p class="difference" lang="en" dir="ltr">' in corrections(tmp_path, draft=True)
