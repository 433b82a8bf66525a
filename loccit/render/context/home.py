"""What the templates are given for the home page."""

from __future__ import annotations

import msgspec

from loccit.render.context.page import Link
from loccit.render.context.tables import TextTable


class Change(msgspec.Struct, frozen=True):
    """An entry of what is new."""

    when: str
    when_shown: str
    text: str


class HomePage(msgspec.Struct, frozen=True):
    """The title page of the edition."""

    title: str
    subtitle: str
    author: str
    translator: str
    imprint: str
    description: str
    contents: tuple[Link, ...]
    table: TextTable | None
    """The texts as a table, where there are many."""
    changes: tuple[Change, ...]
