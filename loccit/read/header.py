"""A `teiHeader` -> `Header`: who wrote, translated and edited the text, where it comes from, who may use it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from loccit.model import Change, Header, Node, Responsibility
from loccit.model.letter import NO_DATE, Date
from loccit.read.dates import read_date
from loccit.read.rules import local_name
from loccit.read.xml import ID, LANG

Plain = Callable[[etree._Element], Node]
_WITHOUT_NOTES: Callable[[etree._Element], list[str]] = etree.XPath(  # type: ignore[assignment]
    ".//text()[not(ancestor::*[local-name() = 'note'])]", smart_strings=False
)
_LONGEST_DATE = 40
"""Characters; what is longer is a sentence about the date."""
_SHOWN = (
    "abstract",
    "editionStmt",
    "projectDesc",
    "samplingDecl",
    "editorialDecl",
    "creation",
    "textDesc",
    "particDesc",
    "settingDesc",
    "textClass",
    "correspDesc",
    "seriesStmt",
    "notesStmt",
)


def read_header(root: etree._Element, plain: Plain) -> Header:
    """Return what the first `teiHeader` says; a file without one gets its title from its first head."""
    header = root if local_name(root) == "teiHeader" else root.find(".//{*}teiHeader")
    if header is None:
        header = etree.Element("teiHeader")
    titles = header.findall(".//{*}titleStmt/{*}title")
    main = next((t for t in titles if t.get("type") in {"main", "short"}), None)
    if main is None:
        main = next((t for t in titles if not (t.get("level") == "s" or t.get("type"))), titles[0] if titles else None)
    sub = next((t for t in titles if t.get("type") == "sub"), None)
    source = header.find(".//{*}sourceDesc")
    rights = header.find(".//{*}availability")
    return Header(
        title=folded(main) if main is not None else _first_head(root),
        subtitle=folded(sub) if sub is not None else "",
        authors=tuple(dict.fromkeys(name for a in header.findall(".//{*}titleStmt/{*}author") if (name := person(a)))),
        sorted_as="; ".join(_sorted_as(author) for author in header.findall(".//{*}titleStmt/{*}author")),
        responsibilities=tuple(_responsibilities(header)),
        date=_date(header),
        dated=_dated(header),
        genre=_genre(root, header),
        language=_language(root, header),
        source=_tree(source, plain),
        rights=_tree(rights, plain),
        licences=tuple(e.get("target", "") for e in header.iterfind(".//{*}licence") if e.get("target")),
        changes=tuple(_changes(header)),
        parts=tuple((local_name(e), plain(e)) for name in _SHOWN for e in header.iterfind(f".//{{*}}{name}")),
    )


def folded(element: etree._Element) -> str:
    """Return an element's text without its notes, white space folded."""
    return " ".join("".join(_WITHOUT_NOTES(element)).split())


_NAMES = ("persName", "name", "orgName")
_APART = frozenset({"idno", "email", "note", "affiliation", "birth", "death", "ref", "ptr"})
"""What may stand beside the name of somebody in a header."""


def person(element: etree._Element) -> str:
    """Return the name of somebody: its parts set apart, without identifiers and addresses."""
    named = next((child for child in element if local_name(child) in _NAMES), element)
    pieces = [named.text or ""]
    for child in named:
        if local_name(child) not in _APART:
            pieces.append(" ".join(map(str, child.itertext())))
        pieces.append(child.tail or "")
    return re.sub(r" (?=[,;.])", "", " ".join(" ".join(pieces).split()))


def _sorted_as(element: etree._Element) -> str:
    """Return a name as it is sorted: with the surname first, which is the last word where nothing else is said."""
    surname = element.find(".//{*}surname")
    name, words = person(element), person(element).split()
    if surname is not None:
        return f"{folded(surname)}, {name}"
    if "," in name or len(words) > _LONGEST_NAME or not _NO_PERSON.isdisjoint(map(str.lower, words)):
        return name
    return f"{words[-1]}, {name}" if words else ""


_LONGEST_NAME = 4
"""Words; what has more of them is not the name of a person."""
_NO_PERSON = frozenset("of the and & for und für et pour e per y para".split())
"""Words in the names of societies and offices."""


def _tree(element: etree._Element | None, plain: Plain) -> Node:
    return plain(element) if element is not None else Node("block", "sourceDesc", block=True)


def _first_head(root: etree._Element) -> str:
    head = root.find(".//{*}head")
    return folded(head) if head is not None else ""


def _language(root: etree._Element, header: etree._Element) -> str:
    text = root.find("{*}text")
    language = header.find(".//{*}langUsage/{*}language")
    declared = language.get("ident") or language.get("id") if language is not None else ""
    body = text.get(LANG) or text.get("lang") if text is not None else ""
    return body or root.get(LANG) or root.get("lang") or declared or ""


def _date(header: etree._Element) -> str:
    for path in (
        ".//{*}creation/{*}date",
        ".//{*}creation",
        ".//{*}sourceDesc//{*}date",
        ".//{*}correspAction/{*}date",
    ):
        element = header.find(path)
        if element is not None:
            date = element.get("when") or element.get("notBefore") or element.get("from") or folded(element)
            if date and len(date) <= _LONGEST_DATE:
                return date
    return ""


def _dated(header: etree._Element) -> Date:
    """Return when the text was written or first printed, for sorting: the first date that has a year."""
    found = (
        read_date(element)
        for path in (
            ".//{*}correspAction[@type='sent']/{*}date",
            ".//{*}creation/{*}date",
            ".//{*}creation",
            ".//{*}sourceDesc//{*}date",
            ".//{*}sourceDesc//{*}origDate",
        )
        for element in header.iterfind(path)
    )
    return next((date for date in found if date.first), NO_DATE)


def _genre(root: etree._Element, header: etree._Element) -> str:
    """Return the word by which the encoders class the text, or an empty string."""
    text = root.find("{*}text")
    term = next((t for t in header.iterfind(".//{*}textClass//{*}term") if t.get("type") in _GENRE_TERMS), None)
    given = (text.get("type") if text is not None else "", root.get("type"), folded(term) if term is not None else "")
    return next((word.lower() for word in given if word), "")


_GENRE_TERMS = frozenset({"genre", "genreTitle", "textType", "form"})


def _responsibilities(header: etree._Element) -> Iterator[Responsibility]:
    statement = header.find(".//{*}titleStmt")
    if statement is None:
        return
    for editor in statement.iterfind("{*}editor"):
        yield Responsibility(person(editor), editor.get("role") or "editor", _id(editor))
    for responsibility in statement.iterfind("{*}respStmt"):
        role = "; ".join(folded(resp) for resp in responsibility.iterfind("{*}resp"))
        for child in responsibility:
            if local_name(child) in {"name", "persName", "orgName"}:
                yield Responsibility(person(child), role, _id(child) or _id(responsibility))


def _id(element: etree._Element) -> str:
    return element.get(ID) or ""


def _changes(header: etree._Element) -> Iterator[Change]:
    for change in header.iterfind(".//{*}revisionDesc//{*}change"):
        date = change.find("{*}date")
        when = change.get("when") or (folded(date) if date is not None else "")
        yield Change(when, folded(change), change.get("n", ""))
