"""`xi:include` and `@copyOf` -> the tree with what they ask for in its place, from the edition and from nowhere else.

Every element is marked with the file it comes from and its number there before anything is moved, so that afterwards
messages and commands know where each of them stands.
"""

from __future__ import annotations

import copy
import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import msgspec
from lxml import etree

from loccit.doctype import subset_of
from loccit.errors import Position, ReadError
from loccit.inclusion import Inclusion, as_text
from loccit.model import Oddity, Source, Target
from loccit.model.source import Part
from loccit.read import copies, xml
from loccit.read.elsewhere import is_call, move_pointers, put_beside
from loccit.read.needed import MOST_BYTES

INCLUDE, FALLBACK = f"{{{xml.XI}}}include", f"{{{xml.XI}}}fallback"
KIND = "xinclude"
"""What an `xi:include` that cannot be followed is called among the oddities."""
BROKEN = "broken-include"
"""What an included file that cannot be parsed is called there."""
_MARK = "loccit-from"
_MOST_ELEMENTS = 2_000_000
_DEEPEST = 40
"""How many files may include one another in a row."""


# The tree with everything in its place


class Expanded(NamedTuple):
    """A text with what it includes in place."""

    root: etree._Element
    source: Source
    """The source that knows which element comes from which file."""
    oddities: tuple[Oddity, ...]


def expanded(root: etree._Element, source: Source, folder: str) -> Expanded:
    """Return a text with what it includes and what it copies in place; what cannot be had is among the oddities.

    `folder` is the source's, from the edition's root. Raises `ReadError` where all of it together is nested too deep.
    """
    has_copies = any(copies.ATTRIBUTE.encode() in one.data for one in (source, *source.included))
    if next(root.iter(INCLUDE, xml.ENTITY), None) is None and not (has_copies or source.declared or source.included):
        return Expanded(root, source, ())
    expansion = _Expansion(source, folder)
    expansion.fill(root, source)
    if source.included:
        expansion.call_notes(root)
    if has_copies:
        expansion.copy(root)
    runs = tuple(_runs(root, [msgspec.structs.replace(source, included=(), listed=()), *source.included]))
    if not expansion.moved:
        return Expanded(root, msgspec.structs.replace(source, parts=runs), tuple(expansion.oddities))
    whole = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    try:
        # What is nested too deep by now is refused as it would be in one file.
        root = xml.parse(source.with_data(whole))
    except ReadError as error:
        message = f"with what it includes or copies, {error.message}"
        at, code = Position(source.name, 1, 1), error.problem.code
        raise ReadError(message, at=at, code=code, hint=error.hint) from error
    return Expanded(root, msgspec.structs.replace(source, parts=runs, whole=whole), tuple(expansion.oddities))


def own_files(source: Source, folder: str, key: str) -> Mapping[str, Target]:
    """Return the files that a text is made of, by their paths from the edition's root: what points at them, at it."""
    top = source.path.parents[len(Path(folder).parts)]
    within = (one.path for one in source.included if one.path.is_relative_to(top))
    return {path.relative_to(top).as_posix(): Target("text", key) for path in within}


def _runs(root: etree._Element, sources: Sequence[Source]) -> Iterator[Part]:
    """Yield the runs of elements that stand one after the other in one file, and take the marks away.

    What stands in a text twice has its `xml:id` only the first time: nobody could correct the other.
    """
    seen: set[str] = set()
    expected = (-1, -1, False)
    for number, element in enumerate(root.iter("*")):
        mark = element.get(_MARK, "0 0")
        del element.attrib[_MARK]
        if mark in seen and xml.ID in element.attrib:
            del element.attrib[xml.ID]
        seen.add(mark)
        copied = mark.endswith(copies.COPIED)
        file, own = (int(part) for part in mark.removesuffix(copies.COPIED).split(" "))
        if (file, own, copied) != expected:
            yield Part(number, sources[file], own, copied)
        expected = (file, own + 1, copied)


class _Expansion:
    """The state of putting everything into its place."""

    def __init__(self, source: Source, folder: str) -> None:
        self.main = source
        self.top = source.path.parents[len(Path(folder).parts)]
        self.sources = {one.path: one for one in (source, *source.included)}
        self.numbers = {path: number for number, path in enumerate(self.sources)}
        self.listed = dict(source.listed)
        self.trees: dict[Path, etree._Element | None] = {}
        self.ids: dict[etree._Element, dict[str, etree._Element]] = {}
        self.open: list[Path] = []
        self.oddities: list[Oddity] = []
        self.elements = self.bytes = 0
        # What is declared elsewhere has to be in its place for whoever reads the text alone.
        self.moved = bool(source.declared)

    def fill(self, root: etree._Element, source: Source) -> None:
        """Put everything that a file includes into its place in the tree of the file."""
        number = self.numbers[source.path]
        for own, element in enumerate(e for e in root.iter("*") if e.tag != xml.ENTITY):
            element.set(_MARK, f"{number} {own}")
        self.open.append(source.path)
        for entity in list(root.iter(xml.ENTITY)):
            self.replace_entity(entity, source)
        includes = [e for e in root.iter(INCLUDE) if next(e.iterancestors(INCLUDE), None) is None and e is not root]
        for include in includes:
            if not _is_here(include):
                self.replace(include, source)
        # Parts of the same file come last, when everything in them is in place.
        for include in list(root.iter(INCLUDE)):
            self.replace_from_here(include, root, source, ())
        self.open.pop()

    def replace(self, include: etree._Element, source: Source) -> None:
        """Put what an `xi:include` asks for into its place, or else its fallback."""
        wanted = _wanted(include)
        path = wanted.path(source.path.parent)
        if path in self.listed and not wanted.pointer:
            self.list(include, path)
        elif not wanted.href:
            self.give_up(include, source, "nothing")
        elif path not in self.sources:
            self.give_up(include, source, "missing" if path and path.is_relative_to(self.top) else "outside")
        elif wanted.as_text:
            self.moved = True
            self.bytes += len(self.sources[path].data)
            if self.bytes > MOST_BYTES:
                self.give_up(include, source, "too much")
            else:
                xml.put(include, [], as_text(self.sources[path].data, wanted.encoding))
        elif path in self.open or len(self.open) > _DEEPEST:
            self.give_up(include, source, "cycle")
        elif (root := self.tree(path)) is None:
            self.give_up(include, source, "broken")
        else:
            self.put(include, self.part(root, wanted.pointer), source, path)

    def call_notes(self, root: etree._Element) -> None:
        """Put the notes of other files beside what calls them, which then calls them here."""
        folder, called = self.main.path.parent, dict[str, str]()
        taken = {own for e in root.iter("*") if (own := e.get(xml.ID) or e.get("id"))}
        for call in list(root.iter("{*}ref", "{*}ptr")):
            target = call.get("target", "").strip()
            href, _, own = target.partition("#")
            path = Inclusion(href).path(folder) if href and own else None
            if path is None or path == self.main.path or path not in self.sources or self.sources[path].frame:
                continue
            whole = self.tree(path)
            note = self.part(whole, own) if whole is not None else None
            if whole is None or note is None or not is_call(call, note, whole):
                continue
            if target not in called:
                called[target] = own if own not in taken else f"{path.stem}-{own}"
                made = put_beside(call, note, called[target], _MARK)
                if path.parent != folder:
                    _move_paths(made, path.parent, folder)
                move_pointers(made, Path(os.path.relpath(path, folder)).as_posix())
            call.set("target", f"#{called[target]}")
            self.moved = True

    def replace_entity(self, entity: etree._Element, source: Source) -> None:
        """Put the content of another file into the place of the entity that it is."""
        path = dict(source.entities).get(entity.get("name", ""))
        if path in self.listed:
            entity.set(_MARK, "0 0")
            self.list(entity, path)
        elif path not in self.sources or not self.sources[path].frame:
            self.leave_entity(entity, source, path)
        elif path in self.open or len(self.open) > _DEEPEST:
            self.leave_entity(entity, source, path, "cycle")
        elif (root := self.tree(path)) is None:
            xml.put(entity, [])
        elif not self.has_room(root):
            self.leave_entity(entity, source, path, "too much")
        else:
            self.moved = True
            made = copy.deepcopy(root)
            if path.parent != source.path.parent:
                _move_paths(made, path.parent, source.path.parent)
            xml.put(entity, list(made.iterchildren("*")), made.text or "")

    def leave_entity(self, entity: etree._Element, source: Source, path: Path | None, reason: str = "") -> None:
        """Take note of an entity that cannot be had, and leave the reference in its place."""
        name = entity.get("name", "")
        inside = path is not None and path.is_relative_to(self.top)
        shown = subset_of(as_text(source.data)).declared.files.get(name) or (path.name if path else "")
        at = Position(source.name, int(entity.get("line", "1")), int(entity.get("column", "1")))
        detail = f"{reason or ('missing' if inside else 'outside')}: {shown}"
        self.oddities.append(Oddity("external-entity", name, -1, detail, at))
        self.moved = True
        xml.put(entity, [], f"&{name};")

    def has_room(self, found: etree._Element) -> bool:
        """Tell whether a copy of an element does not make the text too large; it is counted as made."""
        self.elements += sum(1 for _ in found.iter("*"))
        self.bytes += len("".join(map(str, found.itertext())))
        return self.elements <= _MOST_ELEMENTS and self.bytes <= MOST_BYTES

    def copy(self, root: etree._Element) -> None:
        """Fill what is a copy of something else in the text."""
        files = {Path(os.path.relpath(path, self.main.path.parent)).as_posix() for path in self.sources}
        sources = list(self.sources.values())

        def give_up(element: etree._Element, reason: str) -> None:
            file, own = (int(part) for part in element.get(_MARK, "0 0").removesuffix(copies.COPIED).split(" "))
            subject = element.get(copies.ATTRIBUTE, "")
            self.oddities.append(Oddity(copies.KIND, subject, -1, reason, sources[file].position(own)))

        self.moved = copies.fill_copies(root, files, _MARK, give_up) or self.moved

    def replace_from_here(
        self, include: etree._Element, root: etree._Element, source: Source, above: tuple[str, ...]
    ) -> None:
        """Put another part of the same file into the place of an `xi:include`, after all that is included in it."""
        if include is root or include.getparent() is None:
            return
        pointer = _wanted(include).pointer
        found = self.part(root, pointer)
        if pointer in above or (found is not None and found in include.iterancestors()):
            self.give_up(include, source, "cycle")
            return
        for inner in list(found.iter(INCLUDE)) if found is not None else ():
            self.replace_from_here(inner, root, source, (*above, pointer))
        self.put(include, found, source, source.path)

    def put(self, include: etree._Element, found: etree._Element | None, source: Source, path: Path) -> None:
        """Put a copy of an element of the file `path` into the place of an `xi:include`."""
        if found is None or not self.has_room(found):
            self.give_up(include, source, "pointer" if found is None else "too much")
            return
        self.moved = True
        made = copy.deepcopy(found)
        made.tail = None
        if own := include.get("set-xml-id"):
            made.set(xml.ID, own)
        if path.parent != source.path.parent:
            _move_paths(made, path.parent, source.path.parent)
        xml.put(include, [made])

    def list(self, include: etree._Element, path: Path) -> None:
        """Put a link to a text with a page of its own into the place of an `xi:include`."""
        parent = include.getparent()
        tag = f"{{{xml.TEI}}}" if parent is not None and parent.tag.startswith(f"{{{xml.TEI}}}") else ""
        before = include.getprevious()
        items = before if before is not None and before.get("type") == _LISTED else etree.Element(f"{tag}list")
        items.set("type", _LISTED)
        link = etree.SubElement(etree.SubElement(items, f"{tag}item"), f"{tag}ref")
        link.set("target", quote(Path(os.path.relpath(path, self.main.path.parent)).as_posix()))
        link.text = self.listed[path]
        for element in items.iter():
            if element.get(_MARK) is None:
                element.set(_MARK, include.get(_MARK, ""))
        xml.put(include, [] if items is before else [items])

    def tree(self, path: Path) -> etree._Element | None:
        """Return the tree of an included file with everything in its place; none where it cannot be parsed."""
        if path not in self.trees:
            source = self.sources[path]
            try:
                root, oddities = xml.parsed(source)
            except ReadError as error:
                self.trees[path] = None
                self.oddities.append(Oddity(BROKEN, error.message, -1, error.hint, error.at))
            else:
                self.oddities += oddities
                self.fill(root, source)
                self.trees[path] = root
        return self.trees[path]

    def part(self, root: etree._Element, pointer: str) -> etree._Element | None:
        """Return the part of a tree that a pointer means; none where there is none, or nobody can tell."""
        if not pointer:
            return root
        if root not in self.ids:
            self.ids[root] = {own: e for e in root.iter("*") if (own := e.get(xml.ID) or e.get("id"))}
        known = self.ids[root]
        if pointer in known:
            return known[pointer]
        match = _BY_ID.fullmatch(pointer)
        if match:
            return known.get(match["id"])
        match = _BY_STEPS.fullmatch(pointer)
        if not match:
            return None
        steps = [int(step) for step in match["steps"].split("/")[1:]]
        start = known.get(match["id"]) if match["id"] else root
        # The first step from nowhere is the outermost element.
        return _descend(start, steps if match["id"] else steps[1:])

    def give_up(self, include: etree._Element, source: Source, reason: str) -> None:
        """Take note of an `xi:include` that cannot be followed; put its fallback into its place, or what it holds."""
        fallback = include.find(FALLBACK)
        own = int(include.get(_MARK, "0 0").split(" ")[1])
        # What is wrong with a broken file is reported once, and there.
        if reason != "broken":
            detail = reason if fallback is None else f"{reason}, but it has a fallback"
            self.oddities.append(Oddity(KIND, _wanted(include).shown, -1, detail, source.position(own)))
        held = include if fallback is None else fallback
        children, words = list(held.iterchildren("*")), held.text or ""
        self.moved = self.moved or fallback is not None or bool(children or words.strip())
        xml.put(include, children, words)
        for child in children:
            for inner in [e for e in child.iter(INCLUDE) if next(e.iterancestors(INCLUDE), None) is None]:
                if not _is_here(inner):
                    self.replace(inner, source)


_LISTED = "texts"
"""The `@type` of the list of texts that stands where a corpus includes them."""
_BY_ID = re.compile(
    r"""(?:(?:xpointer|xpath1?)\(\s*(?:id\(|//\*\[@xml:id\s*=\s*))?['"]?(?P<id>[\w.\-]+)['"]?[\])\s]*"""
)
_BY_STEPS = re.compile(r"element\((?P<id>[^\s/()]*)(?P<steps>(?:/[1-9]\d{0,6})*)\)")


def _descend(start: etree._Element | None, steps: Sequence[int]) -> etree._Element | None:
    for step in steps:
        children = [] if start is None else list(start.iterchildren("*"))
        start = children[step - 1] if step <= len(children) else None
    return start


def _wanted(include: etree._Element) -> Inclusion:
    return Inclusion.of({str(name): str(value) for name, value in include.items()})


def _is_here(include: etree._Element) -> bool:
    """Tell whether an `xi:include` asks for another part of its own file."""
    wanted = _wanted(include)
    return bool(wanted.pointer) and not wanted.href


_PATHS = frozenset({"url", "target", "ref", "corresp", "copyOf", "facs", "source", "scheme"})
_FILE = re.compile(r"(?![A-Za-z][A-Za-z0-9+.-]*:|/|\\|#)[^\s#]+\.\w+(?:#\S*)?")


def _move_paths(element: etree._Element, old: Path, new: Path) -> None:
    """Write the paths of files in an element as they are from another folder."""
    way = quote(Path(os.path.relpath(old, new)).as_posix())
    for descendant in element.iter("*"):
        for name in _PATHS.intersection(descendant.keys()):
            words = descendant.get(name, "").split()
            moved = [posixpath.normpath(f"{way}/{word}") if _FILE.fullmatch(word) else word for word in words]
            if moved != words:
                descendant.set(name, " ".join(moved))
