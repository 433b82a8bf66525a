"""What the header says of the rights in a text -> its words, with the licence that they only point at."""

from __future__ import annotations

import re

import msgspec
from lxml import etree

from loccit.model import Node, Target
from loccit.model.pointers import pointers_in
from loccit.read.pointing import licence_name
from loccit.read.tags import At
from loccit.read.walk import Walk

_WEB = re.compile(r"https?://\S+")


def read_licence(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a licence: its words are a link where they are short, and behind longer ones it is named."""
    node = walk.generic(element, at)
    inner = [each for each in node.walk() if each.behaviour == "link"]
    given = {each.params["target"].key.rstrip("/") for each in inner}
    addresses = [value for value in pointers_in(at.attributes.get("target", "")) if _WEB.fullmatch(value)]
    addresses = [value for value in addresses if value.rstrip("/") not in given and not at.place.in_link]
    words = node.text.strip()
    if not addresses:
        return node
    if words and not inner and len(addresses) == 1 and not any(each.block for each in node.walk() if each is not node):
        target = Target("external", addresses[0])
        return msgspec.structs.replace(node, behaviour="link", params={"target": target})
    named = {licence_name(address): address for address in addresses}
    links: list[Node | str] = []
    for name, address in named.items():
        links += [", "] * bool(links)
        links.append(Node("link", "ptr", children=[name], params={"target": Target("external", address)}))
    if words:
        node.children.append(Node("block", "p", children=links, block=True))
    else:
        node.children[:] = links
    return node
