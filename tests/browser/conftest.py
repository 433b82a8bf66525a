"""What the tests of the reading page share: the page under two schemes, and an edition of rare cases."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page

TEXT_PAGE = "toward-intervention/index.html"


@pytest.fixture(params=["http", "file"])
def site_url(request: pytest.FixtureRequest, built_site: Path, served_site: str) -> str:
    """Return where the built site is: on a host, and then as a folder that somebody opens with a double click."""
    return served_site if request.param == "http" else f"{built_site.as_uri()}/"


@pytest.fixture(scope="session")
def kinds_of_pages(built_site: Path) -> list[str]:
    """Return the path of one page of each kind: the first of those that are as deep in the same folder."""
    pages = sorted((page.relative_to(built_site) for page in built_site.rglob("*.html")), reverse=True)
    return sorted({(page.parts[0], len(page.parts)): page.as_posix() for page in pages}.values())


@pytest.fixture
def open_text(open_page: Callable[..., Page], site_url: str) -> Callable[..., Page]:
    """Open the text page, from a host and as a file: `open_text("#p7", dark=True)`."""

    def open_one(fragment: str = "", **options: object) -> Page:
        return open_page(f"{site_url}{TEXT_PAGE}{fragment}", **options)

    return open_one


@pytest.fixture(scope="session")
def build_edition(repository: Path) -> Callable[..., Path]:
    """Build a source into a folder, with options as on the command line, and return the folder."""

    def build(source: Path, site: Path, *options: str) -> Path:
        command = [sys.executable, "build.py", "build", str(source), "-o", str(site), *options]
        result = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
        if result.returncode:
            pytest.fail(result.stdout + result.stderr, pytrace=False)
        return site

    return build


@pytest.fixture(scope="session")
def rare_site(build_edition: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build the edition of rare cases that stands beside this file, and return the `file:` URL of its site."""
    source = Path(__file__).parent / "edition"
    return f"{build_edition(source, tmp_path_factory.mktemp('rare') / 'site').as_uri()}/"


@pytest.fixture(scope="session")
def published_below(
    build_edition: Callable[..., Path],
    repository: Path,
    serve_folder: Callable[[Path], AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Publish the edition at a sub-path that it was built for, on a host that answers with its 404 page."""
    root = tmp_path_factory.mktemp("published")
    with serve_folder(root) as host:
        url = f"{host}press/edition/"
        site = build_edition(repository, root / "press" / "edition", "--base-url", url)
        (root / "404.html").symlink_to(site / "404.html")
        yield url
