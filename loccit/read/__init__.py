"""Files -> `Edition`: TEI, Markdown and YAML, read once, each file on its own; what cannot be read is a problem."""

from __future__ import annotations

import os
import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import unquote

import msgspec

from loccit.caching import is_fresh, state_of
from loccit.config import Config, files_below, is_own, place_below, relative_name
from loccit.errors import ConfigError, Position, Problem, ReadError
from loccit.inclusion import needs_no_other
from loccit.model import (
    EMPTY_REGISTRY,
    Document,
    Edition,
    Memory,
    Node,
    Reference,
    Registry,
    Source,
    Target,
    Text,
)
from loccit.model.devices import DEVICES
from loccit.model.pointers import Resolver
from loccit.read.documents import read_document, read_references
from loccit.read.files import Given, TextFile, read_text
from loccit.read.keys import free_key
from loccit.read.markdown import Markdown
from loccit.read.needed import with_included
from loccit.read.register import set_apart
from loccit.read.releases import ReleaseFiles, read_registry, read_releases
from loccit.read.xml import read_source

FOLDERS: Mapping[str, str] = MappingProxyType({"glossary": "entry", "notes": "note", "pages": "page"})
"""The folders of Markdown in `content/`, and the kind of target that their files are."""
IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"})
T = TypeVar("T")


class Surroundings(msgspec.Struct, frozen=True):
    """An edition without its texts, and the files that they are to be read from."""

    edition: Edition
    given: Given
    texts: tuple[TextFile, ...]
    releases: tuple[ReleaseFiles, ...]


def read_edition(config: Config, memory: Memory | None = None) -> Edition:
    """Return the edition; a file that cannot be read leaves a problem in its place.

    What `memory` remembers of an unchanged file is not read again.
    """
    memory = memory or Memory()
    around = read_surroundings(config, memory)
    problems = list(around.edition.problems)
    read = partial(_read, given=around.given, memory=memory, problems=problems)
    texts, registers = set_apart(read(around.texts))
    releases = tuple(files.with_texts(read(files.texts)) for files in around.releases)
    known = {"texts": texts, "registers": registers, "releases": releases, "problems": tuple(problems)}
    return msgspec.structs.replace(around.edition, **known)


def _read(files: Iterable[TextFile], given: Given, memory: Memory, problems: list[Problem]) -> Iterator[Text]:
    """Yield the texts in files; one that cannot be read leaves a problem in its place."""
    for file in files:
        try:
            made_of = (file.source, file.retired, given)
            yield memory.recall(file.source.path, made_of, partial(read_text, file, given))
        except ReadError as error:
            problems.append(error.problem)


def read_surroundings(config: Config, memory: Memory) -> Surroundings:
    """Return everything but the texts; a file that cannot be had leaves a problem in its place."""
    reading = _Reading(config, memory)
    references, references_source = reading.attempt(reading.references) or ({}, None)
    reading.files.update({f"source:{key}": Target("source", key) for key in references})
    documents = {folder: reading.documents(folder) for folder in FOLDERS}
    registry, registry_name = reading.registry()
    texts = [reading.attempt(partial(reading.text, path)) for path in config.tei]
    releases = reading.releases()
    edition = Edition(
        config=config,
        texts=(),
        entries=documents["glossary"],
        notes=documents["notes"],
        pages=documents["pages"],
        references=references,
        references_source=references_source,
        rights=reading.rights(),
        registry=registry,
        registry_name=registry_name,
        releases=(),
        problems=tuple(reading.problems),
    )
    given = Given(config.settings, dict(reading.files))
    return Surroundings(edition, given, tuple(text for text in texts if text), releases)


class _Reading:
    """The state of reading an edition: the files that are known, and the problems so far."""

    def __init__(self, config: Config, memory: Memory) -> None:
        self.config = config
        self.memory = memory
        self.problems = [_linked(path, config) for path in config.linked]
        self.files = _known_files(config)
        self.files.update({path: Target("file", path) for path in _images(config)})
        self.retired: dict[str, set[str]] = {}

    def attempt(self, read: Callable[[], T]) -> T | None:
        """Return what `read` gives, or note the problem that kept it from giving anything."""
        try:
            return read()
        except ReadError as error:
            self.problems.append(error.problem)
        except ConfigError as error:
            self.problems.append(Problem(error.at or Position(""), "front-matter", error.message, error.hint))
        return None

    def source(self, path: Path) -> Source:
        """Return a TEI file with what it includes; bytes of a file that looks as it did are not read again."""
        read = partial(read_source, path, self.config.root)
        state = state_of(str(path))
        if state is not None and is_fresh(state):
            state = None
        source = self.memory.recall((path, "bytes"), state, read) if state else read()
        if not needs_no_other(source.data):
            return with_included(source, self.config.root, self.config.tei)
        if self.memory.plain and state:
            self.memory.plain.note(path, state, source.digest)
        return source

    def text(self, path: Path) -> TextFile:
        """Return a TEI file of the edition with what is known of it before it is read."""
        if self.memory.plain and (known := self.memory.plain.digest(path)):
            source = Source(path, relative_name(path, self.config.root), None, known=known)
        else:
            source = self.source(path)
        place = place_below(path, self.config.root)
        folder = posixpath.dirname(place)
        key = self.files[place].key
        return TextFile(source, key, folder, frozenset(self.retired.get(key, ())))

    def registry(self) -> tuple[Registry, str]:
        """Return the registry of released addresses, and how messages call its file.

        No text gives one of these addresses to anything else.
        """
        if self.config.content is None:
            return EMPTY_REGISTRY, ""
        registry, name, problems = read_registry(self.config.content, self.config.root)
        self.problems.extend(problems)
        for text, address in registry:
            self.retired.setdefault(text, set()).add(address)
        return registry, name

    def releases(self) -> tuple[ReleaseFiles, ...]:
        """Return the releases, the oldest first, with the files of their texts."""
        content = self.config.content
        return tuple(read_releases(content, self.config.root, self._released, self.problems)) if content else ()

    def _released(self, path: Path) -> TextFile:
        """Return a frozen TEI file; its pointers are resolved as if it stood in `content/texts/`."""
        source = read_source(path, self.config.root)
        folder = f"{path.parents[3].relative_to(self.config.root).as_posix()}/texts"
        return TextFile(source, text_key(path), folder, frozenset())

    def documents(self, folder: str) -> Mapping[str, Document]:
        """Return the documents of a folder of `content/` by key."""
        resolve = _resolver(self.config, folder, self.files)
        found = [
            self.attempt(partial(self._document, path, folder, resolve)) for path in _markdown(self.config, folder)
        ]
        return MappingProxyType({document.key: document for document in found if document})

    def _document(self, path: Path, folder: str, resolve: Resolver) -> Document:
        source = read_source(path, self.config.root)
        read = partial(read_document, source, folder, resolve)
        return self.memory.recall(path, (source.data, dict(self.files)), read)

    def references(self) -> tuple[Mapping[str, Reference], Source | None]:
        """Return the sources that the editors cite by key, and the file they are in."""
        path = self.config.content / "sources.yaml" if self.config.content else None
        if path is None or not path.is_file():
            return MappingProxyType({}), None
        source = read_source(path, self.config.root)
        read = partial(read_references, source, _resolver(self.config, "", self.files))
        return self.memory.recall(path, (source.data, dict(self.files)), read), source

    def rights(self) -> Mapping[str, Node]:
        """Return the statements of rights as trees; they are Markdown in `edition.yaml`."""
        rights = self.config.settings.rights
        markdown = Markdown(_resolver(self.config, "", self.files))
        given = {"text": rights.text, "editorial": rights.editorial}
        return MappingProxyType({kind: markdown.inline(text) for kind, text in given.items() if text})


def _linked(path: Path, config: Config) -> Problem:
    """Return what is said of a link to a folder elsewhere, which may lead anywhere."""
    at = Position(relative_name(path, config.root), 1, 1)
    message = "a link to a folder elsewhere, in which nothing is read"
    return Problem(at, "linked-folder", message, "move the folder here, or build it on its own", "warning")


def text_keys(config: Config) -> Mapping[Path, str]:
    """Return the key of each text of an edition by the file it is in."""
    files = _known_files(config)
    return {path: files[place_below(path, config.root)].key for path in config.tei}


def _known_files(config: Config) -> dict[str, Target]:
    """Return what each file of the edition is, by its path from the root."""
    files: dict[str, Target] = {}
    taken: set[str] = set(RESERVED)
    for path in config.tei:
        files[place_below(path, config.root)] = Target("text", free_key(text_key(path), taken))
    for part, whole in config.parts.items():
        files[place_below(part, config.root)] = files[place_below(whole, config.root)]
    for folder, kind in FOLDERS.items():
        for path in _markdown(config, folder):
            files[place_below(path, config.root)] = Target(kind, path.stem)
    return files


RESERVED = frozenset("static glossary names notes corrections files index 404".split()) | DEVICES
"""Folders of the site that no text can have, and names that some disks refuse."""


def text_key(path: Path) -> str:
    """Return the folder in the site that a text's file name asks for: its plain letters, as many as disks allow."""
    # Disks differ in whether they write a letter and its accent as one character or as two.
    plain = "".join(char for char in unicodedata.normalize("NFKD", path.stem) if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold())[:_LONGEST_KEY].strip("-") or "text"


_LONGEST_KEY = 200


def _markdown(config: Config, folder: str) -> list[Path]:
    return sorted(filter(is_own, (config.content / folder).glob("*.md"))) if config.content else []


def _images(config: Config) -> frozenset[str]:
    """Return the images beside the texts, by path from the root."""
    folders = [config.content] if config.content else _outermost({path.parent for path in config.tei})
    found = _beside(config.tei[0]) if config.alone else (path for folder in folders for path in files_below(folder))
    return frozenset(
        place_below(path, config.root)
        for path in found
        if path.suffix.lower() in IMAGES and path.resolve().is_relative_to(config.root.resolve())
    )


_IMAGE = re.compile(rb"""["']([^"'<>]{0,1000}/)[^"'<>/]{0,1000}["']""")


def _beside(path: Path) -> Iterator[Path]:
    """Yield the files in the folder of a text and in those folders below it that some attribute names.

    Nothing more is looked into, since the folder may be somebody's home.
    """
    try:
        named = {unquote(match[1].decode("utf-8", "replace")) for match in _IMAGE.finditer(path.read_bytes())}
    except OSError:
        return
    folders = {path.parent, *(Path(os.path.normpath(path.parent / name)) for name in named)}
    for folder in (folder for folder in folders if folder.is_relative_to(path.parent)):
        with suppress(OSError, ValueError):
            yield from (Path(entry.path) for entry in os.scandir(folder) if is_own(entry))


def _outermost(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield those of the folders that are in no other of them."""
    last: Path | None = None
    for folder in sorted(folders):
        if last is None or not folder.is_relative_to(last):
            last = folder
            yield folder


_PREFIXES: Mapping[str, str] = MappingProxyType(
    {"gloss": "entry", "note": "note", "page": "page", "text": "text", "source": "source"}
)
"""The prefixes by which Markdown names things: `[Mensheviks](gloss:mensheviks)`."""


def _resolver(config: Config, folder: str, files: Mapping[str, Target]) -> Resolver:
    """Return the resolver for the Markdown of a folder of `content/`."""
    keyed = {
        name: {target.key: target for target in files.values() if target.kind == kind}
        for name, kind in _PREFIXES.items()
    }
    content = config.content.relative_to(config.root).as_posix() if config.content else "."
    return Resolver(f"{content}/{folder}", files, keyed=keyed)
