"""Markdown files with YAML front matter -> `Document`s, and `sources.yaml` -> the references they cite."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import msgspec

from loccit.errors import Position, ReadError
from loccit.mapping import decode_utf8, key_lines, parse_mapping
from loccit.model import Document, Pointer, Reference, Source, Spelling, Target
from loccit.read.markdown import Markdown

Resolve = Callable[[str], Target]


class SpellingMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Another form of a headword."""

    text: str
    lang: str = ""


class EntryMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The front matter of a glossary entry."""

    title: str
    short: str
    kind: str = "term"
    spellings: tuple[str | SpellingMatter, ...] = ()
    see: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    identifiers: dict[str, str] = msgspec.field(default_factory=dict)
    sort: str = ""


class NoteMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The front matter of an editorial note."""

    title: str
    short: str
    see: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    description: str = ""


class PageMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The front matter of a page."""

    title: str
    description: str = ""
    order: int = 100
    navigation: str = ""


class ReferenceMatter(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A source in `sources.yaml`."""

    label: str
    text: str
    url: str = ""
    read: str = ""


Matter = EntryMatter | NoteMatter | PageMatter
_MATTERS: Mapping[str, type[Matter]] = {"glossary": EntryMatter, "notes": NoteMatter, "pages": PageMatter}


class _File(msgspec.Struct, frozen=True):
    """A Markdown file in its two parts."""

    source: Source
    matter: str
    body: str
    body_line: int


def read_document(source: Source, folder: str, resolve: Resolve) -> Document:
    """Return the document in a Markdown file of `content/<folder>/`.

    Raises `ConfigError` for front matter that cannot be understood, `ReadError` where there is none.
    """
    file = _split(source)
    matter: Matter = parse_mapping(file.matter, _MATTERS[folder], file.source.name, 2)
    markdown = Markdown(resolve)
    lines = {key: line + 1 for key, line in key_lines(file.matter).items()}
    short = markdown.inline(getattr(matter, "short", ""), lines.get("short", 1))
    body = markdown.blocks(file.body, file.body_line)
    sources = (*getattr(matter, "sources", ()), *_cited(markdown.pointers))
    return Document(
        key=source.path.stem,
        source=file.source,
        title=matter.title,
        sort=getattr(matter, "sort", "") or matter.title,
        body=body,
        short=short,
        description=getattr(matter, "description", ""),
        kind=getattr(matter, "kind", ""),
        spellings=tuple(_spelling(s) for s in getattr(matter, "spellings", ())),
        see=getattr(matter, "see", ()),
        sources=tuple(dict.fromkeys(sources)),
        identifiers=MappingProxyType(getattr(matter, "identifiers", {})),
        order=getattr(matter, "order", 100),
        navigation=getattr(matter, "navigation", "") or matter.title,
        pointers=tuple(markdown.pointers),
        lines=MappingProxyType(lines),
    )


def _cited(pointers: list[Pointer]) -> list[str]:
    return [p.target.key for p in pointers if p.target.kind == "source"]


def _spelling(given: str | SpellingMatter) -> Spelling:
    return Spelling(given) if isinstance(given, str) else Spelling(given.text, given.lang)


def _split(source: Source) -> _File:
    text = decode_utf8(source.data, source.name).replace("\r\n", "\n")
    start, _, rest = text.partition("\n")
    matter, closed, body = rest.partition("\n---\n")
    if start.strip() != "---" or not closed:
        hint = "begin the file with a line ---, then `title: ...`, then a line ---"
        raise ReadError("the file has no front matter", at=Position(source.name, 1, 1), code="front-matter", hint=hint)
    line = text[: len(text) - len(body)].count("\n") + 1
    return _File(source, matter, body, line)


def read_references(source: Source, resolve: Resolve) -> Mapping[str, Reference]:
    """Return the sources in `sources.yaml` by key; raise `ConfigError` for what cannot be understood."""
    text = decode_utf8(source.data, source.name)
    found = parse_mapping(text, dict[str, ReferenceMatter], source.name)
    references = {}
    lines = key_lines(text)
    for key, matter in found.items():
        line = lines.get(key, 1)
        citation = Markdown(resolve).inline(matter.text, line)
        references[key] = Reference(key, matter.label, citation, matter.url, matter.read, line)
    return MappingProxyType(references)
