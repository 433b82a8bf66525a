"""The one table from TEI elements to behaviours of the Processing Model, and the conditions it uses.

A row is a tuple of rules; the first whose condition holds is taken, in document order of the row as the
Guidelines say (section 23.5.4.1, TDPMIP). To support an element, add a row; to change its look, write a template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from lxml import etree

from loccit.model import EMPTY


class Place(NamedTuple):
    """Where in the text an element stands, as far as the rules need to know."""

    parent: str = ""
    """The local name of the parent element."""
    in_paragraph: bool = False
    """Inside something whose content is running text: a paragraph, a verse line, a heading."""
    citable: bool = True
    """Whether a paragraph here gets a number of its own."""
    in_link: bool = False
    prose: bool = False
    """Inside a paragraph of prose, where the lines of the source are not lines of the text."""
    level: int = 1
    """The heading level that a heading here would have."""
    in_header: bool = False


Condition = Callable[[etree._Element, Place], bool]


class Rule(NamedTuple):
    """How one element is treated where `when` holds."""

    behaviour: str
    block: bool = False
    when: Condition | None = None
    params: Mapping[str, Any] = EMPTY


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def _in_paragraph(_element: etree._Element, place: Place) -> bool:
    return place.in_paragraph


def _parent(*names: str) -> Condition:
    return lambda _element, place: place.parent in names


def _has(*names: str) -> Condition:
    return lambda element, _place: any(local_name(child) in names for child in element)


def _attribute(name: str, *values: str) -> Condition:
    return lambda element, _place: element.get(name) in values if values else element.get(name) is not None


def _both(first: Condition, second: Condition) -> Condition:
    return lambda element, place: first(element, place) and second(element, place)


def _in_table(element: etree._Element, _place: Place) -> bool:
    row = element.getparent()
    table = row.getparent() if row is not None and local_name(row) == "row" else None
    return table is not None and local_name(table) == "table"


def _lacks_text(element: etree._Element, _place: Place) -> bool:
    return len(element) == 0 and not (element.text or "").strip()


BLOCKS = frozenset(
    "p ab l lg list table figure sp div quote cit floatingText listBibl bibl eg egXML castList stage head".split()
)


def _has_blocks(element: etree._Element, _place: Place) -> bool:
    return any(local_name(child) in BLOCKS - {"bibl", "stage", "quote"} for child in element)


def _running(element: etree._Element, place: Place) -> bool:
    """Tell whether an element that may be either is part of running text: its parent says so, or its siblings."""
    if _has_blocks(element, place):
        return False
    if place.in_paragraph:
        return True
    parent = element.getparent()
    return parent is not None and bool(
        (parent.text or "").strip() or any((sibling.tail or "").strip() for sibling in parent)
    )


def _rules(behaviour: str, *, block: bool = False, **params: Any) -> tuple[Rule, ...]:
    return (Rule(behaviour, block, None, MappingProxyType(params) if params else EMPTY),)


def _either(behaviour: str = "block") -> tuple[Rule, ...]:
    """Return the row of an element that is inline in running text and a block elsewhere."""
    return (Rule("inline", when=_running), Rule(behaviour, block=True))


def _each(names: str, rules: tuple[Rule, ...]) -> dict[str, tuple[Rule, ...]]:
    return dict.fromkeys(names.split(), rules)


LISTS = (
    "list listBibl listPerson listPlace listOrg listEvent listWit listNym listRelation listObject castList castGroup"
)
SECTIONS = "div div0 div1 div2 div3 div4 div5 div6 div7"

TABLE: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        # The frame of a text
        **_each("TEI TEI.2 teiCorpus", _rules("document", block=True)),
        **_each("text", _rules("body", block=True)),
        **_each("front body back group", _rules("block", block=True)),
        **_each(SECTIONS, _rules("section", block=True)),
        **_each("floatingText argument epigraph titlePage", _rules("block", block=True)),
        **_each("teiHeader", _rules("metadata", block=True)),
        **_each("standOff facsimile xenoData", _rules("omit")),
        # Paragraphs, headings, blocks of a letter
        **_each("p ab", _rules("paragraph", block=True)),
        "head": (
            Rule(
                "heading",
                block=True,
                when=_parent(*SECTIONS.split(), "body", "front", "back", "text", "group", "msDesc"),
            ),
            Rule("block", block=True),
        ),
        **_each("opener closer byline dateline signed salute trailer postscript address", _either()),
        **_each("addrLine docAuthor docDate docEdition docImprint docTitle titlePart imprimatur", _either()),
        # Notes, links, anchors
        "note": _rules("note"),
        **_each("ref ptr", _rules("link")),
        "anchor": _rules("anchor"),
        # Lists
        **_each(LISTS, _rules("list", block=True)),
        **_each(
            "item castItem person place org event witness nym relation object personGrp",
            (Rule("listItem", block=True, when=_parent(*LISTS.split())), *_either()),
        ),
        "biblStruct": (Rule("listItem", block=True, when=_parent("listBibl")), *_either()),
        "biblFull": (Rule("listItem", block=True, when=_parent("listBibl")), *_either()),
        "bibl": (Rule("listItem", block=True, when=_parent("listBibl")), *_either()),
        **_each("headLabel", _rules("inline")),
        "label": (Rule("inline", when=_in_paragraph), Rule("inline", when=_parent("list")), *_either()),
        # Tables and figures
        "table": _rules("table", block=True),
        "row": (Rule("row", block=True, when=_parent("table")), Rule("block", block=True)),
        "cell": (Rule("cell", block=True, when=_in_table), Rule("block", block=True)),
        "figure": _rules("figure", block=True),
        **_each("graphic media binaryObject", _rules("graphic")),
        "figDesc": _rules("block", block=True),
        "formula": (Rule("inline", when=_running), Rule("block", block=True)),
        **_each("eg egXML", _rules("block", block=True)),
        # Quotation
        **_each(
            "q quote said",
            (Rule("cit", block=True, when=_has_blocks), Rule("inline", when=_running), Rule("cit", block=True)),
        ),
        "cit": (Rule("inline", when=_running), Rule("block", block=True)),
        # Verse and drama
        **_each("lg", _rules("block", block=True)),
        "l": _rules("block", block=True),
        **_each("sp spGrp", _rules("block", block=True)),
        "speaker": _rules("block", block=True),
        **_each("stage move view camera caption sound tech", _either()),
        **_each("set prologue epilogue performance", _rules("block", block=True)),
        # Spoken
        **_each("u annotationBlock", (Rule("block", block=True),)),
        **_each("pause vocal kinesic incident writing shift", _either()),
        # Breaks
        **_each("lb cb pb gb milestone", _rules("break")),
        "fw": _either(),
        # Alternatives
        "choice": _rules("alternate"),
        "app": _rules("alternate"),
        "g": (Rule("glyph", when=_lacks_text), Rule("inline")),
        **_each("index divGen", _rules("omit")),
        # Names, terms, and everything else in running text
        **_each(
            "persName orgName placeName geogName settlement region country district bloc name rs title term gloss"
            " forename surname roleName addName nameLink genName persPronouns objectName eventName"
            " geogFeat offset email idno num measure measureGrp unit date time distinct emph foreign hi mentioned"
            " soCalled code ident gi att val tag desc abbr expan orig reg sic corr am ex add del subst substJoin"
            " supplied surplus secl unclear gap damage restore retrace redo undo metamark mod handShift space"
            " seg s cl phr w m c pc rhyme caesura lem rdg rdgGrp wit lacunaStart lacunaEnd witStart witEnd"
            " author editor respStmt resp publisher pubPlace biblScope citedRange edition series monogr analytic"
            " imprint availability licence textLang extent relatedItem authority distributor sponsor funder principal"
            " actor role roleDesc street postCode postBox state trait age sex birth death floruit occupation"
            " nationality education faith residence affiliation langKnown persona population climate location"
            " geo height width depth dim dimensions material watermark stamp seal signatures catchwords locus"
            " locusGrp origDate origPlace heraldry secFol support objectType form orth pron hyph syll stress"
            " lang usg gram gramGrp pos case gen mood number per tns iType subc colloc def etym xr oRef oVar pRef"
            " pVar lbl stdVals damageSpan addSpan delSpan rt"
            " repository institution collection altIdentifier msName objectIdentifier"
            " witDetail gender headItem langKnowledge respons certainty precision terrain socecStatus"
            " specDesc moduleRef classRef elementRef"
            " macroRef attRef dataRef ellipsis listAnnotation",
            _rules("inline"),
        ),
        # Dictionaries, manuscript descriptions, documentation: blocks in their order
        **_each(
            "entry entryFree superEntry sense dictScrap re hom msDesc msIdentifier msContents msItem msItemStruct"
            " msPart msFrag physDesc objectDesc supportDesc layoutDesc layout handDesc handNote typeDesc typeNote"
            " scriptDesc scriptNote decoDesc decoNote additions bindingDesc binding sealDesc accMat history origin"
            " provenance acquisition additional adminInfo recordHist custodialHist custEvent surrogates condition"
            " foliation collation musicNotation incipit explicit colophon rubric finalRubric filiation summary"
            " correspDesc correspAction correspContext creation specGrp elementSpec classSpec macroSpec"
            " moduleSpec dataSpec schemaSpec exemplum remarks constraintSpec constraint content attList attDef valList"
            " valItem spanGrp span interp interpGrp linkGrp link joinGrp join altGrp alt timeline when graph node arc"
            " tree eTree eLeaf iNode leaf root triangle forest listForest fs f fsDecl fvLib fLib sourceDoc surface"
            " surfaceGrp zone line path",
            _either(),
        ),
    }
)
"""Element name -> its rules. An element that is not here is shown by its content and reported."""

HEADER_ONLY = frozenset(
    "fileDesc titleStmt editionStmt publicationStmt seriesStmt notesStmt sourceDesc encodingDesc projectDesc"
    " samplingDecl editorialDecl correction normalization quotation hyphenation segmentation interpretation"
    " punctuation tagsDecl namespace tagUsage rendition refsDecl cRefPattern citeStructure citeData refState"
    " prefixDef listPrefixDef classDecl taxonomy category catDesc catRef classCode textClass keywords profileDesc"
    " langUsage language abstract calendarDesc calendar particDesc settingDesc setting textDesc channel constitution"
    " derivation domain factuality interaction preparedness purpose revisionDesc listChange change appInfo"
    " application geoDecl unitDecl unitDef conversion variantEncoding metDecl metSym charDecl char charName charProp"
    " glyph glyphName localProp localName mapping unicodeProp unihanProp value scriptStmt recordingStmt recording"
    " equipment broadcast transpose listTranspose idno xenoData styleDefDecl stdVals fsdDecl fsdLink handNotes"
    " correspContext activity locale nym listApp schemaRef".split()
)
"""Elements that only a header (or a register) has; known, and shown where a header is shown."""

FALLBACK_INLINE = Rule("inline")
FALLBACK_BLOCK = Rule("block", block=True)


def known_elements() -> frozenset[str]:
    """Return the names of all the elements this table and the header reader know."""
    return frozenset(TABLE) | HEADER_ONLY


def unconditional_rule(name: str) -> Rule | None:
    """Return the rule of an element whose first rule always holds, or `None` where it depends on its place."""
    rules = TABLE.get(name)
    return rules[0] if rules and rules[0].when is None else None


def rule_for(element: etree._Element, name: str, place: Place) -> Rule:
    """Return the first rule that holds; an element without a row is shown by its content, inline or as a block."""
    for rule in TABLE.get(name, ()):
        if rule.when is None or rule.when(element, place):
            return rule
    return FALLBACK_INLINE if _running(element, place) else FALLBACK_BLOCK
