"""YAML text -> text, lists and mappings, and nothing else: all words are text as they stand.

`1918`, `no` and `1918-06-01` are titles like any others.
"""

from __future__ import annotations

import re
from typing import Any, cast

import yaml

from loccit.errors import ConfigError, Position

_CONTROL = "a control character, which no page can show"
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]")
_EMPTY = frozenset({"", "~", "null"})
_DEEPEST = 30
"""How many lists and mappings may be in one another; the parser in C ends the process where there are very many."""
_OPENING = re.compile(r"[\[{?]|-\s|^ ", re.MULTILINE)


def load_yaml(text: str, name: str, first_line: int) -> Any:
    """Return what YAML text says; a key without a value counts as not there.

    Raises `ConfigError` with the line of what cannot be understood, or of a key that stands twice.
    """
    try:
        _refuse_deep(text)
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - it makes nothing but text, lists and mappings
    except yaml.MarkedYAMLError as error:
        raise _unreadable(error, text, name, first_line) from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, int(error.position)) + first_line
        raise ConfigError(_CONTROL, at=Position(name, line), hint="take the character out") from error


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Makes text, lists and mappings, and nothing else; in C where libyaml is."""

    def construct_scalar(self, node: yaml.ScalarNode) -> str:
        """Return a value as it stands; raise where no page could show it, or where it would lose its first word."""
        value = str(super().construct_scalar(node))
        if _CONTROLS.search(value):
            raise yaml.MarkedYAMLError(None, None, _CONTROL, node.start_mark)
        if node.tag.startswith("!"):
            raise yaml.MarkedYAMLError(None, None, "found character that cannot start any token", node.start_mark)
        return value

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        """Return a mapping without the keys that have no value; raise where a key stands twice."""
        seen: set[str] = set()
        for key, _value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.MarkedYAMLError(None, None, f"the key `{key.value}` stands twice", key.start_mark)
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else "")
        node.value = [(key, value) for key, value in node.value if not _is_empty(value)]
        return dict(super().construct_mapping(node, deep))


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in _EMPTY


def _refuse_deep(text: str) -> None:
    """Raise where lists and mappings are in one another deeper than anybody writes them."""
    if len(_OPENING.findall(text)) <= _DEEPEST:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            mark = cast("yaml.Mark | None", event.start_mark)
            raise yaml.MarkedYAMLError(None, None, "lists in lists, too deep for anything", mark)


_QUOTES = "put the value into quotes"
_MISTAKES = (
    ("mapping values are not allowed", "a second colon in one line", 'put text with a colon into quotes: "A: B"'),
    ("found a tab", "a tab at the beginning of a line", "write spaces instead"),
    ("cannot start any token", "a value begins with a sign that means something else in YAML", _QUOTES),
    ("anchor or alias", "a value begins with a sign that means something else in YAML", _QUOTES),
    ("undefined alias", "a value begins with a sign that means something else in YAML", _QUOTES),
    ("another document", "a line --- in the middle", "take the line out"),
    ("end of stream", "quotes or a bracket are open to the end", "close them"),
    ("could not find expected ':'", "a line without a colon", "write `key: value`; indent what goes on from above"),
    ("expected node content", "a bracket is not closed, or a value is missing", "close it"),
    (
        "expected key",
        "a line that does not go on from those above",
        "indent keys alike; put an apostrophe into double quotes",
    ),
    ("expected ',' or", "quotes or a bracket are not closed", "close them"),
    ("unhashable key", "a list or a mapping where a key should be", _QUOTES),
)
"""Words of libyaml, what we say instead, and the hint. The first that fits is taken."""


def _unreadable(error: yaml.MarkedYAMLError, text: str, name: str, first_line: int) -> ConfigError:
    """Return what is said of YAML that cannot be read."""
    mark = error.problem_mark
    at = Position(name, mark.line + first_line, mark.column + 1) if mark else Position(name)
    said = str(error.problem)
    if mark and said == "found character that cannot start any token" and _has_tab(text, mark.line):
        said = "found a tab"
    for words, message, hint in _MISTAKES:
        if words in said:
            return ConfigError(f"not YAML: {message}", at=at, hint=hint)
    own = said.startswith(("the key", "lists", _CONTROL))
    hint = "take one of the two out" if said.startswith("the key") else "take it out" if own else _QUOTES
    return ConfigError(said if own else f"not YAML: {said}", at=at, hint=hint)


def _has_tab(text: str, line: int) -> bool:
    lines = text.split("\n")
    return line < len(lines) and "\t" in lines[line][: len(lines[line]) - len(lines[line].lstrip())]
