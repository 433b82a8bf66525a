"""Validation by libxml2, in a process of its own: on some schemas of TEI it never comes to an end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

import msgspec
from lxml import etree

from loccit.schema.validation import Fault, Faults, SchemaError, TimedOut, said


class _Answer(msgspec.Struct):
    """What the other process says of one file, or of the schema."""

    faults: list[Fault] = []
    error: str = ""
    line: int = 0


def validate(schema: Path, files: Sequence[Path], seconds: float) -> Faults:
    """Return the faults of each file."""
    faults: dict[Path, list[Fault]] = {}
    with _Process(seconds) as process:
        made = process.ask(schema)
        if made.error:
            raise SchemaError(made.error, made.line)
        for file in files:
            faults[file] = process.ask(file).faults
    return faults


class _Process:
    """The other process, which is ended when its time is over."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        root = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(  # noqa: S603 - it is this module
            [sys.executable, "-c", f"from {__name__} import answer; answer()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )
        self._timer = threading.Timer(seconds, self._process.kill)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._timer.cancel()
        self._process.kill()
        self._process.communicate()

    def ask(self, path: Path) -> _Answer:
        """Return what is said of a file; the first is the schema."""
        pipes = self._process
        if pipes.stdin is None or pipes.stdout is None:
            raise RuntimeError("the process has no pipes")
        try:
            pipes.stdin.write(msgspec.json.encode(str(path)) + b"\n")
            pipes.stdin.flush()
        except OSError:
            return self._ended()
        line = pipes.stdout.readline()
        return msgspec.json.decode(line, type=_Answer) if line else self._ended()

    def _ended(self) -> _Answer:
        if time.monotonic() >= self._until:
            raise TimedOut
        raise SchemaError("libxml2 gave up")


# The other process


def answer() -> None:
    """Answer for the schema that the first line names, and then for each file."""
    lines = (Path(msgspec.json.decode(line, type=str)) for line in sys.stdin.buffer)
    schema: etree.RelaxNG | None = None
    for path in lines:
        if schema is None:
            schema, answer = _compiled(path)
        else:
            answer = _Answer(faults=list(_faults(schema, path)))
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()


def _compiled(path: Path) -> tuple[etree.RelaxNG | None, _Answer]:
    try:
        return etree.RelaxNG(etree.parse(str(path), etree.XMLParser(no_network=True))), _Answer()
    except (etree.XMLSyntaxError, etree.RelaxNGParseError) as error:
        entries: list[Any] = list(error.error_log)  # type: ignore[arg-type] # the stubs know of none
        message, _ = said(entries[0].message if entries else str(error))
        return None, _Answer(error=message or "no reason is given", line=entries[0].line if entries else 0)


def _faults(schema: etree.RelaxNG, path: Path) -> Iterator[Fault]:
    tree = etree.parse(str(path), etree.XMLParser(no_network=True, collect_ids=False))
    if schema.validate(tree):
        return
    names = {element: number for number, element in enumerate(tree.getroot().iter("*"))}
    for entry in schema.error_log:
        try:
            found = tree.xpath(entry.path, namespaces=_prefixes(tree)) if entry.path else []
        except etree.XPathError:
            found = []
        element = found[0] if isinstance(found, list) and found else None
        message, hint = said(entry.message)
        number = names.get(element, -1) if element is not None else -1
        yield Fault(message, hint, number, entry.line, sys.maxsize if number < 0 else 0)


def _prefixes(tree: etree._ElementTree) -> dict[str, str]:
    found = {prefix: uri for element in tree.getroot().iter("*") for prefix, uri in element.nsmap.items() if prefix}
    return {str(prefix): str(uri) for prefix, uri in found.items()}
