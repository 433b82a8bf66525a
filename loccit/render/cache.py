"""What is worth keeping between two builds: compiled templates, in the user's cache folder."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder() -> Path | None:
    """Return the folder for compiled templates, made if need be; `None` where none can be made.

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
    """Keep bytes under a name; a disk that refuses costs only time."""
    if folder := cache_folder():
        temporary = folder / f"{name}.{os.getpid()}"
        try:
            temporary.write_bytes(data)
            temporary.replace(folder / name)
        except OSError:
            temporary.unlink(missing_ok=True)
