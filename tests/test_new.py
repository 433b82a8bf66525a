"""A new edition: complete, without a problem, and never written over somebody's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from loccit.check import check_edition
from loccit.config import load
from loccit.errors import WriteError
from loccit.new import new_edition
from loccit.number import number_file
from loccit.read import read_edition


def test_new_edition_is_complete(tmp_path: Path) -> None:
    """All that an edition has is there: configuration, a text, a glossary, notes, pages, sources, a guide."""
    written = {path.relative_to(tmp_path / "mine").as_posix() for path in new_edition(tmp_path / "mine")}

    assert {
        ".gitignore",
        "README.md",
        "content/edition.yaml",
        "content/glossary/address.md",
        "content/glossary/tei.md",
        "content/notes/how-notes-work.md",
        "content/pages/about.md",
        "content/sources.yaml",
        "content/texts/first-text.xml",
    } == written


def test_new_edition_has_no_problem(tmp_path: Path) -> None:
    """Nothing is wrong in it, not even a warning."""
    new_edition(tmp_path)

    assert [] == list(check_edition(read_edition(load(tmp_path))))


def test_new_edition_is_numbered(tmp_path: Path) -> None:
    """All that can be cited in it has its id."""
    new_edition(tmp_path)

    assert () == number_file(tmp_path / "content" / "texts" / "first-text.xml", dry_run=True).given


def test_new_edition_shows_what_an_edition_can_have(tmp_path: Path) -> None:
    """The text has a note of the source, a note of the editors, and terms of the glossary, all of them used."""
    new_edition(tmp_path)
    edition = read_edition(load(tmp_path))
    (text,) = edition.texts

    assert {"source", "editorial"} == {note.series.kind for note in text.notes}
    assert set(edition.entries) == set(text.used_entries())


def test_folder_with_files_is_refused(tmp_path: Path) -> None:
    """A folder that has a file is left as it is."""
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(WriteError, match="is not empty"):
        new_edition(tmp_path)

    assert [tmp_path / "thesis.doc"] == list(tmp_path.iterdir())


def test_file_is_refused(tmp_path: Path) -> None:
    """A file is no place for an edition."""
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(WriteError, match="is a file"):
        new_edition(tmp_path / "mine")


def test_fresh_repository_is_accepted(tmp_path: Path) -> None:
    """A folder that holds no more than an empty repository is empty enough."""
    (tmp_path / ".git").mkdir()
    new_edition(tmp_path)

    assert (tmp_path / "content" / "edition.yaml").is_file()


def test_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """Where no folder can be made, that is said with a hint."""
    (tmp_path / "file").write_text("mine")
    with pytest.raises(WriteError) as raised:
        new_edition(tmp_path / "file" / "mine")

    assert raised.value.hint
