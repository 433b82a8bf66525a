"""What stands before the outermost element of a file -> the entities that it declares; nothing is parsed for that.

A file may name sets of declarations in other files, `%ISOlat1;`, and entities that are other files, `&chapter1;`.
Here they are only named: who reads them, and from where, is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import msgspec

NOTHING: Mapping[str, str] = MappingProxyType({})


class Declared(msgspec.Struct, frozen=True):
    """The entities that some text declares; of two declarations, the first counts."""

    values: Mapping[str, str] = NOTHING
    """Those that are text, each with its value in its quotes."""
    files: Mapping[str, str] = NOTHING
    """Those that are other files, each as its file is named; empty for an image or the like."""
    images: Mapping[str, str] = NOTHING
    """Those that are no text, such as images, each as its file is named."""
    sets: tuple[str, ...] = ()
    """The files with further declarations that it asks for, as they are named."""
    inner: Mapping[str, str] = NOTHING
    """Those of `values` that only stand in the value of another entity, `%name;`."""
    unread: tuple[tuple[int, int], ...] = ()
    """From where to where what no parser here is to see reaches: sets, and models that are made of entities."""


class Subset(msgspec.Struct, frozen=True):
    """What stands before the outermost element, as far as it declares entities."""

    start: int
    """Where declarations can be put in, counted in characters."""
    before: str = ""
    """What has to be written before such declarations, and after them."""
    after: str = ""
    declared: Declared = Declared()


_QUOTED = r"\"[^\"]*\"|'[^']*'"
_PROLOG = re.compile(r"(?:\ufeff|\xef\xbb\xbf)?(?:\s++|<\?.*?\?>|<!--.*?-->)*+", re.DOTALL)
_DOCTYPE = re.compile(rf"<!DOCTYPE(?:{_QUOTED}|[^\[>\"'])*+", re.DOTALL)
_SYSTEM = re.compile(rf"\b(?:SYSTEM|PUBLIC\s+(?:{_QUOTED}))\s+(?P<file>{_QUOTED})\s*$")
_TOKEN = re.compile(
    r"<!--.*?-->|<\?.*?\?>"
    rf"|<!ENTITY\s+(?P<set>%\s+)?(?P<name>[^\s%\"'<>&;]+)\s+(?:(?P<value>{_QUOTED})"
    rf"|(?P<out>SYSTEM|PUBLIC\s+(?:{_QUOTED}))\s+(?P<file>{_QUOTED})(?P<data>\s+NDATA\s+[^\s>]+)?)\s*>"
    rf"|(?P<model><!(?:ELEMENT|ATTLIST)\b(?:{_QUOTED}|[^>\"'])*>)"
    rf"|{_QUOTED}|%(?P<used>[^\s;%\"'<>]+);|(?P<end>\])",
    re.DOTALL,
)
_DEEPEST = 16
"""How many entities may be in one another in the declarations of a file."""


def subset_of(text: str) -> Subset:
    """Return what the beginning of a file declares."""
    start = _end(_PROLOG, text, 0)
    doctype = _DOCTYPE.match(text, start)
    if doctype is None:
        return Subset(start, "<!DOCTYPE TEI [", "]>")
    system = _SYSTEM.search(doctype.group())
    dtd = (system["file"][1:-1],) if system else ()
    if text[doctype.end() : doctype.end() + 1] != "[":
        return Subset(doctype.end(), " [", "]", Declared(sets=dtd))
    declared = _declared(text, doctype.end() + 1, within=True)
    return Subset(doctype.end() + 1, declared=msgspec.structs.replace(declared, sets=(*declared.sets, *dtd)))


def declared_in(text: str) -> Declared:
    """Return what a file of declarations declares."""
    return _declared(text, 0, within=False)


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    match = pattern.match(text, start)
    return match.end() if match else start


class _Found:
    """The declarations met so far."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self.images: dict[str, str] = {}
        self.inner: dict[str, str] = {}
        self.sets: dict[str, str] = {}
        self.groups: dict[str, str] = {}
        self.asked: dict[str, None] = {}
        self.unread: list[tuple[int, int]] = []

    def look(self, text: str, start: int, *, within: bool, depth: int = 0) -> None:
        for token in _TOKEN.finditer(text, start):
            if token["end"] and within:
                return
            if token["used"]:
                self.use(token["used"], depth)
            if token["used"] or (token["model"] and "%" in token["model"]):
                self.unread += [] if depth else [token.span()]
            elif token["name"] and token["set"]:
                holder, value = (self.groups, token["value"]) if token["value"] else (self.sets, token["file"])
                if token["name"] not in self.groups and token["name"] not in self.sets:
                    holder[token["name"]] = value[1:-1]
            elif token["name"] and token["name"] not in self.values and token["name"] not in self.files:
                self.declare(token, depth)

    def declare(self, token: re.Match[str], depth: int) -> None:
        name = token["name"]
        if token["value"]:
            self.values[name] = token["value"]
            if depth:
                self.inner[name] = token["value"]
        else:
            self.files[name] = "" if token["data"] else token["file"][1:-1]
            if token["data"]:
                self.images[name] = token["file"][1:-1]

    def use(self, name: str, depth: int) -> None:
        if name in self.sets:
            self.asked[self.sets[name]] = None
        elif name in self.groups and "<!ENTITY" in self.groups[name] and depth < _DEEPEST:
            self.look(self.groups.pop(name), 0, within=False, depth=depth + 1)


def _declared(text: str, start: int, *, within: bool) -> Declared:
    found = _Found()
    found.look(text, start, within=within)
    return Declared(found.values, found.files, found.images, tuple(found.asked), found.inner, tuple(found.unread))


# The first line

_FIRST_LINE = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*<\?xml\b(?:[^>]*?\bencoding\s*=\s*["'](?P<encoding>[A-Za-z0-9._:\-]+)["'])?[^>]*\?>"""
)


def encoding_of(data: bytes) -> str:
    """Return the encoding that the first line of a file names, or an empty string."""
    match = _FIRST_LINE.match(data)
    return match["encoding"].decode() if match and match["encoding"] else ""


def without_first_line(data: bytes) -> bytes:
    """Return a file with spaces in the place of the line that says which XML it is."""
    match = _FIRST_LINE.match(data)
    return b" " * match.end() + data[match.end() :] if match else data


# Declarations that are written into another file

_CHARACTER = re.compile(r"&(?:[^\W\d][\w.\-:]*|#[0-9]+|#x[0-9A-Fa-f]+);")
_SIGN = re.compile(r"%(?![^\s;%]+;)")
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OF_XML = frozenset({"amp", "lt", "gt", "quot", "apos"})


def written(values: Mapping[str, str]) -> str:
    """Return declarations on one line; what would keep a file from being read is left out."""
    sound = {name: _sound(value) for name, value in values.items() if name not in _OF_XML and name.isascii()}
    return "".join(f"<!ENTITY {name} {value}>" for name, value in sound.items() if value)


def _sound(value: str) -> str:
    """Return a value as it can be written into the declarations of any file, or an empty string where it cannot."""
    plain = _SIGN.sub("&#37;", value)
    if "%" in plain or "&" in _CHARACTER.sub("", plain) or _CONTROLS.search(plain):
        return ""
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "&#10;")
    # In ASCII it means the same in every encoding.
    return plain.encode("ascii", "xmlcharrefreplace").decode("ascii")
