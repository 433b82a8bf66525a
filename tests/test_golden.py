"""The miniature editions in `editions/`: their sites, and what the command says, are those in `golden/`.

Static files are compared by their names only, since they are the theme's. To add an edition, add a folder, run
`make golden`, and read what appears in `golden/` as if somebody else had written it.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conservation import faults_of_site

HERE = Path(__file__).parent
EDITIONS = sorted(path.name for path in (HERE / "editions").iterdir() if path.is_dir())
STATIC_LIST = "static.txt"
"""The name under which the names of the static files are kept."""


class Built(NamedTuple):
    """What the command made of an edition."""

    files: dict[str, bytes]
    console: str


@pytest.fixture(params=EDITIONS)
def name(request: pytest.FixtureRequest) -> str:
    """Return the name of each miniature edition in turn."""
    return str(request.param)


@pytest.fixture
def built(name: str, repository: Path, tmp_path: Path) -> Built:
    """Build a copy of an edition with the command, as an editor would in its folder."""
    folder = tmp_path / name
    shutil.copytree(HERE / "editions" / name, folder)
    command = [sys.executable, "-m", "loccit", "build"]
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    console = f"$ loccit build\n{run.stdout}{run.stderr}exit code {run.returncode}\n"
    return Built(files_in(folder / "site"), re.sub(r"in \d+\.\d\d s$", "in N s", console, flags=re.MULTILINE))


def files_in(site: Path) -> dict[str, bytes]:
    """Return the files of a site by path, the static ones as one list of names."""
    paths = sorted(path for path in site.rglob("*") if path.is_file() and path.name != ".loccit-manifest")
    names = [path.relative_to(site).as_posix() for path in paths]
    files = {name: path.read_bytes() for name, path in zip(names, paths, strict=True) if not name.startswith("static/")}
    if names:
        files[STATIC_LIST] = "".join(f"{name}\n" for name in names if name.startswith("static/")).encode()
    return files


def test_console(name: str, built: Built, *, update_golden: bool) -> None:
    """The command says exactly what it said before, with the same exit code."""
    path = HERE / "golden" / name / "console.txt"
    if update_golden:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(built.console, "utf-8")

    assert_same(path.read_text("utf-8") if path.exists() else "", built.console, "console.txt")


def test_site(name: str, built: Built, *, update_golden: bool) -> None:
    """The site has the same files with the same content as before, and no others."""
    folder = HERE / "golden" / name / "site"
    if update_golden:
        rewrite(folder, built.files)
    expected = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    faults = [f"missing: {path}" for path in sorted(expected.keys() - built.files.keys())]
    faults += [f"unexpected: {path}" for path in sorted(built.files.keys() - expected.keys())]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)
    for path, content in expected.items():
        if path.endswith(".png"):
            assert content == built.files[path], path
        else:
            assert_same(content.decode(), built.files[path].decode(), path)


def rewrite(folder: Path, files: dict[str, bytes]) -> None:
    """Make the golden folder hold these files."""
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def assert_same(expected: str, actual: str, path: str) -> None:
    """Fail with the difference where two texts differ."""
    if expected != actual:
        lines = difflib.unified_diff(
            expected.splitlines(), actual.splitlines(), f"expected/{path}", f"actual/{path}", lineterm="", n=1
        )
        pytest.fail("\n".join(lines), pytrace=False)


def test_pages_are_sound(built: Built) -> None:
    """Every page nests as HTML has it, with unique ids and with links that lead somewhere."""
    static = built.files.get(STATIC_LIST, b"").decode().split()

    assert [] == faults_of_site({**built.files, **dict.fromkeys(static, b"")})


def test_every_golden_folder_has_an_edition() -> None:
    """Nothing is left in `golden/` of an edition that is gone."""
    assert EDITIONS == sorted(path.name for path in (HERE / "golden").iterdir())
