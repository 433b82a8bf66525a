"""Which notes are lifted out of the text, in which order, where they are called, and what their references print.

Planned before the walk, since a reference may stand before its note.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import msgspec
from lxml import etree

from loccit.model import Series, Target
from loccit.read.calls import Calls, address_of
from loccit.read.series import marks_of
from loccit.read.xml import ID


class PlannedNote(msgspec.Struct, frozen=True):
    """A note of the text or of the editors, with the address and the label that its references will have."""

    id: str
    label: str
    series: Series
    entry: str
    permanent: bool
    printed: str = ""
    """What the source prints instead of the label."""


class NotePlan(msgspec.Struct, frozen=True):
    """All notes of a text in the order of their references, and the ways to them."""

    notes: tuple[PlannedNote, ...]
    by_element: Mapping[etree._Element, PlannedNote]
    """The lifted `note` elements. Holding the elements keeps lxml's objects the same during the walk."""
    by_entry: Mapping[str, PlannedNote]
    by_caller: Mapping[etree._Element, PlannedNote]
    """The notes by the `ref`, `ptr` or empty `note` that calls them."""
    placed: Mapping[etree._Element, Sequence[PlannedNote]]
    """The notes by the element of the text that their `@target` points at; their references follow it."""
    unmarked: Collection[etree._Element]
    """The lifted notes that get no reference in their own place, since they are called elsewhere."""
    continued: Mapping[etree._Element, PlannedNote]
    """The notes that go on in another `note` element, where the source goes on to another page."""


def plan_notes(
    root: etree._Element,
    resolve: Callable[[str], Target],
    editorial: Collection[str],
    taken: set[str],
    repeated: Collection[str],
) -> NotePlan:
    """Return the plan of a text's notes.

    `taken` are the addresses that cannot be given out, `repeated` the ids that the file has more than once.
    """
    calls = Calls(root, resolve)
    order = list(dict.fromkeys(calls.in_order()))
    elements = [None if isinstance(note, str) else note for note in order]
    own = ["" if isinstance(note, str) else calls.own_mark(note) for note in order]
    notes: dict[etree._Element | str, PlannedNote] = {}
    addresses = _of_others(root, repeated, set(order))
    for index, (note, mark) in enumerate(zip(order, marks_of(elements, own, root, editorial), strict=True)):
        if isinstance(note, str):
            notes[note] = PlannedNote(f"note:{note}", mark.label, mark.series, note, permanent=True)
        else:
            given = address_of(note) if address_of(note) not in addresses else ""
            address = given or _free_address(taken, index + 1)
            addresses.add(address)
            notes[note] = PlannedNote(address, mark.label, mark.series, "", bool(given), mark.printed)
    return NotePlan(
        notes=tuple(notes.values()),
        by_element={key: note for key, note in notes.items() if not isinstance(key, str)},
        by_entry={key: note for key, note in notes.items() if isinstance(key, str)},
        by_caller={caller: notes[note] for caller, note in calls.notes.items()},
        placed={place: [notes[note] for note in lifted] for place, lifted in calls.placed.items()},
        unmarked=calls.unmarked,
        continued={part: notes[note] for part, note in calls.continued.items()},
    )


def _of_others(root: etree._Element, repeated: Collection[str], notes: Collection[etree._Element | str]) -> set[str]:
    """Return those of the ids that a file has twice that are of something else than these notes, too."""
    others = (element.get(ID, "") for element in root.iter("*") if element not in notes) if repeated else ()
    return set(repeated).intersection(others)


def _free_address(taken: set[str], number: int) -> str:
    """Return the next address that nothing has, and take it."""
    while f"n{number}" in taken:
        number += 1
    taken.add(f"n{number}")
    return f"n{number}"
