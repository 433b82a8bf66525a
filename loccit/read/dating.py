"""A TEI file -> the elements that date its text, those that are surest first."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from loccit.read.dates import read_date
from loccit.read.rules import local_name

_BEFORE = (
    "{*}profileDesc//{*}correspAction[@type='sent']/{*}date",
    "{*}profileDesc/{*}creation/{*}date",
    "{*}profileDesc/{*}creation",
)
"""Paths in the header to what says when the text was written, and nothing else."""
_LATER = ("{*}text//{*}front//{*}docDate", "{*}text/{*}body/{*}head/{*}date")
"""Paths to what dates a text whose header has no date."""
_EVENTS = frozenset("written print premiere publication".split())
"""Words of the `@type` of an `event` by which a text came into the world, as the corpora of drama have them."""
_LATE = frozenset("provenance acquisition recordHist adminInfo surrogates custodialHist revisionDesc".split())
"""What tells the later history of a manuscript."""


def dating(root: etree._Element, header: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that date a text: when it was written or first printed, and then when its source was."""
    for path in _BEFORE:
        yield from header.iterfind(path)
    events = [e for e in root.iterfind("{*}standOff//{*}event") if e.get("type") in _EVENTS]
    yield from sorted(events, key=lambda event: read_date(event).first or "~")
    dates = (
        e for source in header.iterfind("{*}fileDesc/{*}sourceDesc") for e in source.iter("{*}date", "{*}origDate")
    )
    yield from sorted(dates, key=_rank)
    for path in _LATER:
        yield from root.iterfind(path)


def _rank(date: etree._Element) -> int:
    """Return how far a date in the source description is from the text's own: of two alike, the first stands."""
    if local_name(date) == "origDate":
        return 0
    for above in date.iterancestors():
        name, kind = local_name(above), above.get("type", "").lower()
        if name in _LATE or "digital" in kind or "electronic" in kind:
            return 4
        if name == "origin" or "first" in kind:
            return 1
        if "original" in kind or "print" in kind:
            return 2
    return 3
