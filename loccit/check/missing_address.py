"""An address that was released and that nothing in the edition carries any more.

A link to it that somebody printed leads nowhere. Drafts are free: what was never released may go.

Passes, where `p1` and `p2` are in a release::

    <p xml:id="p1">…</p> <p xml:id="p2">…</p>

Fails::

    <p xml:id="p1">…</p>
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from loccit.check.addresses import RECONCILE, Addresses, addresses
from loccit.check.likeness import has_few_words, kind_name, released_words
from loccit.errors import Position, Problem
from loccit.model import Edition, Permalink, Text
from loccit.registry.blocks import Addressed

CODE = "missing-address"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each released address that is missing, and one for each text that is missing as a whole."""
    index = addresses(edition)
    by_text: dict[str, list[Permalink]] = {}
    for record in index.missing:
        by_text.setdefault(record.address if record.kind == "text" else record.text, []).append(record)
    for key, records in by_text.items():
        if not key:
            yield from (_document(index, record) for record in records if not _has_file(edition, record))
        elif key in index.texts:
            yield from _in_text(index, index.texts[key], records)
        elif len(edition.texts) == len(edition.config.tei):
            # A text that could not be read has a problem of its own.
            yield _text(index, key, records)


def _in_text(index: Addresses, text: Text, records: Sequence[Permalink]) -> Iterator[Problem]:
    """Yield a problem for each missing address, or one for all of them where the file has lost every one."""
    released = [record for record in index.live if record.text == text.key]
    if 1 < len(records) == len(released):
        found = [item for record in records if (item := index.stray(record)) and item.text == text.key]
        message = f"none of the {len(records)} released addresses of this text is in it any more"
        standing = f"; {len(found)} of their texts stand in it without them" if found else ""
        at = Position(text.source.name, 1, 1)
        yield Problem(at, CODE, message + standing, f"{RECONCILE} to put them back, or restore the file")
        return
    surviving: dict[str, Addressed] = {}
    gone = {record.key for record in records}
    for record in released:
        if record.key in gone:
            yield _address(index, text, record, surviving.get(record.kind))
        elif item := index.by_key.get(record.key):
            surviving[record.kind] = item


def _address(index: Addresses, text: Text, record: Permalink, before: Addressed | None) -> Problem:
    """Return the problem of one address; it stands where its text is, or else at the address before it."""
    message = f"the released {kind_name(record.kind)} {record.address} is gone: {released_words(record)}"
    at = index.at(before) if before else Position(text.source.name, 1, 1)
    stray = index.stray(record)
    if stray is None:
        return Problem(at, CODE, message, f"{RECONCILE} to say what has become of it")
    how = f"as {stray.address}" if stray.permanent else "without xml:id"
    if has_few_words(record):
        message += f"; the same words stand in {index.line(stray, text.key)} {how}"
        there = index.at(stray) if stray.text == text.key else at
        return Problem(there, CODE, message, f"{RECONCILE} to say whether it is these")
    message += f"; its text stands in {index.line(stray, text.key)} {how}"
    if stray.text != text.key:
        return Problem(at, CODE, message, f"{RECONCILE} to say that it has moved")
    return Problem(index.at(stray), CODE, message, f"{RECONCILE} to put it back")


def _text(index: Addresses, key: str, records: Sequence[Permalink]) -> Problem:
    """Return the problem of a text that is not in the edition: gone, or in a file of another name."""
    found = Counter(item.text for record in records if (item := index.stray(record)) and item.text)
    count = sum(record.text == key for record in records)
    with_it = f", and {count} address{'' if count == 1 else 'es'} with it" if count else ""
    message = f"the released text {key} is gone{with_it}"
    if not found:
        hint = f"restore its file in texts/, or {RECONCILE} to say what has become of it"
        return Problem(index.at_record(records[0]), CODE, message, hint)
    file = index.texts[found.most_common(1)[0][0]].source.name
    hint = f"give the file its old name, {key}.xml, or {RECONCILE}"
    return Problem(index.at_record(records[0]), CODE, f"{message}; its words stand in {file}", hint)


def _document(index: Addresses, record: Permalink) -> Problem:
    message = f"the released {kind_name(record.kind)} {record.address} is gone: {released_words(record)}"
    if stray := index.stray(record):
        message += f"; its words stand in {index.at(stray).path}"
    hint = f"restore its file, or {RECONCILE} to say what has become of it"
    return Problem(index.at_record(record), CODE, message, hint)


def _has_file(edition: Edition, record: Permalink) -> bool:
    """Tell whether the file of an entry, note or page is there, so that it could not be read: that is reported."""
    folder = "pages/" if record.kind == "page" else ""
    content = edition.config.content
    return content is not None and (content / f"{folder}{record.address}.md").is_file()
