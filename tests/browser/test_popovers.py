"""Notes and definitions open beside their reference: with a mouse, and with a finger."""

import pytest
from playwright.sync_api import Page, expect

NOTE = "#ref\\:n1"
TERM = "#p2 .glossref >> nth=0"
OPEN = ".popover:popover-open"
INTENT = 300
"""Milliseconds that a pointer rests before a note opens, and is away before it closes."""

PLACE_REFERENCE = """([reference, top]) => {
    document.body.style.paddingBottom = "100vh";
    scrollTo(0, reference.getBoundingClientRect().top + scrollY - top);
}"""

PHONE = {"size": (360, 740), "touch": True}


def opened(page: Page):
    """Return the popovers that are open."""
    return page.locator(OPEN)


def hover(page: Page, reference: str, *, rest: int = INTENT) -> None:
    """Bring the pointer to a reference, and let it rest there; time stands still otherwise."""
    page.clock.install()
    page.clock.pause_at("2030-01-01")
    page.locator(reference).scroll_into_view_if_needed()
    page.hover(reference)
    page.clock.run_for(rest)


def focused(page: Page) -> str:
    """Return the class of the element that has the focus."""
    return page.evaluate("document.activeElement.className")


def duplicate_ids(page: Page) -> list[str]:
    """Return the ids that more than one element has."""
    ids = page.locator("[id]").evaluate_all("nodes => nodes.map(node => node.id)")
    return sorted({name for name in ids if ids.count(name) > 1})


# --- hover ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reference", [NOTE, TERM], ids=["note", "term"])
def test_pointer_that_rests_opens(open_text, reference: str):
    """A note or definition opens when the pointer has rested on its reference, and the focus stays in the text."""
    page = open_text()
    hover(page, reference, rest=INTENT - 1)
    expect(opened(page)).to_have_count(0)

    page.clock.run_for(1)

    expect(opened(page)).to_have_count(1)
    assert "popover" not in focused(page)


def test_pointer_that_passes_opens_nothing(open_text):
    """A pointer that only crosses a reference opens nothing."""
    page = open_text()
    hover(page, NOTE, rest=INTENT // 2)
    page.mouse.move(5, 5)
    page.clock.run_for(INTENT * 3)

    expect(opened(page)).to_have_count(0)


def test_pointer_may_enter_the_note(open_text):
    """The pointer can go from the reference into the note, which stays open as long as it is there."""
    page = open_text()
    hover(page, NOTE)
    box = opened(page).bounding_box()
    page.mouse.move(box["x"] + 40, box["y"] + 30, steps=4)
    page.clock.run_for(INTENT * 5)

    expect(opened(page)).to_have_count(1)


def test_pointer_that_leaves_closes(open_text):
    """A note that the pointer opened closes when the pointer has been away for a moment."""
    page = open_text()
    hover(page, NOTE)
    page.mouse.move(5, 5)
    page.clock.run_for(INTENT - 1)
    expect(opened(page)).to_have_count(1)

    page.clock.run_for(1)

    expect(opened(page)).to_have_count(0)


def test_escape_dismisses_under_the_pointer(open_text):
    """Esc closes a note that the pointer opened, without the pointer being moved."""
    page = open_text()
    hover(page, NOTE)
    page.keyboard.press("Escape")
    page.clock.run_for(INTENT * 5)

    expect(opened(page)).to_have_count(0)


def test_click_pins(open_text):
    """A click on the reference of a note that the pointer opened keeps it, and moves the focus in."""
    page = open_text()
    hover(page, NOTE)
    page.mouse.down()
    page.mouse.up()
    expect(opened(page)).to_be_focused()

    page.mouse.move(5, 5)
    page.clock.run_for(INTENT * 5)

    expect(opened(page)).to_have_count(1)


def test_pinned_note_is_not_replaced(open_text):
    """While a note is pinned, the pointer opens no other."""
    page = open_text()
    hover(page, NOTE, rest=0)
    page.mouse.down()
    page.mouse.up()
    page.hover("#p11 .glossref >> nth=0")
    page.clock.run_for(INTENT * 5)

    expect(opened(page)).to_have_count(1)
    expect(opened(page)).to_have_attribute("role", "doc-footnote")


def test_term_in_a_note_opens_under_the_pointer(open_text):
    """A term inside a note opens beside it, and both close when the pointer leaves both."""
    page = open_text()
    hover(page, NOTE)
    page.hover(".popover .glossref >> nth=0")
    page.clock.run_for(INTENT)
    expect(opened(page)).to_have_count(2)

    page.mouse.move(5, 5)
    page.clock.run_for(INTENT)

    expect(opened(page)).to_have_count(0)


# --- click ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reference", "role", "name"),
    [(NOTE, "doc-footnote", "Note 1"), (TERM, "group", "Definition: Intervention")],
    ids=["note", "term"],
)
def test_click_opens(open_text, reference: str, role: str, name: str):
    """A click opens a named copy, moves the focus in, and leaves the address and the place in the text alone."""
    page = open_text()
    page.locator(reference).scroll_into_view_if_needed()
    before = page.url, page.evaluate("scrollY")
    page.click(reference)

    expect(opened(page)).to_be_focused()
    expect(opened(page)).to_have_attribute("role", role)
    expect(opened(page)).to_have_attribute("aria-label", name)
    assert before == (page.url, page.evaluate("scrollY"))
    assert [] == duplicate_ids(page)


def test_note_carries_no_back_link(open_text):
    """The copy has the words of the note, without the way back to where the reader already is."""
    page = open_text()
    page.click(NOTE)

    expect(opened(page)).to_contain_text("The reference is to the joint session")
    expect(opened(page).locator("[role=doc-backlink]")).to_have_count(0)


def test_second_click_closes(open_text):
    """A second click on the reference closes the note, removes it, and the focus is on the reference."""
    page = open_text()
    page.click(NOTE)
    page.click(NOTE)

    expect(page.locator(".popover")).to_have_count(0)
    expect(page.locator(NOTE)).to_be_focused()


def test_click_elsewhere_closes(open_text):
    """A click outside closes the note."""
    page = open_text()
    page.click(NOTE)
    page.mouse.click(5, 5)

    expect(page.locator(".popover")).to_have_count(0)


def test_close_button_closes(open_text):
    """The button closes the note and returns the focus to the reference."""
    page = open_text()
    page.click(NOTE)
    opened(page).get_by_role("button", name="Close").click()

    expect(page.locator(".popover")).to_have_count(0)
    expect(page.locator(NOTE)).to_be_focused()


def test_link_to_the_list_marks_the_way_back(open_text):
    """The link to the list of notes leads there, and the back-link of the reference one came from is marked."""
    page = open_text()
    page.click(NOTE)
    opened(page).get_by_role("link", name="Go to the note in the list").click()

    expect(page.locator(".popover")).to_have_count(0)
    expect(page.locator("li:target")).to_have_id("n1")
    expect(page.locator(".backlinks .current")).to_have_attribute("href", "#ref:n1")


@pytest.mark.parametrize("how", [{"modifiers": ["Control"]}, {"button": "middle"}], ids=["ctrl", "middle"])
def test_click_for_a_new_tab_is_left_alone(open_text, how: dict):
    """A click with Ctrl or with the middle button opens the note's address in a new tab, and no popover."""
    page = open_text()
    with page.context.expect_page() as tab:
        page.locator(NOTE).click(**how)

    assert tab.value.url.endswith("#n1")
    expect(page.locator(".popover")).to_have_count(0)


@pytest.mark.parametrize("reference", [NOTE, TERM], ids=["note", "term"])
@pytest.mark.parametrize("size", [(820, 800), (1440, 900)], ids=["tablet", "desk"])
def test_popover_never_covers_its_reference(open_text, size: tuple[int, int], reference: str):
    """Wherever the reference is in the window, its popover is above or below it, and inside the window."""
    page = open_text(size=size)
    anchor = page.locator(reference)
    for top in (10, 200, 400, 600, size[1] - 40):
        anchor.evaluate(f"(node, top) => ({PLACE_REFERENCE})([node, top])", top)
        anchor.focus()
        page.keyboard.press("Enter")
        ref, box = anchor.bounding_box(), opened(page).bounding_box()

        assert box["y"] >= ref["y"] + ref["height"] - 8 or box["y"] + box["height"] <= ref["y"] + 8, top
        assert box["x"] >= 0, top
        assert box["x"] + box["width"] <= size[0], top
        assert 0 <= box["y"] <= size[1] - box["height"], top
        page.keyboard.press("Escape")
        expect(page.locator(".popover")).to_have_count(0)


# --- depth ------------------------------------------------------------------------------------------------------


def test_third_level_is_a_plain_link(open_page, rare_site: str):
    """A term in a popover that is inside another is followed to the list of terms, and all popovers close."""
    page = open_page(f"{rare_site}nested/index.html")
    page.click(".para .glossref")
    page.click(".popover .glossref")
    expect(opened(page)).to_have_count(2)

    page.click(".popover .popover .glossref")

    expect(page.locator(".popover")).to_have_count(0)
    expect(page.locator("dt:target")).to_have_id("gloss:innermost")


def test_ids_of_every_script_are_found(open_page, rare_site: str):
    """A note whose id is not ASCII opens, and the back-link of its second reference is marked afterwards."""
    page = open_page(f"{rare_site}nested/index.html")
    page.locator(".noteref").nth(1).click()
    opened(page).get_by_role("link", name="Go to the note in the list").click()

    expect(page.locator("li:target")).to_have_id("примечание1")
    expect(page.locator(".backlinks a.current")).to_have_count(1)
    expect(page.locator(".backlinks a").nth(1)).to_have_class("current")


# --- touch ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reference", [NOTE, TERM], ids=["note", "term"])
def test_tap_opens_a_sheet_at_the_foot(open_text, reference: str):
    """On a telephone a note or definition is a sheet at the foot of the window, at most three fifths high."""
    page = open_text(**PHONE)
    page.locator(reference).tap()
    box = opened(page).bounding_box()

    assert 0 == box["x"]
    assert 360 == box["width"]
    assert 740 == pytest.approx(box["y"] + box["height"], abs=1)
    assert box["height"] <= 740 * 0.6 + 1


def test_second_tap_closes(open_text):
    """A second tap on the reference closes the sheet."""
    page = open_text(**PHONE)
    page.locator(TERM).tap()
    page.locator(TERM).tap()

    expect(page.locator(".popover")).to_have_count(0)


def test_tap_outside_closes(open_text):
    """A tap outside closes the sheet."""
    page = open_text(**PHONE)
    page.locator(TERM).tap()
    page.touchscreen.tap(100, 20)

    expect(page.locator(".popover")).to_have_count(0)


def test_close_button_is_made_for_fingers(open_text):
    """The button that closes the sheet is at least 44 pixels high, and a tap on it closes."""
    page = open_text(**PHONE)
    page.locator(TERM).tap()
    button = opened(page).get_by_role("button", name="Close")
    assert button.bounding_box()["height"] >= 44

    button.tap()

    expect(page.locator(".popover")).to_have_count(0)
