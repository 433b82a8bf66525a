"""The lists at the end of a text, the ways back, and what a page is without a script."""

import pytest
from playwright.sync_api import expect

IN_VIEW = """node => {
    const {top, bottom} = node.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
}"""

BACKGROUND = "node => getComputedStyle(node).backgroundColor"

NOTES = ["n1", "note:novaya-zhizn", "note:bolshoi-session"]

PLAIN = {"javascript": False, "size": (1280, 500)}


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_back_links_return(open_text, *, javascript: bool):
    """Each back-link leads to the reference that leads to its note."""
    page = open_text(javascript=javascript, size=(1280, 500))
    for back in page.locator("[role=doc-backlink]").all():
        back.click()
        reference = page.locator(":target")

        expect(reference).to_have_attribute("role", "doc-noteref")
        assert reference.evaluate(IN_VIEW)
        assert reference.get_attribute("href") == f"#{back.locator('xpath=ancestor::li').get_attribute('id')}"


@pytest.mark.parametrize("path", ["toward-intervention/index.html", "nested/index.html"])
def test_names_of_back_links_are_unique(open_page, served_site: str, rare_site: str, path: str):
    """No two back-links have one name, and each name begins with words that stand on the page."""
    page = open_page(f"{rare_site if path.startswith('nested') else served_site}{path}")
    links = page.locator("[role=doc-backlink]").all()
    names = [link.get_attribute("aria-label") for link in links]

    assert names
    assert len(names) == len(set(names))
    assert all(link.inner_text() in name for link, name in zip(links, names, strict=True))


def test_every_reference_of_a_note_has_its_back_link(open_page, rare_site: str):
    """A note that is referred to twice has two ways back, in order."""
    page = open_page(f"{rare_site}nested/index.html", javascript=False)
    for index, back in enumerate(page.locator("[role=doc-backlink]").all()):
        back.click()

        assert page.locator(".noteref").nth(index).evaluate("node => node.matches(':target')")


# --- without a script -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("note", NOTES)
def test_reference_leads_to_its_note(open_text, note: str):
    """Without a script a click on a reference goes to the note in the list, which is marked."""
    page = open_text(**PLAIN)
    plain = page.locator(".note-list li").first.evaluate(BACKGROUND)
    page.locator(f'.tei-text [href="#{note}"]').click()
    target = page.locator("li:target")

    expect(target).to_have_id(note)
    assert target.evaluate(IN_VIEW)
    assert plain != target.evaluate(BACKGROUND)


def test_every_term_leads_to_its_definition(open_text):
    """Without a script each term is a link to its definition, which stands on the page."""
    page = open_text(**PLAIN)
    for term in page.locator(".glossref").all():
        place = page.locator(f'[id="{term.get_attribute("href")[1:]}"]')

        assert "DT" == place.evaluate("node => node.tagName")
        expect(place).to_be_visible()
        expect(place.locator("xpath=following-sibling::dd")).to_be_visible()


def test_nothing_promises_a_script(open_text):
    """Without a script there is no control, no empty place in the running text, and no word about what is missing."""
    page = open_text(**PLAIN)

    expect(page.locator("button, input, select, [onclick], noscript")).to_have_count(0)
    expect(page.locator("[data-tools]")).to_have_text("")
    for word in ("Display", "Copy link", "JavaScript"):
        assert word not in page.locator("body").inner_text()


def test_everything_is_there_without_a_script(open_page, served_site: str):
    """A script adds no word to the text, its notes and its definitions."""
    texts = {
        javascript: open_page("toward-intervention/index.html", javascript=javascript).locator("article").inner_text()
        for javascript in (True, False)
    }

    assert texts[True] == texts[False]
