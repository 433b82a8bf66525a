"""The theme's plain macros, taken apart once: what Jinja would do at every call is done when the theme is loaded.

Calling a Jinja macro for each element costs several times what parsing the file costs. But most macros only put
literal text around the attributes and the content of a node. Such a macro becomes a tuple of parts that are
written one after the other. A macro that does anything else is left alone and called.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jinja2 import Environment, nodes

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Attributes:
    """`page.attributes(node)` or `page.attributes(node, "class")`."""

    extra_class: str


@dataclass(frozen=True, slots=True)
class Content:
    """`page.content(node)`."""


@dataclass(frozen=True, slots=True)
class Param:
    """`node.params.name`, escaped."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """`{% if node.params.get("name") %} ... {% else %} ... {% endif %}`."""

    name: str
    when_set: tuple[Part, ...]
    otherwise: tuple[Part, ...]


Part = str | Attributes | Content | Param | Choice
Frame = tuple[Part, ...]


class _NotPlain(Exception):
    """The macro does something that only Jinja can do."""


def frames_in(environment: Environment, source: str, name: str, say: Say) -> dict[str, Frame]:
    """Return the plain macros of a template's source by name; `say` puts messages into the edition's language."""
    frames = {}
    for macro in environment.parse(source, name).find_all(nodes.Macro):
        if [argument.name for argument in macro.args] == ["node", "page"]:
            try:
                frames[macro.name] = _joined(_parts(macro.body, say))
            except _NotPlain:
                continue
    return frames


def _parts(body: Iterable[nodes.Node], say: Say) -> Iterable[Part]:
    for statement in body:
        if isinstance(statement, nodes.If) and not statement.elif_:
            test = _param_name(statement.test)
            yield Choice(test, _joined(_parts(statement.body, say)), _joined(_parts(statement.else_, say)))
        elif isinstance(statement, nodes.Output):
            for node in statement.nodes:
                yield from _written(node, say)
        else:
            raise _NotPlain


def _written(node: nodes.Node, say: Say) -> Iterable[Part]:
    """Yield the parts that one expression writes."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
        yield _asked_of_page(node, node.node)
    elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in {"_", "gettext"}:
        yield from _message(node, say)
    else:
        yield Param(_param_name(node))


def _asked_of_page(call: nodes.Call, function: nodes.Getattr) -> Part:
    asked = isinstance(function.node, nodes.Name) and function.node.name == "page" and not call.kwargs and call.args
    if not asked or not (isinstance(call.args[0], nodes.Name) and call.args[0].name == "node"):
        return Param(_param_name(call))
    if function.attr == "content" and len(call.args) == 1:
        return Content()
    if function.attr == "attributes":
        extra = [argument.value for argument in call.args[1:] if isinstance(argument, nodes.Const)]
        if len(extra) == len(call.args) - 1:
            return Attributes(*(extra or [""]))
    raise _NotPlain


_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def _message(call: nodes.Call, say: Say) -> Iterable[Part]:
    if len(call.args) != 1 or not isinstance(call.args[0], nodes.Const):
        raise _NotPlain
    values = {keyword.key: _param_name(keyword.value) for keyword in call.kwargs}
    pieces = _PLACEHOLDER.split(say(call.args[0].value))
    for index, piece in enumerate(pieces):
        yield Param(values[piece]) if index % 2 else piece.replace("&", "&amp;").replace('"', "&quot;")


def _param_name(node: nodes.Node) -> str:
    """Return NAME for `node.params.NAME` and `node.params.get("NAME")`."""
    if isinstance(node, nodes.Getattr) and _is_params(node.node):
        return node.attr
    is_get = isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr) and node.node.attr == "get"
    if is_get and _is_params(node.node.node) and len(node.args) == 1 and isinstance(node.args[0], nodes.Const):
        return str(node.args[0].value)
    raise _NotPlain


def _is_params(node: nodes.Node) -> bool:
    owner = isinstance(node, nodes.Getattr) and node.attr == "params" and node.node
    return isinstance(owner, nodes.Name) and owner.name == "node"


def _joined(parts: Iterable[Part]) -> Frame:
    """Return the parts with neighbouring literals put together."""
    joined: list[Part] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return tuple(joined)

