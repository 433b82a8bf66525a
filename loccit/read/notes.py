"""Which notes are lifted out of the text, in which order, where they are called, and what their references print.

Planned before the walk, since a reference may stand before its note.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

import msgspec
from lxml import etree

from loccit.model import Series, Target
from loccit.read import xml
from loccit.read.behaviours import SECTIONS
from loccit.read.header import folded
from loccit.read.rules import local_name
from loccit.read.series import marks_of


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


_XML_ID = f"{{{xml.XML}}}id"
_NOTES = frozenset({"note", "noteGrp"})
_NOTE_TAGS = tuple(f"{{*}}{name}" for name in (*_NOTES, "ptr", "ref"))
_DESCRIBED = frozenset(
    "bibl biblStruct biblFull listBibl monogr analytic series imprint notesStmt msDesc msIdentifier msContents msItem"
    " msItemStruct msPart msFrag physDesc objectDesc supportDesc handDesc handNote decoDesc decoNote history origin"
    " provenance acquisition additional adminInfo person personGrp place org event nym object relation entry"
    " entryFree superEntry sense form gramGrp etym re hom dictScrap category taxonomy witness".split()
)
"""What is a description of something: a note in it is a part of that."""
_APART = frozenset(
    {*SECTIONS.split(), *"body front back text group titlePage standOff listAnnotation annotation noteGrp".split()}
    | {*"sourceDoc surface surfaceGrp".split()}
)
"""What holds blocks and no running text: a note there stands for itself, unless something calls it."""
_OUTSIDE = frozenset({"teiHeader", "facsimile", "xenoData"})
_IN_PLACE = re.compile(r"inline|inspace|interlinear|infralinear|supralinear|above|below|display|block", re.IGNORECASE)
SPOKEN = frozenset("speaker time narrative stage vote quorum recount president chairman vocal kinesic incident".split())
"""The types of notes that minutes of a meeting have in their text."""


def plan_notes(
    root: etree._Element, resolve: Callable[[str], Target], editorial: Collection[str], taken: set[str]
) -> NotePlan:
    """Return the plan of a text's notes; `taken` are the addresses that cannot be given out."""
    found = _Found(root, resolve)
    if not found.elements:
        return NotePlan((), {}, {}, {}, {}, frozenset())
    order = list(dict.fromkeys(found.in_order()))
    elements = [note if isinstance(note, etree._Element) else None for note in order]
    own = [found.own_mark(note) if isinstance(note, etree._Element) else "" for note in order]
    notes: dict[etree._Element | str, PlannedNote] = {}
    for index, (note, mark) in enumerate(zip(order, marks_of(elements, own, root, editorial), strict=True)):
        if isinstance(note, str):
            notes[note] = PlannedNote(f"note:{note}", mark.label, mark.series, note, permanent=True)
        else:
            address, permanent = _address(note, taken, index)
            notes[note] = PlannedNote(address, mark.label, mark.series, "", permanent, mark.printed)
    return NotePlan(
        notes=tuple(notes.values()),
        by_element={key: note for key, note in notes.items() if isinstance(key, etree._Element)},
        by_entry={key: note for key, note in notes.items() if isinstance(key, str)},
        by_caller={caller: notes[note] for caller, note in found.calls.items() if note in notes},
        placed={place: [notes[note] for note in lifted] for place, lifted in found.placed.items()},
        unmarked=frozenset(found.unmarked),
    )


class _Found:
    """The notes of a text and what calls them."""

    def __init__(self, root: etree._Element, resolve: Callable[[str], Target]) -> None:
        self.root = root
        self.resolve = resolve
        self.elements = [e for e in root.iter(*_NOTE_TAGS) if not _is_in(e, _OUTSIDE)]
        notes = [e for e in self.elements if local_name(e) in _NOTES]
        by_id = {_id(e): e for e in reversed(notes) if _id(e)}
        self.calls = dict(self._calls(by_id))
        self.callers: dict[etree._Element, list[etree._Element]] = {}
        for caller, note in self.calls.items():
            self.callers.setdefault(note, []).append(caller)
        self.placed: dict[etree._Element, list[etree._Element]] = {}
        self._place(notes)
        placed = {note for lifted in self.placed.values() for note in lifted}
        self.lifted = [e for e in notes if e in placed or is_lifted(e, called=e in self.callers)]
        lifted = set(self.lifted)
        self.calls = {caller: note for caller, note in self.calls.items() if note in lifted}
        self.unmarked = {e for e in lifted if e in placed or (e in self.callers and self._is_called_elsewhere(e))}

    def _calls(self, notes: Mapping[str, etree._Element]) -> Iterator[tuple[etree._Element, etree._Element]]:
        """Yield each `ref`, `ptr` or empty note with the note it points at."""
        for element in self.elements:
            target = self.resolve(_pointer(element))
            note = notes.get(target.fragment) if target.kind == "local" else None
            if note is not None and note not in element.iterancestors() and note is not element:
                yield element, note

    def _place(self, notes: Iterable[etree._Element]) -> None:
        """Find the places in the text that the notes standing apart from it point at."""
        pointing = [note for note in notes if note not in self.callers and _points(note)]
        if not pointing:
            return
        by_id = {_id(e): e for e in self.root.iter("{*}*") if _id(e) and not _is_in(e, _OUTSIDE | {"standOff"})}
        for note in pointing:
            for target in map(self.resolve, _targets(note)):
                place = by_id.get(target.fragment) if target.kind == "local" else None
                if place is not None and place is not note and place not in note.iterancestors():
                    self.placed.setdefault(_called_at(place), []).append(note)

    def _is_called_elsewhere(self, note: etree._Element) -> bool:
        """Tell whether a note needs no reference where it stands: that is apart, or right after what calls it."""
        parent = note.getparent()
        if parent is None or local_name(parent) in _APART or local_name(parent) in {"list", "table", "figure"}:
            return True
        before = note.getprevious()
        if before is None or (before.tail or "").strip():
            return False
        return any(self.calls.get(e) is note for e in before.iter("{*}ref", "{*}ptr"))

    def in_order(self) -> Iterator[etree._Element | str]:
        """Yield the notes in the order in which a reader meets their references, those that have none at the end.

        A note of the editors' own file is its key; a note may come more than once.
        """
        lifted = set(self.lifted)
        ends: dict[etree._Element, list[etree._Element]] = {}
        for place, notes in self.placed.items():
            ends.setdefault(_last_within(place), []).extend(notes)
        for element in self.root.iter("{*}*") if ends else self.elements:
            if element in lifted and element not in self.unmarked:
                yield element
            elif element in self.calls and not any(local_name(a) in _NOTES for a in element.iterancestors()):
                yield self.calls[element]
            elif local_name(element) in {"note", "ptr", "ref"} and (entry := self._entry(element)):
                yield entry
            yield from ends.get(element, ())
        yield from self.lifted

    def _entry(self, element: etree._Element) -> str:
        target = self.resolve(_pointer(element))
        return target.key if target.kind == "note" and not _is_in(element, _OUTSIDE) else ""

    def own_mark(self, note: etree._Element) -> str:
        """Return what the source prints as the mark of a note: its `@n`, or the words of what calls it."""
        printed = note.get("n") or next((folded(c) or c.get("n", "") for c in self.callers.get(note, ())), "")
        printed = " ".join(printed.split())
        return printed if is_mark(printed) else ""


def is_mark(words: str) -> bool:
    """Tell whether words are a mark, and not such as one would read: `12`, `[a]`, `**`."""
    return bool(_MARK.fullmatch(words))


_MARK = re.compile(r"[(\[{]?(\d{1,4}[a-z]?|[ivxlcdm]{1,6}|[a-z]{1,2}|[^\W\d_]|[^\w\s]{1,6})[)\]}.:*]?", re.IGNORECASE)


def is_lifted(note: etree._Element, *, called: bool) -> bool:
    """Tell whether a note is shown apart from the text: it is not inline, and it is a note on a place in the text."""
    place, parent = note.get("place", ""), note.getparent()
    if parent is None or _IN_PLACE.search(place) or _is_in(note, {"noteGrp"}):
        return False
    if called:
        return True
    if _is_empty(note) or _is_in(note, {"standOff"}) or note.get("type", "") in SPOKEN:
        return False
    return bool(place) or not (local_name(parent) in _APART | _DESCRIBED or _is_in(note, {"u"}))


def _is_in(element: etree._Element, names: Collection[str]) -> bool:
    return any(local_name(ancestor) in names for ancestor in element.iterancestors())


def _id(element: etree._Element) -> str:
    return element.get(_XML_ID) or (element.get("id") if str(element.tag)[0] != "{" else None) or ""


def _is_empty(note: etree._Element) -> bool:
    return len(note) == 0 and not (note.text or "").strip()


def _pointer(element: etree._Element) -> str:
    """Return the first pointer of a `ref`, a `ptr`, or a note that has no words of its own."""
    if local_name(element) in _NOTES and not _is_empty(element):
        return ""
    pointers = (element.get(name, "").split() for name in ("target", "corresp", "sameAs", "copyOf"))
    return next((found[0] for found in pointers if found), "")


_RANGE = re.compile(r"#?range\(\s*([^,\s]+)\s*,\s*([^,\s]+)\s*\)")


def _targets(note: etree._Element) -> list[str]:
    """Return the pointers to the places that a note is about; of a range, the one to its end."""
    if end := note.get("targetEnd", "").split():
        return end[-1:]
    parent = note.getparent()
    about = note.get("target") or (parent.get("target") if parent is not None else None) or ""
    return _RANGE.sub(lambda match: f"#{match.group(2).removeprefix('#')}", about).split()


def _points(note: etree._Element) -> bool:
    """Tell whether a note stands apart from the text and says by a pointer what it is about."""
    parent = note.getparent()
    if parent is None or local_name(parent) not in _APART or _is_empty(note) or _is_in(note, {"noteGrp"}):
        return False
    return bool(note.get("target")) or (local_name(parent) == "annotation" and bool(parent.get("target")))


def _called_at(place: etree._Element) -> etree._Element:
    """Return the element that the reference to a note follows: of a division, its heading."""
    head = place.find("{*}head") if local_name(place) in _APART else None
    return place if head is None else head


def _last_within(element: etree._Element) -> etree._Element:
    """Return the last element inside an element, where a reader has read all of it."""
    return deque(element.iter("{*}*"), maxlen=1)[0]


def _address(element: etree._Element, taken: set[str], index: int) -> tuple[str, bool]:
    """Return the address of a note, and whether the source itself says it."""
    own = _id(element)
    if own and " " not in own:
        return own, True
    number = index + 1
    while f"n{number}" in taken:
        number += 1
    taken.add(f"n{number}")
    return f"n{number}", False
