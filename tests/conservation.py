"""TEI and HTML -> the text in each, by two ways that share nothing with the generator, and the faults of a site.

Notes are read apart from the text around them, since a page may gather them at its end. What the generator
adds (numbers, markers, brackets around alternatives) bears a class, and is left out by that class.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree as ET

import msgspec
from lxml import ElementInclude, etree

from loccit import config
from loccit.read import read_edition
from loccit.render import render_site
from tests.content_models import faults_of_nesting


def folded(text: str) -> str:
    """Return text with XML's white space folded; a no-break space is a character like any other."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")


BORDER = "\x1e"
"""Stands where a block begins or ends; XML has no such character."""


def squeezed(text: str) -> str:
    """Return text without XML's white space and without borders of blocks."""
    return re.sub(r"[ \t\r\n\x1e]+", "", text)


class Shown(NamedTuple):
    """The text of one TEI file or one page."""

    body: str
    """The running text in its order, with a record separator where a block begins or ends."""
    notes: tuple[str, ...]
    """The notes, each without the notes inside it."""
    apparatus: tuple[str, ...] = ()
    """The entries of the apparatus that are not in the text, with their notes."""

    def characters(self) -> Counter[str]:
        """Return how often each character that is not white space occurs."""
        return Counter(squeezed(self.body + "".join((*self.notes, *self.apparatus))))

    def same_whatever_the_order(self) -> Counter[str]:
        """Return the notes, each with its characters in the order of the alphabet."""
        return Counter("".join(sorted(squeezed(note))) for note in self.notes)

    def blocks(self) -> set[str]:
        """Return the texts between the borders of blocks, white space folded."""
        pieces = (piece for part in (self.body, *self.notes) for piece in part.split(BORDER))
        return {line for piece in pieces if (line := folded(piece))}


# The source

ID = "{http://www.w3.org/XML/1998/namespace}id"
NOT_SHOWN = frozenset("teiHeader standOff facsimile xenoData index divGen graphic media binaryObject".split())
"""Elements whose words are on no text's page, by a rule of the table of behaviours."""
MEI = "http://www.music-encoding.org/ns/mei"
EMPTY = frozenset("lb pb cb gb milestone anchor ptr g".split())
"""Elements that TEI has without words; those of some are supplied by the generator."""
OTHER_FORM = {"sic": "corr", "corr": "sic", "orig": "reg", "reg": "orig", "abbr": "expan", "expan": "abbr"}
"""Elements that have in TEI P4 another form in an attribute; the page shows both, the reading first."""
READING_FIRST = ("corr", "reg", "expan", "lem", "ex", "norm")
"""The reading of a `choice` or an `app` that comes first."""


TEI_ELEMENTS = "{http://www.tei-c.org/ns/1.0}*"


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; music has names of its own, such as `note`."""
    name = etree.QName(element)
    return f"mei:{name.localname}" if name.namespace == MEI else name.localname


def parse_tei(data: bytes, path: Path | None = None) -> etree._Element:
    """Return the root of a TEI file without its comments and processing instructions, with what it includes."""
    parser = etree.XMLParser(resolve_entities="internal", remove_comments=True, remove_pis=True, collect_ids=False)
    root = etree.fromstring(data, parser, base_url=path and str(path))
    ElementInclude.include(root, loader=included)
    fill_copies(root)
    return root


def fill_copies(root: etree._Element) -> None:
    """Put into each empty element with a `@copyOf` what it is a copy of; a note that has an id is not there twice."""
    ids = {element.get(ID): element for element in root.iter(TEI_ELEMENTS)}

    def fill(holder: etree._Element, above: tuple[etree._Element, ...]) -> None:
        original = ids.get(holder.get("copyOf", "").rpartition("#")[2])
        empty = holder.get("copyOf") and local(holder) != "ptr" and not len(holder) and not (holder.text or "").strip()
        if original is None or not empty or local(holder) == "note" or {holder, *above} & set(original.iter()):
            return
        for inner in list(original.iter(TEI_ELEMENTS)):
            fill(inner, (*above, holder))
        holder.text = original.text
        holder.extend(deepcopy(list(original)))
        for note in [e for e in holder.iter("{*}note") if e.get(ID)]:
            note[:], note.text = [], None

    for element in list(root.iter(TEI_ELEMENTS)):
        fill(element, ())


def included(href: str, parse: str, encoding: str | None = None) -> etree._Element | str:
    """Return what an `xi:include` asks for; nothing where there is no such file."""
    if parse == "text":
        return Path(href).read_text(encoding or "utf-8")
    path = Path(unquote(urlsplit(href).path))
    return parse_tei(path.read_bytes(), path) if path.is_file() else etree.Element("missing")


def source_text(root: etree._Element) -> Shown:
    """Return the text in a TEI tree that a page has to show."""
    found = root.iter("{*}note", "{*}footNote")
    notes = [note for note in found if is_shown(note) and not any(map(is_apart, note.iterancestors()))]
    notes = [note for note in notes if local(note) in {"note", "footNote"}]
    apart = [app for app in root.iter("{*}app") if is_apart(app) and not any(map(is_apart, app.iterancestors()))]
    return Shown(
        inside(root),
        tuple(text for note in notes if squeezed(text := inside(note))),
        tuple(text for app in apart if squeezed(text := all_words(app))),
    )


HOLDERS = frozenset("listApp div div0 div1 div2 div3 div4 div5 div6 div7 body back front".split())
"""What an `app` that says where it belongs is an entry in, there where it stands."""


def is_apart(element: etree._Element) -> bool:
    """Tell whether an element is an `app` whose readings are not in the text but only in the list of them."""
    if local(element) != "app":
        return False
    above = [local(outer) for outer in element.iterancestors()]
    if "standOff" in above:
        return True
    if not above or above[0] in HOLDERS or "teiHeader" in above:
        return False
    declared = element.getroottree().getroot().find(".//{*}variantEncoding")
    by_location = declared is not None and declared.get("method") == "location-referenced"
    return by_location or element.get("from") is not None


def all_words(element: etree._Element) -> str:
    """Return all words in an element, in any order, with those of the notes in it."""
    within = [note for note in element.iter("{*}note") if is_shown(note) or note is not element]
    return "".join([inside(element), *map(inside, within)])


def is_shown(element: etree._Element) -> bool:
    """Tell whether an element is in a part of the file that is shown."""
    if any(local(above) == "egXML" for above in element.iterancestors()):
        return False
    hidden_by = next((above for above in element.iterancestors() if local(above) in NOT_SHOWN), None)
    return hidden_by is None or (local(hidden_by) == "standOff" and is_on_the_text(element))


def is_on_the_text(element: etree._Element) -> bool:
    """Tell whether something in a `standOff` is, or is in, a note on a place of the text or called from there."""
    ids, called = ids_and_pointers(element.getroottree().getroot())
    groups = [above for above in element.iterancestors() if local(above) == "noteGrp"]
    outer = groups[-1] if groups else element
    notes = [e for e in (outer, *outer.iterancestors()) if local(e) in {"note", "noteGrp"}]
    for note in notes:
        above = note.getparent()
        holders = [note, above] if local(above) == "annotation" else [note]
        about = " ".join(e.get(name, "") for e in holders for name in ("target", "targetEnd", "corresp"))
        if note.get(ID) in called or ids.intersection(pointer.removeprefix("#") for pointer in about.split()):
            return True
    return False


@cache
def ids_and_pointers(root: etree._Element) -> tuple[set[str], set[str]]:
    """Return the ids in the text, and what its references point at."""
    hidden = {below for e in root.iter(*(f"{{*}}{name}" for name in NOT_SHOWN)) for below in e.iter()}
    in_text = [e for e in root.iter("*") if e not in hidden]
    called = {e.get("target", "").removeprefix("#") for e in in_text if local(e) in {"ref", "ptr", "note"}}
    return {e.get(ID) for e in in_text} - {None}, called - {""}


def inside(element: etree._Element) -> str:
    """Return an element's words in reading order, without those of the notes in it."""
    pieces = [element.text or ""]
    children = list(element)
    if local(element) in {"choice", "app"}:
        children.sort(key=lambda child: child is not first_reading(element))
    if local(element) in {"TEI", "TEI.2"}:
        children.sort(key=lambda child: local(child) == "sourceDoc")
    for child in children:
        pieces.append(words(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def words(element: etree._Element) -> str:
    """Return what an element gives to the text around it."""
    name = local(element)
    if name == "egXML":
        return "".join(element.itertext())
    if name in EMPTY - {"g"} and inside(element).strip():
        return inside(element)
    if name == "lb":
        return "" if element.get("break") == "no" else " "
    if name == "mulu" and element.getparent().find("{*}head") is not None:
        return ""
    if name in NOT_SHOWN or name in EMPTY or name in {"note", "footNote"} or is_apart(element) or calls_a_note(element):
        return ""
    if name in OTHER_FORM and local(element.getparent()) != "choice" and (other := element.get(OTHER_FORM[name])):
        return "".join([other, inside(element)] if name in {"sic", "orig", "abbr"} else [inside(element), other])
    return inside(element)


def first_reading(element: etree._Element) -> etree._Element | None:
    """Return the reading that comes first."""
    readings = [child for child in element if local(child) != "note"]
    preferred = (reading for name in READING_FIRST for reading in readings if local(reading) == name)
    return next(preferred, readings[0] if readings else None)


@cache
def targets_of_notes(root: etree._Element) -> set[str]:
    """Return what the notes of a file point at."""
    grouped = {note for group in root.iter("{*}noteGrp") for note in group.iter("{*}note")}
    aside = {note for part in root.iter("{*}standOff") for note in part.iter("{*}note")}
    notes = [
        note
        for note in root.iter("{*}note")
        if note not in grouped and (note in aside or note.get("place") not in {"inline", "display"})
    ]
    return {pointer for note in notes for pointer in note.get("target", "").split()}


def calls_a_note(element: etree._Element) -> bool:
    """Tell whether an element is a `ref` to a note: its words are the note's number, and are left out on both sides."""
    if local(element) != "ref":
        return False
    if not (target := element.get("target", "").split(" ")[0].removeprefix("#")):
        return element.get(ID) is not None and f"#{element.get(ID)}" in targets_of_notes(
            element.getroottree().getroot()
        )
    key = ID
    notes = [note for note in element.getroottree().iter("{*}note", "{*}noteGrp") if is_shown(note)]
    called = next((note for note in notes if target == (note.get(key) or note.get("id"))), None)
    if called is None or called not in (above := list(element.iterancestors())):
        return called is not None
    # In its own note it is a link like any other, and inside another link it is words;
    # but where a call elsewhere lifts the note, it is one more call.
    calls = (e for e in element.getroottree().iter("{*}ref", "{*}ptr") if e.get("target", "").lstrip("#") == target)
    lifted = any(called not in call.iterancestors() for call in calls)
    return lifted or not any(local(outer) == "ref" for outer in above)


# The page

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
BLOCKS = frozenset(
    "address article aside blockquote body caption dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
GENERATED = frozenset(
    "pn ln noteref pb facs surface-label zone-label milestone image-missing image-elsewhere note-label backlinks more"
    " tei-ptr tei-g sign worded sigla app-mark app-place omission".split()
)
"""Classes of what the generator adds."""


class _Page(HTMLParser):
    """Builds a tree exactly as the tags say, and notes where an end tag does not fit: it repairs nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.builder = ET.TreeBuilder()
        self.builder.start("page", {})
        self.open: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.faults.append(f"<{tag}> has an attribute twice: {names}")
        self.builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self.builder.end(tag)
        else:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> where {' > '.join(self.open[-4:])} is open")
        if tag in self.open:
            while self.open.pop() != tag:
                self.builder.end("")
            self.builder.end(tag)

    def handle_data(self, data):
        self.builder.data(data)

    def finished(self) -> ET.Element:
        self.close()
        self.faults.extend(f"<{tag}> is never closed" for tag in self.open)
        self.builder.end("page")
        return self.builder.close()


@cache
def parse_html(html: str) -> ET.Element:
    """Return the tree that the tags of a page mean; fail where they are not nested."""
    parser = _Page()
    parser.feed(html)
    root = parser.finished()

    assert [] == parser.faults

    return root


def classes(element: ET.Element) -> set[str]:
    """Return the classes of an element."""
    return set(element.get("class", "").split())


def page_text(*pages: str) -> Shown:
    """Return the text that the pages of a TEI file show: its own title, its body and its notes.

    A note that several of them call is on each of them, and counts once.
    """
    found = [article for page in pages if (article := parse_html(page).find(".//article")) is not None]
    articles = deepcopy(found) if len(found) > 1 else found

    assert len(pages) == len(articles)

    to_notes = {f"#{quote(own, safe=SAFE)}" for article in articles for own in _ids_of_notes(article)}
    for link in (link for article in articles if len(articles) > 1 for link in article.iter("a")):
        # A link to a note on another page of the text is one to a note, too.
        fragment = "".join(link.get("href", "").partition("#")[1:])
        link.set("href", fragment if fragment in to_notes else link.get("href", ""))
    bodies: list[str] = []
    notes: dict[str, str] = {}
    apart: list[str] = []
    for article in articles:
        parts, listed = _parts_of(article), _listed_notes(article)
        items = [item for item in listed if item.get("id") not in notes]
        here = [e for part in [*parts, *items] for e in part.iter() if e in items or "tei-note" in classes(e)]
        bodies += [html_words(part, to_notes) for part in parts]
        notes |= {e.get("id") or f"{len(notes)} {n}": html_words(e, to_notes) for n, e in enumerate(here)}
        entries = article.findall("section[@class='apparatus']//li[@class='app-apart']")
        apart += [html_words(entry, to_notes, notes=True) for entry in entries]
    return Shown(BORDER.join(bodies), tuple(filter(squeezed, notes.values())), tuple(filter(squeezed, apart)))


def _parts_of(article: ET.Element) -> list[ET.Element]:
    """Return the elements of a page that are of the text itself."""
    title = article.find("header/h1[@id]")
    parts = [title] if title is not None else []
    return parts + [child for child in article if not classes(child) & NOT_THE_TEXT]


def _listed_notes(article: ET.Element) -> list[ET.Element]:
    """Return the notes that stand at the end of a page."""
    lists = [section for section in article.findall("section") if "manuscript" not in classes(section)]
    return [item for section in lists for item in section.findall("ol/li")]


def _ids_of_notes(article: ET.Element) -> set[str]:
    """Return the addresses of the notes of a page, and of groups of them."""
    listed = _listed_notes(article)
    inside = (element for part in [*_parts_of(article), *listed] for element in part.iter())
    in_place = (element for element in inside if classes(element) & {"tei-note", "tei-noteGrp"})
    return {own for element in (*listed, *in_place) if (own := element.get("id"))}


NOT_THE_TEXT = frozenset(
    "abstract letters facs-list manuscript text-header letter-head toc readings apparatus endnotes glossary-section"
    " about-text".split()
)


SAFE = ":._-~!$&'()*+,;=@"


GAP = "[…]"
"""What is shown for a gap that says nothing itself."""


def html_words(element: ET.Element, to_notes: Collection[str], *, notes: bool = False) -> str:
    """Return an element's words without those of the notes in it, of links to notes, and of the generator's own."""
    if element.text == GAP and "tei-gap" in classes(element):
        return ""
    start, end = (BORDER, BORDER) if element.tag in BLOCKS else ("", "")
    pieces = [start, element.text or ""]
    for child in element:
        kinds = classes(child)
        if child.tag == "br":
            pieces.append(" ")
        elif not kinds & GENERATED and (notes or "tei-note" not in kinds) and not _calls_one_of(child, to_notes):
            pieces.append(html_words(child, to_notes, notes=notes))
        pieces.append(child.tail or "")
    return "".join([*pieces, end])


def _calls_one_of(element: ET.Element, notes: Collection[str]) -> bool:
    """Tell whether an element is a link to a note; in another link its words have the address of a call only."""
    return element.get("href") in notes or element.get("id", "").startswith("ref:")


# Faults of a page and of a site


def ids_of(root: ET.Element) -> list[str]:
    """Return the ids in a page in their order."""
    return [element.get("id", "") for element in root.iter() if "id" in element.attrib]


def faults_of_ids(root: ET.Element) -> Iterator[str]:
    """Yield the ids that a page has twice, or that are empty or hold white space."""
    for name, count in Counter(ids_of(root)).items():
        if count > 1:
            yield f"the id {name!r} {count} times"
        if not name or re.search(r"\s", name):
            yield f"the id {name!r}"


Site = Mapping[str, bytes | Path]


def pages_of(site: Site) -> dict[str, ET.Element]:
    """Return the pages of a site as trees."""
    return {path: parse_html(data.decode()) for path, data in site.items() if path.endswith(".html")}


def faults_of_site(site: Site) -> list[str]:
    """Return every fault of nesting, ids and internal links in a site."""
    pages = pages_of(site)
    ids = {path: set(ids_of(root)) for path, root in pages.items()}
    faults: list[str] = []
    for path, root in pages.items():
        found = [*faults_of_nesting(root), *faults_of_ids(root), *_faults_of_links(path, root, site, ids)]
        faults.extend(f"{path}: {fault}" for fault in found)
    return faults


def _faults_of_links(path: str, root: ET.Element, site: Site, ids: Mapping[str, set[str]]) -> Iterator[str]:
    for element in root.iter():
        for attribute in ("href", "src"):
            value = element.get(attribute)
            if value is not None and (reason := _unresolved(path, value, site, ids)):
                yield f"<{element.tag} {attribute}={value!r}> {reason}"
        for attribute in ("aria-labelledby", "aria-describedby"):
            if missing := set(element.get(attribute, "").split()) - ids[path]:
                yield f"{attribute} names what is not there: {missing}"


def _unresolved(path: str, value: str, site: Site, ids: Mapping[str, set[str]]) -> str:
    address = urlsplit(value)
    if address.scheme or value.startswith("/"):
        return "" if address.scheme in {"http", "https", "mailto", "doi", "urn", "tel", "ftp", ""} else "is unsafe"
    place = posixpath.join(posixpath.dirname(path), unquote(address.path))
    target = posixpath.normpath(place) if address.path else path
    if target not in site:
        return "leads to no file of the site"
    if address.fragment and unquote(address.fragment) not in ids.get(target, set()):
        return "leads to no id of the page"
    return ""


# Building in memory

WRAPPER = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>A case</title></titleStmt>\
<publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc><profileDesc><langUsage>\
<language ident="en"/></langUsage></profileDesc></teiHeader><text><body>{}</body></text></TEI>"""
"""A whole TEI file around a fragment of a body."""


def wrapped(fragment: str) -> str:
    """Return a fragment as a TEI file, unless it is one already."""
    return fragment if re.match(r"\s*<(\?xml|!DOCTYPE|TEI|teiCorpus)", fragment) else WRAPPER.format(fragment)


def site_of(source: Path, **settings: str) -> dict[str, bytes | Path]:
    """Return the site made of a source, as it would be written; with other settings where they are given."""
    loaded = config.load(source)
    changed = msgspec.structs.replace(loaded.settings, **settings)
    return render_site(read_edition(msgspec.structs.replace(loaded, settings=changed)))


def text_pages(site: dict[str, bytes | Path]) -> list[str]:
    """Return the pages of the only text of a site, in reading order."""
    source = next(path for path in site if path.count("/") == 1 and path.endswith(".xml"))
    said = f' data-text="{source.partition("/")[0]}"'.encode()
    return [page.decode() for page in site.values() if isinstance(page, bytes) and said in page]
