"""An edition whose text has moved on -> a plan for its released addresses; an accepted plan -> the new files.

The plan is data: it can be shown, written to a file, changed there and applied later, as long as the texts and the
registry are those it was made of.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from loccit.config import Settings
from loccit.errors import ConfigError, Position, WriteError, reason_of
from loccit.model import Edition, Registry, Source, Text
from loccit.number import number_source
from loccit.read.releases import REGISTRY
from loccit.read.tei import read_tei
from loccit.registry.align import align_edition
from loccit.registry.blocks import Addressed, addressed, addressed_in
from loccit.registry.proposals import Proposal, Replaced, Withdrawn
from loccit.registry.records import format_registry, parse_registry
from loccit.registry.settle import Ordinal, id_changes, settle, successor_places, wants_number
from loccit.replace import replace_together
from loccit.tei_ids import changed, with_ids

REASON = "removed in revision"
"""The reason of what is withdrawn by `--accept-all`, where none is given."""


class Plan(msgspec.Struct, frozen=True):
    """What is proposed for the released addresses of an edition, and what of the edition it was made of."""

    made_of: Mapping[str, str]
    """The digest of each text by its key, and of the registry by its file's name."""
    proposals: tuple[Proposal, ...]


class Changes(msgspec.Struct, frozen=True):
    """What a plan comes to: the files that change, and the ids that elements get or lose."""

    files: Mapping[Path, bytes]
    """The texts, and the registry last."""
    registry: Registry
    ids: tuple[str, ...]
    """A line for each id that is written or taken away."""


def plan(edition: Edition) -> Plan:
    """Return what has become of the released addresses of an edition."""
    return Plan(_digests(edition), align_edition(edition))


def with_reasons(plan: Plan, reason: str) -> Plan:
    """Return the plan with a reason wherever one is wanted and none is given."""
    return msgspec.structs.replace(plan, proposals=tuple(_with_reason(p, reason or REASON) for p in plan.proposals))


def _with_reason(proposal: Proposal, reason: str) -> Proposal:
    wants = isinstance(proposal, Withdrawn | Replaced) and not proposal.reason
    return msgspec.structs.replace(proposal, reason=reason) if wants else proposal


def format_plan(plan: Plan) -> str:
    """Return the plan as JSON, to be read by people and programs."""
    return msgspec.json.format(msgspec.json.encode(plan), indent=2).decode() + "\n"


def parse_plan(data: bytes, name: str) -> Plan:
    """Return a plan out of a file; raise `ConfigError` where it is none."""
    try:
        return msgspec.json.decode(data, type=Plan)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        message = f"not a plan: {reason_of(error)}"
        hint = f"make one: `loccit reconcile --write-plan {name}`"
        raise ConfigError(message, at=Position(name), hint=hint) from error


def _digests(edition: Edition) -> Mapping[str, str]:
    registry = (_registry_path(edition)).read_bytes() if _registry_path(edition).is_file() else b""
    texts = {text.key: _digest(text.source.published) for text in edition.texts}
    return {**texts, REGISTRY: _digest(registry)}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _registry_path(edition: Edition) -> Path:
    if edition.config.content is None:
        message = f"there is no edition in {edition.config.root}: what is not published has no permanent addresses"
        raise ConfigError(message, hint="type `loccit new DIR` for a small edition")
    return edition.config.content / REGISTRY


# From an accepted plan to files


def apply(plan: Plan, edition: Edition) -> Changes:
    """Carry out a plan: repair the texts and bring the registry up to date, all of it or nothing."""
    changes = prepare(plan, edition)
    content = _registry_path(edition).parent
    sources = (one for text in edition.texts for one in (text.source, *text.source.included))
    read = {source.path: source.data for source in sources if source.path in changes.files}
    if changes.files:
        replace_together(content, changes.files, read)
    return changes


def prepare(plan: Plan, edition: Edition) -> Changes:
    """Return what a plan comes to; nothing is written.

    Raises `ConfigError` where the plan was made of another state, or lacks a reason or an address.
    """
    _refuse_what_does_not_fit(plan, edition)
    changes = id_changes(plan.proposals)
    wanted = wants_number(plan.proposals)
    files: dict[Path, bytes] = {}
    ids: list[str] = []
    present = [item for item in addressed(edition) if not item.text]
    for text in edition.texts:
        own = {ordinal: new for (key, ordinal), new in changes.items() if key == text.key}
        made = _rewritten(text, own, {ordinal for key, ordinal in wanted if key == text.key}, edition)
        written = changed(text.source, made)
        again = _again(text, made, edition.config.settings) if written else text
        present += addressed_in(again)
        if again is not text:
            files |= {path: new for path, (_old, new) in written.items()}
            ids += _said(text, again)
    _refuse_what_has_no_id(present, edition, plan)
    version = edition.releases[-1].version if edition.releases else ""
    registry = settle(edition.registry, plan.proposals, present, version)
    data = format_registry(registry.values())
    if plan.proposals and parse_registry(data, REGISTRY) != (registry, ()):
        raise RuntimeError("the registry does not read as it was written")
    if dict(registry) != dict(edition.registry):
        files[_registry_path(edition)] = data
    return Changes(files, registry, tuple(ids))


def _refuse_what_does_not_fit(plan: Plan, edition: Edition) -> None:
    changed = [name for name, digest in _digests(edition).items() if plan.made_of.get(name) != digest]
    if changed:
        message = f"the plan was made before {' and '.join(changed)} changed"
        raise ConfigError(message, hint="make it again: `loccit reconcile --write-plan FILE`")
    for proposal in plan.proposals:
        if proposal.key not in edition.registry:
            raise ConfigError(f"the plan has {proposal.name}, which was never released", hint="make the plan again")
        if isinstance(proposal, Withdrawn | Replaced) and not proposal.reason.strip():
            hint = 'write a "reason" into the plan, or give one for all: --reason "not by the author"'
            raise ConfigError(f"{proposal.name} is to be withdrawn without a reason", hint=hint)


def _rewritten(text: Text, ids: Mapping[int, str], wanted: Iterable[int], edition: Edition) -> Source:
    """Return the files of a text with the ids put right, and those numbered that must have one and have none."""
    made = with_ids(text.source, ids) if ids else text.source
    has = {item.ordinal for item in addressed_in(text) if item.permanent} | {o for o, new in ids.items() if new}
    if set(wanted) <= has - {ordinal for ordinal, new in ids.items() if not new}:
        return made
    retired = {address for key, address in edition.registry if key == text.key}
    return number_source(made, retired)[1]


def _again(text: Text, made: Source, settings: Settings) -> Text:
    """Return a text read again with other ids."""
    return read_tei(made, key=text.key, folder="", files={}, settings=settings)


def _said(before: Text, after: Text) -> Iterator[str]:
    """Yield a line for each id that is new, other or gone."""
    was = {ordinal: own for own, ordinal in before.ids.items()}
    for oddity in before.oddities:
        if oddity.kind == "duplicate-id":
            was[oddity.ordinal] = oddity.subject
    now = {ordinal: own for own, ordinal in after.ids.items()}
    for ordinal in sorted(was.keys() | now.keys()):
        old, new = was.get(ordinal, ""), now.get(ordinal, "")
        if old != new:
            change = f"{old} is {new} now" if old and new else f"{new} is new" if new else f"{old} is taken away"
            yield f"{before.source.position(ordinal)}: {change}"


def _refuse_what_has_no_id(present: Iterable[Addressed], edition: Edition, plan: Plan) -> None:
    """Raise `WriteError` where the successor of an address cannot be given an id of its own."""
    successors: set[Ordinal] = {(p.text, p.ordinal) for one in plan.proposals for p in successor_places(one) if p.text}
    for item in present:
        if (item.text, item.ordinal) in successors and not item.permanent:
            at = edition.text(item.text).source.position(item.ordinal)
            hint = "write the text itself instead of the entity"
            raise WriteError("the text of a released address cannot be given an id here", at=at, hint=hint)
