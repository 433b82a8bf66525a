"""A text -> the same with the divisions of it that begin a page of their own: those of a text too long for one page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

import msgspec

from loccit.model import EMPTY, Node, Part, Text
from loccit.model.parts import sheets
from loccit.model.tree import fold
from loccit.read.keys import free_key

LONG = 250_000
"""Characters, with those of its notes, from which on a text or a division is too long for one page."""
_LEAST = 1_000
"""Characters that the divisions of a long text have on an average, if they are to begin pages."""
_HOLDERS = frozenset("TEI TEI.2 teiCorpus teiCorpus.2 text front body back group sourceDoc surfaceGrp".split())
"""Elements that a reader does not see as divisions."""
_DIVISIONS = frozenset("div div0 div1 div2 div3 div4 div5 div6 div7 lg surface text TEI TEI.2".split())


def with_parts(text: Text, divide: str, retired: Collection[str]) -> Text:
    """Return a text with its parts, and with the part that each address is in.

    `divide` is `long`, `always` or `never`, as in the settings; an address in `retired` names no part.
    """
    if divide == "never" or (divide == "long" and len(text.source.published) < LONG):
        return text
    sizes = _Sizes(text)
    if divide == "long" and sizes.of(text.root) <= LONG:
        return text
    least = _LEAST if divide == "long" else 1
    parts = tuple(_named(text, list(_divisions(text.root, sizes, least)), retired))
    if not parts:
        return text
    divided = msgspec.structs.replace(text, parts=parts)
    part_of: dict[str, str] = {}
    first, *others = sheets(divided)
    for sheet in others:
        for own in sheet.ids - first.ids:
            part_of.setdefault(own, sheet.part.key if sheet.part else "")
    return msgspec.structs.replace(divided, part_of=part_of)


class _Sizes:
    """How many characters there are to read below the nodes of a tree, each note counted where it is called."""

    def __init__(self, text: Text) -> None:
        self._notes = {note.id: _length(note.node, EMPTY) for note in text.notes}
        self._known: dict[int, int] = {}

    def of(self, node: Node) -> int:
        """Return the size of a node."""
        found = self._known.get(id(node))
        if found is None:
            found = self._known[id(node)] = _length(node, self._notes)
        return found


def _length(node: Node, notes: Mapping[str, int]) -> int:
    if node.behaviour == "noteref":
        return notes.get(node.params["note"].id, 0)
    return sum(len(child) if isinstance(child, str) else _length(child, notes) for child in node.children)


class _Division(NamedTuple):
    """Where a page begins."""

    node: Node
    depth: int
    """How many others it is in."""
    letters: str = ""
    """What all words begin with that are entries from here on."""


def _divisions(node: Node, sizes: _Sizes, least: int, depth: int = 0) -> Iterator[_Division]:
    """Yield the divisions below a node that begin a page.

    One division alone is none to its reader: then those in it count. A small one that is not called anything, such as
    a half-title, goes with what is before it.
    """
    wanted = _wanted(node, sizes)
    while len(wanted) == 1:
        wanted = _wanted(wanted[0], sizes)
    held = sum(sizes.of(division) for division in wanted)
    if held < max(len(wanted), 1) * least or held * 2 < sizes.of(node):
        yield from _letters(node, sizes, depth)
        return
    for division in wanted:
        yield _Division(division, depth)
        if sizes.of(division) > LONG:
            yield from _divisions(division, sizes, _LEAST, depth + 1)


def _wanted(node: Node, sizes: _Sizes) -> list[Node]:
    """Return the nearest divisions below a node but for those that are small and called nothing."""
    return [division for division in _nearest(node) if sizes.of(division) >= _LEAST or _is_called(division)]


def _is_called(node: Node) -> bool:
    """Tell whether a division has a heading or number to be listed by."""
    return _heading(node) is not None or bool(_numbered(node)) or node.behaviour == "surface"


def _nearest(node: Node) -> Iterator[Node]:
    """Yield the nearest divisions below a node."""
    for child in node.children:
        if isinstance(child, Node) and child.block and child.ordinal >= 0:
            if child.name in _DIVISIONS and _is_division(node, child):
                yield child
            elif child.name in _HOLDERS:
                yield from _nearest(child)


def _is_division(parent: Node, node: Node) -> bool:
    """Tell whether a node is a division: a text only in a group of them, a stanza only with a heading."""
    if node.name == "text":
        return parent.name == "group"
    return node.name != "lg" or _heading(node) is not None


# The letters of a dictionary


def _letters(node: Node, sizes: _Sizes, depth: int) -> Iterator[_Division]:
    """Yield where the letters of a long dictionary begin, if it is in the order of the alphabet."""
    entries = [below for below in node.walk() if below.name in _ENTRIES]
    if sizes.of(node) > LONG and sum(map(sizes.of, entries)) * 2 > sizes.of(node):
        yield from _runs(entries, sizes, depth, 1)


_ENTRIES = frozenset({"entry", "entryFree", "superEntry"})


def _runs(entries: list[Node], sizes: _Sizes, depth: int, length: int) -> Iterator[_Division]:
    """Yield where entries begin with other letters; where those of one letter are too long, of two and so on."""
    runs = [(letters, list(run)) for letters, run in groupby(entries, lambda entry: _beginning(entry, length))]
    if len({letters for letters, _run in runs}) < max(len(runs), 2):
        return
    for letters, run in runs:
        further = list(_runs(run, sizes, depth, length + 1)) if sum(map(sizes.of, run)) > LONG else []
        yield from further or [_Division(run[0], depth, letters)]


def _beginning(entry: Node, length: int) -> str:
    """Return the first letters of an entry, without accents."""
    start = next((word for word in entry.strings() if any(map(str.isalnum, word))), "")
    plain = unicodedata.normalize("NFKD", start.casefold())
    return "".join(filter(str.isalnum, plain))[:length]


# Their names


def _named(text: Text, divisions: list[_Division], retired: Collection[str]) -> Iterator[Part]:
    """Yield the parts that divisions are; the name of a folder is given once."""
    taken = {*text.shown_ids, *retired}
    for node, depth, letters in divisions:
        if letters:
            yield Part(
                free_key(f"letter-{letters}", taken), letters.capitalize(), "", depth, node.ordinal, headed=False
            )
            continue
        heading = _heading(node)
        label = _label(node, heading)
        # Of elements with the same `xml:id`, the first alone has that address.
        own = node.id if node.id in text.shown_ids and text.ids.get(node.id) == node.ordinal else ""
        address = own or node.params.get("address", "") or _address(heading)
        key = own or free_key(_key(node, label), taken)
        yield Part(key, label, address, depth, node.ordinal, heading is not None or node.behaviour == "surface")


def _heading(node: Node) -> Node | None:
    """Return the heading that a division begins with, be it that of what it begins with."""
    for child in node.children:
        if isinstance(child, Node):
            if child.behaviour in {"heading", "member"} and child.params.get("level"):
                return child
            if child.name in _HOLDERS and (found := _heading(child)):
                return found
    return None


def _address(heading: Node | None) -> str:
    """Return the address of a heading; that of the text's own title is on the first page."""
    return "" if heading is None or heading.params.get("title") else str(heading.params.get("id", ""))


def _label(node: Node, heading: Node | None) -> str:
    if heading is not None:
        return heading.params.get("words") or heading.reading or _numbered(node)
    if node.behaviour == "surface":
        return str(node.params["label"] or node.params["number"])
    words = _numbered(node) or node.params.get("kind") or _first_words(node)
    return words[:1].upper() + words[1:]


def _numbered(node: Node) -> str:
    """Return what the source calls a division by `@n`: `chapter 3`, where the number does not say what it is."""
    number = fold(node.attributes.get("n", ""))
    kind = node.attributes.get("subtype") or node.attributes.get("type", "")
    if not number or kind in _NO_KINDS or not _NUMBER.fullmatch(number):
        return number
    return f"{fold(kind.replace('_', ' '))} {number}"


_NO_KINDS = frozenset({"", "textpart", "div", "section", "part"})
_NUMBER = re.compile(r"[\d.]+\w?|[ivxlcdm]+\.?|[a-zA-Z]", re.IGNORECASE)
_FIRST_WORDS = 6


def _first_words(node: Node) -> str:
    words = node.reading.split(" ")
    return " ".join(words[:_FIRST_WORDS]) + ("…" if len(words) > _FIRST_WORDS else "")


_LONGEST_KEY = 40


def _key(node: Node, label: str) -> str:
    """Return a name for a division without `xml:id`: what it is called, in plain letters where its script has them."""
    called = unicodedata.normalize("NFKC", _numbered(node) or label).casefold()
    plain = unicodedata.normalize("NFKD", called).encode("ascii", "ignore").decode()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))
    letters = sum(map(str.isalpha, called))
    if sum(map(str.isalpha, words)) * 2 < letters:
        return "-".join(re.findall(r"\w+", called)[:_FIRST_WORDS])
    whole_words = words[: _LONGEST_KEY + 1].rpartition("-")[0] or words[:_LONGEST_KEY]
    short = words if len(words) <= _LONGEST_KEY else whole_words
    return short if short[:1].isalpha() else f"part-{short}".rstrip("-")
