"""The tables of the account: which elements are hidden and by which rule, and which parts of a page are whose.

They say again, in the account's own words, what the reader and the theme do, so that the two can be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DISPLAYED = "displayed"
"""In a page of the text, where its words run."""
ON_DEMAND = "on demand"
"""In a note, another reading, a tooltip, or a page of a register."""
HIDDEN = "hidden"
"""On no page, by a rule of `HIDING`."""
LOST = "lost"
"""On no page, and nobody said so."""
FATES = (DISPLAYED, ON_DEMAND, HIDDEN, LOST)

HIDING: Mapping[str, str] = MappingProxyType(
    {
        "teiHeader": "metadata",
        "xenoData": "metadata",
        "standOff": "register",
        "facsimile": "facsimile",
        "index": "index entry",
        "divGen": "generated division",
        "mulu": "entry of a table of contents",
        "graphic": "words for an image",
        "media": "words for an image",
        "binaryObject": "words for an image",
    }
)
"""Each element whose words need not be on a page, with the name of the rule that says so."""

NOT_OF_THE_TEXT = frozenset({"teiHeader", "xenoData"})
"""What is not accounted for: it is about the text."""

REGISTERS = frozenset("standOff listPerson listPlace listOrg listEvent listBibl listObject listNym".split())
"""Elements whose words may be on a page of their own."""

LIFTED = frozenset({"note", "footNote"})
"""Elements whose words are usually not where they are called."""

EXAMPLES = frozenset({"egXML"})
"""Elements that are shown with the tags in them: nothing there is hidden, lifted or an image."""

IMAGES = frozenset({"graphic", "media", "binaryObject"})
"""Elements whose words stand for an image."""

CALLING = frozenset({"ref", "ptr", "gap", "g"})
"""Elements for which something is printed even if they are empty: the label of a note, a sign, a name."""

ADDED = "added"
"""By the generator: it is no text of the source."""
CALL = "call"
"""What a reference to a note prints."""

PARTS: Mapping[str, str] = MappingProxyType(
    {
        # What the generator says itself
        **dict.fromkeys(
            "toc abstract letters text-header readings superseded tombstone tombstone-label glossary-section about-text"
            " neighbours backlinks more note-label pn ln pb milestone sign facs facs-list surface-label zone-label"
            " manuscript worded stage-of-writing letter-head app-copy app-group app-place omission sigla"
            " witnesses".split(),
            ADDED,
        ),
        # A call of a note prints the note's number, or the words of a `ref`
        "noteref": CALL,
        # What stands beside the running text, or comes when it is asked for
        **dict.fromkeys("endnotes alternative app-apart repeated".split(), ON_DEMAND),
    }
)
"""Each class of a page's elements whose words are not simply displayed, with what they are instead."""
