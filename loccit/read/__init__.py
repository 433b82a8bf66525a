"""Files -> `Edition`: TEI, Markdown and YAML, read once, each file on its own; what cannot be read is a problem."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from loccit.config import Config
from loccit.errors import ConfigError, Position, Problem, ReadError
from loccit.model import Document, Edition, Node, Reference, Source, Target, Text
from loccit.model.pointers import Resolver
from loccit.read.documents import read_document, read_references
from loccit.read.markdown import Markdown
from loccit.read.tei import read_tei
from loccit.read.xml import read_source

FOLDERS: Mapping[str, str] = MappingProxyType({"glossary": "entry", "notes": "note", "pages": "page"})
"""The folders of Markdown in `content/`, and the kind of target that their files are."""
IMAGES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif"})
T = TypeVar("T")


def read_edition(config: Config, remembered: dict[object, Text] | None = None) -> Edition:
    """Return the edition; a file that cannot be read leaves a problem in its place.

    `remembered` keeps texts by what they were made of, so that a server reads only what has changed.
    """
    problems: list[Problem] = []
    files = _known_files(config)
    files.update({path: Target("file", path) for path in _images(config)})
    references, references_source = _attempt(lambda: _references(config, files), problems) or ({}, None)
    files.update({f"source:{key}": Target("source", key) for key in references})
    documents = {folder: _documents(config, folder, files, problems) for folder in FOLDERS}
    memory = remembered if remembered is not None else {}
    texts = [_attempt(partial(_text, path, config, files, memory), problems) for path in config.tei]
    return Edition(
        config=config,
        texts=tuple(text for text in texts if text is not None),
        entries=documents["glossary"],
        notes=documents["notes"],
        pages=documents["pages"],
        references=references,
        references_source=references_source,
        rights=MappingProxyType(_rights(config, files)),
        problems=tuple(problems),
    )


def _attempt(read: Callable[[], T], problems: list[Problem]) -> T | None:
    """Return what `read` gives, or note the problem that kept it from giving anything."""
    try:
        return read()
    except ReadError as error:
        problems.append(error.problem)
    except ConfigError as error:
        problems.append(Problem(error.at or Position(""), "front-matter", error.message, error.hint))
    return None


def _text(path: Path, config: Config, files: Mapping[str, Target], memory: dict[object, Text]) -> Text:
    source = read_source(path, config.root)
    key = (path, source.data, config.settings, frozenset(files.items()))
    if key not in memory:
        for old in [k for k in memory if isinstance(k, tuple) and k[0] == path]:
            del memory[old]
        folder = path.parent.relative_to(config.root).as_posix()
        memory[key] = read_tei(
            source,
            key=files[_within(path, config)].key,
            folder="" if folder == "." else folder,
            files=files,
            settings=config.settings,
        )
    return memory[key]


def _within(path: Path, config: Config) -> str:
    return path.relative_to(config.root).as_posix()


def _known_files(config: Config) -> dict[str, Target]:
    """Return what each file of the edition is, by its path from the root."""
    files: dict[str, Target] = {}
    taken: set[str] = set(RESERVED)
    for path in config.tei:
        files[_within(path, config)] = Target("text", _free_key(path, taken))
    for folder, kind in FOLDERS.items():
        for path in _markdown(config, folder):
            files[_within(path, config)] = Target(kind, path.stem)
    return files


RESERVED = frozenset("static glossary names notes index 404 con prn aux nul".split())
"""Folders of the site that no text can have, and names that some disks refuse."""


def _free_key(path: Path, taken: set[str]) -> str:
    """Return a text's folder in the site: its file's name in plain letters, unlike any other whatever the case."""
    stem = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-") or "text"
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    taken.add(key)
    return key


def _markdown(config: Config, folder: str) -> list[Path]:
    return sorted((config.content / folder).glob("*.md")) if config.content else []


def _images(config: Config) -> frozenset[str]:
    """Return the images beside the texts, by path from the root."""
    folders = [config.content] if config.content else sorted({path.parent for path in config.tei})
    return frozenset(
        path.relative_to(config.root).as_posix()
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix.lower() in IMAGES and path.resolve().is_relative_to(config.root.resolve())
    )


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


def _documents(
    config: Config, folder: str, files: Mapping[str, Target], problems: list[Problem]
) -> Mapping[str, Document]:
    resolve = _resolver(config, folder, files)
    found = [
        _attempt(partial(read_document, path, config.root, folder, resolve), problems)
        for path in _markdown(config, folder)
    ]
    return MappingProxyType({document.key: document for document in found if document})


def _rights(config: Config, files: Mapping[str, Target]) -> dict[str, Node]:
    """Return the statements of rights as trees; they are Markdown in `edition.yaml`."""
    rights = config.settings.rights
    given = {"text": rights.text, "editorial": rights.editorial}
    return {kind: Markdown(_resolver(config, "", files)).inline(text) for kind, text in given.items() if text}


def _references(config: Config, files: Mapping[str, Target]) -> tuple[Mapping[str, Reference], Source | None]:
    path = config.content / "sources.yaml" if config.content else None
    if path is None or not path.is_file():
        return MappingProxyType({}), None
    return read_references(path, config.root, _resolver(config, "", files))
