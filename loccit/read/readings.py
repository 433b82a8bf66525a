"""What has several forms, `choice`: the one of the reading text, the one of the documentary text, and any others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from lxml import etree

from loccit.model import EMPTY, Node, has_blocks
from loccit.read.header import folded
from loccit.read.rules import local_name
from loccit.read.shape import is_blank, is_seen, says_something
from loccit.read.tags import At
from loccit.read.walk import Walk
from loccit.read.xml import ID

_PREFERRED = ("corr", "reg", "expan", "ex", "norm", "dipl")
"""The form that the reading text has, the first of these that there is; the last are those of the Nordic archive."""
_FILLED_IN = frozenset({"reg", "expan"})
_DOCUMENTARY = frozenset({"sic", "orig", "abbr", "am", "facs", "dipl"})
"""The forms that stand in the document itself."""


def read_choice(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return the form of the reading text, and after it the documentary one and any others as alternatives."""
    children = [c for c in walk.children(element, at.place._replace(parent=at.name)) if not is_blank(c)]
    forms = [child for child in children if isinstance(child, Node) and child.behaviour != "noteref"]
    if any(char.isalnum() for form in forms for char in form.text):
        # A word is not regularised into nothing: a form that a template left to be filled in is none.
        forms = [form for form in forms if form.name not in _FILLED_IN or form.id or says_something(form)]
    preferred = next((child for name in _PREFERRED for child in forms if child.name == name), None)
    first = preferred or (forms[0] if forms else None)
    printed = next((c for c in forms if c.name in _DOCUMENTARY and c is not preferred), None) if preferred else None
    if printed and not at.place.in_header:
        walk.options.add("documentary")
    beside = [child for child in children if child not in forms]
    others = [
        alternative(form, further=form is not printed)
        for form in forms
        if form is not first and (form.id or is_seen(form))
    ]
    return alternate(walk, at, [*([first] if first else []), *others, *beside], two=printed is not None)


_LEVELS = frozenset({"facs", "dipl", "norm"})
LEVELLED = ("w", "pc", "punct")
"""What the Nordic archive has transcribed on several levels."""


def read_levels(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a word that stands there on several levels without a `choice` around them, as if there were one."""
    if sum(1 for child in element.iterchildren("*") if local_name(child) in _LEVELS) < 2:  # noqa: PLR2004 - several
        return walk.generic(element, at)
    among = at._replace(name="choice", rule=at.rule._replace(behaviour="alternate"), attributes=EMPTY)
    return walk.made(at, [read_choice(walk, element, among)], block=False)


def alternate(walk: Walk, at: At, content: list[Node | str], *, two: bool) -> Node:
    """Return what has several forms; `two` says that the first of them gives way to another in documentary text."""
    block = has_blocks(content)
    return walk.made(at, content, params={"block": block, "two": two}, block=block)


def alternative(form: Node, *, further: bool) -> Node:
    """Return a form other than the first; a `further` one is in neither the reading nor the documentary text."""
    return Node(
        "alternative", form.name, children=[form], params={"block": form.block, "further": further}, block=form.block
    )


OTHER_FORM: Mapping[str, str] = MappingProxyType(
    {"sic": "corr", "corr": "sic", "orig": "reg", "reg": "orig", "abbr": "expan", "expan": "abbr"}
)
"""Elements that have, in TEI P4, their other form in an attribute of its name."""


def read_form(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a form that stands in the text; one that names the other form in an attribute, as a choice of the two."""
    node = walk.generic(element, at)
    other = OTHER_FORM[at.name]
    value = " ".join(at.attributes.get(other, "").split())
    if not value or at.place.parent == "choice":
        return node
    named = Node("inline", other, children=[value], ordinal=at.ordinal)
    first, second = (node, named) if at.name in _PREFERRED else (named, node)
    if not at.place.in_header:
        walk.options.add("documentary")
    content: list[Node | str] = [first, alternative(second, further=False)]
    params = {"block": node.block, "two": True}
    return Node("alternate", "choice", children=content, params=params, block=node.block, ordinal=at.ordinal)


def read_change(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return an addition or deletion with the place where it was made, by whom and at which stage of the writing.

    The hand that most of the changes of a text are by is not named at each of them.
    """
    build = walk.builders.get(at.rule.behaviour, Walk.generic)
    node = build(walk, element, at) or walk.generic(element, at)
    given = at.attributes
    said = {"place": given.get("place", "")}
    if "hand" in given or "change" in given:
        hand = given.get("hand", "").split(" ")[0].rpartition("#")[2]
        names = [walk.people.get(hand, hand), stages(element)]
        said["whose"] = ", ".join(filter(None, names))
        shown = [names[0] if hand != _main_hand(walk, element) else "", names[1] if len(names[1]) <= _SHORT else ""]
        said["by"] = ", ".join(filter(None, shown))
    if any(said.values()):
        node.params = {**node.params, **said}
    return node


_SHORT = 24
"""Characters of the name of a stage that is shown at each of its changes."""
_CHANGES = ("{*}add", "{*}del", "{*}mod")


def _main_hand(walk: Walk, element: etree._Element) -> str:
    """Return the hand that more than half of the changes of a text are by, or an empty string."""
    if walk.main_hand is None:
        changes = element.getroottree().getroot().iter(*_CHANGES)
        hands = Counter(change.get("hand", "").split(" ")[0].rpartition("#")[2] for change in changes)
        hand, number = hands.most_common(1)[0] if hands else ("", 0)
        walk.main_hand = hand if number * 2 > hands.total() else ""
    return walk.main_hand


def stages(element: etree._Element) -> str:
    """Return what the header says of the stage of writing that `@change` names (section 12.2.6)."""
    names = {value.removeprefix("#") for value in element.get("change", "").split()}
    if not names:
        return ""
    changes = element.getroottree().iterfind(".//{*}listChange//{*}change")
    found = [change.get("n") or folded(change) for change in changes if change.get(ID) in names]
    return ", ".join(name for name in found if name)
