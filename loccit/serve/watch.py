"""Folders and files -> an event that is set when an editor has saved something in them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from pathlib import Path

import watchfiles

from loccit.errors import ConfigError

_STEP = 15
"""Milliseconds of quiet after which a save is taken to be finished."""
_LONGEST = 200
"""Milliseconds after which changes that do not stop are taken as one."""
_IGNORED_FOLDERS = frozenset({"__pycache__", "node_modules"})
_IGNORED_ENDS = ("~", ".swp", ".swx", ".swo", ".tmp", ".part", ".crdownload", "___jb_tmp___", "___jb_old___")

Keep = Callable[[watchfiles.Change, str], bool]


async def watch(watched: Iterable[Path], output: Path, changed: asyncio.Event, stop: asyncio.Event) -> None:
    """Set `changed` on every save until `stop` is set; what happens in `output` does not count."""
    folders, files = _sorted_out(watched)
    tasks: list[Awaitable[object]] = [stop.wait()]
    if folders:
        tasks.append(_notice(folders, _in_folders(folders, output), changed, stop, recursive=True))
    if files:
        # Editors replace a file by a new one, so its folder is watched, but none of the folders below.
        parents = {path.parent for path in files}
        tasks.append(_notice(parents, lambda _, path: Path(path) in files, changed, stop, recursive=False))
    await asyncio.gather(*tasks)


def _sorted_out(watched: Iterable[Path]) -> tuple[list[Path], frozenset[Path]]:
    """Return the folders and the files among the paths, as the system names them; what is missing is left out."""
    paths = {path.resolve() for path in watched}
    return [path for path in paths if path.is_dir()], frozenset(path for path in paths if path.is_file())


async def _notice(
    places: Collection[Path], keep: Keep, changed: asyncio.Event, stop: asyncio.Event, *, recursive: bool
) -> None:
    """Set `changed` whenever something that is kept changes; where the system cannot tell, look again and again."""
    for polling in (False, True):
        try:
            async for _ in watchfiles.awatch(
                *places,
                watch_filter=keep,
                debounce=_LONGEST,
                step=_STEP,
                stop_event=stop,
                recursive=recursive,
                force_polling=polling or None,
            ):
                changed.set()
        except (OSError, RuntimeError, ExceptionGroup) as error:
            # Too many folders for the system's limit, or a network drive that reports nothing.
            if polling:
                inner = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
                hint = "rename what has a name that is not in UTF-8, or use `loccit build`"
                raise ConfigError(f"the folder cannot be watched: {inner}", hint=hint) from error
        else:
            break


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
