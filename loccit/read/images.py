"""Builders of images: those of figures, and those of the pages that begin in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import msgspec
from lxml import etree

from loccit.doctype import declared_in, encoding_of, subset_of
from loccit.inclusion import as_text
from loccit.model import EMPTY, Facsimile, Node, PageImage, Pointer, Source, Target
from loccit.read.facsimile import image_target
from loccit.read.header import folded
from loccit.read.rules import local_name, takes_numbers_out
from loccit.read.shape import shape_figure
from loccit.read.tags import At
from loccit.read.walk import Walk

# Pages


PAGES = frozenset({"page", "folio"})
"""What begins with another image; `@facs` of a line or a column names a zone of the same."""


def begun_page(walk: Walk, element: etree._Element, at: At) -> Node | None:
    """Return what shows the image of the page that an element begins."""
    image = _page_image(walk, element, at)
    return Node("facsimile", at.name, params={"image": image}) if image else None


def _page_image(walk: Walk, element: etree._Element, at: At) -> PageImage | None:
    """Return the image of a page with its address, and take note of it."""
    plan = walk.facsimile
    values = f"{at.attributes.get('facs', '')} {at.attributes.get('corresp', '')}".split()
    found = (plan.named.get(value.removeprefix("#")) for value in values)
    image = next((i for i in found if i), None) or plan.begun.get(at.attributes.get("xml:id", ""))
    if image is None:
        image = _linked_image(walk, element, at)
    if image is None:
        return None
    label = at.attributes.get("n") or image.label
    address = at.attributes.get("xml:id") or (f"page:{'-'.join(label.split())}" if label else "")
    address = "" if address in walk.shown else address
    image = msgspec.structs.replace(image, label=label, address=address, placed=True)
    if walk.beside_text or image.target.key not in walk.page_images:
        walk.page_images[image.target.key] = image
    if address:
        walk.shown.add(address)
    return image


def image_here(walk: Walk, element: etree._Element, at: At, label: str, address: str) -> Node | None:
    """Return what shows the image of a surface that is transcribed here."""
    image = walk.facsimile.named.get(at.attributes.get("xml:id", "")) or walk.facsimile.of.get(element)
    if image is None:
        return None
    image = msgspec.structs.replace(image, label=label, address=address, placed=True)
    walk.page_images[image.target.key] = image
    return Node("facsimile", at.name, params={"image": image})


def _linked_image(walk: Walk, element: etree._Element, at: At) -> PageImage | None:
    """Return the image whose address stands in `@facs` itself; one that is not there is reported."""
    given = at.attributes.get("facs", "")
    values = given.split()
    # A name with spaces in it is several pointers to TEI, and one file to many an editor.
    for value in (*values, given):
        if target := image_target(element, value, walk.resolve):
            walk.images.append(Pointer(value, "facs", at.name, at.ordinal, target))
            return PageImage(target)
    if values and walk.resolve(values[0]).kind not in {"local", "unsafe"}:
        walk.images.append(Pointer(values[0], "facs", at.name, at.ordinal, Target("dangling", values[0])))
    return None


def facsimile_of(walk: Walk) -> Facsimile:
    """Return the images of a text: those of its surfaces in their order, then those that only a break names."""
    plan, placed = walk.facsimile, walk.page_images
    known = {image.target.key for image in plan.images}
    images = [placed.get(image.target.key, image) for image in plan.images]
    images += [image for key, image in placed.items() if key not in known]
    return Facsimile(tuple(images), plan.manifest, tuple(walk.surfaces), walk.beside_text)


# Figures


def read_figure(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return a figure with its heads and paragraphs as one caption."""
    inside = at.place._replace(parent="figure", in_paragraph=False, citable=False)
    content = [] if at.name == "notatedMusic" and _is_only_encoded(element) else walk.children(element, inside)
    if takes_numbers_out(element):
        content = _without_repeated(content)
    children = shape_figure([*_declared_image(walk, element, at), *content])
    return walk.made(at, children, block=bool(children) or not at.place.in_paragraph)


def read_foreign(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return words of a drawing or of music, which have no text that runs on: with a space, but not in a sung word."""
    node = walk.generic(element, at._replace(rule=at.rule._replace(behaviour="inline")))
    goes_on = at.attributes.get("wordpos") in {"i", "m"} or at.attributes.get("con") == "d"
    if (element.text or "").strip() and not goes_on and not (element.tail or "").strip():
        node.children.append(" ")
    return node


_SIGNS = re.compile(r"\W+")
_BEFORE_NUMBER = 12
"""Characters, such as those of `Figure`, before the number in a caption."""


def _without_repeated(content: list[Node | str]) -> list[Node | str]:
    """Return what is in a figure, with its heading and number hidden where the words of the caption begin with them."""
    parts = {child.name: child for child in content if isinstance(child, Node)}
    said = {name: f" {_SIGNS.sub(' ', part.text).strip().casefold()} " for name, part in parts.items()}
    described, head, label = (said.get(name, "") for name in ("figDesc", "head", "label"))
    if head.strip() and described.startswith(head):
        parts["head"].behaviour = "repeated"
    if label.strip() and label in head + described[: _BEFORE_NUMBER + len(label)]:
        parts["label"].behaviour = "repeated"
    return content


def _is_only_encoded(element: etree._Element) -> bool:
    """Tell whether all there is is in another vocabulary, and has no words."""
    own = etree.QName(element).namespace
    others = (etree.QName(child).namespace != own for child in element.iterchildren("*"))
    return all(others) and not "".join(map(str, element.itertext("*"))).strip()


def _declared_image(walk: Walk, element: etree._Element, at: At) -> Iterator[Node]:
    """Yield the image that a figure of TEI P4 names: by an entity that the file declares, or by its address."""
    name = at.attributes.get("entity", "")
    url = walk.image_files.get(name, name) if name else at.attributes.get("url", "")
    if url:
        target = _image(walk, url)
        walk.images.append(Pointer(url, "entity" if name else "url", at.name, at.ordinal, target))
        params = {"target": target, "alternative": _description(element)}
        yield Node("graphic", "graphic", {"url": url}, params=params, ordinal=at.ordinal)


def declared_images(source: Source) -> Mapping[str, str]:
    """Return the files of the entities that are no text, as TEI P4 declares images, by their names."""
    if b"NDATA" not in source.data and "NDATA" not in source.declared:
        return EMPTY
    own = subset_of(as_text(source.data, encoding_of(source.data))).declared.images
    return {**declared_in(source.declared).images, **own}


def read_graphic(walk: Walk, element: etree._Element, at: At) -> Node:
    """Return an image with the words that stand for it."""
    url = at.attributes.get("url", "")
    target = _image(walk, url)
    if url:
        walk.images.append(Pointer(url, "url", at.name, at.ordinal, target))
    walk.skip(element)
    params = {"target": target, "alternative": _description(element)}
    return walk.made(at, [], params=params, block=False)


def _description(element: etree._Element) -> str:
    """Return the words of a graphic's `desc`, or of the `figDesc` beside it."""
    described = element.find("{*}figDesc" if local_name(element) == "figure" else "{*}desc")
    if described is None and (parent := element.getparent()) is not None:
        described = parent.find("{*}figDesc")
    return folded(described) if described is not None else ""


def _image(walk: Walk, url: str) -> Target:
    """Return where an image is: among the edition's files, elsewhere, or nowhere."""
    target = walk.resolve(url)
    return target if target.kind in {"file", "external", "unsafe", "empty"} else Target("dangling", url)
