"""Bytes -> lxml elements, safely: no network, no external entity, no bomb, and a clear word for what is wrong.

The parser settings are those of the XML security notes of lxml 6: internal entities only, no DTD loaded,
libxml2's limits on depth and amplification left in force.
"""

from __future__ import annotations

import re
from pathlib import Path

from lxml import etree

from loccit.config import relative_name
from loccit.errors import Position, ReadError
from loccit.model import Source

TEI = "http://www.tei-c.org/ns/1.0"
XML = "http://www.w3.org/XML/1998/namespace"
XI = "http://www.w3.org/2001/XInclude"
MAX_BYTES = 512 * 1024 * 1024


def read_source(path: Path, root: Path) -> Source:
    """Return a file's bytes with the name that messages call it; raise `ReadError` if it cannot be had."""
    name = relative_name(path, root)
    at = Position(name)
    if not path.resolve().is_relative_to(root.resolve()):
        raise ReadError("the file is a link out of the edition's folder", at=at, code="outside", hint="copy it inside")
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ReadError("the file is larger than 512 MB", at=at, code="too-large", hint="divide it")
        return Source(path, name, path.read_bytes())
    except OSError as error:
        raise ReadError(f"cannot be read: {error.strerror}", at=at, code="unreadable") from error


def parse(source: Source) -> etree._Element:
    """Return the root element; raise `ReadError` with line, column and hint where there is none."""
    _refuse_what_is_not_xml(source)
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
    try:
        return etree.fromstring(source.data, parser)
    except etree.XMLSyntaxError as error:
        raise _explained(error, source) from error


_MISMATCH = re.compile(r"Opening and ending tag mismatch: (\S+) line (\d+) and (\S+)")
_ENTITY = re.compile(r"Entity '([^']+)' not defined")


def _explained(error: etree.XMLSyntaxError, source: Source) -> ReadError:
    line, column = error.position or (0, 0)
    at = Position(source.name, line, column)
    message = (error.msg or "cannot be parsed").partition(", line ")[0]
    if match := _MISMATCH.search(message):
        opened, opened_line, closed = match.groups()
        hint = f"<{opened}> was opened in line {opened_line}: write </{opened}> before </{closed}>"
        return _not_well_formed(f"</{closed}> closes nothing that is open here", at, hint)
    if match := _ENTITY.search(message):
        return _entity_error(match.group(1), at, source)
    if "amplification" in message or "entity loop" in message.lower() or "entity reference loop" in message.lower():
        hint = "write the text itself instead of entities that contain entities"
        return ReadError("the entities expand without measure", at=at, code="entity-bomb", hint=hint)
    if "Excessive depth" in message:
        return ReadError("the elements are nested more than 256 deep", at=at, code="too-deep", hint="flatten them")
    if "encoding" in message.lower() or "not proper UTF-8" in message or "Invalid bytes" in message:
        hint = "save the file as UTF-8, or declare its encoding in the first line"
        return ReadError("the file is not in the encoding it declares", at=at, code="encoding", hint=hint)
    return _not_well_formed(_lower(message), at, _hint_for(message))


def _not_well_formed(message: str, at: Position, hint: str) -> ReadError:
    return ReadError(f"not well-formed XML: {message}", at=at, code="not-well-formed", hint=hint)


def _entity_error(name: str, at: Position, source: Source) -> ReadError:
    declared = re.search(rb"<!ENTITY\s+" + re.escape(name.encode()) + rb"\s+(SYSTEM|PUBLIC)", source.data)
    if declared:
        hint = "copy the text into this file"
        return ReadError(
            f"the entity &{name}; is in another file, which is not read", at=at, code="external-entity", hint=hint
        )
    hint = f"write the character itself instead of &{name};"
    return ReadError(f"the entity &{name}; is not declared", at=at, code="undefined-entity", hint=hint)


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _hint_for(message: str) -> str:
    hints = {
        "xmlParseEntityRef": "write &amp; for an ampersand",
        "StartTag: invalid element name": "write &lt; for a less-than sign",
        "AttValue": "put the attribute's value into straight quotes",
        "Attributes construct error": "put a space between the attributes, and their values into straight quotes",
        "redefined": "take one of the two attributes out",
        "Premature end": "the file ends too early: write the end tags that are missing, or restore the file's end",
        "Extra content": "an XML file has one outermost element: put everything inside it",
        "Namespace prefix": 'declare the prefix on the outermost element: xmlns:prefix="..."',
        "Document is empty": "the file is empty: restore it, or take it out of the folder",
    }
    return next((hint for key, hint in hints.items() if key in message), "")


_SIGNATURES = (
    (b"PK\x03\x04", "a Word document, an EPUB or another zip file", "save it as TEI XML, for instance with TEIGarage"),
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
