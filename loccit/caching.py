"""What is worth keeping between two builds, in the user's cache folder; a disk that refuses costs only time."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from loccit.digests import digest


def cache_folder() -> Path | None:
    """Return the folder for what is kept, made if need be; `None` where none can be made.

    It is `loccit/` in `XDG_CACHE_HOME` if that is absolute (XDG Base Directory Specification), else in `~/.cache`.
    """
    try:
        named = Path(os.environ.get("XDG_CACHE_HOME", ""))
        folder = (named if named.is_absolute() else Path("~/.cache").expanduser()) / "loccit"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return folder if os.access(folder, os.W_OK) else None


State = tuple[int, int, int]
"""What a file looks like from outside: its size, the time of its last change in nanoseconds, its number on the disk."""


def state_of(place: str) -> State | None:
    """Return what a file looks like from outside, if it is there."""
    try:
        found = os.stat(place)  # noqa: PTH116 - a path for each of thousands of files would cost more
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


_FRESH = 3_000_000_000
"""Nanoseconds within which a file may be saved again and look the same: some disks count two seconds for one."""


def is_fresh(state: State) -> bool:
    """Tell whether a file was saved so lately that its looks say nothing of the next save."""
    return abs(time.time_ns() - state[1]) < _FRESH


def read_cached(name: str) -> bytes | None:
    """Return what was kept under a name, or `None`."""
    folder = cache_folder()
    try:
        return (folder / name).read_bytes() if folder else None
    except OSError:
        return None


def keep(name: str, data: bytes) -> None:
    """Keep bytes under a name, which may begin with the name of a folder."""
    if folder := cache_folder():
        put_in_place(folder / name, data)


Looks = dict[str, tuple[bytes, State]]
"""The digests of files, and what they looked like when they had them."""


def own_name(kind: str, folder: Path) -> str:
    """Return the name under which something of a kind is kept for a folder."""
    return f"{kind}/{digest(os.fsencode(folder)).hex()}"


def read_looks(kind: str, folder: Path) -> Looks:
    """Return what the last build kept of the files of a folder; nothing where that is damaged."""
    data = read_cached(own_name(kind, folder))
    try:
        return msgspec.msgpack.decode(data, type=Looks) if data else {}
    except msgspec.DecodeError:
        return {}


def keep_looks(kind: str, folder: Path, looks: Looks) -> None:
    """Keep what is known of the files of a folder for the next build; not where a name is no text in UTF-8."""
    with suppress(UnicodeEncodeError):
        keep(own_name(kind, folder), msgspec.msgpack.encode(looks))


def put_in_place(path: Path, data: bytes) -> bool:
    """Write a file as a whole, and tell whether that could be done."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        return False
    return True
