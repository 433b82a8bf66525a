"""Images of pages: beside the text in wide windows, small at the page breaks elsewhere, on paper only if wanted."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

IMAGES = Path(__file__).parents[1] / "editions" / "facsimile" / "content" / "texts" / "images"
WIDE, NARROW = (1440, 900), (360, 640)
PARAGRAPH = f"<p>{'Bread, two pence. ' * 60}</p>"
HEADER = """<teiHeader><fileDesc><titleStmt><title>The ledger</title></titleStmt><publicationStmt><p/></publicationStmt>
<sourceDesc><msDesc><msIdentifier><idno>R 17</idno></msIdentifier><msContents><msItem><locus from="2"/>
<title>Bread</title></msItem></msContents></msDesc></sourceDesc></fileDesc></teiHeader>"""
BODY = f"""<pb n="1" facs="page1.png"/>{PARAGRAPH}<p>Salt.<note>White.</note></p>{PARAGRAPH}
<pb n="2" facs="page2.png"/>{PARAGRAPH * 3}<pb n="3" facs="lost.png"/>{PARAGRAPH * 3}
<pb n="4" facs="https://example.org/4.jpg"/>{PARAGRAPH * 4}"""
TEI = f"""<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">{HEADER}<text><body>{BODY}</body></text></TEI>"""


@pytest.fixture(scope="session")
def ledger_url(build_edition: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build a text whose pages have two images, one that is lost and one elsewhere; return the URL of its page."""
    root = tmp_path_factory.mktemp("ledger")
    for image in IMAGES.iterdir():
        shutil.copy(image, root / image.name.replace("-", ""))
    (root / "ledger.xml").write_text(TEI, "utf-8")
    return f"{build_edition(root / 'ledger.xml', root / 'site').as_uri()}/ledger/index.html"


def column(page: Page):
    """Return the column beside the text."""
    return page.get_by_role("complementary", name="Facsimile")


def read_page(page: Page, number: int) -> None:
    """Scroll until a page begins at the upper edge of the window."""
    page.locator(f"[aria-label='page {number}']").evaluate("node => node.scrollIntoView()")


def choose(page: Page, choice: str) -> None:
    """Open the reader's choices, make one, and close them."""
    page.get_by_role("button", name="Display").click()
    page.get_by_role("radio", name=choice, exact=True).check()
    page.keyboard.press("Escape")


def test_the_column_follows_the_page_that_one_reads(open_page, ledger_url: str):
    """Beside the text stands the image of the page at hand; a page without one shows none, not that before it."""
    page = open_page(ledger_url, size=WIDE)
    image = column(page).get_by_role("img")

    expect(image).to_have_attribute("alt", "Facsimile of page 1")
    read_page(page, 2)
    expect(image).to_have_attribute("alt", "Facsimile of page 2")
    expect(column(page).get_by_role("link")).to_have_attribute("href", re.compile(r"/files/page2\.png$"))
    read_page(page, 3)
    expect(column(page).get_by_role("link")).to_have_count(0)
    read_page(page, 1)
    expect(image).to_have_attribute("alt", "Facsimile of page 1")


def test_the_column_is_beside_the_text_and_in_the_window(open_page, ledger_url: str):
    """The image neither covers the text nor leaves the window while one scrolls."""
    page = open_page(ledger_url, size=WIDE)
    read_page(page, 2)
    text, beside = page.locator("article").bounding_box(), column(page).bounding_box()

    assert text["x"] + text["width"] <= beside["x"]
    assert beside["x"] + beside["width"] <= WIDE[0]
    assert 0 <= beside["y"] < WIDE[1] / 2


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_without_a_script_images_are_links_at_their_page_breaks(open_page, ledger_url: str, size: tuple[int, int]):
    """Each image there is stands small where its page begins, and leads to the whole; the text keeps its width."""
    page = open_page(ledger_url, size=size, javascript=False)
    links = page.get_by_role("article").get_by_role("link", name="Facsimile of page")

    expect(links).to_have_count(3)
    assert ["../files/page1.png", "../files/page2.png", "https://example.org/4.jpg"] == [
        link.get_attribute("href") for link in links.all()
    ]
    expect(links.first.get_by_role("img")).to_be_visible()
    expect(column(page)).to_have_count(0)


def test_a_narrow_window_has_no_column(open_page, ledger_url: str):
    """On a telephone the images stay at their page breaks, and nothing is wider than the window."""
    page = open_page(ledger_url, size=NARROW, touch=True)

    expect(column(page)).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_reader_chooses_where_images_are(open_page, ledger_url: str):
    """Images can stay at the page breaks, and the choice is kept; notes in the margin take the place of the column."""
    page = open_page(ledger_url, size=WIDE)
    expect(column(page)).to_be_visible()

    choose(page, "At the page breaks")
    expect(column(page)).to_have_count(0)
    page.reload()
    expect(column(page)).to_have_count(0)
    choose(page, "Beside the text")
    expect(column(page)).to_be_visible()
    choose(page, "In the margin")
    expect(column(page)).to_have_count(0)


def test_images_are_printed_only_if_they_are_wanted(open_page, ledger_url: str):
    """On paper there is the text alone, or each image at its page break."""
    page = open_page(ledger_url, size=WIDE)
    image = page.locator("article .facs img").first
    page.emulate_media(media="print")
    expect(image).to_be_hidden()

    page.emulate_media(media="screen")
    choose(page, "At the page breaks, printed too")
    page.emulate_media(media="print")
    expect(image).to_be_visible()


@pytest.mark.parametrize(("size", "dark"), [(WIDE, False), (NARROW, True)], ids=["wide", "narrow"])
def test_images_and_descriptions_have_no_barrier(open_page, ledger_url: str, tools: Path, size, *, dark: bool):
    """axe-core finds nothing against images, the column, or the description of the manuscript."""
    page = open_page(ledger_url, size=size, dark=dark, may_fail=True)
    page.get_by_text("The manuscript: R 17").click()
    page.evaluate((tools / "axe-core" / "axe.min.js").read_text("utf-8"))

    assert [] == [rule["id"] for rule in page.evaluate("axe.run()")["violations"]]


def test_a_leaf_of_the_contents_leads_to_its_page(open_page, ledger_url: str):
    """What the description says of a leaf leads to where that leaf begins in the text."""
    page = open_page(ledger_url, size=WIDE)
    page.get_by_text("The manuscript: R 17").click()
    page.get_by_role("link", name="2", exact=True).first.click()

    expect(page.locator("[aria-label='page 2']")).to_be_in_viewport()
