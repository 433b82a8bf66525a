"""A `correspDesc` -> `Letter`: who wrote to whom, when and where, and the letters around it."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping

from lxml import etree

from loccit.model import Node, Target
from loccit.model.letter import NO_DATE, CorrespondenceAction, Letter, RelatedLetter
from loccit.read.dates import read_date
from loccit.read.header import Plain, folded, person
from loccit.read.naming import NAME_KINDS, name_keys
from loccit.read.register import set_out
from loccit.read.rules import lacks_words, local_name
from loccit.read.xml import ID


def read_letter(root: etree._Element, plain: Plain, resolve: Callable[[str], Target]) -> Letter | None:
    """Return what the header says of the text as a letter; `None` where it describes none, or a list of several."""
    found = _described(root)
    return _letter(found[0], root, plain, resolve) if len(found) == 1 else None


def read_letters(root: etree._Element, plain: Plain, resolve: Callable[[str], Target]) -> tuple[Letter, ...]:
    """Return the letters that a header lists where there is nothing to read besides: an index of a correspondence."""
    found = _described(root)
    text = root.find("{*}text")
    if len(found) < 2 or (text is not None and not lacks_words(text)):  # noqa: PLR2004 - one is the letter itself
        return ()
    return tuple(_letter(described, root, plain, resolve) for described in found)


def _described(root: etree._Element) -> list[etree._Element]:
    """Return what a header says of letters, each with who wrote or got it."""
    if local_name(root) in {"teiCorpus", "teiCorpus.2"}:
        return []
    headers = root.iter("{*}teiHeader")
    found = [_with_actions(e) for header in headers for e in header.iter("{*}correspDesc")]
    return [described for described in found if described.find("{*}correspAction/*") is not None]


_OLD = {
    "sent": ("sender", "placeSender", "dateSender"),
    "received": ("addressee", "placeAddressee", "dateAddressee"),
}
"""What stood by itself before TEI had the `correspAction`, by its kind."""


def _with_actions(described: etree._Element) -> etree._Element:
    """Return a `correspDesc` with actions; one from before TEI had them is written anew."""
    old = {kind: [e for e in described if local_name(e) in names] for kind, names in _OLD.items()}
    if not any(old.values()):
        return described
    made = etree.Element(described.tag, {**_attributes(described)})
    for kind, parts in old.items():
        action = etree.SubElement(made, str(described.tag).replace("correspDesc", "correspAction"), type=kind)
        action.extend(copy.deepcopy(child) for part in parts for child in part)
    made.extend(copy.deepcopy(e) for e in described if e not in {*old["sent"], *old["received"]})
    return made


def _letter(described: etree._Element, root: etree._Element, plain: Plain, resolve: Callable[[str], Target]) -> Letter:
    pointer, number = (described.get(name, "").strip() for name in ("ref", "key"))
    described = _named(described, root)
    aside = {"correspAction", "correspContext"}
    return Letter(
        actions=tuple(_action(e, plain, resolve) for e in described.iterfind("{*}correspAction") if len(e)),
        related=tuple(
            _related(e, plain) for e in described.iterfind("{*}correspContext/*") if local_name(e) in {"ref", "ptr"}
        ),
        remarks=tuple(
            plain(e)
            for e in (*described.iterchildren("*"), *described.iterfind("{*}correspContext/*"))
            if local_name(e) not in {*aside, "ref", "ptr"} and "".join(map(str, e.itertext())).strip()
        ),
        pointer=pointer,
        number=number,
    )


def _named(described: etree._Element, root: etree._Element) -> etree._Element:
    """Return a `correspDesc` in which those who are only pointed at have the names that the file's register has."""
    empty = [e for e in described.iterfind("{*}correspAction/*") if e.get("ref") and not folded(e)]
    if not empty:
        return described
    known = {own: element for element in root.iter(*_REGISTERED) if (own := element.get(ID))}
    described = copy.deepcopy(described)
    for element in described.iterfind("{*}correspAction/*"):
        item = known.get(element.get("ref", "").removeprefix("#")) if not folded(element) else None
        names = (e for e in item if local_name(e) in NAME_KINDS) if item is not None else ()
        element.text = next((person(name) for name in names), element.text)
    return described


_REGISTERED = ("{*}person", "{*}personGrp", "{*}place", "{*}org")


def _action(element: etree._Element, plain: Plain, resolve: Callable[[str], Target]) -> CorrespondenceAction:
    children = list(element.iterchildren("*"))
    dates = [child for child in children if local_name(child) == "date"]
    return CorrespondenceAction(
        kind=_KINDS.get(element.get("type", "").lower(), element.get("type", "")),
        names=tuple(name for child in children for name in _names(child, resolve)),
        date=read_date(dates[0]) if dates else NO_DATE,
        parts=tuple(part for child in children if (part := _part(child, plain, resolve))),
    )


_KINDS = {
    **dict.fromkeys(("sentby", "sender", "sending", "from"), "sent"),
    **dict.fromkeys(("deliveredto", "receivedby", "recipient", "receiver", "receiving", "addressee", "to"), "received"),
}
"""What letters were sent and received by before TEI had words for it, and where they are not heeded."""


def _names(element: etree._Element, resolve: Callable[[str], Target]) -> Iterator[tuple[str, str, str]]:
    kind = "person" if local_name(element) in {"name", "rs"} else NAME_KINDS.get(local_name(element), "")
    words = (folded if kind == "place" else person)(element)
    keys = name_keys(_attributes(element), resolve)
    if kind and words != "empty" and (words or keys):
        yield from ((kind, key, words) for key in keys or [""])


def _part(element: etree._Element, plain: Plain, resolve: Callable[[str], Target]) -> Node | None:
    """Return an element of an action as a tree: a name with its link, a date with words that it may lack."""
    node = set_out(plain(element))
    keys = name_keys(_attributes(element), resolve) if local_name(element) in NAME_KINDS else []
    if not node.text:
        # Who is only pointed at has the name that a register beside the texts has.
        node = Node("called", "", params={"key": keys[0]}) if keys else node
    if not node.text and not keys:
        return None
    return Node("link", "ref", children=[node], params={"target": Target("name", keys[0])}) if keys else node


def _attributes(element: etree._Element) -> Mapping[str, str]:
    return {str(name): str(value) for name, value in element.attrib.items()}


def _related(element: etree._Element, plain: Plain) -> RelatedLetter:
    words = f"{element.get('type', '')} {element.get('subtype', '')}".lower()
    before, after = any(word in words for word in _BEFORE), any(word in words for word in _AFTER)
    way = "previous" if before else "next" if after else ""
    node = Node("inline", "seg", children=list(plain(element).children))
    return RelatedLetter(way, (element.get("target") or "").strip(), node)


_BEFORE = ("prev", "vorig", "vorherg", "before", "précéd", "preced")
_AFTER = ("next", "folgend", "nächst", "after", "suivant", "follow")
