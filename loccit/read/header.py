"""A `teiHeader` -> `Header`: who wrote, translated and edited the text, where it comes from, who may use it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from loccit.model import Change, Header, Node, Responsibility
from loccit.model.letter import NO_DATE, Date
from loccit.read.dates import read_date
from loccit.read.dating import dating
from loccit.read.language import guessed_language, said_language
from loccit.read.rules import has_words, local_name
from loccit.read.shape import says_something
from loccit.read.xml import ID, LANG

Plain = Callable[[etree._Element], Node]
_WITHOUT_NOTES: Callable[[etree._Element], list[str | etree._Element]] = etree.XPath(  # type: ignore[assignment]
    ".//text()[not(ancestor::*[local-name() = 'note'])] | .//*[local-name() = 'lb' and not(@break = 'no')]",
    smart_strings=False,
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
    "availability",
)


def read_header(root: etree._Element, plain: Plain) -> Header:
    """Return what the first `teiHeader` says; a file without one gets its title from its first head."""
    header = root if local_name(root) == "teiHeader" else root.find(".//{*}teiHeader")
    if header is None:
        header = etree.Element("teiHeader")
    titles, said = header.findall(".//{*}titleStmt/{*}title"), said_language(root, header)
    language = said or guessed_language(root)
    main = _in_language(_main(titles), language)
    sub = _in_language([t for t in titles if t.get("type") == "sub" and t is not main], language)
    sources = header.findall("{*}fileDesc/{*}sourceDesc") or header.findall(".//{*}sourceDesc")[:1]
    authors, dates = _authors(header), list(dating(root, header))
    return Header(
        title=folded(main) if main is not None else _first_head(root),
        subtitle=". ".join(filter(None, (folded(sub) if sub is not None else "", _volume(titles, main)))),
        authors=tuple(dict.fromkeys(name for author in authors if (name := person(author)))),
        sorted_as="; ".join(map(_sorted_as, authors)),
        responsibilities=tuple(_responsibilities(header, language)),
        date=_date(dates),
        dated=_dated(dates),
        genre=_genre(root, header),
        language=language,
        names_language=bool(said),
        source=_together([plain(source) for source in sources]),
        licences=tuple(e.get("target", "") for e in header.iterfind(".//{*}licence") if e.get("target")),
        changes=tuple(_changes(header)),
        parts=tuple(_parts(header, plain)),
    )


def _main(titles: list[etree._Element]) -> list[etree._Element]:
    """Return the titles of the text itself, in all its languages: those said to be so, else those without a type."""
    own = [t for t in titles if t.get("level") != "s"]
    plain = [t for t in titles if t.get("type") in {"main", "short"}] or [t for t in own if not t.get("type")]
    return plain or [t for t in own if t.get("type") not in _OF_SOMETHING_ELSE] or titles


_OF_SOMETHING_ELSE = frozenset("sub alt alternative desc volume vol part series collection edition".split())
"""Types of titles that are those of a part or of the whole that the text is in, or no more than said besides."""


def _volume(titles: list[etree._Element], main: etree._Element | None) -> str:
    """Return which volume a text is of its work: volumes have one title."""
    volumes = (t for t in titles if t.get("type") == "volume" and t is not main)
    return next((folded(title) or title.get("n", "") for title in volumes), "")


_OF_THE_FILE = dict.fromkeys(("editionStmt", "seriesStmt", "notesStmt"), "{*}fileDesc/")
_WITHIN: Mapping[str, str] = _OF_THE_FILE | {"availability": "{*}fileDesc/{*}publicationStmt/"}
"""Where what is shown stands: a source that is described as fully as a file has the same of its own."""


def _parts(header: etree._Element, plain: Plain) -> Iterator[tuple[str, Node]]:
    """Yield the divisions of a header that are shown; the letters of an index of many are one list."""
    for name in _SHOWN:
        found = header.findall(f"{_WITHIN.get(name, './/')}{{*}}{name}")
        if name != "correspDesc" or len(found) <= 1:
            yield from ((name, part) for part in map(plain, found) if says_something(part))
            continue
        items: list[Node | str] = [Node("listItem", "item", children=[plain(e)], block=True) for e in found]
        group = Node("items", "list", children=items, params={"kind": "simple"}, block=True)
        yield name, Node("list", "list", children=[group], params={"kind": "simple"}, block=True)


def _in_language(titles: list[etree._Element], language: str) -> etree._Element | None:
    """Return the title in the language of the text where there are several, else the first."""
    wanted = language.partition("-")[0].lower()
    same = (title for title in titles if wanted and title.get(LANG, "").partition("-")[0].lower() == wanted)
    return next(same, titles[0] if titles else None)


def _authors(header: etree._Element) -> list[etree._Element]:
    """Return the authors in the title statement, or else those of the work that the file was made from."""
    found = header.findall(".//{*}titleStmt/{*}author") or _authors_of_work(header)
    return [name for author in found for name in _each(author)]


def _authors_of_work(header: etree._Element) -> list[etree._Element]:
    source = header.find("{*}fileDesc/{*}sourceDesc")
    work = next((e for e in source if local_name(e) in _WORKS), None) if source is not None else None
    if work is None or header.find(".//{*}correspDesc") is not None:
        return []
    return next((found for path in _OF_WORK if (found := work.findall(path))), [])


_WORKS = frozenset({"bibl", "biblStruct", "biblFull"})
_OF_WORK = ("{*}analytic/{*}author", "{*}monogr/{*}author", "{*}author")


def folded(element: etree._Element) -> str:
    """Return an element's text without its notes, white space folded."""
    pieces = (piece if isinstance(piece, str) else " " for piece in _WITHOUT_NOTES(element))
    return " ".join("".join(pieces).split())


_NAMES = ("persName", "name", "orgName")
_APART = frozenset({"idno", "email", "note", "affiliation", "birth", "death", "ref", "ptr"})
"""What may stand beside the name of somebody in a header."""


def person(element: etree._Element) -> str:
    """Return the name of somebody: its parts set apart, without identifiers and addresses."""
    names = [child for child in element if local_name(child) in _NAMES]
    named = next((child for child in names if child.get("type") == "full"), names[0] if names else element)
    if spoken := _spoken(named):
        return spoken
    pieces = [named.text or ""]
    for child in named:
        if local_name(child) not in _APART:
            pieces.append(" ".join(map(str, child.itertext())))
        pieces.append(child.tail or "")
    return re.sub(r" (?=[,;.])", "", " ".join(" ".join(pieces).split()))


def _each(element: etree._Element) -> list[etree._Element]:
    """Return the names in an `author` or `editor` that names several people, else the element itself."""
    names = [child for child in element if local_name(child) in {"persName", "name"}]
    meant = [name.get("ref") or name.get("key") or folded(name) for name in names]
    is_one = any(name.get("type") or name.get(LANG) for name in names) or len(set(meant)) < len(meant)
    return [element] if is_one or len({name.tag for name in names}) != 1 or len(names) == 1 else names


def _spoken(named: etree._Element) -> str:
    """Return a name that is nothing but its parts in the order in which it is said: the forename first."""
    parts = [child for child in named if local_name(child) not in _APART]
    names = {local_name(child) for child in parts}
    words_between = "".join([named.text or "", *(child.tail or "" for child in named)])
    if not {"surname", "forename"} <= names <= set(_ORDER) or words_between.strip(" ,\t\r\n"):
        return ""
    ordered = sorted(parts, key=lambda child: _ORDER.index(local_name(child)))
    return " ".join(" ".join(map(str, child.itertext())) for child in ordered).strip()


_ORDER = ("roleName", "forename", "addName", "nameLink", "surname", "genName")


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


def _together(sources: list[Node]) -> Node:
    """Return the descriptions of the sources of a text as one."""
    return sources[0] if len(sources) == 1 else Node("block", "sourceDesc", children=list(sources), block=True)


def _first_head(root: etree._Element) -> str:
    head = root.find(".//{*}head")
    if head is None:
        # A file of somebody or something is called by the name.
        head = next((child for child in root if local_name(child) in _NAMED), None)
    return folded(head) if head is not None else ""


_NAMED = frozenset({"persName", "placeName", "orgName", "objectName", "eventName", "title"})


def _date(dates: list[etree._Element]) -> str:
    """Return the first date in the words or numbers of the header."""
    for element in dates:
        date = element.get("when") or element.get("notBefore") or element.get("from") or folded(element)
        if date and len(date) <= _LONGEST_DATE:
            return date
    return ""


def _dated(dates: list[etree._Element]) -> Date:
    """Return when the text was written or first printed, for sorting: the first date that has a year."""
    return next((date for date in map(read_date, dates) if date.first), NO_DATE)


def _genre(root: etree._Element, header: etree._Element) -> str:
    """Return the word by which the encoders class the text, or an empty string."""
    text = root.find("{*}text")
    term = next((t for t in header.iterfind(".//{*}textClass//{*}term") if t.get("type") in _GENRE_TERMS), None)
    given = (text.get("type") if text is not None else "", root.get("type"), folded(term) if term is not None else "")
    return next((word.lower() for word in given if word), "")


_GENRE_TERMS = frozenset({"genre", "genreTitle", "textType", "form"})


def _responsibilities(header: etree._Element, language: str) -> Iterator[Responsibility]:
    statement = header.find(".//{*}titleStmt")
    if statement is None:
        return
    for editor in statement.iterfind("{*}editor"):
        role = re.split(r"[/#:]", editor.get("role", ""))[-1].strip() or "editor"
        for one in _each(editor):
            yield Responsibility(person(one), _ROLES.get(role, role), _id(editor) or _id(one))
    for responsibility in statement.iterfind("{*}respStmt"):
        parts = responsibility.findall("{*}resp")
        if len({part.get(LANG) for part in parts}) == len(parts):
            parts = [part for part in parts if part is _in_language(parts, language)]
        role = "; ".join(map(folded, parts))
        for child in responsibility:
            if local_name(child) in {"name", "persName", "orgName"}:
                yield Responsibility(person(child), role, _id(child) or _id(responsibility))


_ROLES = {"trl": "translator", "trans": "translator", "edt": "editor", "ed": "editor", "hrsg": "editor"}
"""What the codes of libraries, such as those of MARC, and other short forms mean."""


def _id(element: etree._Element) -> str:
    return element.get(ID) or ""


def _changes(header: etree._Element) -> Iterator[Change]:
    for change in header.iterfind(".//{*}revisionDesc//{*}change"):
        date = change.find("{*}date")
        shown = folded(date) if date is not None else ""
        when = change.get("when") or (date.get("when") if date is not None else "") or shown
        words = _done(change) or folded(change)
        if shown and words.startswith(shown):
            words = words.removeprefix(shown).lstrip(" ,;:.–—-")
        yield Change(_TIME_OF_DAY.sub("", when), words, change.get("n", ""))


def _done(change: etree._Element) -> str:
    """Return who did what, where a change consists of that: a date, somebody, and what was done."""
    parts = [child for child in change.iterchildren("*") if local_name(child) != "date"]
    if has_words(change) or not {local_name(part) for part in parts} <= _OF_CHANGES:
        return ""
    said = [", ".join(filter(None, map(folded, part))) if local_name(part) == "respStmt" else "" for part in parts]
    named = [words or folded(part) for part, words in zip(parts, said, strict=True)]
    who = [words for part, words in zip(parts, named, strict=True) if local_name(part) not in _DONE]
    done = [words for part, words in zip(parts, named, strict=True) if local_name(part) in _DONE]
    return ": ".join(filter(None, ("; ".join(filter(None, who)), " ".join(filter(None, done)))))


_DONE = frozenset({"item", "desc", "note", "p", "ab", "label"})
_OF_CHANGES = _DONE | {"respStmt", "name", "persName", "orgName", "resp"}
_TIME_OF_DAY = re.compile(r"(?<=\d{4}-\d\d-\d\d)T.*")
