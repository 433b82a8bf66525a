"""An empty or missing folder -> a small complete edition that builds, to be changed into one's own."""

from __future__ import annotations

from pathlib import Path

from loccit.errors import WriteError

STARTER = Path(__file__).parent / "starter"
_OTHER_NAMES = {"gitignore": ".gitignore"}
"""Starter files that would mean something in this repository under their own names."""
_TOLERATED = frozenset({".git", ".DS_Store"})


def new_edition(folder: Path) -> list[Path]:
    """Write the starter edition into a folder, and return the paths of its files.

    Raises `WriteError` where the folder has files already, or cannot be written.
    """
    try:
        _refuse_used(folder)
        return [_copy(path, folder) for path in starter_files()]
    except OSError as error:
        message = f"{error.filename or folder} cannot be written: {(error.strerror or str(error)).lower()}"
        raise WriteError(message, hint="name a folder that is yours") from error


def starter_files() -> list[Path]:
    """Return the files of the starter edition in their order."""
    return sorted(path for path in STARTER.rglob("*") if path.is_file())


def _refuse_used(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise WriteError(f"{folder} is a file", hint="name a new folder")
    if folder.is_dir() and (names := sorted({entry.name for entry in folder.iterdir()} - _TOLERATED)):
        raise WriteError(f"{folder} is not empty ({names[0]} is in it)", hint="name a new folder")


def _copy(path: Path, folder: Path) -> Path:
    relative = path.relative_to(STARTER)
    target = folder / relative.with_name(_OTHER_NAMES.get(relative.name, relative.name))
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        file.write(path.read_bytes())
    return target
