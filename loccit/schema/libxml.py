"""Validation by libxml2, in a process of its own: on some schemas of TEI it never comes to an end."""

from __future__ import annotations

import contextlib
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


class _Question(msgspec.Struct):
    """A file to be looked at, the first of them the schema, and how long that may take."""

    path: str
    seconds: float


class _Answer(msgspec.Struct):
    """What the other process says of one file, or of the schema."""

    faults: list[Fault] = []
    error: str = ""
    line: int = 0


def validate(schema: Path, files: Sequence[Path], seconds: float) -> Faults:
    """Return the faults of each file."""
    with Warm() as warm:
        return warm.validate(schema, files, seconds)


class Warm:
    """Schemas that stay compiled, each in a process of its own, until they change or nobody needs them any more."""

    def __init__(self) -> None:
        self._processes: dict[Path, tuple[object, _Process]] = {}
        self._given_up: dict[Path, tuple[object, Exception]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for _state, process in self._processes.values():
            process.end()
        self._processes.clear()

    def validate(self, schema: Path, files: Sequence[Path], seconds: float, state: object = None) -> Faults:
        """Return the faults of each file; a schema in another `state` is compiled anew, one that failed is not."""
        until = time.monotonic() + seconds
        failed_in, failure = self._given_up.get(schema, (None, None))
        if failure and failed_in == state is not None:
            raise failure
        try:
            process = self._process(schema, state, until)
            return {file: process.ask(file, until).faults for file in files}
        except (TimedOut, SchemaError) as error:
            self._given_up[schema] = state, error
            if schema in self._processes:
                self._processes.pop(schema)[1].end()
            raise

    def _process(self, schema: Path, state: object, until: float) -> _Process:
        known, process = self._processes.get(schema, (None, None))
        if process and known == state and process.is_running():
            return process
        if process:
            process.end()
        process = _Process()
        self._processes[schema] = state, process
        made = process.ask(schema, until)
        if made.error:
            raise SchemaError(made.error, made.line)
        return process


class _Process:
    """The other process, which is ended when it takes longer than it may."""

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parents[2])
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(  # noqa: S603 - it is this module
            [sys.executable, "-c", f"from {__name__} import answer; answer()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
        )

    def is_running(self) -> bool:
        """Tell whether it still answers."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it."""
        self._process.kill()
        self._process.communicate()

    def ask(self, path: Path, until: float) -> _Answer:
        """Return what is said of a file; the first is the schema."""
        pipes, seconds = self._process, max(until - time.monotonic(), 0.001)
        if pipes.stdin is None or pipes.stdout is None:
            raise RuntimeError("the process has no pipes")
        timer = threading.Timer(seconds, pipes.kill)
        timer.daemon = True
        timer.start()
        try:
            pipes.stdin.write(msgspec.json.encode(_Question(str(path), seconds)) + b"\n")
            pipes.stdin.flush()
            line = pipes.stdout.readline()
        except OSError:
            line = b""
        finally:
            timer.cancel()
        if line:
            return msgspec.json.decode(line, type=_Answer)
        if time.monotonic() >= until:
            raise TimedOut
        raise SchemaError("libxml2 gave up")


# The other process


def answer() -> None:
    """Answer for the schema that the first line names, and then for each file."""
    schema: etree.RelaxNG | None = None
    for line in sys.stdin.buffer:
        question = msgspec.json.decode(line, type=_Question)
        path = Path(question.path)
        _end_after(question.seconds)
        if schema is None:
            schema, answer = _compiled(path)
        else:
            answer = _Answer(faults=list(_faults(schema, path)))
        sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")
        sys.stdout.buffer.flush()


def _end_after(seconds: float) -> None:
    """Have the system end this process when it has worked so long on an answer, should nobody be there to end it."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - Windows has none

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 2, most))


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
