"""`permalinks.jsonl` <-> records: every address that has been in a release, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

import msgspec

from loccit.errors import Position, Problem, reason_of
from loccit.model.permalink import Permalink, Registry
from loccit.registry.fingerprint import parse_fingerprint

_DIGITS = re.compile(r"(\d+)")


def sort_key(record: Permalink) -> tuple[str, list[tuple[int, str]]]:
    """Return where a record stands in the file: by text, then by address, numbers as numbers."""
    parts = (part for part in _DIGITS.split(record.address) if part)
    return record.text, [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def format_registry(records: Iterable[Permalink]) -> bytes:
    """Return the registry as it stands on disk: one JSON object a line, sorted, with an empty line between two.

    Git takes changes in two lines that touch for a conflict, and those on either side of an empty line for two changes.
    """
    return b"\n".join(msgspec.json.encode(record) + b"\n" for record in sorted(records, key=sort_key))


def parse_registry(data: bytes, name: str) -> tuple[Registry, tuple[Problem, ...]]:
    """Return the records, and a problem for each line that is damaged, conflicting or there twice."""
    records: dict[tuple[str, str], Permalink] = {}
    problems: list[Problem] = []
    for number, record in _parsed_lines(data, name, problems):
        if record.key in records:
            at, hint = Position(name, number, 1), "take out the line that is wrong; the file is otherwise sorted"
            problems.append(Problem(at, "registry", f"{record.name} is in the registry twice", hint))
        records.setdefault(record.key, record)
    return MappingProxyType(records), tuple(problems)


def registry_lines(data: bytes) -> Mapping[tuple[str, str], int]:
    """Return the line of each record; of two for the same address, the first."""
    lines: dict[tuple[str, str], int] = {}
    for number, record in _parsed_lines(data, "", []):
        lines.setdefault(record.key, number)
    return MappingProxyType(lines)


_CONFLICT = (b"<<<<<<<", b"=======", b">>>>>>>", b"|||||||")


def _parsed_lines(data: bytes, name: str, problems: list[Problem]) -> Iterator[tuple[int, Permalink]]:
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        at = Position(name, number, 1)
        if line.startswith(_CONFLICT):
            hint = "keep the lines of both sides, without the marks, or merge again; then type `loccit check`"
            problems.append(Problem(at, "registry-conflict", "a merge has left a conflict in the registry", hint))
            continue
        try:
            yield number, _parsed(line.rstrip(b"\r"))
        except (msgspec.DecodeError, ValueError) as error:
            hint = "restore the line from the last commit; the registry is written by commands only"
            problems.append(Problem(at, "registry", f"the line is damaged: {reason_of(error)}", hint))


def _parsed(line: bytes) -> Permalink:
    """Return the record of a line; raise `ValueError` where its fingerprint is none."""
    record = msgspec.json.decode(line, type=Permalink)
    if record.fingerprint:
        parse_fingerprint(record.fingerprint)
    return record
