"""What was made of each text, kept under a digest of what it was made of, so that nothing is made twice.

The files are in the user's own cache folder, one folder for each edition, and only what the last build used stays.
They are pickles: nobody else can write there, and an edition that one was sent brings none along.
"""

from __future__ import annotations

import copyreg
import hashlib
import pickle
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import msgspec

from loccit import __version__
from loccit.build.work import Made, Shared, Task
from loccit.render.cache import cache_folder
from loccit.render.digests import digest


def _proxy(data: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(data)


def _reduced(proxy: MappingProxyType[Any, Any]) -> tuple[Callable[..., MappingProxyType[Any, Any]], tuple[Any, ...]]:
    return _proxy, (dict(proxy),)


# Read-only mappings are part of an outline, and Python has no pickle of its own for them.
copyreg.pickle(MappingProxyType, _reduced)


class Cache(Protocol):
    """Where things made are kept."""

    def get(self, key: str) -> Made | None:
        """Return what was kept under a key."""

    def put(self, key: str, made: Made) -> None:
        """Keep something under a key."""

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget everything else."""


class InMemory:
    """Keeps things as long as the process lives."""

    def __init__(self) -> None:
        self._kept: dict[str, Made] = {}

    def get(self, key: str) -> Made | None:
        """Return what was kept under a key."""
        return self._kept.get(key)

    def put(self, key: str, made: Made) -> None:
        """Keep something under a key."""
        self._kept[key] = made

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget everything else."""
        wanted = frozenset(keys)
        self._kept = {key: made for key, made in self._kept.items() if key in wanted}


class OnDisk:
    """Keeps things in a folder; a disk that refuses, or a damaged file, costs only time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Made | None:
        """Return what was kept under a key."""
        try:
            made = pickle.loads((self._folder / key).read_bytes())  # noqa: S301 - a file of the user's own
        except Exception:  # noqa: BLE001 - whatever a damaged pickle raises
            return None
        return made if isinstance(made, Made) else None

    def put(self, key: str, made: Made) -> None:
        """Keep something under a key."""
        temporary = self._folder / f"{key}.new"
        try:
            temporary.write_bytes(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
            temporary.replace(self._folder / key)
        except OSError:
            temporary.unlink(missing_ok=True)

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget everything else."""
        wanted = frozenset(keys)
        try:
            for path in self._folder.iterdir():
                if path.name not in wanted:
                    path.unlink(missing_ok=True)
        except OSError:
            return


class Forgetful(OnDisk):
    """Keeps things and remembers none: all is made anew, and the next build remembers that."""

    def get(self, key: str) -> Made | None:
        """Return nothing."""


def cache_of(root: Path, *, clean: bool = False) -> Cache:
    """Return the cache of the edition in a folder, in the user's cache folder; a `clean` one begins with nothing."""
    folder = cache_folder()
    if folder is None:
        return InMemory()
    own = folder / "texts" / hashlib.blake2b(str(root).encode(), digest_size=12).hexdigest()
    try:
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return InMemory()
    return Forgetful(own) if clean else OnDisk(own)


def keys_of(shared: Shared, tasks: Iterable[Task]) -> dict[tuple[str, str], str]:
    """Return the key of each task: a digest of its file and of all that reading it depends on."""
    given = shared.given
    config = shared.edition.config
    read_with = digest((generator(), given.settings, sorted(given.files.items(), key=str), bool(config.content)))
    return {task.place: _key(task, read_with) for task in tasks}


def _key(task: Task, read_with: bytes) -> str:
    file = task.file
    declared = (file.source.declared, file.source.entities)
    facts = (read_with, file.source.name, file.key, file.folder, sorted(file.retired), task.version, declared)
    included = [(one.name, one.digest) for one in file.source.included]
    return digest((facts, file.source.digest, included, file.source.listed)).hex()


@cache
def generator() -> bytes:
    """Return what tells this state of the generator from another: its version, and the sizes and times of its files."""
    folder = Path(__file__).resolve().parents[1]
    stats = ((path, path.stat()) for path in sorted(folder.rglob("*.py")))
    return digest((__version__, msgspec.__version__, [(str(path), s.st_size, s.st_mtime_ns) for path, s in stats]))
