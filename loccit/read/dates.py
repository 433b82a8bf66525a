"""A dated element -> `Date`: what its attributes say for machines (TEI Guidelines, section 3.6.4), and its words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from loccit.model.letter import NO_DATE, Date

_ISO = re.compile(r"(-?)(\d{1,4})(-\d\d)?(-\d\d)?(?:T.*)?")
_EMPTY = re.compile(r"-00\b.*")
"""A month or day that is not known, as some write it: `1891-05-00`."""
_YEAR = re.compile(r"(?<![\d.])(\d{3,4})(?![\d])")
_LONGEST = 60
"""Characters; what is longer is a sentence about the date."""


def read_date(element: etree._Element | None) -> Date:
    """Return the date that an element gives by its attributes, or else by the year in its words."""
    if element is None:
        return NO_DATE
    words = " ".join("".join(map(str, element.itertext())).split())
    first = _first(element, ("when", "notBefore", "from"))
    last = _first(element, ("notAfter", "to"))
    if not first and not last and (year := _YEAR.search(words)):
        first = year.group(1).zfill(4)
    return Date(words if len(words) <= _LONGEST else "", first, "" if last == first else last)


def _first(element: etree._Element, names: Iterable[str]) -> str:
    """Return the first of these attributes, or its like with `-iso`, that is a date."""
    values = (element.get(attribute, "") for name in names for attribute in (name, f"{name}-iso"))
    return next((date for value in values if (date := iso(value))), "")


def iso(value: str) -> str:
    """Return a date as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, with a minus before the years before our era."""
    match = _ISO.fullmatch(value.strip())
    if not match or not int(match.group(2)):
        return ""
    sign, year, month, day = match.groups(default="")
    return _EMPTY.sub("", f"{sign}{year.zfill(4)}{month}{day}")
