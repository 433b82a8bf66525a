"""Bytes -> lxml elements, safely: no network, no external entity, no bomb, and a clear word for what is wrong.

The parser settings are those of the XML security notes of lxml 6: internal entities only, no DTD loaded,
libxml2's limits on depth and amplification left in force.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from loccit.config import relative_name
from loccit.doctype import Subset, encoding_of, subset_of, without_first_line
from loccit.errors import Position, ReadError
from loccit.inclusion import as_text
from loccit.model import Oddity, Source
from loccit.model.entities import KNOWN, Undeclared, declarations, undeclared
from loccit.model.source import codec_of, names_in
from loccit.read import refusals
from loccit.read.mistakes import SAVE, UNDECLARED, explained
from loccit.read.names_of_elements import put_names

TEI = refusals.TEI
XML = "http://www.w3.org/XML/1998/namespace"
XI = "http://www.w3.org/2001/XInclude"
ID, LANG, BASE = (f"{{{XML}}}{name}" for name in ("id", "lang", "base"))
"""The attributes of the XML namespace, as lxml writes their names."""
MAX_BYTES = 512 * 1024 * 1024


def read_source(path: Path, root: Path) -> Source:
    """Return a file's bytes with the name that messages call it; raise `ReadError` if it cannot be had."""
    name = relative_name(path, root)
    at = Position(name)
    if not _is_inside(str(path), str(root)):
        raise ReadError("the file is a link out of the edition's folder", at=at, code="outside", hint="copy it inside")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReadError("the file is larger than 512 MB", at=at, code="too-large", hint="divide it")
        return Source(path, name, path.read_bytes())
    except OSError as error:
        message = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise ReadError(message, at=at, code="unreadable", hint=_HINTS.get(error.errno or 0, _RIGHT)) from error


_RIGHT = "give yourself the right to read it"
_LINK = "correct the link, or take it out"
_HINTS = {errno.ENOENT: _LINK, errno.ELOOP: _LINK, errno.EIO: "copy it from another place: the disk is damaged"}


def _is_inside(path: str, root: str) -> bool:
    """Tell whether a file is below a folder when all links are followed."""
    return os.path.realpath(path).startswith(f"{_real(root)}{os.sep}")


@lru_cache(maxsize=16)
def _real(root: str) -> str:
    return os.path.realpath(root).rstrip(os.sep)


class Parsed(NamedTuple):
    """What a file was parsed to, and what was found on the way that a rule may want to report."""

    root: etree._Element
    oddities: tuple[Oddity, ...] = ()


ENTITY = "{urn:loccit:entity}entity"
"""Stands for an entity that is another file until that is put into its place; `name`, `line` and `column` say which."""


def parse(source: Source) -> etree._Element:
    """Return the root element; raise `ReadError` with line, column and hint where there is none.

    Of an entity that is another file, the reference itself is left. What comes from a file that is an entity has the
    element around it that the file has where it is used.
    """
    root = parsed(source).root
    for entity in list(root.iter(ENTITY)):
        put(entity, [], f"&{entity.get('name')};")
    return root


def parsed(source: Source) -> Parsed:
    """Return the root element and the entities that the file uses without declaring them.

    For an entity that is another file, there is an `ENTITY`. Raises `ReadError` with line, column and hint where
    there is no root element.
    """
    if source.frame:
        return _as_tei(_parsed_entity(source), is_whole=False)
    refusals.refuse_what_is_not_xml(source)
    try:
        found = Parsed(etree.fromstring(source.data, _parser()))
    except etree.XMLSyntaxError as error:
        if not (UNDECLARED.search(error.msg or "") or (b"<!ENTITY" in source.data and b"%" in source.data)):
            raise explained(error, source) from error
        found = _with_entities(source, error)
    found = _as_tei(found)
    put_names(found.root, source.data)
    odd = _control_character(source)
    return Parsed(found.root, (*found.oddities, odd)) if odd else found


_LATIN_1 = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']((?:iso-?8859-?1|latin-?1))["']""", re.IGNORECASE)
_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")
_CONTROLS_OF_LATIN_1 = re.compile(rb"[\x80-\x9f]")


def _control_character(source: Source) -> Oddity | None:
    """Return the first character from U+0080 to U+009F with its place: in Latin-1, most often one of Windows-1252."""
    data = source.data
    if data.isascii() or b"\0" in data[:4]:
        return None
    declared = match[1].decode() if (match := _LATIN_1.match(data)) else ""
    found = (_CONTROLS_OF_LATIN_1 if declared else _CONTROLS).search(data)
    if not found:
        return None
    before = data[: found.start()]
    column = len(before.rpartition(b"\n")[2].decode("latin-1" if declared else "utf-8", "replace")) + 1
    at = Position(source.name, before.count(b"\n") + 1, column)
    return Oddity("control-character", chr(found[0][-1]), -1, declared, at)


_ROOTS = {name.lower(): name for name in ("TEI", "TEI.2", "teiCorpus", "teiCorpus.2")}


def _with_text(found: Parsed, start: str) -> Parsed:
    """Return what has a header of TEI and a text, whatever they call it and the whole of it, under TEI's names.

    The British National Corpus has `wtext` or `stext` in a `bncDoc`.
    """
    header, *texts = found.root if len(found.root) else (found.root,)
    if start or header.tag != "teiHeader" or len(texts) != 1 or texts[0].find("*") is None:
        return found
    found.root.tag, texts[0].tag = "TEI.2", "text"
    return found


def _as_tei(found: Parsed, *, is_whole: bool = True) -> Parsed:
    """Return a TEI document whose elements are in a namespace of its makers' own, or in none, under TEI's names."""
    root, name = found.root, etree.QName(found.root)
    start = f"{{{name.namespace}}}" if name.namespace else ""
    if name.namespace == TEI:
        return found
    if name.localname.lower() not in _ROOTS:
        return _with_text(found, start)
    if is_whole and root.find(f"{start}teiHeader") is None:
        return found
    root.tag = start + _ROOTS[name.localname.lower()]
    if not start:
        return found
    for element in root.iter(f"{start}*"):
        element.tag = f"{{{TEI}}}{etree.QName(element).localname}"
    return Parsed(root, (*found.oddities, Oddity("other-namespace", start[1:-1], 0)) if is_whole else found.oddities)


def _with_entities(source: Source, error: etree.XMLSyntaxError) -> Parsed:
    """Return what a file is parsed to when the entities that it leaves undeclared are declared in its first lines."""
    codec = codec_of(source.data)
    text = source.data.decode(codec, "replace")
    subset = subset_of(text)
    missing = _Missing(source, text, subset)
    put_in = f"{subset.before}{source.declared}{missing.declarations}{subset.after}"
    for start, end in subset.declared.unread:
        text = text[:start] + " " * (end - start) + text[end:]
    data = (text[: subset.start] + put_in + text[subset.start :]).encode(codec)
    try:
        return Parsed(etree.fromstring(data, _parser()), missing.oddities)
    except etree.XMLSyntaxError as second:
        raise explained(second, source, (_position(source, text, subset.start), len(put_in))) from error


def _parsed_entity(source: Source) -> Parsed:
    """Return what a file that is an entity is parsed to, inside the element that its `frame` is."""
    try:
        encoding = encoding_of(source.data)
        data = without_first_line(source.data)
        text = data.decode(encoding) if encoding else as_text(data)
    except (LookupError, UnicodeDecodeError) as error:
        at = Position(source.name, 1, 1)
        raise ReadError("the file is not in the encoding it declares", at=at, code="encoding", hint=SAVE) from error
    text = text.removeprefix("\ufeff")
    missing = _Missing(source, text, Subset(0))
    name = source.frame.partition(" ")[0]
    before = f"<!DOCTYPE {name} [{source.declared}{missing.declarations}]><{source.frame}>"
    try:
        return Parsed(etree.fromstring(f"{before}{text}</{name}>".encode(), _parser()), missing.oddities)
    except etree.XMLSyntaxError as error:
        raise explained(error, source, (Position(source.name, 1, 0), len(before))) from error


class _Missing:
    """The entities that a file uses and that neither it nor what it asks for declares to be text."""

    def __init__(self, source: Source, text: str, subset: Subset) -> None:
        self._source = source
        self._text = text
        files = dict(source.entities)
        self._found = [
            Undeclared(entity.name, entity.start, entity.external or entity.name in files)
            for entity in undeclared(f"{text}{source.declared}", subset, names_in(source.declared))
        ]
        # In an attribute there cannot be another file.
        self._marked = [e for e in self._found if e.name in files and not self._is_in_attribute(e.name)]

    def _is_in_attribute(self, name: str) -> bool:
        reference = f"&{re.escape(name)};"
        return bool(re.search(rf"""=\s*(?:"[^"<]*{reference}[^"<]*"|'[^'<]*{reference}[^'<]*')""", self._text))

    @property
    def declarations(self) -> str:
        """Return declarations of all of them, on one line; for another file there will be an `ENTITY`."""
        others = [entity for entity in self._found if entity not in self._marked]
        return "".join([*map(self._mark, self._marked), declarations(others)])

    def _mark(self, entity: Undeclared) -> str:
        at, namespace = self._position(entity), ENTITY[1:].partition("}")[0]
        mark = f"<entity xmlns='{namespace}' name='{entity.name}' line='{at.line}' column='{at.column}'/>"
        return f'<!ENTITY {entity.name} "{mark}">'

    @property
    def oddities(self) -> tuple[Oddity, ...]:
        """Return what is to be said of those in the file itself that no other file is asked for."""
        own = (e for e in self._found if e.start < len(self._text) and e not in self._marked)
        return tuple(_oddity(entity, self._position(entity)) for entity in own)

    def _position(self, entity: Undeclared) -> Position:
        if self._source.frame:
            before = self._text[: entity.start]
            return Position(self._source.name, before.count("\n") + 1, entity.start - before.rfind("\n"))
        return _position(self._source, self._text, entity.start)


_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def put(stand_in: etree._Element, elements: Sequence[etree._Element], before: str = "") -> None:
    """Put text and elements into the place of an element."""
    parent, previous, tail = stand_in.getparent(), stand_in.getprevious(), stand_in.tail or ""
    if parent is None:
        return
    index = parent.index(stand_in)
    stand_in.tail = None
    parent.remove(stand_in)
    for number, element in enumerate(elements):
        parent.insert(index + number, element)
    text = _NOT_XML.sub("", before)
    if elements:
        elements[-1].tail = (elements[-1].tail or "") + tail
    else:
        text += tail
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def _oddity(entity: Undeclared, at: Position) -> Oddity:
    kind = "external-entity" if entity.external else "undefined-entity"
    return Oddity(kind, entity.name, -1, KNOWN[entity.name] if entity.is_known else "", at)


def _position(source: Source, text: str, start: int) -> Position:
    """Return the place of a character of a file that is read as bytes."""
    line = text.rfind("\n", 0, start) + 1
    codec = codec_of(source.data)
    before = text[line:start].encode(codec).decode("utf-8" if codec == "latin-1" else codec, "replace")
    return Position(source.name, text.count("\n", 0, start) + 1, len(before) + 1)


class _Nothing(etree.Resolver):
    """Answers for every file that an XML file asks for: libxml2 looks for a DTD even when told not to load it."""

    def resolve(self, system_url: str, public_id: str, context: object) -> object:  # type: ignore[override] # noqa: ARG002
        """Return an empty document."""
        return self.resolve_string("", context)  # type: ignore[call-arg] # the stubs want a base_url


def _parser() -> etree.XMLParser:
    parser = etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type] # the stubs know only bool
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        collect_ids=False,
    )
    parser.resolvers.add(_Nothing())
    return parser
