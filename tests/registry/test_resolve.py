"""Where a link to a released address leads."""

from __future__ import annotations

from loccit.model.permalink import Permalink
from loccit.registry.resolve import living


def merged(address: str, *successors: str) -> Permalink:
    """Return the record of a paragraph that was merged into others."""
    return Permalink("text", address, "paragraph", address[1:], "1.0", "1.0", "merged", successors)


def test_two_ways_to_one_place_are_one() -> None:
    """What went into two paragraphs that were then merged leads once to where they are."""
    records = (merged("p2", "p3", "p4"), merged("p3", "p1"), merged("p4", "p1"))
    registry = {r.key: r for r in (Permalink("text", "p1", "paragraph", "1", "1.0"), *records)}

    assert living(registry, records[0]) == (("text", "p1"),)


def test_a_circle_leads_nowhere() -> None:
    """Records that forward to each other end."""
    records = (merged("p1", "p2"), merged("p2", "p1"))

    assert living({record.key: record for record in records}, records[0]) == ()
