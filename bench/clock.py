"""Tasks -> rows of a table: the median time of each, and its ratio to the first; they take turns.

What slows the machine slows all that runs in the same minute. So each ratio is the median of the ratios within the
rounds, and not the ratio of the medians.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median

Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]
"""A title, the heading and the rows."""
HEADING = ("", "ms", "ratio", "at most")


def timed(
    tasks: Mapping[str, Callable[[], object]],
    rounds: int,
    base: str,
    targets: Mapping[str, str],
    before: Callable[[], object] = gc.collect,
) -> list[tuple[str, ...]]:
    """Return a row for each task, with its ratio to `base`; `before` is called before each run and not timed."""
    taken = [{name: _seconds(task, before) for name, task in tasks.items()} for _ in range(rounds)]
    return [
        (
            name,
            milliseconds(median(times[name] for times in taken)),
            ratio(median(times[name] / times[base] for times in taken)),
            targets.get(name, ""),
        )
        for name in tasks
    ]


def _seconds(task: Callable[[], object], before: Callable[[], object]) -> float:
    before()
    started = time.perf_counter()
    task()
    return time.perf_counter() - started


def milliseconds(seconds: float) -> str:
    """Return a time as it stands in a table."""
    value = seconds * 1000
    return f"{value:.1f}" if value < 100 else f"{value:.0f}"  # noqa: PLR2004 - three figures are enough


def ratio(value: float) -> str:
    """Return a ratio as it stands in a table."""
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"  # noqa: PLR2004 - three figures are enough
