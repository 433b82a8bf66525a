"""The one table from TEI elements to behaviours of the Processing Model, in the order of TEI's modules.

A row is a tuple of rules; the first whose condition holds is taken, in document order of the row as the
Guidelines say (section 23.5.4.1, TDPMIP). To support an element, add a row; to change its look, write a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lxml import etree

from loccit.read.rules import (
    Place,
    Row,
    Rule,
    always,
    child_of,
    each,
    either,
    has_blocks,
    in_paragraph,
    in_table,
    lacks_text,
    running,
)

LISTS = (
    "list listBibl listPerson listPlace listOrg listEvent listWit listNym listRelation listObject castList castGroup"
)
SECTIONS = "div div0 div1 div2 div3 div4 div5 div6 div7"
HEADED = (*SECTIONS.split(), "body", "front", "back", "text", "group", "msDesc")
"""Where a `head` is a heading of the text."""

OMIT = always("omit")
INLINE = always("inline")
BLOCK = always("block", block=True)
LIST = always("list", block=True)
EITHER = either()
"""Inline in running text, a block elsewhere."""
ITEM: Row = (Rule("listItem", block=True, when=child_of(*LISTS.split())), *EITHER)
IN_BIBLIOGRAPHY: Row = (Rule("listItem", block=True, when=child_of("listBibl")), *EITHER)
QUOTATION: Row = (Rule("cit", block=True, when=has_blocks), Rule("inline", when=running), Rule("cit", block=True))

_TEXTSTRUCTURE = {
    **each("TEI TEI.2", always("document", block=True)),
    "text": always("body", block=True),
    **each("front body back group floatingText argument epigraph titlePage", BLOCK),
    **each(SECTIONS, always("section", block=True)),
    **each("opener closer byline dateline signed salute trailer postscript", EITHER),
    **each("docAuthor docDate docEdition docImprint docTitle titlePart imprimatur", EITHER),
}
_CORE = {
    "teiCorpus": always("document", block=True),
    "p": always("paragraph", block=True),
    "head": (Rule("heading", block=True, when=child_of(*HEADED)), *BLOCK),
    # Notes, links, alternatives
    **each("note noteGrp", always("note")),
    **each("ref ptr", always("link")),
    "choice": always("alternate"),
    **each("index divGen", OMIT),
    # Lists
    **each("list listBibl", LIST),
    "item": ITEM,
    **each("headLabel headItem", INLINE),
    "label": (Rule("inline", when=in_paragraph), Rule("inline", when=child_of("list")), *EITHER),
    # Quotation, verse, speeches
    **each("q quote said", QUOTATION),
    "cit": EITHER,
    **each("lg l sp speaker", BLOCK),
    "stage": EITHER,
    # Breaks, images
    **each("lb cb pb gb milestone", always("break")),
    **each("graphic media binaryObject", always("graphic")),
    # Bibliography
    **each("bibl biblStruct", IN_BIBLIOGRAPHY),
    **each("author editor respStmt resp publisher pubPlace biblScope citedRange series monogr analytic", INLINE),
    **each("imprint textLang relatedItem", INLINE),
    "meeting": EITHER,
    # Addresses
    **each("address addrLine", EITHER),
    **each("street postCode postBox email", INLINE),
    # Words of the text
    **each("name rs title term gloss num measure measureGrp unit date time", INLINE),
    **each("distinct emph foreign hi mentioned soCalled", INLINE),
    **each("abbr expan orig reg sic corr add del unclear gap ellipsis desc", INLINE),
    "rt": INLINE,
    **each("ruby rb", EITHER),
}
_HEADER = {
    "teiHeader": always("metadata", block=True),
    "biblFull": IN_BIBLIOGRAPHY,
    "xenoData": OMIT,
    **each("idno extent edition authority distributor sponsor funder principal availability licence", INLINE),
    "stdVals": INLINE,
    **each("handNote scriptNote correspDesc correspAction correspContext creation", EITHER),
    **each("fileDesc titleStmt editionStmt publicationStmt seriesStmt notesStmt sourceDesc", EITHER),
    **each("encodingDesc projectDesc samplingDecl editorialDecl correction normalization quotation", EITHER),
    **each("hyphenation segmentation interpretation punctuation styleDefDecl tagsDecl namespace tagUsage", EITHER),
    **each("rendition refsDecl cRefPattern citeStructure citeData refState prefixDef listPrefixDef", EITHER),
    **each("classDecl taxonomy category catDesc catRef classCode geoDecl unitDecl unitDef conversion", EITHER),
    **each("schemaRef appInfo application", EITHER),
    **each("profileDesc abstract calendar calendarDesc keywords langUsage language textClass", EITHER),
    **each("revisionDesc listChange change", EITHER),
}
_CORPUS = {
    **each("particDesc settingDesc setting textDesc channel constitution derivation domain factuality", EITHER),
    **each("interaction preparedness purpose activity locale", EITHER),
}
_ANALYSIS = {
    **each("s cl phr w m c pc", INLINE),
    **each("span spanGrp interp interpGrp", EITHER),
}
_LINKING = {
    "ab": always("paragraph", block=True),
    "anchor": always("anchor"),
    "standOff": OMIT,
    **each("seg listAnnotation", INLINE),
    **each("link linkGrp join joinGrp alt altGrp timeline when annotation", EITHER),
}
_CERTAINTY = each("certainty precision respons", INLINE)
_GAIJI = {
    "g": (Rule("glyph", when=lacks_text), *INLINE),
    **each("charDecl char charName charProp glyph glyphName localName localProp mapping", EITHER),
    **each("unicodeName unicodeProp unihanProp value", EITHER),
}
_FIGURES = {
    "table": always("table", block=True),
    "row": (Rule("row", block=True, when=child_of("table")), *BLOCK),
    "cell": (Rule("cell", block=True, when=in_table), *BLOCK),
    "figure": always("figure", block=True),
    "figDesc": BLOCK,
    **each("formula notatedMusic", EITHER),
}
_VERSE = {
    **each("caesura rhyme", INLINE),
    **each("metDecl metSym", EITHER),
}
_DRAMA = {
    **each("castList castGroup", LIST),
    "castItem": ITEM,
    **each("set prologue epilogue performance spGrp", BLOCK),
    **each("move view camera caption sound tech", EITHER),
    **each("actor role roleDesc", INLINE),
}
_SPOKEN = {
    **each("u annotationBlock", BLOCK),
    **each("pause vocal kinesic incident writing shift", EITHER),
    **each("scriptStmt recordingStmt recording equipment broadcast transcriptionDesc", EITHER),
}
_CMC = {"post": EITHER}
_DICTIONARIES = {
    **each("entry entryFree superEntry sense dictScrap re hom", EITHER),
    **each("form orth pron hyph syll stress lang usg gram gramGrp pos case gen mood number per tns iType subc", INLINE),
    **each("colloc def etym xr oRef oVar pRef pVar lbl", INLINE),
}
_MSDESCRIPTION = {
    **each("msDesc msIdentifier msContents msItem msItemStruct msPart msFrag", EITHER),
    **each("physDesc objectDesc supportDesc layoutDesc layout handDesc typeDesc typeNote scriptDesc", EITHER),
    **each("decoDesc decoNote additions bindingDesc binding sealDesc accMat musicNotation", EITHER),
    **each("history origin provenance acquisition additional adminInfo recordHist custodialHist custEvent", EITHER),
    **each("surrogates condition foliation collation source", EITHER),
    **each("incipit explicit colophon rubric finalRubric filiation summary", EITHER),
    **each("height width depth dim dimensions material watermark stamp seal signatures catchwords", INLINE),
    **each("locus locusGrp origDate origPlace heraldry secFol support objectType", INLINE),
    **each("repository institution collection altIdentifier msName", INLINE),
}
_TRANSCR = {
    "facsimile": OMIT,
    "fw": EITHER,
    **{name: always(name, block=True) for name in ("surface", "zone")},
    **each("sourceDoc surfaceGrp line", BLOCK),
    "path": EITHER,
    **each("handNotes listTranspose transpose", EITHER),
    **each("am ex subst substJoin supplied surplus secl damage restore retrace redo undo metamark mod", INLINE),
    **each("handShift space damageSpan addSpan delSpan", INLINE),
}
_TEXTCRIT = {
    "app": always("alternate"),
    "listWit": LIST,
    "witness": ITEM,
    **each("lem rdg rdgGrp wit witDetail lacunaStart lacunaEnd witStart witEnd", INLINE),
    **each("listApp variantEncoding", EITHER),
}
_NAMESDATES = {
    **each("listPerson listPlace listOrg listEvent listNym listRelation listObject", LIST),
    **each("person personGrp place org event nym relation object", ITEM),
    **each("persName orgName placeName geogName objectName eventName", INLINE),
    **each("forename surname roleName addName nameLink genName persPronouns", INLINE),
    **each("bloc country region district settlement geogFeat offset", INLINE),
    **each("state trait age sex gender birth death floruit occupation nationality education faith residence", INLINE),
    **each("affiliation langKnowledge langKnown persona socecStatus", INLINE),
    **each("population climate terrain location geo objectIdentifier", INLINE),
}
_NETS = each("graph node arc tree eTree eLeaf iNode leaf root triangle forest listForest", EITHER)
_ISO_FS = {
    **each("fs f fLib fvLib fsDecl fsdDecl fsdLink", EITHER),
    **each("binary default numeric string symbol vAlt vColl vDefault vLabel vMerge vNot vRange", EITHER),
    **each("fDecl fDescr fsDescr fsConstraints cond bicond if iff then", EITHER),
}
_TAGDOCS = {
    **each("code ident gi att val tag specDesc moduleRef classRef elementRef macroRef attRef dataRef", INLINE),
    **each("eg egXML", BLOCK),
    **each("schemaSpec specGrp elementSpec classSpec macroSpec moduleSpec dataSpec", EITHER),
    **each("exemplum remarks constraintSpec constraint content attList attDef valList valItem", EITHER),
    **each("altIdent equiv classes memberOf datatype dataFacet defaultVal valDesc specGrpRef specList listRef", EITHER),
    **each("alternate sequence anyElement empty textNode", EITHER),
    **each("model modelGrp modelSequence outputRendition param paramList paramSpec", EITHER),
}

TABLE: Mapping[str, Row] = MappingProxyType(
    {
        **_TEXTSTRUCTURE,
        **_CORE,
        **_HEADER,
        **_CORPUS,
        **_ANALYSIS,
        **_LINKING,
        **_CERTAINTY,
        **_GAIJI,
        **_FIGURES,
        **_VERSE,
        **_DRAMA,
        **_SPOKEN,
        **_CMC,
        **_DICTIONARIES,
        **_MSDESCRIPTION,
        **_TRANSCR,
        **_TEXTCRIT,
        **_NAMESDATES,
        **_NETS,
        **_ISO_FS,
        **_TAGDOCS,
    }
)
"""Element name -> its rules. An element that is not here is shown by its content and reported."""


def known_elements() -> frozenset[str]:
    """Return the names of all the elements that have a row."""
    return frozenset(TABLE)


def unconditional_rule(name: str) -> Rule | None:
    """Return the rule of an element whose first rule always holds, or `None` where it depends on its place."""
    rules = TABLE.get(name)
    return rules[0] if rules and rules[0].when is None else None


def rule_for(element: etree._Element, name: str, place: Place) -> Rule:
    """Return the first rule that holds; an element without a row is shown by its content, inline or as a block."""
    return next(rule for rule in TABLE.get(name, EITHER) if rule.when is None or rule.when(element, place))
