"""An edition without errors -> a release of it: the texts frozen as they are, and every address in the registry."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from loccit.errors import ConfigError, EditionError, Position, Problem, ProblemsFound, typed
from loccit.model import Change, Edition, Permalink, Registry
from loccit.read.releases import MANIFEST, REGISTRY, RELEASES, Manifest, version_key
from loccit.registry.align import align_edition
from loccit.registry.blocks import Addressed, addressed
from loccit.registry.proposals import Edited, Relabelled
from loccit.registry.records import format_registry, parse_registry
from loccit.registry.settle import refreshed
from loccit.replace import replace_together

_VERSION = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z.-]*[0-9A-Za-z])?")


class ReleaseError(EditionError):
    """The edition cannot be released as it is."""


class Wanted(msgspec.Struct, frozen=True):
    """What a release is to be called."""

    version: str
    date: str
    """As `YYYY-MM-DD`."""
    summary: str


class Released(msgspec.Struct, frozen=True):
    """What a release came to."""

    wanted: Wanted
    folder: Path
    texts: int
    new: int
    """How many addresses were released for the first time."""
    edited: int
    """How many have other words than before."""


def wanted_release(edition: Edition, version: str = "", day: str = "", summary: str = "") -> Wanted:
    """Return what the release is called; what is not given stands in the newest `change` of a `revisionDesc`.

    Raises `ConfigError` where it stands nowhere, or cannot be.
    """
    newest = max((c for text in edition.texts for c in text.header.changes), key=lambda c: c.when, default=_NO_CHANGE)
    if version and newest.number not in {"", version}:
        newest = _NO_CHANGE  # It speaks of another release.
    found = Wanted(version or newest.number, day or newest.when or _today(), summary or newest.text)
    if not found.version:
        raise ConfigError("the release has no version", hint="type `loccit release 1.0`")
    if not _VERSION.fullmatch(found.version):
        message = f"{found.version!r} is no version"
        raise ConfigError(message, hint="use letters, digits, dots and hyphens, with a letter or digit at either end")
    if not _is_date(found.date):
        hint = f"type `--date {_today()}`, or write it so into the newest <change when='...'>"
        raise ConfigError(f"{found.date!r} is no date as YYYY-MM-DD", hint=hint)
    if not found.summary:
        hint = "type `--summary 'What is new'`, or write a <change> into the revisionDesc"
        raise ConfigError("the release has no summary", hint=hint)
    return found


_NO_CHANGE = Change("", "")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _is_date(written: str) -> bool:
    try:
        return date.fromisoformat(written).isoformat() == written
    except ValueError:
        return False


def release(edition: Edition, problems: Iterable[Problem], wanted: Wanted) -> Released:
    """Freeze the texts and bring the registry up to date, both or neither.

    `problems` are what a check of the edition found. Raises `ProblemsFound` where one is an error, `ReleaseError`
    where the edition or the version is not fit to be released.
    """
    if errors := [problem for problem in problems if problem.severity == "error"]:
        raise ProblemsFound(errors)
    content = edition.config.content
    if content is None:
        raise ReleaseError("only an edition can be released", hint="type `loccit new DIR` for a small one")
    _refuse_version(edition, wanted.version)
    items = addressed(edition)
    _refuse_what_has_no_number(edition, items)
    _refuse_what_is_not_reconciled(edition)
    registry = released_registry(edition.registry, items, wanted.version)
    data = format_registry(registry.values())
    if parse_registry(data, REGISTRY) != (registry, ()):
        raise RuntimeError("the registry does not read as it was written")
    folder = content / RELEASES / wanted.version
    read = {one.path: one.data for text in edition.texts for one in (text.source, *text.source.included)}
    replace_together(content, {folder: frozen(edition, items, wanted), content / REGISTRY: data}, read)
    old = edition.registry
    new = sum(not (known := old.get(key)) or not known.first for key in registry)
    edited = sum(key in old and registry[key].fingerprint != old[key].fingerprint for key in registry)
    return Released(wanted, folder, len(edition.texts), new, edited)


def _refuse_version(edition: Edition, version: str) -> None:
    versions = [released.version for released in edition.releases]
    if version.casefold() in {known.casefold() for known in versions}:
        hint = "a release never changes: give the next version"
        raise ReleaseError(f"{version} is released already", hint=hint)
    for key, address in edition.registry:
        if address.casefold() == version.casefold():
            where = f"the address of a place in {key}" if key else "an address in the edition"
            raise ReleaseError(f"{version} is {where}", hint="give a version with a dot: 1.0")
    if versions and version_key(version) <= version_key(versions[-1]):
        raise ReleaseError(f"{version} does not come after {versions[-1]}", hint="give a higher version")


def _refuse_what_has_no_number(edition: Edition, items: Iterable[Addressed]) -> None:
    bare = [item for item in items if not item.permanent and item.ordinal >= 0 and not _is_repeated(edition, item)]
    if bare:
        at = edition.text(bare[0].text).source.position(bare[0].ordinal)
        more = f" and {len(bare) - 1} more" if len(bare) > 1 else ""
        message = f"a {bare[0].kind}{more} without an xml:id, so without a permanent address"
        raise ReleaseError(message, at=at, hint=f"type `loccit number {typed(at.path)}`")


def _is_repeated(edition: Edition, item: Addressed) -> bool:
    """Tell whether an item stands in its text a second time, since a file is included more than once."""
    return bool(item.text) and edition.text(item.text).source.is_repeated(item.ordinal)


def _refuse_what_is_not_reconciled(edition: Edition) -> None:
    """Raise `ReleaseError` where a released address is split, gone or misplaced and nobody has said what became of it.

    That a paragraph was edited is for the registry to note, and not for anybody to decide.
    """
    proposals = [p for p in align_edition(edition) if not isinstance(p, Edited | Relabelled)]
    if proposals:
        more = f" and {len(proposals) - 1} more" if len(proposals) > 1 else ""
        message = f"{proposals[0].name}{more} not in the place where it was released"
        raise ReleaseError(message, at=Position(edition.registry_name), hint="type `loccit reconcile`")


def frozen(edition: Edition, items: Iterable[Addressed], wanted: Wanted) -> Mapping[str, bytes]:
    """Return the files of a release by their path in its folder."""
    folder = (edition.config.content or edition.config.root) / "texts"
    files = {f"texts/{t.source.path.relative_to(folder).as_posix()}": t.source.published for t in edition.texts}
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    editorial = {item.address: item.words for item in items if not item.text}
    manifest = Manifest(wanted.version, wanted.date, wanted.summary, digests, editorial)
    return {**files, MANIFEST: msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"}


def released_registry(registry: Registry, items: Iterable[Addressed], version: str) -> Registry:
    """Return the registry after a release: what is new is in it, and what lives has the words it has now."""
    return dict(_released(registry, items, version))


def _released(
    registry: Registry, items: Iterable[Addressed], version: str
) -> Iterator[tuple[tuple[str, str], Permalink]]:
    yield from registry.items()
    for item in items:
        if item.permanent:
            known = registry.get(item.key)
            record = refreshed(known, item) if known else item.record(version)
            yield item.key, msgspec.structs.replace(record, first=record.first or version)
