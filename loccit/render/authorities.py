"""An identifier of a person, place or work -> a link with the name of the authority that gave it."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from loccit.render.context import Link


class Authority(NamedTuple):
    """Somebody who gives identifiers."""

    label: str
    url: str
    """The address of an identifier, which stands for `{}`."""
    address: re.Pattern[str]
    """What the addresses in use look like, with the identifier as a group."""


def _authority(label: str, url: str, address: str) -> Authority:
    return Authority(label, url, re.compile(rf"https?://(?:www\.)?{address}(?:[/?#.].*)?", re.IGNORECASE))


_AUTHORITIES = {
    "wikidata": _authority("Wikidata", "https://www.wikidata.org/wiki/{}", r"wikidata\.org/(?:wiki|entity)/([QP]\d+)"),
    "viaf": _authority("VIAF", "https://viaf.org/viaf/{}", r"viaf\.org/(?:\w+/)?viaf/(\d+)"),
    "gnd": _authority("GND", "https://d-nb.info/gnd/{}", r"d-nb\.info/gnd/([\dXx-]+)"),
    "geonames": _authority("GeoNames", "https://www.geonames.org/{}", r"(?:sws\.)?geonames\.org/(\d+)"),
    "orcid": _authority("ORCID", "https://orcid.org/{}", r"orcid\.org/([\dX-]+)"),
    "lcnaf": _authority(
        "Library of Congress", "https://id.loc.gov/authorities/names/{}", r"id\.loc\.gov/authorities/\w+/(\w+)"
    ),
    "isni": _authority("ISNI", "https://isni.org/isni/{}", r"isni\.org/(?:isni/)?([\dX]+)"),
    "bnf": _authority("BnF", "https://catalogue.bnf.fr/ark:/12148/cb{}", r"catalogue\.bnf\.fr/ark:/12148/cb(\w+)"),
    "idref": _authority("IdRef", "https://www.idref.fr/{}", r"idref\.fr/([\dX]+)"),
    "tgn": _authority("Getty TGN", "https://vocab.getty.edu/page/tgn/{}", r"vocab\.getty\.edu/(?:page/)?tgn/(\d+)"),
    "ulan": _authority("Getty ULAN", "https://vocab.getty.edu/page/ulan/{}", r"vocab\.getty\.edu/(?:page/)?ulan/(\d+)"),
    "pleiades": _authority("Pleiades", "https://pleiades.stoa.org/places/{}", r"pleiades\.stoa\.org/places/(\d+)"),
    "wikipedia": _authority("Wikipedia", "{}", r"\w+\.wikipedia\.org/wiki/()"),
}
"""The authorities in use, by the name that `idno/@type` or an entry's `identifiers` give them."""
_ALIASES = {"pnd": "gnd", "lccn": "lcnaf", "lc": "lcnaf", "loc": "lcnaf", "wd": "wikidata"}
_PREFIXED = re.compile(r"([a-z]+)[:,]\s*([\w-]+)", re.IGNORECASE)
"""An identifier with its authority before it: `tgn,7010720`, `gnd:118610465`."""
_NO_NAMES = frozenset({"", "url", "uri", "link", "href", "www"})


def identifier_link(kind: str, value: str) -> Link:
    """Return the link for an identifier; the link of one that nobody is known to have given leads nowhere."""
    if value.startswith(("http://", "https://")):
        return _of_address(kind, value)
    if (prefixed := _PREFIXED.fullmatch(value)) and _named(prefixed.group(1)):
        kind, value = prefixed.groups()
    known = _named(kind)
    if known is None or known.url == "{}":
        return Link("", f"{kind} {value}".strip())
    return Link(known.url.format(value), f"{known.label} {value}")


def is_identifier(value: str) -> bool:
    """Tell whether a word is an identifier with its authority before it."""
    prefixed = _PREFIXED.fullmatch(value)
    return prefixed is not None and _named(prefixed.group(1)) is not None


def _named(kind: str) -> Authority | None:
    name = kind.lower()
    return _AUTHORITIES.get(_ALIASES.get(name, name))


def _of_address(kind: str, url: str) -> Link:
    for known in _AUTHORITIES.values():
        if match := known.address.fullmatch(url):
            return Link(url, f"{known.label} {match.group(1)}".strip())
    host = urlsplit(url).netloc.removeprefix("www.")
    return Link(url, host if kind.lower() in _NO_NAMES else kind)


def identity(kind: str, value: str) -> str:
    """Return what two ways to write an identifier have in common; empty where nobody is known to have given it."""
    link = identifier_link(kind, value)
    if any(known.address.fullmatch(link.href) and known.url != "{}" for known in _AUTHORITIES.values()):
        return link.label
    return re.sub(r"^https?://(www\.)?", "", link.href.lower()).rstrip("/")
