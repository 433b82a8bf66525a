"""Folders and files -> an event that is set when an editor has saved something in them."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import watchfiles

from loccit.errors import ConfigError

_STEP = 15
"""Milliseconds of quiet after which a save is taken to be finished."""
_LONGEST = 200
"""Milliseconds after which changes that do not stop are taken as one."""
_LOOK = 0.5
"""Seconds between two looks at whether the watched folders are still the same ones."""
_SETTLED = 0.1
"""Seconds after which a folder that is new is surely watched."""
_IGNORED_FOLDERS = frozenset({"__pycache__", "node_modules"})
_IGNORED_ENDS = ("~", ".swp", ".swx", ".swo", ".tmp", ".part", ".crdownload", "___jb_tmp___", "___jb_old___")

Keep = Callable[[watchfiles.Change, str], bool]


class _Places(NamedTuple):
    """Where to look for changes, each folder with what tells it from another that has taken its place."""

    folders: Mapping[Path, int]
    """Those that are watched with all that is in them."""
    parents: Mapping[Path, int]
    """Those of single files: editors replace a file by a new one, so its folder is watched, but none below."""


async def watch(watched: Iterable[Path], output: Path, changed: asyncio.Event, stop: asyncio.Event) -> None:
    """Set `changed` on every save until `stop` is set; what happens in `output` does not count.

    A folder that goes, comes or gives way to another of its name is a change, too: moved away and back, deleted and
    made again, kept by one branch and not by the other.
    """
    paths = tuple(watched)
    while not stop.is_set():
        places, ended = _places_of(paths), asyncio.Event()
        single = frozenset(_resolved(paths)).difference(places.folders)
        await asyncio.gather(
            _notice(places.folders, _in_folders(tuple(places.folders), output), changed, ended, recursive=True),
            _notice(places.parents, _one_of(single), changed, ended, recursive=False),
            _until_others(paths, places, ended, stop),
        )
        # By then the new folders are watched, so that nothing is saved unnoticed in between.
        asyncio.get_running_loop().call_later(_SETTLED, changed.set)


async def _until_others(paths: Sequence[Path], places: _Places, ended: asyncio.Event, stop: asyncio.Event) -> None:
    """Set `ended` to stop, or when the watched folders are not the same ones, of which the system may tell nothing."""
    stopping = asyncio.ensure_future(stop.wait())
    stopping.add_done_callback(lambda _: ended.set())
    while not ended.is_set() and _places_of(paths) == places:
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), _LOOK)
    ended.set()
    stopping.cancel()


def _places_of(paths: Iterable[Path]) -> _Places:
    """Return the folders to be watched as they are now; what is missing is waited for where it would be."""
    found = [(path, _identity(path)) for path in _resolved(paths)]
    folders = {path: identity for path, identity in found if identity}
    parents = {path.parent: _identity(path.parent) for path, identity in found if not identity}
    return _Places(folders, {path: identity for path, identity in parents.items() if identity})


def _resolved(paths: Iterable[Path]) -> list[Path]:
    """Return the paths as the system names them."""
    return [path.resolve() for path in paths]


def _identity(path: Path) -> int:
    """Return the number that the disk has for a folder, or 0 where there is none."""
    with suppress(OSError):
        status = path.stat()
        return status.st_ino if stat.S_ISDIR(status.st_mode) else 0
    return 0


async def _notice(
    places: Collection[Path], keep: Keep, changed: asyncio.Event, ended: asyncio.Event, *, recursive: bool
) -> None:
    """Set `changed` whenever something that is kept changes; where the system cannot tell, look again and again."""
    for polling in (False, True) if places else ():
        try:
            async for changes in watchfiles.awatch(
                *places,
                watch_filter=lambda change, name: keep(change, name) or _is_gone(change, name, places),
                debounce=_LONGEST,
                step=_STEP,
                stop_event=ended,
                recursive=recursive,
                force_polling=polling or None,
            ):
                changed.set()
                if any(_is_gone(change, name, places) for change, name in changes):
                    # A folder made at once in its place may have the same number.
                    ended.set()
        except FileNotFoundError:
            # A folder that has just gone is waited for.
            break
        except (OSError, RuntimeError, ExceptionGroup) as error:
            # Too many folders for the system's limit, or a network drive that reports nothing.
            if polling:
                inner = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
                hint = "rename what has a name that is not in UTF-8, or use `loccit build`"
                raise ConfigError(f"the folder cannot be watched: {inner}", hint=hint) from error
        else:
            break


def _is_gone(change: watchfiles.Change, name: str, places: Collection[Path]) -> bool:
    return change is watchfiles.Change.deleted and Path(name) in places


def _one_of(files: Container[Path]) -> Keep:
    return lambda _change, name: Path(name) in files


def _in_folders(folders: Sequence[Path], output: Path) -> Keep:
    def keep(_change: watchfiles.Change, name: str) -> bool:
        path = Path(name)
        if path.is_relative_to(output):
            return False
        return any(path.is_relative_to(folder) and is_source(path.relative_to(folder)) for folder in folders)

    return keep


def is_source(path: Path) -> bool:
    """Tell whether a path within a watched folder may be an editor's own file: not hidden, not left by a program."""
    if any(part.startswith(".") or part in _IGNORED_FOLDERS for part in path.parts):
        return False
    name = path.name
    # Vim tries whether it may write by making a file called 4913.
    return not (name.endswith(_IGNORED_ENDS) or (name.startswith("#") and name.endswith("#")) or name == "4913")
