"""What the templates are given of tables that a reader can sort."""

from __future__ import annotations

import msgspec


class Column(msgspec.Struct, frozen=True):
    """A column of the table of texts."""

    name: str
    """`title`, `author`, `from`, `to`, `place`, `date`, `kind`, `language` or `extent`."""
    label: str
    chosen: bool
    """Whether readers can choose texts by what stands in it."""
    sorted: bool
    """Whether the table is in the order of this column."""


class Cell(msgspec.Struct, frozen=True):
    """What a row has in a column."""

    words: str
    sort: str
    """What it is sorted by."""
    href: str = ""


class TextTable(msgspec.Struct, frozen=True):
    """The texts of an edition that has many."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
