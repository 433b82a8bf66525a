"""What is no XML, and what is no TEI: what it looks like instead, and what to do."""

from __future__ import annotations

from lxml import etree

from loccit.errors import Position, ReadError
from loccit.model import Source
from loccit.model.source import codec_of

TEI = "http://www.tei-c.org/ns/1.0"

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


_CONVERT = "convert it to TEI, or take it out of the folder"


def refuse_what_is_not_xml(source: Source) -> None:
    """Raise `ReadError` where a file is no XML at all, saying what it looks like instead."""
    start = source.data[:400].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.lower().startswith(b"<!doctype html") and b"<TEI" not in start:
        raise ReadError("not TEI: this looks like HTML", at=Position(source.name, 1, 1), code="not-tei", hint=_CONVERT)
    if start.startswith(b"<") or codec_of(start) != "latin-1":
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
        hint = _CONVERT
    raise ReadError(f"not TEI: this looks like {kind}", at=source.position(0), code="not-tei", hint=hint)
