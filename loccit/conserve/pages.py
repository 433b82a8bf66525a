"""HTML -> its words, each piece with whose it is: displayed, shown on demand, a call of a note, or the generator's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

import msgspec

from loccit.conserve.fates import ADDED, CALL, DISPLAYED, ON_DEMAND, PARTS
from loccit.conserve.source import WHITE, pieces_of, unescaped

_NAME = re.compile(rb"<([a-z0-9]+)")
_PARTS = {name.encode(): part for name, part in PARTS.items()}
_PART = re.compile(rb' class="(?:[^"]* )?(%b)[ "]' % b"|".join(sorted(_PARTS)))
_OURS = b' id="loccit:'
"""An address of the generator's own, such as that of the heading above the notes."""
_LEAF = re.compile(
    rb'<(?:(a class="(?:noteref|tei-ptr)[ "].*?</a>|span class="tei-ptr[ "][^>]*>[^<]*</span>'
    rb'|span class="tei-(?:gap|g)[ "][^>]*>\[[^<]*\]</span>)'
    rb'|a class="(?:pn|ln)[ "].*?</a>|p class="(?:backlinks|more)[ "].*?</p>'
    rb'|span class="(?:pb|milestone|note-label|sign|worded)[ "][^>]*>[^<]*</span>)',
    re.DOTALL,
)
"""A part without parts, as the theme writes it: there are so many of them that they are taken out at once.

The group is a call, which prints something for an element that may be empty: the label of a note, a pointer, the
sign of a gap.
"""
_ASIDE = re.compile(rb'<span class="alternative(?: further)?">([^<]*(?:<(?:>|span[^>]*>[^<]*</span>)[^<]*)*)</span>')
"""Another reading with nothing in it that has parts: these are marked at once, since there may be very many."""
_MARKED = re.compile(b"\x01([^\x02]*)\x02")
_HYPHEN = re.compile(rb'<span class="hyphen">([^<]*)</span>')
"""The hyphen of a broken word, which is one piece with the letters before it."""
_WHOLE = ((b'<article class="text', b"</article>"), (b"<main", b"</main>"), (b"<body", b"</body>"))
"""Between what the text stands in a page: the first of these that there is."""
_OWN_TITLE = re.compile(rb'<h1 id="[^"]*"[^>]*>.*?</h1>', re.DOTALL)
"""The text's own head, where the page has it as its title; a title without an address is the header's."""


class Shown(msgspec.Struct, frozen=True):
    """The pieces of text of some pages, without white space."""

    displayed: list[bytes]
    on_demand: list[bytes]
    calls: list[bytes]
    """What stands for an element, in the source's words if it has any."""


def shown_in(pages: Iterable[bytes]) -> Shown:
    """Return the words that the pages of a text show of it."""
    shown = Shown([], [], [])
    for page in pages:
        parts: dict[str, list[bytes]] = {DISPLAYED: [], ON_DEMAND: [], CALL: []}
        # What is between the leaves, and in every second place the leaf if it is a call.
        stretches = _LEAF.split(_HYPHEN.sub(rb"\1", _without_frame(page)))
        parts[CALL].extend(b"<" + call for call in stretches[1::2] if call)
        _divide(_ASIDE.sub(b"\x01\\1\x02", b"<>".join(stretches[::2])), parts)
        displayed = _MARKED.split(b"<>".join(parts[DISPLAYED]))
        marked = (*displayed[1::2], *parts[ON_DEMAND])
        aside = [stretch.replace(b"\x01", b"<>").replace(b"\x02", b"<>") for stretch in marked]
        shown.displayed.extend(pieces_of(b"<>".join(displayed[::2])))
        shown.on_demand.extend(pieces_of(b"<>".join(aside)))
        shown.calls.extend(pieces_of(b"<>".join(parts[CALL])))
    return shown


def _divide(page: bytes, parts: Mapping[str, list[bytes]]) -> None:
    """Put each stretch of some HTML under what it is; a part may have parts of its own."""
    here = 0
    around = [(len(page), DISPLAYED)]
    for at, part in _beginnings(page):
        if at < here:
            continue
        while around[-1][0] <= at:
            here = _ended(page, here, around.pop(), parts)
        start = max(page.rfind(b"<", here, at), here)
        parts[around[-1][1]].append(page[here:start])
        name = _NAME.match(page, start)
        end = min(_end(page, name[1] if name else b"", at), around[-1][0])
        if part == ADDED:
            parts[around[-1][1]].extend(_OWN_TITLE.findall(page, start, end))
            here = end
        else:
            around.append((end, part))
            here = page.find(b">", at) + 1
    while around:
        here = _ended(page, here, around.pop(), parts)


def _ended(page: bytes, here: int, part: tuple[int, str], parts: Mapping[str, list[bytes]]) -> int:
    """Put the last stretch of a part under what it is; return where it ends."""
    end, kind = part
    parts[kind].append(page[here:end])
    return end


def _without_frame(page: bytes) -> bytes:
    for opening, closing in _WHOLE:
        start, end = page.find(opening), page.rfind(closing)
        if 0 <= start < end:
            return page[start:end]
    return page


def _beginnings(page: bytes) -> list[tuple[int, str]]:
    """Return where the tags of parts are, with what each part is, in their order."""
    found = [(match.start(), _PARTS[match[1]]) for match in _PART.finditer(page)]
    at = page.find(_OURS)
    while at >= 0:
        if not page.startswith(b"main", at + len(_OURS)):
            found.append((at, ADDED))
        at = page.find(_OURS, at + 1)
    return sorted(found)


def _end(page: bytes, name: bytes, start: int) -> int:
    """Return where the element ends that was opened before `start`."""
    closing, opening = b"</" + name + b">", _opening(name)
    depth, end = 1, start
    while depth:
        close = page.find(closing, end)
        if close < 0:
            return len(page)
        depth += len(opening.findall(page, end, close)) - 1
        end = close + len(closing)
    return end


@cache
def _opening(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + name + rb"[\s>]")


_ATTRIBUTE = re.compile(rb'\s(?:alt|title)="([^"]+)"')


def tooltips_in(pages: Iterable[bytes]) -> list[bytes]:
    """Return the words in the attributes of pages that a reader gets to see or to hear."""
    values = (value.translate(None, WHITE) for page in pages for value in _ATTRIBUTE.findall(page))
    return [unescaped(value) if b"&" in value else value for value in values]
