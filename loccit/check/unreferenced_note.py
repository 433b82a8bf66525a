"""A note that nothing points to, so that no reader comes to it.

A `note` inside a paragraph stands where it belongs and needs no pointer; one with `@place` between paragraphs is
called at the end of the one before. One in a `div` of notes needs a pointer, or a `@target` of its own. So does an
editors' note in `content/notes/`.

Passes::

    <p xml:id="p1">Words.<ptr target="#n1"/></p> … <div type="notes"><note xml:id="n1">…</note></div>

Fails::

    <p xml:id="p1">Words.</p> … <div type="notes"><note xml:id="n1">…</note></div>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.pointers import used_keys
from loccit.errors import Position, Problem
from loccit.model import Edition, Node, Text

CODE = "unreferenced-note"
_APART = frozenset({"body", "front", "back", "text", "group", "div", *(f"div{n}" for n in range(1, 8)), "noteGrp"})
_PLACES = frozenset({"foot", "end", "bottom", "bot", "endnote", "footnote"})
_ATTACHED = frozenset({"target", "targetEnd", "corresp"})


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a warning for each note of the editors that nothing points to."""
    used = used_keys(edition, "note")
    for key, note in edition.notes.items():
        if key not in used:
            at = Position(note.source.name, note.lines.get("title", 1))
            hint = f'write <ptr type="editorial" target="note:{key}"/> at its place in a text'
            yield Problem(at, CODE, f'nothing points to the note "{key}"', hint, "warning")


def check_text(text: Text) -> Iterator[Problem]:
    """Yield a warning for each note of a text that nothing points to; a file of nothing but notes is for others."""
    if all(block.kind == "note" for block in text.blocks):
        return
    called = {pointer.target.fragment for pointer in text.pointers if pointer.target.kind == "local"}
    # A note without a number stands in what is not shown.
    unused = (note for note in text.notes if not note.references and not note.entry and note.node.ordinal >= 0)
    orphans = {note.node.ordinal: note.id for note in unused}
    for node in _standing_apart(text.root, None):
        if node.id not in called:
            orphans.setdefault(node.ordinal, node.id)
    for ordinal, name in orphans.items():
        pointer = f'<ptr target="#{name}"/>' if name else 'xml:id="..." here and <ptr target="#..."/>'
        hint = f"write {pointer} at its place in the text"
        which = f'the note "{name}"' if name else "this note"
        yield Problem(text.source.position(ordinal), CODE, f"nothing points to {which}", hint, "warning")


def _standing_apart(node: Node, parent: Node | None) -> Iterator[Node]:
    """Yield the notes that stand between paragraphs and are not attached to a place by a pointer of their own."""
    if node.name == "note":
        if parent is not None and _is_apart(node, parent) and not node.attributes.keys() & _ATTACHED:
            yield node
        return
    # A node that no element has made only holds others.
    inside = node if node.ordinal >= 0 else parent
    for child in node.children:
        if not isinstance(child, str):
            yield from _standing_apart(child, inside)


def _is_apart(note: Node, parent: Node) -> bool:
    if parent.name not in _APART:
        return False
    of_notes = parent.name == "noteGrp" or "note" in parent.attributes.get("type", "").lower()
    return of_notes or bool(_PLACES.intersection(note.attributes.get("place", "").split()))
