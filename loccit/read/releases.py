"""`content/releases/` and `content/permalinks.jsonl` -> the releases and the registry."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from loccit.config import relative_name
from loccit.errors import Position, Problem, ReadError, reason_of
from loccit.model import EMPTY_REGISTRY, Registry, Release, Text
from loccit.read.files import TextFile
from loccit.read.xml import read_source
from loccit.registry.records import parse_registry

REGISTRY = "permalinks.jsonl"
RELEASES = "releases"
MANIFEST = "release.json"
_NUMBER = re.compile(r"(\d+)")


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`release.json`: what was released when, with the digest of each file, so that no change goes unnoticed."""

    version: str
    date: str
    summary: str
    files: dict[str, str]
    """SHA-256 of each file of the release, by its path from the release's folder."""
    editorial: dict[str, str]
    """The words of the entries, notes and pages, by address."""


class ReleaseFiles(msgspec.Struct, frozen=True):
    """A release with its texts as files that are still to be read."""

    version: str
    date: str
    summary: str
    texts: tuple[TextFile, ...]
    editorial: Mapping[str, str]
    """The words of the entries, notes and pages, by address."""

    def with_texts(self, texts: Iterable[Text]) -> Release:
        """Return the release with its texts read."""
        return Release(self.version, self.date, self.summary, tuple(texts), self.editorial)


def read_registry(content: Path, root: Path) -> tuple[Registry, str, tuple[Problem, ...]]:
    """Return the registry, how messages call its file, and what is wrong with it."""
    path = content / REGISTRY
    name = relative_name(path, root)
    if not path.is_file():
        return EMPTY_REGISTRY, name, ()
    registry, problems = parse_registry(read_source(path, root).data, name)
    return registry, name, problems


def read_releases(
    content: Path, root: Path, file_of: Callable[[Path], TextFile], problems: list[Problem]
) -> Iterator[ReleaseFiles]:
    """Yield the releases, the oldest first; `file_of` gives the file of a frozen text.

    A frozen file that is missing, changed or new is a problem: a release never changes.
    """
    folders = [path.parent for path in (content / RELEASES).glob(f"*/{MANIFEST}")]
    for folder in sorted(folders, key=lambda folder: version_key(folder.name)):
        try:
            manifest = _manifest(folder / MANIFEST, root)
        except ReadError as error:
            problems.append(error.problem)
            continue
        problems.extend(_changed(folder, manifest, root))
        texts = tuple(file_of(path) for path in sorted((folder / "texts").rglob("*.xml")))
        yield ReleaseFiles(manifest.version, manifest.date, manifest.summary, texts, manifest.editorial)


def version_key(version: str) -> list[tuple[int, str]]:
    """Return where a version stands among others: `1.10` after `1.9`."""
    parts = (part for part in _NUMBER.split(version) if part)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]


def _manifest(path: Path, root: Path) -> Manifest:
    source = read_source(path, root)
    try:
        return msgspec.json.decode(source.data, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        hint = "restore the file from the last commit; it is written by `loccit release` only"
        message = f"the release cannot be read: {reason_of(error)}"
        raise ReadError(message, at=Position(source.name, 1, 1), code="release", hint=hint) from error


def _changed(folder: Path, manifest: Manifest, root: Path) -> Iterator[Problem]:
    present = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    del present[MANIFEST]
    hint = f"a release never changes: type `git checkout -- {relative_name(folder, root)}`"
    for name in sorted(present.keys() | manifest.files.keys()):
        at = Position(relative_name(folder / name, root), 1, 1)
        path = present.get(name)
        if path is None:
            yield Problem(at, "changed-release", f"{name} is missing from release {manifest.version}", hint)
        elif name not in manifest.files:
            yield Problem(at, "changed-release", f"{name} was added to release {manifest.version}", hint)
        elif hashlib.sha256(path.read_bytes()).hexdigest() != manifest.files[name]:
            yield Problem(at, "changed-release", f"{name} was changed after release {manifest.version}", hint)
