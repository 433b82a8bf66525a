"""Many problems of a kind -> few: what a file repeats a thousand times is said once, with how often."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from loccit.errors import Problem

OFTEN = 4
"""From how many times on the same words about the same file are one problem."""
MANY = 6
"""How many problems of a kind a file may have before the others are only counted."""


def once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the problems in their order; what is said of a file very often stands at its first place alone."""
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in sorted(set(problems)):
        groups.setdefault((problem.at.path, problem.code, problem.message), []).append(problem)
    for group in groups.values():
        if len(group) < OFTEN:
            yield from group
        else:
            yield msgspec.structs.replace(group[0], message=f"{group[0].message} ({len(group)} times)")


def few(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield a few problems of each kind of each file; the last of them says how many more there are."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in sorted(set(problems)):
        groups.setdefault((problem.at.path, problem.code), []).append(problem)
    for group in groups.values():
        yield from group[: MANY - 1]
        rest = len(group) - MANY
        if rest > 0:
            message = f"{group[MANY - 1].message}; and {rest} more of this kind"
            yield msgspec.structs.replace(group[MANY - 1], message=message)
        else:
            yield from group[MANY - 1 :]


def one_of_each(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Yield the first problem of each kind with how many more there are, in how many files: what a reader can read."""
    groups: dict[str, list[Problem]] = {}
    for problem in problems:
        groups.setdefault(problem.code, []).append(problem)
    for group in groups.values():
        files = len({problem.at.path for problem in group})
        more = f"; and {len(group) - 1} more of this kind" if len(group) > 1 else ""
        among = f", in {files} files" if files > 1 else ""
        yield msgspec.structs.replace(group[0], message=group[0].message + more + among)
