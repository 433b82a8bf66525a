"""The wheel is what people install: it must bring its theme and its catalogues, and build without a checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader><fileDesc><titleStmt><title>A Letter</title></titleStmt>
<publicationStmt><p>Unpublished</p></publicationStmt><sourceDesc><p>Born digital</p></sourceDesc></fileDesc></teiHeader>
<text><body><p>Dear reader.</p></body></text>
</TEI>
"""


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, "."]
    subprocess.run(command, cwd=repository, check=True)
    return next(folder.glob("loccit-*.whl"))


def test_wheel_ships_the_theme_and_the_catalogues(repository: Path, wheel: Path):
    """Every template, static file, catalogue and starter file of the checkout is in the wheel."""
    homes = {"templates": "loccit/theme/templates", "static": "loccit/theme/static", "loccit": "loccit"}
    expected = {
        f"{home}/{file.relative_to(repository / folder).as_posix()}"
        for folder, home in homes.items()
        for file in (repository / folder).rglob("*")
        if file.is_file() and file.suffix not in {".pot", ".pyc"}
    }

    assert expected
    assert set() == expected - set(zipfile.ZipFile(wheel).namelist())


def test_unpacked_wheel_builds_a_site(wheel: Path, tmp_path: Path):
    """A TEI file becomes a site by the wheel alone, with nothing of the checkout at hand."""
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    (tmp_path / "letter.xml").write_text(TEI, encoding="utf-8")
    command = [sys.executable, "-m", "loccit", "build", "letter.xml", "-o", "site"]
    environment = os.environ | {"PYTHONPATH": str(tmp_path / "installed")}
    build = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert 0 == build.returncode, build.stdout + build.stderr
    assert "Dear reader." in next((tmp_path / "site").rglob("letter/index.html")).read_text(encoding="utf-8")
