"""Whole processes: how long a build takes from nothing, beside importing its libraries; and how much memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bench.clock import HEADING, Table, ratio, timed

ROOT = Path(__file__).parents[1]
IMPORTS = "import lxml.etree, jinja2, markdown_it, yaml"
PEAK = """
import resource, subprocess, sys
subprocess.run([sys.executable, "build.py", *sys.argv[1:]], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""A small process between us and the build: on Linux a peak is never below what the parent had."""
SMALL = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><text><body><p xml:id="p1">Word.</p></body></text></TEI>'
)
ROUNDS = 15


def cold_builds(prose: Path, folder: Path) -> Table:
    """Return how long `python build.py build` takes where there is no site yet."""
    site = folder / "site"
    warm, fresh = folder / "cache", folder / "first-cache"

    def build(source: Path, cache: Path) -> None:
        _run("build.py", "build", str(source), "-o", str(site), "--clean", cache=cache)

    def clear() -> None:
        shutil.rmtree(site, ignore_errors=True)
        shutil.rmtree(fresh, ignore_errors=True)

    tasks = {
        "python, doing nothing": lambda: _run("-c", "pass", cache=warm),
        "python, importing the libraries": lambda: _run("-c", IMPORTS, cache=warm),
        "cold build of this edition": lambda: build(ROOT, warm),
        "the same, the very first (no cache)": lambda: build(ROOT, fresh),
        "cold build of the prose": lambda: build(prose, warm),
    }
    build(ROOT, warm)
    rows = timed(tasks, ROUNDS, "python, importing the libraries", {"cold build of this edition": "2.5"}, clear)
    return f"Whole processes ({IMPORTS} = 1)", HEADING, rows


def memory(texts: dict[str, Path], folder: Path) -> Table:
    """Return the peak of memory while a text is built, and what of it is due to the text."""
    small = folder / "small.xml"
    small.write_text(SMALL, "utf-8")
    base = _peak(small, folder)
    rows = [("a text of one word", _megabytes(base), "", "")]
    for name, path in texts.items():
        peak, size = _peak(path, folder), path.stat().st_size
        rows.append((name, _megabytes(peak), ratio(peak / size), ratio((peak - base) / size)))
    return "Memory at its peak, in multiples of the file", ("", "MB", "all", "due to the text"), rows


def _peak(source: Path, folder: Path) -> int:
    """Return the bytes that a build of a text needs at most."""
    printed = _run("-c", PEAK, "build", str(source), "-o", str(folder / "peak"), cache=folder / "cache")
    unit = 1 if sys.platform == "darwin" else 1024
    return int(printed.split()[-1]) * unit


def _run(*arguments: str, cache: Path) -> str:
    # Compiled modules are kept, as they are wherever nobody says otherwise.
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment = {**kept, "XDG_CACHE_HOME": str(cache)}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.0f}"
