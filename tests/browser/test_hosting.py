"""The site works wherever it is put: at the root of a host, below it, and in a folder without any host."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from playwright.sync_api import Page, expect

REFERENCES = """() => {
    const loaded = "link[rel=stylesheet], link[rel=icon], script[src], img[src]";
    return [...document.querySelectorAll(`a[href], ${loaded}`)].map(node => node.href || node.src);
}"""

INTRUDE = """() => {
    const image = document.createElement("img");
    image.setAttribute("onerror", "window.ran = true");
    image.src = "data:,";
    const [script, style] = ["script", "style"].map(name => document.createElement(name));
    script.textContent = "window.ran = true";
    style.textContent = "body { margin: 9px }";
    document.body.append(image, script, style);
}"""
"""A script, a handler and a style, as somebody might smuggle them into a page."""

IDS = "() => [...document.querySelectorAll('[id]')].map(node => node.id)"


def pages_of(site: Path) -> list[str]:
    """Return the paths of all pages of a site."""
    return sorted(page.relative_to(site).as_posix() for page in site.rglob("*.html"))


def watch(page: Page) -> list[str]:
    """Return a list that fills with what could not be had; what leaving a page cut short does not count."""
    bad: list[str] = []
    page.on("response", lambda response: bad.append(response.url) if response.status >= 400 else None)
    page.on("requestfailed", lambda request: None if "ABORTED" in request.failure else bad.append(request.url))
    return bad


def is_styled(page: Page) -> bool:
    """Tell whether the style sheet has arrived."""
    return page.evaluate("getComputedStyle(document.body).marginTop") == "0px"


def test_every_link_arrives_without_a_host(open_page: Callable[..., Page], built_site: Path):
    """Opened from the disk, every page is styled, and each of its links leads to a file and an id that are there.

    The 404 page is left out: a host shows it at any depth, so it names everything from the root.
    """
    page = open_page("about:blank")
    ids, links = {}, set()
    for path in pages_of(built_site):
        if path != "404.html":
            url = (built_site / path).as_uri()
            page.goto(url)
            ids[url] = set(page.evaluate(IDS))
            links |= {(url, link) for link in page.evaluate(REFERENCES) if link.startswith("file:")}
            assert is_styled(page), path
            expect(page.get_by_role("button", name="Display")).to_be_visible()

    broken = []
    for url, link in sorted(links):
        target, fragment = urldefrag(link)
        is_there = Path(unquote(urlsplit(target).path)).is_file()
        if not is_there or (fragment and unquote(fragment) not in ids[target]):
            broken.append(f"{url} -> {link}")

    assert len(links) > 300
    assert [] == broken


def test_clicks_lead_through_the_site_without_a_host(open_page: Callable[..., Page], built_site: Path):
    """From the title page opened by a double click one gets to the text, a full note, a paragraph, and home again."""
    page = open_page((built_site / "index.html").as_uri())
    page.locator(".contents a").first.click()
    page.click("#ref\\:note\\:novaya-zhizn")
    page.locator(".popover .more a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Novaya Zhizn")

    page.locator(".occurrences a").first.click()
    expect(page.locator("#headnote :target")).to_have_id("ref:note:novaya-zhizn")

    page.locator(".site-title a").click()
    assert page.url == (built_site / "index.html").as_uri()


def test_every_page_loads_without_complaint(open_page: Callable[..., Page], built_site: Path, served_site: str):
    """On a host no page writes an error, breaks its content security policy, or asks for what is not there."""
    page = open_page("about:blank")
    bad = watch(page)
    for path in pages_of(built_site):
        page.goto(f"{served_site}{path}")
        assert is_styled(page), path

    assert [] == bad


def test_scripts_of_others_do_not_run(open_page: Callable[..., Page]):
    """The content security policy refuses a script and a style that somebody put into the page."""
    page = open_page("toward-intervention/index.html", may_fail=True)
    page.evaluate(INTRUDE)
    page.wait_for_timeout(50)

    assert page.evaluate("window.ran") is None
    assert is_styled(page)


def test_site_works_below_a_host(open_page: Callable[..., Page], kinds_of_pages: list[str], served_below: str):
    """At a sub-path of a host that it does not know, every kind of page has its styles and scripts, and notes open."""
    page = open_page("about:blank")
    bad = watch(page)
    for path in kinds_of_pages:
        if path != "404.html":
            page.goto(f"{served_below}{path}")
            assert is_styled(page), path
            assert all(link.startswith(served_below) for link in page.evaluate(REFERENCES) if "//127." in link)
    page.goto(f"{served_below}toward-intervention/")
    page.click("#ref\\:n1")

    expect(page.locator(".popover:popover-open")).to_have_count(1)
    assert [] == bad


@pytest.mark.parametrize("missing", ["nothing", "toward-intervention/nothing/at/all.html"])
def test_missing_page_knows_its_site(open_page: Callable[..., Page], published_below: str, missing: str):
    """At any depth of a sub-path the 404 page has its styles and scripts, and leads back to the title page."""
    page = open_page(f"{published_below}{missing}", may_fail=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("This page is not here")
    expect(page.get_by_role("button", name="Display")).to_be_visible()
    assert is_styled(page)

    page.locator("article a").click()

    assert page.url.removesuffix("index.html") == published_below
