"""The development server, driven as a browser drives it: requests, livereload's websocket, saves, signals."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from textwrap import dedent
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from loccit.errors import Position, Problem
from loccit.serve.panel import excerpt, panel
from loccit.serve.watch import is_source
from loccit.serve.web import Shown, decorated

PATIENCE = 20
"""Seconds after which a test gives up; nothing here takes more than a fraction of one."""

SCRIPT = """
    import shutil, sys
    from pathlib import Path
    from types import SimpleNamespace

    from loccit.errors import Position, Problem, ProblemsFound
    from loccit.serve import serve

    root, port = Path(sys.argv[1]), int(sys.argv[2])

    def build():
        text = (root / "content" / "text.txt").read_text()
        if "fault" in text:
            at = Position("content/text.txt", 1, text.index("fault") + 1)
            mere = Problem(Position("content/a.txt", 1), "b-code", "a mere trifle", "", "warning")
            raise ProblemsFound([mere, Problem(at, "a-code", "a fault <here>", "write it well")])
        if "bug" in text:
            raise ZeroDivisionError("nobody expects this")
        page = (root / "template.html").read_text().replace("TEXT", text)
        (root / "site").mkdir(exist_ok=True)
        old = (root / "site" / "index.html").read_text() if (root / "site" / "index.html").exists() else ""
        (root / "site" / "index.html").write_text(page)
        (root / "site" / "404.html").write_text(page.replace(text, "not here"))
        (root / "site" / "style.css").write_text("p { color: red }")
        return SimpleNamespace(written=int(page != old), removed=0)

    def report():
        text = (root / "content" / "text.txt").read_text()
        at = Position("content/text.txt", 1, 1)
        return [Problem(at, "b-code", "a <remark>", "think of it", "warning")] if "remark" in text else []

    serve(build, [root / "content", root / "template.html"], root / "site", port=port, report=report)
"""


class Server:
    """A server in a process of its own, and the edition it serves."""

    def __init__(self, root: Path, port: int = 0, text: str = "first") -> None:
        (root / "content").mkdir()
        (root / "template.html").write_text(
            "<html><head><title>T</title></head><body class=a><p>TEXT</p></body></html>"
        )
        self.root = root
        self.save(text)
        command = [sys.executable, "-c", dedent(SCRIPT), str(root), str(port)]
        self.process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.said: list[str] = []
        self.url = re.search(r"http://\S+", self.wait_for("serving")).group()

    def save(self, text: str) -> None:
        """Save the text as editors do: a new file takes the place of the old."""
        new = self.root / "content" / "text.txt~"
        new.write_text(text)
        new.replace(self.root / "content" / "text.txt")

    def wait_for(self, word: str) -> str:
        """Return the next line that the server prints with this word in it."""
        for line in self.process.stdout:
            self.said.append(line)
            if word in line:
                return line
        pytest.fail(f"no {word!r} in: {self.said} {self.process.stderr.read()}", pytrace=False)

    def get(self, path: str = "") -> tuple[int, str]:
        """Return the status and the body of a response."""
        try:
            with urlopen(self.url + path, timeout=PATIENCE) as response:  # noqa: S310 - our own server
                return response.status, response.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def page_with(self, words: str) -> str:
        """Return the first page as soon as it has these words."""
        end = time.monotonic() + PATIENCE
        while words not in (page := self.get()[1]) and time.monotonic() < end:
            time.sleep(0.05)
        return page

    def stop(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Return the exit code after a signal, and what stands in the error stream."""
        self.process.send_signal(number)
        _, complaints = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, complaints


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Start a server, and stop it after the test."""
    started = Server(tmp_path)
    yield started
    end(started)


def end(server: Server) -> None:
    """Stop a server that the test has not stopped."""
    if server.process.poll() is None:
        server.process.kill()
    server.process.communicate(timeout=PATIENCE)


@asynccontextmanager
async def browser(server: Server) -> AsyncIterator[WebSocketClientConnection]:
    """Hold a websocket that has shaken hands with the server as livereload's script does."""
    connection = await websocket_connect(server.url.replace("http", "ws") + "livereload")
    await connection.write_message(json.dumps({"command": "hello", "protocols": []}))
    assert "hello" == (await message(connection))["command"]
    await connection.write_message(json.dumps({"command": "info", "url": server.url}))
    # The server answers in order: when it has answered this, it has read what came before.
    await connection.write_message(json.dumps({"command": "hello", "protocols": []}))
    assert "hello" == (await message(connection))["command"]
    yield connection
    connection.close()
    while await asyncio.wait_for(connection.read_message(), PATIENCE) is not None:
        pass


async def message(connection: WebSocketClientConnection) -> dict[str, str]:
    """Return the next message of a websocket."""
    return json.loads(await asyncio.wait_for(connection.read_message(), PATIENCE))


def after_save(server: Server, *texts: str) -> list[tuple[int, str]]:
    """Save one text after the other, and return the page that each reload shows."""

    async def drive() -> list[tuple[int, str]]:
        pages = []
        async with browser(server) as connection:
            for text in texts:
                server.save(text)
                assert "reload" == (await message(connection))["command"]
                pages.append(await asyncio.to_thread(server.get))
        return pages

    return asyncio.run(drive())


def test_save_reloads_the_browser(server: Server) -> None:
    """A save brings a reload, and then the page has what was saved, however soon the next save follows."""
    pages = after_save(server, "second", "third")

    assert [(200, True), (200, True)] == [(s, t in p) for (s, p), t in zip(pages, ("second", "third"), strict=True)]


def test_save_of_a_watched_file_reloads(server: Server) -> None:
    """A file that is watched by itself is noticed when an editor puts a new one in its place."""

    async def drive() -> dict[str, str]:
        async with browser(server) as connection:
            new = server.root / "new.html"
            new.write_text("<html><head></head><body>other TEXT</body></html>")
            new.replace(server.root / "template.html")
            return await message(connection)

    assert "reload" == asyncio.run(drive())["command"]
    assert "other first" in server.get()[1]


def made_again(content: Path) -> None:
    """Delete a folder and make it again before anybody can look."""
    shutil.rmtree(content)
    content.mkdir()


def moved_away(content: Path) -> None:
    """Move a folder away, and back after a while."""
    content.rename(content.with_name("away"))
    time.sleep(1)
    content.with_name("away").rename(content)


def replaced(content: Path) -> None:
    """Put another folder in the place of one, as a program does that swaps them."""
    content.with_name("new").mkdir()
    content.rename(content.with_name("old"))
    content.with_name("new").rename(content)


@pytest.mark.parametrize("change", [made_again, moved_away, replaced], ids=lambda change: change.__name__)
def test_folder_that_takes_the_place_of_another_is_watched(server: Server, change: Callable[[Path], None]) -> None:
    """Saves are noticed in a folder of the same name, however it has come to be there."""
    change(server.root / "content")
    server.save("second")
    assert "second" in server.page_with("second")

    time.sleep(1)
    server.save("third")
    assert "third" in server.page_with("third")
    assert (0, "") == server.stop()


def test_rebuild_is_told_in_a_line(server: Server) -> None:
    """Each rebuild prints one line with its time and what changed."""
    server.save("second")

    assert re.fullmatch(r"rebuilt in \d+ ms: 1 file changed\n", server.wait_for("rebuilt"))


def test_nothing_changed_nothing_reloaded(server: Server) -> None:
    """A save that changes no page is told, and does not reload."""
    server.save("first")

    assert "nothing changed" in server.wait_for("rebuilt")


def test_page_has_the_script_in_the_response_only(server: Server) -> None:
    """The reload script stands at the end of the head of what is served, and not in the file."""
    port = server.url.rstrip("/").rpartition(":")[2]
    page = server.get()[1]

    assert f'<script src="/livereload.js?port={port}&amp;epoch=' in page.partition("</head>")[0]
    assert "livereload" not in (server.root / "site" / "index.html").read_text()
    assert "LiveReload" in server.get("livereload.js")[1]


def test_other_files_are_served_as_they_are(server: Server) -> None:
    """A style sheet is served untouched, and nothing is to be cached."""
    with urlopen(server.url + "style.css", timeout=PATIENCE) as response:  # noqa: S310 - our own server
        assert b"p { color: red }" == response.read()
        assert "no-store" == response.headers["Cache-Control"]
        assert "text/css" in response.headers["Content-Type"]


@pytest.mark.parametrize("path", ["nowhere/", "nowhere.html", "nowhere.css"])
def test_missing_page_shows_the_sites_own(server: Server, path: str) -> None:
    """What is missing is answered with the site's 404 page and the status 404."""
    status, page = server.get(path)

    assert 404 == status
    assert "not here" in page


@pytest.mark.parametrize("path", ["../content/text.txt", "%2e%2e/content/text.txt", "..%2Ftemplate.html", "%00.html"])
def test_nothing_outside_is_served(server: Server, path: str) -> None:
    """No path leads out of the folder that is served."""
    status, page = server.get(path)

    assert status in {403, 404}
    assert "first" not in page


def test_failed_build_keeps_the_last_good_site(server: Server) -> None:
    """A problem is shown on top of the last good page, and goes when it is mended."""
    (_, broken), (_, mended) = after_save(server, "a fault", "a first")
    body = broken.partition("<body class=a>")[2]

    assert body.startswith('<div class="loccit-error" role="alert"')
    assert "content/text.txt:1:3" in body
    assert "a fault &lt;here&gt;" in body
    assert "write it well" in body
    assert "a mere trifle" not in body
    assert "1 | a fault\n      ^</pre>" in body
    assert "<p>first</p>" in body
    assert "error.css" in broken
    assert ".loccit-error" in server.get("__loccit__/error.css")[1]
    assert "loccit-error" not in mended
    assert "<p>a first</p>" in mended


def test_a_report_keeps_nothing_from_being_shown(server: Server) -> None:
    """What is to be remarked on is printed, stands folded up on top of the new page, and goes when it is mended."""
    server.save("a remark")
    said = server.wait_for("remark; the site")
    # The report may be told before the build of the same words has ended: neither waits for the other.
    noted = server.page_with("<p>a remark</p>")
    server.save("none")
    server.wait_for("no remarks any more")
    mended = server.page_with("<p>none</p>")

    assert "built all the same" in said
    assert '<body class=a><details class="loccit-error loccit-report"' in noted
    assert "a &lt;remark&gt;" in noted
    assert "<p>a remark</p>" in noted
    assert "loccit-report" not in mended


def test_problem_that_ends_where_it_began_still_reloads(server: Server) -> None:
    """A browser that shows a problem is reloaded even if mending it changed no page."""
    (_, broken), (_, mended) = after_save(server, "a fault", "first")

    assert "loccit-error" in broken
    assert "loccit-error" not in mended


def test_bug_in_the_build_does_not_end_the_server(server: Server) -> None:
    """What is our own fault is shown too, and its traceback printed."""
    ((_, broken),) = after_save(server, "bug")

    assert "ZeroDivisionError: nobody expects this" in broken
    assert "Traceback" in server.wait_for("Traceback")


def test_first_build_fails(tmp_path: Path) -> None:
    """Where there is no site yet, the problem is a page of its own, and the first good build shows the site."""
    server = Server(tmp_path, text="a fault")
    status, page = server.get("any/where.html")
    ((_, mended),) = after_save(server, "mended")
    end(server)

    assert 503 == status
    assert "a fault &lt;here&gt;" in page
    assert "<p>mended</p>" in mended


def test_page_loaded_before_a_change_learns_of_it(server: Server) -> None:
    """The number in the page differs from the server's after a change, so that a missed reload is made up for."""
    number = re.search(r"epoch=(\d+)", server.get()[1]).group(1)
    before = server.get("__loccit__/epoch")
    after_save(server, "second")

    assert (200, number) == before
    assert number != server.get("__loccit__/epoch")[1]


def test_page_of_another_site_hears_nothing(server: Server) -> None:
    """The websocket is for the pages of this server only."""
    host, port = server.url.removeprefix("http://").rstrip("/").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(
            b"GET /livereload HTTP/1.1\r\nHost: here\r\nOrigin: http://elsewhere\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )

        assert b"403" in connection.recv(100)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_stops_it_cleanly(server: Server, number: int) -> None:
    """Ctrl-C and a request to end stop the server with exit code 0, and without a word, a browser connected or not."""

    async def drive() -> tuple[int, str]:
        async with browser(server):
            return await asyncio.to_thread(server.stop, number)

    assert (0, "") == asyncio.run(drive())


def test_port_taken_takes_the_next(tmp_path: Path) -> None:
    """Where the port is taken, the next free one is used, and that is said."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = Server(tmp_path, port)
        end(server)

    assert any(line.startswith(f"port {port} is taken") for line in server.said)
    assert f":{port}/" not in server.url


def test_server_is_for_this_machine_only(server: Server) -> None:
    """Without an option, only this machine can ask."""
    assert server.url.startswith("http://127.0.0.1:")


def test_server_starts_and_stops_again(tmp_path: Path) -> None:
    """A second server can use the port of the first as soon as that has stopped."""
    first = Server(tmp_path)
    port = int(first.url.rstrip("/").rpartition(":")[2])
    first.stop()
    (tmp_path / "content" / "text.txt").unlink()
    (tmp_path / "content").rmdir()
    second = Server(tmp_path, port)
    end(second)

    assert first.url == second.url


@pytest.mark.parametrize("name", ["a.xml", "glossary/a.md", "static/css/text.css", "a~b.md"])
def test_source_is_watched(name: str) -> None:
    """A save of a text, an entry or a style sheet counts."""
    assert is_source(Path(name))


@pytest.mark.parametrize(
    "name", ["a.xml~", ".a.xml.swp", ".#a.xml", "#a.xml#", "4913", ".git/index", "x/.DS_Store", "__pycache__/a.pyc"]
)
def test_what_programs_leave_is_not_watched(name: str) -> None:
    """Editors' temporary files, hidden files and a repository's inside do not count."""
    assert not is_source(Path(name))


def test_panel_escapes_everything() -> None:
    """Nothing of a problem becomes markup."""
    html = panel([Problem(Position("<b>", 1), "<i>", "<script>", "<u>")])

    assert not re.search(r"<(b|i|u|script)>", html)


def test_panel_is_short() -> None:
    """Of many problems the first twenty are shown, with the number of the rest."""
    html = panel([Problem(Position("a", n), "code", "message") for n in range(25)])

    assert 20 == html.count("<li>")
    assert "5 more" in html


def test_excerpt_of_a_long_line(tmp_path: Path) -> None:
    """Of a long line the part around the column is shown, with the caret under the same character."""
    (tmp_path / "a.xml").write_text("x" * 300 + "Y" + "x" * 300)
    line, caret = excerpt(Position("a.xml", 1, 301), [tmp_path]).split("\n")

    assert "Y" == line[caret.index("^")]


@pytest.mark.parametrize("at", [Position("a.xml"), Position("a.xml", 9, 1), Position("none.xml", 1, 1)])
def test_no_excerpt_without_a_line(tmp_path: Path, at: Position) -> None:
    """A place that is not in a file has no excerpt."""
    (tmp_path / "a.xml").write_text("text\n")

    assert not excerpt(at, [tmp_path])


def test_page_without_head_is_decorated_too(tmp_path: Path) -> None:
    """A page that has neither head nor body gets the script and the panel at its end, in plain ASCII."""
    page = decorated("<p>ß".encode("latin-1"), Shown(tmp_path, 1, panel="<div>ß</div>"))

    assert page.startswith(b"<p>\xdf<script")
    assert page.endswith(b"<div>&#223;</div>")


def test_reload_is_prompt(server: Server) -> None:
    """The reload follows the save within seconds; the exact time is for the benchmark."""
    started = time.monotonic()
    after_save(server, "second")

    assert 5 > time.monotonic() - started
