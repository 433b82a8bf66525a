"""Problems -> text: for people, for programs, for GitHub's annotations; and the line of the source with a caret."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Collection, Iterable, Mapping
from json import dumps
from types import MappingProxyType

from loccit.errors import Position, Problem


def text(problems: Iterable[Problem]) -> str:
    """Return `file:line:column: code message` for each problem, with its hint on a line of its own."""
    return "\n".join(_text(problem) for problem in problems)


def _text(problem: Problem) -> str:
    mark = "warning: " if problem.severity == "warning" else ""
    hint = f"\n  hint: {problem.hint}" if problem.hint else ""
    return f"{problem.at}: {mark}{problem.code} {problem.message}{hint}"


def json(problems: Iterable[Problem]) -> str:
    """Return a JSON array with an object for each problem; a line or column of 0 is unknown."""
    return dumps([_fields(problem) for problem in problems], ensure_ascii=False, indent=2)


def _fields(problem: Problem) -> dict[str, str | int]:
    return {
        "file": problem.at.path,
        "line": problem.at.line,
        "column": problem.at.column,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }


def github(problems: Iterable[Problem]) -> str:
    """Return the workflow commands that make GitHub show each problem beside its line."""
    return "\n".join(_annotation(problem) for problem in problems)


def _annotation(problem: Problem) -> str:
    at = problem.at
    places = (("line", at.line), ("col", at.column))
    properties = {"file": at.path, **{name: str(n) for name, n in places if n}, "title": problem.code}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"::{problem.severity} {written}::{_data(problem.message + hint)}"


def _data(value: str) -> str:
    """Escape what ends a workflow command; the percent sign first, since it begins the escapes."""
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Iterable[Problem]], str]] = MappingProxyType(
    {"text": text, "json": json, "github": github}
)
"""The formats by name, as `loccit check --format` takes them."""


def summary(problems: Collection[Problem]) -> str:
    """Return `2 errors, 1 warning in 2 files`."""
    if not problems:
        return "no problems"
    counts = {kind: sum(problem.severity == kind for problem in problems) for kind in ("error", "warning")}
    counted = ", ".join(_counted(number, kind) for kind, number in counts.items() if number)
    return f"{counted} in {_counted(len({problem.at.path for problem in problems}), 'file')}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


_WIDTH = 100
"""How many characters of a line are shown: a TEI file may be a single line."""


def excerpt(at: Position, data: bytes) -> str:
    """Return the source's line with a caret under the column; an empty string where the line is not known."""
    lines = _decoded(data).splitlines()
    if not 1 <= at.line <= len(lines):
        return ""
    line = lines[at.line - 1].replace("\t", " ")
    column = min(max(at.column - 1, 0), len(line))
    start = max(column - _WIDTH // 2, 0) if len(line) > _WIDTH else 0
    shown = ("…" if start else "") + line[start : start + _WIDTH] + ("…" if start + _WIDTH < len(line) else "")
    number = f"{at.line} | "
    if not at.column:
        return number + shown
    caret = " " * (len(number) + column - start + bool(start)) + "^"
    return f"{number}{shown}\n{caret}"


def _decoded(data: bytes) -> str:
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    return data.decode(encoding, "replace").replace("\r\n", "\n").replace("\r", "\n")
