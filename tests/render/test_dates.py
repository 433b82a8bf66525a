"""Dates as people of a language write them."""

from __future__ import annotations

import datetime as dt

import pytest
from babel.dates import format_date, format_skeleton

from loccit.render.dates import written_date


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("year", [812, 1817, 2026])
def test_english_dates_are_those_of_the_library(year: int, month: int) -> None:
    """English is written without the library, and like the library writes it."""
    date = dt.date(year, month, 9)

    assert written_date(f"{year:04}-{month:02}-09", "en") == format_date(date, "long", "en_GB")
    assert written_date(f"{year:04}-{month:02}", "en") == format_skeleton("yMMMM", date, locale="en_GB")


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        ("1817-08-08", "de", "8. August 1817"),
        ("1817-08", "de", "August 1817"),
        ("1817", "de", "1817"),
        ("0812", "en", "812"),
        ("-0044-03-15", "en", "-0044-03-15"),
        ("1817-02-30", "en", "1817-02-30"),
        ("1817-02-30", "de", "1817-02-30"),
        ("1817-08-08", "tlh", "1817-08-08"),
    ],
)
def test_written_dates(value: str, language: str, expected: str) -> None:
    """A date is written out in the language of the edition, or stays as it is where that cannot be."""
    assert expected == written_date(value, language)
