"""How a build grows: with the size of a text, with the number of texts, with processes, and with what has changed.

`python -m bench.scale` takes some minutes; `--all` goes on to 50 MB and to 10,000 texts.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.__main__ import print_table
from bench.clock import Table
from bench.processes import PEAK, ROOT
from bench.texts import novel

SIZES = (100_000, 1_000_000, 10_000_000, 50_000_000)
NUMBERS = (10, 100, 1_000, 10_000)
LARGEST = 10_000_000
MOST = 1_000
TEXT = 20_000
"""Characters of each of many texts."""
CHAPTER = 100_000
"""Characters of each of some longer ones."""
ROUNDS = 3


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", action="store_true", help="the largest sizes and numbers too")
    everything = parser.parse_args().all
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{os.cpu_count()} cores, load {load} (above {(os.cpu_count() or 2) / 2:.0f}, trust no time)")
    with tempfile.TemporaryDirectory(prefix="loccit-scale-") as name:
        bench = _Bench(Path(name))
        print_table(*bench.sizes([size for size in SIZES if everything or size <= LARGEST]))
        print_table(*bench.numbers([number for number in NUMBERS if everything or number <= MOST]))
        print_table(*bench.processes(MOST, TEXT))
        print_table(*bench.processes(MOST // 5, CHAPTER))
        print_table(*bench.changes())


class _Bench:
    """Builds in a folder of its own, with a cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.environment = {**kept, "XDG_CACHE_HOME": str(folder / "cache")}

    def build(self, source: Path, *options: str) -> float:
        """Return the seconds that a build takes."""
        started = time.perf_counter()
        self.run("build.py", "build", str(source), "-o", str(self.folder / "site"), *options)
        return time.perf_counter() - started

    def run(self, *arguments: str) -> str:
        """Return what a program prints."""
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout

    def sizes(self, sizes: list[int]) -> Table:
        """Return how long a text of each size takes, and how much memory, each by megabyte of the file."""
        rows = []
        for size in sizes:
            path = self.folder / "one" / f"text-{size}.xml"
            path.parent.mkdir(exist_ok=True)
            path.write_text(novel(size), "utf-8")
            megabytes = path.stat().st_size / 1e6
            seconds = min(self.build(path, "--clean") for _ in range(ROUNDS if size <= LARGEST else 1))
            site = str(self.folder / "site")
            peak = int(self.run("-c", PEAK, "build", str(path), "--clean", "-o", site).split()[-1]) / 1024
            rows.append(
                (f"{megabytes:.1f} MB", f"{seconds:.2f}", f"{seconds / megabytes:.2f}", f"{peak / megabytes:.0f}")
            )
        return "One text of prose (memory as multiples of the file)", ("", "s", "s per MB", "memory"), rows

    def numbers(self, numbers: list[int]) -> Table:
        """Return how long each number of texts takes."""
        rows = []
        for number in numbers:
            seconds = self.build(self.texts(number), "--clean", "--workers", "1")
            rows.append((f"{number} texts", f"{seconds:.2f}", f"{seconds / number * 1000:.1f}"))
        return f"Texts of {TEXT // 1000} kB, one process", ("", "s", "ms a text"), rows

    def processes(self, number: int, size: int) -> Table:
        """Return how much faster several processes are."""
        source = self.texts(number, size)
        rounds = [[self.build(source, "--clean", "--workers", str(n)) for n in (1, 2)] for _ in range(ROUNDS)]
        gain = statistics.median(one / two for one, two in rounds)
        rows = [
            (f"{n + 1}", f"{statistics.median(r[n] for r in rounds):.2f}", ("1.00", f"{gain:.2f}")[n]) for n in (0, 1)
        ]
        return f"{number} texts of {size // 1000} kB by processes", ("processes", "s", "faster"), rows

    def changes(self) -> Table:
        """Return how long the next build takes where nothing or one letter has changed."""
        source = self.texts(MOST)
        full = self.build(source, "--clean", "--workers", "1")
        nothing = min(self.build(source) for _ in range(ROUNDS))
        letter = min(self.build(change()) for change in self.letters(source))
        rows = [
            (name, f"{seconds:.2f}", f"{seconds / full:.1%}")
            for name, seconds in (("all is new", full), ("nothing has changed", nothing), ("one letter", letter))
        ]
        return f"The next build of {MOST} texts of {TEXT // 1000} kB", ("", "s", "of the whole"), rows

    def letters(self, source: Path) -> Iterator[Callable[[], Path]]:
        """Yield functions that each change a letter of one text."""

        def change(path: Path) -> Path:
            text = path.read_text("utf-8")
            path.write_text(text.replace(" the ", " tho ", 1), "utf-8")
            return source

        return (lambda path=path: change(path) for path in sorted(source.iterdir())[:ROUNDS])  # type: ignore[misc]

    def texts(self, number: int, size: int = TEXT) -> Path:
        """Return a folder of texts."""
        folder = self.folder / f"texts-{number}-{size}"
        if not folder.exists():
            folder.mkdir()
            text = novel(size)
            for index in range(number):
                (folder / f"text-{index:05}.xml").write_text(text.replace("<title>", f"<title>{index}. ", 1), "utf-8")
        return folder


if __name__ == "__main__":
    main()
