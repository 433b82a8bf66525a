"""Releasing: what is frozen, what is refused, and what the registry holds afterwards."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from loccit.check import check_edition
from loccit.cli import command
from loccit.config import load
from loccit.errors import ConfigError, EditionError, ProblemsFound
from loccit.model import Edition
from loccit.read import read_edition
from loccit.read.releases import Manifest
from loccit.release import Released, ReleaseError, release, wanted_release

TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc>
{revision}</teiHeader><text><body><head xml:id="h1">A heading</head>
<p xml:id="p1">The harvest was poor.<note xml:id="n1" place="foot">As always.</note></p>{more}</body></text></TEI>
"""
REVISION = """<revisionDesc>
<change when="2026-11-20" n="1.0">First.</change><change when="2026-11-23" n="1.1">More.</change>
</revisionDesc>"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an edition with a text, an entry and a page."""
    content = tmp_path / "content"
    for folder in ("texts", "glossary", "pages"):
        (content / folder).mkdir(parents=True)
    (content / "edition.yaml").write_text("title: E\nlanguage: en\n", "utf-8")
    (content / "glossary" / "harvest.md").write_text(
        "---\ntitle: Harvest\nshort: What is reaped.\n---\n\nAll of it.\n", "utf-8"
    )
    (content / "pages" / "about.md").write_text("---\ntitle: About\n---\n\nThis edition.\n", "utf-8")
    write(tmp_path)
    return tmp_path


def write(root: Path, more: str = "", revision: str = "") -> Path:
    """Write the text, and return its file."""
    path = root / "content" / "texts" / "a.xml"
    path.write_text(TEI.format(more=more, revision=revision), "utf-8")
    return path


def edition(root: Path) -> Edition:
    """Read the edition."""
    return read_edition(load(root))


def released(root: Path, version: str = "1.0", day: str = "2026-11-22") -> Released:
    """Release the edition."""
    now = edition(root)
    return release(now, check_edition(now), wanted_release(now, version, day, "What is new"))


def test_texts_are_frozen_to_the_byte(root: Path) -> None:
    """The texts stand in the release as they are, and the manifest has their digests and the editors' words."""
    found = released(root)
    manifest = msgspec.json.decode((found.folder / "release.json").read_bytes(), type=Manifest)

    assert write(root).read_bytes() == (found.folder / "texts" / "a.xml").read_bytes()
    assert ["texts/a.xml"] == list(manifest.files)
    assert "Harvest What is reaped. All of it." == manifest.editorial["glossary/harvest"]
    assert ("1.0", "2026-11-22", "What is new") == (manifest.version, manifest.date, manifest.summary)


def test_everything_with_an_address_is_protected(root: Path) -> None:
    """Paragraphs, headings, notes, entries, pages and the texts themselves are in the registry from then on."""
    released(root)
    now = edition(root)

    assert {"h1", "n1", "p1"} == {address for text, address in now.registry if text == "a"}
    assert {"a", "about", "glossary/harvest"} == {address for text, address in now.registry if not text}
    assert {"1.0"} == {record.first for record in now.registry.values()}
    assert () == now.problems


def test_second_release(root: Path) -> None:
    """A second release knows what is new, and what has other words than before."""
    released(root)
    path = write(root, '<p xml:id="p2">Nobody had spoken to the consul.</p>')
    path.write_text(path.read_text("utf-8").replace("was poor", "was very poor"), "utf-8")
    found = released(root, "1.1")
    records = edition(root).registry

    assert (1, 1) == (found.new, found.edited)
    assert ("1.0", "1.1") == (records["a", "p1"].first, records["a", "p2"].first)
    assert "The harvest was very poor." == records["a", "p1"].begins


def test_newest_change_names_the_release(root: Path) -> None:
    """Version, date and summary stand in the newest change of the revisionDesc, if nothing else is said."""
    write(root, revision=REVISION)
    found = wanted_release(edition(root))

    assert ("1.1", "2026-11-23", "More.") == (found.version, found.date, found.summary)
    assert found == wanted_release(edition(root), "1.1")


def test_newest_change_speaks_of_another_release(root: Path) -> None:
    """The date and summary of 1.1 are not those of 2.0, unless the change has no number."""
    write(root, revision=REVISION.replace("2026", "2001"))
    with pytest.raises(ConfigError, match="no summary"):
        wanted_release(edition(root), "2.0")
    assert not wanted_release(edition(root), "2.0", summary="Other").date.startswith("2001")

    write(root, revision=REVISION.replace(' n="1.1"', ""))
    found = wanted_release(edition(root), "2.0")
    assert ("2.0", "2026-11-23", "More.") == (found.version, found.date, found.summary)


@pytest.mark.parametrize("version", ["1/0", "..", ".1", "1.", "a b", "-1", "é"])
def test_what_is_no_version(root: Path, version: str) -> None:
    """A version is a plain name, since it becomes a folder and a part of addresses."""
    with pytest.raises(ConfigError, match="no version"):
        wanted_release(edition(root), version, "2026-11-22", "x")


@pytest.mark.parametrize("day", ["2026", "2026-13-01", "22.11.2026", "20261122"])
def test_what_is_no_date(root: Path, day: str) -> None:
    """A date is a day, year first."""
    with pytest.raises(ConfigError, match="no date"):
        wanted_release(edition(root), "1.0", day, "x")


def test_nothing_says_what_is_new(root: Path) -> None:
    """A release without a version or a summary is refused with what to type."""
    with pytest.raises(ConfigError, match="no version"):
        wanted_release(edition(root))
    with pytest.raises(ConfigError, match="no summary"):
        wanted_release(edition(root), "1.0")


@pytest.mark.parametrize(
    ("version", "reason"), [("1.9", "released already"), ("1.8", "does not come after"), ("p1", "the address of")]
)
def test_refused_version(root: Path, version: str, reason: str) -> None:
    """A version comes after the last, is new, and is no address of the edition; 1.10 comes after 1.9."""
    released(root, "1.9")
    with pytest.raises(ReleaseError, match=reason):
        released(root, version)

    assert "1.10" == released(root, "1.10").wanted.version


def test_errors_of_the_check(root: Path) -> None:
    """What the check calls an error is not released, and nothing is written."""
    write(root, '<p xml:id="p2"><ref target="#nowhere">x</ref></p><p xml:id="p2">y</p>')
    with pytest.raises(ProblemsFound):
        released(root)

    assert not (root / "content" / "releases").exists()
    assert not (root / "content" / "permalinks.jsonl").exists()


def test_without_numbers(root: Path) -> None:
    """A paragraph without an id is not released; the message says what to type."""
    write(root, "<p>Nobody had spoken to the consul.</p>")
    with pytest.raises(ReleaseError, match="a paragraph without an xml:id") as raised:
        released(root)

    assert "loccit number" in raised.value.hint


def test_not_reconciled(root: Path) -> None:
    """A paragraph that was divided is not released before somebody has said so."""
    write(root, '<p xml:id="p2">Nobody had spoken to the consul. The ship came in at four in the morning.</p>')
    released(root)
    write(
        root,
        '<p xml:id="p2">Nobody had spoken to the consul.</p>'
        '<p xml:id="p3">The ship came in at four in the morning.</p>',
    )
    with pytest.raises(ReleaseError, match="loccit reconcile"):
        released(root, "1.1")


def test_bare_tei(tmp_path: Path) -> None:
    """A folder of TEI that is no edition has no releases."""
    path = tmp_path / "a.xml"
    path.write_text(TEI.format(more="", revision=""), "utf-8")
    with pytest.raises(ReleaseError, match="only an edition"):
        release(edition(path), (), wanted_release(edition(path), "1.0", "2026-11-22", "x"))


def test_command(root: Path) -> None:
    """The command says what was released, and where; a second time it refuses."""
    arguments = ["release", "1.0", str(root), "--summary", "First", "--date", "2026-11-22"]
    first, second = CliRunner().invoke(command, arguments), CliRunner().invoke(command, arguments)

    assert "content/releases/1.0: released 1.0 of 2026-11-22: 1 text, 6 new addresses, 0 edited" in first.output
    assert isinstance(second.exception, EditionError)
    assert "1.0 is released already" in str(second.exception)
