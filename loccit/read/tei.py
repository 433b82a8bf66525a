"""A TEI file -> `Text`: parsed safely, planned, walked over once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from types import MappingProxyType

import msgspec
from lxml import etree

from loccit.config import Settings
from loccit.model import EMPTY, Node, Note, Oddity, Source, Target, Text
from loccit.model.pointers import Prefix, Resolver, prefix
from loccit.read import xml
from loccit.read.apparatus import outside
from loccit.read.apparatus_marks import put_marks
from loccit.read.behaviours import known_elements
from loccit.read.breaks import breaks_words, numbered_editions
from loccit.read.builders import BY_BEHAVIOUR, BY_NAME
from loccit.read.canonical import read_references
from loccit.read.facsimile import plan_facsimile, planned_images
from loccit.read.header import read_header
from loccit.read.images import declared_images, facsimile_of
from loccit.read.includes import expanded, own_files
from loccit.read.joining import set_words
from loccit.read.letter import read_letter, read_letters
from loccit.read.notes import plan_notes
from loccit.read.parts import with_parts
from loccit.read.pointing import name_places, read_labels
from loccit.read.readings import LEVELLED, read_levels
from loccit.read.refusals import refuse_what_is_not_tei
from loccit.read.register import is_only_register, read_register
from loccit.read.rules import Place, lacks_words, local_name
from loccit.read.spans import SPANS, mark_spans
from loccit.read.speech import read_people
from loccit.read.structures import declared_glyphs
from loccit.read.styles import read_styles
from loccit.read.surfaces import transcription_last
from loccit.read.timeline import read_timeline
from loccit.read.tradition import Tradition
from loccit.read.verse_numbers import line_numbers, stanza_lines
from loccit.read.walk import Walk

_Strings = Callable[[etree._Element], list[str]]
_IDS: _Strings = etree.XPath("//@xml:id", smart_strings=False)  # type: ignore[assignment]
_LANGUAGES: _Strings = etree.XPath("//@xml:lang", smart_strings=False)  # type: ignore[assignment]
_OLD_IDS: _Strings = etree.XPath("//@id", smart_strings=False)  # type: ignore[assignment]


def read_tei(
    source: Source,
    *,
    key: str,
    folder: str,
    files: Mapping[str, Target],
    settings: Settings,
    retired: Collection[str] = (),
) -> Text:
    """Return the text in a TEI file.

    `folder` and the keys of `files` are paths from the edition's root; an address in `retired` is given to nothing
    that does not bear it. Raises `ReadError` where the file is not well-formed or not TEI.
    """
    root, oddities = xml.parsed(source)
    refuse_what_is_not_tei(root, source, known_elements())
    root, source, included = expanded(root, source, folder)
    included = (*included, *_without_notes(root, source))
    _trim_ids(root)
    set_words(root, source.published)
    own = _IDS(root)
    ids = frozenset(own) | (frozenset(_OLD_IDS(root)) if root.tag[0] != "{" else frozenset())
    if source.parts:
        files = {**own_files(source, folder, key), **files}
    resolver = cache(Resolver(folder, files, tuple(_prefixes(root)), ids, own=key))
    repeated = frozenset(one for one, count in Counter(own).items() if count > 1)
    walk = _walk(root, source, resolver, settings, {*ids, *retired}, repeated)
    header = read_header(root, walk.aside)
    header = msgspec.structs.replace(header, parts=(*header.parts, *_remarks(root, walk)))
    register = read_register(root, walk.aside)
    walk.title, walk.language = " ".join(header.title.split()), header.language
    tree = _tree(root, walk)
    witnesses = walk.tradition.in_order() if walk.tradition.cited else ()
    walk.shown.update(f"wit:{witness.key}" for witness in witnesses if witness.description)
    text = Text(
        key=key,
        source=source,
        header=header,
        letter=read_letter(root, walk.aside, resolver),
        letters=read_letters(root, walk.aside, resolver),
        root=transcription_last(tree),
        language=header.language,
        languages=frozenset(_LANGUAGES(root)) | {header.language},
        blocks=tuple(walk.blocks),
        notes=tuple(_notes(walk)),
        headings=tuple(walk.headings),
        elements=walk.elements,
        ids=MappingProxyType(walk.ids),
        shown_ids=frozenset(walk.shown),
        pointers=tuple(walk.pointers),
        mentions=tuple(walk.mentions),
        register=register,
        is_register=bool(register) and is_only_register(root),
        images=tuple(walk.images),
        options=_options(walk),
        facsimile=facsimile_of(walk),
        oddities=(*oddities, *included, *walk.oddities),
        features=frozenset(walk.features),
        styles=read_styles(root),
        apparatus=tuple(walk.apparatus),
        witnesses=witnesses,
    )
    return with_parts(text, settings.divide, retired)


def _walk(
    root: etree._Element,
    source: Source,
    resolver: Callable[[str], Target],
    settings: Settings,
    taken: set[str],
    repeated: Collection[str],
) -> Walk:
    """Return the walk over a text before its first step: what is planned of notes and images, and who speaks."""
    levelled = dict.fromkeys(LEVELLED, read_levels) if b"menota.org/ns" in source.data else EMPTY
    walk = Walk(
        BY_BEHAVIOUR,
        {**BY_NAME, **levelled},
        resolve=resolver,
        plan=plan_notes(root, resolver, settings.editorial, taken, repeated),
        taken=taken,
        glossary_links=settings.glossary_links,
        glyphs=declared_glyphs(root),
        tradition=Tradition(root),
    )
    walk.facsimile = plan_facsimile(root, resolver)
    walk.images.extend(planned_images(walk.facsimile))
    walk.people = read_people(root)
    walk.labels = {**read_labels(root), **walk.tradition.sigla()}
    walk.timeline = read_timeline(root)
    walk.line_numbers = line_numbers(root)
    walk.stanza_lines = stanza_lines(root)
    walk.breaks_words = breaks_words(root)
    walk.has_speech = next(root.iter("{*}u"), None) is not None
    walk.editions = numbered_editions(root)
    walk.cited = read_references(root)
    walk.image_files = declared_images(source)
    return walk


def _tree(root: etree._Element, walk: Walk) -> Node:
    """Return the tree of a text, with what can be put into it only when all of it is there."""
    tree = walk.node(root, Place(level=2)) or Node("document", "TEI", block=True)
    if last := _last_emptied(tree):
        last.params = {**last.params, "emptied": False}
        walk.features.add("headed-notes")
    if SPANS.keys() & walk.elements:
        mark_spans(tree)
    outside(root, walk)
    name_places(walk.wordless, tree, walk.blocks)
    put_marks(tree, walk)
    return tree


def _remarks(root: etree._Element, walk: Walk) -> Iterator[tuple[str, Node]]:
    """Yield the notes beside the text that are on no place of it: they are on the whole."""
    for note in root.iterfind("{*}standOff//{*}note"):
        around = {local_name(above) for above in note.iterancestors()}
        if note not in walk.plan.by_element and around <= _BESIDE and not lacks_words(note):
            yield "notesStmt", walk.aside(note)


_BESIDE = frozenset({"TEI", "standOff", "listAnnotation", "annotation", "noteGrp"})


def _without_notes(root: etree._Element, source: Source) -> Iterator[Oddity]:
    """Yield each file with notes that cannot be read, where the first of them is called."""
    for name in source.unreadable:
        calls = (n for n, e in enumerate(root.iter("*")) if e.get("target", "").strip().startswith(f"{name}#"))
        yield Oddity("unreadable-notes", name, next(calls, 0))


def _trim_ids(root: etree._Element) -> None:
    """Take the white space from around each `xml:id`, as the recommendation on it says that every reader does."""
    if any(own != own.strip() for own in _IDS(root)):
        for element in root.iter("*"):
            if own := element.get(xml.ID):
                element.set(xml.ID, own.strip())


def _last_emptied(node: Node) -> Node | None:
    """Return the division that a text ends with, if it has nothing but a heading over notes called elsewhere."""
    while node.children and isinstance(last := node.children[-1], Node) and last.block:
        if last.behaviour == "section" and last.params.get("emptied"):
            return last
        node = last
    return None


def _prefixes(root: etree._Element) -> Iterator[Prefix]:
    for element in root.iter("{*}prefixDef"):
        ident, match = element.get("ident", ""), element.get("matchPattern", "(.*)")
        found = prefix(ident, match, element.get("replacementPattern", "$1"))
        if found:
            yield found


def _options(walk: Walk) -> frozenset[str]:
    """Return what a reader may choose to see of the text: its documentary form, its lines, its pages."""
    found = set(walk.options)
    if walk.elements & {"del", "delSpan", "ex"}:
        found.add("documentary")
    if walk.elements & {"pb", "cb", "gb", "milestone"}:
        found.add("pages")
    return frozenset(found)


def _notes(walk: Walk) -> Iterator[Note]:
    for planned in walk.plan.notes:
        if not planned.entry and planned.id not in walk.note_bodies and planned.id not in walk.references:
            continue  # It stands in something that is not shown.
        yield Note(
            id=planned.id,
            label=planned.label,
            series=planned.series,
            node=walk.note_bodies.get(planned.id) or Node("note", "note", block=True),
            entry=planned.entry,
            references=tuple(walk.references.get(planned.id, ())),
            permanent=planned.permanent,
            printed=planned.printed,
        )
