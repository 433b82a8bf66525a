"""Problems -> a panel of HTML that says what is wrong, where, and what to type instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from loccit.errors import Position, Problem

_MOST = 20
"""How many problems the panel shows; the terminal shows all."""
_WIDTH = 100
_BEFORE = 60


def panel(problems: Sequence[Problem], folders: Iterable[Path] = ()) -> str:
    """Return the panel; `folders` are where the files of the problems are looked for, besides the working folder."""
    number = len(problems)
    title = "1 problem keeps" if number == 1 else f"{number} problems keep"
    return (
        '<div class="loccit-error" role="alert" lang="en" dir="ltr" tabindex="0">'
        f"<p><strong>{title} the edition from being built.</strong> What is below is the last good state.</p>"
        f"{_list(problems, folders)}</div>"
    )


def remarks(problems: Sequence[Problem], folders: Iterable[Path] = ()) -> str:
    """Return a report that keeps nothing from being built, folded up; `folders` are as for the panel."""
    title = "1 remark" if len(problems) == 1 else f"{len(problems)} remarks"
    return (
        '<details class="loccit-error loccit-report" lang="en" dir="ltr">'
        f"<summary>{title} on the edition, which is built all the same</summary>{_list(problems, folders)}</details>"
    )


def _list(problems: Sequence[Problem], folders: Iterable[Path]) -> str:
    places = [Path(), *(place for folder in folders for place in (folder, folder.parent))]
    items = "".join(_item(problem, places) for problem in problems[:_MOST])
    more = f"<p>And {len(problems) - _MOST} more: see the terminal.</p>" if len(problems) > _MOST else ""
    return f"<ol>{items}</ol>{more}"


def _item(problem: Problem, places: Iterable[Path]) -> str:
    place = f"<code>{escape(str(problem.at))}</code> " if problem.at.path else ""
    code = f" <small>{escape(problem.code)}</small>" if problem.code else ""
    hint = f'<p class="loccit-hint">Hint: {escape(problem.hint)}</p>' if problem.hint else ""
    shown = excerpt(problem.at, places)
    quoted = f"<pre>{escape(shown)}</pre>" if shown else ""
    return f"<li><p>{place}{escape(problem.message)}{code}</p>{quoted}{hint}</li>"


def excerpt(at: Position, places: Iterable[Path]) -> str:
    """Return the line of a position with its number, and below it a caret under the column, if they are known."""
    line = _line(at, places) if at.line else ""
    if not line.strip():
        return ""
    start = max(at.column - _BEFORE, 0) if len(line) > _WIDTH else 0
    number = f"{at.line} | "
    quoted = number + line[start : start + _WIDTH].replace("\t", " ")
    if not 0 < at.column <= len(line) + 1:
        return quoted
    return f"{quoted}\n{' ' * (len(number) + at.column - 1 - start)}^"


def _line(at: Position, places: Iterable[Path]) -> str:
    text = next(_texts(at.path, places), "")
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[at.line - 1] if at.line <= len(lines) else ""


def _texts(name: str, places: Iterable[Path]) -> Iterator[str]:
    """Yield the text of each file that a position may mean, in whichever Unicode encoding it is."""
    for place in places:
        path = place / name
        if path.is_file():
            data = path.read_bytes()
            codec = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
            yield data.decode(codec, "replace")
