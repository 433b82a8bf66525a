"""`{output path: content}` -> folder: only changed files are touched, stale ones removed, no page is ever half there.

A manifest in the folder, `.loccit-manifest`, lists what earlier builds wrote. What it does not list is
somebody else's, and is neither overwritten nor removed.
"""

from __future__ import annotations

import errno
import os
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from loccit.config import MANIFEST
from loccit.content import Content, Extract, data_of, digest_of, size_of
from loccit.errors import WriteError
from loccit.model.devices import is_device
from loccit.seen import Seen

_TEMPORARY = ".loccit-new-"
_TOLERATED = frozenset({".git", ".gitignore", ".gitkeep", ".DS_Store", "Thumbs.db", "desktop.ini"})
"""What may stand in a folder that is otherwise empty when the first site is written into it."""
_FORBIDDEN = frozenset('<>:"|?*\\') | {chr(code) for code in (*range(32), 127)}


@dataclass(frozen=True, slots=True)
class Written:
    """How many files a build wrote, left as they were, and removed."""

    written: int
    unchanged: int
    removed: int


def write_site(
    files: Mapping[str, Content], folder: Path, protected: Collection[Path] = (), seen: Seen | None = None
) -> Written:
    """Make a folder hold these files, touching only those that differ and removing stale ones of earlier builds.

    The folder may be neither one of the `protected` paths nor a folder above one. What was `seen` of it before is
    taken for known. Raises `WriteError`; after any error or interruption each file is the old or the
    new one as a whole, and the next build removes what this one no longer could.
    """
    seen = seen or Seen(folder)
    if files.keys() != seen.paths:
        check_paths(files)
        seen.paths = frozenset(files)
    refuse_sources(folder, protected)
    folder = folder.resolve()
    try:
        return _write(files, folder, seen)
    except OSError as error:
        raise _explained(error, folder) from error


def _write(files: Mapping[str, Content], folder: Path, seen: Seen) -> Written:
    _make_folder(folder)
    old = _read_manifest(folder, seen.paths)
    _refuse_foreign(files, folder, old)
    changed = [path for path in _assets_first(files) if _is_changed(folder, path, files[path], seen)]
    stale = sorted((old or frozenset()) - files.keys())
    if changed or stale:
        # Until all is done the manifest names the old and the new, so that no crash makes a file of ours foreign.
        _write_manifest(folder, {*files, *stale})
        with _beside(changed, files, folder) as ready:
            _remove(_in_the_way(stale, files), folder)
            for path, temporary in ready:
                _put(temporary, folder / path, files[path], folder)
                seen.note(path, files[path])
        _remove(stale, folder)
    _write_manifest(folder, files)
    return Written(len(changed), len(files) - len(changed), len(stale))


def _assets_first(files: Iterable[str]) -> list[str]:
    """Return the paths in the order of writing: pages after the style sheets and scripts they need."""
    return sorted(files, key=lambda path: (path.endswith(".html"), path))


# Which paths and folders are fit to be written


def check_paths(paths: Iterable[str]) -> None:
    """Raise `WriteError` for a path that leads out of the folder, or that some disk would refuse or mix up."""
    known: dict[str, str] = {}
    files = set(paths)
    for path in sorted(files):
        if reason := _unfit(path):
            raise WriteError(f"the output path {path!r} {reason}", hint="rename the file that it comes from")
        for prefix in _prefixes(path):
            if prefix in files and prefix != path:
                raise WriteError(f"{prefix!r} would be both a file and a folder", hint="rename one of the two")
            folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", prefix).casefold())
            if known.setdefault(folded, prefix) != prefix:
                message = f"the output paths {known[folded]!r} and {prefix!r} are one on many disks"
                raise WriteError(message, hint="rename one of the two so that they differ in more than case or accents")


def _prefixes(path: str) -> Iterator[str]:
    """Yield a path's folders from the outermost in, and the path itself."""
    parts = path.split("/")
    for count in range(1, len(parts) + 1):
        yield "/".join(parts[:count])


def _unfit(path: str) -> str:
    """Return what is wrong with a path, or an empty string."""
    if not path or path.startswith("/"):
        return "is not relative to the site"
    if bad := sorted(_FORBIDDEN & set(path)):
        return f"has the character {bad[0]!r}, which many disks refuse"
    return next((reason for part in path.split("/") if (reason := _unfit_part(part))), "")


def _unfit_part(part: str) -> str:
    if part in {"", ".", ".."}:
        return "leads elsewhere"
    if part != part.rstrip(". "):
        return "has a part that ends in a dot or a space, which Windows takes off"
    if is_device(part):
        return f"has the part {part!r}, which Windows reserves"
    if part == MANIFEST or part.startswith(_TEMPORARY):
        return "is a name that the build keeps for itself"
    return "" if len(part.encode("utf-8", "replace")) <= _LONGEST else "has a part of more than 240 bytes"


_LONGEST = 240


def refuse_sources(folder: Path, protected: Collection[Path]) -> None:
    """Raise `WriteError` where the output folder is one of the protected paths, or holds one."""
    folder = folder.resolve()
    for path in protected:
        if path.resolve().is_relative_to(folder):
            raise WriteError(
                f"the site would be written over its sources: {folder} holds {path}",
                hint="name a folder of its own for the site: -o site",
            )


def _make_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise WriteError(f"{folder} is a file, and the site needs a folder", hint="name another folder: -o site")
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(f"{_TEMPORARY}*"):
        leftover.unlink(missing_ok=True)


def _refuse_foreign(files: Iterable[str], folder: Path, old: frozenset[str] | None) -> None:
    """Raise `WriteError` where somebody else's file stands in the folder, or in the way of one of ours."""
    if old is None and (names := sorted({entry.name for entry in folder.iterdir()} - _TOLERATED)):
        message = f"{folder} is not empty, and no site of Loccit's ({names[0]} is in it)"
        raise WriteError(message, hint="name an empty or a new folder, or empty this one")
    ours = {prefix for path in old or () for prefix in _prefixes(path)}
    wanted = set(files)
    folders = {prefix for path in wanted for prefix in _prefixes(path)} - wanted
    for prefix in sorted(folders | (wanted - ours)):
        place = f"{folder}/{prefix}"
        if os.path.isdir(place):
            foreign = os.path.islink(place) or (prefix in wanted and prefix not in ours)
        else:
            foreign = prefix not in ours and os.path.exists(place)
        if foreign:
            raise WriteError(f"{place} is in the way: no build wrote it", hint="move it to another place")


# Writing and removing


def _is_changed(folder: Path, path: str, content: Content, seen: Seen) -> bool:
    if seen.is_same(path, content):
        return False
    if _differs(folder / path, content):
        return True
    seen.note(path, content)
    return False


def _differs(place: Path, content: Content) -> bool:
    try:
        if size_of(content) not in {None, place.stat().st_size}:
            return True
        held = place.read_bytes()
        # What stands in the cache is known by its digest, and needs not be read.
        return digest_of(held) != content.digest if isinstance(content, Extract) else held != data_of(content)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return True


@contextmanager
def _beside(paths: Iterable[str], files: Mapping[str, Content], folder: Path) -> Iterator[list[tuple[str, Path]]]:
    """Write files beside those that they are to replace: where the disk is full, the old site stays as it is."""
    ready: list[tuple[str, Path]] = []
    try:
        for number, path in enumerate(paths):
            ready.append((path, folder / f"{_TEMPORARY}{os.getpid()}-{number}"))
            ready[-1][1].write_bytes(data_of(files[path]))
        yield ready
    except BaseException:
        for _path, temporary in ready:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        raise


def _put(temporary: Path, place: Path, content: Content, folder: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        temporary.replace(place)
    except FileNotFoundError:
        # Another build took it for left over.
        _replace(place, data_of(content), folder)


def _replace(place: Path, data: bytes, folder: Path) -> None:
    """Put a file in its place as a whole; the temporary file stands at the top, where the next build finds it."""
    temporary = folder / f"{_TEMPORARY}{os.getpid()}"
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        temporary.write_bytes(data)
        temporary.replace(place)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _in_the_way(stale: Iterable[str], files: Mapping[str, Content]) -> list[str]:
    """Return the stale files that are now a folder, or whose folder is now a file: they cannot wait."""
    folders = {prefix for path in files for prefix in _prefixes(path)}
    return [path for path in stale if path in folders or any(prefix in files for prefix in _prefixes(path))]


def _remove(paths: Iterable[str], folder: Path) -> None:
    """Remove files that earlier builds wrote, and the folders that are empty then."""
    parents: set[PurePosixPath] = set()
    for path in paths:
        parents.update(PurePosixPath(path).parents)
        if not _is_linked(path, folder):
            with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError):
                (folder / path).unlink()
    for parent in sorted(parents - {PurePosixPath()}, key=lambda p: len(p.parts), reverse=True):
        # A folder that is not empty, gone already or a link stays as it is.
        with suppress(OSError):
            (folder / parent).rmdir()


def _is_linked(path: str, folder: Path) -> bool:
    """Tell whether a folder on the way to a file is a link, and so leads to where nothing is ours."""
    return any((folder / parent).is_symlink() for parent in PurePosixPath(path).parents)


# The manifest


def _read_manifest(folder: Path, fit: frozenset[str]) -> frozenset[str] | None:
    """Return what earlier builds wrote, or `None` where none did; a line that no build writes counts for nothing."""
    try:
        text = (folder / MANIFEST).read_text("utf-8", "replace")
    except FileNotFoundError:
        return None
    return frozenset(line for line in text.splitlines() if line in fit or not _unfit(line))


def _write_manifest(folder: Path, paths: Iterable[str]) -> None:
    data = "".join(f"{path}\n" for path in sorted(paths)).encode()
    if _differs(folder / MANIFEST, data):
        _replace(folder / MANIFEST, data, folder)


def _explained(error: OSError, folder: Path) -> WriteError:
    place = error.filename2 or error.filename or folder
    place = folder if _TEMPORARY in str(place) else place
    hint = _HINTS.get(error.errno or 0, "see that nothing else uses the folder, and build again")
    return WriteError(f"{place} cannot be written: {(error.strerror or str(error)).lower()}", hint=hint)


_HINTS = {
    errno.EACCES: "see that the folder is yours, or name another one: -o site",
    errno.EPERM: "see that the folder is yours, or name another one: -o site",
    errno.EROFS: "the disk is read-only: name a folder elsewhere: -o site",
    errno.ENOSPC: "the disk is full: make room and build again",
    errno.EDQUOT: "your share of the disk is full: make room and build again",
    errno.ENOTDIR: "a part of that path is a file: name another folder: -o site",
    errno.EEXIST: "a file has the name of a folder: move it away and build again",
    errno.EISDIR: "a folder has the name of a page: move it away and build again",
    errno.ENAMETOOLONG: "the path is too long: name a folder nearer to the top: -o site",
}
