"""Builders of what single genres have: values that stand in attributes only, labelled parts, brackets, speakers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

import msgspec
from lxml import etree

from loccit.model import Mention, Node
from loccit.read.header import folded, person
from loccit.read.rules import filled, lacks_words, local_name, takes_numbers_out
from loccit.read.shape import is_blank, says_something, trimmed
from loccit.read.walk import At, Walk
from loccit.read.xml import ID, XML

Content = list[Node | str]


def worded(words: str) -> Node:
    """Return words of ours: they are shown, but are not text of the source."""
    return Node("worded", "worded", params={"words": words})


def read_stated(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return an empty element with the words that its attributes give."""
    words = filled(at.rule.params["forms"], at.attributes)
    otherwise = next(rule for rule in at.rule.params["row"] if rule.when is None or rule.when(element, at.place))
    return walk.made(at, [], params={"words": words}, block=otherwise.block)


def read_field(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a part of a description with the attribute that names it; an empty one leaves nothing to name."""
    node = walk.generic(element, at)
    label = filled(at.rule.params.get("label", "").split("|"), at.attributes)
    if label and at.attributes.get("mode") == "delete":
        label = f"− {label}"
    value = filled((at.rule.params.get("value", ""),), at.attributes)
    if value and not node.children:
        node.children.append(worded(value))
    if not node.children and not label:
        return msgspec.structs.replace(node, behaviour="block")
    return msgspec.structs.replace(node, params={"label": label})


# Brackets


def read_bracketed(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return words in the brackets that editions of inscriptions and manuscripts put around them.

    Where the source prints brackets itself, inside or around, there are none of ours.
    """
    node = walk.generic(element, at._replace(rule=at.rule._replace(behaviour="inline")))
    opening, closing = at.rule.params["brackets"]
    before, after = _letter_before(element), _letter_after(element)
    prints_them = opening in {node.text[:1], before} or closing in {node.text[-1:], after}
    if not node.children or prints_them:
        return node
    doubt = "(?)" if at.attributes.get("cert") == "low" else ""
    return msgspec.structs.replace(node, children=[worded(opening), *node.children, worded(doubt + closing)])


def _letter_before(element: etree._Element) -> str:
    return text_before(element).rstrip()[-1:]


def text_before(element: etree._Element) -> str:
    """Return the text that ends where an element begins."""
    previous, parent = element.getprevious(), element.getparent()
    return (previous.tail if previous is not None else parent.text if parent is not None else "") or ""


def _letter_after(element: etree._Element) -> str:
    return (element.tail or "").lstrip()[:1]


# Examples of encoding


def read_example(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return an example of XML with its tags to be read: nothing in it is an address, a note or a link of the text."""
    walk.ordinal += sum(1 for _ in element.iterdescendants("*"))
    return walk.made(at, trimmed(list(_markup(element, "\n" + " " * _indent(element)))))


def _indent(element: etree._Element) -> int:
    """Return by how many spaces all lines of an example are indented; a tag may follow the last spaces of a text."""
    texts = [text.expandtabs().split("\n") for text in map(str, element.itertext())] or [[""]]
    ends_with_tag = len(element) > 0 and not element[-1].tail
    last = [""] if ends_with_tag else texts.pop()
    lines = [line for text in texts for line in (*filter(str.strip, text[1:-1]), *text[1:][-1:])]
    lines.extend(filter(str.strip, last[1:]))
    return min((len(line) - len(line.lstrip(" ")) for line in lines), default=0)


def _markup(element: etree._Element, indent: str) -> Iterator[Node | str]:
    """Yield tags as words of ours, and the text between them without the indent that all lines share."""
    if element.text:
        yield _shifted(element.text, indent)
    for child in element:
        if isinstance(child.tag, str):
            name = f"{child.prefix}:{local_name(child)}" if child.prefix else local_name(child)
            attributes = "".join(f' {_written(child, key)}="{child.get(key)}"' for key in map(str, child.keys()))
            is_empty = len(child) == 0 and not child.text
            yield worded(f"<{name}{attributes}{'/' if is_empty else ''}>")
            yield from _markup(child, indent)
            if not is_empty:
                yield worded(f"</{name}>")
        if child.tail:
            yield _shifted(child.tail, indent)


def _shifted(text: str, indent: str) -> str:
    """Return text without the indent, and without the lines on which comments stood."""
    return _BLANK_LINES.sub("", text.expandtabs()).replace(indent, "\n")


_BLANK_LINES = re.compile(r"\n +(?=\n)")


def _written(element: etree._Element, key: str) -> str:
    """Return the name of an attribute as it is written, with its prefix."""
    namespace, _, name = key.removeprefix("{").rpartition("}")
    prefixes = {uri: prefix for prefix, uri in element.nsmap.items() if prefix} | {XML: "xml"}
    return f"{prefixes.get(namespace, '')}:{name}".removeprefix(":")


# Manuscripts

NUMBERED = "msItem msItemStruct"
"""Items of a manuscript, which may have numbers."""


def read_numbered(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return an item of a manuscript with its number."""
    node = (walk.builders.get(at.rule.behaviour) or Walk.generic)(walk, element, at) or walk.generic(element, at)
    number = at.attributes.get("n", "")
    is_leaf = any(local_name(child) == "locus" and folded(child) == number for child in element)
    if number and not is_leaf and not at.place.in_header:
        node.children.insert(0, worded(f"{number.removesuffix('.')}. "))
    return node


# Measures


def read_dimensions(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the dimensions of an object with a sign of multiplication between them, and their unit after them."""
    node = walk.generic(element, at)
    told = [child for child in node.children if isinstance(child, str) or says_something(child) or _is_led_to(child)]
    if not any(child.strip() if isinstance(child, str) else _is_measure(child) for child in told):
        return msgspec.structs.replace(node, children=[child for child in told if isinstance(child, Node)])
    children: Content = []
    for child in told:
        if _is_measure(child) and any(map(_is_measure, children)):
            trimmed(children)
            children.append(worded(" × "))
        children.append(child)
    trimmed(children)
    unit = at.attributes.get("unit") or _common_unit(element)
    is_stated = any(isinstance(child, Node) and child.behaviour == "stated" for child in children)
    if unit and unit not in node.text and not is_stated:
        children.append(worded(f" {unit}"))
    if kind := at.attributes.get("type"):
        children.insert(0, worded(f"{kind}: "))
    return msgspec.structs.replace(node, children=children)


def read_measured(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a measure; its unit stands after it, where it is not for others to say that it is theirs, too."""
    if at.rule.behaviour == "stated":
        return read_stated(walk, element, at)
    node, unit = walk.generic(element, at), at.attributes.get("unit", "")
    if unit and at.place.parent != "dimensions" and node.text.strip().replace(",", "").replace(".", "").isdecimal():
        node.children.append(worded(f" {unit}"))
    return node


def _is_led_to(node: Node) -> bool:
    """Tell whether there is something in a node that links may lead to."""
    return any(each.id or each.params.get("address") for each in node.walk())


def _is_measure(child: Node | str) -> bool:
    return isinstance(child, Node) and child.behaviour not in {"note", "anchor"} and says_something(child)


def _common_unit(element: etree._Element) -> str:
    """Return the unit that all measures in an element have, or an empty string where they differ."""
    units = {child.get("unit", "") for child in element if local_name(child) in _MEASURED and not lacks_words(child)}
    return units.pop() if len(units) == 1 else ""


_MEASURED = frozenset({"height", "width", "depth", "dim"})


# Bibliography

_BETWEEN: Mapping[str, str] = {
    **dict.fromkeys(
        "author editor respStmt title meeting edition analytic monogr series imprint idno extent".split(), "."
    ),
    **dict.fromkeys(("titleStmt", "editionStmt", "publicationStmt", "seriesStmt", "notesStmt"), "."),
    "pubPlace": ":",
    **dict.fromkeys(("publisher", "date", "biblScope", "note"), ","),
}
"""What a citation has after each of its parts, where another part follows."""
_ENDS = re.compile(r"[.,:;?!…]\W?$")


def read_citation(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a structured bibliographic entry, or a part of one, with the punctuation of a citation between its parts.

    The encoding has none there; what a part ends with itself is not repeated.
    """
    node = walk.generic(element, at)
    end = next((n for n, child in enumerate(node.children) if isinstance(child, Node) and child.block), None)
    parts, rest = node.children[:end], node.children[end:] if end is not None else []
    worded_rest = any(isinstance(child, Node) and child.name not in _AFTER_CITATION for child in rest)
    if worded_rest or any(isinstance(child, str) and not is_blank(child) for child in node.children):
        return node
    return msgspec.structs.replace(node, children=[*_punctuated(parts), *rest])


_AFTER_CITATION = frozenset({"note", "idno", "ref", "ptr", "relatedItem"})
"""What stands on lines of its own behind the parts of a citation."""


def _punctuated(children: Content) -> Iterator[Node | str]:
    """Yield the parts of a citation, each that another follows with what stands between them."""
    parts = [child for child in children if isinstance(child, Node) and child.behaviour not in {"noteref", "anchor"}]
    following = {id(part): after.name for part, after in pairwise(parts)}
    for index, child in enumerate(children):
        yield child
        if isinstance(child, Node) and id(child) in following:
            fellows = following[id(child)] == child.name and child.name in {"author", "editor"}
            sign = ";" if fellows else _BETWEEN.get(child.name, "")
            if sign and says_something(child) and not _ENDS.search(child.text):
                yield worded(sign)
            if not isinstance(children[index + 1], str):
                yield " "


_UNITS: Mapping[str, str] = {
    **dict.fromkeys(("page", "pages", "p", "pp"), "page"),
    **dict.fromkeys(("volume", "vol"), "volume"),
    **dict.fromkeys(("issue", "number", "no", "nr"), "issue"),
    **dict.fromkeys(("folio", "fol", "f", "leaf"), "folio"),
    **dict.fromkeys(("column", "col"), "column"),
    **dict.fromkeys(("line", "lines", "l"), "line"),
    **dict.fromkeys(("chapter", "chap"), "chapter"),
}
"""What a number in a citation may count."""
_BARE_NUMBER = re.compile(r"(\d|[ivxlcdm]+\b)", re.IGNORECASE)
_SEVERAL = re.compile(r"[-–,]|\bff?\b")


def read_scope(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the volume or pages of a citation; a bare number in an entry without words is told what it counts."""
    node = read_stated(walk, element, at) if at.rule.behaviour == "stated" else walk.generic(element, at)
    words = node.params.get("words") or node.text.strip()
    unit = _UNITS.get((at.attributes.get("unit") or at.attributes.get("type", "")).lower(), "")
    if not unit or not _BARE_NUMBER.match(words) or _has_words(element.getparent()):
        return node
    params = {**node.params, "unit": unit, "several": bool(_SEVERAL.search(words))}
    return msgspec.structs.replace(node, behaviour="scope", params=params)


def _has_words(element: etree._Element | None) -> bool:
    """Tell whether an element has words of its own between its parts."""
    if element is None:
        return False
    return bool((element.text or "").strip()) or any(_LETTER.search(child.tail or "") for child in element)


_LETTER = re.compile(r"[^\W\d_]")


# Dictionaries


def read_sense(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return one meaning of a word with its number: its own, or its place where there are several."""
    node = walk.generic(element, at)
    place = element.getparent(), at.name
    walk.counts[place] = nth = walk.counts.get(place, 0) + 1
    is_alone = nth == 1 and next(element.itersiblings(f"{{*}}{at.name}"), None) is None
    number = at.attributes.get("n") or ("" if is_alone else str(nth))
    if number and number[-1] not in ".)":
        number += "."
    return msgspec.structs.replace(node, children=list(_enumerated(node.children)), params={"label": number})


def _enumerated(children: Content) -> Iterator[Node | str]:
    """Yield the content of a sense, with a comma between translations that follow each other."""
    before: Node | None = None
    for child in children:
        if isinstance(child, Node) and child.name == "cit" and not child.block:
            trimmed(child.children)
            if before is not None and not _ENDS.search(before.text):
                before.children.append(worded(","))
            before = child
        elif not is_blank(child):
            before = None
        yield child


# Speech


class Speaker(NamedTuple):
    """Somebody who speaks."""

    name: str
    key: str
    """What a register beside the text may know them by, as in a mention; empty for one who is described here."""


def read_people(root: etree._Element) -> dict[str, str]:
    """Return the names of those who may speak, by `xml:id`: participants, and the roles of a cast."""
    names: dict[str, str] = {}
    for element in root.iter("{*}person", "{*}personGrp", "{*}org", "{*}persona"):
        if own := element.get(ID):
            named = next((c for c in element if local_name(c) in {"persName", "orgName", "name"}), None)
            names.setdefault(own, (_name(named) if named is not None else "") or own)
    for element in root.iter("{*}role", "{*}castItem"):
        if own := element.get(ID):
            names.setdefault(own, folded(element).rstrip(" ,.;:"))
    for element in root.iter("{*}author", "{*}editor", "{*}respStmt"):
        if own := element.get(ID):
            named = next((c for c in element if local_name(c) in {"name", "persName"}), element)
            names.setdefault(own, person(named))
    for element in root.iter("{*}handNote", "{*}hand"):
        if own := element.get(ID) or element.get("id"):
            names.setdefault(own, _hand(element, own, names))
    return names


_LONGEST_HAND = 40


def _hand(element: etree._Element, own: str, known: Mapping[str, str]) -> str:
    """Return whose hand is described: the name in the description, or the whole of it if it is short.

    An empty description may point at somebody who is named elsewhere, and say what the hand is written with.
    """
    pointers = (element.get(name, "").rpartition("#")[2] for name in ("scribeRef", "sameAs", "scribe"))
    scribe = next((known[key] for key in pointers if key in known), "")
    if scribe and lacks_words(element):
        return ", ".join(filter(None, (scribe, element.get("medium"))))
    named = element.find(".//{*}persName")
    words = folded(named if named is not None else element)
    short = words.rstrip(".") if len(words) <= _LONGEST_HAND else ""
    return short or element.get("n") or element.get("scribe") or own


_OF_HANDS = ("scribe", "medium", "ink", "script", "character")
_NUMBERED_HAND = re.compile(r"[mh](?:and)?(\d+)", re.IGNORECASE)


def read_hand_shift(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the place where another hand, ink or script begins, with what is said of it."""
    node = walk.generic(element, at)
    key = at.attributes.get("new", "").split(" ")[0].rpartition("#")[2]
    known = walk.people.get(key, key)
    numbered = _NUMBERED_HAND.fullmatch(known)
    others = (at.attributes.get(name, "").removeprefix("#") for name in _OF_HANDS)
    others = (walk.people.get(other, other) for other in others)
    words = ", ".join(dict.fromkeys(other for other in others if other not in {"", known}))
    return msgspec.structs.replace(node, params={"hand": numbered[1] if numbered else known, "words": words})


def _name(element: etree._Element) -> str:
    """Return a name as one says it: the forename before the surname, wherever they stand."""
    spoken = [e for kind in ("forename", "nameLink", "surname") for e in element.iterfind(f"{{*}}{kind}")]
    words = (word for e in spoken or [element] for word in map(str, e.itertext()))
    return " ".join(" ".join(words).split())


def speakers(walk: Walk, element: etree._Element) -> tuple[Speaker, ...]:
    """Return those who speak, for a speech that does not say so itself, or the block around it does."""
    around = element.getparent()
    who = element.get("who") or (around.get("who") if around is not None else None) or ""
    keys = dict.fromkeys(key for value in who.split() if (key := value.rpartition("#")[2]))
    return tuple(
        Speaker(known, "") if (known := walk.people.get(key)) else Speaker(_as_words(key), f"id:{key}") for key in keys
    )


def _as_words(key: str) -> str:
    """Return a name that is written as one word, as in `AnnaLittle`, with its words apart."""
    return re.sub(r"(?<=[^\W\d_A-Z])(?=[A-Z])", " ", key.replace("_", " ")).strip()


def read_speech(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a speech with its speaker's name, where it has none of its own."""
    node = walk.generic(element, at)
    present(walk, element, node)
    return msgspec.structs.replace(node, behaviour="block")


def read_sound(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return what is heard or seen beside words; the brackets around it may be those of the source."""
    node = walk.generic(element, at)
    words = node.text
    return msgspec.structs.replace(node, params={"bracketed": True}) if words[:1] + words[-1:] in _BRACKETS else node


_BRACKETS = frozenset({"()", "[]", "{}", "<>", "⟨⟩"})
_GOES_ON = frozenset({",", ";", ":", "."})
_STAGES = {"setting": "setting", "location": "setting", "exit": "exit"}
"""The stage directions that have a place of their own on the page."""


def read_stage(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a stage direction; one on lines of its own with what it is, where that has a place on the page."""
    node = walk.generic(element, at)
    kind = _STAGES.get(at.attributes.get("type", "")) if node.block else None
    if node.block and node.text[:1] in _GOES_ON:
        kind = "attached"
    return msgspec.structs.replace(node, params={"kind": kind}) if kind else node


def names_speaker(element: etree._Element) -> bool:
    """Tell whether the source itself says who speaks, in the speech or in a note before it."""
    before = element.getprevious()
    announced = before is not None and local_name(before) == "note" and before.get("type") == "speaker"
    return announced or any(local_name(child) == "speaker" for child in element)


def present(walk: Walk, element: etree._Element, node: Node) -> None:
    """Say of a speech whose it is where it does not say so itself, when it begins, and whether another goes on."""
    who = speakers(walk, element)
    _mention(walk, [speaker.key for speaker in who if speaker.key], node)
    around = element.getparent()
    timed = next((e for e in (element, around) if e is not None and e in walk.timeline.overlapping), None)
    said = node.attributes.get("trans", "")
    overlaps = timed is not None and walk.timeline.overlapping[timed]
    how = said if said in _TRANSITIONS else "overlap" if overlaps else ""
    time = walk.timeline.time_of(timed) if timed is not None else _posted(walk, element)
    who = () if names_speaker(element) else tuple(dict.fromkeys(who))
    if who or how or time:
        first = next((c for c in node.children if isinstance(c, Node) and c.behaviour == "fragment"), node)
        first.children.insert(0, Node("who", "who", params={"who": who, "how": how, "time": time}))


def _posted(walk: Walk, element: etree._Element) -> str:
    """Return when a message was posted, by a date or a point of the timeline."""
    said = next((said for name in ("when", "when-iso", "synch") if (said := element.get(name))), "")
    point = walk.timeline.points.get(said.rpartition("#")[2])
    return (point.time if point else "" if "#" in said else said).replace("T", " ")


def _mention(walk: Walk, keys: list[str], node: Node) -> None:
    """Take note of speakers whom this file does not describe: a register beside it may."""
    spoken = next((n for n in node.walk() if n.params.get("id") and n.params.get("label")), None) if keys else None
    if spoken is not None:
        place = spoken.params["id"], spoken.params["label"]
        walk.mentions += [Mention("person", key, "", *place, node.ordinal, node.name) for key in keys]


_TRANSITIONS = frozenset({"overlap", "latching", "pause"})
"""How somebody may begin to speak, other than after somebody else."""


# Formulae

_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_MATH = frozenset(
    "math merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt mstyle"
    " msub msubsup msup mtable mtd mtext mtr munder munderover none".split()
)
"""The elements of MathML that browsers draw; of others the content is shown."""
_MATH_ATTRIBUTES = frozenset(
    "accent accentunder columnspan depth dir display displaystyle fence height largeop linethickness lspace"
    " mathvariant maxsize minsize movablelimits rowspan rspace separator stretchy symmetric voffset width".split()
)
_MATH_VALUE = re.compile(r"[-+.%A-Za-z0-9]{1,24}")


def read_math(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a formula in MathML as MathML, without anything in it that could act; other elements as words."""
    walk.skip(element)
    if not str(element.tag).startswith(_MATHML):
        return walk.made(at, [folded(element)], behaviour="inline", block=False)
    return _math(element)


def _math(element: etree._Element) -> Node:
    name = local_name(element)
    children: Content = [element.text] if element.text and element.text.strip() else []
    for child in element:
        if isinstance(child.tag, str):
            children.append(_math(child))
        if child.tail and child.tail.strip():
            children.append(Node("math", "mtext", children=[child.tail], params={"tag": "mtext", "values": ()}))
    if name == "mfenced":
        children = list(_fenced(element, children))
    tag = name if name in _MATH else "mrow"
    if tag == "mrow" and children and isinstance(children[0], str):
        tag = "mtext"
    values = [(key, element.get(key, "")) for key in sorted(_MATH_ATTRIBUTES & set(map(str, element.keys())))]
    params = {"tag": tag, "values": tuple(pair for pair in values if _MATH_VALUE.fullmatch(pair[1]))}
    return Node("math", tag, children=children, params=params)


def _fenced(element: etree._Element, children: Content) -> Iterator[Node | str]:
    """Yield the content of an `mfenced`, which browsers do not draw, with its fences and separators.

    What has operators in it is one expression, and no list of arguments.
    """
    separators = "".join(element.get("separators", ",").split())
    is_of_operators = any(local_name(child) == "mo" for child in element)
    yield _operator(element.get("open", "("))
    for index, child in enumerate(children):
        if index and separators and not is_of_operators:
            yield _operator(separators[min(index, len(separators)) - 1])
        yield child
    yield _operator(element.get("close", ")"))


def _operator(sign: str) -> Node:
    return Node("math", "mo", params={"tag": "mo", "values": (), "words": sign})


def read_formula(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a formula; one in TeX or another notation of plain text is marked as code."""
    node = walk.generic(element, at)
    plain = not any(isinstance(child, Node) and child.behaviour in {"math", "graphic"} for child in node.children)
    *before, last = node.children or [""]
    if isinstance(last, Node) and last.name == "label" and takes_numbers_out(element):
        words = "".join(child if isinstance(child, str) else child.text for child in before)
        last.behaviour = "repeated" if words.rstrip().endswith(last.text.strip()) else last.behaviour
    return msgspec.structs.replace(node, params={"code": plain and bool(at.attributes.get("notation"))})
