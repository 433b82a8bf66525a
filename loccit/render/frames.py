"""The theme's plain macros, taken apart once: what Jinja would do at every call is done when the theme is loaded.

Calling a Jinja macro for each element costs several times what parsing the file costs. But most macros only put
literal text around the attributes and the content of a node. Such a macro becomes a tuple of parts that are
written one after the other. A macro that does anything else is left alone and called.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator

import msgspec
from jinja2 import Environment, nodes

from loccit import __version__
from loccit.caching import keep, read_cached
from loccit.render.escape import escape_value

Say = Callable[[str], str]


class Attributes(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`page.attributes(node)` or `page.attributes(node, "class")`."""

    extra_class: str


class Content(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`page.content(node)`."""


class Href(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`page.href(node.params.name)`, or `page.link(node)`, which may lead nowhere."""

    name: str
    of_link: bool = False


class Param(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`node.params.name`, or what it has: `node.params.name.of.it`; escaped where it is written."""

    name: str
    of_it: tuple[str, ...] = ()


class Own(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`node.id`, `node.children` or `node.block`."""

    name: str


class Id(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`page.id(...)` of a value of the node."""

    value: Param | Own


class Is(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`node.params.name == "word"`."""

    value: Param | Own
    word: str


class Choice(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`{% if ... %} ... {% else %} ... {% endif %}`, or the same as an expression."""

    test: Param | Own | Is | Href
    when_set: tuple[Part, ...]
    otherwise: tuple[Part, ...]


class Message(msgspec.Struct, frozen=True, tag=True, array_like=True):
    """`_("... %(number)s ...", number=node.params.name)`."""

    text: str
    values: dict[str, tuple[Part, ...]]


Part = str | Attributes | Content | Href | Param | Own | Id | Choice | Message
Frame = tuple[Part, ...]


class _NotPlain(Exception):
    """The macro does something that only Jinja can do."""


class Apart(msgspec.Struct, frozen=True):
    """A template's macros, taken apart."""

    frames: dict[str, Frame]
    """The plain macros."""
    outermost: dict[str, str]
    """The outermost tag of each macro in which content is always inside a tag that holds running text only."""


def frames_in(environment: Environment, source: str, name: str, say: Say) -> Apart:
    """Return the macros of a template's source by name; `say` puts messages into the edition's language.

    Taking a template apart takes longer than rendering a short text, so the result is kept between builds.
    """
    key = f"{name}-{hashlib.sha256(f'{__version__} {source}'.encode()).hexdigest()[:24]}"
    apart = _decoded(read_cached(key))
    if apart is None:
        apart = _take_apart(environment, source, name)
        keep(key, msgspec.msgpack.encode(apart))
    frames = {macro: _joined(_said(frame, say)) for macro, frame in apart.frames.items()}
    return Apart(frames, apart.outermost)


def _decoded(kept: bytes | None) -> Apart | None:
    try:
        return msgspec.msgpack.decode(kept, type=Apart) if kept else None
    except msgspec.DecodeError:
        return None


def _take_apart(environment: Environment, source: str, name: str) -> Apart:
    frames, outermost = {}, {}
    for macro in environment.parse(source, name).find_all(nodes.Macro):
        if [argument.name for argument in macro.args] == ["node", "page"]:
            if tag := _outermost_of_running(macro):
                outermost[macro.name] = tag
            with contextlib.suppress(_NotPlain):
                frames[macro.name] = tuple(_Reader().frame(macro.body))
    return Apart(frames, outermost)


# Content models

RUNNING = frozenset(
    "abbr b bdi bdo cite code data dfn em i kbd mark q rp rt ruby s samp small span strong sub sup time u var".split()
)
"""Elements of HTML that stand in running text and hold nothing else."""
_LINES = frozenset("p pre h1 h2 h3 h4 h5 h6".split())
"""Elements of HTML that stand on lines of their own and hold running text only."""
_CONTENT = "\0"
_TAG = re.compile(r"<(/?)([a-z]\w*)?|\0")


def _outermost_of_running(macro: nodes.Macro) -> str:
    """Return the outermost tag of a macro if its content is always inside tags that hold running text only, or ''."""
    open_tags: list[str] = []
    outermost: set[str] = set()
    for found in _TAG.finditer("".join(_literal(macro))):
        if found[0] != _CONTENT:
            if not found[1]:
                open_tags.append(found[2] or "")
            elif open_tags:
                open_tags.pop()
        elif RUNNING.isdisjoint(open_tags) and _LINES.isdisjoint(open_tags):
            return ""
        else:
            outermost.add(open_tags[0])
    return outermost.pop() if len(outermost) == 1 else ""


def _literal(node: nodes.Node) -> Iterator[str]:
    """Yield what a macro writes literally, with a sign where the content of its node stands."""
    if isinstance(node, nodes.TemplateData):
        yield node.data
    elif isinstance(node, nodes.Getattr) and node.attr == "content":
        yield _CONTENT
    for child in node.iter_child_nodes():
        yield from _literal(child)


# Frames


_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


def _said(frame: Frame, say: Say) -> Iterable[Part]:
    """Yield the parts with the messages in the edition's language."""
    for part in frame:
        if isinstance(part, Message):
            for index, piece in enumerate(_PLACEHOLDER.split(say(part.text))):
                yield from _said(part.values[piece], say) if index % 2 else (escape_value(piece),)
        elif isinstance(part, Choice):
            yield Choice(part.test, _joined(_said(part.when_set, say)), _joined(_said(part.otherwise, say)))
        else:
            yield part


class _Reader:
    """Takes one macro apart, and keeps the names that it gives to values."""

    def __init__(self) -> None:
        self._named: dict[str, nodes.Node] = {}

    def frame(self, body: Iterable[nodes.Node]) -> Iterator[Part]:
        """Yield the parts of a macro; it may give names to values before or between them."""
        for statement in body:
            if isinstance(statement, nodes.Assign) and isinstance(statement.target, nodes.Name):
                self._name(statement.target.name, statement.node)
            else:
                yield from self._parts([statement])

    def _name(self, name: str, value: nodes.Node) -> None:
        used = {node.name for node in (value, *value.find_all(nodes.Name)) if isinstance(node, nodes.Name)}
        if name in self._named or name in used:
            raise _NotPlain
        self._named[name] = value

    def _parts(self, body: Iterable[nodes.Node]) -> Iterator[Part]:
        """Yield the parts of some statements."""
        for statement in body:
            if isinstance(statement, nodes.If):
                otherwise = tuple(self._parts(statement.else_))
                for other in reversed(statement.elif_):
                    otherwise = (self._choice(other.test, tuple(self._parts(other.body)), otherwise),)
                yield self._choice(statement.test, tuple(self._parts(statement.body)), otherwise)
            elif isinstance(statement, nodes.Output):
                for node in statement.nodes:
                    yield from self._written(node)
            else:
                raise _NotPlain

    def _resolved(self, node: nodes.Node) -> nodes.Node:
        """Return the value that a name of the macro's own stands for."""
        while isinstance(node, nodes.Name) and node.name in self._named:
            node = self._named[node.name]
        return node

    def _written(self, node: nodes.Node) -> Iterator[Part]:
        """Yield the parts that one expression writes."""
        node = self._resolved(node)
        if isinstance(node, nodes.TemplateData):
            yield node.data
        elif isinstance(node, nodes.Const) and isinstance(node.value, str):
            yield escape_value(node.value)
        elif isinstance(node, nodes.CondExpr):
            otherwise = tuple(self._written(node.expr2)) if node.expr2 else ()
            yield self._choice(node.test, tuple(self._written(node.expr1)), otherwise)
        elif isinstance(node, nodes.Or):
            yield self._choice(node.left, tuple(self._written(node.left)), tuple(self._written(node.right)))
        elif isinstance(node, nodes.Concat):
            for each in node.nodes:
                yield from self._written(each)
        elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in {"_", "gettext"}:
            yield self._message(node)
        else:
            yield self._of_page(node) or self._value(node)

    def _choice(self, test: nodes.Node, when_set: Frame, otherwise: Frame) -> Choice:
        """Return the choice that a test makes; one of several tests is a choice in a choice."""
        if isinstance(test, nodes.Not):
            return self._choice(test.node, otherwise, when_set)
        if isinstance(test, nodes.Or):
            return self._choice(test.left, when_set, (self._choice(test.right, when_set, otherwise),))
        if isinstance(test, nodes.And):
            return self._choice(test.left, (self._choice(test.right, when_set, otherwise),), otherwise)
        return Choice(self._test(test), when_set, otherwise)

    def _test(self, node: nodes.Node) -> Param | Own | Is | Href:
        """Return what an `if` asks."""
        node = self._resolved(node)
        if isinstance(node, nodes.Compare) and len(node.ops) == 1 and node.ops[0].op == "eq":
            word = node.ops[0].expr
            if isinstance(word, nodes.Const) and isinstance(word.value, str):
                return Is(self._value(node.expr), word.value)
        asked = self._of_page(node) or self._value(node)
        if isinstance(asked, Param | Own | Href):
            return asked
        raise _NotPlain

    def _of_page(self, call: nodes.Node) -> Part | None:
        """Return what is asked of the page, or `None` where something else is asked."""
        if not (isinstance(call, nodes.Call) and isinstance(call.node, nodes.Getattr)):
            return None
        function, arguments = call.node, call.args
        if not (isinstance(function.node, nodes.Name) and function.node.name == "page" and arguments):
            return None
        of_node = isinstance(arguments[0], nodes.Name) and arguments[0].name == "node"
        if of_node and function.attr == "content" and len(arguments) == 1:
            return Content()
        if of_node and function.attr == "link" and len(arguments) == 1:
            return Href("target", of_link=True)
        if of_node and function.attr == "attributes":
            extra = [argument.value for argument in arguments[1:] if isinstance(argument, nodes.Const)]
            if len(extra) == len(arguments) - 1:
                return Attributes(*(extra or [""]))
        if function.attr == "id" and len(arguments) == 1:
            return Id(self._value(arguments[0]))
        if function.attr == "href" and isinstance(target := self._value(arguments[0]), Param) and not target.of_it:
            return Href(target.name)
        raise _NotPlain

    def _message(self, call: nodes.Call) -> Message:
        if len(call.args) != 1 or not isinstance(call.args[0], nodes.Const):
            raise _NotPlain
        return Message(call.args[0].value, {kw.key: tuple(self._written(kw.value)) for kw in call.kwargs})

    def _value(self, node: nodes.Node) -> Param | Own:
        """Return which value of the node is meant: `node.params.NAME`, `node.params.get("NAME")`, `node.NAME`."""
        node = self._resolved(node)
        if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr) and len(node.args) == 1:
            name = node.args[0]
            if node.node.attr == "get" and self._is_params(node.node.node) and isinstance(name, nodes.Const):
                return Param(str(name.value))
        if isinstance(node, nodes.Getattr):
            if self._is_params(node.node):
                return Param(node.attr)
            if _is_node(node.node) and node.attr in {"id", "children", "block"}:
                return Own(node.attr)
            if not _is_node(node.node) and isinstance(owner := self._value(node.node), Param):
                return Param(owner.name, (*owner.of_it, node.attr))
        raise _NotPlain

    def _is_params(self, node: nodes.Node) -> bool:
        node = self._resolved(node)
        return isinstance(node, nodes.Getattr) and node.attr == "params" and _is_node(node.node)


def _is_node(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "node"


def _joined(parts: Iterable[Part]) -> Frame:
    """Return the parts with neighbouring literals put together."""
    joined: list[Part] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        elif part != "":
            joined.append(part)
    return tuple(joined)
