"""What a command says on the terminal, and how its process begins and ends there."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import click

from loccit.errors import EditionError, Problem, ProblemsFound, typed


def shown(path: Path) -> str:
    """Return a path as one would type it here."""
    working = Path.cwd()
    path = path.resolve()
    return str(path.relative_to(working)) if path != working and path.is_relative_to(working) else str(path)


def print_problems(problems: Iterable[Problem], style: str) -> None:
    """Print problems for people, or for programs on the standard output."""
    from loccit.check import formats

    printer = {"text": formats.text, "json": formats.json, "github": formats.github}[style]
    if printed := printer(tuple(problems)):
        click.echo(printed, err=style == "text")


_MANY = 12


def print_first_warnings(problems: tuple[Problem, ...], source: Path) -> None:
    """Print a build's warnings; where there are very many, one of each kind and how to see them all."""
    from loccit.check.gathered import one_of_each

    if len(problems) <= _MANY:
        print_problems(problems, "text")
        return
    print_problems(one_of_each(problems), "text")
    click.echo(f"{len(problems)} warnings: `loccit check {typed(str(source))}` prints them all", err=True)


def fail(error: EditionError) -> NoReturn:
    """Say what is wrong, and end with the exit code of the error."""
    if isinstance(error, ProblemsFound):
        from loccit.check.formats import summary

        print_problems(error.problems, "text")
        click.echo(f"{summary(error.problems)}; nothing was written", err=True)
    else:
        click.echo(str(error), err=True)
    sys.exit(error.exit_code)


def counted(number: int, noun: str, plural: str = "s") -> str:
    """Return a number with what it counts."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}{plural}"


def open_streams() -> None:
    """Give a process that was started without a stream one that leads nowhere, so that no file takes its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - as long as it lives


def stopped(aborted: click.Abort) -> NoReturn:
    """End after Ctrl-C with the code that a shell expects, and where an answer was wanted and none came with 1."""
    click.echo("stopped", err=True)
    sys.exit(_SIGNALLED + signal.SIGINT if isinstance(aborted.__context__, KeyboardInterrupt) else 1)


_SIGNALLED = 128
"""What a shell adds to the number of the signal that ended a process."""


def leave(code: int | str | None) -> NoReturn:
    """End the process at once: taking the interpreter apart would take a seventh of a small build."""
    for stream in (sys.stdout, sys.stderr):
        # Whoever read it may be gone.
        with suppress(OSError):
            stream.flush()
    if isinstance(code, str):
        raise SystemExit(code)
    os._exit(code or 0)
