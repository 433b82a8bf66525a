"""HTML -> its words, each piece with whose it is: displayed, shown on demand, a call of a note, or the generator's."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

import msgspec

from loccit.conserve.fates import ADDED, CALL, DISPLAYED, ON_DEMAND, PARTS
from loccit.conserve.source import WHITE

_TAG = re.compile(rb"<[^>]*>")
_NAME = re.compile(rb"<([a-z0-9]+)")
_PART = re.compile(
    rb' (?:class="(?:[^"]* )?(?P<part>' + "|".join(sorted(PARTS)).encode() + rb')[ "]|id="loccit:(?!main"))'
)
"""The beginning of a part: its class, or an address of the generator's own."""
_LEAF = re.compile(rb'<(a|span) class="(?:pn|ln|pb|milestone|note-label|sign)[ "][^>]*>[^<]*</\1>')
"""A part without parts, as the theme writes it: there are so many of them that they are dropped at once."""
_WHOLE = re.compile(rb'<article class="text[ "].*</article>|<main\b.*</main>|<body\b.*</body>', re.DOTALL)
_OWN_TITLE = re.compile(rb'<h1 id="[^"]*">.*?</h1>', re.DOTALL)
"""The text's own head, where the page has it as its title; a title without an address is the header's."""


class Shown(msgspec.Struct, frozen=True):
    """The pieces of text of some pages, without white space."""

    displayed: list[bytes]
    on_demand: list[bytes]
    calls: list[bytes]


def shown_in(pages: Iterable[bytes]) -> Shown:
    """Return the words that the pages of a text show of it."""
    parts: dict[str, list[bytes]] = {DISPLAYED: [], ON_DEMAND: [], CALL: []}
    for page in pages:
        whole = _WHOLE.search(page)
        _divide(_LEAF.sub(b"<>", whole.group() if whole else page), DISPLAYED, parts)
    return Shown(*(pieces_of(b"<>".join(parts[kind])) for kind in (DISPLAYED, ON_DEMAND, CALL)))


def pieces_of(page: bytes) -> list[bytes]:
    """Return the pieces of text between the tags of some HTML, without white space."""
    pieces = [piece for piece in _TAG.split(page.translate(None, WHITE)) if piece]
    if b"&" in page:
        return [_unescaped(piece) if b"&" in piece else piece for piece in pieces]
    return pieces


def _unescaped(piece: bytes) -> bytes:
    return html.unescape(piece.decode()).encode()


def _divide(page: bytes, kind: str, parts: Mapping[str, list[bytes]]) -> None:
    """Put each stretch of some HTML under what it is; a part may have parts of its own."""
    here = 0
    while match := _PART.search(page, here):
        start = max(page.rfind(b"<", here, match.start()), here)
        name = _NAME.match(page, start)
        end = _end(page, name.group(1) if name else b"", match.end())
        parts[kind].append(page[here:start])
        part = match["part"]
        inner = PARTS[part.decode()] if part else ADDED
        if inner == ADDED:
            parts[kind].extend(_OWN_TITLE.findall(page, start, end))
        else:
            opened = page.find(b">", match.start()) + 1
            _divide(page[opened:end], inner, parts)
        here = end
    parts[kind].append(page[here:])


def _end(page: bytes, name: bytes, start: int) -> int:
    """Return where the element ends that was opened before `start`."""
    closing, opening = b"</" + name + b">", re.compile(rb"<" + name + rb"[\s>]")
    depth, end = 1, start
    while depth:
        close = page.find(closing, end)
        if close < 0:
            return len(page)
        depth += len(opening.findall(page, end, close)) - 1
        end = close + len(closing)
    return end


_ATTRIBUTE = re.compile(rb'\s(?:alt|title)="([^"]+)"')


def tooltips_in(pages: Iterable[bytes]) -> list[bytes]:
    """Return the words in the attributes of pages that a reader gets to see or to hear."""
    values = (value.translate(None, WHITE) for page in pages for value in _ATTRIBUTE.findall(page))
    return [_unescaped(value) if b"&" in value else value for value in values]
