"""A save -> how long until the browser is told to reload, and until it has the new page."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from tornado.websocket import WebSocketClientConnection, websocket_connect

from bench.clock import Table, milliseconds
from bench.processes import ROOT

ROUNDS = 15
PAUSE = 0.4
"""Seconds between saves: nobody saves faster."""
SENTENCE = "That was the gist of what I said at the meeting"
PAGE = "toward-intervention/"


async def saves(folder: Path) -> Table:
    """Return the times from a save to the reload message and to the new page, for a copy of this edition."""
    edition = folder / "edition"
    shutil.copytree(ROOT / "content", edition / "content")
    text = edition / "content" / "texts" / "toward-intervention.xml"
    original = text.read_text("utf-8")
    if original.count(SENTENCE) != 1:
        raise SystemExit(
            f"the edition has changed: {SENTENCE!r} is not in it once; name another sentence in {__file__}"
        )
    told: list[float] = []
    shown: list[float] = []
    with _server(edition) as url:
        connection = await _browser(url)
        for number in range(ROUNDS):
            await asyncio.sleep(PAUSE)
            changed = f"{SENTENCE}, {number}"
            started = time.perf_counter()
            text.write_text(original.replace(SENTENCE, changed), "utf-8")
            await _reload(connection)
            told.append(time.perf_counter() - started)
            page = await asyncio.to_thread(_get, url + PAGE)
            shown.append(time.perf_counter() - started)
            if changed not in page:
                raise SystemExit("the reloaded page does not show what was saved: the figures mean nothing")
        connection.close()
    rows = [
        ("to the reload message", milliseconds(median(told)), milliseconds(max(told)), ""),
        ("to the new page", milliseconds(median(shown)), milliseconds(max(shown)), "200"),
    ]
    return f"From save to browser, {ROUNDS} saves of one paragraph", ("", "median ms", "worst ms", "at most"), rows


@contextmanager
def _server(edition: Path) -> Iterator[str]:
    command = [sys.executable, "build.py", "serve", str(edition), "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
        try:
            addresses = (re.search(r"http://\S+", line) for line in server.stdout or ())
            yield next(address.group() for address in addresses if address)
        finally:
            server.send_signal(signal.SIGINT)


async def _browser(url: str) -> WebSocketClientConnection:
    """Return a websocket that has shaken hands as livereload's script does."""
    connection = await websocket_connect(url.replace("http", "ws", 1) + "livereload")
    await connection.write_message(json.dumps({"command": "hello", "protocols": []}))
    await connection.read_message()
    await connection.write_message(json.dumps({"command": "info", "url": url}))
    # The server answers in order: when it has answered this, it has read what came before.
    await connection.write_message(json.dumps({"command": "hello", "protocols": []}))
    await connection.read_message()
    return connection


async def _reload(connection: WebSocketClientConnection) -> None:
    message = "{}"
    while message is not None and json.loads(message).get("command") != "reload":
        message = await asyncio.wait_for(connection.read_message(), 20)


def _get(url: str) -> str:
    with urlopen(url, timeout=20) as response:  # noqa: S310 - our own server
        return response.read().decode()
