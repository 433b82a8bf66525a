"""The images of a text's pages -> what its page says of them as a whole, and which hosts they come from."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from loccit.model import Node, Text
from loccit.model.iiif import image_to_show, may_show
from loccit.render.context import FacsimileParts
from loccit.render.site import Rendering
from loccit.render.tree import Page


def facsimile_parts(page: Page, text: Text) -> FacsimileParts:
    """Return what the page of a text shows of its images besides those at its page breaks."""
    images = text.facsimile.images
    elsewhere = [image for image in images if not (image.address or image.placed)]
    nodes = (
        Node("facsimile", "surface", params={"image": image, "number": number if len(elsewhere) > 1 else ""})
        for number, image in enumerate(elsewhere, 1)
    )
    return FacsimileParts(
        beside=any(page.image(image.target) for image in images),
        unplaced=tuple(page.html(node) for node in nodes),
        manifest=text.facsimile.manifest,
        missing=tuple(dict.fromkeys(_missing(text))),
        documentary=bool(text.facsimile.surfaces),
        transcription=text.facsimile.transcription and any(map(_begins_transcription, text.root.walk())),
    )


def _begins_transcription(node: Node) -> bool:
    """Tell whether a transcription with its heading begins here, not one that goes on from another page."""
    return node.name == "sourceDoc" and bool(node.params.get("beside_text"))


def _missing(text: Text) -> Iterator[str]:
    """Yield the names of the figures that are not among the edition's files."""
    return (p.value for p in text.images if p.attribute == "url" and p.target.kind not in {"file", "external"})


def image_origins(rendering: Rendering, text: Text) -> tuple[str, ...]:
    """Return the origins of the images of a text that its pages may show, for their content security policy."""
    hosts = rendering.edition.config.settings.remote_images
    targets = [image.target for image in text.facsimile.images] + [pointer.target for pointer in text.images]
    urls = (image_to_show(target.key) for target in targets if target.kind == "external")
    return tuple(sorted({_origin(url) for url in urls if may_show(url, hosts)}))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
