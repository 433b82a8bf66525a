"""TEI -> its words in order, by a way that is not the reader's, and the place of each when somebody asks."""

from __future__ import annotations

import contextlib
import html
import re
from collections.abc import Collection
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

import msgspec
from lxml import etree

from loccit.conserve.fates import EXAMPLES, HIDING, IMAGES, LIFTED, NOT_OF_THE_TEXT
from loccit.errors import Position
from loccit.model import Source
from loccit.model.entities import KNOWN
from loccit.model.source import tag_parser

WHITE = b" \t\r\n"
"""What counts as white space in XML: a no-break space is a character like any other."""


class Hidden(msgspec.Struct, frozen=True):
    """An element that a rule hides, with what is in it."""

    name: str
    """The element's name without its namespace."""
    markup: bytes

    @property
    def pieces(self) -> list[bytes]:
        """Return its words as they stand between two tags."""
        return pieces_of(self.markup)


class Words(msgspec.Struct, frozen=True):
    """The words of one file: the running text, then what is lifted out of it, and apart from them what is hidden."""

    pieces: list[bytes]
    """The words that no rule hides, as they stand between two tags, without what is white space only."""
    hidden: list[Hidden]


def words_of(source: Source) -> Words:
    """Return the words of a source; it must be one that can be parsed.

    libxml2 writes the whole of it again, in the one form it has for every file. What does not belong to the running
    text is then cut out between its tags: so nothing needs to be asked of each element.
    """
    return _words_in(etree.tostring(parse(source.published), encoding="utf-8", xml_declaration=False))


def words_as_written(source: Source) -> Words | None:
    """Return the words of a source without parsing it, where libxml2 would write what is there already; else `None`.

    To parse a file and write it again takes longer than all the rest of an account.
    """
    declared = _ENCODING.match(source.published)
    if _is_wide(source.published) or (declared and declared.group(1).lower() != b"utf-8"):
        return None
    markup = _UNREAD.sub(b"", source.published.removeprefix(b"\xef\xbb\xbf"))
    tags = markup.translate(None, _NO_TAGS)
    if b"<!" in markup or tags != b"<>" * (len(tags) // 2) or _REFERENCE.search(markup):
        return None
    return _words_in(markup)


_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)""")
_UNREAD = re.compile(rb"<(?:!--.*?--|\?.*?\?)>", re.DOTALL)
"""Comments and instructions, which are no text and no tags."""
_REFERENCE = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)")
"""A reference that HTML and a file of XML may understand differently."""
_NO_TAGS = bytes(set(range(256)).difference(b"<>"))


def _words_in(markup: bytes) -> Words:
    stretches, hidden = _divided(markup)
    running = b"<>".join(stretches)
    del stretches  # A long text is not kept in more forms at a time than it must be.
    return Words(pieces_of(running), hidden)


_OUTERMOST = re.compile(rb"\s*<(?:[^\s<>/:]+:)?([^\s<>/:]+)")
_PREFIX = re.compile(rb"xmlns:([^\s=]+)")


@lru_cache(maxsize=64)
def _apart(prefixes: frozenset[bytes]) -> re.Pattern[bytes]:
    """Return what matches a tag of what is hidden, lifted or an example, whichever of these prefixes it has."""
    names = "|".join((*HIDING, *LIFTED, *EXAMPLES)).encode()
    prefix = b"(?:(?:%b):)?" % b"|".join(map(re.escape, sorted(prefixes))) if prefixes else b""
    return re.compile(rb"<(?P<end>/?)%b(?P<name>%b)(?=[\s/>])[^>]*?(?P<empty>/?)>" % (prefix, names))


class _Part(NamedTuple):
    """The running text, or an element that is cut out of it: its name, and the mark-up that is left of it."""

    name: str
    stretches: list[bytes]

    def holds(self, name: str) -> bool:
        """Tell whether an element stays in it: a note in what is hidden, anything in the header or an example."""
        return self.name in NOT_OF_THE_TEXT | EXAMPLES or (self.name in HIDING and name not in HIDING)


def _divided(markup: bytes) -> tuple[list[bytes], list[Hidden]]:
    """Return the stretches of the running text and, behind them, of what is lifted out of it; and what is hidden.

    The outermost element is the text, whatever it is: it is not cut out. But a header, an image or the entry of an
    index has no text.
    """
    outermost = found.group(1).decode() if (found := _OUTERMOST.match(markup)) else ""
    parts = [_Part(outermost if outermost in NOT_OF_THE_TEXT | IMAGES | {"index"} else "", [])]
    around = [parts[0]]
    here = 0
    for tag in _apart(frozenset(_PREFIX.findall(markup))).finditer(markup, markup.find(b">") + 1):
        around[-1].stretches.append(markup[here : tag.start()])
        here = tag.end()
        if tag["end"]:
            around = around[:-1] or around
        elif not tag["empty"]:
            part, name = around[-1], tag["name"].decode()
            if not part.holds(name):
                part = _Part(name, part.stretches if name in EXAMPLES else [])
                parts.extend([] if name in EXAMPLES else [part])
            around.append(part)
    around[0].stretches.append(markup[here:])
    running = [stretch for part in parts if part.name not in HIDING for stretch in part.stretches]
    hidden = [Hidden(part.name, b"<>".join(part.stretches)) for part in parts if part.name in HIDING]
    return running, [element for element in hidden if element.name not in NOT_OF_THE_TEXT]


_TAG = re.compile(rb"<[^>]*>")


def pieces_of(markup: bytes) -> list[bytes]:
    """Return the pieces of text between the tags of XML or HTML in UTF-8, without white space."""
    pieces = [piece for piece in _TAG.split(markup.translate(None, WHITE)) if piece]
    if b"&" in markup:
        # All at once, with a character between them that no XML has: most pieces have no reference.
        return [piece for piece in unescaped(b"\f".join(pieces)).split(b"\f") if piece]
    return pieces


def unescaped(piece: bytes) -> bytes:
    """Return text with its references resolved, without white space."""
    return html.unescape(piece.decode()).encode().translate(None, WHITE)


class Piece(NamedTuple):
    """One of `Words.pieces` with what is known of it."""

    order: int
    """Its number among all the pieces of the file, those of the header included."""
    holder: etree._Element
    """The element that it stands in."""


def pieces_with_holders(source: Source) -> list[Piece]:
    """Return what is known of each of `Words.pieces`: slower, and needed only where something is not to be found."""
    gathering = _Gathering()
    gathering.element(parse(source.published), gathering.lists[0])
    return [piece for pieces in gathering.lists for piece in pieces]


class _Gathering:
    """The pieces met so far: those of the running text, and a list for each element that is lifted out of it."""

    def __init__(self) -> None:
        self.lists: list[list[Piece]] = [[]]
        self.count = 0

    def element(self, element: etree._Element, pieces: list[Piece] | None, *, in_example: bool = False) -> None:
        self.text(element.text, element, pieces)
        for child in element:
            name = name_of(child)
            if in_example or name in EXAMPLES:
                self.element(child, pieces, in_example=True)
            elif name in HIDING or pieces is None:
                self.element(child, None)
            elif name in LIFTED:
                self.lists.append([])
                self.element(child, self.lists[-1])
            else:
                self.element(child, pieces)
            self.text(child.tail, element, pieces)

    def text(self, text: str | None, holder: etree._Element, pieces: list[Piece] | None) -> None:
        if text and text.strip(" \t\r\n"):
            if pieces is not None:
                pieces.append(Piece(self.count, holder))
            self.count += 1


def name_of(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def is_within(element: etree._Element, names: frozenset[str]) -> bool:
    """Tell whether an element, or one around it, has one of the names."""
    return any(name_of(each) in names for each in (element, *element.iterancestors()))


# Parsing

_ENTITY = re.compile(rb"<!\[CDATA\[.*?\]\]>|&([A-Za-z_:][\w.\-:]*);", re.DOTALL)
_DECLARED = re.compile(rb"<!ENTITY\s+([^\s%]+)")
_XML_OWN = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


def parse(data: bytes) -> etree._Element:
    """Return the root of a file without its comments and instructions; of a damaged one, what can be had."""
    try:
        return etree.fromstring(data, _parser(recover=False))
    except etree.XMLSyntaxError:
        markup = data.decode("utf-16", "replace").encode() if _is_wide(data) else data
        declared = _XML_OWN.union(_DECLARED.findall(markup))
        markup = _ENTITY.sub(partial(_character, declared), markup)
        return etree.fromstring(markup.decode().encode("utf-16") if _is_wide(data) else markup, _parser(recover=True))


def _is_wide(data: bytes) -> bool:
    """Tell whether a file is in UTF-16, where a tag is no ASCII."""
    return data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]


def _character(declared: Collection[bytes], match: re.Match[bytes]) -> bytes:
    """Return an entity that a file uses without declaring it: as its characters if it is a known one, else as words."""
    name: bytes | None = match.group(1)
    if name is None or name in declared:
        return match.group()
    characters = KNOWN.get(name.decode())
    return "".join(f"&#{ord(character)};" for character in characters).encode() if characters else b"&amp;%b;" % name


class _Nothing(etree.Resolver):
    """Answers for every file that an XML file asks for with an empty one."""

    def resolve(self, system_url: str, public_id: str, context: object) -> object:  # type: ignore[override] # noqa: ARG002
        """Return an empty document."""
        return self.resolve_string("", context)  # type: ignore[call-arg] # the stubs want a base_url


def _parser(*, recover: bool) -> etree.XMLParser:
    parser = etree.XMLParser(
        resolve_entities="internal",  # type: ignore[arg-type] # the stubs know only bool
        no_network=True,
        load_dtd=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        recover=recover,
    )
    parser.resolvers.add(_Nothing())
    return parser


# Places


class Run(NamedTuple):
    """A run of text between tags that is not white space alone."""

    at: Position
    holder: int
    """The number of the element that it stands in, in document order, counted from 0."""
    words: bytes
    """The text without white space."""


def runs(source: Source) -> list[Run]:
    """Return the runs of text of a file in document order; of a text in several files, those of the first."""
    found: list[tuple[Position, int, list[str]]] = []
    # Around a file that is an entity there is an element more.
    around = [0] if source.frame else []
    count = len(around)
    fresh = True

    def text(data: str) -> None:
        nonlocal fresh
        if not fresh:
            found[-1][2].append(data)
        elif words := data.strip(" \t\r\n"):
            fresh = False
            column = parser.CurrentColumnNumber + 1 + data.index(words[0])
            found.append((Position(source.name, parser.CurrentLineNumber, column), around[-1], [data]))

    def start(*_ignored: object) -> None:
        nonlocal count, fresh
        around.append(count)
        count, fresh = count + 1, True

    def end(*_ignored: object) -> None:
        nonlocal fresh
        around.pop()
        fresh = True

    parser = tag_parser(source.data, start, source.declared)
    parser.CharacterDataHandler = text
    parser.EndElementHandler = end
    # A file that expat gives up on half way keeps what was found so far.
    with contextlib.suppress(expat.ExpatError, ValueError):
        parser.Parse(source.data, True)  # noqa: FBT003 - expat knows no keyword here
    return [Run(at, holder, "".join(data).encode().translate(None, WHITE)) for at, holder, data in found]


class Places:
    """Where the words of a source are; of a text in several files, in the file that they come from."""

    def __init__(self, source: Source, root: etree._Element) -> None:
        self._source = source
        self._numbers = {element: number for number, element in enumerate(root.getroottree().iter("*"))}
        self._runs: dict[Path, list[Run]] = {}

    def of(self, piece: Piece, words: bytes) -> Position:
        """Return the place of some words, or else of the element that they stand in."""
        number = self._numbers[piece.holder]
        source, own = self._source.place(number)
        if source.path not in self._runs:
            self._runs[source.path] = runs(source)
        there = self._runs[source.path]
        if not self._source.whole and piece.order < len(there):
            return there[piece.order].at
        found = (run.at for run in there if run.holder == own and run.words == words)
        return next(found, self._source.position(number))
