"""Files -> the same files damaged in one way or another, and trees that no file has, the same for the same seed."""

from __future__ import annotations

import contextlib
import copy
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from xml.sax.saxutils import quoteattr

from lxml import etree

from loccit.check.tei_names import TEI_NAMES

TEI = "{http://www.tei-c.org/ns/1.0}"
ID = "{http://www.w3.org/XML/1998/namespace}id"
NAMES = sorted(TEI_NAMES)
ATTRIBUTES = (
    *"n type subtype rend rendition place target corresp ref key who next prev copyOf sameAs resp facs url".split(),
    *"from to".split(),
    *"cols rows role unit level when start end ulx uly lrx lry points wit loc ed edRef break style source".split(),
    ID,
    "{http://www.w3.org/XML/1998/namespace}lang",
    "{http://www.w3.org/XML/1998/namespace}space",
)
VALUES = (
    *(
        "",
        " ",
        "#",
        "##",
        "#p1",
        "p1",
        "#nowhere",
        "a b  c",
        "javascript:alert(1)",
        "//example.org",
        "http://[",
        "%",
        "%ff",
    ),
    *("-1", "0", "1", "99999999999999999999", "1e9", "NaN", "1.5", "../../x.xml", "a.xml#p1", "\u202e", "\U0001f600"),
    *(
        "x" * 3000,
        "ital bold",
        "foot",
        "margin",
        "end",
        "no",
        "en",
        "ar",
        "zh-Hant-x-y",
        "xx-invalid-!",
        "(",
        "1,2 3,4",
    ),
)
ODD = (
    *(
        "\u202e",
        "\u0301",
        "\U0001f600",
        "\u00a0",
        "\u200d",
        "\ufeff",
        "&",
        "<",
        "]]>",
        "&nbsp;",
        "&x;",
        "&#1;",
        "&#x10ffff;",
    ),
    *("<!-- a -->", "<?pi x?>", "<![CDATA[<p>]]>", "</p>", "<p>", "\x00", "\x0b", "{{ x }}", "{% x %}", "\r", "\u2028"),
)

Tree = etree._Element


def mutated(data: bytes, seed: int) -> bytes:
    """Return a file damaged as the seed says: as bytes, or as a tree that stays well-formed."""
    chance = random.Random(seed)  # noqa: S311 - nothing is secret here
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, collect_ids=False, recover=True))
    if root is None or chance.random() < 0.25:
        return _of_bytes(data, chance)
    for _ in range(chance.randint(1, 8)):
        elements = list(root.iter("*"))
        if len(elements) > 1:
            # Names that the file has and XML has not cannot be given to another element.
            with contextlib.suppress(ValueError):
                chance.choice(list(OF_TREES.values()))(elements, chance)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=chance.random() < 0.5)


def _of_bytes(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.choice((1, 2, 10, 100, 1000)))
    piece = data[start:end]
    return chance.choice(
        (
            data[:start],
            data[:start] + data[end:],
            data[:end] + piece + data[end:],
            data[:start] + bytes(byte ^ (1 << chance.randrange(8)) for byte in piece[:4]) + data[start + 4 :],
            data[:start] + chance.choice(ODD).encode() + data[start:],
            data[:start] + chance.randbytes(4) + data[start:],
            data.decode("utf-8", "replace").encode("utf-16"),
            data.decode("utf-8", "replace").encode("latin-1", "replace"),
            data[:start] + data[start:].replace(piece, b"", 3) if piece else data,
        )
    )


def _take_out(elements: Sequence[Tree], chance: random.Random) -> None:
    element = chance.choice(elements[1:])
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(elements: Sequence[Tree], chance: random.Random) -> None:
    element = chance.choice(elements[1:])
    parent = element.getparent()
    if parent is not None:
        for child in list(element):
            element.addprevious(child)
        parent.remove(element)


def _double(elements: Sequence[Tree], chance: random.Random) -> None:
    element = chance.choice(elements[1:])
    if sum(1 for _ in element.iter()) < 500:
        element.addnext(copy.deepcopy(element))


def _rename(elements: Sequence[Tree], chance: random.Random) -> None:
    element = chance.choice(elements)
    space = chance.choice((TEI, TEI, TEI, "", "{urn:x}"))
    element.tag = space + chance.choice(NAMES)


def _rename_like(elements: Sequence[Tree], chance: random.Random) -> None:
    chance.choice(elements).tag = chance.choice(elements).tag


def _attribute(elements: Sequence[Tree], chance: random.Random) -> None:
    chance.choice(elements).set(chance.choice(ATTRIBUTES), chance.choice(VALUES))


def _attribute_of_another(elements: Sequence[Tree], chance: random.Random) -> None:
    for name, value in chance.choice(elements).items():
        chance.choice(elements).set(name, value)


def _point_at_another(elements: Sequence[Tree], chance: random.Random) -> None:
    own = chance.choice(elements)
    own.set(ID, own.get(ID) or f"x{chance.randrange(5)}")
    name = chance.choice(("target", "copyOf", "next", "prev", "corresp", "sameAs", "ref", "from", "to", "facs", "wit"))
    chance.choice(elements).set(name, f"#{own.get(ID)}")


def _take_attributes(elements: Sequence[Tree], chance: random.Random) -> None:
    chance.choice(elements).attrib.clear()


def _move(elements: Sequence[Tree], chance: random.Random) -> None:
    element, home = chance.choice(elements[1:]), chance.choice(elements)
    if element is not home and element not in home.iterancestors():
        home.insert(chance.randint(0, len(home)), element)


def _swap(elements: Sequence[Tree], chance: random.Random) -> None:
    one, other = chance.choice(elements), chance.choice(elements)
    one.tag, other.tag = other.tag, one.tag


def _put_in(elements: Sequence[Tree], chance: random.Random) -> None:
    element = chance.choice(elements[1:])
    element.addprevious(made := etree.Element(TEI + chance.choice(NAMES)))
    made.append(element)


def _add_empty(elements: Sequence[Tree], chance: random.Random) -> None:
    home = chance.choice(elements)
    home.insert(chance.randint(0, len(home)), etree.Element(TEI + chance.choice(NAMES)))


def _odd_text(elements: Sequence[Tree], chance: random.Random) -> None:
    element = chance.choice(elements)
    text = "".join(c for c in chance.choice(ODD) if c not in "\x00\x0b")
    element.text = text + (element.text or "") if chance.random() < 0.5 else None


OF_TREES: Mapping[str, Callable[[Sequence[Tree], random.Random], None]] = MappingProxyType(
    {
        "take out": _take_out,
        "unwrap": _unwrap,
        "double": _double,
        "rename": _rename,
        "rename like another": _rename_like,
        "attribute": _attribute,
        "attribute of another": _attribute_of_another,
        "point at another": _point_at_another,
        "take attributes": _take_attributes,
        "move": _move,
        "swap": _swap,
        "put in": _put_in,
        "add": _add_empty,
        "odd text": _odd_text,
    }
)
"""What can be done to a tree."""


# Trees of all elements of TEI, one inside the other as it comes

FREQUENT = (
    "p head list item label table row cell lg l quote q cit note ref ptr hi seg persName figure graphic figDesc sp"
    " speaker stage choice sic corr app lem rdg div body ab pb lb cb milestone anchor title term gloss add del subst"
    " listPerson person bibl listBibl biblStruct code eg egXML formula u shift floatingText surface zone line castList"
    " castItem entry form sense def msDesc ex supplied gap unclear date foreign abbr expan orig reg fw index ruby rb rt"
    " g w pc s".split()
)
"""Elements that come twice as often as all the others together."""
_IDS = [f"x{number}" for number in range(9)]
_POINTERS = [*(f"#{own}" for own in _IDS), "https://example.org/", "#nowhere", "", "b.xml"]
GIVEN: Mapping[str, tuple[Sequence[str], Sequence[str]]] = MappingProxyType(
    {
        "xml:id": ((), _IDS),
        "target": (("ref", "ptr", "note", "link", "join", "span"), _POINTERS),
        "place": (("note", "add"), ("foot", "margin", "end", "inline", "display")),
        "url": (("graphic", "media"), ("a.png", "https://example.org/i.png", "nowhere.png")),
        "type": (("list",), ("gloss", "ordered", "simple", "bulleted")),
        "role": (("row", "cell"), ("label", "data")),
        "ref": (("persName", "placeName", "term", "rs", "name"), [*_POINTERS[:10], "https://viaf.org/viaf/1"]),
        "wit": (("lem", "rdg"), ("#x1", "#A")),
        "facs": (("pb", "surface", "zone", "seg"), ("a.png", "https://example.org/i.png", "#x1")),
        "break": (("lb", "pb"), ("no",)),
        "n": (("lb", "pb", "milestone", "l", "surface", "div"), ("1", "5", "iv")),
        "spanTo": (("addSpan", "delSpan", "damageSpan"), _POINTERS),
        "who": ((), _POINTERS),
        "rend": ((), ("italic", "display", "block", "simple")),
        "copyOf": ((), _POINTERS),
        "corresp": ((), _POINTERS),
        "xml:lang": ((), ("ar", "de")),
    }
)
"""Attributes with the elements that often have them and their values; any other element has them now and then."""


class _Grower:
    """What has been given to one tree so far: each id and each word once."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - nothing is secret here
        self.free = set(_IDS)
        self.words = 0

    def word(self) -> str:
        self.words += 1
        return self.chance.choice((f"word{self.words}", f"two words{self.words}", " ", ""))

    def run(self, depth: int) -> str:
        """Return some elements, with words between them more often than not."""
        mixed = self.chance.random() < 0.6
        parts = ((self.word() if mixed else "") + self.element(depth) for _ in range(self.chance.randint(1, 4)))
        return "".join(parts) + (self.word() if mixed else "")

    def element(self, depth: int) -> str:
        name = self.chance.choice(FREQUENT if self.chance.random() < 0.65 else NAMES)
        start = f"{name}{''.join(self.attributes(name))}"
        if depth > 0 and self.chance.random() > 0.12:
            return f"<{start}>{self.run(depth - 1)}</{name}>"
        return f"<{start}/>" if self.chance.random() < 0.35 else f"<{start}>{self.word()}</{name}>"

    def attributes(self, name: str) -> Iterator[str]:
        for attribute, (names, values) in GIVEN.items():
            often = 0.5 if name in names else 0.2 if attribute == "xml:id" else 0.02
            if self.chance.random() < often:
                value = self.chance.choice(values)
                if attribute != "xml:id" or value in self.free:
                    self.free -= {value} if attribute == "xml:id" else set()
                    yield f" {attribute}={quoteattr(value)}"


def grown(seed: int) -> str:
    """Return elements with words, as the seed says, for the body of a text."""
    grower = _Grower(seed)
    return grower.run(grower.chance.randint(2, 6))
