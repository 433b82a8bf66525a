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
    from babel.core import UnknownLocaleError  # noqa: PLC0415 - a heavy import that few pages need
    from babel.dates import format_date, format_skeleton  # noqa: PLC0415

    if value.startswith("-") or "-" not in value:
        return value.lstrip("0")
    year, month, *day = map(int, value.split("-"))
    locale = "en_GB" if language == "en" else language.replace("-", "_")
    try:
        if not day:
            return format_skeleton("yMMMM", dt.date(year, month, 1), locale=locale)
        return format_date(dt.date(year, month, day[0]), "long", locale)
    except (ValueError, UnknownLocaleError):
        return value
