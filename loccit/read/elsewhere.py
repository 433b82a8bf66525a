"""A note in another file of the edition, and what calls it -> the note beside that, to be read as if it stood there."""

from __future__ import annotations

import copy

from lxml import etree

from loccit.read import xml
from loccit.read.calls import holds_only, is_mark
from loccit.read.copies import COPIED
from loccit.read.header import folded
from loccit.read.rules import local_name

_SAYS_NOTE = ("note", "anchor", "sup", "fn")
"""What is in the `@type` or `@rend` of a reference that is printed as the mark of a note."""
_EXAMPLES = "{http://www.tei-c.org/ns/Examples}"
_OUTSIDE = frozenset({"teiHeader", "standOff", "facsimile", "note"})


def is_call(call: etree._Element, note: etree._Element, whole: etree._Element) -> bool:
    """Tell whether a reference to a note in another file calls it: a link to it is left as it is.

    It looks like a mark, and says that it is one, or the other file holds nothing but notes.
    """
    if local_name(note) != "note" or str(call.tag).startswith(_EXAMPLES):
        return False
    if any(local_name(above) in _OUTSIDE for above in call.iterancestors()):
        return False
    words = folded(call)
    if words and not is_mark(words):
        return False
    said = f"{call.get('type', '')} {call.get('rend', '')} {call.get('rendition', '')}".lower()
    text = whole.find("{*}text")
    return any(word in said for word in _SAYS_NOTE) or _are_notes(whole if text is None else text)


def _are_notes(element: etree._Element) -> bool:
    """Tell whether there are only notes below an element, and headings over them."""
    return holds_only(element, lambda child: local_name(child) == "note" or _are_notes(child))


def put_beside(call: etree._Element, note: etree._Element, own: str, mark: str) -> etree._Element:
    """Put a copy of a note behind what calls it, with an address of its own, and return it.

    Its elements have in the attribute `mark` that they are copies.
    """
    made = copy.deepcopy(note)
    for element in made.iter("*"):
        for name in {xml.ID, "id"}.intersection(element.keys()):
            del element.attrib[name]
        element.set(mark, f"{element.get(mark, '').removesuffix(COPIED)}{COPIED}")
    made.set(xml.ID if str(made.tag).startswith("{") else "id", own)
    made.tail, call.tail = call.tail, None
    call.addnext(made)
    return made


def move_pointers(note: etree._Element, path: str) -> None:
    """Have the pointers in a note lead to what they mean in the file that it comes from."""
    for element in note.iter("*"):
        for name in {"target", "ref", "corresp"}.intersection(element.keys()):
            words = element.get(name, "").split()
            moved = [f"{path}{word}" if word.startswith("#") else word for word in words]
            if moved != words:
                element.set(name, " ".join(moved))
