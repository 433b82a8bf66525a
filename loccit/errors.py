"""Where something is (`Position`), what is wrong there (`Problem`), and what stops a stage (`EditionError`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import msgspec


class Position(msgspec.Struct, frozen=True, order=True, gc=False):
    """A place in a source file; lines and columns count from 1, and 0 means unknown."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `path:line:column`, leaving out what is unknown."""
        parts = [self.path, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)


class Problem(msgspec.Struct, frozen=True, order=True, gc=False):
    """One thing wrong with the edition, as a value: problems are collected and reported together."""

    at: Position
    code: str
    """A stable word for the rule that found it, such as `dangling-target`."""
    message: str
    """Lower case, names the thing, no full stop."""
    hint: str = ""
    """What to type instead."""
    severity: str = "error"
    """`error` stops a build; `warning` does so only under `--strict`."""

    def __str__(self) -> str:
        """Return the line an editor reads: `path:line:column: code message`."""
        return f"{self.at}: {self.code} {self.message}"


class EditionError(Exception):
    """A stage cannot give its result; shown to the editor with place and hint, never as a traceback."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, at: Position | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.at = at
        self.hint = hint

    def __str__(self) -> str:
        """Return the message after its place, with the hint on a line of its own."""
        place = f"{self.at}: " if self.at else ""
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{place}{self.message}{hint}"


class ConfigError(EditionError):
    """The configuration or the command line cannot be understood."""

    exit_code = 2


class ReadError(EditionError):
    """A source file cannot be read; `code` is the word for the reason, as in a `Problem`."""

    def __init__(self, message: str, *, at: Position, code: str, hint: str = "") -> None:
        super().__init__(message, at=at, hint=hint)
        self.problem = Problem(at, code, message, hint)


class RenderError(EditionError):
    """A template cannot be rendered."""


class WriteError(EditionError):
    """The site cannot be written."""


class ForgottenError(EditionError):
    """What an earlier build left is not as it was left; a build that relies on nothing goes well."""


class ProblemsFound(EditionError):
    """The check found problems that stop a build; they travel with the error."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(f"{len(self.problems)} problems")


def reason_of(error: Exception) -> str:
    """Return what a library says of an error as a message has it: it begins in lower case, unless with a name."""
    return uncapitalised(str(error))


def uncapitalised(text: str) -> str:
    """Return a library's sentence as a message begins: in lower case, unless with a name such as XML."""
    return text if text[:2].isupper() else text[:1].lower() + text[1:]


def did_you_mean(name: str, known: Iterable[str], *, shape: str = "{}") -> str:
    """Return `did you mean X?` for the known name nearest to `name`, or an empty string."""
    import difflib  # noqa: PLC0415 - needed only where something is wrong

    nearest = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean {shape.format(nearest[0])}?" if nearest else ""


def typed(name: str) -> str:
    """Return the name of a file as one types it behind a command: in quotes where it would be taken for several."""
    name = f"./{name}" if name.startswith("-") else name
    return name if all(c.isalnum() or c in "./_-+~:@" for c in name) else f'"{name}"'
