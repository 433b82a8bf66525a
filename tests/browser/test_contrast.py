"""Readers who choose their own colours or more contrast see what has the focus and what is marked."""

import pytest
from playwright.sync_api import expect

RING = """() => {
    const {outlineStyle, outlineWidth} = getComputedStyle(document.activeElement);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
}"""

READERS = {
    "forced-colors": {"forced_colors": "active"},
    "forced-colors-dark": {"forced_colors": "active", "dark": True},
    "more-contrast": {"contrast": "more"},
    "default": {},
}


@pytest.mark.parametrize("reader", READERS)
def test_focus_is_seen(open_page, reader: str):
    """Whatever Tab reaches on the text page has a ring of at least two pixels."""
    page = open_page("toward-intervention/index.html", **READERS[reader])
    for _ in range(40):
        page.keyboard.press("Tab")

        assert page.evaluate(RING), page.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_forced_colours_keep_the_mark_and_the_frames(open_page, *, dark: bool):
    """With forced colours the marked paragraph has an outline, and a popover and its button have borders."""
    page = open_page("toward-intervention/index.html#p7", forced_colors="active", dark=dark)
    outline = "node => getComputedStyle(node).outlineStyle"
    border = "node => getComputedStyle(node).borderTopStyle"
    assert "solid" == page.locator(":target").evaluate(outline)

    page.click("#ref\\:n1")
    expect(page.locator(".popover")).to_be_visible()

    assert "solid" == page.locator(".popover").evaluate(border)
    assert "solid" == page.locator(".popover button").evaluate(border)


def test_more_contrast_has_no_grey_words(open_page):
    """A reader who asks for more contrast gets labels in the colour of the text."""
    page = open_page("toward-intervention/index.html", contrast="more")
    colour = "node => getComputedStyle(node).color"

    assert page.locator("body").evaluate(colour) == page.locator("#p1 > .pn").evaluate(colour)
