"""Language tags: TEI's `xml:lang` as the `lang` and `dir` of HTML (BCP 47)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_SHORT: Mapping[str, str] = dict(
    pair.split(":")
    for pair in (
        "eng:en ger:de deu:de fre:fr fra:fr ita:it spa:es lat:la por:pt dut:nl nld:nl dan:da swe:sv nor:no"
        " nob:nb nno:nn fin:fi isl:is ice:is"
        " rus:ru ukr:uk bel:be pol:pl ces:cs cze:cs slk:sk slo:sk slv:sl hrv:hr srp:sr bos:bs"
        " mkd:mk mac:mk bul:bg ron:ro rum:ro hun:hu est:et lav:lv lit:lt ell:el gre:el tur:tr ara:ar heb:he per:fa"
        " fas:fa urd:ur hin:hi san:sa ben:bn tam:ta tel:te mar:mr guj:gu pan:pa zho:zh chi:zh jpn:ja kor:ko vie:vi"
        " tha:th kat:ka geo:ka hye:hy arm:hy gle:ga gla:gd wel:cy cym:cy bre:br eus:eu baq:eu cat:ca glg:gl oci:oc"
        " sqi:sq alb:sq mlt:mt yid:yi afr:af epo:eo bod:bo tib:bo mon:mn kaz:kk uzb:uz aze:az pli:pi kmr:ku kur:ku"
        " pus:ps snd:sd uig:ug div:dv"
        " abk:ab amh:am arg:an asm:as bak:ba bam:bm bur:my mya:my che:ce chu:cu chv:cv cor:kw cos:co ewe:ee"
        " fao:fo fry:fy ful:ff glv:gv grn:gn hat:ht hau:ha ibo:ig iku:iu ind:id ina:ia jav:jv kal:kl kan:kn"
        " kas:ks khm:km kin:rw kir:ky kom:kv lao:lo lin:ln ltz:lb lug:lg mal:ml mao:mi mri:mi may:ms msa:ms"
        " mlg:mg nav:nv nep:ne nya:ny oji:oj ori:or orm:om oss:os que:qu roh:rm run:rn sag:sg sin:si sme:se"
        " smo:sm sna:sn som:so srd:sc sun:su swa:sw tah:ty tat:tt tgk:tg tgl:tl tir:ti ton:to tuk:tk twi:tw"
        " vol:vo wln:wa wol:wo xho:xh yor:yo zha:za zul:zu"
    ).split()
)
"""ISO 639-2 and 639-3 codes that BCP 47 writes with two letters."""

UNKNOWN = "und"
"""The tag of a language that nobody has named."""

_NAMES: Mapping[str, str] = dict(
    pair.split(":")
    for pair in (
        "english:en german:de french:fr latin:la greek:grc hebrew:he italian:it spanish:es dutch:nl arabic:ar"
        " coptic:cop syriac:syr aramaic:arc sanskrit:sa russian:ru portuguese:pt polish:pl persian:fa turkish:tr"
    ).split()
)
"""The names of languages that stand where their codes ought to; the Greek of those who write so is ancient."""

_RIGHT_TO_LEFT = frozenset(
    "ar he fa ur yi ps sd ug dv syr arc sam mnd ckb azb ota hbo aii jrb jpa tmr nqo bal lrc glk mzn phn pal".split()
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset(
    "arab aran hebr syrc syre syrj syrn thaa nkoo samr mand adlm rohg phnx armi phli phlp prti nbat palm mani avst"
    " sarb narb".split()
)
_LONGEST_CODE, _SCRIPT_CODE = 3, 4
"""Letters of a language's code and of a script's, in BCP 47."""
_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@lru_cache(maxsize=1024)
def language_tag(code: str) -> str:
    """Return a language tag that HTML accepts, or an empty string for what is none."""
    code = code.strip().replace("_", "-")
    if not _TAG.fullmatch(code):
        return ""
    first, dash, rest = code.partition("-")
    first = _NAMES.get(first.lower(), first)
    return _SHORT.get(first.lower(), first.lower() if len(first) <= _LONGEST_CODE else "und") + dash + rest


@lru_cache(maxsize=1024)
def direction(tag: str) -> str:
    """Return `rtl` or `ltr` for a language tag, by its script or else by its language."""
    first, *rest = tag.lower().split("-")
    scripts = [part for part in rest if len(part) == _SCRIPT_CODE and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if first in _RIGHT_TO_LEFT else "ltr"


@lru_cache(maxsize=1024)
def language_name(code: str, language: str) -> str:
    """Return the name of a language in another, or its tag where nobody knows a name."""
    from babel.core import Locale, UnknownLocaleError  # noqa: PLC0415 - a heavy import that few pages need

    tag = language_tag(code)
    try:
        names = Locale.parse(language, sep="-").languages
    except (UnknownLocaleError, ValueError):
        names = Locale.parse("en").languages
    return str(names.get(tag.replace("-", "_")) or names.get(tag.partition("-")[0]) or tag)
