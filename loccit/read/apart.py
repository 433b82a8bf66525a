"""Parts of a name, an entry or a citation -> the same with the spaces and commas that a source leaves out."""

from __future__ import annotations

from itertools import pairwise

from loccit.model import Node
from loccit.read.shape import Content, is_blank, says_something

APART = frozenset(
    "persName author editor respStmt affiliation person personGrp org place birth death castItem castGroup"
    " entry entryFree re form gramGrp sense cit xr etym bibl msIdentifier altIdentifier msItem msItemStruct locusGrp"
    " vAlt vColl vMerge vLabel vRange fvLib fDecl elementSpec classSpec macroSpec dataSpec moduleSpec schemaSpec attDef"
    " valItem constraintSpec address measureGrp nym transpose"
    " gloss spanGrp interpGrp origin origPlace provenance keywords extent decoNote tt setting notatedMusic"
    " settlement".split()
)
"""Elements that have no words of their own between their parts, where many sources set no white space either."""
_PARTS = frozenset(
    "forename surname roleName addName nameLink genName persName orgName placeName email idno affiliation resp"
    " settlement district region country bloc geogName geo location date birth death floruit sex occupation education"
    " nationality faith state trait note role roleDesc actor title author editor publisher pubPlace biblScope"
    " citedRange orth pron hyph syll gram gramGrp pos case gen mood number per tns iType subc colloc def usg lang lbl"
    " gloss quote cit xr ref ptr etym form bibl altIdentifier institution repository collection msName locus vAlt"
    " vRange vDefault fDescr vMerge vColl vLabel vNot symbol numeric string binary"
    " oRef term span interp origDate measure locusGrp gender age langKnown geogFeat abbr"
    " desc name origPlace textLang label addrLine street postCode postBox".split()
)
"""Data: whole words, which no source means to run together."""


def set_apart(children: Content, parent: str = "") -> Content:
    """Return parts of a name, an entry or a citation with a space between those that stand side by side.

    Where the source has words of its own between any of them, it knows what it does.
    """
    if any(type(child) is str and not is_blank(child) for child in children):
        return children
    apart: Content = []
    for child in _listed(children, parent):
        if apart and _is_part(child) and (_ends_a_part(before := apart[-1])) and not _needs_no_space(before, child):
            apart.append(" ")
        apart.append(child)
    return apart


def _listed(children: Content, parent: str) -> Content:
    """Return parts with a comma between places in a manuscript, or forms of a word, that follow one another."""
    nodes = [child for child in children if type(child) is Node]
    alike = _LISTED.get(parent, frozenset())
    sign = ";" if parent == "keywords" else ","
    follows = {id(n) for n, after in pairwise(nodes) if {n.name, after.name} <= alike and _goes_on(n, after, sign)}
    follows |= {id(node) for node, after in pairwise(nodes) if _is_listed(node, after)}
    if not follows:
        return children
    listed: Content = []
    for child in children:
        listed.append(child)
        if type(child) is Node and id(child) in follows:
            _end(child)
            listed.append(Node("worded", "worded", params={"words": sign}))
    return listed


def _end(node: Node) -> None:
    """Take the white space from the end of a part, which is before the comma that follows."""
    while node.children and type(last := node.children[-1]) is Node:
        node = last
    if node.children:
        node.children[-1] = str(node.children[-1]).rstrip()


def _goes_on(node: Node, after: Node, sign: str) -> bool:
    """Tell whether two parts stand on one line, without punctuation at the end of the first."""
    ends = node.text.rstrip()[-1:]
    is_open = ends.isalnum() or ends in _CLOSED or (sign == ";" and ends == ".")
    return not node.block and not after.block and says_something(after) and is_open


_CLOSED = frozenset(")]»”’")
"""Signs after which a list goes on."""


_WHERE = frozenset(
    "settlement placeName region country district bloc geogName geogFeat origPlace origDate date time name orgName"
    " offset".split()
)
_LISTED = {
    **dict.fromkeys(("origin", "origPlace", "provenance", "setting"), _WHERE),
    "respStmt": frozenset({"name", "persName", "orgName"}),
    "keywords": frozenset({"term"}),
}
"""Elements in which parts of these names are told one after the other."""
_LOCI = frozenset({"locus", "locusGrp"})
_VALUES = frozenset({"symbol", "string", "numeric", "binary"})
_FORMS = frozenset({"form", "orth"})
_INTERPRETATIONS = frozenset({"interp"})


_OF_ADDRESSES = frozenset(
    {("addrLine", "addrLine"), *(("street", name) for name in ("postCode", "settlement", "district", "placeName"))}
    | {(name, after) for name in ("settlement", "region", "postCode") for after in ("region", "country")}
)
"""Parts of an address that a comma parts."""


def _is_listed(node: Node, after: Node) -> bool:
    if any({node.name, after.name} <= alike for alike in (_LOCI, _VALUES, _INTERPRETATIONS)):
        return True
    if not node.block and (node.name, after.name) in _OF_ADDRESSES:
        return node.text[-1:] not in {",", ";"}
    return node.name == after.name and node.name in _FORMS and not node.block and node.text[-1:].isalnum()


def _is_part(child: Node | str) -> bool:
    if type(child) is not Node or child.block:
        return False
    named = child.children[0] if child.behaviour == "link" and len(child.children) == 1 else child
    return child.name in _PARTS or (type(named) is Node and named.name in _PARTS)


def _ends_a_part(child: Node | str) -> bool:
    """Tell whether a child is a part, or the sign of punctuation after one."""
    if type(child) is Node and child.behaviour == "worded":
        return True
    return _is_part(child) or (type(child) is Node and child.name == "pc" and child.text.strip() in {*",;:.)"})


def _needs_no_space(before: Node | str, after: Node | str) -> bool:
    """Tell whether two words are written in a script that sets no space between words."""
    ends = before.text[-1:] + after.text[:1] if type(before) is Node and type(after) is Node else ""
    return any("\u2e80" <= letter <= "\u9fff" or letter >= "\uff00" for letter in ends)
