"""The theme's plain macros, taken apart once: what Jinja would do at every call is done when the theme is loaded.

Calling a Jinja macro for each element costs several times what parsing the file costs. But most macros only put
literal text around the attributes and the content of a node. Such a macro becomes a tuple of parts that are
written one after the other. A macro that does anything else is left alone and called.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable

import msgspec
from jinja2 import Environment, nodes

from loccit import __version__
from loccit.render.cache import keep, read_cached
from loccit.render.escape import escape_value

Say = Callable[[str], str]


class Attributes(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`page.attributes(node)` or `page.attributes(node, "class")`."""

    extra_class: str


class Content(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`page.content(node)`."""


class Href(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`page.link(node)`."""


class Param(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`node.params.name`, escaped."""

    name: str


class Choice(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`{% if node.params.get("name") %} ... {% else %} ... {% endif %}`."""

    name: str
    when_set: tuple[Part, ...]
    otherwise: tuple[Part, ...]


class Message(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`_("... %(number)s ...", number=node.params.name)`."""

    text: str
    values: dict[str, str]


Part = str | Attributes | Content | Href | Param | Choice | Message
Frame = tuple[Part, ...]


class _NotPlain(Exception):
    """The macro does something that only Jinja can do."""


def frames_in(environment: Environment, source: str, name: str, say: Say) -> dict[str, Frame]:
    """Return the plain macros of a template's source by name; `say` puts messages into the edition's language.

    Taking a template apart takes longer than rendering a short text, so the result is kept between builds.
    """
    key = f"{name}-{hashlib.sha256(f'{__version__} {source}'.encode()).hexdigest()[:24]}"
    frames = _decoded(read_cached(key))
    if frames is None:
        frames = _take_apart(environment, source, name)
        keep(key, msgspec.msgpack.encode(frames))
    return {macro: _joined(_said(frame, say)) for macro, frame in frames.items()}


def _decoded(kept: bytes | None) -> dict[str, Frame] | None:
    try:
        return msgspec.msgpack.decode(kept, type=dict[str, Frame]) if kept else None
    except msgspec.DecodeError:
        return None


def _take_apart(environment: Environment, source: str, name: str) -> dict[str, Frame]:
    frames = {}
    for macro in environment.parse(source, name).find_all(nodes.Macro):
        if [argument.name for argument in macro.args] == ["node", "page"]:
            try:
                frames[macro.name] = tuple(_parts(macro.body))
            except _NotPlain:
                continue
    return frames


_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def _said(frame: Frame, say: Say) -> Iterable[Part]:
    """Yield the parts with the messages in the edition's language."""
    for part in frame:
        if isinstance(part, Message):
            for index, piece in enumerate(_PLACEHOLDER.split(say(part.text))):
                yield Param(part.values[piece]) if index % 2 else escape_value(piece)
        elif isinstance(part, Choice):
            yield Choice(part.name, _joined(_said(part.when_set, say)), _joined(_said(part.otherwise, say)))
        else:
            yield part


def _parts(body: Iterable[nodes.Node]) -> Iterable[Part]:
    for statement in body:
        if isinstance(statement, nodes.If) and not statement.elif_:
            test = _param_name(statement.test)
            yield Choice(test, tuple(_parts(statement.body)), tuple(_parts(statement.else_)))
        elif isinstance(statement, nodes.Output):
            for node in statement.nodes:
                yield _written(node)
        else:
            raise _NotPlain


def _written(node: nodes.Node) -> Part:
    """Return the part that one expression writes."""
    if isinstance(node, nodes.TemplateData):
        return node.data
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
        return _asked_of_page(node, node.node)
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in {"_", "gettext"}:
        return _message(node)
    return Param(_param_name(node))


def _asked_of_page(call: nodes.Call, function: nodes.Getattr) -> Part:
    asked = isinstance(function.node, nodes.Name) and function.node.name == "page" and not call.kwargs and call.args
    if not asked or not (isinstance(call.args[0], nodes.Name) and call.args[0].name == "node"):
        return Param(_param_name(call))
    if function.attr == "content" and len(call.args) == 1:
        return Content()
    if function.attr == "link" and len(call.args) == 1:
        return Href()
    if function.attr == "attributes":
        extra = [argument.value for argument in call.args[1:] if isinstance(argument, nodes.Const)]
        if len(extra) == len(call.args) - 1:
            return Attributes(*(extra or [""]))
    raise _NotPlain


def _message(call: nodes.Call) -> Message:
    if len(call.args) != 1 or not isinstance(call.args[0], nodes.Const):
        raise _NotPlain
    return Message(call.args[0].value, {keyword.key: _param_name(keyword.value) for keyword in call.kwargs})


def _param_name(node: nodes.Node) -> str:
    """Return NAME for `node.params.NAME` and `node.params.get("NAME")`."""
    if isinstance(node, nodes.Getattr) and _is_params(node.node):
        return node.attr
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr) and len(node.args) == 1:
        name = node.args[0]
        if node.node.attr == "get" and _is_params(node.node.node) and isinstance(name, nodes.Const):
            return str(name.value)
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
