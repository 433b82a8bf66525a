"""Markdown -> the same tree as TEI: CommonMark with tables, no raw HTML, links resolved like TEI pointers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from loccit.model import EMPTY, Node, Pointer, Target

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Resolve = Callable[[str], Target]


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - it costs a quarter of the start, and bare TEI needs none

    parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable(["table", "strikethrough"])
    # A link that is not safe stays a link here, so that it can be reported; it never becomes one in a page.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005 - the parser's own name
    # Addresses are quoted when they are written.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


class Markdown:
    """Turns the Markdown of one file into trees, and takes note of its pointers with their lines."""

    def __init__(self, resolve: Resolve) -> None:
        self.resolve = resolve
        self.pointers: list[Pointer] = []
        self._line = 0
        self._first_line = 1
        self._headings = 0

    def blocks(self, text: str, first_line: int = 1) -> Node:
        """Return a document's tree; `first_line` is the line of the file that the text begins on."""
        self._first_line = first_line
        tokens = _parser().parse(text)
        return Node("block", "div", EMPTY, list(self._nested(iter(tokens), "")), block=True)

    def inline(self, text: str, line: int = 1) -> Node:
        """Return a line of Markdown as a tree without a paragraph around it."""
        if not _MARKED.search(text):
            return Node("inline", "seg", EMPTY, [" ".join(text.split())] if text else [])
        self._line = line
        self._first_line = line
        tokens = _parser().parseInline(text)
        return Node("inline", "seg", EMPTY, list(self._nested(iter(tokens[0].children or []), "")))

    def _nested(self, tokens: Iterator[Token], until: str) -> Iterator[Node | str]:
        """Yield nodes until the token that closes the one they are in."""
        for token in tokens:
            if token.type == until:
                return
            if token.map:
                self._line = token.map[0] + self._first_line
            if token.type == "inline":
                yield from self._nested(iter(token.children or []), "")
            elif token.nesting == 1:
                children = list(self._nested(tokens, token.type.replace("_open", "_close")))
                yield from self._opened(token, children)
            else:
                yield from self._single(token)

    def _opened(self, token: Token, children: list[Node | str]) -> Iterator[Node | str]:
        kind = token.type.removesuffix("_open")
        if kind == "paragraph":
            if token.hidden:
                yield from children
            else:
                yield Node("fragment", "p", EMPTY, children, block=True)
        elif kind == "heading":
            self._headings += 1
            params = {"id": f"section:{self._headings}", "level": max(int(token.tag[1:]), 2), "title": False}
            yield Node("heading", "head", EMPTY, children, params, block=True)
        elif kind == "link":
            yield self._link(str(token.attrs.get("href", "")), children)
        elif kind in {"bullet_list", "ordered_list"}:
            params = {"kind": "ordered" if kind == "ordered_list" else "bulleted"}
            yield Node(
                "list", "list", EMPTY, [Node("items", "list", EMPTY, children, params, block=True)], params, block=True
            )
        elif kind == "tr":
            yield Node("row", "row", EMPTY, children, {"header": False}, block=True)
        elif kind in {"th", "td"}:
            yield Node(
                "cell",
                "cell",
                EMPTY,
                children,
                {"header": "col" if kind == "th" else ""},
                block=True,
            )
        elif kind in {"thead", "tbody"}:
            yield from children
        elif kind == "table":
            yield Node("table", "table", EMPTY, [Node("rows", "table", EMPTY, children, block=True)], block=True)
        else:
            behaviour, name, attributes = _PLAIN[kind]
            yield Node(behaviour, name, attributes, children, EMPTY, behaviour in _BLOCK)

    def _single(self, token: Token) -> Iterator[Node | str]:
        if token.type == "text":
            yield token.content
        elif token.type == "softbreak":
            yield "\n"
        elif token.type == "hardbreak":
            yield Node("break", "lb", EMPTY, [], {"type": "line", "label": "", "within_word": False, "in_prose": False})
        elif token.type in {"code_inline", "html_inline", "text_special"}:
            if token.type == "code_inline":
                yield Node("inline", "code", EMPTY, [token.content], ordinal=_UNPLACED)
            else:
                yield token.content
        elif token.type in {"fence", "code_block", "html_block"}:
            yield Node("block", "eg", EMPTY, [token.content], block=True, ordinal=_UNPLACED)
        elif token.type == "hr":
            yield Node("block", "milestone", EMPTY, [], block=True)
        elif token.type == "image":
            yield self._image(str(token.attrs.get("src", "")), token.content)

    def _image(self, url: str, words: str) -> Node:
        target = self.resolve(url)
        self.pointers.append(Pointer(url, "image", "", self._line, target))
        params = {"target": target, "alternative": words}
        return Node("graphic", "graphic", {"url": url}, [], params)

    def _link(self, href: str, children: list[Node | str]) -> Node:
        target = self.resolve(href)
        self.pointers.append(Pointer(href, "link", "", self._line, target))
        if target.kind in {"dangling", "unsafe", "empty"}:
            return Node("inline", "seg", EMPTY, children)
        return Node("link", "ref", EMPTY, children, {"target": target})


_MARKED = re.compile(r"[!#$%&*+<=>@\[\\\]^_`{|}~]")
"""Any character that Markdown might give a meaning; a line without one needs no parser."""
_UNPLACED = -2
"""The ordinal of a node that looks like a TEI element and is none."""
_BLOCK = frozenset({"cit", "listItem"})
_PLAIN: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "em": ("inline", "emph", EMPTY),
    "strong": ("inline", "hi", {"rend": "bold"}),
    "s": ("inline", "del", EMPTY),
    "blockquote": ("cit", "quote", EMPTY),
    "list_item": ("listItem", "item", EMPTY),
}
