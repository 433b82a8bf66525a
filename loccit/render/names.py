"""The names of an edition -> the pages that list them, by kind and letter, with the places of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby

from markupsafe import Markup

from loccit.model import Text
from loccit.render.authorities import identifier_link
from loccit.render.context import Fact, Link, NameGroup, NameItem, NamePage, NameSection, NamesPage
from loccit.render.documents import letter_id
from loccit.render.occurrences import occurrences, texts_with
from loccit.render.registers import Name, sort_form
from loccit.render.site import Rendering
from loccit.render.tree import Page
from loccit.render.urls import folder_of

_LONG = 40
"""From this many names on, a list is divided by letters."""


def names_pages(rendering: Rendering) -> Iterator[tuple[str, NamesPage]]:
    """Yield folder and context of each page of names: one, or one for each kind and one that leads to them."""
    names, all_of = rendering.names, folder_of("names")
    if not names.is_divided:
        yield all_of, _page(rendering, "", sections=tuple(_section(rendering, kind) for kind in names.kinds))
        return
    links = rendering.links(all_of)
    kinds = (
        Link(links.to(names.folder(kind)), _title_of(rendering, kind), extent=str(len(of_kind)))
        for kind, of_kind in names.kinds.items()
    )
    yield all_of, _page(rendering, "", kinds=tuple(kinds))
    for kind in names.kinds:
        yield names.folder(kind), _page(rendering, kind, sections=(_section(rendering, kind),))


def _page(
    rendering: Rendering, kind: str, *, sections: tuple[NameSection, ...] = (), kinds: tuple[Link, ...] = ()
) -> NamesPage:
    return NamesPage(kind, _title_of(rendering, kind), sections, kinds, len(rendering.edition.texts) > 1)


def own_pages(rendering: Rendering) -> Iterator[tuple[str, NamePage]]:
    """Yield folder and context of the pages of each name whose places are too many for a list of names."""
    for name in rendering.names.by_key.values():
        if name.folder:
            yield from _own_pages(rendering, name)


def _own_pages(rendering: Rendering, name: Name) -> Iterator[tuple[str, NamePage]]:
    extents = texts_with(rendering, name.key)
    sheets = list(_sheets(extents))
    folders = [name.folder, *(f"{name.folder}{number}/" for number in range(2, len(sheets) + 1))]
    ends = list(accumulate(map(len, sheets)))
    labels = [f"{end - len(sheet) + 1}–{end}" for sheet, end in zip(sheets, ends, strict=True)]
    titles = (name.label, *(f"{name.label}, {label}" for label in labels[1:]))
    for folder, sheet, title in zip(folders, sheets, titles, strict=True):
        page = rendering.page(folder)
        here = rendering.names.folder(name.kind)
        links = (Link(page.links.to(each), label, each == folder) for each, label in zip(folders, labels, strict=True))
        yield (
            folder,
            NamePage(
                title=title,
                listed=Link(page.links.to(here, name.anchor), _title_of(rendering, name.kind)),
                name=_item(rendering, page, name, extents, sheet),
                sheets=tuple(links) if len(sheets) > 1 else (),
                several=len(rendering.edition.texts) > 1,
            ),
        )


def _sheets(texts: Iterable[tuple[Text, int]]) -> Iterator[list[Text]]:
    """Yield texts in portions, so that a page has no more places than it should, unless they are all of one text."""
    sheet: list[Text] = []
    size = 0
    for text, count in texts:
        if sheet and size + count > _SHEET:
            yield sheet
            sheet, size = [], 0
        sheet.append(text)
        size += count
    yield sheet


_SHEET = 5_000
"""Places on a page: a telephone gets a quarter of a megabyte."""


def _section(rendering: Rendering, kind: str) -> NameSection:
    of_kind = rendering.names.kinds[kind]
    page = rendering.page(rendering.names.folder(kind))
    title = _title_of(rendering, kind)
    if len(of_kind) < _LONG:
        return NameSection(kind, title, (NameGroup("", "", tuple(_listed(rendering, page, name) for name in of_kind)),))
    groups = (
        NameGroup(letter, letter_id(kind, letter), tuple(_listed(rendering, page, name) for name in group))
        for letter, group in groupby(of_kind, key=lambda name: _letter(name.label))
    )
    return NameSection(kind, title, tuple(groups))


def _letter(label: str) -> str:
    first = sort_form(label)[:1].upper()
    return first if first.isalpha() else "#"


def _listed(rendering: Rendering, page: Page, name: Name) -> NameItem:
    """Return a name as a list of names has it: with its places, or with the link to the page that has them."""
    extents = texts_with(rendering, name.key)
    return _item(rendering, page, name, extents, () if name.folder else (text for text, _count in extents))


def _item(
    rendering: Rendering, page: Page, name: Name, extents: Sequence[tuple[Text, int]], texts: Iterable[Text]
) -> NameItem:
    """Return a name, what is known of it, how many places mention it, and those of them that are in some texts."""
    item = name.item
    given = item.identifiers if item else _identifiers(name.key)
    identifiers = dict.fromkeys(identifier_link(kind, value) for kind, value in given)
    spellings = dict.fromkeys((*(item.spellings if item else ()), *name.forms))
    return NameItem(
        id=name.anchor,
        label=name.label,
        years=item.years if item and not any(char.isdigit() for char in name.label) else "",
        href=page.links.to(folder_of("entry", name.entry)) if name.entry else "",
        forms=tuple(spellings),
        identifiers=tuple(identifiers),
        description=_description(page, name),
        facts=tuple(_facts(page, name)),
        occurrences=occurrences(rendering, page.links, name.key, texts),
        own=page.links.to(name.folder) if name.folder else "",
        places=sum(count for _text, count in extents),
        texts=len(extents),
    )


def _identifiers(key: str) -> tuple[tuple[str, str], ...]:
    """Return what a reference says of a name that no register has."""
    if "://" in key:
        return (("", key),)
    link = identifier_link("", key.removeprefix("id:")) if key.startswith("id:") else None
    return (("", key.removeprefix("id:")),) if link and link.href else ()


_PROSE = frozenset({"note", "desc", "p", "ab", "noteGrp"})
_SHORT = 400
"""Characters of a description that is shown at once."""


def _description(page: Page, name: Name) -> Markup:
    """Return what a register says of somebody or something in a few sentences; more of them are among the facts."""
    prose = [node for kind, node in (name.item.facts if name.item else ()) if kind in _PROSE]
    is_short = sum(len(node.text) for node in prose) <= _SHORT
    return Markup("").join(page.html(node) for node in prose) if is_short else Markup("")


def _facts(page: Page, name: Name) -> Iterator[Fact]:
    """Yield what else a register says; of several of a kind in a row each is a value."""
    facts = name.item.facts if name.item else ()
    is_short = sum(len(node.text) for kind, node in facts if kind in _PROSE) <= _SHORT
    for kind, nodes in groupby((fact for fact in facts if not (is_short and fact[0] in _PROSE)), key=lambda f: f[0]):
        yield Fact(kind, tuple(page.html(node) for _kind, node in nodes))


def _title_of(rendering: Rendering, kind: str) -> str:
    """Return the title of a page of names."""
    say = rendering.say
    titles = {
        "person": say("Persons"),
        "organisation": say("Organisations"),
        "place": say("Places"),
        "periodical": say("Periodicals"),
        "work": say("Works"),
        "event": say("Events"),
        "object": say("Objects"),
        "term": say("Terms"),
    }
    return titles.get(kind, say("Names mentioned"))
