"""A TEI file -> the files that it needs: what it includes, its entities, and what these include and are made of."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec
from lxml import etree

from loccit.doctype import encoding_of, subset_of, written
from loccit.errors import ReadError
from loccit.inclusion import (
    Inclusion,
    as_text,
    calls_elsewhere,
    declares_entities,
    entities_of,
    frame_of,
    inclusions,
    is_document,
    notes_in,
    used_in,
)
from loccit.model import Source
from loccit.read import xml

MOST_BYTES = 128 * 1024 * 1024
"""What a text may include altogether."""


def with_included(source: Source, root: Path, texts: Collection[Path] = ()) -> Source:
    """Return a source with the files that it includes, and those that they include, as far as they are below `root`.

    Of one of `texts` that is a whole document only the title is read: it is listed, and stands on a page of its own.
    """
    source = _with_entities(source, root)
    unreadable = (wanted.href for wanted, found in _called_notes(source, root) if not _can_be_parsed(found))
    source = msgspec.structs.replace(source, unreadable=tuple(dict.fromkeys(unreadable)))
    if next(_wanted_by(source, root), None) is None:
        return source
    known = frozenset(texts)
    included: dict[Path, Source] = {}
    listed: dict[Path, tuple[str, str]] = {}
    waiting, size = [source], len(source.data)
    while waiting:
        current = waiting.pop()
        for wanted, path in _wanted_by(current, root):
            if path is None or path == source.path or path in included or path in listed:
                continue
            if not wanted.pointer and path in known and is_document(path):
                listed[path] = _titles(path)
            elif (found := _readable(path, root)) and (size := size + len(found.data)) <= MOST_BYTES:
                found = _as_entity(found, current) if wanted.entity else _with_entities(found, root)
                included[path] = found
                waiting += [] if wanted.as_text or wanted.is_note else [found]
    return msgspec.structs.replace(source, included=tuple(included.values()), listed=tuple(_told_apart(listed)))


def _wanted_by(source: Source, root: Path) -> Iterator[tuple[Inclusion, Path | None]]:
    """Yield what a file includes, by `xi:include`, as an entity or as a note, with the file that is meant."""
    for wanted in inclusions(source.data):
        yield wanted, wanted.path(source.path.parent)
    if source.entities:
        used = used_in(source.data) | used_in(source.declared.encode())
        yield from ((Inclusion("", entity=name), path) for name, path in source.entities if name in used)
    # A text can do without its notes: a file of them that cannot be parsed does not keep it from being read.
    yield from ((wanted, found.path) for wanted, found in _called_notes(source, root) if _can_be_parsed(found))


def _called_notes(source: Source, root: Path) -> Iterator[tuple[Inclusion, Source]]:
    """Yield the notes in other files that a file seems to call, with these files."""
    for wanted in calls_elsewhere(source.data):
        path = wanted.path(source.path.parent)
        found = _readable(path, root) if path and path != source.path else None
        if found and wanted.pointer in notes_in(found.data):
            yield wanted, found


def _with_entities(source: Source, root: Path) -> Source:
    """Return a source with the entities that its document can refer to and that do not stand in it."""
    if not declares_entities(source.data):
        return source
    found = entities_of(source.data, source.path.parent, lambda path: _readable(path, root) is not None)
    return msgspec.structs.replace(source, declared=found.declared, entities=tuple(sorted(found.files.items())))


def _as_entity(source: Source, user: Source) -> Source:
    """Return a source as an entity of the document that uses it, of which it has all declarations."""
    declared, frame = user.declared, user.frame
    if not frame:
        text = as_text(user.data, encoding_of(user.data))
        declared = f"{written(subset_of(text).declared.values)}{declared}"
        frame = frame_of(text)
    return msgspec.structs.replace(source, declared=declared, entities=user.entities, frame=frame)


def _readable(path: Path, root: Path) -> Source | None:
    """Return a file below `root`; several texts that include it share its bytes."""
    if not path.is_relative_to(root) or not path.is_file():
        return None
    state = path.stat()
    try:
        return _read(path, root, state.st_mtime_ns, state.st_size)
    except ReadError:
        return None


@lru_cache(maxsize=512)
def _read(path: Path, root: Path, _time: int, _size: int) -> Source:
    return xml.read_source(path, root)


@lru_cache(maxsize=512)
def _can_be_parsed(source: Source) -> bool:
    """Tell whether a file is well-formed; each state of it is parsed once."""
    try:
        xml.parsed(source)
    except ReadError:
        return False
    return True


_TITLE_WITHIN = 64 * 1024


def _told_apart(listed: Mapping[Path, tuple[str, str]]) -> Iterator[tuple[Path, str]]:
    """Yield documents with their titles; those that have the same are told apart by subtitles or names of files."""
    alike = Counter(title for title, _subtitle in listed.values())
    for path, (title, subtitle) in listed.items():
        if alike[title] > 1:
            yield path, f"{title}: {subtitle}" if subtitle else f"{title} ({path.stem})"
        else:
            yield path, title


def _titles(path: Path) -> tuple[str, str]:
    """Return the title of a document and its subtitle as its header gives them, or else the name of the file."""
    parser = etree.XMLPullParser(events=("end",), tag="{*}title", no_network=True, load_dtd=False)
    with contextlib.suppress(OSError, etree.XMLSyntaxError), path.open("rb") as file:
        parser.feed(file.read(_TITLE_WITHIN))
    title, statement = "", None
    for _event, element in parser.read_events():
        if isinstance(element, etree._Element) and (words := "".join(map(str, element.itertext())).split()):
            if title and element.getparent() is not statement:
                break
            if title and element.get("type") == "sub":
                return title, " ".join(words)
            title, statement = title or " ".join(words), element.getparent()
    return title or path.stem, ""
