"""What is worth keeping between two builds, in the user's cache folder; a disk that refuses costs only time."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path | None:
    """Return the folder for what is kept, made if need be; `None` where none can be made.

    It is `loccit/` in `XDG_CACHE_HOME` (XDG Base Directory Specification), by default `~/.cache`.
    """
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "loccit"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):
        return None
    return folder if os.access(folder, os.W_OK) else None


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
