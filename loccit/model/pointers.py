"""What a pointer leads to: prefixes expanded (TEI Guidelines, section 16.2.3), paths resolved, schemes allow-listed."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Container, Mapping
from urllib.parse import unquote, urlsplit

import msgspec

from loccit.model.text import Target

SAFE_SCHEMES = frozenset({"http", "https", "mailto", "doi", "urn", "tel", "ftp"})
UNSAFE_SCHEMES = frozenset({"javascript", "data", "vbscript", "file", "blob", "jar", "about", "view-source"})
_CONTROLS = re.compile(r"[\x00-\x20\x7f]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):(.*)", re.DOTALL)


class Prefix(msgspec.Struct, frozen=True):
    """A declared prefix: `prefixDef` with `@ident`, `@matchPattern` and `@replacementPattern`."""

    ident: str
    match: re.Pattern[str]
    replacement: str
    """With `\\1` for the pattern's `$1`."""


_SLOW = re.compile(r"\)[*+{]")
"""A repeated group, which can make a pattern take years."""
_LONGEST = 500
"""Characters of a pointer that a declared pattern is tried on."""


def prefix(ident: str, match: str, replacement: str) -> Prefix | None:
    """Return the declared prefix, or `None` where its pattern is none that can be used."""
    replacement = re.sub(r"\$(\d)", r"\\g<\1>", replacement.replace("\\", "\\\\"))
    try:
        pattern = re.compile(match)
        re.sub(f"(?:{match})|", replacement, "")
    except (re.error, IndexError):
        return None
    return None if _SLOW.search(match) else Prefix(ident, pattern, replacement)


_BY_ID = re.compile(
    r"""(?:xpointer|xpath1?)\(\s*(?:id\(|//\*\[@xml:id\s*=)\s*["']([\w.\-]+)["']\s*[\])]\s*\)|element\(([\w.\-]+)\)"""
)
"""An XPointer that means the element with an `xml:id`."""


Resolve = Callable[[str], Target]
"""What tells where a pointer leads."""


class Resolver(msgspec.Struct, frozen=True):
    """Resolves the pointers of one file."""

    folder: str
    """The file's folder, relative to the edition's root."""
    files: Mapping[str, Target]
    """The known files of the edition by path from its root."""
    prefixes: tuple[Prefix, ...] = ()
    ids: Container[str] = ()
    keyed: Mapping[str, Mapping[str, Target]] = msgspec.field(default_factory=dict)
    """Prefixes that name things of the edition by key rather than by path."""
    own: str = ""
    """The key of the text that the file is, if it is one: it may name itself in its pointers."""

    def __call__(self, value: str) -> Target:
        """Return what one pointer leads to; never raises."""
        value = value.strip()
        if not value:
            return Target("empty")
        if value.startswith("#"):
            return self._local(value[1:])
        if _CONTROLS.search(value) and is_unsafe(value):
            return Target("unsafe", value)
        if match := _SCHEME.fullmatch(value):
            return self._with_scheme(match.group(1), match.group(2), value)
        if value.startswith(("//", "\\")):
            return Target("unsafe", value)
        return self._path(value)

    def _local(self, fragment: str) -> Target:
        if "(" in fragment and (named := _BY_ID.fullmatch(fragment)):
            fragment = named[1] or named[2]
        return Target("local" if fragment in self.ids else "dangling", "", fragment)

    def _with_scheme(self, scheme: str, rest: str, value: str) -> Target:
        for known in self.prefixes:
            if known.ident == scheme:
                match = known.match.fullmatch(rest) if len(rest) <= _LONGEST else None
                expanded = msgspec.structs.replace(self, prefixes=())
                return expanded(match.expand(known.replacement)) if match else Target("dangling", value)
        if scheme in self.keyed:
            key, _, fragment = rest.partition("#")
            named = self.keyed[scheme].get(key)
            return Target(named.kind, named.key, fragment) if named else Target("dangling", value)
        if scheme.lower() in UNSAFE_SCHEMES:
            return Target("unsafe", value)
        if scheme.lower() not in SAFE_SCHEMES:
            return Target("dangling", value)
        try:
            urlsplit(value)
        except ValueError:
            return Target("dangling", value)
        return Target("external", value)

    def _path(self, value: str) -> Target:
        path, _, fragment = value.partition("#")
        full = posixpath.normpath(posixpath.join(self.folder, unquote(path)))
        known = self.files.get(full)
        if known is not None and known.kind == "text" and known.key == self.own and fragment in self.ids:
            return Target("local", "", fragment)
        if known is not None:
            return Target(known.kind, known.key, fragment or known.fragment)
        if value in self.ids:
            return Target("local", "", value)
        # Many name another text by its file's name without the end of it.
        named = self.files.get(f"{full}.xml")
        if named is not None and named.kind == "text":
            return Target("text", named.key, fragment or named.fragment)
        return Target("dangling", value)


def is_unsafe(value: str) -> bool:
    """Tell whether a pointer, without the control characters and spaces that may hide it, is a script."""
    return _CONTROLS.sub("", value).partition(":")[0].lower() in UNSAFE_SCHEMES


def pointers_in(value: str) -> list[str]:
    """Return the pointers in an attribute's value: they are set apart by white space, unless that hides a script."""
    return [value] if is_unsafe(value) else value.split() or [""]


def first_pointer(attributes: Mapping[str, str], *names: str) -> str:
    """Return the first pointer in the first of these attributes that there is, or an empty string."""
    value = next((attributes[name] for name in names if name in attributes), "")
    return pointers_in(value)[0]
