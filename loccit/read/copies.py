"""`@copyOf` -> the tree with a copy of what is pointed at in every element that says it is one.

TEI (section 17.6) has the true content of such an element at the place that it points at. A copy bears no `xml:id`,
since an address belongs to the original alone, and a note with an address is called again instead. An element with
words of its own keeps them: nothing is hidden.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection, Iterator

from lxml import etree

from loccit.read import xml
from loccit.read.rules import lacks_words, local_name

KIND = "copy"
"""What a copy that cannot be made is called among the oddities."""
ATTRIBUTE = "copyOf"
COPIED = "+"
_MOST_BYTES = 8 * 1024 * 1024
"""What the copies in one text may come to altogether, counted as they would be written."""
_EXAMPLES = "{http://www.tei-c.org/ns/Examples}"
_OF_LOOKS = ("rend", "rendition", "style", xml.LANG)
"""What a copy has of its original besides the content, unless it says otherwise."""
GiveUp = Callable[[etree._Element, str], None]


def fill_copies(root: etree._Element, files: Collection[str], mark: str, give_up: GiveUp) -> bool:
    """Put into each element with a `@copyOf` what it is a copy of; return whether there was any.

    A pointer may name one of `files`, which are all in this tree. Each element of a copy has what its original has in
    the attribute `mark`, with `COPIED` after it. Why a copy cannot be made is told to `give_up`.
    """
    copies = _Copies(root, files, mark, give_up)
    while copies.waiting:
        copies.settle(next(iter(copies.waiting)))
    return copies.made


class _Copies:
    """The copies that are still to be made, and how much has been copied."""

    def __init__(self, root: etree._Element, files: Collection[str], mark: str, give_up: GiveUp) -> None:
        self.files = files
        self.mark = mark
        self.give_up = give_up
        self.made = False
        self.left = _MOST_BYTES
        self.ids: dict[str, etree._Element] = {}
        holders = [element for element in root.iter("*") if _is_to_be_filled(element)]
        if holders:
            self.ids = {own: e for e in root.iter("*") if (own := e.get(xml.ID) or e.get("id")) and _is_of_text(e)}
        self.waiting = dict.fromkeys(holders)

    def settle(self, element: etree._Element) -> None:
        """Fill an element, after all that is to be filled in what it is a copy of."""
        opened = {element: self.inside(element)}
        while opened:
            current = next(reversed(opened))
            inner = next(opened[current], None)
            if inner is not None and inner not in opened:
                opened[inner] = self.inside(inner)
                continue
            if inner is None:
                self.fill(current)
            else:
                self.give_up(current, "cycle")
            self.waiting.pop(current, None)
            del opened[current]

    def inside(self, element: etree._Element) -> Iterator[etree._Element]:
        """Yield what is still to be filled in the original of an element."""
        original = self.original(element)
        if original is not None and self.left >= 0 and original not in element.iterancestors():
            yield from (inner for inner in original.iter("*") if inner in self.waiting)

    def original(self, element: etree._Element) -> etree._Element | None:
        path, _, name = element.get(ATTRIBUTE, "").strip().rpartition("#")
        return self.ids.get(name) if not path or path in self.files else None

    def fill(self, element: etree._Element) -> None:
        """Put a copy of its original's content into an element; what a note calls again is left to the notes."""
        original = self.original(element)
        if original is None:
            path = element.get(ATTRIBUTE, "").strip().rpartition("#")[0]
            if path and path not in self.files:
                self.give_up(element, "elsewhere")
        elif original is element or original in element.iterancestors():
            self.give_up(element, "cycle")
        elif local_name(element) != "note" or local_name(original) != "note":
            self.put(element, original)

    def put(self, element: etree._Element, original: etree._Element) -> None:
        if self.left >= 0:
            self.left -= len(etree.tostring(original, encoding="utf-8", with_tail=False))
        if self.left < 0:
            self.give_up(element, "too much")
            return
        self.made = True
        copied = copy.deepcopy(original)
        for descendant in list(copied.iterdescendants("*")):
            mark = descendant.get(self.mark, "")
            own = descendant.get(xml.ID) or descendant.get("id", "")
            for name in {xml.ID, "id"}.intersection(descendant.keys()):
                del descendant.attrib[name]
            if own and local_name(descendant) == "note":
                _call_again(descendant, own)
            descendant.set(self.mark, f"{mark.removesuffix(COPIED)}{COPIED}")
        for name in _OF_LOOKS:
            if (value := original.get(name)) and element.get(name) is None:
                element.set(name, value)
        element.text = copied.text
        element.extend(list(copied))


def _call_again(note: etree._Element, own: str) -> None:
    """Make of the copy of a note with an address another call of that note."""
    tail = note.tail
    note.clear()
    note.tail = tail
    note.set(ATTRIBUTE, f"#{own}")


def _is_to_be_filled(element: etree._Element) -> bool:
    if element.get(ATTRIBUTE) is None or local_name(element) == "ptr":
        return False  # A pointer has no content, and what it may print depends on where it leads.
    return _is_of_text(element) and lacks_words(element) and not len(element)


def _is_of_text(element: etree._Element) -> bool:
    """Tell whether an element is of the text, and not of an example that the text shows."""
    return not str(element.tag).startswith(_EXAMPLES)
