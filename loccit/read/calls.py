"""The tree of a text -> the notes that are lifted out of it, what calls each, and in which order one meets them."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping

from lxml import etree

from loccit.model import Target
from loccit.read import xml
from loccit.read.behaviours import SECTIONS
from loccit.read.header import folded
from loccit.read.rules import has_words, local_name
from loccit.read.tradition import is_referenced, method_of

NOTES = frozenset({"note", "noteGrp"})
SPOKEN = frozenset("speaker time narrative stage vote quorum recount president chairman vocal kinesic incident".split())
"""The types of notes that minutes of a meeting have in their text."""

_TAGS = tuple(f"{{*}}{name}" for name in (*NOTES, "ptr", "ref"))
_OUTSIDE = ("teiHeader", "facsimile", "xenoData", "egXML", "notatedMusic")
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
_HOLDERS = _APART | {"list", "table", "figure"}
_PARAGRAPHS = frozenset({"p", "ab", "l", "head", "item", "cell", "u", "stage", "speaker"})
_BESIDE = frozenset({"head", "pb", "cb", "lb", "milestone", "fw", "anchor"})
_IN_PLACE = re.compile(r"inline|inspace|interlinear|infralinear|supralinear|display|block", re.IGNORECASE)


class Calls:
    """The notes of a text and what calls them."""

    def __init__(self, root: etree._Element, resolve: Callable[[str], Target]) -> None:
        self._root = root
        self._resolve = resolve
        outside = _within(root, *_OUTSIDE)
        self._elements = [e for e in root.iter(*_TAGS) if e not in outside]
        self._grouped, self._off = _within(root, "noteGrp"), _within(root, "standOff")
        self._in_speech, self._in_notes = _within(root, "u"), _within(root, *NOTES)
        self._in_entries = _in_entries(root)
        notes = [e for e in self._elements if local_name(e) in NOTES]
        by_id = {_id(e): e for e in reversed(notes) if _id(e)}
        self.continued = self._parts(notes, by_id)
        notes = [note for note in notes if note not in self.continued]
        self.notes = dict(self._called(by_id))
        self._callers: dict[etree._Element, list[etree._Element]] = {}
        for caller, note in self.notes.items():
            if caller not in self._off:
                self._callers.setdefault(note, []).append(caller)
        self.placed: dict[etree._Element, list[etree._Element]] = {}
        self._place(notes)
        self._settle(notes)

    continued: dict[etree._Element, etree._Element]
    """The notes that go on in another element, by that."""
    notes: dict[etree._Element, etree._Element]
    """The lifted notes by what calls them: `ref`, `ptr` or an empty `note`."""
    placed: dict[etree._Element, list[etree._Element]]
    """The lifted notes by the element that they point at."""
    unmarked: frozenset[etree._Element]
    """The lifted notes that get no reference in their own place."""

    def _settle(self, notes: Iterable[etree._Element]) -> None:
        """Decide which notes are lifted, and which of those have a reference where they stand."""
        placed = {note for lifted in self.placed.values() for note in lifted}
        self._lifted = dict.fromkeys(note for note in notes if note in placed or self._is_lifted(note))
        alone = [part for part, note in self.continued.items() if note not in self._lifted]
        self._lifted.update(dict.fromkeys(part for part in alone if self._is_lifted(part)))
        self.continued = {part: note for part, note in self.continued.items() if note in self._lifted}
        self.notes = {caller: note for caller, note in self.notes.items() if note in self._lifted}
        self.unmarked = frozenset(note for note in self._lifted if note in placed or self._is_called_elsewhere(note))

    # What calls a note

    def _parts(
        self, notes: Iterable[etree._Element], by_id: Mapping[str, etree._Element]
    ) -> dict[etree._Element, etree._Element]:
        """Return each further part of a note with the first: it names the part before, or is named by it."""
        before = {self._named(note, "next", by_id): note for note in notes if note.get("next")}
        first: dict[etree._Element, etree._Element] = {}
        seen: set[etree._Element] = set()
        for note in notes:
            part = self._named(note, "prev", by_id) if note.get("prev") else before.get(note)
            if part in seen and not (_is_empty(part) or any(_targets(note)) or _is_in(note, part)):
                first[note] = first.get(part, part)
            seen.add(note)
        return first

    def _named(
        self, note: etree._Element, attribute: str, by_id: Mapping[str, etree._Element]
    ) -> etree._Element | None:
        return by_id.get(self._resolve(note.get(attribute, "")).fragment)

    def _called(self, notes: Mapping[str, etree._Element]) -> Iterator[tuple[etree._Element, etree._Element]]:
        """Yield each `ref`, `ptr` or empty note with the note it points at; as many notes of one id in their order."""
        found: dict[str, list[etree._Element]] = {}
        for element in self._elements:
            pointer = _pointer(element)
            target = self._resolve(pointer) if pointer else None
            note = notes.get(target.fragment) if target and target.kind == "local" else None
            if note is not None and note is not element and not (element in self._in_notes and _is_in(element, note)):
                found.setdefault(_id(note), []).append(element)
        alike: dict[str, list[etree._Element]] = {}
        for note in self._elements:
            if local_name(note) in NOTES and _id(note) in found and note not in self.continued:
                alike.setdefault(_id(note), []).append(note)
        for own, callers in found.items():
            called = alike[own] if len(alike[own]) == len(callers) else [notes[own]] * len(callers)
            yield from zip(callers, called, strict=True)

    def _place(self, notes: Iterable[etree._Element]) -> None:
        """Find the places in the text that the notes standing apart from it point at."""
        pointing = [note for note in notes if note not in self._callers and self._points(note)]
        if not pointing:
            return
        hidden = {
            e for name in (*_OUTSIDE, "standOff") for part in self._root.iter(f"{{*}}{name}") for e in part.iter()
        }
        by_id = {_id(e): e for e in self._root.iter("{*}*") if _id(e) and e not in hidden}
        for note in pointing:
            for place in self._places(note, by_id):
                if local_name(place) in {"ref", "ptr"} and place not in self.notes and not place.get("target"):
                    self.notes[place] = note
                    self._callers.setdefault(note, []).append(place)
                elif local_name(place) not in NOTES or note in self._off or any(_targets(note)[:-1]):
                    self.placed.setdefault(_called_at(place), []).append(note)

    def _places(self, note: etree._Element, by_id: Mapping[str, etree._Element]) -> list[etree._Element]:
        """Return the elements that a note points at, the end of its range before any others; it is in none of them."""
        for pointers in _targets(note):
            targets = map(self._resolve, pointers)
            found = [by_id[t.fragment] for t in targets if t.kind == "local" and t.fragment in by_id]
            if places := [place for place in dict.fromkeys(found) if place is not note and not _is_in(note, place)]:
                return places
        return []

    def _points(self, note: etree._Element) -> bool:
        """Tell whether a note stands apart from the text and says by a pointer what it is about."""
        return not _is_empty(note) and note not in self._grouped and any(_targets(note)) and self._stands_apart(note)

    # Where a note stands

    def _stands_apart(self, note: etree._Element) -> bool:
        """Tell whether a note stands between blocks, off the text, or in something that holds notes only."""
        parent = note.getparent()
        if parent is None or local_name(parent) in _HOLDERS:
            return True
        if note in self._off and local_name(parent) not in _DESCRIBED:
            return True
        return holds_only(parent, lambda child: local_name(child) in NOTES)

    def _is_lifted(self, note: etree._Element) -> bool:
        """Tell whether a note is shown apart from the text: it is not inline, and is a note on a place in the text."""
        place, parent = note.get("place", ""), note.getparent()
        inline = _IN_PLACE.search(place) and note not in self._off
        if parent is None or inline or note in self._grouped or note in self._in_entries:
            return False
        if note in self._callers:
            return True
        if _is_empty(note) or note in self._off or note.get("type", "") in SPOKEN:
            return False
        if not place and local_name(parent) in NOTES and holds_only(parent, lambda child: local_name(child) in NOTES):
            return False
        return bool(place) or not (local_name(parent) in _APART | _DESCRIBED or note in self._in_speech)

    def _is_called_elsewhere(self, note: etree._Element) -> bool:
        """Tell whether a note that is called stands apart, or in the very paragraph that calls it by a mark."""
        callers = self._callers.get(note, ())
        if not callers or self._stands_apart(note):
            return bool(callers)
        block = _paragraph_of(note)
        marks = (c for c in callers if c not in self._in_notes and (_is_empty(c) or is_mark(folded(c))))
        return any(_paragraph_of(caller) is block for caller in marks)

    # What the plan asks

    def in_order(self) -> Iterator[etree._Element | str]:
        """Yield the notes in the order in which a reader meets their references, those that have none at the end.

        A note of the editors' own file is its key; a note may come more than once.
        """
        ends: dict[etree._Element, list[etree._Element]] = {}
        for place, notes in self.placed.items():
            ends.setdefault(deque(place.iter("{*}*"), maxlen=1)[0], []).extend(notes)
        ours = set(self._elements)
        for element in self._root.iter("{*}*") if ends else self._elements:
            if element in ours:
                yield from self._at(element)
            if element in ends:
                yield from ends[element]
        yield from self._lifted

    def _at(self, element: etree._Element) -> Iterator[etree._Element | str]:
        """Yield the note that has a reference at an element, be it itself."""
        if element in self._lifted and element not in self.unmarked:
            yield element
        elif element in self.notes:
            if element not in self._in_notes:
                yield self.notes[element]
        elif pointer := _pointer(element):
            target = self._resolve(pointer)
            if target.kind == "note":
                yield target.key

    def own_mark(self, note: etree._Element) -> str:
        """Return what the source prints as the mark of a note: its `@n`, or the words of what calls it."""
        printed = note.get("n") or next((folded(c) or c.get("n", "") for c in self._callers.get(note, ())), "")
        printed = " ".join(printed.split())
        return printed if is_mark(printed) else ""


_MARK = re.compile(r"[(\[{]?(\d{1,4}[a-z]?|[ivxlcdm]{1,6}|[a-z]{1,2}|[^\W\d_]|[^\w\s]{1,6})[)\]}.:*]?", re.IGNORECASE)


def is_mark(words: str) -> bool:
    """Tell whether words are a mark, and not such as one would read: `12`, `[a]`, `**`."""
    return bool(_MARK.fullmatch(words))


def holds_only(element: etree._Element, belongs: Callable[[etree._Element], bool]) -> bool:
    """Tell whether an element has children that all belong, but for heads and breaks, and no words of its own."""
    if has_words(element):
        return False
    children = [child for child in element.iterchildren("*") if local_name(child) not in _BESIDE]
    return bool(children) and all(map(belongs, children))


def _within(root: etree._Element, *names: str) -> set[etree._Element]:
    """Return the notes and pointers inside the elements with these names."""
    around = root.iter(*(f"{{*}}{name}" for name in names))
    return {e for part in around for e in part.iter(*_TAGS) if e is not part}


def _in_entries(root: etree._Element) -> set[etree._Element]:
    """Return the notes and pointers in entries of the apparatus that stand apart from the text."""
    method = method_of(root)
    return {e for app in root.iter("{*}app") if is_referenced(app, method) for e in app.iter(*_TAGS)}


def _is_in(element: etree._Element, outer: etree._Element) -> bool:
    return any(ancestor is outer for ancestor in element.iterancestors())


def _id(element: etree._Element) -> str:
    return element.get(xml.ID) or (element.get("id") if str(element.tag)[0] != "{" else None) or ""


def address_of(note: etree._Element) -> str:
    """Return the address that the source gives a note, or an empty string."""
    own = _id(note)
    return "" if " " in own else own


def _is_empty(element: etree._Element) -> bool:
    return len(element) == 0 and not (element.text or "").strip()


def _pointer(element: etree._Element) -> str:
    """Return the first pointer of a `ref`, a `ptr`, or a note that has no words of its own."""
    if local_name(element) in NOTES and not _is_empty(element):
        return ""
    pointers = (element.get(name, "").split() for name in ("target", "corresp", "sameAs", "copyOf"))
    return next((found[0] for found in pointers if found), "")


_RANGE = re.compile(r"#?range\(\s*([^,\s]+)\s*,\s*([^,\s]+)\s*\)")


def _targets(note: etree._Element) -> list[list[str]]:
    """Return the pointers to the places that a note is about, those before others that come first: a range's end."""
    parent = note.getparent()
    holder = parent.get("target", "") if parent is not None and local_name(parent) == "annotation" else ""
    about = (note.get("targetEnd", ""), note.get("target", ""), holder, note.get("corresp", ""))
    return [_RANGE.sub(lambda match: f"#{match.group(2).removeprefix('#')}", value).split() for value in about]


def _called_at(place: etree._Element) -> etree._Element:
    """Return the element that the reference to a note follows: of a division, its heading."""
    head = place.find("{*}head") if local_name(place) in _APART else None
    return place if head is None else head


def _paragraph_of(element: etree._Element) -> etree._Element | None:
    return next((ancestor for ancestor in element.iterancestors() if local_name(ancestor) in _PARAGRAPHS), None)
