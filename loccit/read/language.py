"""A TEI file -> the language of its text: as the file says, and where it says several or none, by the script."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree

from loccit.read.xml import LANG


def language_of(root: etree._Element, header: etree._Element) -> str:
    """Return the tag of the language that the text is in, or an empty string."""
    text = root.find("{*}text")
    body = text.get(LANG) or text.get("lang") if text is not None else ""
    return (
        body or _of_edition(text) or root.get(LANG) or root.get("lang") or _declared(text, header) or _by_script(text)
    )


def _of_edition(text: etree._Element | None) -> str:
    """Return the language of an inscription or papyrus: the file around its edition is in that of its editors."""
    editions = text.iterfind("{*}body//{*}div[@type='edition']") if text is not None else ()
    return next((language for div in editions if (language := div.get(LANG))), "")


def _declared(text: etree._Element | None, header: etree._Element) -> str:
    """Return the first language that the header declares; of several, the one whose script the text is in."""
    declared = [e.get("ident") or e.get("id") or "" for e in header.iterfind(".//{*}langUsage/{*}language")]
    if text is None or len(set(declared)) <= 1:
        return declared[0] if declared else ""
    letters = _first_letters(map(str, text.itertext()))
    for script, languages in _SCRIPTS.items():
        fitting = [language for language in declared if language.partition("-")[0] in languages]
        if fitting and _are_of(script, letters):
            return fitting[0]
    return declared[0]


def _by_script(text: etree._Element | None) -> str:
    """Return the tag of an unknown language in a script that is not ours, so that a text at least runs its own way."""
    letters = _first_letters(_untagged(text)) if text is not None else []
    return next((f"und-{code}" for script, code in _CODES.items() if letters and _are_of(script, letters)), "")


def _untagged(text: etree._Element) -> Iterator[str]:
    """Yield what stands in no element that names its own language."""
    walk = etree.iterwalk(text, events=("start",))
    for _event, element in walk:
        if element.get(LANG) or element.get("lang"):
            walk.skip_subtree()
        else:
            yield element.text or ""
        if element is not text:
            yield element.tail or ""


def _first_letters(pieces: Iterable[str]) -> list[str]:
    start = "".join(islice(pieces, 200))
    return [letter for letter in start if letter.isalpha()]


def _are_of(script: str, letters: list[str]) -> bool:
    """Tell whether most letters are of a script, or as many as tell."""
    count = sum(script in unicodedata.name(letter, "") for letter in letters)
    return count > _ENOUGH.get(script, 0.5) * len(letters)


_ENOUGH = {"HIRAGANA": 0.1}
"""Japanese has Chinese characters too, but nothing else has its syllables."""


_SCRIPTS = {
    "HIRAGANA": frozenset({"ja", "jpn"}),
    "CJK": frozenset({"zh", "zho", "chi", "lzh"}),
    "CJK UNIFIED": frozenset({"ja", "jpn"}),
    "HANGUL": frozenset({"ko", "kor"}),
    "ARABIC": frozenset({"ar", "ara", "fa", "fas", "per", "ota", "ur", "urd"}),
    "HEBREW": frozenset({"he", "heb", "hbo", "yi", "yid", "arc", "jrb"}),
    "GREEK": frozenset({"grc", "el", "ell", "gre"}),
    "CYRILLIC": frozenset({"ru", "rus", "uk", "ukr", "bg", "bul", "sr", "srp", "cu", "chu", "be", "bel", "mk"}),
    "DEVANAGARI": frozenset({"sa", "san", "hi", "hin", "mr", "mar", "ne"}),
    "SYRIAC": frozenset({"syr", "syc"}),
    "ETHIOPIC": frozenset({"gez", "am", "amh", "ti"}),
    "ARMENIAN": frozenset({"hy", "hye", "xcl", "arm"}),
    "GEORGIAN": frozenset({"ka", "kat", "geo", "oge"}),
    "COPTIC": frozenset({"cop"}),
    "TIBETAN": frozenset({"bo", "bod", "tib"}),
}
"""Words in the Unicode names of letters, and the languages that are written in them."""
_CODES = dict(
    pair.split(":")
    for pair in (
        "HIRAGANA:Jpan CJK:Hani ARABIC:Arab HEBREW:Hebr GREEK:Grek CYRILLIC:Cyrl DEVANAGARI:Deva SYRIAC:Syrc"
        " ETHIOPIC:Ethi ARMENIAN:Armn GEORGIAN:Geor COPTIC:Copt TIBETAN:Tibt HANGUL:Kore"
    ).split()
)
"""Words in the Unicode names of letters, and what BCP 47 calls their script."""
