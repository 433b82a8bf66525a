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
    attribute,
    beside,
    bracketed,
    child_of,
    each,
    either,
    field,
    has_blocks,
    heads_a_cast,
    in_choice,
    in_paragraph,
    in_table,
    is_displayed,
    is_no_character,
    is_part_of_speech,
    is_second_half,
    is_version,
    lacks_text,
    running,
    stated,
)

LISTS = (
    "list listBibl listPerson listPlace listOrg listEvent listWit listNym listRelation listObject castList castGroup"
)
SECTIONS = "div div0 div1 div2 div3 div4 div5 div6 div7"
HEADED = (*SECTIONS.split(), "body", "front", "back", "text", "group", "msDesc")
"""Where a `head` is a heading of the text."""

OMIT = always("omit")
INLINE = always("inline")
TEI_LEX_0 = ("{value}", "{norm}", "{expand}")
"""Where dictionaries that keep the words of what is printed in attributes have them."""
BLOCK = always("block", block=True)
LIST = always("list", block=True)
EITHER = either()
"""Inline in running text, a block elsewhere."""
ITEM: Row = (Rule("listItem", block=True, when=child_of(*LISTS.split())), *EITHER)
IN_BIBLIOGRAPHY: Row = (
    Rule("listItem", block=True, when=child_of("listBibl")),
    Rule("inline", when=child_of("relatedItem")),
    *EITHER,
)
DATES = (
    "{when}",
    "{from}–{to}",
    "{notBefore}–{notAfter}",
    "{from}–",
    "–{to}",
    "{notBefore}–",
    "–{notAfter}",
)
"""What an empty date says by its attributes."""
MEASURES = (
    "{quantity} {unit} {commodity}",
    "{quantity} {commodity}",
    "{quantity} {unit}",
    "{type}: {quantity}",
    "{quantity}",
    "{extent}",
)
OCCURRENCES = ("{key} ({minOccurs}–{maxOccurs})", "{key} ({minOccurs}–1)", "{key} (1–{maxOccurs})")
"""How often the documentation of a schema lets something occur; once, where it does not say."""
RANGES = ("{from}–{to}", "{from}", "{to}")
FIELD = field()
"""A part of a description, with its name before it."""
GROUP = field("group")
"""A part of a description that has parts, with its name above it."""
IN_BIBL_FULL: Row = (Rule("inline", when=child_of("biblFull")), *EITHER)
QUOTATION: Row = (
    Rule("cit", block=True, when=has_blocks),
    Rule("cit", block=True, when=is_displayed),
    Rule("inline", when=running),
    Rule("cit", block=True),
)

_TEXTSTRUCTURE = {
    **each("TEI TEI.2", always("document", block=True)),
    "text": (Rule("section", block=True, when=is_version), Rule("body", block=True)),
    **each("front body back group floatingText argument epigraph titlePage", BLOCK),
    **each(SECTIONS, always("section", block=True)),
    **each("opener closer byline dateline signed salute trailer postscript", EITHER),
    **each("docAuthor docEdition docImprint docTitle titlePart imprimatur", EITHER),
    "docDate": stated(EITHER, *DATES),
}
_CORE = {
    **each("teiCorpus teiCorpus.2", always("document", block=True)),
    "p": always("paragraph", block=True),
    "head": (
        Rule("heading", block=True, when=child_of(*HEADED)),
        Rule("heading", block=True, when=heads_a_cast),
        *BLOCK,
    ),
    # Notes, links, alternatives
    **each("note noteGrp", always("note")),
    **each("ref ptr", always("link")),
    "choice": always("alternate"),
    "index": OMIT,
    "divGen": always("generated", block=True),
    # Lists
    **each("list listBibl", LIST),
    "item": ITEM,
    **each("headLabel headItem", INLINE),
    "label": (Rule("inline", when=in_paragraph), Rule("inline", when=child_of("list")), *EITHER),
    # Quotation, verse, speeches
    **each("q quote said", QUOTATION),
    "cit": (Rule("inline", when=child_of("etym", "cit")), *EITHER),
    **each("lg l speaker", BLOCK),
    "sp": always("speech", block=True),
    "stage": EITHER,
    # Breaks, images
    **each("lb cb pb gb milestone", always("break")),
    **each("graphic media binaryObject", always("graphic")),
    # Bibliography
    **each("bibl biblStruct", IN_BIBLIOGRAPHY),
    **each("author editor respStmt resp publisher pubPlace series monogr analytic", INLINE),
    **each("imprint relatedItem", INLINE),
    **each("biblScope citedRange", stated(INLINE, *RANGES)),
    "textLang": (Rule("inline", when=child_of("bibl", "monogr", "analytic", "p")), *field(value="{mainLang}")),
    "meeting": EITHER,
    # Addresses
    **each("address addrLine", EITHER),
    **each("street postCode postBox email", INLINE),
    # Words of the text
    **each("name rs title term gloss measureGrp unit", INLINE),
    **each("date time", stated(INLINE, *DATES)),
    "num": stated(INLINE, "{value}"),
    "measure": stated(INLINE, *MEASURES),
    **each("distinct emph foreign hi mentioned soCalled", INLINE),
    **each("abbr expan orig reg sic corr add unclear gap ellipsis desc", INLINE),
    "del": (*bracketed("⟦", "⟧", attribute("rend", "erasure")), *INLINE),
    "ruby": always("ruby"),
    "rb": INLINE,
    "rt": (Rule("rt", when=child_of("ruby")), *INLINE),
}
_HEADER = {
    "teiHeader": always("metadata", block=True),
    "biblFull": IN_BIBLIOGRAPHY,
    "xenoData": OMIT,
    "extent": (Rule("field", block=True, when=child_of("supportDesc", "objectDesc")), *INLINE),
    **each("idno edition authority distributor sponsor funder principal availability licence", INLINE),
    "stdVals": INLINE,
    **each("handNote scriptNote correspDesc correspAction correspContext creation", EITHER),
    **each("titleStmt editionStmt publicationStmt seriesStmt notesStmt", IN_BIBL_FULL),
    **each("fileDesc sourceDesc", EITHER),
    **each("encodingDesc projectDesc samplingDecl editorialDecl correction normalization quotation", EITHER),
    **each("hyphenation segmentation interpretation punctuation styleDefDecl tagsDecl namespace tagUsage", EITHER),
    **each("rendition refsDecl cRefPattern citeStructure citeData refState prefixDef listPrefixDef", EITHER),
    **each("classDecl taxonomy category catDesc catRef classCode geoDecl unitDecl unitDef conversion", EITHER),
    "schemaRef": stated(EITHER, "{url}", "{key}"),
    **each("appInfo application", EITHER),
    **each("profileDesc abstract calendar calendarDesc keywords langUsage textClass", EITHER),
    "language": stated(EITHER, "{ident}"),
    **each("revisionDesc listChange change", EITHER),
}
_CORPUS = {
    **each("particDesc settingDesc setting textDesc channel constitution derivation domain factuality", EITHER),
    **each("interaction preparedness purpose activity locale", EITHER),
}
_ANALYSIS = {
    **each("s cl phr w m c pc", INLINE),
    "spanGrp": (
        Rule("annotation", block=True, when=child_of("annotationBlock"), params={"label": "{type}"}),
        *field(label="{type}"),
    ),
    "interpGrp": field(label="{type}"),
    **each("span interp", (Rule("inline", when=child_of("spanGrp", "interpGrp")), *EITHER)),
}
_LINKING = {
    "ab": always("paragraph", block=True),
    "anchor": always("anchor"),
    "standOff": OMIT,
    "seg": (Rule("paragraph", block=True, when=is_part_of_speech), Rule("half", when=is_second_half), *INLINE),
    "listAnnotation": INLINE,
    **each("link linkGrp join joinGrp alt altGrp timeline when annotation", EITHER),
}
_CERTAINTY = each("certainty precision respons", bracketed(" (", ")"))
_GAIJI = {
    "g": (Rule("glyph", when=is_no_character), *INLINE),
    **each("charDecl char charName charProp glyph glyphName localName localProp mapping", EITHER),
    **each("unicodeName unicodeProp unihanProp value", EITHER),
}
_FIGURES = {
    "table": always("table", block=True),
    "row": (Rule("row", block=True, when=child_of("table")), *BLOCK),
    "cell": (Rule("cell", block=True, when=in_table), *BLOCK),
    "figure": always("figure", block=True),
    "figDesc": BLOCK,
    "formula": EITHER,
    "notatedMusic": (Rule("inline", when=running), Rule("figure", block=True)),
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
    "u": always("utterance", block=True),
    "annotationBlock": BLOCK,
    **each("pause vocal kinesic incident writing shift", EITHER),
    **each("scriptStmt recordingStmt recording equipment broadcast transcriptionDesc", EITHER),
}
_CBETA = {
    "mulu": (Rule("omit", when=beside("head")), Rule("omit", when=lacks_text), Rule("heading", block=True)),
}
"""What the archive of Chinese Buddhist texts adds to TEI: entries of a table of contents, beside the headings."""
_CMC = {"post": always("utterance", block=True)}
_OF_CORPORA = {**each("trunc tok mtok dtok", INLINE), "mw": EITHER}
"""What corpora add to TEI for their words: those that are one together or in parts, and words broken off.

A textbase has `mw` for what `fw` is."""
_DICTIONARIES = {
    # As TEI P4 had them
    **each("trans tr itype", INLINE),
    **each("entry entryFree superEntry re", BLOCK),
    **each("sense hom", always("sense", block=True)),
    "dictScrap": EITHER,
    **each("form hyph syll stress lang gramGrp", INLINE),
    **each("orth pron usg gram pos case gen mood number per tns iType subc", stated(INLINE, *TEI_LEX_0)),
    **each("colloc def etym xr oVar pVar lbl", INLINE),
    **each("oRef pRef", stated(INLINE, "~")),
}
_MSDESCRIPTION = {
    "msDesc": EITHER,
    **each("msPart msFrag msContents physDesc history additional", GROUP),
    **each("objectDesc supportDesc adminInfo msIdentifier msItem msItemStruct", EITHER),
    **each("summary layoutDesc foliation collation condition", FIELD),
    "support": (Rule("inline", when=in_paragraph), *FIELD),
    **each("handDesc typeDesc scriptDesc decoDesc additions bindingDesc sealDesc accMat musicNotation", FIELD),
    **each("layout typeNote decoNote binding", EITHER),
    **each("origin provenance acquisition recordHist custodialHist surrogates", FIELD),
    "source": (Rule("block", block=True, when=child_of("recordHist")), *EITHER),
    "custEvent": EITHER,
    **each("incipit explicit colophon rubric finalRubric filiation", FIELD),
    **each("height width depth dim", stated(INLINE, *MEASURES)),
    **each("dimensions material watermark stamp seal signatures catchwords", INLINE),
    "locus": stated(INLINE, *RANGES),
    "origDate": stated(INLINE, *DATES),
    **each("locusGrp origPlace heraldry secFol objectType", INLINE),
    **each("repository institution collection altIdentifier msName", INLINE),
}
_TRANSCR = {
    "facsimile": OMIT,
    "fw": EITHER,
    **{name: always(name, block=True) for name in ("surface", "zone")},
    **each("sourceDoc surfaceGrp line", BLOCK),
    "path": EITHER,
    **each("handNotes listTranspose transpose", EITHER),
    "supplied": (
        *bracketed("⟨", "⟩", attribute("reason", "omitted", "omitted-in-original")),
        *bracketed("(", ")", attribute("reason", "subaudible", "explanation")),
        *bracketed("[", "]"),
    ),
    "ex": (Rule("inline", when=in_choice), *bracketed("(", ")")),
    "surplus": bracketed("{", "}"),
    "secl": bracketed("[", "]"),
    **each("am subst substJoin damage restore retrace redo undo metamark mod", INLINE),
    **each("handShift space damageSpan addSpan delSpan", INLINE),
}
_TEXTCRIT = {
    "app": always("alternate"),
    "listWit": LIST,
    "witness": ITEM,
    **each("lem rdg rdgGrp wit witDetail", INLINE),
    **each("lacunaStart lacunaEnd witStart witEnd", always("witnessing")),
    **each("listApp variantEncoding", EITHER),
}
_NAMESDATES = {
    **each("listPerson listPlace listOrg listEvent listNym listRelation listObject", LIST),
    **each("person personGrp place org event nym relation object", ITEM),
    **each("persName orgName placeName geogName objectName eventName", INLINE),
    **each("forename surname roleName addName nameLink genName persPronouns", INLINE),
    **each("bloc country region district settlement geogFeat offset", INLINE),
    **each("birth death floruit", stated(INLINE, *DATES)),
    **each("age sex gender", stated(INLINE, "{value}")),
    **each("state trait occupation nationality education faith residence", INLINE),
    **each("affiliation langKnowledge langKnown persona socecStatus", INLINE),
    **each("population climate terrain location geo objectIdentifier", INLINE),
}
_NETS = {
    **each("graph tree eTree triangle forest listForest", BLOCK),
    **each("node iNode leaf eLeaf root", stated(BLOCK, "{value}")),
    "arc": field(label="{from} → {to}"),
}
_ISO_FS = {
    "fs": (Rule("inline", when=in_paragraph), *always("field", block=True, label="{type}")),
    "f": always("field", block=True, label="{name}", value="{fVal}"),
    **each("fLib fvLib fsDecl fsdDecl fsdLink", BLOCK),
    **each("symbol binary", stated(INLINE, "{value}")),
    "numeric": stated(INLINE, "{value}–{max}", "{value}"),
    **each("string default vAlt vColl vLabel vMerge vNot vRange", INLINE),
    "vDefault": FIELD,
    "fDecl": field(label="{name}"),
    **each("fDescr fsDescr fsConstraints cond bicond if iff then", EITHER),
}
_TAGDOCS = {
    **each("code ident gi att val tag", INLINE),
    **each("eg egXML", BLOCK),
    **each("schemaSpec moduleSpec elementSpec classSpec macroSpec dataSpec paramSpec", field("group", label="{ident}")),
    "attDef": field(label="{ident} ({usage})|{ident}"),
    **each("valItem constraintSpec", field(label="{ident}")),
    **each("attList valList valDesc classes content datatype defaultVal remarks exemplum altIdent", FIELD),
    **each("specGrp constraint model modelGrp modelSequence outputRendition param paramList", EITHER),
    **each("equiv listRef dataFacet", EITHER),
    "moduleRef": stated(EITHER, "{key}: {include}", "{key} − {except}", "{key}", "{url}"),
    **each("elementRef classRef macroRef dataRef", stated(EITHER, *OCCURRENCES, "{key}", "{name}")),
    "attRef": stated(EITHER, "{class}/@{name}", "@{name}"),
    "memberOf": stated(EITHER, "{key}"),
    "specList": BLOCK,
    "specDesc": stated(BLOCK, "{key}: {atts}", "{key}"),
    "specGrpRef": always("link"),
    **each("alternate sequence", field(label="{minOccurs}–{maxOccurs}|{minOccurs}–1|1–{maxOccurs}")),
    **each("anyElement empty textNode", EITHER),
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
        **_CBETA,
        **_CMC,
        **_OF_CORPORA,
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
