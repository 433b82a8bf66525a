"""The images of a text's pages -> an IIIF manifest (Presentation API 3.0), which other people's viewers open.

Every resource of that standard is named by an absolute http(s) address (section 3.2, `id`), so there is a manifest
only where the edition says where it will be published.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from loccit.model import PageImage, Text
from loccit.model.iiif import image_service, whole_image
from loccit.render.image_size import image_size
from loccit.render.language import direction, language_tag
from loccit.render.site import Rendering
from loccit.render.urls import asset_path, folder_of, path_name, quote_fragment

Json = dict[str, Any]
NAME = "manifest.json"
MEDIA_TYPE = 'application/ld+json;profile="http://iiif.io/api/presentation/3/context.json"'
_UNKNOWN_SIZE = (1000, 1400)
"""The proportions of a canvas whose image has told nothing of its own: those of a page."""
_PROFILE = "http://iiif.io/api/image/2/level1.json"
"""What a service is said to be able to do at least; it says more itself when a viewer asks."""
_RIGHTS = ("creativecommons.org", "rightsstatements.org")
"""The only hosts whose statements `rights` may name."""


def has_manifest(rendering: Rendering, text: Text) -> bool:
    """Tell whether a text has a manifest: the edition knows its address, and an image of a page is surely one."""
    return bool(rendering.base_url) and any(_format(image) for image in text.facsimile.images)


def manifests(rendering: Rendering) -> dict[str, bytes]:
    """Return the manifests of the texts by their path in the site.

    They say how large the images are, which no text tells: so they are made with the edition and not with the texts.
    """
    texts = (text for text in rendering.edition.texts if has_manifest(rendering, text))
    return {f"{folder_of('text', text.key)}{NAME}": _manifest(rendering, text) for text in texts}


def _manifest(rendering: Rendering, text: Text) -> bytes:
    """Return the manifest of a text."""
    say = rendering.say
    home = f"{rendering.base_url}{folder_of('text', text.key)}"
    tag = language_tag(text.language) or "none"
    described = [
        (say("Author"), "; ".join(text.header.authors)),
        (say("Date"), text.header.date),
    ]
    made: Json = {
        "@context": "http://iiif.io/api/presentation/3/context.json",
        "id": f"{home}{NAME}",
        "type": "Manifest",
        "label": {tag: [text.title or text.key]},
        "metadata": [
            {"label": {rendering.language: [label]}, "value": {"none": [value]}} for label, value in described if value
        ],
        "homepage": [_page(home, {tag: [text.title or text.key]})],
        "seeAlso": list(_see_also(text, home)),
        "items": list(_canvases(rendering, text, home)),
    }
    if rights := _rights(text):
        made["rights"] = rights
    if direction(tag) == "rtl":
        made["viewingDirection"] = "right-to-left"
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()


def _page(address: str, label: Json) -> Json:
    return {"id": address, "type": "Text", "label": label, "format": "text/html"}


def _see_also(text: Text, home: str) -> Iterator[Json]:
    yield {"id": f"{home}{text.key}.xml", "type": "Dataset", "format": "application/tei+xml"}
    if text.facsimile.manifest:
        yield {"id": text.facsimile.manifest, "type": "Manifest", "format": "application/ld+json"}


def _rights(text: Text) -> str:
    """Return the licence as `rights` has it: in http, as the statements name themselves."""
    for licence in text.header.licences:
        parts = urlsplit(licence)
        if parts.netloc.removeprefix("www.") in _RIGHTS:
            return f"http://{parts.netloc.removeprefix('www.')}{parts.path}"
    return ""


def _canvases(rendering: Rendering, text: Text, home: str) -> Iterator[Json]:
    given: set[str] = set()
    for number, image in enumerate(text.facsimile.images, 1):
        name = path_name(image.key or image.address or f"image-{number}")
        name = f"{name}-{number}" if name in given else name
        given.add(name)
        if media_type := _format(image):
            label = image.label or image.key or str(number)
            yield _canvas(rendering, image, media_type, home, f"{home}canvas/{name}", label)


def _canvas(rendering: Rendering, image: PageImage, media_type: str, home: str, address: str, label: str) -> Json:
    """Return the canvas of one page with its image painted on it (section 5.3 to 5.6)."""
    is_file = image.target.kind == "file"
    size = image_size(rendering.edition.config.root / image.target.key) if is_file else (0, 0)
    width, height = size if all(size) else (image.width, image.height) if image.width else _UNKNOWN_SIZE
    body: Json = {"id": _address(rendering, image), "type": "Image", "format": media_type}
    if all(size):
        body |= {"width": width, "height": height}
    if service := "" if is_file else image_service(image.target.key):
        body["service"] = [{"@id": service, "@type": "ImageService2", "profile": _PROFILE}]
    painting = {
        "id": f"{address}/image",
        "type": "Annotation",
        "motivation": "painting",
        "body": body,
        "target": address,
    }
    canvas: Json = {
        "id": address,
        "type": "Canvas",
        "label": {"none": [label]},
        "width": width,
        "height": height,
        "items": [{"id": f"{address}/images", "type": "AnnotationPage", "items": [painting]}],
    }
    if image.address:
        canvas["homepage"] = [_page(f"{home}#{quote_fragment(image.address)}", canvas["label"])]
    return canvas


def _address(rendering: Rendering, image: PageImage) -> str:
    if image.target.kind == "file":
        return f"{rendering.base_url}{quote(asset_path(image.target.key))}"
    return whole_image(image.target.key)


def _format(image: PageImage) -> str:
    """Return an image's media type, or an empty string where the address may be that of anything."""
    name = image.target.key if image.target.kind == "file" else urlsplit(whole_image(image.target.key)).path
    return _MEDIA_TYPES.get(posixpath.splitext(name)[1].lower(), "")


_MEDIA_TYPES: Mapping[str, str] = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".jp2": "image/jp2",
}
"""The media type of an image by its suffix."""
