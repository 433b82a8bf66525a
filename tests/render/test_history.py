"""What the pages say of releases, and of what is not released yet."""

from __future__ import annotations

from pathlib import Path

import msgspec

from loccit.check import check_edition
from loccit.config import load
from loccit.model import Edition
from loccit.read import read_edition
from loccit.reconcile import apply, plan, with_reasons
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


FERRY = "The ferry leaves at noon and takes whoever waits on the pier."
LETTER = "Nobody had told the harbour master that the mail was late again."
TRAIN = "Three trains stood under steam, and none of them had a driver."


def step(root: Path, version: str, *paragraphs: tuple[str, str]) -> None:
    """Write paragraphs, settle what has become of the released ones, and release them."""
    body = "".join(f'<p xml:id="{own}">{words}</p>' if own else f"<p>{words}</p>" for own, words in paragraphs)
    tei = f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><text><body>{body}</body></text></TEI>'
    (root / "content" / "texts" / "a.xml").write_text(tei)
    now = edition(root)
    apply(with_reasons(plan(now), "It was another hand"), now)
    now = edition(root)
    release(now, check_edition(now), wanted_release(now, version, "2026-11-22", "What is new"))


def test_corrections_say_where_words_went_and_why(tmp_path: Path) -> None:
    """A split leads to its parts in the release that made it, and what was withdrawn says why."""
    corrected(tmp_path)
    step(tmp_path, "1.1", ("p1", f"{FERRY} {LETTER}"), ("p2", TRAIN))
    step(tmp_path, "1.2", ("p1", f"{FERRY.replace('noon', 'dusk')} {LETTER}"), ("p2", TRAIN))
    step(tmp_path, "1.3", ("p1", FERRY.replace("noon", "dusk")), ("", LETTER))

    page = corrections(tmp_path, draft=False)
    of_release = page.split("<h2 ")
    first, second = (next(part for part in of_release if f">Release {v}<" in part) for v in ("1.2", "1.3"))

    assert '<span class="history-what">edited</span>' in first
    assert "→" not in first
    assert '<span class="history-what">split</span> → <a href="../a/index.html#p3">¶\u00a03</a>' in second
    assert '<span class="history-what">withdrawn</span> (It was another hand)' in second


def test_history_of_a_paragraph_tells_an_edit_from_a_split(tmp_path: Path) -> None:
    """On its own page, too, only the release that split it leads to the other part."""
    corrected(tmp_path)
    step(tmp_path, "1.1", ("p1", f"{FERRY} {LETTER}"))
    step(tmp_path, "1.2", ("p1", f"{FERRY.replace('noon', 'dusk')} {LETTER}"))
    step(tmp_path, "1.3", ("p1", FERRY.replace("noon", "dusk")), ("", LETTER))

    html = render_site(edition(tmp_path))["a/p1/index.html"]

    assert isinstance(html, bytes)
    kinds = [part.split("<")[0] for part in html.decode().split('<span class="history-what">')[1:]]
    assert ["split", "edited", "edited", "first released"] == kinds
    assert 1 == html.decode().count("</span> → ")
