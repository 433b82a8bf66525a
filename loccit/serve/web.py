"""A folder -> responses: its files as they are, its pages with the script that reloads them and what is wrong."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from tornado import web
from tornado.websocket import WebSocketHandler

_HERE = Path(__file__).parent
_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_BODY_START = re.compile(rb"<body\b[^>]*>", re.IGNORECASE)
_EMPTY = (
    b"<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8><title>Not built yet</title></head><body></body></html>"
)


@dataclass
class Shown:
    """What the server shows just now."""

    folder: Path
    port: int
    panel: str = ""
    """The problems of the last build as HTML, or an empty string."""
    report: str = ""
    """What keeps nothing from being built, as HTML, or an empty string."""
    epoch: int = field(default_factory=time.time_ns)
    """The number of the state that is shown; it is another one after each change and each start of the server."""


def application(shown: Shown) -> web.Application:
    """Return the web application that serves what is shown."""
    mine = {"shown": shown}
    return web.Application(
        [
            (r"/livereload", _ReloadHandler),
            (r"/livereload\.js", _ScriptHandler),
            (r"/__loccit__/epoch", _EpochHandler, mine),
            (r"/__loccit__/error\.css", _StyleHandler),
            (r"/(.*)", _SiteHandler, mine),
        ],
        log_function=lambda _handler: None,
    )


def reload_browsers() -> None:
    """Send the reload message to every browser that is connected, at once."""
    LiveReloadHandler.reload_waiters("*")


# livereload names the watched file in its log, and asks its watcher for it.
LiveReloadHandler.watcher = SimpleNamespace(filepath="*")


def decorated(html: bytes, shown: Shown) -> bytes:
    """Return a page with the reload script at the end of its head and the panel, if any, at the start of its body.

    Both come from this server, since the pages' content security policy allows nothing inline.
    """
    head = f'<script src="/livereload.js?port={shown.port}&amp;epoch={shown.epoch}" defer></script>'
    panel = shown.panel or shown.report
    if panel:
        head += '<link rel="stylesheet" href="/__loccit__/error.css">'
    if not _HEAD_END.search(html):
        return html + _ascii(head + panel)
    html = _HEAD_END.sub(lambda match: _ascii(head) + match.group(), html, count=1)
    return _BODY_START.sub(lambda match: match.group() + _ascii(panel), html, count=1)


def _ascii(html: str) -> bytes:
    """Return HTML in bytes that mean the same in whichever encoding the page has."""
    return html.encode("ascii", "xmlcharrefreplace")


class _SiteHandler(web.StaticFileHandler):
    """Serves the folder; nothing is to be cached."""

    def initialize(self, shown: Shown) -> None:  # type: ignore[override]  # tornado passes what the route says
        """Take the folder to serve."""
        super().initialize(path=str(shown.folder), default_filename="index.html")
        self.shown = shown

    def set_default_headers(self) -> None:
        """Forbid caching, of redirections and errors too."""
        self.set_header("Cache-Control", "no-store")

    def compute_etag(self) -> str | None:
        """Return no tag, which would take reading the file twice."""
        return None

    async def get(self, path: str, include_body: bool = True) -> None:  # noqa: FBT001, FBT002 - tornado's signature
        """Answer with a page that is decorated, or with any other file as it is."""
        if "\0" in path:
            raise web.HTTPError(404)
        page = self._page(path)
        if page is None:
            await super().get(path, include_body)
        else:
            self.set_header("Content-Type", "text/html; charset=utf-8")
            await self.finish(decorated(page.read_bytes(), self.shown))

    def _page(self, path: str) -> Path | None:
        """Return the HTML file that a path of a URL names, if there is one in the folder."""
        name = f"{path}index.html" if path.endswith("/") or not path else path
        if not name.lower().endswith((".html", ".htm")):
            return None
        page = (self.shown.folder / name).resolve()
        return page if page.is_relative_to(self.shown.folder) and page.is_file() else None

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Answer with the site's own 404 page, or with what is wrong where there is no site yet."""
        missing = self.shown.folder / "404.html"
        self.set_header("Content-Type", "text/html; charset=utf-8")
        if status_code == 404 and missing.is_file():  # noqa: PLR2004 - the best known number of the web
            self.finish(decorated(missing.read_bytes(), self.shown))
        elif self.shown.panel:
            self.set_status(503)
            self.finish(decorated(_EMPTY, self.shown))
        else:
            super().write_error(status_code, **kwargs)


class _ReloadHandler(LiveReloadHandler):  # type: ignore[misc]  # livereload has no types
    """The websocket of livereload, for the pages of this server only."""

    def check_origin(self, origin: str) -> bool:
        """Refuse the pages of other sites, which livereload lets in."""
        return WebSocketHandler.check_origin(self, origin)


class _ScriptHandler(LiveReloadJSHandler):  # type: ignore[misc]  # livereload has no types
    """The script of livereload with a few lines of ours after it."""

    def get(self) -> None:
        """Answer with both scripts as one."""
        super().get()
        self.write((_HERE / "reload.js").read_bytes())


class _EpochHandler(web.RequestHandler):
    """Tells a page the number of the state that is shown."""

    def initialize(self, shown: Shown) -> None:
        """Take what is shown."""
        self.shown = shown

    def get(self) -> None:
        """Answer with the number."""
        self.set_header("Content-Type", "text/plain")
        self.set_header("Cache-Control", "no-store")
        self.write(str(self.shown.epoch))


class _StyleHandler(web.RequestHandler):
    """The style sheet of the panel."""

    def get(self) -> None:
        """Answer with the style sheet."""
        self.set_header("Content-Type", "text/css; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.write((_HERE / "error.css").read_bytes())
