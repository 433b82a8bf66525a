"""The check as a whole: order, what is reported twice, real editions, and the names that TEI has."""

from __future__ import annotations

from pathlib import Path

import pytest

from loccit import config
from loccit.check import RULES, check_edition
from loccit.check.tei_names import OLD_NAMES, TEI_NAMES
from loccit.read import read_edition
from loccit.read.behaviours import known_elements

TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><text><body>{}</body></text></TEI>'


def checked(folder: Path) -> list[tuple[str, str]]:
    """Return place and code of each problem in a folder."""
    return [(str(problem.at), problem.code) for problem in check_edition(read_edition(config.load(folder)))]


def test_this_edition_has_no_problems(repository: Path) -> None:
    """The edition in this repository passes every check, warnings included."""
    assert [] == checked(repository)


def test_problems_are_sorted_by_place(tmp_path: Path) -> None:
    """Problems stand in the order of files, lines and columns, whichever rule or reader found them."""
    (tmp_path / "c.xml").write_text(TEI.format('<p xml:id="a"/>\n<p xml:id="a" corresp="#x"/><p><i/></p>'))
    (tmp_path / "b.xml").write_text("<TEI>")
    (tmp_path / "a.xml").write_text(TEI.format('<p xml:id="p1"><ref target="#x #x"/></p>'))

    expected = [
        ("a.xml:1:83", "dangling-target"),
        ("b.xml:1:6", "not-well-formed"),
        ("c.xml:1:1", "unnumbered"),
        ("c.xml:2:1", "dangling-target"),
        ("c.xml:2:1", "duplicate-id"),
        ("c.xml:2:32", "unknown-element"),
    ]

    assert expected == checked(tmp_path)


def test_two_problems_of_one_element_are_both_reported(tmp_path: Path) -> None:
    """Two wrong pointers of one attribute share their place and their code, and are still two."""
    (tmp_path / "a.xml").write_text(TEI.format('<p xml:id="p1"><ref target="#x #y #x"/></p>'))

    assert ["dangling-target"] * 2 == [code for _, code in checked(tmp_path)]


@pytest.mark.parametrize(("folder", "severity"), [("", "warning"), ("content/texts/", "error")])
def test_bare_tei_is_read_with_forbearance(folder: str, severity: str, tmp_path: Path) -> None:
    """What stops the build of an edition is a warning where somebody only wants to read a file."""
    (tmp_path / "content/texts").mkdir(parents=True)
    if folder:
        (tmp_path / "content/edition.yaml").write_text("title: A\n")
    (tmp_path / folder / "a.xml").write_text(TEI.format('<p xml:id="p1"><ref target="#x"/></p>'))

    problems = check_edition(read_edition(config.load(tmp_path)))

    assert [severity] == [problem.severity for problem in problems]


def test_rules_cannot_be_changed() -> None:
    """The table of rules is read-only."""
    with pytest.raises(TypeError):
        RULES["x"] = RULES["xinclude"]  # type: ignore[index]


def test_what_can_be_read_has_a_name() -> None:
    """Every element that the reader knows is in the list of TEI's names, old ones included."""
    # They stand in the reader's table, and neither P4 nor P5 has them.
    not_tei = {"docRef", "mulu", "mw", "trunc", "tok", "mtok", "dtok"}

    assert set() == known_elements() - TEI_NAMES - OLD_NAMES - not_tei
