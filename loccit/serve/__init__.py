"""A build function -> a development server: it builds again on every save and reloads the browser.

While a build fails, the last good site is served with the problems on top of every page.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
import threading
import time
import traceback
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Protocol

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets

from loccit.errors import ConfigError, EditionError, Position, Problem, ProblemsFound, ReadError
from loccit.serve.panel import panel, remarks
from loccit.serve.report import Report, Reporter
from loccit.serve.watch import watch
from loccit.serve.web import Shown, application, reload_browsers

_TRIES = 20
"""How many ports after the one asked for are tried."""
_say = partial(print, flush=True)


class Result(Protocol):
    """What a build function returns: how many files it changed."""

    @property
    def written(self) -> int:
        """Return how many files are new or different."""

    @property
    def removed(self) -> int:
        """Return how many files are gone."""


Build = Callable[[], Result]
Say = Callable[[str], object]


def serve(
    build: Build,
    watched: Sequence[Path],
    folder: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    open_browser: bool = False,
    say: Say = _say,
    report: Report | None = None,
) -> None:
    """Serve a folder, and call `build` now and whenever something `watched` is saved, until Ctrl-C.

    After each build that went well, what `report` finds is told too, without anything waiting for it.

    A file in `watched` is watched by itself, a folder with all that is in it save `folder`, hidden files and
    what editors leave behind. Raises `ConfigError` where the host or no port near `port` can be had.
    """
    _silence()
    sockets, own_port = _listen(host, port)
    if port not in {0, own_port}:
        say(f"port {port} is taken, so {own_port} is used")
    shown = Shown(folder.resolve(), own_port)
    url = _url(host, own_port)
    # Where no signal handler can be set, on Windows, Ctrl-C arrives here.
    with suppress(KeyboardInterrupt):
        builder = _Builder(build, shown, watched, say)
        if report:
            builder.reporter = Reporter(report, builder.show_report, say)
        asyncio.run(_run(builder, sockets, url, open_browser=open_browser))
    say("stopped")


def _silence() -> None:
    """Keep the libraries from printing each request, reload and change; what is our bug is still printed."""
    for name in ("livereload", "watchfiles", "tornado.access", "tornado.general"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


# The address


def _listen(host: str, port: int) -> tuple[list[socket.socket], int]:
    """Return open sockets and their port: the one asked for, or the next that is free."""
    last = min(port + _TRIES, 65535) if port else 0
    for candidate in range(port, last + 1):
        try:
            sockets = bind_sockets(candidate, address=host)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                reason = (error.strerror or str(error)).lower()
                hint = "leave --host out, and take a --port above 1024"
                raise ConfigError(f"cannot listen on {host}, port {candidate}: {reason}", hint=hint) from error
        else:
            return sockets, sockets[0].getsockname()[1]
    raise ConfigError(f"the ports from {port} to {last} are all taken", hint=f"name another one: --port {port + 100}")


def _url(host: str, port: int) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(host)  # noqa: S104 - compared, not bound
    return f"http://{name or (f'[{host}]' if ':' in host else host)}:{port}/"


# Building


class _Builder:
    """Calls the build function, tells how it went, and has the browsers show it."""

    def __init__(self, build: Build, shown: Shown, watched: Sequence[Path], say: Say) -> None:
        self.build = build
        self.shown = shown
        self.watched = watched
        self.say = say
        self.is_first = True
        self.reporter: Reporter | None = None

    async def rebuild(self) -> None:
        """Build in a thread, so that the server goes on answering, and then reload the browsers."""
        started = time.perf_counter()
        outcome = await asyncio.to_thread(self._attempt)
        milliseconds = round((time.perf_counter() - started) * 1000)
        if isinstance(outcome, tuple):
            self._show_problems(outcome)
        else:
            self._show_site(outcome, milliseconds)
            if self.reporter:
                self.reporter.wake()
        self.is_first = False

    def _attempt(self) -> Result | tuple[Problem, ...]:
        try:
            return self.build()
        except ProblemsFound as error:
            return error.problems
        except ReadError as error:
            return (error.problem,)
        except EditionError as error:
            return (Problem(error.at or Position(""), "", error.message, error.hint),)
        except Exception as error:  # noqa: BLE001 - a bug of ours must not end the editor's session; it is printed whole
            self.say(traceback.format_exc())
            hint = "this is a fault of Loccit's and not yours: the terminal says more"
            return (Problem(Position(""), "", f"{type(error).__name__}: {error}", hint),)

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        # Beside an error the warnings are noise: a text that cannot be read leaves many a note unused.
        problems = tuple(problem for problem in problems if problem.severity == "error") or problems
        for problem in problems:
            self.say(_told(problem))
        kept = "nothing to show yet" if self.is_first else "the last good site is still shown"
        self.say(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}; {kept}")
        self._publish(panel(problems, self.watched))

    def _show_site(self, result: Result, milliseconds: int) -> None:
        had_problems = bool(self.shown.panel)
        verb = "built" if self.is_first else "rebuilt"
        self.say(f"{verb} in {milliseconds} ms: {_counted(result)}")
        if result.written or result.removed or had_problems:
            self._publish("")

    def show_report(self, problems: Sequence[Problem]) -> None:
        """Tell what a report has found; pages that are open show it when they are loaded again."""
        self.shown.report = remarks(problems, self.watched) if problems else ""
        for problem in problems:
            self.say(_told(problem))
        count = f"{len(problems)} remark{'' if len(problems) == 1 else 's'}; the site is built all the same"
        self.say(count if problems else "no remarks any more")

    def _publish(self, html: str) -> None:
        self.shown.panel = html
        self.shown.epoch += 1
        reload_browsers()


def _told(problem: Problem) -> str:
    place = f"{problem.at}: " if problem.at.path else ""
    hint = f"\n  hint: {problem.hint}" if problem.hint else ""
    return f"{place}{f'{problem.code} '.lstrip()}{problem.message}{hint}"


def _counted(result: Result) -> str:
    if not result.written and not result.removed:
        return "nothing changed"
    removed = f", {result.removed} removed" if result.removed else ""
    return f"{result.written} file{'' if result.written == 1 else 's'} changed{removed}"


# Running


async def _run(builder: _Builder, sockets: list[socket.socket], url: str, *, open_browser: bool) -> None:
    """Build, serve and watch until a signal says to stop, or one of the three fails."""

    def announce() -> None:
        builder.say(f"serving {url} (Ctrl-C stops)")
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()

    stop, changed = asyncio.Event(), asyncio.Event()
    _stop_on_signals(stop)
    # Watching comes first, so that a save during the first build is noticed.
    watching = asyncio.create_task(watch(builder.watched, builder.shown.folder, changed, stop))
    serving = asyncio.create_task(_serve(builder, sockets, changed, announce))
    stopping = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait({watching, serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    serving.cancel()
    await asyncio.gather(watching, serving, stopping, return_exceptions=True)
    for task in done:
        task.result()


async def _serve(
    builder: _Builder, sockets: list[socket.socket], changed: asyncio.Event, announce: Callable[[], None]
) -> None:
    await builder.rebuild()
    server = HTTPServer(application(builder.shown))
    server.add_sockets(sockets)
    announce()
    try:
        while True:
            await changed.wait()
            changed.clear()
            await builder.rebuild()
    finally:
        server.stop()
        await server.close_all_connections()


def _stop_on_signals(stop: asyncio.Event) -> None:
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such handlers: there `asyncio.run` raises KeyboardInterrupt.
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
