"""A source file's bytes, and the exact place of each of its start tags, found by expat when asked for."""

from __future__ import annotations

import bisect
import re
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from xml.parsers import expat

import msgspec

from loccit.digests import digest
from loccit.doctype import encoding_of, subset_of, without_first_line
from loccit.errors import ForgottenError, Position
from loccit.model.entities import declarations, undeclared


class Tag(msgspec.Struct, frozen=True, gc=False):
    """Where a start tag stands: line and column from 1, byte offset from 0."""

    line: int
    column: int
    offset: int


class Part(msgspec.Struct, frozen=True, gc=False):
    """A run of elements that stand one after the other in one file."""

    start: int
    """The number of the first of them in the text, counted from 0."""
    source: Source
    ordinal: int
    """Its number in its own file."""
    copied: bool = False
    """Whether they are copies, made for a `@copyOf`, of what stands there."""


class Source(msgspec.Struct, frozen=True, dict=True):
    """One file of the edition, read once, with the files that it includes."""

    path: Path
    """Where the file is on this machine."""
    name: str
    """How the file is called in messages: relative to where the editor works."""
    content: bytes | None
    """Its bytes; none where only their digest is at hand, and they are read when somebody asks for them."""
    included: tuple[Source, ...] = ()
    """The files that it includes, and those that they include in their turn, each of them once."""
    listed: tuple[tuple[Path, str], ...] = ()
    """The files with pages of their own that it includes, and so only lists, each with its title."""
    parts: tuple[Part, ...] = ()
    """Which elements of the text come from which file; empty where they all come from this one."""
    whole: bytes = b""
    """The file with what it includes in place; empty where it includes nothing."""
    declared: str = ""
    """Declarations that it asks for and that stand in other files, on one line."""
    entities: tuple[tuple[str, Path], ...] = ()
    """The entities that are other files."""
    unreadable: tuple[str, ...] = ()
    """The files that it calls notes of and that cannot be parsed, as it names them."""
    frame: str = ""
    """Of a file that is an entity: the name and namespaces of the element around it; else empty."""

    known: bytes = b""
    """The digest of bytes that are not at hand."""

    @cached_property
    def data(self) -> bytes:
        """Return the bytes; raise `ForgottenError` where they are not those any more that are known."""
        if self.content is not None:
            return self.content
        try:
            data = self.path.read_bytes()
        except OSError:
            data = b""
        if digest(data) != self.known:
            hint = "build again, with --clean if need be"
            raise ForgottenError("the file was saved while it was read", at=Position(self.name), hint=hint)
        return data

    @cached_property
    def digest(self) -> bytes:
        """Return what tells these bytes from others, without what they include."""
        return self.known or digest(self.data)

    def at_hand(self) -> Source:
        """Return this source with its bytes, so that it can be sent to where the file is not."""
        return self if self.content is not None else msgspec.structs.replace(self, content=self.data)

    def unread(self) -> Source:
        """Return this source without its bytes and without what it includes: what is left tells it from others."""
        return msgspec.structs.replace(self, content=None, known=self.digest, included=(), whole=b"")

    def with_data(self, data: bytes) -> Source:
        """Return a source like this one that has other bytes."""
        return msgspec.structs.replace(self, content=data, known=b"")

    @property
    def published(self) -> bytes:
        """Return the bytes that stand by themselves, without any other file."""
        return self.whole or self.data

    @cached_property
    def tags(self) -> tuple[Tag, ...]:
        """Return the place of every start tag in document order.

        lxml knows no columns, and gives the last line of a start tag that runs over several;
        expat gives both, in the same order as lxml's elements. It costs a second parse, so it
        runs only when somebody asks where something is.
        """
        if self.frame:
            return _tags_of_entity(self)
        tags: list[Tag] = []

        def start(_name: str, _attributes: dict[str, str]) -> None:
            tags.append(Tag(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, parser.CurrentByteIndex))

        parser = tag_parser(self.data, start, self.declared)
        try:
            parser.Parse(self.data, True)  # noqa: FBT003 - expat knows no keyword here
        except (expat.ExpatError, ValueError):
            # There are names and encodings that libxml2 takes and expat does not.
            return _tags_of_decoded(self) or max(tuple(tags), tuple(_tags_by_their_look(self.data)), key=len)
        return tuple(tags)

    def place(self, ordinal: int) -> tuple[Source, int]:
        """Return the file in which an element of the text stands, and its number there."""
        if not self.parts:
            return self, ordinal
        part = self.parts[self._number_of_part(ordinal)]
        return part.source, part.ordinal + ordinal - part.start

    def _number_of_part(self, ordinal: int) -> int:
        return max(bisect.bisect_right(self.parts, ordinal, key=lambda part: part.start) - 1, 0)

    def is_repeated(self, ordinal: int) -> bool:
        """Tell whether an element of the text is a copy of another, or of an earlier one in a file included twice."""
        if not self.parts:
            return False
        number = self._number_of_part(ordinal)
        if self.parts[number].copied:
            return True
        source, own = self.place(ordinal)
        return any(
            part.source.path == source.path and 0 <= own - part.ordinal < following.start - part.start
            for part, following in pairwise(self.parts[: number + 1])
            if not part.copied
        )

    def position(self, ordinal: int) -> Position:
        """Return the place of the start tag with this number in document order, counted from 0."""
        source, own = self.place(ordinal)
        if 0 <= own < len(source.tags):
            tag = source.tags[own]
            return Position(source.name, tag.line, tag.column)
        return Position(source.name)


def _tags_of_decoded(source: Source) -> tuple[Tag, ...]:
    """Return the places of the start tags of a file in an encoding that expat has not; none where that is no reason."""
    codec = codec_of(source.data)
    try:
        codec = encoding_of(source.data) if codec == "latin-1" else codec
        known = source.data.decode(codec).encode()
        lengths = _Lengths(known, codec)
        tags: list[Tag] = []

        def start(_name: str, _attributes: dict[str, str]) -> None:
            offset = lengths.until(parser.CurrentByteIndex)
            tags.append(Tag(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1, offset))

        parser = tag_parser(known, start, source.declared, "utf-8")
        parser.Parse(known, True)  # noqa: FBT003 - expat knows no keyword here
    except (expat.ExpatError, LookupError, ValueError):
        return ()
    return tuple(tags)


class _Lengths:
    """How long what comes before a place of a text in UTF-8 is in another encoding; no place comes before the last."""

    def __init__(self, text: bytes, codec: str) -> None:
        self._text, self._codec = text, codec
        self._read = self._written = 0

    def until(self, place: int) -> int:
        """Return the number of bytes up to a place."""
        self._written += len(self._text[self._read : place].decode().encode(self._codec))
        self._read = place
        return self._written


_TAG = re.compile(
    r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<!DOCTYPE(?:\"[^\"]*\"|'[^']*'|\[(?:\"[^\"]*\"|'[^']*'|[^\]\"'])*\]|[^>\"'\[])*>"
    r"|(?P<tag><[^\s<>/!?])",
    re.DOTALL,
)


def _tags_by_their_look(data: bytes) -> Iterator[Tag]:
    """Yield the places of the start tags of a well-formed file, told by how they begin."""
    codec = codec_of(data)
    text = data.decode(codec, "replace")
    width = len("a".encode(codec))
    line, start = 1, 0
    for match in _TAG.finditer(text):
        if match["tag"]:
            line += text.count("\n", start, match.start())
            start = match.start()
            before = text[text.rfind("\n", 0, start) + 1 : start].encode(codec)
            column = len(before.decode("utf-8" if width == 1 else codec, "replace")) + 1
            yield Tag(line, column, start * width)


def codec_of(data: bytes) -> str:
    """Return how mark-up is read: in UTF-32, in UTF-16, or as bytes each of which is a character."""
    if data.startswith((b"\xff\xfe\0\0", b"<\0\0\0")):
        return "utf-32-le"
    if data.startswith((b"\0\0\xfe\xff", b"\0\0\0<")):
        return "utf-32-be"
    if data.startswith((b"\xff\xfe", b"<\x00")):
        return "utf-16-le"
    return "utf-16-be" if data.startswith((b"\xfe\xff", b"\x00<")) else "latin-1"


def _marked(data: bytes) -> str | None:
    """Return the encoding that the first bytes mark: it counts, whatever is declared."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    return "utf-8" if data.startswith(b"\xef\xbb\xbf") else None


def tag_parser(
    data: bytes, start: Callable[[str, dict[str, str]], None], declared: str = "", encoding: str | None = None
) -> expat.XMLParserType:
    """Return a parser that calls `start` at each start tag, and does not stop at an entity that nobody declares.

    `declared` are declarations that the file asks for and that stand in other files; `encoding` is what the file is in,
    whatever it says.
    """
    parser = expat.ParserCreate(encoding or _marked(data))
    parser.StartElementHandler = start
    parser.UseForeignDTD(True)  # noqa: FBT003 - expat knows no keyword here
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)

    def other_file(context: str | None, _base: str | None, _system: str | None, _public: str | None) -> int:
        """Declare in the place of a DTD what the file leaves undeclared; another file's text is left out."""
        if context is None:
            parser.ExternalEntityParserCreate(context).Parse(_all_declared(data, declared), True)  # noqa: FBT003 - as above
        return 1

    parser.ExternalEntityRefHandler = other_file
    return parser


def _all_declared(data: bytes, declared: str) -> str:
    """Return declarations of all that a file refers to and does not declare."""
    text = data.decode(codec_of(data), "replace")
    return f"{declared}{declarations(undeclared(f'{text}{declared}', subset_of(text), names_in(declared)))}"


_DECLARED_NAME = re.compile(r"<!ENTITY (\S+) ")


def names_in(declared: str) -> frozenset[str]:
    """Return the names of the entities in the declarations that stand in other files."""
    return frozenset(_DECLARED_NAME.findall(declared))


def _tags_of_entity(source: Source) -> tuple[Tag, ...]:
    """Return the places of the start tags of a file that is an entity, after one for the element around it."""
    tags = [Tag(1, 1, 0)]
    parser = expat.ParserCreate()
    reading = [parser]

    def other_file(context: str | None, _base: str | None, system: str | None, _public: str | None) -> int:
        if system == _ITSELF:
            encoding = (encoding_of(source.data),) if encoding_of(source.data) else ()
            reading[0] = parser.ExternalEntityParserCreate(context, *encoding)
            reading[0].Parse(without_first_line(source.data), True)  # noqa: FBT003 - expat knows no keyword here
        return 1

    def start(_name: str, _attributes: dict[str, str]) -> None:
        if (inner := reading[0]) is not parser:
            tags.append(Tag(inner.CurrentLineNumber, inner.CurrentColumnNumber + 1, inner.CurrentByteIndex))

    parser.ExternalEntityRefHandler = other_file
    parser.StartElementHandler = start
    declared = _all_declared(source.data, source.declared)
    try:
        frame = f'<!DOCTYPE e [{declared}<!ENTITY {_ITSELF} SYSTEM "{_ITSELF}">]><e>&{_ITSELF};</e>'
        parser.Parse(frame, True)  # noqa: FBT003 - expat knows no keyword here
    except (expat.ExpatError, ValueError):
        return max(tuple(tags), (tags[0], *_tags_by_their_look(source.data)), key=len)
    return tuple(tags)


_ITSELF = "loccit-itself"
