"""TEI of other people's making: it builds without configuration, and nothing of it is lost.

The files are not in the repository. `LOCCIT_CORPUS` names their folder; by default it is `../shared/tei`.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from lxml import etree

from loccit.check import check_edition
from loccit.config import load
from loccit.conserve import accounts
from loccit.read import read_edition
from loccit.render import render_site
from tests.conservation import (
    Shown,
    faults_of_site,
    is_shown,
    local,
    page_text,
    parse_tei,
    source_text,
    squeezed,
    text_pages,
)

FOLDER = Path(os.environ.get("LOCCIT_CORPUS") or Path(__file__).resolve().parents[2] / "shared" / "tei")
FILES = sorted(path for path in FOLDER.glob("*") if path.suffix in {".xml", ".odd"})

pytestmark = pytest.mark.skipif(not FILES, reason=f"no TEI in {FOLDER}: set LOCCIT_CORPUS to a folder of TEI files")


KNOWN: dict[str, str] = {}
"""Files of which something is known to be wrong."""


def parameters() -> list[object]:
    """Return the files, with a mark on those that are known to come out wrong."""
    marks = {name: [pytest.mark.xfail(strict=True, reason=reason)] for name, reason in KNOWN.items()}
    return [pytest.param(path, id=path.name, marks=marks.get(path.name, ())) for path in FILES]


@pytest.mark.parametrize("path", parameters())
@pytest.mark.parametrize("divide", ["long", "always"])
def test_builds_and_keeps_the_text(path: Path, divide: str) -> None:
    """A file of the corpus is read without an error; all its text is on its pages in its order; they are sound."""
    config = load(path)
    settings = msgspec.structs.replace(config.settings, divide=divide)
    edition = read_edition(msgspec.structs.replace(config, settings=settings))
    problems = check_edition(edition)
    site = render_site(edition)

    assert [] == [str(problem) for problem in problems if problem.severity == "error"]

    root = parse_tei(path.read_bytes(), path)
    expected, actual = source_text(root), page_text(*text_pages(site))

    assert [] == at_fault(root, expected, actual)
    assert expected.characters() == actual.characters()
    assert squeezed(expected.body) == squeezed(actual.body)
    assert Counter(map(squeezed, expected.notes)) == Counter(map(squeezed, actual.notes))
    assert Counter(map(squeezed, expected.apparatus)) == Counter(map(squeezed, actual.apparatus))
    assert [] == faults_of_site(site)
    assert [()] == [told.lost for _text, told in accounts(edition, site)]


def at_fault(root: etree._Element, expected: Shown, actual: Shown) -> list[str]:
    """Return the elements some of whose own words are nowhere on the page, where any character is missing."""
    if not expected.characters() - actual.characters():
        return []
    shown = squeezed(actual.body + "".join(actual.notes))
    return [
        f"line {element.sourceline}: <{local(element)}> {element.text.strip()[:60]!r}"
        for element in root.iter("*")
        if is_shown(element) and element.text and squeezed(element.text) not in shown
    ][:20]


def test_the_whole_corpus_is_one_edition() -> None:
    """All files together, as a bare folder, make one site whose links all lead somewhere."""
    site = render_site(read_edition(load(FOLDER)))

    assert len(FILES) <= len([path for path in site if path.endswith("/index.html")])
    assert [] == faults_of_site(site)
