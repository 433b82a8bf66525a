"""`facsimile` and `surface` -> the images of the pages, by what the text may call them (TEI Guidelines, chapter 12)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from urllib.parse import urljoin

import msgspec
from lxml import etree

from loccit.model import PageImage, Pointer, Target
from loccit.model.iiif import image_service
from loccit.model.pointers import Resolve
from loccit.read.rules import local_name
from loccit.read.xml import BASE, ID

_SHOWABLE = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg")


class FacsimilePlan(msgspec.Struct, frozen=True):
    """What the surfaces of a file say of the images of its pages, known before the walk."""

    named: Mapping[str, PageImage] = MappingProxyType({})
    """The image behind the `xml:id` of a surface, of a zone in it, or of a graphic."""
    begun: Mapping[str, PageImage] = MappingProxyType({})
    """The image of the page that begins at the element with an `xml:id`: `surface/@start`."""
    of: Mapping[etree._Element, PageImage] = MappingProxyType({})
    """The image of a surface."""
    images: tuple[PageImage, ...] = ()
    """All of them, in the order of the surfaces."""
    missing: tuple[Pointer, ...] = ()
    """What was to be the image of a surface and is not there."""
    manifest: str = ""


NO_PLAN = FacsimilePlan()


def plan_facsimile(root: etree._Element, resolve: Resolve) -> FacsimilePlan:
    """Return the images of the surfaces of a file, by all the names under which the text may point at them."""
    named: dict[str, PageImage] = {}
    begun: dict[str, PageImage] = {}
    of: dict[etree._Element, PageImage] = {}
    images: dict[str, PageImage] = {}
    missing: list[etree._Element] = []
    manifest = ""
    for holder in root.iter("{*}facsimile", "{*}sourceDoc", "{*}surface"):
        if local_name(holder) != "surface":
            manifest = manifest or _manifest(holder, resolve)
        for page, graphics in _pages(holder):
            image = _image_of(page, graphics, resolve)
            if image is None:
                missing.extend(graphics[:1])
                continue
            of[page] = image
            images.setdefault(image.target.key, image)
            named.update(dict.fromkeys(_names(page, graphics), image))
            if group := _name_of_group(page):
                named.setdefault(group, image)
            begun.update(dict.fromkeys(_pointed(page, "start"), image))
    for image in _named_elsewhere(root, resolve):
        images.setdefault(image.target.key, image)
    return FacsimilePlan(named, begun, of, tuple(images.values()), tuple(_missing(root, missing, resolve)), manifest)


def _pages(holder: etree._Element) -> Iterator[tuple[etree._Element, list[etree._Element]]]:
    """Yield each page with its graphics: a surface, or a graphic that stands by itself in a facsimile."""
    own = [child for child in holder if local_name(child) in {"graphic", "media"}]
    if local_name(holder) == "surface":
        yield holder, own or list(holder.iter("{*}graphic", "{*}media"))
    else:
        yield from ((graphic, [graphic]) for graphic in own)


_ELSEWHERE: Callable[[etree._Element], list[etree._Element]] = etree.XPath(  # type: ignore[assignment]
    "//*[@facs][not(contains(' pb gb cb lb milestone surface ', concat(' ', local-name(), ' ')))]"
)
"""The elements besides breaks that name an image: of a division, of the whole text."""


def _named_elsewhere(root: etree._Element, resolve: Resolve) -> Iterator[PageImage]:
    """Yield the images whose address stands in the `@facs` of what is no break."""
    for element in _ELSEWHERE(root):
        for value in element.get("facs", "").split():
            if not value.startswith("#") and (target := image_target(element, value, resolve)):
                yield PageImage(target)


def _names(holder: etree._Element, graphics: list[etree._Element]) -> Iterator[str]:
    inside = holder.iter("{*}zone") if local_name(holder) == "surface" else ()
    return (own for element in (holder, *graphics, *inside) if (own := element.get(ID)))


def _name_of_group(page: etree._Element) -> str:
    """Return the `xml:id` of the facsimile or group that a page is in: it stands for the first of its pages."""
    group = page.getparent()
    is_group = group is not None and local_name(group) in {"facsimile", "surfaceGrp"}
    return group.get(ID, "") if group is not None and is_group else ""


def _pointed(element: etree._Element, *attributes: str) -> list[str]:
    """Return the ids that attributes of an element point at within its file."""
    values = " ".join(element.get(name, "") for name in attributes).split()
    return [value[1:] for value in values if value.startswith("#")]


def _image_of(holder: etree._Element, graphics: list[etree._Element], resolve: Resolve) -> PageImage | None:
    """Return the image of a surface: of several that show it, the one that a reader gets most easily."""
    given = [(graphic, graphic.get("url", "")) for graphic in graphics]
    if local_name(holder) == "surface":
        given += [(holder, value) for name in ("facs", "sameAs") for value in holder.get(name, "").split()]
    targets = [target for element, url in given if (target := image_target(element, url, resolve))]
    if not targets:
        return None
    width, height = _size(holder, graphics)
    return PageImage(min(targets, key=_trouble), holder.get("n", ""), holder.get(ID, ""), "", width, height)


def image_target(element: etree._Element, url: str, resolve: Resolve) -> Target | None:
    """Return where an image is, among the edition's files or elsewhere, with `xml:base` taken into account."""
    target = resolve(_based(element, url))
    is_there = target.kind == "file" or (target.kind == "external" and target.key.lower().startswith("http"))
    return target if is_there else None


def _based(element: etree._Element, url: str) -> str:
    """Return an address from the `xml:base` of an element and of those around it."""
    if url.startswith("#"):
        return url
    for holder in (element, *element.iterancestors()):
        if base := holder.get(BASE):
            with contextlib.suppress(ValueError):
                url = urljoin(base, url)
    return url


def _trouble(target: Target) -> int:
    """Return how far an image is from a reader: a file first, then a service, an image elsewhere, any address."""
    if target.kind == "file":
        return 0
    if image_service(target.key):
        return 1
    return 2 if target.key.lower().endswith(_SHOWABLE) else 3


def _size(holder: etree._Element, graphics: list[etree._Element]) -> tuple[int, int]:
    """Return the width and height of a surface as its coordinates or a graphic say, or zeros."""
    corners = [_number(holder.get(name, "")) for name in ("ulx", "uly", "lrx", "lry")]
    width, height = corners[2] - corners[0], corners[3] - corners[1]
    for graphic in graphics:
        if width <= 0 or height <= 0:
            width, height = (_number(graphic.get(name, "").removesuffix("px")) for name in ("width", "height"))
    return (width, height) if width > 0 and height > 0 else (0, 0)


_MOST_DIGITS = 6


def _number(value: str) -> int:
    """Return a coordinate as a whole number, or 0 where it is none."""
    whole = value.strip().partition(".")[0]
    return int(whole) if whole.isascii() and whole.isdigit() and len(whole) <= _MOST_DIGITS else 0


def _missing(root: etree._Element, graphics: list[etree._Element], resolve: Resolve) -> Iterator[Pointer]:
    """Yield a pointer for each graphic whose image is not there, with its place among the elements of the file."""
    if not graphics:
        return
    places = {element: ordinal for ordinal, element in enumerate(root.iter("*"))}
    for graphic in graphics:
        if url := graphic.get("url", ""):
            yield Pointer(url, "facs", local_name(graphic), places[graphic], resolve(url))


_NO_ORDINAL = -1


def _manifest(holder: etree._Element, resolve: Resolve) -> str:
    """Return the manifest that a `facsimile` names as the same thing, or an empty string."""
    targets = (resolve(value) for value in holder.get("sameAs", "").split())
    return next((t.key for t in targets if t.kind == "external" and t.key.startswith("http")), "")


def planned_images(plan: FacsimilePlan) -> Iterator[Pointer]:
    """Yield a pointer for each image of the surfaces, there or not, for what copies and checks images."""
    yield from plan.missing
    for image in plan.images:
        yield Pointer(image.target.key, "facs", "surface", _NO_ORDINAL, image.target)
