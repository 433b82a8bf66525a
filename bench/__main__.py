"""Time Loccit beside what it cannot do without, in one run, and print the ratios: `make bench`.

A ratio says more than a time, since both sides of it ran on the same machine in the same minute. Nothing is
asserted: whoever reads the table decides.
"""

from __future__ import annotations

import asyncio
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import processes, serving, stages
from bench.texts import novel, tagged

SIZE = 600_000
"""Characters of the texts made for measuring."""


def main() -> None:
    """Measure everything and print it."""
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{datetime.now(UTC):%Y-%m-%d}, {platform.system()}, Python {platform.python_version()}")
    print(f"{os.cpu_count()} cores, load {load} (above {(os.cpu_count() or 2) / 2:.0f}, trust no time)")
    with tempfile.TemporaryDirectory(prefix="loccit-bench-") as name:
        folder = Path(name)
        texts = {"prose": folder / "prose.xml", "tagged": folder / "tagged.xml"}
        texts["prose"].write_text(novel(SIZE), "utf-8")
        texts["tagged"].write_text(tagged(SIZE), "utf-8")
        print_table(*processes.memory(texts, folder))
        print_table(*processes.cold_builds(texts["prose"], folder))
        print_table(*asyncio.run(serving.saves(folder)))
        for title, path in {"this edition's text": None, **texts}.items():
            print_table(*stages.stages(title, path, folder))


def print_table(title: str, heading: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """Print a table: words to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in (heading, *rows)) for column in range(len(heading))]
    print(f"\n{title}\n")
    for row in (heading, tuple("-" * width for width in widths), *rows):
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        print("  ".join(cells).rstrip())
    sys.stdout.flush()


if __name__ == "__main__":
    main()
