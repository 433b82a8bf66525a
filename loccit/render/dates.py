"""Dates -> as they are read and as they are sorted."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from loccit.model.letter import Date


def sort_date(date: Date) -> str:
    """Return what sorts as the date does: its years count from long before our era. Empty for no date."""
    match = re.fullmatch(r"(-?\d+)(.*)", date.first)
    return f"{int(match.group(1)) + 10000:05}{match.group(2)}" if match else ""


def shown_date(date: Date, language: str) -> str:
    """Return a date in the words of the source, or else written out in a language."""
    if date.words:
        return date.words
    return " – ".join(written_date(value, language) for value in (date.first, date.last) if value)


@lru_cache(maxsize=4096)
def written_date(value: str, language: str) -> str:
    """Return `1817-08-08` as people of a language write it; what has no day or month in it is shorter."""
    if value.startswith("-") or "-" not in value:
        return value.lstrip("0")
    year, month, *day = map(int, value.split("-"))
    try:
        date = dt.date(year, month, *(day or [1]))
    except ValueError:
        return value
    if language in _ENGLISH:
        return f"{f'{date.day} ' if day else ''}{_MONTHS[date.month - 1]} {date.year}"
    return _in_another_language(date, language, with_day=bool(day)) or value


_ENGLISH = frozenset({"en", "en-GB"})
_MONTHS = "January February March April May June July August September October November December".split()
"""English needs no library, whose loading would take a tenth of a small build."""


def _in_another_language(date: dt.date, language: str, *, with_day: bool) -> str:
    from babel.core import UnknownLocaleError  # noqa: PLC0415 - a heavy import that few editions need
    from babel.dates import format_date, format_skeleton  # noqa: PLC0415

    locale = language.replace("-", "_")
    try:
        return format_date(date, "long", locale) if with_day else format_skeleton("yMMMM", date, locale=locale)
    except (ValueError, UnknownLocaleError):
        return ""
