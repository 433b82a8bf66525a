"""A `timeline` and the speeches that name its points -> when each is spoken, and which begin while another goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from lxml import etree

from loccit.read.xml import ID


class Point(NamedTuple):
    """A point of a timeline."""

    order: int
    """Its place among the points."""
    time: str
    """How long after the beginning it is, as `1:05`, or when, as the source has it; empty where nobody says."""


class Timeline(NamedTuple):
    """What the speeches of a text say of when they are spoken (TEI Guidelines, section 8.4.2)."""

    points: Mapping[str, Point]
    """By their names."""
    overlapping: Mapping[etree._Element, bool]
    """Each speech that names its points, and whether it begins while another goes on."""
    overlaps: frozenset[str]
    """The names of the points at which somebody begins to speak while another does."""

    def time_of(self, element: etree._Element) -> str:
        """Return when a speech begins."""
        point = self.points.get(_name(element, "start"))
        return point.time if point else ""


NO_TIMELINE = Timeline({}, {}, frozenset())


def read_timeline(root: etree._Element) -> Timeline:
    """Return when the speeches of a text are spoken."""
    points = {name: point for timeline in root.iter("{*}timeline") for name, point in _points(timeline)}
    if not points:
        return NO_TIMELINE
    speeches = [e for e in root.iter("{*}u", "{*}annotationBlock") if _name(e, "start") in points]
    latest = -1
    overlapping: dict[etree._Element, bool] = {}
    for element in speeches:
        start, end = points[_name(element, "start")], points.get(_name(element, "end"))
        overlapping[element] = start.order < latest
        latest = max(latest, end.order if end else start.order)
    starts = {_name(element, "start") for element, is_overlap in overlapping.items() if is_overlap}
    return Timeline(points, overlapping, frozenset(starts))


def _name(element: etree._Element, attribute: str) -> str:
    return element.get(attribute, "").strip().rpartition("#")[2]


def _points(timeline: etree._Element) -> Iterator[tuple[str, Point]]:
    """Yield the points of a timeline with their names; each says when it is, or how long after another."""
    seconds: dict[str, float] = {_name(timeline, "origin"): 0.0}
    unit = _SECONDS.get(timeline.get("unit", "s").lower(), 1.0)
    before = ""
    for order, when in enumerate(timeline.iterfind("{*}when")):
        own = when.get(ID) or when.get("id") or ""
        absolute, interval = _CLOCK.fullmatch(when.get("absolute", "")), when.get("interval", "")
        since = _name(when, "since") or before
        if absolute:
            hours, minutes, rest = absolute.groups()
            seconds[own] = int(hours or 0) * 3600 + int(minutes) * 60 + float(rest)
        elif _DECIMAL.fullmatch(interval) and since in seconds:
            seconds[own] = seconds[since] + float(interval) * unit
        before = own
        yield own, Point(order, _clock(seconds[own]) if own in seconds else when.get("absolute", ""))


_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2}(?:\.\d+)?)")
_DECIMAL = re.compile(r"\d{1,7}(?:\.\d+)?")
_SECONDS = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
