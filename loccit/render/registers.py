"""The registers of an edition and the names in its texts -> who and what is mentioned, each once, with its places."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import msgspec

from loccit.model import Edition, RegisterItem, Text
from loccit.render.around import Place
from loccit.render.authorities import identity, is_identifier
from loccit.render.urls import folder_of, path_name

KINDS = ("person", "organisation", "place", "periodical", "work", "event", "object", "term")
"""The kinds of names that are listed, in this order; a term that has an entry is in the glossary."""
MANY = 150
"""With more names than this, each kind has a page of its own."""
MANY_PLACES = 250
"""With more places than this, a name has a page of its own."""


class Name(msgspec.Struct):
    """Somebody or something that is mentioned, or described in a register."""

    key: str
    """What makes two mentions the same."""
    kind: str
    label: str
    item: RegisterItem | None
    anchor: str
    """Its address in the page of names, or empty."""
    forms: list[str]
    """The words of the texts for it."""
    entry: str
    """The key of its entry in the glossary, or empty."""
    folder: str = ""
    """Of the page that lists its places, where they are too many for a list of names; else empty."""


class Names(msgspec.Struct, frozen=True, dict=True):
    """All names of an edition."""

    edition: Edition

    # What the registers say

    @cached_property
    def _items(self) -> dict[tuple[str, str], tuple[str, RegisterItem]]:
        """Return each item by file and id with what it is known by: the same one in several files is one."""
        found: dict[tuple[str, str], tuple[str, RegisterItem]] = {}
        first: dict[tuple[str, str, str], str] = {}
        taken: set[str] = set()
        for file in (*self.edition.registers, *self.edition.texts):
            for item in file.register.values():
                same = (item.id, item.kind, item.name.casefold())
                if same not in first:
                    first[same] = item.id if item.id not in taken else f"{file.key}:{item.id}"
                    taken.add(first[same])
                found[file.key, item.id] = (first[same], item)
        return found

    @cached_property
    def _fullest(self) -> dict[str, RegisterItem]:
        """Return for each item the description that says most."""
        found: dict[str, RegisterItem] = {}
        for known, item in self._items.values():
            if known not in found or _weight(item) > _weight(found[known]):
                found[known] = item
        return found

    @cached_property
    def _by_id(self) -> dict[str, str]:
        """Return the item with an id; where files differ in what it means, the one of the first register."""
        found: dict[str, str] = {}
        for (_file, own), (known, _item) in self._items.items():
            found.setdefault(own, known)
        return found

    @cached_property
    def _by_identity(self) -> dict[str, str]:
        """Return the item that an authority has an identifier for."""
        found: dict[str, str] = {}
        for known, item in self._items.values():
            for kind, value in item.identifiers:
                if own := identity(kind, value):
                    found.setdefault(own, known)
        return found

    def _item_of(self, text: Text, key: str) -> str:
        """Return the item that the key of a mention means, or an empty string."""
        kind, _, rest = key.partition(":")
        if kind == "local":
            place = (text.key, rest)
            return self._items[place][0] if place in self._items else ""
        if kind == "text":
            file, _, own = rest.partition("#")
            return self._items[file, own][0] if (file, own) in self._items else ""
        if kind == "id":
            return self._by_id.get(rest) or self._by_id.get(_last_part(rest), "")
        return self._by_identity.get(identity("", key), "") if "://" in key else ""

    # What the texts mention

    def key_of(self, text: Text, kind: str, key: str, form: str) -> str:
        """Return what makes two mentions the same: who is meant, else their reference, else their kind and words."""
        if item := self._item_of(text, key):
            return f"item:{item}"
        if key.startswith("local:"):
            return f"{text.key}#{key[6:]}"
        return key or f"={kind}={form.casefold()}"

    @cached_property
    def by_key(self) -> dict[str, Name]:
        """Return every name that is listed, by what makes two mentions the same."""
        found: dict[str, Name] = {}
        forms: dict[str, Counter[str]] = {}
        places: Counter[str] = Counter()
        for text in self.edition.texts:
            for kind, key, form, count, size in _mentioned(text):
                known = self.key_of(text, kind, key, form)
                if known not in found:
                    found[known] = self._named(known, kind, form)
                if form:
                    forms.setdefault(known, Counter())[form] += count
                places[known] += size
        pointed_at = set(self._pointed_at())
        for own, item in self._fullest.items():
            if (item.apart or own in pointed_at) and f"item:{own}" not in found:
                found[f"item:{own}"] = self._named(f"item:{own}", item.kind, item.name)
        for known, name in found.items():
            name.forms = [form for form in forms.get(known, ()) if _is_form(name, form)]
            if not name.item and not name.entry and name.label in forms.get(known, ()):
                name.label = forms[known].most_common(1)[0][0]
        listed = {key: name for key, name in found.items() if self._is_listed(name)}
        _set_folders(name for key, name in listed.items() if places[key] > MANY_PLACES)
        return listed

    def _pointed_at(self) -> Iterator[str]:
        """Yield the items that links lead to, and those that only released texts mention."""
        for text in (text for release in self.edition.releases for text in release.texts):
            yield from filter(None, (self._item_of(text, named.key) for named in text.named))
        for text in self.edition.texts:
            for pointer in text.pointers:
                if pointer.target.kind in {"local", "text"}:
                    place = (pointer.target.key or text.key, pointer.target.fragment)
                    if place in self._items:
                        yield self._items[place][0]

    def _named(self, known: str, kind: str, form: str) -> Name:
        source, _, rest = known.partition(":")
        if source == "item":
            item = self._fullest[rest]
            return Name(known, item.kind, item.name, item, f"name:{rest}", [], "")
        if source == "entry" and (entry := self.edition.entries.get(rest)):
            return Name(known, entry.kind, entry.title, None, "", [], entry.key)
        if source == "id" and " " in rest and not is_identifier(rest):
            return Name(known, kind, rest, None, "", [], "")
        return Name(known, kind, form, None, "", [], "")

    @staticmethod
    def _is_listed(name: Name) -> bool:
        return name.kind in KINDS and bool(name.label) and not (name.kind == "term" and name.entry)

    # Where they are in the site

    @cached_property
    def kinds(self) -> Mapping[str, tuple[Name, ...]]:
        """Return the names by kind, in the order of the alphabet."""
        names = sorted(self.by_key.values(), key=lambda name: (sort_form(name.label), name.label))
        by_kind = {kind: tuple(name for name in names if name.kind == kind) for kind in KINDS}
        return {kind: of_kind for kind, of_kind in by_kind.items() if of_kind}

    @cached_property
    def is_divided(self) -> bool:
        """Tell whether each kind has a page of its own.

        Texts link to what registers describe. How much that is can be told before the texts are read; where it is
        little, the names that no register has count too.
        """
        return len(self._fullest) > MANY or len(self.by_key) > MANY

    def folder(self, kind: str) -> str:
        """Return the folder of the page that lists the names of a kind."""
        return f"{folder_of('names')}{path_name(kind)}/" if self.is_divided else folder_of("names")

    def place(self, text: Text, key: str) -> Place | None:
        """Return where the item of a register is that a name means, or `None` where it means none."""
        known = self._item_of(text, key)
        if not known:
            return None
        item = self._fullest[known]
        says_more = item.tells or len(self.edition.texts) > 1
        return Place(self.folder(item.kind), f"name:{known}", says_more, _spoken(item))


def _mentioned(text: Text) -> Iterator[tuple[str, str, str, int, int]]:
    """Yield kind, key and words of what a text, or its header of a letter, names, how often, and in how many places."""
    for named in text.named:
        yield named.kind, named.key, named.form, named.count, len(named.places)
    for action in text.letter.actions if text.letter else ():
        for kind, key, form in action.names:
            yield kind, key, form, 1, 1


def _set_folders(names: Iterable[Name]) -> None:
    """Give names folders of their own: after the id of a register, else the name itself."""
    taken: set[str] = set()
    for name in names:
        kind = f"{folder_of('names')}{path_name(name.kind)}/"
        own = path_name(name.anchor.removeprefix("name:") or sort_form(name.label))
        if own in taken:
            own = path_name(f"{own} {name.key}")
        taken.add(own)
        name.folder = f"{kind}{own}/"


def _spoken(item: RegisterItem) -> str:
    """Return a name as one says it: the forename first, where it is listed by the surname."""
    surname, *others = item.name.split(", ")
    return f"{others[0]} {surname}" if item.kind == "person" and others else item.name


def _is_form(name: Name, form: str) -> bool:
    """Tell whether words are another form of a name: neither `my brother`, where somebody has a name, nor `Ann Low`.

    Low, Ann, is the same name in the order of an index.
    """
    is_word = form.islower() and name.kind == "person" and not name.label.islower()
    return not is_word and _words(form) != _words(name.label)


def _words(name: str) -> list[str]:
    return sorted(re.findall(r"\w+", name.casefold()))


def _weight(item: RegisterItem) -> int:
    return len(item.facts) + len(item.identifiers) + len(item.spellings)


def _last_part(value: str) -> str:
    """Return what stands after the last mark of a prefix or a path: `p1` of `psn:p1` and of `people/p1`."""
    for mark in "#/:":
        value = value.rpartition(mark)[2]
    return value


def sort_form(label: str) -> str:
    """Return a name as it is sorted: whatever its case, accents and quotation marks, without an article before it."""
    folded = unicodedata.normalize("NFKD", label.casefold())
    plain = "".join(char for char in folded if not unicodedata.combining(char)).lstrip(" \"'“”„‘’«»‹›([{<*…-–")
    return next((plain.removeprefix(a) for a in ("the ", "a ", "an ") if plain.startswith(a)), plain)
