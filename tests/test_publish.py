"""A site in its folder: what is there already is neither read nor written again, and what is not is put right."""

from __future__ import annotations

from pathlib import Path

import pytest

from loccit import write
from loccit.build import Built
from loccit.config import load
from loccit.content import ForgottenError, data_of
from loccit.publish import publish
from loccit.seen import Seen
from loccit.write import MANIFEST, Written


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder of the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


def published(source: Path, site: Path, *, clean: bool = False) -> tuple[Built, Written]:
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
    built, written = published(repository, site)

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
    assert published(repository, site)[1].written == 1
    assert files(site) == before
    (site / page).unlink()
    assert published(repository, site)[1].written == 1
    assert files(site) == before


def test_a_damaged_cache_costs_only_time(repository: Path, tmp_path: Path, cache: Path):
    """Pages that are kept with other bytes than they had are made again before they are written."""
    site = tmp_path / "site"
    built, _ = published(repository, site)
    before = files(site)
    for kept in (cache / "loccit" / "texts").rglob("*.files"):
        kept.write_bytes(b"x" * kept.stat().st_size)
    again = published(repository, tmp_path / "other")[0]

    assert files(tmp_path / "other") == before
    assert again.made == built.made


def test_what_is_kept_and_gone_is_an_error(repository: Path, tmp_path: Path, cache: Path):
    """Whoever asks for what is kept learns that it is gone; nobody gets other bytes."""
    published(repository, tmp_path / "site")
    built, _ = published(repository, tmp_path / "site")
    for kept in (cache / "loccit" / "texts").rglob("*.files"):
        kept.unlink()
    with pytest.raises(ForgottenError, match="is gone"):
        data_of(built.files["toward-intervention/index.html"])


def test_another_folder_is_another_memory(repository: Path, tmp_path: Path):
    """What is known of one folder says nothing of a second one, nor of a new one in its place."""
    site = tmp_path / "site"
    published(repository, site)
    everything = files(site)
    assert published(repository, tmp_path / "second")[1].written == len(everything)
    site.rename(tmp_path / "moved")
    assert published(repository, site)[1].written == len(everything)


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
