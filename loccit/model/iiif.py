"""What the address of an image tells of the IIIF image service behind it (Image API 2.1 and 3.0, section 2)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection
from urllib.parse import urlsplit

_REGION = r"full|square|pct:[\d.,]+|\d+,\d+,\d+,\d+"
_REQUEST = re.compile(rf"(.+)/(?:{_REGION})/[^/]+/!?\d+(?:\.\d+)?/(?:default|native|color|gray|bitonal)\.\w+")
"""An image asked of a service: `SERVICE/region/size/rotation/quality.format`."""
_INFORMATION = "/info.json"


def image_service(url: str) -> str:
    """Return the base address of the IIIF image service that an address belongs to, or an empty string.

    An address that says neither what is asked for nor `info.json` is taken for a service where it calls itself IIIF
    and has no suffix.
    """
    plain = url.partition("?")[0].rstrip("/")
    if plain.endswith(_INFORMATION):
        return plain.removesuffix(_INFORMATION)
    if match := _REQUEST.fullmatch(plain):
        return match.group(1)
    parts = urlsplit(url)
    named = "iiif" in f"{parts.netloc}{parts.path}".lower() and not parts.query
    is_bare = not posixpath.splitext(parts.path)[1] and not _PRESENTATION.search(parts.path.lower())
    return plain if named and is_bare else ""


_PRESENTATION = re.compile(
    r"/(?:manifest|canvas|collection|annotation|sequence|range|presentation|viewer|view|mirador|uv)s?(?:/|$)"
)
"""Words in the addresses of the Presentation API and of viewers, which are no images."""


def whole_image(url: str) -> str:
    """Return the address of an image as large as there is; `max` is in both versions of the Image API."""
    service = image_service(url)
    return url if not service or _REQUEST.fullmatch(url) else f"{service}/full/max/0/default.jpg"


def image_to_show(url: str) -> str:
    """Return the address of an image not larger than a screen, where a service can make one."""
    service = image_service(url)
    return f"{service}/full/!1200,1200/0/default.jpg" if service else url


def may_show(url: str, hosts: Collection[str]) -> bool:
    """Tell whether an image elsewhere is of a host that the edition lets its pages ask for images."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.hostname in hosts
