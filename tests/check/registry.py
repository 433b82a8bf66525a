"""Released addresses with their words -> the registry, for cases that people can read."""

from __future__ import annotations

from typing import get_args

import msgspec

from loccit.model.permalink import Permalink, Status
from loccit.registry.blocks import Addressed
from loccit.registry.records import format_registry

WORDS = "content/permalinks.txt"
REGISTRY = "content/permalinks.jsonl"


def registry_of(lines: str) -> bytes:
    """Return the registry of what a case says was released, in the form that `cases/README.md` describes."""
    return format_registry(record_of(line) for line in lines.splitlines())


def record_of(line: str) -> Permalink:
    """Return the record of one line, such as `a#p8 paragraph 8 merged:p7 | The words.`."""
    head, _, words = line.partition(" | ")
    name, kind, *rest = head.split()
    text, hash_sign, address = name.partition("#")
    label, status, successors = "", "live", ""
    for part in rest:
        if part.partition(":")[0] in get_args(Status):
            status, _, successors = part.partition(":")
        else:
            label = part
    key = (text, address) if hash_sign else ("", name)
    record = Addressed(*key, kind, label, words, permanent=True).record("1.0")
    gone = {"last": "1.0"} if status in {"merged", "moved", "undecided", "withdrawn"} else {}
    found = tuple(filter(None, successors.split(",")))
    return msgspec.structs.replace(record, status=status, successors=found, **gone)
