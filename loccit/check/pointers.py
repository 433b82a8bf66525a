"""The edition -> its pointers, each with the file it stands in; and what nothing declares."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import unquote

from loccit.check.tags import tags_named
from loccit.errors import Position, did_you_mean
from loccit.model import Document, Edition, Pointer, Text
from loccit.model.pointers import SAFE_SCHEMES

_PREFIXED = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):.*", re.DOTALL)
DISK = re.compile(r"[A-Za-z]:[\\/]")
"""How a path begins that names a disk of somebody's computer."""
_LONGEST = 60

KEYED: Mapping[str, str] = MappingProxyType(
    {"gloss": "glossary entry", "note": "note", "page": "page", "text": "text", "source": "source"}
)
"""The prefixes that Markdown has without declaring them, and what they name."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A pointer and the text or document it stands in."""

    pointer: Pointer
    home: Text | Document

    @property
    def at(self) -> Position:
        """Return the place; in TEI this costs a second parse of the file, so it is asked for problems only."""
        if isinstance(self.home, Text):
            return self.home.source.position(self.pointer.ordinal)
        return Position(self.home.source.name, self.pointer.ordinal)


def pointers(edition: Edition) -> Iterator[Placed]:
    """Yield every pointer of the texts and of the editors' Markdown."""
    for home in files(edition):
        for pointer in home.pointers:
            yield Placed(pointer, home)


def files(edition: Edition) -> tuple[Text | Document, ...]:
    """Return the texts, the registers beside them, and the editors' Markdown."""
    return (*edition.tei, *documents(edition))


def nearest_file(edition: Edition, folder: Path, path: str) -> str:
    """Return `did you mean ...?` for a file with nearly the same name, or with the same name in another folder."""
    known = {name: file for file in _paths(edition) if (name := Path(os.path.relpath(file, folder)).as_posix()) != path}
    meant = Path(os.path.normpath(folder / unquote(path))).name
    namesakes = [f"did you mean {name}?" for name, file in known.items() if file.name == meant]
    return namesakes[0] if namesakes else suggest(path, known)


def folder_of(text: Text, at: Position) -> Path:
    """Return the folder of the file of a text in which a place is."""
    found = (one.path.parent for one in text.source.included if one.name == at.path)
    return next(found, text.source.path.parent)


def _paths(edition: Edition) -> Iterator[Path]:
    for home in files(edition):
        yield home.source.path
        yield from (included.path for included in home.source.included)


def documents(edition: Edition) -> Iterator[Document]:
    """Yield the glossary entries, the notes and the pages."""
    for folder in (edition.entries, edition.notes, edition.pages):
        yield from folder.values()


def used_keys(edition: Edition, kind: str) -> frozenset[str]:
    """Return the keys of a kind that something points at; what points at itself does not count."""
    own = {"entry": edition.entries, "note": edition.notes}[kind]
    return frozenset(
        placed.pointer.target.key
        for placed in pointers(edition)
        if placed.pointer.target.kind == kind and own.get(placed.pointer.target.key) is not placed.home
    )


def undeclared_prefix(placed: Placed) -> str:
    """Return the prefix of a pointer that nothing declares, or an empty string."""
    value, target = placed.pointer.value, placed.pointer.target
    match = _PREFIXED.fullmatch(value)
    is_property = placed.pointer.element == "relation"
    if target.kind != "dangling" or target.key != value or not match or DISK.match(value) or is_property:
        return ""
    prefix = match.group(1)
    return "" if prefix.lower() in SAFE_SCHEMES or prefix in declared_prefixes(placed.home) else prefix


def declared_prefixes(home: Text | Document) -> tuple[str, ...]:
    """Return the prefixes that pointers in a file may have."""
    if isinstance(home, Document):
        return tuple(KEYED)
    return tuple(tag.attributes["ident"] for tag in tags_named("prefixDef", home.source) if "ident" in tag.attributes)


def quoted(value: str) -> str:
    """Return what an editor wrote as a message can show it: in quotes, on one line, and not endlessly."""
    line = " ".join(value.split())
    return f'"{line[:_LONGEST]}…"' if len(line) > _LONGEST else f'"{line}"'


def line_of_item(document: Document, key: str, item: str) -> int:
    """Return the line on which the front matter's `key` names an item, or the line of the key."""
    first = document.lines.get(key, 1)
    lines = document.source.data.decode("utf-8", "replace").splitlines()
    named = re.compile(rf"(?<![\w-]){re.escape(item)}(?![\w-])")
    for number, line in enumerate(lines[first - 1 :], first):
        if line.strip() == "---" and number > 1:
            break
        if named.search(line):
            return number
    return first


def suggest(name: str, known: Iterable[str], before: str = "", after: str = "") -> str:
    """Return `did you mean ...?` for the nearest known name, put between what stands around it, or nothing."""
    near = [k for k in known if abs(len(k) - len(name)) <= _FAR and k[:1].lower() == name[:1].lower()]
    shape = "{}".join(part.replace("{", "{{").replace("}", "}}") for part in (before, after))
    return did_you_mean(name, near[:_MOST], shape=shape)


_FAR = 4
"""How much longer or shorter a name may be to be what was meant."""
_MOST = 500
"""How many names are compared at most: a big file has tens of thousands of ids."""
