"""Files -> which of them others include, by `xi:include` or as entities, told by their bytes before anything is parsed.

A file that is included whole, such as a chapter with `div` outermost, is a part of the text that includes it. A whole
TEI document is a text of its own wherever it is included: a corpus or a manifest only lists it.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from loccit.doctype import Declared, declared_in, encoding_of, subset_of, written

NAMESPACE = b"http://www.w3.org/2001/XInclude"
DOCUMENTS = frozenset({"TEI", "TEI.2", "teiCorpus", "teiCorpus.2"})
"""The elements that are a whole document."""


class Inclusion(msgspec.Struct, frozen=True):
    """What an `xi:include` asks for."""

    href: str
    """The file, as written; empty for the file it stands in."""
    pointer: str = ""
    """Which part of it; empty for all of it."""
    as_text: bool = False
    encoding: str = ""
    entity: str = ""
    """The name of the entity that is asked for, where that is no `xi:include`."""
    is_note: bool = False
    """Whether it is a note that is called from another file."""

    @classmethod
    def of(cls, attributes: Mapping[str, str]) -> Inclusion:
        """Return what an `xi:include` with these attributes asks for; what follows a `#` is a part all the same."""
        href, _, fragment = attributes.get("href", "").strip().partition("#")
        pointer = attributes.get("xpointer", "").strip() or attributes.get("fragid", "").strip() or fragment
        return cls(href, pointer, attributes.get("parse") == "text", attributes.get("encoding", ""))

    @property
    def shown(self) -> str:
        """Return how messages call it."""
        return f"{self.href}#{self.pointer}" if self.pointer else self.href

    def path(self, folder: Path) -> Path | None:
        """Return the file that is meant from a folder; none where it is on another machine or has no name."""
        if not self.href or _ELSEWHERE.match(self.href) or "\0" in self.href:
            return None
        return Path(os.path.normpath(folder / _unquoted(self.href)))


_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\")


def _unquoted(href: str) -> str:
    from urllib.parse import unquote  # noqa: PLC0415 - needed only where something is included

    return unquote(href)


def _nothing(_path: Path) -> None:
    """Tell nothing of a file."""


def parts(files: Collection[Path], root: Path, is_plain: Callable[[Path], object] = _nothing) -> Mapping[Path, Path]:
    """Return the files that are parts of others, each with the text it is a part of: the first that includes it.

    No file is looked into that is not below `root`, or that `is_plain` says of that it needs no other.
    """
    known = frozenset(files)
    looked_into = (path for path in files if not is_plain(path))
    wholes = {path: found for path in looked_into if (found := _included(path, known, root))}
    if not wholes:
        return MappingProxyType({})
    included = {part for found in wholes.values() for part in found}
    home: dict[Path, Path] = {}
    # Where files include one another in a circle, the first of them is the text.
    for path in sorted(files, key=lambda path: path in included):
        if path not in home:
            _follow(path, path, wholes, home)
    return MappingProxyType({part: whole for part, whole in home.items() if part != whole})


def _follow(path: Path, whole: Path, wholes: Mapping[Path, Iterable[Path]], home: dict[Path, Path]) -> None:
    waiting = [path]
    while waiting:
        path = waiting.pop()
        if path not in home:
            home[path] = whole
            waiting += wholes.get(path, ())


def _included(path: Path, files: Collection[Path], root: Path) -> tuple[Path, ...]:
    """Return those of the files that a file includes whole and that are no documents by themselves."""
    included, declares = _included_whole(path, *_state(path))
    found = (*included, *(_entities_used(path, files, root) if declares else ()))
    return tuple(part for part in found if part != path and part in files and not is_document(part))


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=100_000)
def _included_whole(path: Path, _time: int, size: int) -> tuple[tuple[Path, ...], bool]:
    """Return what a file includes whole, and whether it declares entities."""
    data = (size <= _LONGEST and _data(path)) or b""
    found = (one.path(path.parent) for one in inclusions(data) if not one.pointer and not one.as_text)
    return tuple(dict.fromkeys(part for part in found if part)), declares_entities(data)


def _data(path: Path) -> bytes | None:
    """Return the bytes of a file that is to be looked through."""
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= _LONGEST else None
    except OSError:
        return None


def _entities_used(path: Path, files: Collection[Path], root: Path) -> tuple[Path, ...]:
    """Return those of the files that are entities of a document and that it uses, or one of them does."""
    data = _data(path) or b""
    declared = entities_of(data, path.parent, lambda one: one.is_relative_to(root))
    if not declared.files:
        return ()
    waiting, used = [data], dict[Path, None]()
    while waiting:
        for name in used_in(waiting.pop()):
            part = declared.files.get(name)
            if part is not None and part in files and part not in used:
                used[part] = None
                waiting.append(_data(part) or b"")
    return tuple(used)


_START_TAG = re.compile(r"<([^\s<>/!?\"']+)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*)>")
_NAMESPACES = re.compile(r"\sxmlns(?::[\w.\-]+)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")


def frame_of(text: str) -> str:
    """Return the name and the namespaces of the outermost element of a document."""
    match = _START_TAG.search(_BEFORE.sub("", text))
    return " ".join([match[1], *map(str.strip, _NAMESPACES.findall(match[2]))]) if match else "TEI"


_START = 16 * 1024
_LONGEST = 64 * 1024 * 1024
"""Bytes of a file that is looked through: what includes others is small."""
_INCLUDE = re.compile(r"<!--.*?-->|<(?:[\w.\-]+:)?include\b((?:\"[^\"]*\"|'[^']*'|[^\"'>])*)>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w:.\-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def inclusions(data: bytes) -> Iterator[Inclusion]:
    """Yield what a file includes."""
    text = as_text(data) if NAMESPACE in data or data.startswith(_WIDE) else ""
    if NAMESPACE.decode() in text:
        for match in _INCLUDE.finditer(text):
            if match[1] is not None:
                attributes = {name: html.unescape(one or other) for name, one, other in _ATTRIBUTE.findall(match[1])}
                yield Inclusion.of(attributes)


# Notes in another file

_CALL = re.compile(
    rb"<(?:[\w.\-]+:)?(?:ref|ptr)\s(?:[^<>]*?\s)?target\s*=\s*[\"']\s*([^\"'#:\s<>]+\.(?:xml|tei))#([^\"'\s<>]+)\s*[\"']"
)
_NOTE = re.compile(rb"<(?:[\w.\-]+:)?note\s(?:[^<>]*?\s)?(?:xml:)?id\s*=\s*[\"']([^\"'<>]+)[\"']")


def calls_elsewhere(data: bytes) -> Iterator[Inclusion]:
    """Yield what the references of a file to other files of TEI may call a note."""
    for href, own in dict.fromkeys(_CALL.findall(data) if b".xml#" in data or b".tei#" in data else ()):
        yield Inclusion(html.unescape(as_text(href)), as_text(own), is_note=True)


@lru_cache(maxsize=64)
def notes_in(data: bytes) -> frozenset[str]:
    """Return the ids of the notes in a file."""
    return frozenset(map(as_text, _NOTE.findall(data)))


# Entities


class Entities(msgspec.Struct, frozen=True):
    """The entities that a file can refer to and that do not stand in it."""

    declared: str = ""
    """The declarations of those that are text, on one line."""
    files: Mapping[str, Path] = MappingProxyType({})
    """Those that are other files."""


def declares_entities(data: bytes) -> bool:
    """Tell whether a file declares entities, or names a file that may."""
    return b"<!ENTITY" in data or b"<!DOCTYPE" in data[:_START] or data.startswith(_WIDE)


def needs_no_other(data: bytes) -> bool:
    """Tell whether a file surely includes nothing, declares no entities and calls no note of another file."""
    return not (declares_entities(data) or NAMESPACE in data or next(calls_elsewhere(data), None))


def used_in(data: bytes) -> frozenset[str]:
    """Return the names of the entities that a file refers to."""
    return frozenset(_REFERENCE.findall(as_text(data))) if b"&" in data else frozenset()


_REFERENCE = re.compile(r"&([^\W\d][\w.\-:]*);")
_MOST_SETS = 64
"""How many files with declarations are looked into for one text."""


def entities_of(data: bytes, folder: Path, may_be_read: Callable[[Path], bool]) -> Entities:
    """Return the entities that a document in `folder` can refer to; what declares them must be allowed to be read."""
    own = subset_of(as_text(data, encoding_of(data))).declared
    values = dict(own.inner)
    files = _placed(own, folder)
    waiting = [(href, folder) for href in own.sets]
    seen: set[Path] = set()
    while waiting and len(seen) < _MOST_SETS:
        href, where = waiting.pop(0)
        path = Inclusion(href).path(where)
        if path is None or path in seen:
            continue
        seen.add(path)
        if may_be_read(path):
            declared = _declared_in(path, *_state(path))
            for name, value in declared.values.items():
                if name not in own.values and name not in files:
                    values.setdefault(name, value)
            for name, file in _placed(declared, path.parent).items():
                if name not in own.values and name not in values:
                    files.setdefault(name, file)
            waiting += [(asked, path.parent) for asked in declared.sets]
    return Entities(written(values), files)


@lru_cache(maxsize=256)
def _declared_in(path: Path, _time: int, _size: int) -> Declared:
    data = _data(path) or b""
    return declared_in(as_text(data, encoding_of(data)))


def _placed(declared: Declared, folder: Path) -> dict[str, Path]:
    """Return the entities that are files of this machine."""
    found = ((name, Inclusion(href).path(folder)) for name, href in declared.files.items() if href)
    return {name: path for name, path in found if path}


_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
"""How a file in UTF-16 begins."""


def as_text(data: bytes, encoding: str = "") -> str:
    """Return bytes as text, in the encoding that is named, in UTF-16 or UTF-8, or else one of single bytes."""
    if not encoding and data.startswith(_WIDE):
        encoding = "utf-16" if data[0] > ord("<") else "utf-16-le" if data[0] else "utf-16-be"
    try:
        return data.decode(encoding or "utf-8-sig")
    except (LookupError, UnicodeDecodeError):
        return data.decode("latin-1")


_BEFORE = re.compile(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE(?:[^\[>]|\[.*?\]\s*(?=>))*>", re.DOTALL)
_ROOT = re.compile(r"<(?:[\w.\-]+:)?([\w.\-]+)")


def is_document(path: Path) -> bool:
    """Tell whether a file is a whole TEI document, by its outermost element."""
    return _root_of(path, *_state(path)) in DOCUMENTS


@lru_cache(maxsize=100_000)
def _root_of(path: Path, _time: int, _size: int) -> str:
    try:
        with path.open("rb") as file:
            start = file.read(_START)
    except OSError:
        return ""
    text = start.replace(b"\0", b"").decode("latin-1")
    match = _ROOT.search(_BEFORE.sub("", text))
    return match[1] if match else ""
