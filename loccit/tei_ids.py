"""Ids for elements of a TEI file -> the same file with those ids, and not another byte changed."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec
from lxml import etree

from loccit.doctype import encoding_of
from loccit.errors import Position, WriteError
from loccit.model import Source
from loccit.model.source import codec_of
from loccit.read.mistakes import SAVE
from loccit.read.xml import ID, parse


def can_carry(source: Source, ordinal: int, element: str) -> bool:
    """Tell whether the start tag of this element of a text stands in a file.

    The tags of what comes from an entity have the place of the reference, `&name;`, and what is included a second
    time has the place of the first.
    """
    if source.is_repeated(ordinal):
        return False
    source, ordinal = source.place(ordinal)
    if not 0 <= ordinal < len(source.tags):
        return False
    tag = _tag(source, ordinal, codec_of(source.data))
    return re.match(rf"<(?:[\w.\-]+:)?{re.escape(element)}(?=[\s/>])", tag, re.ASCII) is not None


def with_ids(source: Source, ids: Mapping[int, str]) -> Source:
    """Return the files of a text in which these elements have these ids; an empty one takes the id away.

    The elements are named by their start tags, counted from 0 over the whole text. Raises `WriteError` where an
    element's start tag does not stand in a file.
    """
    wanted: dict[Path, dict[int, str]] = {}
    for ordinal, name in ids.items():
        file, own = source.place(ordinal)
        wanted.setdefault(file.path, {})[own] = name
    made = [_written(one, wanted.get(one.path, {})) for one in (source, *source.included)]
    return msgspec.structs.replace(made[0], included=tuple(made[1:]), parts=(), whole=b"")


def _written(source: Source, ids: Mapping[int, str]) -> Source:
    return source.with_data(write_ids(source, parse(source), ids)) if ids else source


def changed(old: Source, new: Source) -> dict[Path, tuple[bytes, bytes]]:
    """Return the files of a text that are to be written: what each held, and what it is to hold."""
    pairs = zip((old, *old.included), (new, *new.included), strict=True)
    return {before.path: (before.data, after.data) for before, after in pairs if before.data != after.data}


def write_ids(source: Source, root: etree._Element, ids: Mapping[int, str]) -> bytes:
    """Return the bytes of a file in which these elements have these ids; an empty one takes the id away.

    The elements are named by their start tags, counted from 0. `root` is what the file was parsed to.
    Raises `WriteError` where an element's start tag does not stand in the file.
    """
    if not _is_written_plainly(source.data):
        message = f"ids cannot be written into a file in {encoding_of(source.data)}"
        raise WriteError(message, at=Position(source.name, 1, 1), hint=SAVE)
    codec, attribute = codec_of(source.data), _attribute(root)
    edits = [_edit(source, ordinal, attribute, name, codec) for ordinal, name in sorted(ids.items())]
    data = _edited(source.data, edits)
    _verify(root, parse(source.with_data(data)), ids)
    return data


_MARKUP = b"<a b='c' d=\"e\">+ADw-~{<~}\x1b$B<\x1b(B</a>"
"""Mark-up, with what means other characters in encodings that write them all with the bytes of ASCII."""


def _is_written_plainly(data: bytes) -> bool:
    """Tell whether each byte of ASCII means itself in a file, as in UTF-8, or it is in UTF-16 or UTF-32."""
    if codec_of(data) != "latin-1":
        return True
    try:
        return _MARKUP.decode(encoding_of(data) or "utf-8", "replace") == _MARKUP.decode("ascii")
    except LookupError:
        return True


# Where the bytes go

_FIRST_LOOK = 512
_TAG = re.compile(r"<[^\s/>]+(?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_NAME = re.compile(r"<[^\s/>]+")


def _tag(source: Source, ordinal: int, codec: str) -> str:
    """Return an element's start tag, or what stands in its place."""
    start, length = source.tags[ordinal].offset, _FIRST_LOOK
    while True:
        read = source.data[start : start + length].decode(codec, "replace")
        if match := _TAG.match(read):
            return match.group()
        if start + length >= len(source.data):
            return read
        length *= 4


def _edit(source: Source, ordinal: int, attribute: str, name: str, codec: str) -> tuple[int, int, bytes]:
    """Return which bytes to replace, from where to where, and by what."""
    is_known = 0 <= ordinal < len(source.tags)
    start, tag = (source.tags[ordinal].offset, _tag(source, ordinal, codec)) if is_known else (0, "")
    if not (match := _NAME.match(tag)):
        message = "an element comes from an entity, or its place in the file is not known, and can get no id"
        hint = "write the text itself instead of the entity, and save the file as UTF-8"
        raise WriteError(message, at=source.position(ordinal), hint=hint)
    begin = end = match.end()
    written = f' {attribute}="{name}"'
    for found in _attributes(tag, begin):
        if found.group(2) == attribute:
            begin, end = (found.start(3), found.end(3)) if name else found.span()
            written = f'"{name}"'
    step = len("a".encode(codec))
    # What is not in ASCII is written as `&#1103;`, which every encoding has.
    data = written.encode("ascii", "xmlcharrefreplace").decode("ascii").encode(codec) if name else b""
    return start + begin * step, start + end * step, data


_ATTRIBUTE = re.compile(r"(\s+)([^\s=/>]+)\s*=\s*(\"[^\"]*\"|'[^']*')")


def _attributes(tag: str, start: int) -> Iterator[re.Match[str]]:
    while match := _ATTRIBUTE.match(tag, start):
        yield match
        start = match.end()


def _edited(data: bytes, edits: Iterable[tuple[int, int, bytes]]) -> bytes:
    pieces: list[bytes] = []
    done = 0
    for begin, end, written in sorted(edits):
        pieces += [data[done:begin], written]
        done = end
    return b"".join([*pieces, data[done:]])


def _attribute(root: etree._Element) -> str:
    """Return the name of the attribute: `xml:id`, or in TEI P4, which has no namespace, `id`."""
    if root.tag.startswith("{"):
        return "xml:id"
    old = root.tag in {"TEI.2", "teiCorpus.2"} or root.find(".//*[@id]") is not None
    return "id" if old and not root.xpath("boolean(//@xml:id)") else "xml:id"


def _verify(old: etree._Element, new: etree._Element, ids: Mapping[int, str]) -> None:
    """Raise `RuntimeError` where the new file is not the old one with these ids; that would be our bug."""
    for ordinal, (before, after) in enumerate(zip(old.iter("*"), new.iter("*"), strict=True)):
        expected, found = dict(before.items()), dict(after.items())
        if ordinal in ids:
            given = found.pop(ID, None) or found.pop("id", None) or ""
            if given != ids[ordinal]:
                raise RuntimeError(f"<{before.tag}> did not get the id {ids[ordinal]!r}")
            expected.pop(ID, None) or expected.pop("id", None)
        if (before.tag, before.text, before.tail, expected) != (after.tag, after.text, after.tail, found):
            raise RuntimeError(f"writing ids would change <{before.tag}>")


def put(path: Path, old: bytes, new: bytes) -> None:
    """Replace the file as a whole, with its mode, unless somebody has saved it in the meantime."""
    # The name of the file itself may be as long as a name can be.
    temporary = path.with_name(f".{path.name[:_LONGEST]}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(new)
        shutil.copymode(path, temporary)
        if path.read_bytes() != old:
            raise WriteError("the file was saved while it was numbered", at=Position(str(path)), hint="number it again")
        temporary.replace(path)
    except OSError as error:
        message = f"cannot be written: {(error.strerror or str(error)).lower()}"
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        hint = "make room on the disk" if full else "see that the file and its folder are yours"
        raise WriteError(message, at=Position(str(path)), hint=hint) from error
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


_LONGEST = 50
