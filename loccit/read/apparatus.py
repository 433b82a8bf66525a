"""The critical apparatus: `app`, in the text or apart from it -> readings in their place, and entries of a list.

An `app` that is parallel-segmented stands in the text with all its readings (TEI Guidelines, section 13.2.3). One
that says where it belongs, by `@loc` or by `@from` and `@to` (13.2.1, 13.2.2), has its readings in its entry only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec
from lxml import etree

from loccit.model import EMPTY, AppEntry, Node, Target, Witness, has_blocks
from loccit.read.apparatus_marks import _kind, mark_here, numbered_entry, shortened
from loccit.read.readings import alternate, alternative
from loccit.read.rules import has_words, local_name
from loccit.read.shape import is_blank, says_something, settle
from loccit.read.tags import At
from loccit.read.tradition import HOLDERS, is_referenced
from loccit.read.walk import NOWHERE, Walk
from loccit.read.wording import worded

READINGS = frozenset({"lem", "rdg", "rdgGrp"})


class Pending(NamedTuple):
    """An entry that says where it belongs, and that its place in the text does not know of yet."""

    node: Node
    start: str
    end: str
    loc: str


class Before(NamedTuple):
    """How much there was before the content of an `app` was read."""

    entries: int
    blocks: int


# Readings


def read_reading(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a `lem` or `rdg` with the witnesses that have it, its own or those of its group."""
    node = walk.generic(element, at)
    named = at.attributes
    parent = element.getparent()
    if not ("wit" in named or "source" in named) and parent is not None and local_name(parent) == "rdgGrp":
        named = {key: value for key in ("wit", "source") if (value := parent.get(key))}
    sigla = walk.tradition.of(named)
    params = {"wit": " ".join(w.siglum.replace(" ", "\u00a0") for w in sigla), "sigla": sigla, "block": node.block}
    children = [] if _is_omission(element) else node.children
    return Node("reading", at.name, at.attributes, children, params, node.block, at.ordinal)


def read_app(walk: Walk, element: etree._Element, at: At) -> Node | None:
    """Return an `app` as readings in the text, as an entry in its place, or as a mark for an entry of the list."""
    before = Before(len(walk.apparatus), len(walk.blocks))
    apart = is_referenced(element, walk.tradition.method)
    inside = at.place._replace(parent=at.name)
    if apart:
        inside = inside._replace(in_paragraph=True, citable=False)
    children = [c for c in walk.children(element, inside) if not (is_blank(c) or _is_empty_detail(c))]
    if not apart:
        return _parallel(walk, at, children, before)
    lemma = next((c for c in children if type(c) is Node and c.name == "lem"), None)
    rest = [c for c in children if c is not lemma]
    entry = _entry(at, [lemma] if lemma else [], lemma.params["sigla"] if lemma else (), rest)
    if at.place.in_header:
        return entry
    pending = _pending(entry, at.attributes)
    if own := at.attributes.get("xml:id"):
        walk.shown.add(own)
    parent = element.getparent()
    if parent is not None and local_name(parent) in HOLDERS:
        numbered_entry(walk, entry)
        walk.pending.append(pending)
        return entry
    walk.apparatus.append(AppEntry(entry, len(walk.headings), apart=True))
    if not pending.end:
        return mark_here(walk, at, entry)
    walk.pending.append(pending)
    return None


def _is_empty_detail(child: Node | str) -> bool:
    """Tell whether a remark on a witness has no words: it only classifies the reading."""
    return type(child) is Node and child.name == "witDetail" and not says_something(child)


def _is_omission(element: etree._Element) -> bool:
    """Tell whether a reading only says by a gap that the witness leaves the words out."""
    if len(element) != 1 or has_words(element):
        return False
    only = element[0]
    return type(only.tag) is str and local_name(only) == "gap" and only.get("reason") in {"omitted", "omission"}


def _pending(entry: Node, given: Mapping[str, str]) -> Pending:
    return Pending(entry, _local(given.get("from", "")), _local(given.get("to", "")), given.get("loc", ""))


def _local(pointer: str) -> str:
    return pointer.partition("#")[2] or pointer


def _parallel(walk: Walk, at: At, children: list[Node | str], before: Before) -> Node:
    """Return the readings of an `app` with the lemma first; where there are several, an entry lists them."""
    forms = [c for c in children if type(c) is Node and c.name in READINGS]
    if not forms and any(isinstance(c, str) for c in children):
        # Words that are in no reading are the text.
        return walk.made(at, children, behaviour="inline", block=has_blocks(children))
    if forms and all(map(_extent, forms)):
        return _on_extents(walk, at, forms, before)
    first = next((c for c in forms if c.name == "lem"), forms[0] if forms else None)
    beside = [c for c in children if isinstance(c, str) or c.behaviour == "noteref"]
    listed: list[Node | str] = []
    if first is not None and first.name == "rdgGrp":
        listed = list(_without_first(first))
        lemma = next(_readings_in([first]), None)
    else:
        lemma = first
    rest = [c for c in children if c is not first and c not in beside]
    is_entry = lemma is not None and bool(listed or rest or lemma.params["sigla"]) and not at.place.in_header
    entry = None
    if is_entry and lemma is not None:
        readings = [_in_one_line(c) for c in (*listed, *rest)]
        left_out = not lemma.children and bool(lemma.params["sigla"])
        # What the text itself has not, and nobody is named for, is said where the words of others stand.
        lacking = [] if left_out else [msgspec.structs.replace(lemma, behaviour="omission")]
        words: list[Node | str] = [shortened(lemma.reading)] if lemma.children else [*lacking]
        sigla = () if left_out else lemma.params["sigla"]
        entry = _entry(at._replace(attributes=EMPTY), words, sigla, [*([lemma] if left_out else []), *readings])
        walk.options.add("variants")
        walk.apparatus.insert(before.entries, AppEntry(entry, len(walk.headings), apart=False))
    content = [*([_grouped(first, keep_first=True)] if first else []), *map(_hidden, rest), *beside]
    if entry is None and not rest:
        block = has_blocks(content)
        return walk.made(at, content, behaviour="block" if block else "inline", block=block)
    if entry:
        mark = mark_here(walk, at, entry)
        if walk.citable[-1] is NOWHERE and before.blocks < len(walk.blocks):
            first_block = walk.blocks[before.blocks]
            entry.params = {**entry.params, "kind": _kind(first_block), "label": first_block.label}
        if mark and not (first is not None and first.block and first.children and settle(first, mark)):
            content.append(mark)
    return alternate(walk, at, content, two=False)


_EXTENTS = frozenset({"witStart", "witEnd", "lacunaStart", "lacunaEnd"})


def _extent(form: Node) -> Node | None:
    """Return what a reading without words says of where its witnesses begin, end or have a gap."""
    if form.behaviour != "reading" or form.text.strip():
        return None
    return next((c for c in form.children if type(c) is Node and c.name in _EXTENTS), None)


def _on_extents(walk: Walk, at: At, forms: list[Node], before: Before) -> Node:
    """Return the mark of an entry that says where witnesses begin, end or have a gap; the text has no words for it."""
    told = [msgspec.structs.replace(f, children=[Node("extent", e.name)]) for f in forms if (e := _extent(f))]
    entry = _entry(at._replace(attributes=EMPTY), [], (), [*told])
    readings = entry.children[1]
    readings.params = {**readings.params, "alone": True}  # type: ignore[union-attr]
    walk.options.add("variants")
    walk.apparatus.insert(before.entries, AppEntry(entry, len(walk.headings), apart=False))
    mark = mark_here(walk, at, entry)
    return walk.made(at, [mark] if mark else [], behaviour="inline", block=False)


def _in_one_line(node: Node | str) -> Node | str:
    """Return a reading that is nothing but lines of verse as an entry quotes it: in one line, with strokes between."""
    if isinstance(node, str) or node.behaviour != "reading" or not node.block:
        return node
    lines = [c for c in node.children if not is_blank(c)]
    if not all(type(c) is Node and c.name == "l" and not has_blocks(c.children) for c in lines):
        return node
    quoted = [Node("inline", "seg", children=[*line.children]) for line in lines]  # type: ignore[union-attr]
    children: list[Node | str] = [part for line in quoted for part in (worded(" / "), line)]
    return msgspec.structs.replace(node, children=children[1:], params={**node.params, "block": False}, block=False)


def _hidden(node: Node | str) -> Node:
    """Return what is not in the reading text: a reading, each reading of a group, the words of the editors on them."""
    if isinstance(node, str):
        return alternative(Node("inline", "app", children=[node]), further=True)
    return _grouped(node, keep_first=False) if node.name == "rdgGrp" else alternative(node, further=True)


def _grouped(node: Node, *, keep_first: bool) -> Node:
    if node.name != "rdgGrp":
        return node
    children = [c for c in node.children if not is_blank(c)]
    kept = children[:1] if keep_first else []
    hidden = [c if isinstance(c, str) else _hidden(c) for c in children[len(kept) :]]
    first = [c if isinstance(c, str) else _grouped(c, keep_first=True) for c in kept]
    return msgspec.structs.replace(node, children=[*first, *hidden])


def _readings_in(nodes: Iterable[Node | str]) -> Iterator[Node]:
    for node in nodes:
        if type(node) is Node and node.behaviour == "reading":
            yield node
        elif type(node) is Node and node.name == "rdgGrp":
            yield from _readings_in(node.children)


def _without_first(group: Node) -> Iterator[Node]:
    readings = _readings_in([group])
    next(readings, None)
    yield from readings


# Entries


def _entry(at: At, lemma: list[Node | str], sigla: tuple[Witness, ...], readings: list[Node | str]) -> Node:
    """Return an entry: its lemma, the witnesses of the lemma, and the other readings with theirs."""
    block = any(type(c) is Node and c.block for c in (*lemma, *readings))
    located = "loc" in at.attributes or "from" in at.attributes
    only_notes = all(type(c) is Node and c.name == "note" for c in readings)
    alone = not lemma and (located or only_notes or _is_left_out(readings[0]))
    listed = [*([_sigla(sigla)] if sigla else []), *_listed(readings, begun=bool(sigla))]
    return Node(
        "appEntry",
        "app",
        at.attributes,
        [
            Node("appLemma", "", children=lemma, params={"block": block, "entry": "", "words": ""}, block=True),
            Node("appReadings", "", children=listed, params={"block": block, "alone": alone}, block=True),
        ],
        {"entry": "", "target": Target("empty"), "kind": "", "label": at.attributes.get("loc", ""), "words": ""},
        block=True,
        ordinal=at.ordinal,
    )


def _is_left_out(reading: Node | str) -> bool:
    """Tell whether some witnesses have nothing where others have words."""
    return isinstance(reading, Node) and reading.behaviour == "reading" and not reading.children


def _listed(nodes: Iterable[Node | str], *, begun: bool = False) -> Iterator[Node | str]:
    """Yield readings as a list has them: each with its witnesses, and what sets it apart from the one before."""
    for node in nodes:
        if is_blank(node):
            continue
        is_reading = type(node) is Node and node.name in READINGS
        if begun:
            is_remark = type(node) is Node and node.name == "note"
            yield Node("sign", "", children=["; " if is_reading else " – " if is_remark else " "])
        begun = True
        if type(node) is Node and node.name == "rdgGrp":
            yield msgspec.structs.replace(node, children=list(_listed(node.children)))
        elif type(node) is Node and node.behaviour == "reading":
            yield node if node.children else msgspec.structs.replace(node, behaviour="omission")
            if node.params["sigla"]:
                yield _sigla(node.params["sigla"])
        else:
            yield node


def _sigla(sigla: tuple[Witness, ...]) -> Node:
    named = tuple((Target("local", "", f"wit:{w.key}" if w.description else ""), w.siglum) for w in sigla)
    between = ", " if any(len(witness.siglum) > _LONG_SIGLUM for witness in sigla) else " "
    return Node("sigla", "", params={"sigla": named, "between": between})


_LONG_SIGLUM = 6
"""Characters from which on a siglum is a name, and names stand in a list."""


# What stands apart


def outside(root: etree._Element, walk: Walk) -> None:
    """Add the entries of `standOff` to the apparatus."""
    for element in root.iterfind(".//{*}standOff//{*}app"):
        node = walk.aside(element)
        walk.pending.append(_pending(node, node.attributes))
        walk.apparatus.append(AppEntry(node, 0, apart=True))
