"""An element that names somebody or something -> what kind it is of, and who or what is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from loccit.model import Target
from loccit.model.pointers import pointers_in

NAME_KINDS: Mapping[str, str] = {
    "persName": "person",
    "orgName": "organisation",
    "placeName": "place",
    "geogName": "place",
    "settlement": "place",
    "country": "place",
    "region": "place",
    "district": "place",
    "eventName": "event",
    "objectName": "object",
    "term": "term",
    "gloss": "term",
    "title": "work",
    "rs": "name",
    "name": "name",
}
"""Which elements name something, and what."""

_TYPES = {
    **dict.fromkeys(("person", "pers", "people"), "person"),
    **dict.fromkeys(("org", "organisation", "organization"), "organisation"),
    **{kind: kind for kind in ("place", "event", "work", "periodical", "object", "term")},
}
"""What the `@type` of an `rs` or `name` may say it names."""


def kind_of_name(element: str, attributes: Mapping[str, str]) -> str:
    """Return what an element of this name names: somebody, a place, a work, ..."""
    if element == "title" and attributes.get("level") == "j":
        return "periodical"
    return _TYPES.get(attributes.get("type", ""), NAME_KINDS[element])


def name_keys(attributes: Mapping[str, str], resolve: Callable[[str], Target]) -> list[str]:
    """Return who or what a name refers to by its `@ref` or `@key`: keys as `Mention` has them, most often one."""
    if "ref" in attributes:
        keys = [_key(resolve(value), value) for value in pointers_in(attributes["ref"])]
        return [key for key in keys if key]
    value = " ".join(attributes.get("key", "").split())
    key = _key(resolve(value), value) if _IS_POINTER.search(value) else f"id:{value}"
    return [key] if value and key else []


_IS_POINTER = re.compile(r"^#|://|\.xml#")
"""What looks like a pointer in a `@key`, which may hold anything."""


def _key(target: Target, value: str) -> str:
    if target.kind == "external":
        return target.key
    if target.kind == "dangling":
        return f"id:{value.removeprefix('#')}"
    return {
        "entry": f"entry:{target.key}",
        "local": f"local:{target.fragment}",
        "text": f"text:{target.key}#{target.fragment}",
    }.get(target.kind, "")


def target_of(key: str) -> Target:
    """Return where the link around a name leads: its entry in the glossary, or what the registers say of it."""
    kind, _, rest = key.partition(":")
    return Target("entry", rest) if kind == "entry" else Target("name", key)
