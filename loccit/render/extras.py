"""The further style sheets and scripts of a page: what only some texts need is loaded only by their pages.

An extra is a name: its files are `static/NAME.css` and `static/NAME.js`, either or both.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from loccit.model import Text

HOME = "home"
"""What the title page of the edition needs."""
PERMALINKS = "permalinks"
"""What shows the history of an address: paragraph pages, released texts, corrections."""

PARTS = "parts"
"""What a text of several pages needs."""
NAMES = "names"
"""What the pages of names need."""
TABLES = "tables"
"""What lets a table of many texts be sorted and filtered."""
LETTERS = "letters"
"""What shows who wrote to whom."""

BY_ELEMENT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "facsimile": frozenset({"graphic", "sourceDoc", "surface", "msDesc"}),
        "documentation": frozenset(
            "egXML eg tag elementSpec classSpec macroSpec dataSpec moduleSpec schemaSpec specGrp fs fsDecl eTree tree"
            " graph forest".split()
        ),
        "lists": frozenset({"list"}),
        "readings": frozenset(
            "choice subst del add delSpan addSpan handShift ex app rdg listApp fw lb pb cb gb milestone".split()
        ),
        "genres": frozenset(
            "supplied surplus secl ex gap space unclear damage object fs f fLib fvLib entry entryFree superEntry sense"
            " msDesc castList castGroup sp set caesura u post pause vocal kinesic incident shift eTree tree graph"
            " elementSpec classSpec macroSpec moduleSpec dataSpec schemaSpec specGrp specDesc formula math ruby"
            " biblStruct biblFull locus dimensions incipit explicit rubric floatingText l lg teiCorpus".split()
        ),
    }
)
"""Each extra of texts with the elements that call for it: a text with any of them has it on its page."""


def extras_of(elements: Collection[str]) -> tuple[str, ...]:
    """Return the extras that a text with these elements needs."""
    return tuple(name for name, wanted in BY_ELEMENT.items() if not wanted.isdisjoint(elements))


READINGS = "readings"
"""What lets a reader choose between the reading text and the documentary text."""
FACSIMILE = "facsimile"
"""What shows images beside the text, transcriptions of surfaces and descriptions of manuscripts."""
REGISTERS = "registers"
"""What shows registers inside a text."""
MARGIN = "margin"
"""What shows notes in the margin, inside the text, and under a heading of the source."""


def extras_for(text: Text) -> tuple[str, ...]:
    """Return the extras that the pages of a text need: by its elements, and by what they point at or how they stand."""
    extras = extras_of(text.elements)
    if "documentary" in text.options and READINGS not in extras:
        extras = (*extras, READINGS)
    if (text.facsimile.images or text.images) and FACSIMILE not in extras:
        extras = (*extras, FACSIMILE)
    if "idno" in text.elements and not text.elements.isdisjoint({"listPerson", "listPlace", "listOrg"}):
        extras = (*extras, REGISTERS)
    if text.letters:
        extras = (*extras, TABLES)
    if text.letter:
        extras = (*extras, LETTERS)
    return (*extras, MARGIN) if text.features else extras
