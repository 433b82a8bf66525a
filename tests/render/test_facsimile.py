"""Images of pages: which ones a page shows, what asks another host, and the manifest of them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loccit.check import check_edition
from loccit.config import load
from loccit.model.iiif import image_service, image_to_show, whole_image
from loccit.read import read_edition
from loccit.render import render_site
from loccit.render.image_size import image_size

EDITION = Path(__file__).parents[1] / "editions" / "facsimile"
SERVICE = "https://iiif.example.org/image/ledger-3"


@pytest.fixture(scope="module")
def site() -> dict[str, bytes | Path]:
    """Return the site of the edition with images."""
    return render_site(read_edition(load(EDITION)))


@pytest.fixture(scope="module")
def manifest(site: dict[str, bytes | Path]) -> dict[str, Any]:
    """Return its manifest."""
    return json.loads(bytes_of(site, "ledger/manifest.json"))


def bytes_of(site: dict[str, bytes | Path], path: str) -> bytes:
    """Return the bytes of a file of a site."""
    data = site[path]
    assert isinstance(data, bytes)
    return data


def resources(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every resource in a manifest: whatever has a type."""
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for inner in value.values():
            yield from resources(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from resources(inner)


# --- the manifest -----------------------------------------------------------------------------------------------


def test_every_resource_has_an_absolute_address_of_its_own(manifest: dict[str, Any]) -> None:
    """Addresses are http(s), and those of canvases, pages and annotations are unique and without a fragment."""
    found = list(resources(manifest))
    own = [
        r["id"] for r in found if r["type"] in {"Manifest", "Canvas", "AnnotationPage", "Annotation"} and "items" in r
    ]

    assert all(re.match(r"https?://", resource["id"]) for resource in found)
    assert len(own) == len(set(own))
    assert [] == [address for address in own if "#" in address]


def test_a_canvas_has_one_image_painted_on_it(manifest: dict[str, Any]) -> None:
    """A canvas has a size, one page of annotations, and in it one image whose target is the canvas."""
    assert manifest["items"]
    for canvas in manifest["items"]:
        (page,) = canvas["items"]
        (painting,) = page["items"]

        assert ("Canvas", "AnnotationPage", "Annotation") == (canvas["type"], page["type"], painting["type"])
        assert ("painting", canvas["id"]) == (painting["motivation"], painting["target"])
        assert "Image" == painting["body"]["type"]
        assert painting["body"]["format"].startswith("image/")
        assert canvas["width"] > 0
        assert canvas["height"] > 0


def test_labels_are_maps_from_language_to_lists(manifest: dict[str, Any]) -> None:
    """Every label is a map from languages to lists of words, as is whatever is said of the text."""
    labels = [resource["label"] for resource in resources(manifest) if "label" in resource]
    labels += [said for pair in manifest["metadata"] for said in pair.values()]

    assert labels
    for label in labels:
        assert all(isinstance(words, list) and all(isinstance(word, str) for word in words) for words in label.values())


def test_the_manifest_says_what_it_is_of(manifest: dict[str, Any], site: dict[str, bytes | Path]) -> None:
    """The context comes first, the licence is one that the standard knows, the edition's images are its files."""
    base = "https://ledger.example/edition/"
    bodies = [canvas["items"][0]["items"][0]["body"] for canvas in manifest["items"]]
    local = [body["id"].removeprefix(base) for body in bodies if body["id"].startswith(base)]

    assert "@context" == next(iter(manifest))
    assert "http://creativecommons.org/licenses/by/4.0/" == manifest["rights"]
    assert "https://library.example/iiif/ledger/manifest" in [r["id"] for r in manifest["seeAlso"]]
    assert ["cover", "1", "2", "3", "4"] == [canvas["label"]["none"][0] for canvas in manifest["items"]]
    assert 2 == len(local)
    assert set(local) <= set(site)
    assert [(60, 84), (60, 84)] == [(body["width"], body["height"]) for body in bodies if "width" in body]
    assert [SERVICE] == [service["@id"] for body in bodies for service in body.get("service", ())]


def test_the_manifest_follows_the_images(tmp_path: Path) -> None:
    """An image that is replaced by a larger one changes the manifest, though not a letter of the text."""
    edition = tmp_path / "edition"
    shutil.copytree(EDITION, edition)

    def sizes() -> list[int]:
        command = [sys.executable, "-m", "loccit", "build", str(edition), "-o", str(tmp_path / "site")]
        subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[2])
        made = json.loads((tmp_path / "site" / "ledger" / "manifest.json").read_bytes())
        return [canvas["width"] for canvas in made["items"]]

    before = sizes()
    image = edition / "content" / "texts" / "images" / "page-1.png"
    image.write_bytes(image.read_bytes().replace(b"\0\0\0\x3c\0\0\0\x54", b"\0\0\0\x78\0\0\0\x54", 1))

    assert [1000, 60, 60, 2400, 1000] == before
    assert [1000, 120, 60, 2400, 1000] == sizes()


def test_without_a_base_url_there_is_no_manifest() -> None:
    """A manifest needs absolute addresses: an edition that does not know its own has none, and no link to one."""
    site = render_site(read_edition(load(EDITION, {"base_url": ""})))

    assert "ledger/manifest.json" not in site
    assert b"manifest.json" not in bytes_of(site, "ledger/index.html")


# --- what a page asks of others ---------------------------------------------------------------------------------


def test_a_page_asks_only_the_hosts_that_are_named(site: dict[str, bytes | Path]) -> None:
    """Images of a named host are shown, those of any other are links, and the policy allows no more than that."""
    page = bytes_of(site, "ledger/index.html").decode()

    assert "img-src 'self' data: https://iiif.example.org;" in page
    assert [f"{SERVICE}/full/!1200,1200/0/default.jpg"] == re.findall(r'src="(https?:[^"]*)"', page)
    assert 'href="https://elsewhere.example/ledger-4.jpg"' in page


def test_a_bare_build_asks_nobody(tmp_path: Path) -> None:
    """Without an edition.yaml every image elsewhere is a link."""
    source = tmp_path / "ledger.xml"
    source.write_bytes((EDITION / "content" / "texts" / "ledger.xml").read_bytes())
    page = bytes_of(render_site(read_edition(load(source))), "ledger/index.html").decode()

    assert "img-src 'self' data:;" in page
    assert [] == re.findall(r'<img[^>]*src="http', page)
    assert "<aside" not in page


def test_missing_page_images_are_one_warning() -> None:
    """Images of pages that are not there are reported once, and do not stop a build."""
    found = [problem for problem in check_edition(read_edition(load(EDITION))) if problem.code == "missing-image"]

    assert [("warning", 'an image of a page is not there: "images/page-5.png"')] == [
        (problem.severity, problem.message) for problem in found
    ]


# --- addresses and sizes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "service"),
    [
        (f"{SERVICE}/info.json", SERVICE),
        (f"{SERVICE}/full/full/0/default.jpg", SERVICE),
        (f"{SERVICE}/pct:10,10,80,80/!400,400/90/color.png", SERVICE),
        ("https://example.org/iiif/image/1a28be3c-78c0", "https://example.org/iiif/image/1a28be3c-78c0"),
        ("https://example.org/iiif/ledger/manifest", ""),
        ("https://example.org/iiif/ledger/canvas/p1", ""),
        ("https://example.org/scans/1.jpg", ""),
        ("https://example.org/view?iiif=1", ""),
    ],
)
def test_a_service_is_known_by_its_address(url: str, service: str) -> None:
    """The forms of an image's address lead to the same service; anything else is no service."""
    assert service == image_service(url)
    assert (f"{service}/full/!1200,1200/0/default.jpg" if service else url) == image_to_show(url)


def test_the_whole_image_is_what_was_written_or_all_of_it() -> None:
    """An address that says what it wants is kept; a service is asked for as much as there is."""
    asked = f"{SERVICE}/100,100,200,200/max/0/default.jpg"

    assert asked == whole_image(asked)
    assert f"{SERVICE}/full/max/0/default.jpg" == whole_image(f"{SERVICE}/info.json")


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x3c\0\0\0\x54", (60, 84)),
        (b"GIF89a\x3c\0\x54\0", (60, 84)),
        (b"\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08\0\x54\0\x3c\x03", (60, 84)),
        (b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x3b\0\0\x53\0\0", (60, 84)),
        (b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x3c\0\x54\0", (60, 84)),
        (b"\xff\xd8\xff", (0, 0)),
        (b"\x89PNG\r\n\x1a\n", (0, 0)),
        (b"<svg/>", (0, 0)),
        (b"", (0, 0)),
    ],
)
def test_the_size_of_an_image_stands_in_its_first_bytes(tmp_path: Path, data: bytes, size: tuple[int, int]) -> None:
    """The common kinds tell their size; a file that is cut off, or another kind, has none."""
    path = tmp_path / "image"
    path.write_bytes(data)

    assert size == image_size(path)


def test_lines_of_a_surface_are_lines_of_the_plain_text(tmp_path: Path) -> None:
    """The plain text of a transcription has its lines one below the other, and a gap between zones."""
    source = tmp_path / "leaf.xml"
    source.write_text(
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><sourceDoc><surface><zone><line>one</line><line>two</line></zone>'
        "<zone><line>three</line></zone></surface></sourceDoc></TEI>",
        "utf-8",
    )

    assert b"one\ntwo\n\nthree\n" in bytes_of(render_site(read_edition(load(source))), "leaf/leaf.txt")
