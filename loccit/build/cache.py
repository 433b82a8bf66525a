"""What was made of each text, kept under a digest of what it was made of, so that nothing is made twice.

The files are in the user's own cache folder, one folder for each edition, and only what the last build used stays.
They are pickles: nobody else can write there, and an edition that one was sent brings none along.
"""

from __future__ import annotations

import copyreg
import os
import pickle
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from itertools import accumulate
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import msgspec

from loccit import __version__
from loccit.build.work import Made, Shared, Task
from loccit.caching import cache_folder, own_name, put_in_place
from loccit.content import Extract, data_of, digest_of
from loccit.digests import digest
from loccit.model import Source


def _proxy(data: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(data)


def _reduced(proxy: MappingProxyType[Any, Any]) -> tuple[Callable[..., MappingProxyType[Any, Any]], tuple[Any, ...]]:
    return _proxy, (dict(proxy),)


# Read-only mappings are part of an outline, and Python has no pickle of its own for them.
copyreg.pickle(MappingProxyType, _reduced)


class Cache(Protocol):
    """Where things made are kept."""

    @property
    def is_shared(self) -> bool:
        """Tell whether other processes of this machine keep things in the same place."""

    def get(self, key: str, source: Source | None = None, /) -> Made | None:
        """Return what was kept under a key, made of this file."""

    def put(self, key: str, made: Made, source: Source | None = None, /) -> Made:
        """Keep something under a key, made of this file, and return it as it is at hand from now on."""

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget everything else."""

    def agreed(self) -> str:
        """Return the state in which all that is kept was made for one another, or an empty string."""

    def agree(self, state: str) -> None:
        """Take note of that state, or with an empty string that things are being made for another."""


class InMemory:
    """Keeps things as long as the process lives."""

    is_shared = False

    def __init__(self) -> None:
        self._kept: dict[str, Made] = {}
        self._agreed = ""

    def get(self, key: str, _source: Source | None = None, /) -> Made | None:
        """Return what was kept under a key."""
        return self._kept.get(key)

    def put(self, key: str, made: Made, _source: Source | None = None, /) -> Made:
        """Keep something under a key, and return it."""
        self._kept[key] = made
        return made

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget everything else."""
        wanted = frozenset(keys)
        self._kept = {key: made for key, made in self._kept.items() if key in wanted}

    def agreed(self) -> str:
        """Return the state in which all that is kept was made for one another."""
        return self._agreed

    def agree(self, state: str) -> None:
        """Take note of that state."""
        self._agreed = state


class _Stored(msgspec.Struct, frozen=True):
    """Something made, without the file it was made of and without its own files, which stand behind it."""

    made: Made
    files: tuple[tuple[str, int, bytes], ...]
    """The path, the size and the digest of each of its files."""

    def extracts(self, path: Path, start: int) -> dict[str, Extract]:
        """Return its files as they stand in the file at `path`, from a byte on."""
        starts = accumulate((size for _, size, _ in self.files), initial=start)
        return {
            name: Extract(path, first, size, known)
            for (name, size, known), first in zip(self.files, starts, strict=False)
        }


_AGREED = "agreed"
_LENGTH = 8
"""The bytes at the head of a file that say how long what follows is."""


class OnDisk:
    """Keeps things in a folder; a disk that refuses, or a damaged file, costs only time.

    Files of the site are read only when they are needed: most of them are there already.
    """

    is_shared = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str, source: Source | None = None, /) -> Made | None:
        """Return what was kept under a key, made of this file."""
        path = self._folder / key
        try:
            with path.open("rb") as file:
                length = int.from_bytes(file.read(_LENGTH), "big")
                stored = pickle.loads(file.read(length))  # noqa: S301 - a file of the user's own
                size = os.fstat(file.fileno()).st_size
        except Exception:  # noqa: BLE001 - whatever a damaged pickle raises
            return None
        if not isinstance(stored, _Stored) or size != _LENGTH + length + sum(size for _, size, _ in stored.files):
            return None
        made = msgspec.structs.replace(stored.made, files=stored.extracts(path, _LENGTH + length))
        return made.together_with(source) if source else made

    def put(self, key: str, made: Made, source: Source | None = None, /) -> Made:
        """Keep something under a key, made of this file, and return it; its files need no memory then."""
        path = self._folder / key
        data = {name: data_of(content) for name, content in made.files.items()}
        own = msgspec.structs.replace(made.apart_from(source) if source else made, files={})
        stored = _Stored(own, tuple((name, len(each), digest_of(each)) for name, each in data.items()))
        head = pickle.dumps(stored, pickle.HIGHEST_PROTOCOL)
        if not put_in_place(path, b"".join((len(head).to_bytes(_LENGTH, "big"), head, *data.values()))):
            return made
        return msgspec.structs.replace(made, files=stored.extracts(path, _LENGTH + len(head)))

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget everything else."""
        wanted = {*keys, _AGREED}
        try:
            for path in self._folder.iterdir():
                if path.name not in wanted:
                    path.unlink(missing_ok=True)
        except OSError:
            return

    def agreed(self) -> str:
        """Return the state in which all that is kept was made for one another."""
        try:
            return (self._folder / _AGREED).read_text("ascii")
        except (OSError, UnicodeDecodeError):
            return ""

    def agree(self, state: str) -> None:
        """Take note of that state."""
        if not state:
            # Where that cannot be removed, nothing else here can be changed either.
            with suppress(OSError):
                (self._folder / _AGREED).unlink(missing_ok=True)
        elif state != self.agreed():
            put_in_place(self._folder / _AGREED, state.encode())


class Forgetful(OnDisk):
    """Keeps things and remembers none: all is made anew, and the next build remembers that."""

    def get(self, _key: str, _source: Source | None = None, /) -> Made | None:
        """Return nothing."""

    def agreed(self) -> str:
        """Return no state."""
        return ""


def cache_of(root: Path, *, clean: bool = False) -> Cache:
    """Return the cache of the edition in a folder, in the user's cache folder; a `clean` one begins with nothing."""
    folder = cache_folder()
    if folder is None:
        return InMemory()
    own = folder / own_name("texts", root)
    try:
        own.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return InMemory()
    return Forgetful(own) if clean else OnDisk(own)


class Keep(msgspec.Struct, frozen=True):
    """Keeps what becomes of tasks, each under its key."""

    cache: Cache
    keys: Mapping[tuple[str, str], str]

    def __call__(self, task: Task, made: Made) -> Made:
        """Keep what became of a task, if that is pages, and return it as it is at hand from now on."""
        return self.cache.put(self.keys[task.place], made, task.file.source) if made.around else made

    def only(self, tasks: Iterable[Task]) -> Keep:
        """Return what keeps these tasks and knows no others."""
        return Keep(self.cache, {task.place: self.keys[task.place] for task in tasks})


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
