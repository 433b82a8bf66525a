"""Nothing needs to be scrolled sideways, in any direction of writing, however the reader spaces the letters."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

TEXT_SPACING = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
        p { margin-block-end: 2em !important }
    `);
    document.adoptedStyleSheets = [sheet];
}"""
"""What a reader may ask for by WCAG 1.4.12."""

TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")].filter(node => {
        const {left, right} = node.getBoundingClientRect();
        return left < -1 || right > innerWidth + 1;
    }).map(node => node.outerHTML.slice(0, 100))"""

RARE_PAGES = ("nested", "arabic", "many-notes")


@pytest.mark.parametrize("size", [(320, 256), (700, 900), (820, 1100), (1440, 900)], ids=["320", "700", "820", "1440"])
def test_no_page_scrolls_sideways(
    open_page: Callable[..., Page], kinds_of_pages, rare_site: str, size: tuple[int, int]
):
    """No kind of page is wider than its window, with WCAG's text spacing."""
    page = open_page(size=size)
    for url in [*kinds_of_pages, *(f"{rare_site}{name}/index.html" for name in RARE_PAGES)]:
        page.goto(url)
        page.evaluate(TEXT_SPACING)

        assert [] == page.evaluate(TOO_WIDE), url


@pytest.mark.parametrize("reference", ["#ref\\:n1", "#p2 .glossref >> nth=0"], ids=["note", "term"])
def test_sheet_fits_a_small_window(open_text, reference: str):
    """In a window of 320 by 256 pixels with wide text spacing a sheet leaves room, scrolls by itself, and closes."""
    page = open_text(size=(320, 256))
    page.evaluate(TEXT_SPACING)
    page.locator(reference).click()
    sheet = page.locator(".popover")
    box = sheet.bounding_box()
    assert box["height"] <= 256 * 0.6 + 1
    assert [] == page.evaluate(TOO_WIDE)
    assert sheet.evaluate("node => node.scrollWidth <= node.clientWidth")

    sheet.get_by_role("button", name="Close").click()

    expect(page.locator(".popover")).to_have_count(0)


def test_bar_of_a_paragraph_fits(open_text):
    """The button of a paragraph does not widen a narrow page, nor move its words."""
    page = open_text(size=(320, 640))
    page.locator("#p4").scroll_into_view_if_needed()
    before = page.locator("#p4 > p").bounding_box()
    page.locator("#p4").hover()
    expect(page.locator(".para-bar button").last).to_be_visible()

    assert [] == page.evaluate(TOO_WIDE)
    assert before == page.locator("#p4 > p").bounding_box()


def test_wide_table_scrolls_by_itself(open_page: Callable[..., Page], rare_site: str):
    """A table that is too wide scrolls inside its own frame, which the keyboard can reach."""
    page = open_page(f"{rare_site}nested/index.html", size=(320, 640))
    frame = page.get_by_role("group", name="Table")

    assert frame.evaluate("node => node.scrollWidth > node.clientWidth")
    assert 0 == frame.evaluate("node => node.tabIndex")


# --- from right to left -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(820, 1100), (1440, 900)], ids=["tablet", "desk"])
def test_numbers_stand_on_the_right(open_page: Callable[..., Page], rare_site: str, size: tuple[int, int]):
    """In a text written from right to left the numbers of paragraphs are in the right margin, inside the window."""
    page = open_page(f"{rare_site}arabic/index.html", size=size)
    for number in page.locator(".pn").all():
        box, words = number.bounding_box(), number.locator("xpath=../p").bounding_box()

        assert box["x"] >= words["x"] + words["width"]
        assert box["x"] + box["width"] <= size[0]


def test_numbers_of_verses_stand_on_the_left(open_page: Callable[..., Page], rare_site: str):
    """In a text written from right to left the numbers of verses are at the left end of their lines."""
    page = open_page(f"{rare_site}arabic/index.html")
    box, line = page.locator("#b1 .ln").bounding_box(), page.locator("#b1").bounding_box()

    assert box["x"] == pytest.approx(line["x"], abs=1)


@pytest.mark.parametrize("size", [(360, 740), (1440, 900)], ids=["phone", "desk"])
def test_note_opens_in_a_right_to_left_text(open_page: Callable[..., Page], rare_site: str, size: tuple[int, int]):
    """A note of a text written from right to left opens inside the window, in the direction of the text."""
    page = open_page(f"{rare_site}arabic/index.html", size=size)
    page.locator(".noteref").click()
    sheet = page.locator(".popover")
    box = sheet.bounding_box()

    assert box["x"] >= 0
    assert box["x"] + box["width"] <= size[0]
    assert "rtl" == sheet.evaluate("node => getComputedStyle(node).direction")


def test_words_about_a_text_stand_on_the_side_of_the_text(open_page: Callable[..., Page], rare_site: str):
    """Under a text written from right to left the headings and the ways back begin at the right, too."""
    page = open_page(f"{rare_site}arabic/index.html")
    for words in ("#loccit\\:notes", ".backlinks", "#loccit\\:about-text"):
        box = page.locator(words).first.evaluate(
            """node => {
                const range = document.createRange();
                range.selectNodeContents(node);
                return [range.getBoundingClientRect().right, node.getBoundingClientRect().right];
            }"""
        )

        assert box[0] == pytest.approx(box[1], abs=2), words
