"""Which notes are lifted out of the text, in which series, and what their references print.

Planned before the walk, since a reference may stand before its note.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

import msgspec
from lxml import etree

from loccit.model import Target
from loccit.read import xml
from loccit.read.behaviours import SECTIONS
from loccit.read.rules import local_name


class PlannedNote(msgspec.Struct, frozen=True):
    """A note of the text or of the editors, with the address and the label that its references will have."""

    id: str
    label: str
    series: str
    entry: str
    permanent: bool


class NotePlan(msgspec.Struct, frozen=True):
    """All notes of a text in their order, and the ways to them."""

    notes: tuple[PlannedNote, ...]
    by_element: dict[etree._Element, PlannedNote]
    """The lifted `note` elements. Holding the elements keeps lxml's objects the same during the walk."""
    by_id: dict[str, PlannedNote]
    by_entry: dict[str, PlannedNote]
    pointed_at: frozenset[str]
    """The ids of notes that a reference elsewhere calls; they get no reference in their own place."""


_IN_PLACE_PARENTS = frozenset({*SECTIONS.split(), "body", "front", "back", "text", "group", "lg", "sp", "titlePage"})
_OUTSIDE = frozenset({"teiHeader", "standOff", "sourceDoc", "facsimile"})
_NOTE_TAGS = tuple(f"{{*}}{name}" for name in ("note", "ptr", "ref"))


def plan_notes(
    root: etree._Element, resolve: Callable[[str], Target], editorial: Collection[str], taken: set[str]
) -> NotePlan:
    """Return the plan of a text's notes; `taken` are the addresses that cannot be given out."""
    elements = [e for e in root.iter(*_NOTE_TAGS) if not _is_outside(e)]
    called = frozenset(_called(elements, resolve))
    lifted = [e for e in elements if local_name(e) == "note" and is_lifted(e, called)]
    own_labels = _own_labels(lifted, editorial)
    counts = {"source": 0, "editorial": 0}
    notes: list[PlannedNote] = []
    plan = NotePlan((), {}, {}, {}, called)
    lifted_set = set(lifted)
    for element in elements:
        if element in lifted_set:
            series = _series(element, editorial)
            counts[series] += 1
            label = (element.get("n") or "") if own_labels[series] else _counted(counts[series], series)
            note = _planned(element, label, series, taken, len(notes))
            plan.by_element[element] = note
            plan.by_id[note.id] = note
        else:
            target = resolve(_pointer(element))
            if target.kind != "note" or target.key in plan.by_entry:
                continue
            counts["editorial"] += 1
            label = _counted(counts["editorial"], "editorial")
            note = PlannedNote(f"note:{target.key}", label, "editorial", target.key, permanent=True)
            plan.by_entry[target.key] = note
        notes.append(note)
    return NotePlan(tuple(notes), plan.by_element, plan.by_id, plan.by_entry, called)


def is_lifted(note: etree._Element, called: Collection[str]) -> bool:
    """Tell whether a note is shown apart from the text: it is not inline, and it is a note on a place in the text."""
    place = note.get("place", "")
    if "inline" in place.split():
        return False
    if (note.get(f"{{{xml.XML}}}id") or "") in called:
        return True
    if _is_empty(note):
        return False
    if place:
        return True
    parent = note.getparent()
    return parent is not None and local_name(parent) not in _IN_PLACE_PARENTS


def _is_empty(note: etree._Element) -> bool:
    return len(note) == 0 and not (note.text or "").strip()


def _is_outside(element: etree._Element) -> bool:
    return any(local_name(ancestor) in _OUTSIDE for ancestor in element.iterancestors())


def _pointer(element: etree._Element) -> str:
    """Return the first pointer of a `ptr` or `ref`, or of a note that has no words of its own."""
    if local_name(element) == "note" and not _is_empty(element):
        return ""
    return (element.get("target") or element.get("corresp") or "").split(" ")[0]


def _called(elements: Iterable[etree._Element], resolve: Callable[[str], Target]) -> Iterable[str]:
    notes = {e.get(f"{{{xml.XML}}}id") for e in elements if local_name(e) == "note"} - {None}
    for element in elements:
        target = resolve(_pointer(element))
        if target.kind == "local" and target.fragment in notes and not _is_within(element, target.fragment):
            yield target.fragment


def _is_within(element: etree._Element, note_id: str) -> bool:
    return any(a.get(f"{{{xml.XML}}}id") == note_id for a in element.iterancestors())


def _series(note: etree._Element, editorial: Collection[str]) -> str:
    return "editorial" if note.get("type") in editorial else "source"


def _own_labels(notes: Iterable[etree._Element], editorial: Collection[str]) -> dict[str, bool]:
    """Tell for each series whether the notes' own `@n` can be printed: every note has one, and each is different."""
    labels: dict[str, list[str | None]] = {"source": [], "editorial": []}
    for note in notes:
        labels[_series(note, editorial)].append(note.get("n"))
    return {s: bool(found) and None not in found and len(set(found)) == len(found) for s, found in labels.items()}


def _counted(number: int, series: str) -> str:
    """Return a number for the source's notes, a letter for the editors': a ... z, aa, ab, ..."""
    if series == "source":
        return str(number)
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _planned(element: etree._Element, label: str, series: str, taken: set[str], index: int) -> PlannedNote:
    own = element.get(f"{{{xml.XML}}}id") or (element.get("id") if element.tag[0] != "{" else None) or ""
    if own and " " not in own:
        return PlannedNote(own, label, series, "", permanent=True)
    number = index + 1
    while f"n{number}" in taken:
        number += 1
    taken.add(f"n{number}")
    return PlannedNote(f"n{number}", label, series, "", permanent=False)
