"""A pointer -> why it leads nowhere and what to write instead; shared by the rules on `@target`, `@ref` and `@resp`."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from loccit.check.addresses import RECONCILE, what_became
from loccit.check.pointers import DISK, KEYED, Placed, files, nearest_file, pointers, quoted, suggest, undeclared_prefix
from loccit.errors import Problem
from loccit.model import Document, Edition, Text
from loccit.model.pointers import SAFE_SCHEMES

_WORD = re.compile(r"[\w-]+")


class Reason(NamedTuple):
    """Why a pointer leads nowhere, and what to write instead."""

    message: str
    hint: str


def dangling(edition: Edition, code: str, attributes: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for each pointer in one of the attributes that leads nowhere."""
    for placed, reason in reasons(edition, attributes):
        yield Problem(placed.at, code, reason.message, reason.hint)


def reasons(edition: Edition, attributes: frozenset[str]) -> Iterator[tuple[Placed, Reason]]:
    """Yield each pointer in one of the attributes that leads nowhere, and why."""
    registered = frozenset(own for file in edition.tei for own in file.register)
    known: dict[tuple[str, str], Reason | None] = {}
    explained: Counter[str] = Counter()
    for placed in pointers(edition):
        if placed.pointer.attribute in attributes and not _is_elsewhere(placed, registered):
            home = placed.home.source.name
            key = (home, placed.pointer.value)
            if key not in known:
                # What is near is looked for among all the ids of a text, which must not be done a thousand times.
                known[key] = explain(placed, edition, suggest if explained[home] < EXPLAINED else nothing)
                explained[home] += known[key] is not None
            if reason := known[key]:
                yield placed, reason


def _is_elsewhere(placed: Placed, registered: frozenset[str]) -> bool:
    """Tell whether what is meant need not be in the edition: a text before or after, a property, a key, a number."""
    pointer = placed.pointer
    is_bare = pointer.attribute in {"corresp", "next", "prev"} or pointer.element == "locus"
    if is_bare and _NUMBER.fullmatch(pointer.value):
        return True
    is_elsewhere = pointer.target.kind == "dangling" and bool(pointer.target.key)
    if pointer.element in _ROOTS and pointer.attribute in {"next", "prev"}:
        return is_elsewhere
    is_key = pointer.element == "relation" or _WORD.fullmatch(pointer.value) is not None
    return (is_elsewhere and pointer.attribute == "ref" and is_key) or _is_of_register(placed, registered)


_NUMBER = re.compile(r"#?\d[\w.-]*")
"""The number of an entry elsewhere: no id begins with a digit."""
_ROOTS = frozenset({"TEI", "teiCorpus"})


def _is_of_register(placed: Placed, known: frozenset[str]) -> bool:
    """Tell whether a `@ref` is the id of somebody or something in a register of the edition, as many write it."""
    return placed.pointer.attribute == "ref" and _AFTER_MARK.split(placed.pointer.value)[-1] in known


_AFTER_MARK = re.compile(r"[#/:]")


EXPLAINED = 50
"""For how many of a file's pointers a nearest name is looked for."""


Find = Callable[..., str]
"""How a hint is found: `suggest`, or `nothing`."""


def nothing(*_ignored: object) -> str:
    """Find no hint."""
    return ""


def explain(placed: Placed, edition: Edition, find: Find = suggest) -> Reason | None:
    """Return why a pointer leads nowhere, or `None` where it does or where its prefix is what is wrong."""
    target = placed.pointer.target
    if target.kind == "empty":
        name = placed.pointer.attribute
        return Reason(f"the {name} is empty", f"write what it points at, or take the {name} out")
    if target.kind == "text" and target.fragment:
        return _other_text(placed, edition, find)
    if target.kind != "dangling" or undeclared_prefix(placed):
        return None
    if not target.key:
        return _local(placed, edition, find)
    return _address(placed.pointer.value) or _keyed(placed, edition, find) or _file(placed, edition, find)


def _local(placed: Placed, edition: Edition, find: Find) -> Reason:
    home, fragment = placed.home, placed.pointer.target.fragment
    if isinstance(home, Document):
        return Reason(f"no address {quoted(fragment)} in this file", "link to a paragraph: text:KEY#ID")
    return _released(placed, home, edition) or _no_id(placed, home, "this file", find)


def _released(placed: Placed, text: Text, edition: Edition) -> Reason | None:
    """Return what has become of the address that a pointer names, if it was released and is gone."""
    value, fragment = placed.pointer.value, placed.pointer.target.fragment
    record = edition.registry.get((text.key, fragment))
    if record is None:
        return None
    if not record.is_gone:
        return Reason(f"the released address {quoted(fragment)} is missing", f"{RECONCILE}, then check again")
    near = [address for address in record.successors if "#" not in address]
    pointers_to = " or ".join(value.removesuffix(fragment) + address for address in near)
    hint = f"write {pointers_to}" if near else "point at another passage, or take the pointer out"
    return Reason(f"{quoted(fragment)} {what_became(record)}", hint)


def _no_id(placed: Placed, text: Text, where: str, find: Find) -> Reason:
    value, fragment = placed.pointer.value, placed.pointer.target.fragment
    if not fragment:
        return Reason(f"{quoted(value)} names no id", "write the id after the #")
    hint = find(fragment, _ids_of(text), value.removesuffix(fragment))
    otherwise = f'write xml:id="{fragment}" on the element that is meant'
    return Reason(f"no xml:id {quoted(fragment)} in {where}", hint or otherwise)


def _ids_of(text: Text) -> Iterator[str]:
    yield from text.ids
    yield from sorted(text.shown_ids)


def _other_text(placed: Placed, edition: Edition, find: Find) -> Reason | None:
    target = placed.pointer.target
    text = next((text for text in edition.tei if text.key == target.key), None)
    # A text that could not be read has a problem of its own.
    if text is None or target.fragment in text.shown_ids or target.fragment in text.ids:
        return None
    return _released(placed, text, edition) or _no_id(placed, text, text.source.name, find)


def _address(value: str) -> Reason | None:
    """Return what is wrong with a pointer that was to be an address on the web or on a disk."""
    scheme = value.partition(":")[0].lower()
    if value.startswith("www."):
        return Reason(f"{quoted(value)} is read as a file's name", f"write https://{value}")
    if DISK.match(value):
        return Reason(f"{quoted(value)} is a place on one computer", "write the path from this file")
    if ":" in value and scheme in SAFE_SCHEMES:
        return Reason(f"{quoted(value)} is no address", "write the whole of it, such as https://example.org/")
    return None


_REMEDIES = {
    "gloss": "write the entry, glossary/{}.md",
    "note": "write the note, notes/{}.md",
    "page": "write the page, pages/{}.md",
    "text": "put the text into texts/{}.xml",
    "source": "add {} to sources.yaml",
}


def _keyed(placed: Placed, edition: Edition, find: Find) -> Reason | None:
    """Return what is wrong with `gloss:KEY` and its like in Markdown."""
    prefix, _, rest = placed.pointer.value.partition(":")
    if isinstance(placed.home, Text) or prefix not in KEYED:
        return None
    key, hash_sign, fragment = rest.partition("#")
    known = {
        "gloss": edition.entries,
        "note": edition.notes,
        "page": edition.pages,
        "text": dict.fromkeys(text.key for text in edition.texts),
        "source": edition.references,
    }[prefix]
    hint = find(key, known, f"{prefix}:", hash_sign + fragment)
    return Reason(f"no {KEYED[prefix]} {quoted(key)}", hint or _REMEDIES[prefix].format(key))


def _file(placed: Placed, edition: Edition, find: Find) -> Reason:
    """Return what is wrong with a path, written out or made by a prefix."""
    value, path = placed.pointer.value, placed.pointer.target.key.partition("#")[0]
    if path.partition(":")[0] == value.partition(":")[0] and ":" in value:
        hint = "write it as the prefixDef's matchPattern says"
        return Reason(f"{quoted(value)} does not fit the pattern of its prefix", hint)
    if not _meant(placed, path).is_relative_to(edition.config.root):
        return Reason(f"{quoted(value)} leads out of the edition's folder", "write a path inside it")
    if path not in value:
        message = f"{quoted(value)} leads to {path}, which is not in the edition"
        return Reason(message, _nearest_by_prefix(placed, edition, path, find))
    hint = _nearest_file(placed, edition, path, find)
    if isinstance(placed.home, Text) and _WORD.fullmatch(path):
        hint = find(path, placed.home.ids, "#") or hint or f"write #{path} for an xml:id of this file"
    otherwise = "write the path of a TEI or Markdown file of the edition, or the whole address of a page on the web"
    return Reason(f"no file {quoted(path)} in the edition", hint or otherwise)


def _nearest_by_prefix(placed: Placed, edition: Edition, path: str, find: Find) -> str:
    """Return the pointer with the name of a file that is there, or which file to write."""
    meant = _meant(placed, path)
    beside = (home.source.path.stem for home in files(edition) if home.source.path.parent == meant.parent)
    before, stem, after = placed.pointer.value.rpartition(meant.stem)
    nearest = find(meant.stem, beside, before, after) if stem else ""
    return nearest or f"write {os.path.relpath(meant, edition.config.root)}, or correct the pointer"


def _nearest_file(placed: Placed, edition: Edition, path: str, find: Find) -> str:
    return "" if find is nothing else nearest_file(edition, placed.home.source.path.parent, path)


def _meant(placed: Placed, path: str) -> Path:
    return Path(os.path.normpath(placed.home.source.path.parent / unquote(path)))
