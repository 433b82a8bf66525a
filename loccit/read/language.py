"""A TEI file -> the language of its text: as the file says, and where it says several or none, by script and words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import islice

from lxml import etree

from loccit.read.xml import LANG


def said_language(root: etree._Element, header: etree._Element) -> str:
    """Return the tag of the language that a file says its text is in, or an empty string."""
    text = root.find("{*}text")
    own = (text.get(LANG) or text.get("lang") or _of_body(text)) if text is not None else ""
    root_own = root.get(LANG) or root.get("lang")
    return own or _of_edition(text) or root_own or _declared(text, header) or _of_divisions(text)


def guessed_language(root: etree._Element) -> str:
    """Return the tag of the language that a text is most likely in, or of its script, or an empty string."""
    fragment = root if root.find("{*}teiHeader") is None else None
    text = next(root.iter("{*}text", "{*}sourceDoc"), fragment)
    return (_by_script(text) or _by_words(text)) if text is not None else ""


def _of_body(text: etree._Element) -> str:
    body = text.find("{*}body")
    return (body.get(LANG) or "") if body is not None else ""


def _of_divisions(text: etree._Element | None) -> str:
    """Return the language that each division of the body names, or an empty string where they differ."""
    named = {div.get(LANG, "") for div in text.iterfind("{*}body/{*}div")} if text is not None else set()
    return named.pop() if len(named) == 1 else ""


def _of_edition(text: etree._Element | None) -> str:
    """Return the language of an inscription, or of a letter beside its translation: the file is in the editors' own."""
    divisions = text.iterfind("{*}body//{*}div[@type]") if text is not None else ()
    return next((language for div in divisions if div.get("type") in _EDITIONS and (language := div.get(LANG))), "")


_EDITIONS = frozenset({"edition", "original"})


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


def _by_script(text: etree._Element) -> str:
    """Return the tag of an unknown language in a script that is not ours, so that a text at least runs its own way."""
    letters = _first_letters(_untagged(text))
    return next((f"und-{code}" for script, code in _CODES.items() if letters and _are_of(script, letters)), "")


def _by_words(text: etree._Element) -> str:
    """Return the tag of the language whose small words a text is full of, if no other comes near to it."""
    words = re.findall(r"[^\W\d_]+", "".join(islice(_untagged(text), _PIECES))[:_LETTERS].casefold())
    counts = {language: sum(map(small.__contains__, words)) for language, small in _SMALL_WORDS.items()}
    second, most = sorted(counts.values())[-2:]
    is_clear = len(words) >= _LEAST_WORDS and most > 0.1 * len(words) and most > 2 * second
    return max(counts, key=counts.__getitem__) if is_clear else ""


_PIECES, _LETTERS = 5_000, 50_000
"""How much of a text is looked at, in pieces between tags and in letters."""
_LEAST_WORDS = 100
"""A shorter text tells too little."""
_SMALL_WORDS = {
    "da": frozenset("og er det til af som den ikke med for at på de jeg har var et en".split()),
    "de": frozenset("der die und zu den das nicht mit ist von dem ein sich auf auch des eine als".split()),
    "en": frozenset("the of and to that with was his for which is it as by not be this from".split()),
    "es": frozenset("el los las y del que por se una con su para lo como al en no sus".split()),
    "fr": frozenset("le les et des une dans qui pour du est que il au pas sur par ce je".split()),
    "it": frozenset("di che il non per della con una del sono nel la gli si le al da è".split()),
    "la": frozenset("et in non est ad ut cum quod qui sed quae ex per atque enim esse si ab".split()),
    "nb": frozenset("og er det til av som den ikke med for at på de jeg har var et en".split()),
    "nl": frozenset("het een van niet zijn en dat te met op voor aan die ook door werd ik naar".split()),
    "pl": frozenset("i w się nie na z że do jest to jak o po co tak za od przez".split()),
    "pt": frozenset("o os não que uma do da em um com as ao por mais se na sua foi".split()),
    "sv": frozenset("och att det som är inte för med en på jag av den till ett han om var".split()),
}
"""The commonest words of languages in our script; of two that share them neither is taken."""


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
