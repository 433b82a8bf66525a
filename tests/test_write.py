"""Writing the site: only what changed is touched, only what is ours is removed, and nothing is ever half there."""

from __future__ import annotations

import errno
import subprocess
import sys
import tempfile
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loccit.errors import WriteError
from loccit.write import MANIFEST, Written, check_paths, write_site

NAMES = st.sampled_from(["a", "b", "c.html", "d.css"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
SITES = st.dictionaries(PATHS, st.binary(max_size=20), max_size=6)


def files_in(folder: Path) -> dict[str, bytes]:
    """Return what is in a folder, the manifest aside."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name != MANIFEST}


def times_in(folder: Path) -> dict[Path, tuple[int, int]]:
    """Return when each file and folder was last touched, and which it is."""
    return {path: (path.stat().st_mtime_ns, path.stat().st_ino) for path in (folder, *folder.rglob("*"))}


def test_site_is_written_and_counted(tmp_path: Path) -> None:
    """New files are written, equal ones left, stale ones removed, and each is counted."""
    site = tmp_path / "site"

    assert Written(2, 0, 0) == write_site({"a/index.html": b"a", "b.css": b"b"}, site)
    assert Written(1, 1, 1) == write_site({"a/index.html": b"a", "c.css": b"c"}, site)
    assert {"a/index.html": b"a", "c.css": b"c"} == files_in(site)


def test_second_time_touches_nothing(tmp_path: Path) -> None:
    """The same site again touches neither a file nor a folder."""
    files = {"a/index.html": b"a", "b.css": b"b"}
    write_site(files, tmp_path)
    before = times_in(tmp_path)

    assert Written(0, 2, 0) == write_site(files, tmp_path)
    assert before == times_in(tmp_path)


def test_unchanged_file_keeps_its_time(tmp_path: Path) -> None:
    """A change in one file leaves the others as they are."""
    write_site({"a": b"1", "b": b"1"}, tmp_path)
    before = times_in(tmp_path)
    write_site({"a": b"1", "b": b"2"}, tmp_path)

    assert before[tmp_path / "a"] == times_in(tmp_path)[tmp_path / "a"]


def test_path_means_its_bytes(tmp_path: Path) -> None:
    """A path as content is copied, and compared like any other."""
    image = tmp_path / "image.png"
    image.write_bytes(b"pixels")
    site = tmp_path / "site"

    assert Written(1, 0, 0) == write_site({"i.png": image}, site)
    assert Written(0, 1, 0) == write_site({"i.png": image}, site)
    assert {"i.png": b"pixels"} == files_in(site)


def test_missing_path_is_an_error(tmp_path: Path) -> None:
    """A path that cannot be read is named, and the files of the last build stay."""
    site = tmp_path / "site"
    write_site({"a": b"1"}, site)
    with pytest.raises(WriteError) as raised:
        write_site({"a": b"1", "i.png": tmp_path / "none.png"}, site)

    assert "none.png cannot be copied" in raised.value.message
    assert {"a": b"1"} == files_in(site)


def test_empty_folders_go(tmp_path: Path) -> None:
    """A folder that a removed file leaves empty goes too, and the folders above it."""
    write_site({"a/b/c": b"", "d": b""}, tmp_path)
    write_site({"d": b""}, tmp_path)

    assert not (tmp_path / "a").exists()


def test_foreign_file_stays(tmp_path: Path) -> None:
    """A file that no build wrote is kept, and so is its folder."""
    write_site({"a/b": b""}, tmp_path)
    (tmp_path / "a" / "mine").write_text("mine")
    (tmp_path / "CNAME").write_text("example.org")
    write_site({"d": b""}, tmp_path)

    assert {"a/mine", "CNAME", "d"} == files_in(tmp_path).keys()


def test_foreign_file_is_not_overwritten(tmp_path: Path) -> None:
    """A file that no build wrote is not overwritten: it is named instead."""
    write_site({"a": b""}, tmp_path)
    (tmp_path / "b").write_text("mine")
    with pytest.raises(WriteError) as raised:
        write_site({"a": b"", "b": b"ours"}, tmp_path)

    assert "is in the way" in raised.value.message
    assert "mine" == (tmp_path / "b").read_text()


def test_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    """A folder that has files but no site of ours is left alone."""
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(WriteError) as raised:
        write_site({"a": b""}, tmp_path)

    assert "thesis.doc" in raised.value.message
    assert raised.value.hint
    assert {"thesis.doc": b"mine"} == files_in(tmp_path)


def test_empty_repository_is_no_ones_folder(tmp_path: Path) -> None:
    """The inside of a repository does not make a folder somebody else's."""
    (tmp_path / ".git").mkdir()
    write_site({"a": b"1"}, tmp_path)

    assert {"a": b"1"} == files_in(tmp_path)


def test_file_becomes_folder_and_back(tmp_path: Path) -> None:
    """A page may take the place of a folder of ours, and a folder that of a page."""
    write_site({"a": b"file"}, tmp_path)
    write_site({"a/b": b"below"}, tmp_path)

    assert {"a/b": b"below"} == files_in(tmp_path)

    write_site({"a": b"file"}, tmp_path)

    assert {"a": b"file"} == files_in(tmp_path)


def test_manifest_cannot_reach_out(tmp_path: Path) -> None:
    """A manifest that somebody tampered with removes nothing outside the folder."""
    site = tmp_path / "site"
    write_site({"a": b""}, site)
    (tmp_path / "precious").write_text("mine")
    with (site / MANIFEST).open("a") as manifest:
        manifest.write(f"../precious\n{tmp_path}/precious\n")
    write_site({"b": b""}, site)

    assert (tmp_path / "precious").exists()


def test_link_is_not_followed(tmp_path: Path) -> None:
    """A folder of the site that was replaced by a link is neither written through nor emptied."""
    site, outside = tmp_path / "site", tmp_path / "outside"
    write_site({"a/b": b"1", "c": b""}, site)
    (site / "a").rename(outside)
    (site / "a").symlink_to(outside)
    with pytest.raises(WriteError, match="is in the way"):
        write_site({"a/b": b"2"}, site)
    write_site({"c": b""}, site)

    assert {"b": b"1"} == files_in(outside)


@pytest.mark.parametrize("name", ["", "content", "content/texts"])
def test_sources_are_not_written_over(tmp_path: Path, name: str) -> None:
    """A folder that is or holds a source is refused before anything is written."""
    (tmp_path / "content" / "texts").mkdir(parents=True)
    with pytest.raises(WriteError, match="over its sources"):
        write_site({"a": b""}, tmp_path / name, protected=[tmp_path, tmp_path / "content" / "texts"])

    assert {} == files_in(tmp_path)


def test_folder_beside_the_sources_is_fine(tmp_path: Path) -> None:
    """The site may stand in a folder of the edition's own."""
    write_site({"a": b""}, tmp_path / "site", protected=[tmp_path, tmp_path / "content"])

    assert {"site/a"} == files_in(tmp_path).keys() - {f"site/{MANIFEST}"}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../a",
        "a/../../b",
        "a//b",
        "a/",
        "./a",
        "a\\b",
        "C:/a",
        "a\0b",
        "a\nb",
        "con",
        "a/NUL.html",
        "com1.txt",
        "a.",
        "a /b",
        "what?",
        MANIFEST,
        "x" * 300,
    ],
)
def test_unfit_path_is_refused(path: str) -> None:
    """A path that leads out of the folder, or that some disk would refuse, is named."""
    with pytest.raises(WriteError, match="the output path"):
        check_paths([path])


@pytest.mark.parametrize(
    "paths", [["a.html", "A.html"], ["a/b", "A/c"], ["stra\u00dfe", "STRASSE"], ["caf\u00e9", "cafe\u0301"]]
)
def test_clashing_paths_are_refused(paths: list[str]) -> None:
    """Paths that a disk without case or with its own accents would mix up are named."""
    with pytest.raises(WriteError, match="are one on many disks"):
        check_paths(paths)


def test_file_and_folder_of_one_name_are_refused() -> None:
    """A path cannot be both a file and a folder."""
    with pytest.raises(WriteError, match="both a file and a folder"):
        check_paths(["a", "a/b"])


@pytest.mark.parametrize("path", ["index.html", "a/p7a/index.html", ".nojekyll", "texts/été.txt", "console/index.html"])
def test_fit_path_passes(path: str) -> None:
    """What a site has is fit to be written."""
    check_paths([path])


def test_output_that_is_a_file(tmp_path: Path) -> None:
    """Where the output is a file, that is said, and the file stays."""
    (tmp_path / "site").write_text("mine")
    with pytest.raises(WriteError, match="is a file"):
        write_site({"a": b""}, tmp_path / "site")

    assert "mine" == (tmp_path / "site").read_text()


def test_disk_errors_have_a_hint(tmp_path: Path) -> None:
    """What the system refuses is an error with a hint, and the old site stays readable."""
    write_site({"a": b"old"}, tmp_path)
    (tmp_path / "b").mkdir()
    with pytest.raises(WriteError) as raised:
        write_site({"a": b"old", "b/" + "/".join(["x" * 200] * 30): b""}, tmp_path)

    assert raised.value.hint
    assert {"a": b"old"} == files_in(tmp_path)


@pytest.mark.parametrize("room", range(4))
def test_full_disk_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """A disk that is full after some files leaves the old site whole, with nothing beside it, and says what to do."""
    old = {"a": b"1", "b/c": b"1", "d": b"1"}
    write_site(old, tmp_path)
    written = []
    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        written.append(path)
        if len(written) > room:
            write(path, data[:1])
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(WriteError, match="cannot be written") as raised:
        write_site({"a": b"22", "b/c": b"22", "d/e": b"22"}, tmp_path)
    monkeypatch.undo()

    assert "the disk is full: make room and build again" == raised.value.hint
    assert old == files_in(tmp_path)
    write_site({"d": b"2"}, tmp_path)
    assert {"d": b"2"} == files_in(tmp_path)


def test_killed_build_leaves_whole_files_and_no_stale_ones(tmp_path: Path) -> None:
    """A build that is killed in the middle leaves only whole files, and the next one removes what is stale."""
    script = """
        import os, sys
        from pathlib import Path
        from loccit.write import write_site

        class Killer(dict):
            def __getitem__(self, name):
                return super().__getitem__(name) if self.reads.pop() else os._exit(9)

        files = Killer({"a": b"A", "b": b"B", "c": b"C"})
        files.reads = [False] + [True] * 8
        write_site(files, Path(sys.argv[1]))
    """
    write_site({"a": b"old", "old": b"old"}, tmp_path)
    killed = subprocess.run([sys.executable, "-c", dedent(script), str(tmp_path)], check=False)

    assert 9 == killed.returncode
    assert {"a": b"A", "old": b"old"} == {k: v for k, v in files_in(tmp_path).items() if not k.startswith(".")}

    write_site({"d": b"D"}, tmp_path)

    assert {"d": b"D"} == files_in(tmp_path)


def test_leftover_of_a_killed_build_goes(tmp_path: Path) -> None:
    """The temporary file of a build that was killed is removed by the next."""
    write_site({"a": b""}, tmp_path)
    (tmp_path / ".loccit-new-1").write_text("half")
    write_site({"a": b""}, tmp_path)

    assert {"a": b""} == files_in(tmp_path)


@settings(deadline=None)
@given(sites=st.lists(SITES, min_size=1, max_size=4))
def test_folder_holds_the_last_site_and_what_is_foreign(sites: list[dict[str, bytes]]) -> None:
    """After any builds the folder holds exactly the last site, and what others put there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_site({}, folder)
        (folder / "foreign").write_bytes(b"mine")
        last: dict[str, bytes] = {}
        for site in sites:
            try:
                write_site(site, folder)
            except WriteError as error:
                assert "both a file and a folder" in error.message  # noqa: PT017 - it may be raised, and then is this
            else:
                last = site
        before = times_in(folder)
        again = write_site(last, folder)

        assert {**last, "foreign": b"mine"} == files_in(folder)
        assert Written(0, len(last), 0) == again
        assert before == times_in(folder)
