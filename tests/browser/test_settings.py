"""What a reader may choose: light or dark, and where the notes stand."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

LIGHT, DARK = "rgb(253, 252, 249)", "rgb(22, 24, 28)"
WIDE = {"size": (1440, 900)}

REFUSE_STORAGE = "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no') }})"

NOTE_BOXES = """nodes => nodes.map(node => {
    const {left, top, right, bottom} = node.getBoundingClientRect();
    return [top, bottom, left, right];
}).sort((one, other) => one[0] - other[0])"""


def choose(page: Page, *choices: str) -> None:
    """Open the reader's choices, make some, and close them."""
    page.get_by_role("button", name="Display").click()
    for choice in choices:
        page.get_by_role("radio", name=choice).check()
    page.keyboard.press("Escape")


def paper(page: Page) -> str:
    """Return the colour of the page."""
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.fixture
def many_notes(open_page, rare_site: str):
    """Open the page with notes close to each other, the notes in the margin."""

    def open_one(**options: object) -> Page:
        page = open_page(f"{rare_site}many-notes/index.html", **(WIDE | options))
        choose(page, "In the margin")
        return page

    return open_one


@pytest.mark.parametrize(("dark", "colour"), [(False, LIGHT), (True, DARK)], ids=["light", "dark"])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_page_follows_the_system(open_page, colour: str, *, dark: bool, javascript: bool):
    """Until the reader chooses, the page is as light or dark as the system, with or without a script."""
    assert colour == paper(open_page(dark=dark, javascript=javascript))


def test_chosen_theme_is_kept(open_text):
    """A theme holds at once, on the next page, and after the page is opened anew; System takes it back."""
    page = open_text()
    choose(page, "Dark")
    assert DARK == paper(page)

    page.locator(".site-nav a", has_text="Glossary").click()
    page.reload()
    assert DARK == paper(page)
    page.get_by_role("button", name="Display").click()
    expect(page.get_by_role("radio", name="Dark")).to_be_checked()
    page.keyboard.press("Escape")

    choose(page, "System")
    page.reload()
    assert LIGHT == paper(page)


def test_choices_hold_where_nothing_can_be_stored(open_page):
    """Where the browser stores nothing, a choice holds for the page, and nothing breaks."""
    page = open_page("about:blank")
    page.add_init_script(REFUSE_STORAGE)
    page.goto("toward-intervention/index.html")
    choose(page, "Dark")

    assert DARK == paper(page)


def test_choices_close_on_escape(open_text):
    """Esc closes the reader's choices and returns to their button."""
    page = open_text()
    page.get_by_role("button", name="Display").click()
    expect(page.locator(".settings")).to_be_visible()
    page.keyboard.press("Escape")

    expect(page.locator(".settings")).to_be_hidden()
    expect(page.get_by_role("button", name="Display")).to_be_focused()


def test_notes_at_the_end_are_plain_links(open_text):
    """Who wants the notes at the end is led there by a reference, and a term still opens."""
    page = open_text()
    choose(page, "At the end")
    page.reload()
    page.click("#ref\\:n1")
    expect(page.locator("li:target")).to_have_id("n1")
    expect(page.locator(".popover")).to_have_count(0)

    page.click("#p2 .glossref >> nth=0")

    expect(page.locator(".popover:popover-open")).to_have_count(1)


# --- notes in the margin ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1200, 800), (1440, 900), (1920, 1080)], ids=["1200", "1440", "1920"])
def test_sidenotes_stand_apart(many_notes, size: tuple[int, int]):
    """Notes in the margin do not overlap each other nor the text, and are inside the window."""
    page = many_notes(size=size)
    boxes = page.locator(".note-list > li").evaluate_all(NOTE_BOXES)
    text = page.locator(".para").first.bounding_box()

    assert 6 == len(boxes)
    assert all(upper[1] <= lower[0] for upper, lower in pairwise(boxes))
    assert all(left >= text["x"] + text["width"] and right <= size[0] for _, _, left, right in boxes)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_sidenote_stands_by_its_reference(many_notes):
    """The first note is as high as its reference, and no note is above its own."""
    page = many_notes()
    references = page.locator(".noteref").evaluate_all("nodes => nodes.map(node => node.getBoundingClientRect().top)")
    notes = page.locator(".note-list > li").evaluate_all("nodes => nodes.map(node => node.getBoundingClientRect().top)")

    assert references[0] == pytest.approx(notes[0], abs=16)
    assert all(note >= reference - 1 for note, reference in zip(notes, references, strict=True))


def test_long_sidenote_unfolds(many_notes):
    """A long note in the margin is cut and has a button that unfolds it; then too nothing overlaps."""
    page = many_notes()
    button = page.get_by_role("button", name="more").locator("visible=true")
    expect(button).to_have_count(1)
    before = page.locator("#n2a").bounding_box()["height"]
    button.click()

    expect(button).to_have_count(0)
    assert page.locator("#n2a").bounding_box()["height"] > before
    boxes = page.locator(".note-list > li").evaluate_all(NOTE_BOXES)
    assert all(upper[1] <= lower[0] for upper, lower in pairwise(boxes))


def test_reference_leads_to_the_note_in_the_margin(many_notes):
    """With the notes in the margin, a reference is a plain link to its note, and no popover opens."""
    page = many_notes()
    page.locator(".noteref").first.click()

    expect(page.locator(".popover")).to_have_count(0)
    expect(page.locator("li:target")).to_have_id("n1a")


def test_sidenotes_go_back_in_a_narrow_window(many_notes):
    """In a window without a wide margin the notes are at the end again, and open beside their references."""
    page = many_notes()
    page.set_viewport_size({"width": 1000, "height": 800})
    expect(page.locator("[data-sidenotes]")).to_have_count(0)
    assert page.locator("#n1a").bounding_box()["y"] > page.locator("#p3").bounding_box()["y"]

    page.locator(".noteref").first.click()

    expect(page.locator(".popover:popover-open")).to_have_count(1)


def test_sidenotes_go_back_in_print(many_notes):
    """On paper the notes are at the end, wherever the reader has them on the screen."""
    page = many_notes()
    page.emulate_media(media="print")

    assert page.locator("#n1a").bounding_box()["y"] > page.locator("#p3").bounding_box()["y"]
    expect(page.locator(".endnotes h2")).to_be_visible()


def test_non_ascii_note_goes_to_the_margin(open_page, rare_site: str):
    """A note whose id is not ASCII stands in the margin like any other."""
    page = open_page(f"{rare_site}nested/index.html", **WIDE)
    choose(page, "In the margin")

    assert page.locator(".note-list > li").bounding_box()["y"] < page.locator(".tei-lg").bounding_box()["y"]


@pytest.mark.parametrize(("size", "offered"), [((360, 740), 0), ((820, 1100), 0), ((1440, 900), 1)])
def test_margin_is_offered_where_there_is_one(open_text, size: tuple[int, int], offered: int):
    """Notes in the margin can be chosen only in a window that has room for them."""
    page = open_text(size=size)
    page.get_by_role("button", name="Display").click()

    expect(page.get_by_role("radio", name="In the margin")).to_have_count(offered)
    expect(page.get_by_role("radio", name="Pop-up")).to_be_visible()
