"""Builders of speech, on a stage or transcribed: who speaks, and what is heard or seen besides."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from lxml import etree

from loccit.model import Mention, Node
from loccit.read.header import folded, person
from loccit.read.rules import lacks_words, local_name
from loccit.read.tags import At
from loccit.read.walk import Walk
from loccit.read.wording import spaced, text_before, worded
from loccit.read.xml import ID


class Speaker(NamedTuple):
    """Somebody who speaks."""

    name: str
    key: str
    """What a register beside the text may know them by, as in a mention; empty for one who is described here."""


def read_people(root: etree._Element) -> dict[str, str]:
    """Return the names of those who may speak, by `xml:id`: participants, and the roles of a cast."""
    names: dict[str, str] = {}
    for element in root.iter("{*}person", "{*}personGrp", "{*}org", "{*}persona"):
        called = [element.get(ID, ""), *(alt.get("type", "") for alt in element.iterfind("{*}altGrp/{*}alt"))]
        for key in filter(None, called):
            named = next((c for c in element if local_name(c) in {"persName", "orgName", "name"}), None)
            names.setdefault(key, (_name(named) if named is not None else "") or key)
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
    if not node.block:
        return _set_apart(element, node)
    kind = _STAGES.get(at.attributes.get("type", ""))
    if node.text[:1] in _GOES_ON:
        kind = "attached"
    return msgspec.structs.replace(node, params={"kind": kind}) if kind else node


def _set_apart(element: etree._Element, node: Node) -> Node:
    """Return a stage direction in a line with the spaces around it that many sources leave out."""
    before, after = text_before(element)[-1:], (element.tail or "")[:1]
    opens = bool(before) and not before.isspace() and before not in _OPENING and not node.text[:1].isspace()
    closes = (after.isalnum() or after in _OPENING) and bool(after) and not node.text[-1:].isspace()
    return spaced(node, before=opens, after=closes) if node.text.strip() else node


_OPENING = frozenset("([{⟨<“„«‘‚¿¡–—-’'\"")


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


def read_role(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a role; words that stand close behind its name say who that is."""
    node = walk.generic(element, at)
    for index, child in enumerate(node.children[1:], 1):
        before = node.children[index - 1]
        is_name = isinstance(before, Node) and before.name in {"roleName", "persName", "name"}
        if is_name and isinstance(child, str) and child[:1].isalpha():
            node.children.insert(index, worded(", "))
            break
    return node
