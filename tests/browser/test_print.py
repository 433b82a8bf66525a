"""What a teacher hands out: the printed page."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

TEXT = "toward-intervention/index.html"


@pytest.fixture
def print_page(pdftotext: str, tmp_path: Path) -> Callable[[Page], str]:
    """Print an open page on one long sheet, and return the words on it: as written, or with `-layout` as they stand."""

    def printed(page: Page, order: str = "-raw") -> str:
        page.pdf(path=tmp_path / "page.pdf", width="210mm", height="2500mm")
        command = [pdftotext, order, str(tmp_path / "page.pdf"), "-"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    return printed


def letters(text: str) -> str:
    """Return the letters and digits of a text: printing may hyphenate, and spaces lines its own way."""
    return "".join(re.findall(r"\w", text))


ON_SCREEN = (
    "Skip to the text",
    "How to cite",
    "Display",
    "Copy link",
    "Close",
    "Back to",
    "Full entry",
    "Go to the note",
)
"""Words of the navigation, the controls, the ways back and the popovers."""

WORDS = """nodes => nodes.map(node => {
    const copy = node.cloneNode(true);
    copy.querySelectorAll(".noteref").forEach(reference => reference.remove());
    return copy.textContent;
})"""
"""The words of elements without the raised references, which are apart from them in a printed file."""


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_whole_text_is_printed(open_page, print_page, *, javascript: bool):
    """All paragraphs, notes and definitions are printed, with or without a script."""
    page = open_page(TEXT, javascript=javascript)
    paper = letters(print_page(page))
    passages = page.locator(".para > p, .note-body > p:not(.more), dd > p:first-child").evaluate_all(WORDS)

    assert len(passages) > 30
    assert [] == [passage for passage in passages if letters(passage) not in paper]


def test_numbers_are_printed(open_page, print_page):
    """The number of each paragraph is printed beside or above its first words, and that of a note beside the note."""
    page = open_page(TEXT)
    paper = print_page(page, "-layout")
    for paragraph in page.locator(".para").all():
        label = paragraph.get_attribute("data-label")
        words = " ".join(paragraph.locator("p").first.text_content().split()[:3])

        assert re.search(rf"^ *{label}\s+{re.escape(words)}", paper, re.MULTILINE), label

    assert re.search(r"^ *1 +The reference is to the joint session", paper, re.MULTILINE)


def test_what_is_for_the_screen_is_not_printed(open_page, print_page):
    """Navigation, controls, ways back and popovers are not printed; a note that is open is printed once."""
    page = open_page(f"{TEXT}#p4")
    page.click("#ref\\:n1")
    expect(page.locator(".popover:popover-open")).to_have_count(1)
    paper = print_page(page)

    assert [] == [word for word in ON_SCREEN if word in paper]
    assert 1 == letters(paper).count(letters("The reference is to the joint session"))


def test_folded_parts_are_printed_open(open_page, print_page):
    """What is folded on the screen is open on paper."""
    page = open_page(TEXT)
    folded = page.locator("details .about-part")
    expect(folded.first).to_be_hidden()
    first_words = [part.text_content().split()[:3] for part in folded.all()]
    paper = letters(print_page(page))

    assert first_words
    assert [] == [words for words in first_words if letters("".join(words)) not in paper]


def test_paper_says_where_it_comes_from(open_page, print_page):
    """The printed page names its permanent address, the rights, and the day on which it was read."""
    paper = print_page(open_page(TEXT))

    assert "https://loccit.example/toward-intervention/" in paper
    assert "CC BY 4.0" in paper
    assert re.search(r"Accessed \d+ \w+ \d{4}", paper)


def test_paper_is_white_under_a_dark_theme(open_page):
    """Black on white is printed, whatever the theme; the marked paragraph is not printed darker."""
    page = open_page(f"{TEXT}#p4", dark=True)
    page.emulate_media(media="print", color_scheme="dark")

    assert "rgb(255, 255, 255)" == page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert "rgb(0, 0, 0)" == page.evaluate("getComputedStyle(document.body).color")
    assert "rgb(255, 255, 255)" == page.locator("#p4").evaluate("node => getComputedStyle(node).backgroundColor")


@pytest.mark.parametrize("path", ["glossary/novaya-zhizn/index.html", "notes/novaya-zhizn/index.html"])
def test_sources_are_printed_with_their_addresses(open_page, print_page, path: str):
    """The page of an entry or a note is printed with its sources and their addresses."""
    page = open_page(path)
    addresses = page.locator(".sources .url").all_inner_texts()
    paper = letters(print_page(page))

    assert addresses
    assert [] == [address for address in addresses if letters(address) not in paper]
