"""Notes and definitions open, and let go, by the keyboard alone."""

import pytest
from playwright.sync_api import Page, expect

NOTE = "#ref\\:n1"
NEXT = "#ref\\:note\\:bolshoi-session"
OPEN = ".popover:popover-open"


def open_by_keyboard(page: Page, reference: str):
    """Focus a reference, press Enter, and return the popovers that are open."""
    page.locator(reference).focus()
    page.keyboard.press("Enter")
    return page.locator(OPEN)


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def test_focus_alone_opens_nothing(open_text):
    """Going through all the links of the text with Tab opens nothing."""
    page = open_text()
    references = page.locator(".tei-text a[data-popover]").count()
    seen = 0
    page.locator("#headnote > .pn").focus()
    while seen < references:
        page.keyboard.press("Tab")
        seen += page.evaluate("document.activeElement.matches('[data-popover]')")
        expect(page.locator(OPEN)).to_have_count(0)


@pytest.mark.parametrize("reference", [NOTE, "#p2 .glossref >> nth=0"], ids=["note", "term"])
def test_enter_opens_and_escape_returns(open_text, reference: str):
    """Enter opens and moves the focus in; Esc closes, and the focus is on the reference, the text where it was."""
    page = open_text()
    page.locator(reference).focus()
    before = page.url, page.evaluate("scrollY")
    expect(open_by_keyboard(page, reference)).to_be_focused()

    page.keyboard.press("Escape")

    expect(page.locator(".popover")).to_have_count(0)
    expect(page.locator(reference)).to_be_focused()
    assert before == (page.url, page.evaluate("scrollY"))


def test_tab_goes_through_the_note_and_on(open_text):
    """Tab goes through the links of a note to its button, and then on to what follows the reference; it closes."""
    page = open_text()
    note = open_by_keyboard(page, NOTE)
    for link in note.get_by_role("link").all():
        page.keyboard.press("Tab")
        expect(link).to_be_focused()
    page.keyboard.press("Tab")
    expect(note.get_by_role("button", name="Close")).to_be_focused()

    page.keyboard.press("Tab")

    expect(page.locator(NEXT)).to_be_focused()
    expect(page.locator(".popover")).to_have_count(0)


def test_shift_tab_goes_back_into_the_text(open_text):
    """Shift-Tab leaves the note for the text before it; it closes."""
    page = open_text()
    open_by_keyboard(page, NOTE)

    page.keyboard.press("Shift+Tab")

    expect(page.locator(".popover")).to_have_count(0)
    assert page.evaluate("document.activeElement.closest('#p11') !== null")


def test_button_returns_to_the_reference(open_text):
    """Enter on the button closes the note, and the focus is on the reference."""
    page = open_text()
    note = open_by_keyboard(page, NOTE)
    note.get_by_role("button", name="Close").focus()

    page.keyboard.press("Enter")

    expect(page.locator(".popover")).to_have_count(0)
    expect(page.locator(NOTE)).to_be_focused()


def test_escape_unwinds(open_text):
    """Esc closes the definition inside a note first and returns to its term, then the note."""
    page = open_text()
    note = open_by_keyboard(page, NOTE)
    press(page, "Tab", "Enter")
    expect(page.locator(OPEN)).to_have_count(2)

    page.keyboard.press("Escape")
    expect(page.locator(OPEN)).to_have_count(1)
    expect(note.locator(".glossref").first).to_be_focused()

    page.keyboard.press("Escape")
    expect(page.locator(".popover")).to_have_count(0)
    expect(page.locator(NOTE)).to_be_focused()


def test_focus_goes_on_in_the_list(open_text):
    """After the link to the list of notes, Tab goes to the links of that note and its way back."""
    page = open_text()
    note = open_by_keyboard(page, NOTE)
    note.get_by_role("link", name="Go to the note in the list").focus()
    page.keyboard.press("Enter")
    expect(page.locator("li:target")).to_have_id("n1")

    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('#n1') !== null")
