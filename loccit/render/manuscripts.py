"""The description of a manuscript in a header (`msDesc`, TEI Guidelines, chapter 11) -> its fields and its contents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec
from markupsafe import Markup, escape

from loccit.model import Node, Target, Text
from loccit.render.context import Field, Link, Manuscript, ManuscriptItem
from loccit.render.language import direction, language_name, language_tag
from loccit.render.tree import Page

DESCRIPTION = "msDesc"
_PARTS = frozenset({"msPart", "msFrag"})
_ITEMS = frozenset({"msItem", "msItemStruct"})
_PLACES = frozenset({"locus", "locusGrp"})
_LEAD = frozenset({"head", "p", "ab", ""})
"""What says itself what it is about, without a label."""
_HOLDERS = frozenset(
    "msIdentifier msContents physDesc objectDesc supportDesc layoutDesc handDesc typeDesc scriptDesc decoDesc"
    " bindingDesc sealDesc history additional adminInfo recordHist custodialHist surrogates".split()
)
"""Elements that only hold others: their fields are told apart, each with its own label."""


def without_descriptions(source: Node) -> Node:
    """Return a source description without the manuscripts and letters, which are described at the start of the page."""
    children = [
        without_descriptions(c) if isinstance(c, Node) else c
        for c in source.children
        if not (_is(c, DESCRIPTION) or _is(c, "correspDesc"))
    ]
    return msgspec.structs.replace(source, children=children)


def _is(child: Node | str, name: str) -> bool:
    return isinstance(child, Node) and child.name == name


def manuscripts(page: Page, text: Text) -> tuple[Manuscript, ...]:
    """Return the descriptions of manuscripts in a text's header, with links from the leaves they name."""
    found = [node for node in text.header.source.walk() if node.name == DESCRIPTION]
    if not found:
        return ()
    leaves = _leaves(text)
    inscribed = any(node.behaviour == "section" and node.params.get("kind") == "edition" for node in text.root.walk())
    return tuple(_manuscript(page, leaves, node, is_object=inscribed or _is_object(node)) for node in found)


def _is_object(node: Node) -> bool:
    """Tell whether a description says of what kind its object is, as those of inscriptions and seals do."""
    return any(child.name == "objectType" for child in node.walk())


def _leaves(text: Text) -> Mapping[str, str]:
    """Return where each leaf or page begins in the page of the text, by what it is called."""
    leaves = {image.label: image.address for image in text.facsimile.images if image.label and image.address}
    for node in text.root.walk():
        if node.behaviour == "break" and node.params["type"] == "page" and node.id:
            leaves.setdefault(node.params["label"], node.id)
        elif node.behaviour == "surface":
            leaves.setdefault(node.params["label"], node.params["address"])
    return leaves


def _manuscript(page: Page, leaves: Mapping[str, str], node: Node, *, is_object: bool = False) -> Manuscript:
    groups, lead, parts, items = [], [], [], []
    # The shelf mark of a part, where it says nothing else of itself, is its title.
    for child in (each for each in _nodes(node) if each.name != "idno"):
        if child.name in _PARTS:
            parts.append(_manuscript(page, leaves, child))
        elif child.name in _LEAD:
            lead.append(page.content(child))
        elif child.name in _ITEMS:
            items.append(_item(page, leaves, child))
        elif _tells(field := _field(page, leaves, child)):
            groups.append(field)
    return Manuscript(shelf_mark(node), tuple(lead), tuple(groups), tuple(items), tuple(parts), is_object)


def _nodes(node: Node) -> Iterator[Node]:
    """Yield the elements in one that only holds others, words between them as elements without a name."""
    for child in node.children:
        if isinstance(child, Node):
            yield child
        elif child.strip():
            yield Node("inline", "", children=[child])


def _field(page: Page, leaves: Mapping[str, str], node: Node) -> Field:
    """Return what an element says; of one that only holds others the fields in it, those in their holders included."""
    kind = node.attributes.get("type", "") if node.name in {"idno", "altIdentifier", "note"} else ""
    if node.name not in _HOLDERS:
        language = language_tag(node.language)
        kind = "" if _IS_SHELF_MARK.fullmatch(kind) else kind
        name = "address" if node.name == "idno" and _is_address(node) else node.name
        words = _languages(page, node) if name == "textLang" and not node.text.strip() else _words(page, node)
        return Field(name, kind, words, language, direction(language) if language else "")
    fields, items, lead = [], [], []
    for child in _nodes(node):
        if child.name in _ITEMS:
            items.append(_item(page, leaves, child))
        elif child.name in _LEAD:
            lead.append(page.html(child))
        else:
            fields.append(_field(page, leaves, child))
    told = (field for field in _spread(fields) if _tells(field))
    return Field(node.name, kind, Markup("").join(lead), fields=tuple(told), items=tuple(items))


def _languages(page: Page, node: Node) -> Markup:
    """Return the names of the languages that a description gives as codes only."""
    codes = f"{node.attributes.get('mainLang', '')} {node.attributes.get('otherLangs', '')}".split()
    return escape(", ".join(dict.fromkeys(language_name(code, page.interface) for code in codes)))


_IS_SHELF_MARK = re.compile(r"(?:shelf|call)[-_ ]?(?:mark|number)|signature", re.IGNORECASE)


def _tells(field: Field) -> bool:
    return bool(field.words or field.fields or field.items)


def _spread(fields: list[Field]) -> Iterator[Field]:
    """Yield fields, those that hold others replaced by what they hold; their own words keep their label."""
    for field in fields:
        if not field.fields or field.items:
            yield field
            continue
        if field.words:
            yield msgspec.structs.replace(field, fields=())
        yield from field.fields


def _words(page: Page, node: Node) -> Markup:
    """Return the words of a field; what it holds beside one another is set apart."""
    if not node.children and (named := node.attributes.get("ref") or node.attributes.get("key")):
        return escape(named.rpartition("/")[2].removeprefix("#"))
    is_list = node.name == "extent" and not any(isinstance(child, str) and child.strip() for child in node.children)
    if not is_list and node.name not in {"altIdentifier", "locusGrp"} and not _holds_others(node):
        return _shown(page.content(node))
    return Markup(", ").join(filter(None, (_shown(page.html(child)) for child in _nodes(node))))


def _shown(words: Markup) -> Markup:
    """Return words as they are, but nothing of elements that an encoder's template left to be filled in."""
    return words if words.striptags() or "<img" in words or ' id="' in words else Markup("")


def _item(page: Page, leaves: Mapping[str, str], node: Node) -> ManuscriptItem:
    """Return an item of the contents: where it stands, by whom and what it is, then all else that is said of it."""
    children = [*_nodes(node)]
    loci = [locus for child in children if child.name in _PLACES for locus in _loci(child)]
    titled = {"author", "title"} if any(child.name == "title" for child in children) else {"author", "bibl"}
    lead = [page.html(child) for child in children if child.name in _LEAD]
    rest = [child for child in children if child.name not in titled | _PLACES | _ITEMS | _LEAD]
    return ManuscriptItem(
        number=""
        if any(locus.text.strip() == node.attributes.get("n") for locus in loci)
        else node.attributes.get("n", ""),
        loci=tuple(link for locus in loci for link in _links(page, leaves, locus)),
        name=Markup(": ").join(filter(None, (_named(page, children, {name}) for name in sorted(titled)))),
        words=Markup("").join(lead),
        fields=tuple(field for child in rest if _tells(field := _field(page, leaves, child))),
        items=tuple(_item(page, leaves, child) for child in children if child.name in _ITEMS),
    )


def _named(page: Page, children: list[Node], names: set[str]) -> Markup:
    named = (child for child in children if child.name in names)
    return Markup(", ").join(filter(None, (page.html(c) if c.children else _words(page, c) for c in named)))


def _loci(node: Node) -> list[Node]:
    return [node] if node.name == "locus" else [child for child in _nodes(node) if child.name == "locus"]


def _links(page: Page, leaves: Mapping[str, str], node: Node) -> Iterator[Link]:
    """Yield where an item stands in the manuscript, with the way there in the text if it is known."""
    first, last = node.attributes.get("from", ""), node.attributes.get("to", "")
    pointed = [value.removeprefix("#") for value in node.attributes.get("target", "").split()]
    words = node.text or (f"{first}–{last}" if first and last and first != last else first or last)
    if not words:
        called_so = {address: label for label, address in leaves.items()}
        yield from (Link(_way(page, name), called_so.get(name, name)) for name in pointed)
        return
    called = (first, words, re.sub(r"^(?:ff?|fols?|foll|pp?)\.?\s*", "", words, flags=re.IGNORECASE))
    ways = [_way(page, name) for name in (*pointed, *(leaves.get(name, "") for name in called)) if name]
    yield Link(next(filter(None, ways), ""), words)


def _way(page: Page, address: str) -> str:
    return page.href(Target("local", "", address))


_SETTLED = ("settlement", "repository", "institution", "collection")


def shelf_mark(description: Node) -> str:
    """Return what a manuscript is cited by: its place, its library, its shelf mark; of a part, only the last."""
    own = ", ".join(child.text for child in _nodes(description) if child.name == "idno")
    identifier = next((child for child in _nodes(description) if child.name in {"msIdentifier", "altIdentifier"}), None)
    if own or identifier is None:
        return own
    places = [child.text for name in _SETTLED[:3] for child in _nodes(identifier) if child.name == name]
    numbers = (node for node in identifier.walk() if node.name == "idno" and not _holds_others(node))
    marks = [node.text for node in numbers if node.text.strip() and not _is_address(node)]
    names = [child.text for child in _nodes(identifier) if child.name in {"msName", "objectName"}]
    return ", ".join(word for word in [*places, *(marks[:1] or names[:1])] if word)


def _holds_others(node: Node) -> bool:
    """Tell whether an identifier is nothing but several of them."""
    return node.name == "idno" and any(child.name == "idno" for child in _nodes(node))


def _is_address(node: Node) -> bool:
    return bool(re.match(r"[a-z]+://", node.text)) or node.attributes.get("type", "").upper() in {"URI", "URL"}
