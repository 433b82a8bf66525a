"""A TEI file that is to be read as a text: reading it, and looking it over for what other texts need of it.

Both are pure functions of the file and of what is given, so that they can run anywhere and be remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from lxml import etree

from loccit.config import Settings
from loccit.errors import ReadError
from loccit.model import Named, Node, Outline, Source, Target, Text
from loccit.read import xml
from loccit.read.behaviours import known_elements
from loccit.read.header import read_header
from loccit.read.includes import expanded
from loccit.read.letter import read_letter
from loccit.read.naming import NAME_KINDS
from loccit.read.refusals import refuse_what_is_not_tei
from loccit.read.register import is_only_register, read_register
from loccit.read.rules import local_name
from loccit.read.tei import read_tei


class Given(msgspec.Struct, frozen=True):
    """What every text of an edition is read with."""

    settings: Settings
    files: Mapping[str, Target]
    """What each file of the edition is, by its path from the root."""


class TextFile(msgspec.Struct, frozen=True):
    """A TEI file with what is known of its text before it is read."""

    source: Source
    key: str
    """The text's folder in the site."""
    folder: str
    """Where its pointers are resolved from: a folder, as a path from the edition's root."""
    retired: frozenset[str]
    """Addresses that are given to nothing that does not bear them."""


def read_text(file: TextFile, given: Given) -> Text:
    """Return the text in a file; raise `ReadError` where it is not well-formed or not TEI."""
    return read_tei(
        file.source,
        key=file.key,
        folder=file.folder,
        files=given.files,
        settings=given.settings,
        retired=file.retired,
    )


def put_together(source: Source, folder: str) -> Source | None:
    """Return a source that has what it includes in place, as a text that is read has it; none where that cannot be.

    `folder` is where its pointers are resolved from.
    """
    try:
        return expanded(xml.parsed(source).root, source, folder).source
    except ReadError:
        return None


def look_over(file: TextFile) -> Outline:
    """Return as much of a text's outline as the pages of other texts may show, at a tenth of the price of reading it.

    That is its title, its register, its addresses, and whether it names anything. What it says may be corrected
    when the text is read. Raises `ReadError` as `read_text` does.
    """
    root, _oddities = xml.parsed(file.source)
    refuse_what_is_not_tei(root, file.source, known_elements())
    root, _source, _oddities = expanded(root, file.source, file.folder)
    header, register = read_header(root, _nothing), read_register(root, _nothing)
    names = (element for element in root.iter(*_NAMES) if not _is_outside(element))
    somebody = Named("person", "", "", 1, ())
    return Outline(
        key=file.key,
        source=file.source,
        header=header,
        root=Node("omit", ""),
        language=header.language,
        languages=frozenset({header.language}),
        blocks=(),
        notes=(),
        headings=(),
        elements=frozenset(),
        options=frozenset(),
        ids={},
        shown_ids=frozenset(map(str.strip, _SHOWN_IDS(root))),
        pointers=(),
        mentions=(),
        kept_names=(somebody,) if next(names, None) is not None else (),
        letter=read_letter(root, _nothing, _leads_nowhere),
        register=register,
        is_register=bool(register) and is_only_register(root),
        images=(),
        oddities=(),
    )


_NAMES = tuple(f"{{*}}{name}" for name, kind in NAME_KINDS.items() if kind not in {"term", "name"})
_SHOWN_IDS: Callable[[etree._Element], list[str]] = etree.XPath(  # type: ignore[assignment]
    "//*[not(ancestor-or-self::*[local-name() = 'teiHeader'])]/@xml:id", smart_strings=False
)


def _is_outside(element: etree._Element) -> bool:
    return any(local_name(ancestor) in _OUTSIDE for ancestor in element.iterancestors())


_OUTSIDE = frozenset({"teiHeader", "standOff", "sourceDoc", "facsimile", "xenoData"})


def _leads_nowhere(_pointer: str) -> Target:
    return Target("empty")


def _nothing(element: etree._Element) -> Node:
    return Node("omit", local_name(element))
