"""What every validator takes and gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from loccit.errors import uncapitalised


class Fault(msgspec.Struct, frozen=True):
    """One thing that a schema does not allow; its place is that of an element, or a line and a column behind a tag."""

    message: str
    hint: str = ""
    ordinal: int = -1
    line: int = 0
    column: int = 0


class SchemaError(Exception):
    """A schema cannot be used."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


class TimedOut(Exception):
    """A schema was not done in time."""


Faults = Mapping[Path, Sequence[Fault]]
Validate = Callable[[Path, Sequence[Path], float], Faults]
"""A schema, files and seconds -> the faults of each file; raises `SchemaError` or `TimedOut`."""

_LONGEST = 240


def said(message: str) -> tuple[str, str]:
    """Return what a validator says as a message and a hint: what it expected is the hint."""
    words = " ".join(message.split()).rstrip(".")
    words, _, expected = words.partition("; expected ")
    if len(expected) > _LONGEST:
        expected = expected[:_LONGEST].rpartition(",")[0] + ", ..."
    words = uncapitalised(words[:_LONGEST])
    return words, f"write {expected}" if expected else ""
