"""Validation by jing, where it is on the machine: every schema of TEI, in either form, in about a second."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from loccit.schema.validation import Fault, Faults, SchemaError, TimedOut, said

_AT_ONCE = 200
"""How many files one call gets: command lines are not endless."""
_SAID = re.compile(r"(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): (?:fatal|error|warning)[^:]*: (?P<words>.*)")


def validate(schema: Path, files: Sequence[Path], seconds: float) -> Faults:
    """Return the faults of each file."""
    until = time.monotonic() + seconds
    compact = ["-c"] if schema.suffix.lower() == ".rnc" else []
    faults: dict[Path, list[Fault]] = {}
    for start in range(0, len(files), _AT_ONCE):
        command = ["jing", *compact, str(schema), *map(str, files[start : start + _AT_ONCE])]
        try:
            done = subprocess.run(  # noqa: S603 - the program is named, and no shell reads the paths
                command, capture_output=True, text=True, timeout=max(until - time.monotonic(), 0.001), check=False
            )
        except subprocess.TimeoutExpired as error:
            raise TimedOut from error
        if done.returncode:
            for path, fault in _faults(done.stdout, schema):
                faults.setdefault(path, []).append(fault)
    return faults


def _faults(output: str, schema: Path) -> Iterator[tuple[Path, Fault]]:
    found = False
    for match in filter(None, map(_SAID.fullmatch, output.splitlines())):
        found = True
        path, line, column = Path(match["file"]), int(match["line"]), int(match["column"])
        message, hint = said(match["words"])
        if path == schema or path.suffix.lower() in {".rng", ".rnc"}:
            raise SchemaError(message, line if path == schema else 0)
        yield path, Fault(message, hint, line=line, column=column)
    if not found:
        raise SchemaError(" ".join(output.split())[:200] or "jing gives no reason")
