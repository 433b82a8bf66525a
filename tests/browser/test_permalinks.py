"""Links to paragraphs keep what they promise: what was joined, split, moved, withdrawn or edited is found and told."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, expect

SOURCE = Path(__file__).parent / "permalinks-edition"
RELEASES = {"1.0": ("2025-03-01", "First release."), "1.1": ("2026-03-01", "Corrected from the manuscript.")}
TITLES = {"diary": "Diary", "letters": "Letters", "verses": "Verses"}

CLIPBOARD = ["clipboard-read", "clipboard-write"]
REFUSE_CLIPBOARD = "() => { navigator.clipboard.writeText = () => Promise.reject(new DOMException()) }"
BACKGROUND = "node => getComputedStyle(node).backgroundColor"
DECORATION = "node => getComputedStyle(node).textDecorationLine"
TOP = "node => node.getBoundingClientRect().top"

TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")].filter(node => node.getBoundingClientRect().right > innerWidth + 1)
    .map(node => node.outerHTML.slice(0, 100))"""

SELECT = """([id, first, last]) => {
    const nodes = [];
    const walker = document.createTreeWalker(document.querySelector(`#${id} > p:not(.cited)`), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) nodes.push(walker.currentNode);
    const start = nodes.find(node => node.data.includes(first));
    const end = nodes.findLast(node => node.data.includes(last));
    getSelection().setBaseAndExtent(start, start.data.indexOf(first), end, end.data.lastIndexOf(last) + last.length);
}"""
"""Selects from some words of a paragraph to others."""


FOUND = """() => {
    const target = document.querySelector(":target");
    return [target.tagName, target.closest(".para").id];
}"""

# --- the edition ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def past_site(build_edition: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build an edition with two releases; the second froze the texts as they are now."""
    root = tmp_path_factory.mktemp("past")
    content = shutil.copytree(SOURCE, root / "source") / "content"
    shutil.copytree(content / "texts", content / "releases" / "1.1" / "texts")
    for version, (date, summary) in RELEASES.items():
        folder = content / "releases" / version
        digests = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*.xml")
        }
        release = {"version": version, "date": date, "summary": summary, "files": digests, "editorial": TITLES}
        (folder / "release.json").write_text(json.dumps(release), "utf-8")
    return build_edition(root / "source", root / "site")


@pytest.fixture(scope="module")
def past_host(past_site: Path, serve_folder: Callable[[Path], AbstractContextManager[str]]):
    """Serve that edition, and return its URL."""
    with serve_folder(past_site) as url:
        yield url


@pytest.fixture(params=["http", "file"])
def past_url(request: pytest.FixtureRequest, past_site: Path, past_host: str) -> str:
    """Return where that edition is: on a host, and as a folder."""
    return past_host if request.param == "http" else f"{past_site.as_uri()}/"


@pytest.fixture
def open_past(open_page: Callable[..., Page], past_url: str) -> Callable[..., Page]:
    """Open a page of that edition: `open_past("letters/index.html#p4")`."""
    return lambda path, **options: open_page(f"{past_url}{path}", **options)


@pytest.fixture
def open_file(open_page: Callable[..., Page], past_site: Path) -> Callable[..., Page]:
    """Open a page of that edition from the disk, where the scheme makes no difference."""
    return lambda path, **options: open_page(f"{past_site.as_uri()}/{path}", **options)


def clipboard(page: Page) -> str:
    """Return what was copied."""
    return page.evaluate("navigator.clipboard.readText()")


def command(page: Page, name: str) -> Locator:
    """Return a command in the bar of a paragraph."""
    return page.locator(".para-bar").get_by_role("button", name=name, exact=True)


def is_marked(locator: Locator) -> bool:
    """Tell whether a paragraph has another background than the page."""
    return locator.evaluate(BACKGROUND) != "rgba(0, 0, 0, 0)"


def marked(page: Page) -> list[str]:
    """Return the paragraphs and lines of the range that is marked."""
    return page.eval_on_selector_all(".in-range", "nodes => nodes.map(node => node.id)")


SCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])


# --- old links --------------------------------------------------------------------------------------------------


@SCRIPT
def test_old_link_finds_what_it_was_joined_to(open_past, *, javascript: bool):
    """A link to a paragraph that was joined to another arrives at that one, and marks it."""
    page = open_past("letters/index.html#p4", javascript=javascript, size=(1280, 400))
    paragraph = page.locator("#p3")

    assert is_marked(paragraph)
    assert not is_marked(page.locator("#p5"))
    assert 0 <= paragraph.evaluate(TOP) < 100
    expect(page.locator("#p3 > .edited")).to_be_visible()
    expect(page.locator("#p2 > .edited")).to_be_hidden()


@SCRIPT
@pytest.mark.parametrize(
    ("address", "words"),
    [("p7", "This passage was withdrawn. Reason: not by this author."), ("p6", "This passage has moved. It is now:")],
)
def test_old_link_says_what_became_of_it(open_past, address: str, words: str, *, javascript: bool):
    """A link to a passage that is gone arrives at a word about it, which is hidden from everybody else."""
    page = open_past(f"letters/index.html#{address}", javascript=javascript)

    expect(page.locator(".tombstone:visible")).to_have_count(1)
    expect(page.locator(f"#{address}")).to_contain_text(words)
    assert is_marked(page.locator(f"#{address}"))

    page.goto(page.url.replace(f"#{address}", "#p1"))
    expect(page.locator(".tombstone:visible")).to_have_count(0)


@SCRIPT
def test_undecided_passage_names_what_it_may_be(open_past, *, javascript: bool):
    """A link to a passage that cannot be told from others names them all, and the last release that has it."""
    page = open_past("diary/index.html#p3", javascript=javascript)
    tombstone = page.locator("#p3")

    expect(page.locator(".tombstone:visible")).to_have_count(1)
    expect(tombstone).to_contain_text("It is one of these, unless it was taken out: ¶ 4, ¶ 6.")
    expect(tombstone.get_by_role("link")).to_have_text(["¶ 4", "¶ 6", re.compile("^1.0, ")])

    tombstone.get_by_role("link", name="¶ 6").click()
    expect(page.locator(".para:target")).to_have_id("p6")
    expect(page.locator(".tombstone:visible")).to_have_count(0)

    page.goto(page.url.replace("diary/index.html#p6", "diary/p3/index.html"))
    expect(page.locator(".gone")).to_contain_text("It can no longer be told which passage this was.")


def test_undecided_passage_is_listed_for_programs(past_site: Path):
    """The list of addresses says of an undecided one what it may be."""
    listed = {(one["text"], one["id"]): one for one in json.loads((past_site / "ids.json").read_text("utf-8"))}

    assert ("undecided", ["p4", "p6"]) == (listed["diary", "p3"]["status"], listed["diary", "p3"]["successors"])


@SCRIPT
def test_forward_leads_to_the_other_text(open_past, *, javascript: bool):
    """From a passage that moved, a click leads to where it is; from a withdrawn one, to the release that has it."""
    page = open_past("letters/index.html#p6", javascript=javascript)
    page.locator("#p6 a").first.click()
    expect(page.locator(".para:target")).to_contain_text("I have begun to keep a diary")

    page.go_back()
    page.goto(page.url.replace("#p6", "#p7"))
    page.locator("#p7 a").click()
    expect(page.locator(".para:target")).to_contain_text("The mayor is a fool.")
    assert "/letters/1.0/" in page.url


@SCRIPT
def test_split_paragraph_names_its_continuation(open_past, *, javascript: bool):
    """A link to a paragraph that was split arrives at its first part, which leads on to the next."""
    page = open_past("letters/index.html#p5", javascript=javascript)
    page.locator("#p5 > .continuation a").click()

    expect(page.locator(":target")).to_have_id("p5a")
    expect(page.locator("#p5 > .continuation")).to_be_hidden()


def test_edit_is_legible_without_colour(open_file):
    """What was edited is folded away under the paragraph one has followed a link to: underlined, or struck through."""
    page = open_file("letters/index.html#p5", javascript=False)
    page.locator("#p5 > .edited > summary").click()

    assert "line-through" == page.locator("#p5 del").evaluate(DECORATION)
    page.goto(page.url.replace("#p5", "#p2"))
    page.locator("#p2 > .edited > summary").click()
    assert {"underline"} == {node.evaluate(DECORATION) for node in page.locator("#p2 ins").all()}


def test_copied_link_of_an_old_address_is_the_new_one(open_past):
    """Who arrives by an old address copies the one that the paragraph has now."""
    page = open_past("letters/index.html#p4", permissions=CLIPBOARD)
    command(page, "Copy link").click()
    expect(command(page, "Copied")).to_be_visible()

    assert clipboard(page).endswith("#p3")


# --- released versions ------------------------------------------------------------------------------------------


def test_release_is_marked_as_superseded(open_past):
    """A release says what it is, has its own addresses, and leads to the same place in the current text."""
    page = open_past("letters/1.0/index.html#p4", permissions=CLIPBOARD)
    expect(page.locator(".superseded")).to_contain_text("the text of release 1.0, 1 March 2025")
    expect(page.locator(".para:target > p")).to_have_text("Of newspapers there were none.")
    command(page, "Copy link").click()
    expect(command(page, "Copied")).to_be_visible()
    assert clipboard(page).removesuffix("#p4").removesuffix("index.html").endswith("/letters/1.0/")

    page.locator("[data-current]").click()

    assert page.url.endswith("/letters/index.html#p4")
    assert is_marked(page.locator("#p3"))


def test_release_leads_to_the_current_text_without_script(open_file):
    """Without script too a release leads to the current text."""
    page = open_file("letters/1.0/index.html#p4", javascript=False)
    page.locator(".superseded a").click()

    assert page.url.endswith("/letters/index.html")


@pytest.mark.parametrize(("address", "words"), [("p2", "Cited from 1.0, edited since."), ("p4", "edited since")])
def test_link_from_a_release_says_that_it_was_edited(open_past, address: str, words: str):
    """A link that names a release says at the paragraph that it was edited since, and shows how."""
    page = open_past(f"letters/index.html?ed=1.0#{address}", permissions=CLIPBOARD)
    paragraph = page.locator(".para:has(> .cited)")
    expect(paragraph.locator(".cited")).to_contain_text(words)
    expect(paragraph.locator("ins").first).to_be_visible()
    command(page, "Copy link").click()
    expect(command(page, "Copied")).to_be_visible()
    assert "?" not in clipboard(page)

    paragraph.locator(".cited a").click()
    expect(page.locator(".superseded")).to_contain_text("1.0")


def test_link_from_a_release_says_that_nothing_changed(open_past):
    """A link that names a release says so too where the paragraph is as it was, with a link to the release."""
    page = open_past("letters/index.html?ed=1.0#p8")
    expect(page.locator("#p8 > .cited")).to_contain_text("Cited from 1.0, unchanged since.")
    page.locator("#p8 > .cited a").click()

    expect(page.locator(".para:target")).to_have_id("p8")
    assert "/letters/1.0/" in page.url


def test_unknown_release_is_not_vouched_for(open_file):
    """Of a release that there never was, nothing is said."""
    page = open_file("letters/index.html?ed=0.7#p8")
    expect(page.locator(".range-hint")).to_be_attached()

    expect(page.locator(".cited")).to_have_count(0)


# --- ranges -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("p3-p5a", ["p3", "p5", "p5a"]),
        ("p5a-p3", ["p3", "p5", "p5a"]),
        ("p4-p5", ["p3", "p5"]),
        ("p2", ["p2"]),
        ("p2-p99", ["p2"]),
        ("p1-p2,p9", ["p1", "p2", "p9"]),
        ("p98-p99", []),
        ("%", []),
    ],
)
def test_range_is_marked(open_file, query: str, expected: list[str]):
    """The paragraphs between two are marked, in whatever order they are named; what is unknown is left out."""
    page = open_file(f"letters/index.html?p={query}#p3")
    expect(page.locator(".range-hint")).to_be_attached()

    assert expected == marked(page)


@pytest.mark.parametrize("path", ["letters/index.html?p=p3-p5#p3", "letters/index.html?p=p3-p5"])
def test_range_arrives_at_its_beginning(open_past, path: str):
    """A link to a range arrives at its first paragraph, even if its fragment was lost on the way."""
    page = open_past(path, size=(1280, 300))
    expect(page.locator("#p5.in-range")).to_have_count(1)

    expect(page.locator(":target")).to_have_id("p3")
    assert 0 <= page.locator("#p3").evaluate(TOP) < 60
    assert page.evaluate("history.length") <= 2


def test_range_without_script_arrives(open_past):
    """Without script a link to a range arrives at its first paragraph, marked."""
    page = open_past("letters/index.html?p=p3-p5#p3", javascript=False)

    assert is_marked(page.locator("#p3"))


def test_range_on_a_host_without_file_name(open_page, past_host: str):
    """A range works where the host adds the file name."""
    page = open_page(f"{past_host}letters/?p=p3-p5#p3")

    expect(page.locator(".in-range")).to_have_count(2)


def test_range_of_verses(open_file):
    """Lines of verse make a range as well; their ids may have hyphens."""
    page = open_file("verses/index.html?p=l-2-l-3#l-2")
    expect(page.locator(".in-range")).to_have_count(2)

    assert ["l-2", "l-3"] == marked(page)


def test_range_is_picked_by_keyboard(open_past):
    """By keyboard: number, "Link range", the number at the other end, Enter; the link is copied, the range marked."""
    page = open_past("letters/index.html", permissions=CLIPBOARD)
    page.locator("#p5 > .pn").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.locator("#p5 > .pn")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(command(page, "Link range")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".range-hint")).to_contain_text("Choose the number of the last paragraph.")

    page.locator("#p2 > .pn").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".range-hint")).to_have_text("Copied")
    assert ["p2", "p3", "p5"] == marked(page)
    assert clipboard(page).endswith("?p=p2-p5#p2")
    assert "#" not in page.url
    page.keyboard.press("Enter")
    assert page.url.endswith("#p2")


def test_range_is_picked_by_touch(open_past):
    """By touch: number, "Link range", the number at the other end."""
    page = open_past("letters/index.html", size=(360, 740), touch=True, permissions=CLIPBOARD)
    page.locator("#p3 > .pn").tap()
    command(page, "Link range").tap()
    expect(page.locator(".range-hint")).to_be_in_viewport()
    page.locator("#p8 > .pn").tap()

    expect(page.locator(".range-hint")).to_have_text("Copied")
    assert ["p3", "p5", "p5a", "p8"] == marked(page)
    assert clipboard(page).endswith("?p=p3-p8#p3")
    page.goto(clipboard(page))
    expect(page.locator(".in-range")).to_have_count(4)


@pytest.mark.parametrize("how", ["Escape", "button", "again"])
def test_picking_is_cancelled(open_file, how: str):
    """Esc, the button of the hint, or the same command again end the picking; numbers are plain links then."""
    page = open_file("letters/index.html#p3")
    command(page, "Link range").click()
    hint = page.get_by_role("status").filter(has_text="Choose")
    expect(hint).to_be_visible()
    if how == "Escape":
        page.keyboard.press("Escape")
    elif how == "button":
        hint.get_by_role("button", name="Cancel").press("Enter")
        expect(page.locator("#p3 > .pn")).to_be_focused()
    else:
        command(page, "Link range").click()

    expect(page.locator(".range-hint")).to_be_hidden()
    assert [] == marked(page)
    page.locator("#p8 > .pn").click()
    expect(page.locator(":target")).to_have_id("p8")


def test_range_is_shown_where_the_clipboard_is_refused(open_file):
    """Where the clipboard is refused, the link to the range is shown in a field, selected."""
    page = open_file("letters/index.html#p3")
    page.evaluate(REFUSE_CLIPBOARD)
    command(page, "Link range").click()
    expect(page.locator(".range-hint")).to_be_visible()
    page.locator("#p5 > .pn").click()

    expect(page.get_by_role("textbox", name="Link to this paragraph")).to_have_value(
        f"{page.url.removesuffix('#p3')}?p=p3-p5#p3"
    )


def test_nothing_is_loaded_before_it_is_wanted(open_file):
    """The second script is loaded for a range, for a command, or for words that are selected, and else not."""
    page = open_file("letters/index.html?from=mail#p3")
    page.locator("#p5").hover()
    page.locator("#p5 > .pn").click()
    assert 0 == page.locator("script[src*=links]").count()

    page.evaluate(SELECT, ["p8", "evening", "lamps"])

    expect(page.locator("script[src*=links]")).to_have_count(1)


# --- quotations -------------------------------------------------------------------------------------------------


def quotation(page: Page, address: str, first: str, last: str) -> str:
    """Select words of a paragraph, copy the link to them, and return what it says after the fragment."""
    page.evaluate(SELECT, [address, first, last])
    command(page, "Copy link to quotation").click()
    expect(command(page, "Copied")).to_be_visible()
    url = clipboard(page)
    _, separator, fragment = url.partition(f"#{address}")
    assert separator
    return fragment.removeprefix(":~:text=")


QUOTATIONS = [
    ("p8", "evening", "lamps", "evening%20the%20lamps"),
    ("p8", "ening the la", "mp", "evening%20the%20lamps"),
    ("p1", "a well-known one", ", who barked & barked", "a%20well%2Dknown%20one%2C%20who%20barked%20%26%20barked"),
    ("p8", "The rope was made fast.", "The rope was made fast.", "The%20rope%20was%20made%20fast.,-In%20the%20evening"),
    ("p1", "nobody was waiting", "with his dog", "nobody%20was%20waiting%20on,pilot%20with%20his%20dog"),
    ("p1", "waiting on the quay", "quay", "waiting%20on%20the%20quay1"),
    ("p9", "Whoever wants", "band played.", "Whoever%20wants%20to%20know,and%20the%20band%20played."),
]


@pytest.mark.parametrize(("address", "first", "last", "expected"), QUOTATIONS)
def test_quotation_is_linked(open_file, address: str, first: str, last: str, expected: str):
    """The link to a quotation has whole words, is the only such place in the page, and avoids references to notes."""
    page = open_file("letters/index.html", permissions=CLIPBOARD)

    assert expected == quotation(page, address, first, last)


@pytest.mark.parametrize(("address", "first", "last"), [quote[:3] for quote in QUOTATIONS])
def test_browser_finds_the_quotation(open_page, open_file, address: str, first: str, last: str):
    """Chromium finds the quoted words by the link: what it takes for the target is what holds them, and has no id."""
    page = open_file("letters/index.html", permissions=CLIPBOARD)
    quotation(page, address, first, last)
    found = open_page(clipboard(page))

    assert ["P", address] == found.evaluate(FOUND)


def test_quotation_that_is_lost_leads_to_its_paragraph(open_file):
    """Where the quoted words are not there any more, the link leads to the paragraph."""
    page = open_file("letters/index.html#p8:~:text=no%20such%20words")

    expect(page.locator(":target")).to_have_id("p8")


def test_ambiguous_quotation_falls_back_to_the_paragraph(open_file):
    """Where no context makes the quotation the only one, the link is that of the paragraph."""
    page = open_file("letters/index.html", permissions=CLIPBOARD)
    page.eval_on_selector_all("#p8 > p, #p9 > p", "nodes => nodes.forEach(node => { node.textContent = 'La la la.' })")

    assert "" == quotation(page, "p8", "La", "la.")


def test_quotation_is_offered_where_words_are_selected(open_file):
    """The command is in the bar of the paragraph with the selection, nowhere else, and goes with the selection."""
    page = open_file("letters/index.html#p3")
    expect(command(page, "Copy link to quotation")).to_have_count(0)
    page.evaluate(SELECT, ["p8", "evening", "lamps"])
    expect(page.locator("#p8 > .para-bar").get_by_text("Copy link to quotation")).to_be_visible()

    page.locator("#p9").hover()
    expect(command(page, "Copy link")).to_be_visible()
    expect(command(page, "Copy link to quotation")).to_be_hidden()
    page.locator("#p8").hover()
    expect(command(page, "Copy link to quotation")).to_be_visible()
    page.evaluate("getSelection().removeAllRanges()")
    expect(command(page, "Copy link to quotation")).to_be_hidden()


def test_selection_over_two_paragraphs_is_no_quotation(open_file):
    """A selection that goes beyond its paragraph is not offered."""
    page = open_file("letters/index.html#p3")
    page.evaluate("""() => {
        const [from, to] = ["#p8 > p", "#p9 > p"].map(path => document.querySelector(path).firstChild);
        getSelection().setBaseAndExtent(from, 4, to, 12);
    }""")
    expect(page.locator(".range-hint")).to_be_attached()
    page.locator("#p8").hover()

    expect(command(page, "Copy link to quotation")).to_be_hidden()


def test_triple_click_quotes_the_paragraph(open_past):
    """A triple click selects the paragraph, by mouse and without a popup, and a click copies the link."""
    page = open_past("letters/index.html", permissions=CLIPBOARD)
    page.locator("#p5a > p").click(click_count=3)
    command(page, "Copy link to quotation").click()
    expect(command(page, "Copied")).to_be_visible()

    assert clipboard(page).endswith(
        "#p5a:~:text=On%20the%20third%20day%20it%20did%20not%2C%20and%20the%20crew%20went%20ashore%20to%20dance."
    )


# --- sharing ----------------------------------------------------------------------------------------------------


def test_link_can_be_shared_by_touch(open_page, past_site: Path):
    """Where the system can share and fingers point, a command beside "Copy link" hands the link over."""
    page = open_page("about:blank", size=(320, 640), touch=True)
    page.add_init_script("navigator.share = async data => { window.shared = data.url }")
    page.goto(f"{past_site.as_uri()}/letters/index.html#p3")
    command(page, "Share").tap()

    assert page.evaluate("String(window.shared)").endswith("/letters/index.html#p3")
    assert [] == page.evaluate(TOO_WIDE)


# --- the pages --------------------------------------------------------------------------------------------------


@SCRIPT
def test_paragraph_has_a_page(open_past, *, javascript: bool):
    """A paragraph's page has its words, its notes, its citation and its history, and leads on and into the text."""
    page = open_past("letters/p1/index.html", javascript=javascript)
    expect(page.get_by_role("heading", level=1)).to_have_text("¶ 1")
    expect(page.locator(".note-list > li")).to_have_count(2)
    expect(page.locator(".citation")).to_have_text("A. Pilot, “Letters”, Harbour Papers, Loccit, para. 1")
    expect(page.locator(".history > li")).to_have_count(1)
    expect(page.locator(".para-bar")).to_have_count(0)

    page.locator("[rel=next]").click()
    expect(page.locator(".history > li")).to_have_count(2)
    expect(page.locator(".history .difference").first).to_contain_text("fresh")
    page.locator(".in-context a").click()
    expect(page.locator(".para:target")).to_have_id("p2")


@pytest.mark.parametrize(
    ("address", "words"), [("p4", "joined to another"), ("p6", "has moved"), ("p7", "not by this author")]
)
def test_page_of_what_is_gone_says_so(open_file, address: str, words: str):
    """The page of a paragraph that is gone says what became of it, and has its history."""
    page = open_file(f"letters/{address}/index.html")

    expect(page.locator(".gone")).to_contain_text(words)
    expect(page.locator(".history > li")).to_have_count(2)


def test_corrections_lead_to_what_they_corrected(open_past):
    """The corrections are grouped by release and text, and each leads to its paragraph."""
    page = open_past("corrections/index.html")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Release 1.1", "Release 1.0"])
    page.locator(".correction-list li").filter(has_text="withdrawn").get_by_role("link").click()

    expect(page.locator(".tombstone:target")).to_be_visible()


PAGES = {
    "paragraph": "letters/p2/index.html",
    "gone": "letters/p7/index.html",
    "corrections": "corrections/index.html",
    "corrections of a text": "letters/corrections/index.html",
    "release": "letters/1.0/index.html#p4",
    "tombstone": "letters/index.html#p7",
    "undecided": "diary/index.html#p3",
    "range": "letters/index.html?p=p2-p5&ed=1.0#p2",
}

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}


@pytest.mark.parametrize("size", [(1280, 900), (320, 640)], ids=["wide", "narrow"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_have_no_barrier(open_page, past_host: str, tools: Path, size: tuple[int, int], *, dark: bool):
    """axe-core finds nothing on these pages, even while a range is picked, and none scrolls sideways."""
    axe = (tools / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page = open_page("about:blank", dark=dark, size=size, touch=size[0] == 320)
    for name, path in PAGES.items():
        page.goto(f"{past_host}{path}")
        if name == "range":
            command(page, "Link range").click()
            expect(page.locator(".range-hint")).to_be_visible()
        page.evaluate(axe)
        found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]

        assert [] == [f"{rule['id']}: {node['html']}" for rule in found for node in rule["nodes"]], name
        assert [] == page.evaluate(TOO_WIDE), name


def test_print_leaves_the_history_out(open_file):
    """On paper there are no folded differences and no commands; a passage that is asked for says what became of it."""
    page = open_file("letters/index.html#p3")
    page.emulate_media(media="print")
    expect(page.locator(".edited:visible, .para-bar:visible, .tombstone:visible")).to_have_count(0)

    page.goto(unquote(page.url.replace("#p3", "#p7")))
    expect(page.locator("#p7")).to_be_visible()
