"""The walk over one text: the state that builders share, and what every element goes through."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from lxml import etree

from loccit.model import (
    EMPTY,
    AppEntry,
    Block,
    Heading,
    Mention,
    Node,
    NoteReference,
    Oddity,
    PageImage,
    Pointer,
    Target,
    has_blocks,
)
from loccit.model.pointers import Resolve, pointers_in
from loccit.read import xml
from loccit.read.apart import APART, set_apart
from loccit.read.behaviours import rule_for
from loccit.read.canonical import NO_REFERENCES
from loccit.read.facsimile import NO_PLAN
from loccit.read.naming import NAME_KINDS, kind_of_name, name_keys, target_of
from loccit.read.notes import NotePlan, PlannedNote
from loccit.read.rules import Place, Rule, lacks_words, local_name
from loccit.read.shape import break_lines, settle
from loccit.read.tags import At, Tag, attributes_of
from loccit.read.timeline import NO_TIMELINE
from loccit.read.tradition import Tradition

_NAME = re.compile(r"[^\W\d][\w.\-·]*")
_CHECKED = frozenset({"target", "ref", "corresp", "resp", "sameAs", "copyOf", "next", "prev", "spanTo"})
"""The attributes whose pointers are resolved and checked; several values are separated by white space."""

_RUNNING_BLOCKS = frozenset(
    "l speaker stage head u titlePart byline docAuthor docDate docImprint addrLine salute signed dateline"
    " trailer caption cell entry entryFree re hom sense form gramGrp incipit explicit rubric finalRubric".split()
)
"""Blocks whose content is running text."""
DESCRIBED = frozenset({"person", "personGrp", "place", "org", "object"})
"""Entries of registers, which editions made with programs copy into the `back` of each file that mentions them."""
PRESERVED = frozenset({"eg", "egXML", "code"})
"""Elements whose white space is kept."""


class Citable(NamedTuple):
    """The citable block that the walk is in."""

    id: str
    label: str
    kind: str

    @classmethod
    def of(cls, block: Block) -> Citable:
        """Return where one is in a block."""
        return cls(block.id, block.label, block.kind)


NOWHERE = Citable("", "", "")
NO_TARGET = Target("empty")
Builder = Callable[["Walk", etree._Element, At], "Node | None"]


_MOST_ALIKE = 10_000
"""How many sets of attributes are kept to be shared: in some texts no two elements have the same ones."""


class _Besides(set[str]):
    """A set beside another, to which nothing is added: in it is what is in either."""

    def __init__(self, base: Collection[str]) -> None:
        super().__init__()
        self._base = base

    def __contains__(self, item: object) -> bool:
        return item in self._base or super().__contains__(item)


def _is_foreign(element: etree._Element) -> bool:
    """Tell whether an element of a header is nobody's that TEI knows: its parts are data."""
    return element.tag.startswith("{") and not element.tag.startswith(f"{{{xml.TEI}}}")


class Walk:
    """What has been counted and collected so far in one text."""

    signed: bool = False
    """Whether the hyphen of the word that a break is in stands before it in an element of its own."""

    breaks_words: bool = False
    """Whether white space alone says which words are broken over lines."""

    title_found: bool = False

    beside_text: bool = False
    """Whether a transcription stands beside an edited text."""

    has_speech: bool = False
    """Whether anybody speaks in the text."""

    stanza_lines: Mapping[etree._Element, str] = MappingProxyType({})
    """How lines are cited by their stanzas; the margin says it of the first."""

    line_numbers: Mapping[etree._Element, str] = MappingProxyType({})
    """The numbers of lines of verse that the source leaves out."""

    editions: frozenset[str] = frozenset()
    """The editions whose pages the breaks number, where they are several."""
    cited = NO_REFERENCES

    def __init__(
        self,
        builders: Mapping[str, Builder],
        builders_by_name: Mapping[str, Builder],
        *,
        resolve: Resolve,
        plan: NotePlan,
        taken: set[str],
        glossary_links: str,
        glyphs: Mapping[str, str],
        tradition: Tradition,
    ) -> None:
        self.builders = builders
        self.builders_by_name = builders_by_name
        self._tags: dict[str, Tag] = {}
        self._alike: dict[tuple[tuple[str, str], ...], Mapping[str, str]] = {}
        self._places: dict[tuple[Place, str, bool], Place] = {}
        self.resolve = resolve
        self.plan = plan
        self._placed = plan.placed
        self.taken = taken
        self.glossary_links = glossary_links
        self.glyphs = glyphs
        self.people: Mapping[str, str] = EMPTY
        self.main_hand: str | None = None
        self.timeline = NO_TIMELINE
        self.image_files: Mapping[str, str] = EMPTY
        """The files of the images that the declarations of TEI P4 name."""
        self.title = self.language = ""
        self.ordinal = 0
        self.counts: dict[Hashable, int] = {}
        self.citable = [NOWHERE]
        self.linked: set[str] = set()
        self.hoisted: list[Node | str] = []
        self.joining: str | None = None
        self.labels: Mapping[str, str] = EMPTY
        self.tradition = tradition
        self.apparatus: list[AppEntry] = []
        self.pending: list[Any] = []
        self.options: set[str] = set()
        self.unknown: set[str] = set()
        self.note_bodies: dict[str, Node] = {}
        self.references: dict[str, list[NoteReference]] = {}
        self.ids: dict[str, int] = {}
        self.blocks: list[Block] = []
        self.kinds_of_divisions: dict[etree._Element, set[str]] = {}
        """What the divisions of a text are, by `@type`, as far as they are parts of an edition."""
        self.pointed: dict[etree._Element, bool] = {}
        """Whether what holds breaks of lines has points between its words, as Ethiopic may."""
        self.wordless: list[Node] = []
        """The links to places of the text that have no words of their own."""
        self.headings: list[Heading] = []
        self.pointers: list[Pointer] = []
        self.images: list[Pointer] = []
        self.facsimile = NO_PLAN
        self.page_images: dict[str, PageImage] = {}
        self.surfaces: list[Heading] = []
        self.mentions: list[Mention] = []
        self.oddities: list[Oddity] = []
        self.shown: set[str] = set()
        self.features: set[str] = set()
        """What only some texts have of notes, and what their pages need more styles and scripts for."""

    @property
    def elements(self) -> frozenset[str]:
        """Return the names of the elements met so far."""
        return frozenset(tag.name for tag in self._tags.values())

    # From element to node

    def node(self, element: etree._Element, place: Place) -> Node | None:
        """Return the node of one element, or `None` where it leaves nothing in place."""
        ordinal = self.ordinal
        self.ordinal = ordinal + 1
        tag = self._tags.get(element.tag) or self._learn(element.tag)
        if tag.unknown:
            self._report_unknown(element, tag, ordinal)
        items: Any = element.items()
        attributes = self._attributes(items, tag) if items else EMPTY
        if items:
            self.register_attributes(tag.name, attributes, ordinal)
        rule = tag.rule or rule_for(element, tag.name, place)
        builder = self.builders_by_name.get(tag.name) or self.builders.get(rule.behaviour)
        if builder is None:
            node: Node | None = self._generic(element, tag.name, rule, attributes, place, ordinal)
        else:
            node = builder(self, element, At(tag.name, rule, attributes, place, ordinal))
        if self._placed and element in self._placed and not place.in_header:
            self._call_notes(self._placed[element], node, At("note", rule, EMPTY, place, ordinal))
        return node

    def _attributes(self, items: list[tuple[str, str]], tag: Tag) -> Mapping[str, str]:
        """Return the attributes of an element; elements with the same ones share them, which saves much memory."""
        if items[0][0] == xml.ID or tag.old:
            return attributes_of(items, tag)
        key = tuple(items)
        found = self._alike.get(key)
        if found is None:
            found = attributes_of(items, tag)
            if len(self._alike) < _MOST_ALIKE:
                self._alike[key] = found
        return found

    def _learn(self, name: str) -> Tag:
        tag = self._tags[name] = Tag.of(name)
        return tag

    def children(self, element: etree._Element, place: Place) -> list[Node | str]:
        """Return the content of an element in reading order, with the white space of the source."""
        content: list[Node | str] = []
        if text := element.text:
            content.append(text)
        for child in element:
            if type(child.tag) is str:
                node = self.node(child, place)
                if self.joining is not None:
                    self._join(content, node, child.tail)
                    continue
                if node is not None:
                    content.append(node)
                if self.hoisted and not place.in_link:
                    content.extend(self.hoisted)
                    self.hoisted.clear()
            if tail := child.tail:
                content.append(tail)
        return content

    def _join(self, content: list[Node | str], node: Node | None, tail: str | None) -> None:
        """Put a break inside a word: without the white space around it, and without its hyphen before it."""
        if self.signed:
            while content and type(content.pop()) is str:
                pass
            self.signed = False
        if content and type(content[-1]) is str:
            content[-1] = content[-1].rstrip(" \t\r\n").removesuffix(self.joining or "")
        self.joining = None
        if node is not None:
            content.append(node)
        if tail and (rest := tail.lstrip(" \t\r\n")):
            content.append(rest)

    def generic(self, element: etree._Element, at: At) -> Node:
        """Return the node of an element whose behaviour asks for nothing but its content."""
        return self._generic(element, at.name, at.rule, at.attributes, at.place, at.ordinal)

    def _generic(
        self, element: etree._Element, name: str, rule: Rule, attributes: Mapping[str, str], place: Place, ordinal: int
    ) -> Node:
        block = rule.block
        if len(element):
            children = self.children(element, self._inside(place, name, rule))
            block = block or any(type(child) is Node and child.block for child in children)
        else:
            children = [text] if (text := element.text) else []
        if len(children) > 1 and (name in APART or (place.in_header and _is_foreign(element))):
            children = set_apart(children, name)
        if block and name not in PRESERVED:
            children = break_lines(children)
        node = Node(rule.behaviour, name, attributes, children, rule.params, block, ordinal)
        if attributes and (own := attributes.get("xml:id")):
            self.shown.add(own)
        if name in NAME_KINDS and not place.in_header:
            return self._mention(node, At(name, rule, attributes, place, ordinal))
        return node

    def _inside(self, place: Place, name: str, rule: Rule) -> Place:
        """Return where the content of an element stands."""
        key = (place, name, rule.block)
        found = self._places.get(key)
        if found is None:
            stays = name in _RUNNING_BLOCKS or (name == "cit" and place.in_paragraph)
            running = stays if rule.block else place.in_paragraph
            found = place._replace(parent=name, in_paragraph=running)
            if name in DESCRIBED:
                found = found._replace(described=True)
            self._places[key] = found
        return found

    def aside(self, element: etree._Element) -> Node:
        """Return a part of the header or of a register as a tree; nothing of it is counted or collected."""
        apart = Walk(
            self.builders,
            self.builders_by_name,
            resolve=self.resolve,
            plan=self.plan,
            taken=_Besides(self.taken),
            glossary_links="every",
            glyphs=self.glyphs,
            tradition=self.tradition,
        )
        apart.people, apart.language, apart.labels = self.people, self.language, self.labels
        apart.cited = self.cited
        apart.wordless = self.wordless
        apart.ordinal = _NO_ORDINAL
        return apart.node(element, Place(citable=False, in_header=True, level=3)) or Node("inline", local_name(element))

    def skip(self, element: etree._Element) -> None:
        """Pass over an element that is not shown here, minding its ids, its pointers and the count of elements."""
        for descendant in element.iterdescendants("*"):
            self.pass_over(descendant)

    def pass_over(self, element: etree._Element) -> None:
        """Pass over one element without its content."""
        tag = self._tags.get(element.tag) or self._learn(element.tag)
        if tag.unknown:
            self._report_unknown(element, tag, self.ordinal)
        items: Any = element.items()
        if items:
            self.register_attributes(tag.name, attributes_of(items, tag), self.ordinal)
        self.ordinal += 1

    # What is collected on the way

    def _report_unknown(self, element: etree._Element, tag: Tag, ordinal: int) -> None:
        """Report an unknown element once, but not a foreign one of a header that has no words to be lost."""
        is_foreign = tag.unknown != tag.name
        if is_foreign and next(element.iterancestors("{*}xenoData"), None) is not None:
            return
        if is_foreign and lacks_words(element) and next(element.iterancestors("{*}teiHeader"), None) is not None:
            return
        if tag.unknown not in self.unknown:
            self.unknown.add(tag.unknown)
            kind = "foreign-namespace" if is_foreign else "unknown-element"
            self.oddities.append(Oddity(kind, tag.unknown, ordinal))

    def register_attributes(self, name: str, attributes: Mapping[str, str], ordinal: int) -> None:
        """Take note of an element's `xml:id` and of its pointers."""
        if own := attributes.get("xml:id"):
            if not _NAME.fullmatch(own):
                self.oddities.append(Oddity("invalid-id", own, ordinal))
            if own in self.ids:
                self.oddities.append(Oddity("duplicate-id", own, ordinal, str(self.ids[own])))
            else:
                self.ids[own] = ordinal
        for attribute in attributes:
            if attribute in _CHECKED:
                for value in pointers_in(attributes[attribute]):
                    self.pointers.append(Pointer(value, attribute, name, ordinal, self.resolve(value)))

    def made(
        self,
        at: At,
        children: list[Node | str],
        *,
        behaviour: str = "",
        params: Mapping[str, Any] = EMPTY,
        block: bool = True,
    ) -> Node:
        """Return the node made of an element, and take note of the address that the page will have of it."""
        if own := at.attributes.get("xml:id"):
            self.shown.add(own)
        return Node(behaviour or at.rule.behaviour, at.name, at.attributes, children, params, block, at.ordinal)

    def leave_out(self, nodes: Iterable[Node]) -> None:
        """Take note that nodes do not get into the tree after all: links lead to nothing in them."""
        for node in nodes:
            self.shown.difference_update(each.id for each in node.walk())

    def address(self, attributes: Mapping[str, str], stem: str) -> tuple[str, bool]:
        """Return an element's address and whether it is permanent: its `xml:id`, or else the next free number."""
        own = attributes.get("xml:id", "")
        if own and _NAME.fullmatch(own) and own not in self.shown:
            self.shown.add(own)
            return own, True
        while True:
            self.counts[stem] = self.counts.get(stem, 0) + 1
            name = f"{stem}{self.counts[stem]}"
            if name not in self.taken:
                self.taken.add(name)
                self.shown.add(name)
                return name, False

    def label(self, address: str, attributes: Mapping[str, str], kind: str) -> str:
        """Return what the margin prints: the number in a Loccit address, else `@n`, else the count of its kind.

        Verse is cited by the numbers that its source gives, which may begin again with each book: there `@n` is first.
        """
        given = attributes.get("n", "")
        if match := _NUMBERED.fullmatch(address):
            self.counts[kind] = self.counts.get(kind, 0) + 1
            return given if given and kind == "line" else match.group(1)
        stem = kind[0]
        while True:
            self.counts[kind] = self.counts.get(kind, 0) + 1
            if f"{stem}{self.counts[kind]}" not in self.taken:
                self.taken.add(f"{stem}{self.counts[kind]}")
                return given or str(self.counts[kind])

    def reference(
        self, planned: PlannedNote, at: At, words: list[Node | str] | None = None, block: Citable | None = None
    ) -> Node | None:
        """Return the reference to a note; inside a link it is held back until the link has ended.

        `words` are those of a reference that is not a mark; `block` is where it stands, if that is not where we are.
        """
        made = self.references.setdefault(planned.id, [])
        own = f"ref:{planned.id}" + (f":{len(made) + 1}" if made else "")
        block = block or self.citable[-1]
        made.append(NoteReference(own, block.id, block.label))
        params = {"note": planned, "id": own}
        words = words or []
        node = Node("noteref", at.name, at.attributes, words, params, block=has_blocks(words), ordinal=at.ordinal)
        if at.place.in_link:
            self.hoisted.append(node)
            return None
        return node

    def _call_notes(self, notes: Iterable[PlannedNote], node: Node | None, at: At) -> None:
        """Put the references to notes that point at an element after its words."""
        given = node.params if node is not None and node.block else EMPTY
        block = Citable(given["id"], given["label"], "") if given.get("id") and given.get("label") else None
        for planned in notes:
            reference = self.reference(planned, at, block=block)
            settled = reference is not None and node is not None and node.block and settle(node, reference)
            if reference is not None and not settled:
                self.hoisted.append(reference)

    def _mention(self, node: Node, at: At) -> Node:
        """Take note of what a name refers to, and put a link around it where that is an entry of the glossary."""
        block = self.citable[-1]
        keys = name_keys(at.attributes, self.resolve) if at.attributes else []
        if at.name == "gloss" and not keys:
            return node  # It explains a word and is none that an index would have.
        for key in (keys or [""]) if not at.place.described else ():
            kind = kind_of_name(at.name, at.attributes)
            self.mentions.append(Mention(kind, key, node.reading, block.id, block.label, node.ordinal, at.name))
        target = target_of(keys[0]) if keys else NO_TARGET
        if target.kind not in {"entry", "name"} or at.place.in_link or not self._is_linked(target.key, at.name):
            return node
        return Node("link", "ref", EMPTY, [node], {"target": target}, node.block)

    def _is_linked(self, key: str, name: str) -> bool:
        """Tell whether this occurrence of a glossary entry is a link, by the edition's `glossary_links`."""
        first = key not in self.linked
        self.linked.add(key)
        return first or self.glossary_links == "every" or name in {"term", "gloss"}


_NUMBERED = re.compile(r"[pl](\d+[a-z]*)")
_NO_ORDINAL = -(10**9)
