"""New files -> in their places, all of them or none, whatever interrupts the writing.

They are first written into a folder of their own beside the old ones. When they are all there, a journal says what
belongs where; from then on the new state is what counts, and whatever command comes next finishes what is left.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from loccit.errors import Position, WriteError

PENDING = ".loccit-pending"
_JOURNAL = "journal.json"

Tree = Mapping[str, bytes]
"""A new folder: its files by their path in it."""


class _Move(msgspec.Struct, frozen=True):
    """One file or folder that is to be put into its place."""

    source: str
    target: str
    old: str
    """The digest of the file that is replaced; empty where there is none."""


def replace_together(folder: Path, files: Mapping[Path, bytes | Tree], read: Mapping[Path, bytes]) -> None:
    """Put files and new folders below `folder` into their places, in this order, all of them or none.

    `read` is what the files held when the new ones were made. Raises `WriteError` where a file was saved since, or
    cannot be written; then nothing is changed.
    """
    finish(folder)
    pending = folder / PENDING
    shutil.rmtree(pending, ignore_errors=True)
    try:
        moves = list(_prepared(pending, folder, files))
        for path, data in read.items():
            if path.read_bytes() != data:
                raise WriteError("the file was saved in the meantime", at=Position(str(path)), hint="type it again")
        _write(pending / f"{_JOURNAL}.new", msgspec.json.encode(moves))
        os.replace(pending / f"{_JOURNAL}.new", pending / _JOURNAL)  # noqa: PTH105 - the tests interrupt this one
    except OSError as error:
        raise _explained(error) from error
    finally:
        if not (pending / _JOURNAL).is_file():
            shutil.rmtree(pending, ignore_errors=True)
    finish(folder)


def finish(folder: Path) -> bool:
    """Finish what an interrupted command left, and tell whether there was anything.

    Raises `WriteError` where a file has been changed since, or cannot be written.
    """
    pending = folder / PENDING
    journal = pending / _JOURNAL
    if not journal.is_file():
        return False
    try:
        for move in msgspec.json.decode(journal.read_bytes(), type=list[_Move]):
            _carry_out(folder, pending, move)
        journal.unlink(missing_ok=True)
    except OSError as error:
        raise _explained(error) from error
    shutil.rmtree(pending, ignore_errors=True)
    return True


def _prepared(pending: Path, folder: Path, files: Mapping[Path, bytes | Tree]) -> Iterator[_Move]:
    pending.mkdir(parents=True)
    for number, (path, content) in enumerate(files.items()):
        source, target = pending / str(number), path.relative_to(folder).as_posix()
        if isinstance(content, bytes):
            _write(source, content)
            if path.exists():
                shutil.copymode(path, source)
        else:
            for name, data in content.items():
                (source / name).parent.mkdir(parents=True, exist_ok=True)
                _write(source / name, data)
        yield _Move(str(number), target, _digest(path))


def _carry_out(folder: Path, pending: Path, move: _Move) -> None:
    source, target = pending / move.source, folder / move.target
    if not source.exists():
        return
    if _digest(target) != move.old:
        message = "the file was changed after a command was interrupted that was to replace it"
        hint = f"if the change is to stay, remove the folder {pending}; if not, undo it; then type the command again"
        raise WriteError(message, at=Position(str(target)), hint=hint)
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(source, target)  # noqa: PTH105 - the tests interrupt this one


def _digest(path: Path) -> str:
    if path.is_dir():
        return "folder"
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _explained(error: OSError) -> WriteError:
    message = f"cannot be written: {(error.strerror or str(error)).lower()}"
    place = str(error.filename2 or error.filename or "")
    hint = "see that the file and its folder are yours, and that there is room; then type the command again"
    return WriteError(message, at=Position(place) if place else None, hint=hint)
