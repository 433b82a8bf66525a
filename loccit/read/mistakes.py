"""An error of libxml2 -> what is wrong with a file in an editor's words, with its place and what to write instead."""

from __future__ import annotations

import codecs
import re

from lxml import etree

from loccit.errors import Position, ReadError, uncapitalised
from loccit.model import Source

_MISMATCH = re.compile(r"Opening and ending tag mismatch: (\S+) line (\d+) and (\S+)")
UNDECLARED = re.compile(r"Entity '([^']+)' not defined")


def explained(error: etree.XMLSyntaxError, source: Source, put_in: tuple[Position, int] | None = None) -> ReadError:
    """Return what is said of an error of libxml2; `put_in` says where and how much was put into the file."""
    line, column = error.position or (0, 0)
    if put_in and line == put_in[0].line and column > put_in[0].column:
        column = max(column - put_in[1], 1)
    at = _clamped(Position(source.name, line, column), source)
    said = (error.msg or "cannot be parsed").partition(", line ")[0]
    if wrong := _wrong_encoding(source, at, said):
        return wrong
    if _is_at_the_end(source, at) and "Extra content" not in said:
        said = "Premature end"
    if match := _MISMATCH.search(said):
        opened, opened_line, closed = match.groups()
        hint = f"<{opened}> was opened in line {opened_line}: write </{opened}> before </{closed}>"
        if opened == source.frame.partition(" ")[0]:
            hint = "open it in this file, or take the end tag out: a file that is an entity closes what it opens"
        return ReadError(f"</{closed}> closes nothing that is open here", at=at, code=_BROKEN, hint=hint)
    if match := UNDECLARED.search(said):
        return _entity_error(match.group(1), at, source)
    for words, (code, message, hint) in _REASONS:
        if words.lower() in said.lower():
            return ReadError(message, at=at, code=code, hint=hint)
    return ReadError(uncapitalised(said), at=at, code=_BROKEN, hint="mend the mark-up at this place")


_DECLARED = re.compile(rb"""<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:\-]+)["']""")
SAVE = "save the file as UTF-8"


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
    elif not declared and "invalid bytes in character encoding" in said.lower():
        message = "the file is not in UTF-8, and declares no other encoding"
    if not message:
        return None
    hint = f'{SAVE}, and write <?xml version="1.0" encoding="UTF-8"?> in its first line'
    return ReadError(message, at=Position(source.name, at.line or 1, at.column or 1), code="encoding", hint=hint)


def _is_known(encoding: str) -> bool:
    try:
        return bool(codecs.lookup(encoding)) if encoding else True
    except LookupError:
        return False


def _clamped(at: Position, source: Source) -> Position:
    """Return a place that is in the file of an entity, and not in what was put around it."""
    lines = source.data.split(b"\n")
    if source.frame and at.line == len(lines):
        return Position(at.path, at.line, max(min(at.column, len(lines[-1]) + 1), 1))
    return at


def _is_at_the_end(source: Source, at: Position) -> bool:
    """Tell whether a place is behind the last character of a file."""
    lines = source.data.rstrip(b"\0").split(b"\n")
    return at.line > len(lines) or (at.line == len(lines) and at.column > len(lines[-1].rstrip(b"\r")) > 0)


_BROKEN = "not-well-formed"
_BOMB = ("entity-bomb", "an entity contains itself", "write the text itself instead of entities")
_LONG = ("too-large", "a run of text is longer than 10 MB", "divide it into paragraphs")
_ENCODING = (
    "encoding",
    "the file is not in the encoding it declares",
    "save the file as UTF-8, or declare its encoding in the first line",
)
_CHARACTER = (_BROKEN, "a character that XML does not allow", "take the character out")
_UNCLOSED = (
    _BROKEN,
    "the value of an attribute has no end, or a less-than sign in it",
    "close the quotes, or write &lt; for a less-than sign",
)
_HALF_TAG = (_BROKEN, "a start tag is not complete", "write > at the end of the tag")
_FIRST = (
    _BROKEN,
    "something stands before the line <?xml ...?>",
    "take it out: that line is the first thing in a file, or is not there at all",
)
_FIRST_LINE = (_BROKEN, "the first line is not as XML has it", 'write <?xml version="1.0" encoding="UTF-8"?>')
_REASONS = (
    (
        "amplification",
        ("entity-bomb", "the entities expand without measure", "write the text itself instead of entities"),
    ),
    ("entity loop", _BOMB),
    ("reference loop", _BOMB),
    ("Excessive depth", ("too-deep", "the elements are nested more than 256 deep", "flatten them")),
    ("XML_PARSE_HUGE", _LONG),
    ("too long", _LONG),
    ("encoding", _ENCODING),
    ("not proper UTF-8", _ENCODING),
    ("Invalid bytes", _ENCODING),
    ("XML declaration allowed only", _FIRST),
    ("Start tag expected", (_BROKEN, "something that is no tag stands before the outermost element", "take it out")),
    ("Unsupported version", _FIRST_LINE),
    ("Malformed declaration", _FIRST_LINE),
    ("String not started", _FIRST_LINE),
    ("EntityRef: no name", (_BROKEN, "an ampersand stands alone", "write &amp; for an ampersand")),
    ("EntityRef: expecting ';'", (_BROKEN, "an entity has no semicolon at its end", "write &amp; for an ampersand")),
    ("invalid element name", (_BROKEN, "a less-than sign begins no tag", "write &lt; for a less-than sign")),
    (
        "AttValue",
        (
            _BROKEN,
            "the value of an attribute has no straight quotes around it",
            'put the value into straight quotes: type="verse"',
        ),
    ),
    ("Unescaped '<'", _UNCLOSED),
    ("mandates value", (_BROKEN, "an attribute has no value", 'give it one in straight quotes: type="verse"')),
    (
        "attributes construct error",
        (
            _BROKEN,
            "the attributes are not set apart",
            "put a space between the attributes, and their values into straight quotes",
        ),
    ),
    ("parsing attribute name", (_BROKEN, "a tag is not complete", "write > at the end of the tag, and no space in />")),
    ("redefined", (_BROKEN, "an attribute stands twice on the same element", "take one of the two out")),
    (
        "Premature end",
        (
            _BROKEN,
            "the file ends before its last element is closed",
            "write the end tags that are missing, or restore the end of the file",
        ),
    ),
    (
        "Extra content",
        (
            _BROKEN,
            "something follows after the outermost element",
            "an XML file has one outermost element: put everything inside it",
        ),
    ),
    (
        "Namespace prefix",
        (_BROKEN, "a prefix is not declared", 'declare it on the outermost element: xmlns:prefix="..."'),
    ),
    ("Empty XML namespace", (_BROKEN, "a prefix is declared for no namespace", "write the namespace, or take it out")),
    ("Document is empty", (_BROKEN, "the file holds no element", "restore it, or take it out of the folder")),
    ("Char 0x", (_BROKEN, "a control character that XML does not allow", "take the character out")),
    ("invalid xmlChar", _CHARACTER),
    ("invalid Char", _CHARACTER),
    (
        "CharRef",
        (_BROKEN, "a character's number is not complete", "write it as in &#x201C;, or &amp; for an ampersand"),
    ),
    ("Sequence ']]>'", (_BROKEN, "the characters ]]> stand in the text", "write ]]&gt; for them")),
    ("CData section not finished", (_BROKEN, "a CDATA section has no end", "write ]]> at its end")),
    ("internal subset", (_BROKEN, "the declarations before the outermost element have no end", "write ]> after them")),
    ("ParsePI", (_BROKEN, "a processing instruction has no end", "write ?> at its end")),
    ("Couldn't find end of Start Tag", (_BROKEN, "a start tag has no end", "write > at the end of the tag")),
    ("StartTag", _HALF_TAG),
    ("Comment not terminated", (_BROKEN, "a comment has no end", "write --> at the end of the comment")),
    (
        "Double hyphen",
        (_BROKEN, "a comment holds two hyphens in a row", "write - instead of -- inside the comment"),
    ),
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
