"""The cases in `cases/`: a title, a fragment of TEI, and the HTML of its page: the body and the list of notes.

A case is three parts, each ended by a line with a full stop. A fragment is put into the body of a small TEI
file, unless it is a whole file itself. A title that ends in `!! reason` is of a case that is known to be wrong:
its HTML is what should come out, it is not rewritten, and it fails as soon as it comes out right.
"""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conservation import faults_of_site, page_text, parse_tei, site_of, source_text, squeezed, wrapped

CASES = Path(__file__).parent / "cases"
NOT_COMPARED = (
    r'<div class="readings".*?</div>\n',
    r'<nav class="toc".*?</nav>\n',
    r'<section class="glossary-section".*?</section>\n',
    r'<section class="about-text".*?</section>\n',
)
LINE_STARTS = re.compile(
    r"(?<=>)(?=</?(?:div|section|p|ul|ol|li|dl|dt|dd|table|caption|tr|td|th|blockquote|figure|figcaption|pre|h\d)\b)"
)


class Case(NamedTuple):
    """One case."""

    path: Path
    title: str
    broken: str
    """Why it comes out wrong, or nothing."""
    tei: str
    html: str

    def __str__(self) -> str:
        """Return the name that pytest shows."""
        return f"{self.path.stem}: {self.title}"


def cases_in(path: Path) -> Iterator[Case]:
    """Yield the cases of one file."""
    parts = re.split(r"^\.\n", path.read_text("utf-8"), flags=re.MULTILINE)
    assert parts.pop().strip() == "", f"{path.name}: something stands after the last full stop"
    assert len(parts) % 3 == 0, f"{path.name}: a case has three parts, each ended by a line with a full stop"
    for heading, tei, html in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        title, _, broken = heading.strip().partition(" !! ")
        yield Case(path, title, broken, tei, html.rstrip("\n"))


def written(case: Case) -> str:
    """Return a case as it stands in its file."""
    heading = f"{case.title} !! {case.broken}" if case.broken else case.title
    return f"{heading}\n.\n{case.tei}.\n{case.html}\n.\n"


ALL = [case for path in sorted(CASES.glob("*.txt")) for case in cases_in(path)]


def parameters() -> Iterator[object]:
    """Yield each case, with a mark where it is known to come out wrong."""
    for case in ALL:
        marks = [pytest.mark.xfail(strict=True, reason=case.broken)] if case.broken else []
        yield pytest.param(case, id=str(case), marks=marks)


def compared(page: str) -> str:
    """Return the part of a page that a case is about, with a line for each block."""
    article = page[page.index("<article") : page.index("</article>")]
    title = re.search(r'<h1 id="[^"]*">.*?</h1>', article)
    rest = article[article.index("</header>") + len("</header>") :]
    for pattern in NOT_COMPARED:
        rest = re.sub(pattern, "", rest, flags=re.DOTALL)
    text = (title.group() if title else "") + rest
    text = LINE_STARTS.sub("\n", text)
    text = re.sub(r"(?<=>)\n(?=</)", "", text)
    return re.sub(r"\n\s*\n", "\n", text).strip("\n")


def made(case: Case, folder: Path) -> tuple[str, dict[str, bytes | Path]]:
    """Return what a case gives, and its whole site."""
    path = folder / "case.xml"
    path.write_text(wrapped(case.tei), "utf-8")
    site = site_of(path)
    return compared(site["case/index.html"].decode()), site


@pytest.mark.parametrize("case", list(parameters()))
def test_case(case: Case, tmp_path: Path, *, update_golden: bool) -> None:
    """Each fragment of TEI gives the HTML beside it, soundly nested and with all its text."""
    actual, site = made(case, tmp_path)

    if update_golden and not case.broken:
        rewrite(case, actual)
        return

    assert case.html == actual
    assert [] == faults_of_site(site)
    source = source_text(parse_tei((tmp_path / "case.xml").read_bytes()))
    shown = page_text(site["case/index.html"].decode())
    assert source.characters() == shown.characters()
    assert sorted(map(squeezed, source.notes)) == sorted(map(squeezed, shown.notes))
    assert sorted(map(squeezed, source.apparatus)) == sorted(map(squeezed, shown.apparatus))


def rewrite(case: Case, html: str) -> None:
    """Put what comes out now into the case's file, which other workers may be writing too."""
    with case.path.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        cases = [c._replace(html=html) if c.title == case.title else c for c in cases_in(case.path)]
        file.write("\n".join(written(c) for c in cases))
        file.truncate()


def test_titles_are_different() -> None:
    """No two cases of a file have the same title, since a title is how one is found."""
    names = [str(case) for case in ALL]

    assert sorted(set(names)) == sorted(names)
