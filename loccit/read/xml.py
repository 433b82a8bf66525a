"""Bytes -> lxml elements, safely: no network, no external entity, no bomb, and a clear word for what is wrong.

The parser settings are those of the XML security notes of lxml 6: internal entities only, no DTD loaded,
libxml2's limits on depth and amplification left in force.
"""

from __future__ import annotations

import codecs
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from loccit.config import relative_name
from loccit.errors import Position, ReadError
from loccit.model import Oddity, Source
from loccit.model.entities import KNOWN, Undeclared, declarations, subset_of, undeclared
from loccit.model.source import codec_of

TEI = "http://www.tei-c.org/ns/1.0"
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
        raise ReadError(message, at=at, code="unreadable", hint="give yourself the right to read it") from error


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


def parse(source: Source) -> etree._Element:
    """Return the root element; raise `ReadError` with line, column and hint where there is none."""
    return parsed(source).root


def parsed(source: Source) -> Parsed:
    """Return the root element and the entities that the file uses without declaring them.

    Raises `ReadError` with line, column and hint where there is no root element.
    """
    _refuse_what_is_not_xml(source)
    try:
        found = Parsed(etree.fromstring(source.data, _parser()))
    except etree.XMLSyntaxError as error:
        if not _ENTITY.search(error.msg or ""):
            raise _explained(error, source) from error
        found = _with_entities(source, error)
    return _as_tei(found)


_ROOTS = {name.lower(): name for name in ("TEI", "TEI.2", "teiCorpus", "teiCorpus.2")}


def _as_tei(found: Parsed) -> Parsed:
    """Return a TEI document whose elements are in a namespace of its makers' own, or in none, under TEI's names."""
    root, name = found.root, etree.QName(found.root)
    start = f"{{{name.namespace}}}" if name.namespace else ""
    if name.namespace == TEI or name.localname.lower() not in _ROOTS or root.find(f"{start}teiHeader") is None:
        return found
    root.tag = start + _ROOTS[name.localname.lower()]
    if not start:
        return found
    for element in root.iter(f"{start}*"):
        element.tag = f"{{{TEI}}}{etree.QName(element).localname}"
    return Parsed(root, (*found.oddities, Oddity("other-namespace", start[1:-1], 0)))


def _with_entities(source: Source, error: etree.XMLSyntaxError) -> Parsed:
    """Return what a file is parsed to when the entities that it leaves undeclared are declared in its first lines."""
    codec = codec_of(source.data)
    text = source.data.decode(codec, "replace")
    subset = subset_of(text)
    missing = tuple(undeclared(text, subset))
    put_in = subset.before + declarations(missing) + subset.after
    for start, end in subset.unread:
        text = text[:start] + " " * (end - start) + text[end:]
    data = (text[: subset.start] + put_in + text[subset.start :]).encode(codec)
    try:
        root = etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as second:
        raise _explained(second, source, (_position(source, text, subset.start), len(put_in))) from error
    return Parsed(root, tuple(_oddity(entity, _position(source, text, entity.start)) for entity in missing))


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


_MISMATCH = re.compile(r"Opening and ending tag mismatch: (\S+) line (\d+) and (\S+)")
_ENTITY = re.compile(r"Entity '([^']+)' not defined")


def _explained(error: etree.XMLSyntaxError, source: Source, put_in: tuple[Position, int] | None = None) -> ReadError:
    """Return what is said of an error of libxml2; `put_in` says where and how much was put into the file."""
    line, column = error.position or (0, 0)
    if put_in and line == put_in[0].line and column > put_in[0].column:
        column = max(column - put_in[1], 1)
    at = Position(source.name, line, column)
    said = (error.msg or "cannot be parsed").partition(", line ")[0]
    if wrong := _wrong_encoding(source, at, said):
        return wrong
    if _is_at_the_end(source, at) and "Extra content" not in said:
        said = "Premature end"
    if match := _MISMATCH.search(said):
        opened, opened_line, closed = match.groups()
        hint = f"<{opened}> was opened in line {opened_line}: write </{opened}> before </{closed}>"
        return ReadError(f"</{closed}> closes nothing that is open here", at=at, code="not-well-formed", hint=hint)
    if match := _ENTITY.search(said):
        return _entity_error(match.group(1), at, source)
    for words, code, message, hint in _REASONS:
        if words.lower() in said.lower():
            return ReadError(message, at=at, code=code, hint=hint)
    return ReadError(_lower(said), at=at, code="not-well-formed", hint="mend the mark-up at this place")


_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:\-]+)["']""")
_SAVE = "save the file as UTF-8"


def _wrong_encoding(source: Source, at: Position, said: str) -> ReadError | None:
    """Return what is wrong with the encoding that a file declares, or fails to declare, where that is plain."""
    start = source.data[:200]
    declared = match[1].decode() if (match := _DECLARED.search(start.replace(b"\0", b""))) else ""
    message = ""
    if "encoding" in said.lower() and not _is_known(declared):
        message = f'nobody knows the encoding "{declared}" that the file declares'
    elif declared.upper().startswith(("UTF-16", "UCS-2", "UTF-32", "UCS-4")) and b"\0" not in start:
        message = f"the file declares to be in {declared}, and is not"
    elif start.startswith((b"<\0", b"\0<")):
        message = "the file is in UTF-16, and does not begin with the mark that says so"
    if not message:
        return None
    hint = f'{_SAVE}, and write <?xml version="1.0" encoding="UTF-8"?> in its first line'
    return ReadError(message, at=Position(source.name, at.line or 1, at.column or 1), code="encoding", hint=hint)


def _is_known(encoding: str) -> bool:
    try:
        return bool(codecs.lookup(encoding)) if encoding else True
    except LookupError:
        return False


def _is_at_the_end(source: Source, at: Position) -> bool:
    """Tell whether a place is behind the last character of a file."""
    lines = source.data.rstrip(b"\0").split(b"\n")
    return at.line > len(lines) or (at.line == len(lines) and at.column > len(lines[-1].rstrip(b"\r")) > 0)


_BROKEN = "not-well-formed"
_REASONS = (
    (
        "amplification",
        "entity-bomb",
        "the entities expand without measure",
        "write the text itself instead of entities",
    ),
    ("entity loop", "entity-bomb", "an entity contains itself", "write the text itself instead of entities"),
    ("reference loop", "entity-bomb", "an entity contains itself", "write the text itself instead of entities"),
    ("Excessive depth", "too-deep", "the elements are nested more than 256 deep", "flatten them"),
    ("XML_PARSE_HUGE", "too-large", "a run of text is longer than 10 MB", "divide it into paragraphs"),
    ("too long", "too-large", "a run of text is longer than 10 MB", "divide it into paragraphs"),
    (
        "encoding",
        "encoding",
        "the file is not in the encoding it declares",
        "save the file as UTF-8, or declare its encoding in the first line",
    ),
    (
        "not proper UTF-8",
        "encoding",
        "the file is not in the encoding it declares",
        "save the file as UTF-8, or declare its encoding in the first line",
    ),
    (
        "Invalid bytes",
        "encoding",
        "the file is not in the encoding it declares",
        "save the file as UTF-8, or declare its encoding in the first line",
    ),
    ("EntityRef: no name", _BROKEN, "an ampersand stands alone", "write &amp; for an ampersand"),
    ("EntityRef: expecting ';'", _BROKEN, "an entity has no semicolon at its end", "write &amp; for an ampersand"),
    ("invalid element name", _BROKEN, "a less-than sign begins no tag", "write &lt; for a less-than sign"),
    (
        "AttValue",
        _BROKEN,
        "the value of an attribute has no straight quotes around it",
        'put the value into straight quotes: type="verse"',
    ),
    (
        "attributes construct error",
        _BROKEN,
        "the attributes are not set apart",
        "put a space between the attributes, and their values into straight quotes",
    ),
    ("redefined", _BROKEN, "an attribute stands twice on the same element", "take one of the two out"),
    (
        "Premature end",
        _BROKEN,
        "the file ends before its last element is closed",
        "write the end tags that are missing, or restore the end of the file",
    ),
    (
        "Extra content",
        _BROKEN,
        "something follows after the outermost element",
        "an XML file has one outermost element: put everything inside it",
    ),
    (
        "Namespace prefix",
        _BROKEN,
        "a prefix is not declared",
        'declare it on the outermost element: xmlns:prefix="..."',
    ),
    ("Document is empty", _BROKEN, "the file holds no element", "restore it, or take it out of the folder"),
    ("Char 0x", _BROKEN, "a control character that XML does not allow", "take the character out"),
    ("invalid xmlChar", _BROKEN, "a character that XML does not allow", "take the character out"),
    ("Couldn't find end of Start Tag", _BROKEN, "a start tag has no end", "write > at the end of the tag"),
    ("StartTag", _BROKEN, "a start tag is not complete", "write > at the end of the tag"),
    ("Comment not terminated", _BROKEN, "a comment has no end", "write --> at the end of the comment"),
    ("Double hyphen", _BROKEN, "a comment holds two hyphens in a row", "write - instead of -- inside the comment"),
)
"""Words of libxml2, and what we say instead: the code, the message, the hint. The first that fits is taken."""


def _entity_error(name: str, at: Position, source: Source) -> ReadError:
    declared = re.search(rb"<!ENTITY\s+(%\s+)?" + re.escape(name.encode()) + rb"\s+(SYSTEM|PUBLIC)", source.data)
    if declared:
        mark = "%" if declared.group(1) else "&"
        message = f"the entity {mark}{name}; is in another file, which is not read"
        return ReadError(message, at=at, code="external-entity", hint="copy the text into this file")
    hint = f"write the character itself instead of &{name};"
    return ReadError(f"the entity &{name}; is not declared", at=at, code="undefined-entity", hint=hint)


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


_SIGNATURES = (
    (b"PK\x03\x04", "a Word document, an EPUB or another zip file", "save it as TEI XML, for instance with TEIGarage"),
    (b"\x1f\x8b", "a compressed file", "unpack it with gunzip"),
    (b"%PDF", "a PDF", "encode its text as TEI"),
    (b"{\\rtf", "an RTF document", "save it as TEI XML"),
    (b"\xd0\xcf\x11\xe0", "an old Word document", "save it as TEI XML, for instance with TEIGarage"),
    (b"{", "JSON", "write TEI XML"),
    (b"---\n", "Markdown", "put it into content/pages/, or write TEI XML"),
    (b"# ", "Markdown", "put it into content/pages/, or write TEI XML"),
)


def _refuse_what_is_not_xml(source: Source) -> None:
    start = source.data[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<", b"\xff\xfe", b"\xfe\xff", b"\x00<", b"<\x00")):
        return
    at = Position(source.name, 1, 1)
    if not start:
        raise ReadError("the file is empty", at=at, code="not-tei", hint="restore it, or take it out of the folder")
    for signature, kind, hint in _SIGNATURES:
        if start.startswith(signature):
            raise ReadError(f"not TEI: this looks like {kind}", at=at, code="not-tei", hint=hint)
    if b"\0" in start:
        hint = "take it out of the folder, or restore it"
        raise ReadError("not TEI: this is no text", at=at, code="not-tei", hint=hint)
    hint = 'put it between <TEI xmlns="http://www.tei-c.org/ns/1.0"> and </TEI>, with a teiHeader and a text'
    raise ReadError("not TEI: this looks like plain text", at=at, code="not-tei", hint=hint)


_OTHER_ROOTS = {
    "html": "HTML",
    "book": "DocBook",
    "article": "DocBook or JATS",
    "rss": "an RSS feed",
    "feed": "an Atom feed",
    "svg": "an SVG image",
    "ead": "EAD, a finding aid",
    "mei": "MEI, encoded music",
    "alto": "ALTO, the output of text recognition",
    "PcGts": "PAGE XML, the output of text recognition",
    "grammar": "a Relax NG schema",
    "schema": "an XML schema",
    "stylesheet": "an XSLT stylesheet",
    "document": "WordprocessingML",
    "mets": "METS",
    "osis": "OSIS",
    "package": "an EPUB package file",
}


def refuse_what_is_not_tei(root: etree._Element, source: Source, known: frozenset[str]) -> None:
    """Raise `ReadError` where the outermost element is none of TEI's, saying what it looks like instead."""
    name = etree.QName(root)
    if name.namespace == TEI or (name.namespace is None and name.localname in known):
        return
    kind = _OTHER_ROOTS.get(name.localname, f"XML with <{name.localname}> outermost")
    if name.namespace is None and name.localname not in _OTHER_ROOTS:
        hint = 'write <TEI xmlns="http://www.tei-c.org/ns/1.0"> outermost'
    else:
        hint = "convert it to TEI, or take it out of the folder"
    raise ReadError(f"not TEI: this looks like {kind}", at=source.position(0), code="not-tei", hint=hint)
