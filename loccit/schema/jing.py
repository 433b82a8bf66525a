"""Validation by jing, where it is on the machine: every schema of TEI, in either form, in about a second."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from loccit.schema.validation import Fault, Faults, SchemaError, TimedOut, said

_AT_ONCE = 200
"""How many files one call gets: command lines are not endless."""
_SAID = re.compile(r"(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): (?P<kind>fatal|error|warning)[^:]*: (?P<words>.*)")


def validate(schema: Path, files: Sequence[Path], seconds: float) -> Faults:
    """Return the faults of each file; where jing gives a file up, it is called again for those behind it."""
    until = time.monotonic() + seconds
    faults: dict[Path, list[Fault]] = {}
    waiting = list(files)
    while waiting:
        called, waiting = waiting[:_AT_ONCE], waiting[_AT_ONCE:]
        done = _called(schema, called, until - time.monotonic())
        if done.returncode:
            for path, fault, is_fatal in _faults(done.stdout, schema):
                faults.setdefault(path, []).append(fault)
                if is_fatal and path in called:
                    waiting = [*called[called.index(path) + 1 :], *waiting]
    return faults


def _called(schema: Path, files: Iterable[Path], seconds: float) -> subprocess.CompletedProcess[str]:
    compact = ["-c"] if schema.suffix.lower() == ".rnc" else []
    command = ["jing", *compact, str(schema), *map(str, files)]
    try:
        return subprocess.run(  # noqa: S603 - the program is named, and no shell reads the paths
            command, capture_output=True, text=True, timeout=max(seconds, 0.001), check=False
        )
    except subprocess.TimeoutExpired as error:
        raise TimedOut from error


def _faults(output: str, schema: Path) -> Iterator[tuple[Path, Fault, bool]]:
    found = False
    for match in filter(None, map(_SAID.fullmatch, output.splitlines())):
        found = True
        path, line, column = Path(match["file"]), int(match["line"]), int(match["column"])
        message, hint = said(match["words"])
        if path == schema or path.suffix.lower() in {".rng", ".rnc"}:
            raise SchemaError(message, line if path == schema else 0)
        yield path, Fault(message, hint, line=line, column=column), match["kind"] == "fatal"
    if not found:
        raise SchemaError(" ".join(output.split())[:200] or "jing gives no reason")
