"""YAML text -> a value of a type, or the line of what cannot be understood and what to write there instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, TypeVar, get_args, get_origin

import msgspec

from loccit.errors import ConfigError, Position, did_you_mean

T = TypeVar("T")


def parse_mapping(text: str, kind: type[T], name: str, first_line: int = 1) -> T:
    """Return YAML text as a value of type `kind`.

    `first_line` is the line of the file that the text begins on. Raises `ConfigError` with the line of what is no
    YAML, of an unknown key (naming the nearest known one) or of a value of the wrong type.
    """
    from loccit.yaml_text import load_yaml  # noqa: PLC0415 - a folder of TEI alone has no YAML

    data = load_yaml(text, name, first_line)
    try:
        return msgspec.convert({} if data is None else data, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _explained(str(error), text, kind, name, first_line) from error


_WORDS = {
    "str": "text",
    "int": "a whole number",
    "bool": "`true` or `false`",
    "array": "a list",
    "object": "keys with values",
    "null": "nothing",
}
_WRONG_TYPE = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")
_UNKNOWN = re.compile(r"unknown field `([^`]+)`")
_MISSING = re.compile(r"missing required field `([^`]+)`")
_NONE_OF = re.compile(r"Invalid enum value '([^']*)'")


def _explained(said: str, text: str, kind: Any, name: str, first_line: int) -> ConfigError:
    """Turn msgspec's message into ours, with the line of the key it is about."""
    reason, _, place = said.partition(" - at `$")
    where = place.rstrip("`").lstrip(".")
    key = re.sub(r"\[[^]]*\]", "", where).rpartition(".")[2]
    kind = _type_at(kind, where)
    called = f"`{where.replace('[...]', '')}`" if where.replace("[...]", "") else "the file"
    if match := _UNKNOWN.search(reason):
        key = match[1]
        known = [field.name for struct in _structs_in(kind) for field in msgspec.structs.fields(struct)]
        message, hint = f"unknown key `{key}`", did_you_mean(key, known) or f"the keys are {', '.join(known)}"
    elif match := _MISSING.search(reason):
        message, hint = f"the key `{match[1]}` is missing", f"add a line `{match[1]}: ...`"
    elif match := _NONE_OF.search(reason):
        values = [str(value) for value in get_args(kind)]
        message = f"{called} cannot be `{match[1]}`"
        hint = did_you_mean(match[1], values) or f"write one of {', '.join(values)}"
    elif match := _WRONG_TYPE.search(reason):
        wanted, given = (" or ".join(_WORDS.get(word, word) for word in part.split(" | ")) for part in match.groups())
        message, hint = f"{called} should be {wanted}, and is {given}", _shape(match[1], kind, where)
    else:
        message, hint = f"{called}: {reason[:1].lower()}{reason[1:]}", ""
    line = line_of(text, key)
    return ConfigError(message, at=Position(name, line + first_line - 1 if line else first_line), hint=hint)


def _shape(wanted: str, kind: Any, where: str) -> str:
    """Return what a value of the type that is wanted looks like."""
    if not where:
        return "write a key and its value in each line: `title: ...`"
    if wanted == "array":
        return "write a list: [..., ...]"
    if wanted == "int":
        return "write digits alone"
    keys = [field for struct in _structs_in(kind) for field in msgspec.structs.fields(struct)]
    shown = [field.name for field in keys if field.required] or [field.name for field in keys][:2]
    return f"write {{{', '.join(f'{key}: ...' for key in shown)}}}" if "object" in wanted and shown else ""


def _type_at(kind: Any, where: str) -> Any:
    """Return the type that a path of msgspec's leads to; that of the whole list for what is in a list."""
    for part in re.findall(r"[\w-]+", re.sub(r"\[[^]]*\]", "", where)):
        fields = (field for struct in _structs_in(kind) for field in msgspec.structs.fields(struct))
        kind = next((field.type for field in fields if field.name == part), kind)
    return kind


def _structs_in(kind: Any) -> Iterator[type[msgspec.Struct]]:
    """Yield the Structs that a type is made of."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield kind
    elif get_origin(kind) is not Literal:
        for inner in get_args(kind):
            yield from _structs_in(inner)


# Places


def decode_utf8(data: bytes, name: str) -> str:
    """Return a file's text; raise `ConfigError` with line and column where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        at = Position(name, before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1)
        raise ConfigError("the file is not UTF-8", at=at, hint="save it as UTF-8") from error


_KEY = re.compile(r"^([\w-]+):", re.MULTILINE)


def key_lines(text: str) -> dict[str, int]:
    """Return the line, from 1, of each key that stands at the left edge of a YAML text."""
    lines: dict[str, int] = {}
    line, last = 1, 0
    for match in _KEY.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        lines.setdefault(match.group(1), line)
    return lines


def line_of(text: str, key: str) -> int:
    """Return the first line, from 1, that names a key or a list item; 0 if none does."""
    if not key:
        return 0
    word = re.escape(key)
    for pattern in (rf"^\s*(?:- )?[{{\s]*[\"']?{word}[\"']?\s*:", rf"(?<![\w-]){word}(?![\w-])"):
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(pattern, line.split(" #")[0]):
                return number
    return 0
