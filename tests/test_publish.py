"""A site in its folder: what is there already is neither read nor written again, and what is not is put right."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from loccit import write
from loccit.cli import command
from loccit.config import load
from loccit.content import Extract, data_of
from loccit.errors import ForgottenError
from loccit.plain import Plain
from loccit.publish import Published, publish
from loccit.seen import Seen
from loccit.write import MANIFEST


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def published(source: Path, site: Path, *, clean: bool = False) -> Published:
    """Publish an edition, whatever is wrong with it."""
    return publish(load(source), site, lambda _problem: False, clean=clean, workers="1")


def files(site: Path) -> dict[str, bytes]:
    """Return the files of a site but the manifest."""
    return {str(p.relative_to(site)): p.read_bytes() for p in site.rglob("*") if p.is_file() and p.name != MANIFEST}


def test_nothing_is_read_or_written_twice(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where nothing has changed, no page is compared by its bytes."""
    site = tmp_path / "site"
    published(repository, site)
    compared: list[str] = []
    differs = write._differs
    monkeypatch.setattr(
        write, "_differs", lambda place, content: compared.append(place.name) or differs(place, content)
    )
    built, written, _ = published(repository, site)

    assert compared == [MANIFEST]
    assert (built.made, written.written, written.removed) == (0, 0, 0)
    assert written.unchanged == len(files(site))


@pytest.mark.parametrize("page", ["toward-intervention/index.html", "static/site.css", "static/icon.png"])
def test_what_others_did_to_the_site_is_put_right(repository: Path, tmp_path: Path, page: str):
    """A page that was changed, to other bytes of the same number, or removed is there again after the next build."""
    site = tmp_path / "site"
    published(repository, site)
    before = files(site)
    (site / page).write_bytes(b"x" * len(before[page]))
    assert published(repository, site).written.written == 1
    assert files(site) == before
    (site / page).unlink()
    assert published(repository, site).written.written == 1
    assert files(site) == before


def build(source: Path, site: Path) -> None:
    """Build by the command, which begins anew where an earlier build is not to be relied on."""
    made = CliRunner().invoke(command, ["build", str(source), "-o", str(site), "--workers", "1"])
    assert (made.exit_code, made.exception) == (0, None), made.output


def kept_texts(cache: Path) -> list[Path]:
    """Return the files in which texts are kept."""
    found = [path for path in (cache / "loccit" / "texts").rglob("*") if path.is_file()]
    assert found
    return found


def test_a_damaged_cache_costs_only_time(repository: Path, tmp_path: Path, cache: Path):
    """Pages that are kept with other bytes than they had are made again before they are written."""
    build(repository, tmp_path / "site")
    for kept in kept_texts(cache):
        kept.write_bytes(kept.read_bytes()[:-9] + b"/article>")
    build(repository, tmp_path / "other")

    assert files(tmp_path / "other") == files(tmp_path / "site")


TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>{}</p></body></text></TEI>'
LONG_AGO = 1_700_000_000


def save(path: Path, words: str, time: int = LONG_AGO) -> None:
    """Write a text, saved at a time of its own."""
    path.write_text(TEI.format(words), "utf-8")
    os.utime(path, (time, time))


def test_only_what_was_saved_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A text that needs no other is not even read while it looks as it did; one that was saved is."""
    source, site = tmp_path / "texts", tmp_path / "site"
    source.mkdir()
    for name in ("a", "b", "c"):
        save(source / f"{name}.xml", f"Words of {name}.")
    build(source, site)
    read: list[str] = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: read.append(path.name) or read_bytes(path))
    save(source / "b.xml", "Other words.", LONG_AGO + 1)
    build(source, site)

    assert sorted({name for name in read if name.endswith(".xml")}) == ["b.xml"]
    assert "Other words." in (site / "b" / "index.html").read_text("utf-8")
    monkeypatch.undo()
    build(source, tmp_path / "clean")
    assert files(site) == files(tmp_path / "clean")


def test_a_file_that_only_looks_as_it_did(tmp_path: Path):
    """Where a text is made again and its file turns out to be another, all is made from what is there."""
    source, site = tmp_path / "texts", tmp_path / "site"
    source.mkdir()
    save(source / "a.xml", "Words of a.")
    save(source / "b.xml", "Words of b.")
    build(source, site)
    number = (source / "a.xml").stat().st_ino
    save(source / "a.xml", "Ward, of a.")
    assert (source / "a.xml").stat().st_ino == number
    (source / "b.xml").write_text(TEI.format("Words").replace("<text>", "<teiHeader/><text>"), "utf-8")
    (source / "c.xml").write_text(TEI.format("New"), "utf-8")
    build(source, site)

    assert "Ward, of a." in (site / "a" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("more", ['<ptr target="b.xml#n1"/>', "<!ENTITY x 'y'>"])
def test_what_may_need_another_file_is_always_read(tmp_path: Path, cache: Path, more: str):
    """A file that includes, declares or calls something is not among those that are passed over."""
    source = tmp_path / "texts"
    source.mkdir()
    save(source / "a.xml", "Words." + more if more.startswith("<p") else "Words.")
    if more.startswith("<!"):
        (source / "a.xml").write_text(f"<!DOCTYPE TEI [{more}]>" + TEI.format("Words."), "utf-8")
        os.utime(source / "a.xml", (LONG_AGO, LONG_AGO))
    save(source / "b.xml", "Words.")
    build(source, tmp_path / "site")
    plain = Plain.before(source.resolve())

    assert (plain.digest(source / "a.xml"), bool(plain.digest(source / "b.xml"))) == (b"", True)


def test_what_is_kept_and_gone_is_an_error(repository: Path, tmp_path: Path, cache: Path):
    """Whoever asks for what is kept learns that it is gone; nobody gets other bytes."""
    published(repository, tmp_path / "site")
    built = published(repository, tmp_path / "site").built
    for kept in kept_texts(cache):
        kept.unlink()
    with pytest.raises(ForgottenError, match="is gone"):
        data_of(built.files["toward-intervention/index.html"])


@pytest.mark.parametrize("workers", ["1", "2"])
def test_pages_are_left_where_they_are_kept(tmp_path: Path, workers: str):
    """What was made of the texts stands in the cache, and neither fills the memory nor travels between processes."""
    source = tmp_path / "texts"
    source.mkdir()
    for name in "abc":
        save(source / f"{name}.xml", f"Words of {name}.")
    config = load(source)
    built = publish(config, tmp_path / "site", lambda _problem: False, workers=workers, clean=True).built
    pages = {path: content for path, content in built.files.items() if path[:2] in {"a/", "b/", "c/"}}

    assert pages
    assert {type(content) for content in pages.values()} == {Extract}
    assert {path: data_of(content) for path, content in pages.items()} == {
        path: data for path, data in files(tmp_path / "site").items() if path in pages
    }


def test_a_disk_that_keeps_nothing_costs_nothing(tmp_path: Path, cache: Path):
    """Where the cache cannot be written, the pages are at hand all the same."""
    source, site = tmp_path / "texts", tmp_path / "site"
    source.mkdir()
    save(source / "a.xml", "Words of a.")
    published(source, site)
    [kept] = (cache / "loccit" / "texts").iterdir()
    for name in list(kept.iterdir()):
        name.unlink()
        name.mkdir()
        (name / "in the way").touch()
    built = published(source, tmp_path / "second").built

    assert isinstance(built.files["a/index.html"], bytes)
    assert files(tmp_path / "second") == files(site)


def test_another_folder_is_another_memory(repository: Path, tmp_path: Path):
    """What is known of one folder says nothing of a second one, nor of a new one in its place."""
    site = tmp_path / "site"
    published(repository, site)
    everything = files(site)
    assert published(repository, tmp_path / "second").written.written == len(everything)
    site.rename(tmp_path / "moved")
    assert published(repository, site).written.written == len(everything)


@pytest.mark.parametrize("kept", [b"", b"\x00", b"\x81\xa1a\x01"])
def test_a_damaged_memory_is_none(tmp_path: Path, cache: Path, kept: bytes):
    """Whatever stands in the file that says what a folder held, nothing is taken for known."""
    (tmp_path / "page").write_bytes(b"page")
    seen = Seen(tmp_path)
    seen.paths = frozenset({"page"})
    seen.note("page", b"page")
    seen.keep()
    assert Seen.before(tmp_path).is_same("page", b"page")
    assert not Seen.before(tmp_path).is_same("page", b"pagf")
    [file] = (cache / "loccit" / "sites").iterdir()
    file.write_bytes(kept)
    assert not Seen.before(tmp_path).is_same("page", b"page")


@pytest.mark.skipif(os.name == "nt" or sys.platform == "darwin", reason="names are always text here")
def test_names_that_are_no_text(tmp_path: Path):
    """A file whose name is not in UTF-8 is published like any other, and again."""
    (tmp_path / "texts").mkdir()
    place = os.fsencode(tmp_path / "texts") + b"/bad\xff.xml"
    Path(os.fsdecode(place)).write_text("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><p>Words.</p></text></TEI>")

    first, second = (published(tmp_path / "texts", tmp_path / "site") for _ in range(2))

    assert first.written.written
    assert not second.written.written


def test_a_full_disk_under_the_cache_costs_only_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Where nothing can be kept between builds, the site is the same."""
    (tmp_path / "a.xml").write_text("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><p>Words.</p></text></TEI>")
    published(tmp_path / "a.xml", tmp_path / "expected")

    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "other"))
    monkeypatch.setattr("tempfile.NamedTemporaryFile", full)
    published(tmp_path / "a.xml", tmp_path / "site")

    assert files(tmp_path / "expected") == files(tmp_path / "site")
