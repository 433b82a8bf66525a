"""Every paragraph has an address that one can see, follow, and copy."""

from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page, expect

LABELS = ["headnote", *(str(number) for number in range(1, 12))]
IDS = ["headnote", *(f"p{number}" for number in range(1, 12)), "n1", "note:novaya-zhizn", "gloss:novaya-zhizn"]

IN_VIEW = """node => {
    const {top} = node.getBoundingClientRect();
    return top >= 0 && top < innerHeight;
}"""

BACKGROUND = "node => getComputedStyle(node).backgroundColor"

REFUSE_CLIPBOARD = "() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException()) }"


def copy_button(page: Page):
    """Return the button that copies a link."""
    return page.locator(".para-bar button").first


def clipboard(page: Page) -> str:
    """Return what was copied."""
    return page.evaluate("navigator.clipboard.readText()")


# --- arrival ----------------------------------------------------------------------------------------------------


def test_every_address_arrives(open_text):
    """The address of each paragraph, note and term brings it into view, marked, and the mark stays."""
    page = open_text()
    page.set_viewport_size({"width": 1280, "height": 500})
    plain = page.locator("#p1").evaluate(BACKGROUND)
    for name in IDS:
        page.evaluate("id => { location.hash = id }", name)
        target = page.locator(":target")

        expect(target).to_have_id(name)
        assert target.evaluate(IN_VIEW), name
        assert plain != target.evaluate(BACKGROUND), name
        assert 0 == page.evaluate("document.getAnimations().length"), name


def test_address_is_followed_when_the_page_opens(open_text):
    """A page opened with a paragraph's address shows that paragraph, marked."""
    page = open_text("#p7", size=(1280, 500))

    expect(page.locator(":target")).to_have_id("p7")
    assert page.locator("#p7").evaluate(IN_VIEW)


def test_number_is_a_link_that_works_twice(open_text):
    """A click on a number changes the address and goes there, and again after one has scrolled away."""
    page = open_text(size=(1280, 500))
    number = page.locator("#p7 > .pn")
    for _ in range(2):
        page.evaluate("scrollTo(0, 0)")
        number.click()

        expect(page.locator(":target")).to_have_id("p7")
        assert page.url.endswith("#p7")
        assert page.locator("#p7").evaluate(IN_VIEW)


def test_going_back_marks_the_paragraph_before(open_text):
    """The browser's way back leads to the number followed before."""
    page = open_text()
    page.locator("#p3 > .pn").click()
    page.locator("#p7 > .pn").click()
    page.go_back()

    expect(page.locator(":target")).to_have_id("p3")


# --- numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(360, 740), (820, 1100), (1440, 900)], ids=["phone", "tablet", "desk"])
def test_numbers_are_large_enough(open_page, size: tuple[int, int]):
    """The link of every number is at least 24 by 24 pixels, inside the window, and beside or above the words."""
    page = open_page("toward-intervention/index.html", size=size)
    assert LABELS == page.locator(".pn").all_inner_texts()

    for number in page.locator(".pn").all():
        box, words = number.bounding_box(), number.locator("xpath=../p").bounding_box()

        assert min(box["width"], box["height"]) >= 24
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= words["x"] or box["y"] + box["height"] <= words["y"] + 1


def test_copied_text_has_no_numbers(open_text):
    """What is copied from the text is the text, without the numbers of its paragraphs."""
    page = open_text(permissions=["clipboard-read", "clipboard-write"])
    page.locator("#p5").hover()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.tei-text'))")
    page.keyboard.press("Control+c")
    lines = clipboard(page).splitlines()

    assert "I have actually spoken on this subject already, and, alas, more than once." in lines
    assert not set(LABELS) & {line.strip() for line in lines}
    assert "Copy link" not in lines


# --- copying a link ---------------------------------------------------------------------------------------------


def test_link_can_be_copied_under_the_pointer(open_text):
    """The button appears beside the paragraph under the pointer, and copies its address and says so."""
    page = open_text(permissions=["clipboard-read", "clipboard-write"])
    expect(copy_button(page)).to_have_count(0)
    page.locator("#p4").hover()
    page.locator("#p4").get_by_role("button", name="Copy link").click()

    expect(copy_button(page)).to_have_text("Copied")
    expect(page.get_by_role("status")).to_have_text("Copied")
    assert page.url.removesuffix("index.html") == clipboard(page).removesuffix("index.html#p4").removesuffix("#p4")


def test_link_can_be_copied_by_keyboard(open_text):
    """The commands come after the number in the order of Tab, and the number of the next paragraph after them."""
    page = open_text(permissions=["clipboard-read", "clipboard-write"])
    page.locator("#p3 > .pn").focus()
    for _ in range(4):
        page.keyboard.press("Tab")
    expect(copy_button(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(copy_button(page)).to_have_text("Copied")
    assert clipboard(page).endswith("#p4")

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    expect(page.locator("#p5 > .pn")).to_be_focused()


def test_button_stands_by_the_target(open_text):
    """The paragraph that the address names has the button without being pointed at."""
    page = open_text("#p6")

    expect(page.locator("#p6 > .para-bar").get_by_role("button", name="Copy link")).to_be_visible()


@pytest.mark.parametrize("width", [640, 820])
def test_buttons_stand_inside_the_window(open_text, width: int):
    """Beside the text the buttons of a paragraph are in a column of one line each, and none is cut off."""
    page = open_text("#p7", size=(width, 900))
    copy, link = (page.locator("#p7 .para-bar button").nth(number).bounding_box() for number in (0, 1))

    assert min(copy["x"], link["x"]) >= 0
    assert copy["height"] == link["height"]


def test_tap_on_a_number_shows_the_button(open_text):
    """On a telephone the button appears when the number has been tapped, and not before."""
    page = open_text(size=(360, 740), touch=True)
    page.locator("#p3").tap(position={"x": 100, "y": 60})
    expect(copy_button(page)).to_have_count(0)

    page.locator("#p3 > .pn").tap()

    expect(page.locator("#p3 > .para-bar").get_by_role("button", name="Copy link")).to_be_visible()


def test_refused_clipboard_shows_the_address(open_text):
    """Where the clipboard is refused, the address is shown in a field, selected."""
    page = open_text()
    page.evaluate(REFUSE_CLIPBOARD)
    page.locator("#p4").hover()
    copy_button(page).click()
    field = page.get_by_role("textbox", name="Link to this paragraph")

    value = field.input_value()

    assert value.endswith("#p4")
    assert value == page.evaluate("getSelection().toString()")


def test_copied_address_is_the_published_one(open_page, published_below: str):
    """Where the page is published, the copied address is its permanent one, without a file name."""
    page = open_page(
        f"{published_below}toward-intervention/index.html?from=mail", permissions=["clipboard-read", "clipboard-write"]
    )
    page.locator("#p4").hover()
    copy_button(page).click()
    expect(copy_button(page)).to_have_text("Copied")

    assert f"{published_below}toward-intervention/#p4" == clipboard(page)


def test_copied_address_of_any_script(open_page, rare_site: str):
    """A paragraph whose id is not ASCII is marked, and its copied address leads to it."""
    page = open_page(f"{rare_site}nested/index.html#абзац1", permissions=["clipboard-read", "clipboard-write"])
    expect(page.locator(".para:target")).to_have_id("абзац1")
    copy_button(page).click()
    expect(copy_button(page)).to_have_text("Copied")

    assert "абзац1" == unquote(urlsplit(clipboard(page)).fragment)
