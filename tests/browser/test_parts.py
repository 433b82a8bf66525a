"""A text of several pages: every link to a paragraph leads to the page that has it, with and without script."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

SOURCE = Path(__file__).parents[1] / "editions" / "divided"


@pytest.fixture(scope="module")
def divided_site(build_edition: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the edition whose text is divided; between its release and now the heading of a chapter was corrected."""
    folder = tmp_path_factory.mktemp("divided")
    return build_edition(shutil.copytree(SOURCE, folder / "source"), folder / "site")


@pytest.fixture(scope="module")
def address(divided_site: Path, serve_folder: Callable[[Path], AbstractContextManager[str]]) -> Iterator[str]:
    """Serve that edition, and return its address."""
    with serve_folder(divided_site) as address:
        yield address


@pytest.fixture
def open_divided(divided_site: Path, address: str, open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Open pages of that edition from a server, or from the disk with `disk=True`."""

    def opened(path: str, *, disk: bool = False, **options: object) -> Page:
        return open_page(f"{divided_site.as_uri()}/keepers/{path}" if disk else f"{address}keepers/{path}", **options)

    return opened


@pytest.mark.browser
@pytest.mark.parametrize("disk", [False, True])
@pytest.mark.parametrize(
    ("link", "arrives"),
    [
        ("index.html#p5", "second/index.html#p5"),
        ("index.html?p=p4-p5#p4", "second/index.html?p=p4-p5#p4"),
        ("the-frist-keeper/index.html#p3", "the-first-keeper/index.html#p3"),
        ("the-frist-keeper/index.html", "the-first-keeper/index.html#p2"),
        ("1.0/index.html#p7", "1.0/chapter-3/index.html#p7"),
    ],
)
def test_a_link_leads_to_the_page_that_has_the_paragraph(
    open_divided: Callable[..., Page], link: str, arrives: str, *, disk: bool
) -> None:
    """The text's own address, and that of a page which was renamed, lead on."""
    page = open_divided(link, disk=disk)

    expect(page.locator(f"#{arrives.partition('#')[2]}:target")).to_be_visible()
    assert page.url.endswith(f"keepers/{arrives}")


@pytest.mark.browser
def test_without_script_a_link_shows_the_chapter(open_divided: Callable[..., Page]) -> None:
    """The entry of the chapter in the table of contents is what is marked, and it leads there."""
    page = open_divided("index.html#p5", javascript=False)
    entry = page.get_by_role("listitem").filter(has=page.locator("#p5"))

    assert "rgba(0, 0, 0, 0)" != entry.evaluate("node => getComputedStyle(node).backgroundColor")

    entry.get_by_role("link", name="The Second Keeper").click()

    expect(page.get_by_role("heading", name="The Second Keeper")).to_be_visible()


@pytest.mark.browser
def test_one_reads_from_page_to_page_by_keyboard(open_divided: Callable[..., Page]) -> None:
    """From the table of contents to the end of the text by the links to the next page, and back to the beginning."""
    page = open_divided("index.html")
    for title in ("Preface", "The First Keeper", "The Second Keeper", "Chapter 3"):
        page.locator("a[rel=next]").focus()
        page.keyboard.press("Enter")

        expect(page.get_by_role("heading", name=title)).to_be_visible()

    expect(page.locator("a[rel=next]")).to_have_count(0)
    page.get_by_role("heading", level=1).get_by_role("link").click()
    expect(page.get_by_role("navigation", name="Contents")).to_be_visible()


@pytest.mark.browser
def test_a_shared_note_is_on_each_page_that_calls_it(open_divided: Callable[..., Page]) -> None:
    """A call opens the note without leaving its page."""
    for chapter in ("the-first-keeper", "second"):
        page = open_divided(f"{chapter}/index.html")
        page.get_by_label("note 2", exact=True).click()

        expect(page.locator(".popover")).to_contain_text("Both keepers kept the same book.")


@pytest.mark.browser
def test_a_link_to_an_edited_paragraph_tells_so_on_its_page(open_divided: Callable[..., Page]) -> None:
    """A link that names a release is followed to the paragraph's page, and back to the release."""
    page = open_divided("index.html?ed=1.0#p4")

    page.locator("#p4 .cited").get_by_role("link").click()

    expect(page.locator("#p4:target")).to_be_visible()
    assert page.url.endswith("keepers/1.0/second/index.html#p4")
