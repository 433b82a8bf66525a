"""A configuration -> a folder that holds the site: it is built, compared with what is there, and written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import msgspec

from loccit.build import Built, Progress, build_site
from loccit.build.cache import Cache, InMemory, cache_of
from loccit.config import Config, relative_name
from loccit.errors import ConfigError, Problem, ProblemsFound
from loccit.model import Memory
from loccit.plain import Plain
from loccit.seen import Seen
from loccit.write import Written, write_site

Stops = Callable[[Problem], bool]


class Published(NamedTuple):
    """What was built, how much of it was written, and where it is."""

    built: Built
    written: Written
    folder: Path


def publish(
    config: Config,
    folder: Path,
    stops: Stops,
    *,
    plain: Plain | None = None,
    clean: bool = False,
    workers: str = "auto",
    keep_going: bool = False,
    progress: Progress | None = None,
) -> Published:
    """Make a folder hold the site of an edition, and remember what the next build can use of it.

    What is known to be `plain` is not read; with `clean` nothing that earlier builds made is used. Raises
    `ProblemsFound` where `stops` says of one that it stops the build, `ForgottenError` where it turned out too late
    that an earlier build is not to be relied on, and whatever `build_site` and `write_site` raise.
    """
    cache, seen = cache_of(config.root, clean=clean), Seen(folder) if clean else Seen.before(folder)
    built = build_site(
        config,
        stops,
        workers=workers,
        keep_going=keep_going,
        cache=cache,
        memory=Memory(plain),
        progress=progress,
    )
    written = _written(built, config, folder, seen)
    seen.keep()
    if plain:
        plain.keep()
    return Published(built, written, folder)


class Publisher:
    """Publishes the working state of an edition again and again, and makes only what has changed."""

    def __init__(self, source: Path, folder: Path) -> None:
        self._folder = folder
        self._plain = Plain(source)
        self._memory = Memory(self._plain)
        self._cache: Cache = InMemory()
        self._seen = Seen(folder)

    def publish(self, load: Callable[[Plain], Config], stops: Stops) -> Written:
        """Make the folder hold the site; raise what `publish` raises."""
        config = load(self._plain)
        config = msgspec.structs.replace(config, draft=True)
        built = build_site(config, stops, cache=self._cache, memory=self._memory)
        return _written(built, config, self._folder, self._seen)


def _written(built: Built, config: Config, folder: Path, seen: Seen) -> Written:
    if not config.tei:
        place = relative_name(config.content / "texts" if config.content else config.root, config.root)
        raise ConfigError(f"there is no text in {place}", hint="put a TEI file there, with the suffix .xml")
    if not built.files:
        raise ProblemsFound(built.problems)
    return write_site(built.files, folder, protected=_protected(config), seen=seen)


def _protected(config: Config) -> list[Path]:
    """Return the folders that no site may be written over."""
    folders = [config.root, *config.templates, *config.static, *([config.content] if config.content else [])]
    return [*folders, *{path.parent for path in config.tei}]
