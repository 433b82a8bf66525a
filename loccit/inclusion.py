"""Files -> which of them others include by `xi:include`, told by their bytes, before anything is parsed.

A file that is included whole, such as a chapter with `div` outermost, is a part of the text that includes it. A whole
TEI document is a text of its own wherever it is included: a corpus or a manifest only lists it.
"""

from __future__ import annotations

import html
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import msgspec

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


def parts(files: Collection[Path]) -> Mapping[Path, Path]:
    """Return the files that are parts of others, each with the text it is a part of: the first that includes it."""
    known = frozenset(files)
    wholes = {path: found for path in files if (found := _included(path, known))}
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


def _included(path: Path, files: Collection[Path]) -> tuple[Path, ...]:
    """Return those of the files that a file includes whole and that are no documents by themselves."""
    found = (part for part in _included_whole(path, *_state(path)) if part != path and part in files)
    return tuple(part for part in found if not is_document(part))


def _state(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


@lru_cache(maxsize=100_000)
def _included_whole(path: Path, _time: int, size: int) -> tuple[Path, ...]:
    try:
        data = path.read_bytes() if size <= _LONGEST else b""
    except OSError:
        return ()
    found = (one.path(path.parent) for one in inclusions(data) if not one.pointer and not one.as_text)
    return tuple(dict.fromkeys(part for part in found if part))


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


_START = 16 * 1024
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
