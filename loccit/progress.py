"""A progress bar on the terminal, for builds that take long enough to wonder."""

from __future__ import annotations

import sys
import time

import click

_SHORT = 1.0
"""Seconds after which a bar appears."""


class Progress:
    """Shows how many texts are done, how many a second, and about how long the rest will take."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._bar: click._termui_impl.ProgressBar[int] | None = None
        self._done = 0
        self._all = 0

    def __call__(self, done: int, count: int) -> None:
        """Take note that so many texts are done, of so many; nothing is shown where nobody sees it."""
        if not sys.stderr.isatty():
            return
        if self._bar is None or count != self._all:
            self.close()
            if time.monotonic() - self._started < _SHORT:
                return
            self._begin(count)
        if self._bar:
            self._bar.update(done - self._done, done)
        self._done = done

    def _begin(self, count: int) -> None:
        self._done, self._all = 0, count
        self._bar = click.progressbar(
            length=count, label="texts", show_pos=True, show_percent=False, item_show_func=self._rate, file=sys.stderr
        )
        self._bar.__enter__()

    def _rate(self, done: int | None) -> str | None:
        return f"{done / (time.monotonic() - self._started):.0f} a second" if done else None

    def close(self) -> None:
        """End the bar, so that what is printed next has a line of its own."""
        if self._bar:
            self._bar.__exit__(None, None, None)
            self._bar = None
