"""The table of texts on the title page: readers sort and filter it, with a mouse, by keyboard, and on a telephone."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

TEXT = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>{title}</title>
<author>{author}</author></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><p><date{date}</date></p>
</sourceDesc></fileDesc></teiHeader><text xml:lang="{language}" type="{kind}"><body><p>One.</p></body></text></TEI>"""
TEXTS = (
    ("The Ébène Chest", "Ludwig van Aaken", ' when="-0044">44 BC', "en", "novel"),
    ("A Boat", "Émile Zola", ' when="1890-05-02">2 May 1890', "fr", "novel"),
    ("Yarn", "Émile Zola", ' when="0900">about 900', "fr", "poem"),
    ("Quarry", "Bo Madsen", ">in the autumn of 1712", "en", "poem"),
    ("Undated", "Bo Madsen", ">never", "en", "play"),
    ("Kiln", "Zoë Abt", ' notBefore="1890-05" notAfter="1890-07">early summer', "en", "play"),
    ("Moor", "Zoë Abt", ' when="2001">2001', "en", "diary"),
    ("Dam", "Zoë Abt", ' when="1999">1999', "en", "diary"),
)
"""Title, author, date, language and kind of each text."""


@pytest.fixture(scope="module")
def home(build_edition: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build a bare folder of texts, and return the `file:` URL of its title page."""
    folder = tmp_path_factory.mktemp("texts")
    for number, (title, author, date, language, kind) in enumerate(TEXTS):
        text = TEXT.format(title=title, author=author, date=date, language=language, kind=kind)
        (folder / f"{number}.xml").write_text(text, "utf-8")
    return f"{build_edition(folder, tmp_path_factory.mktemp('table') / 'site').as_uri()}/index.html"


@pytest.fixture
def page(open_page: Callable[..., Page], home: str) -> Page:
    """Open the title page."""
    return open_page(home)


def titles(page: Page) -> list[str]:
    """Return the titles that are shown, in their order."""
    rows = page.locator("tbody tr").all()
    return [row.locator("th").inner_text() for row in rows if row.is_visible()]


def sort(page: Page, column: str) -> None:
    """Press the header of a column."""
    page.get_by_role("columnheader").get_by_role("button", name=column).click()


def test_without_a_script_it_is_a_plain_table(open_page, home: str):
    """Without JavaScript all texts are there in their order, and nothing that does nothing."""
    page = open_page(home, javascript=False)

    assert [text[0] for text in TEXTS] == titles(page)
    expect(page.locator("main button, main input, main select")).to_have_count(0)


def test_dates_sort_by_what_machines_know(page: Page):
    """Dates are in the order of time, before our era too; a text without one comes last, either way round."""
    sort(page, "Date")
    up = titles(page)
    sort(page, "Date")

    assert ["The Ébène Chest", "Yarn", "Quarry", "Kiln", "A Boat", "Dam", "Moor", "Undated"] == up
    assert [*reversed(up[:-1]), "Undated"] == titles(page)


def test_names_sort_by_the_surname(page: Page):
    """Authors are in the order of their surnames, whatever particle or accent stands before them."""
    sort(page, "Author")
    authors = page.locator("tbody .col-author").all_inner_texts()

    assert ["Ludwig van Aaken", "Zoë Abt", "Bo Madsen", "Émile Zola"] == list(dict.fromkeys(authors))


def test_titles_sort_without_their_article(page: Page):
    """An article does not count, nor does an accent."""
    sort(page, "Title")

    assert ["A Boat", "Dam", "The Ébène Chest", "Kiln"] == titles(page)[:4]


def test_the_order_is_told_to_everybody(page: Page):
    """One header at a time says how the table is sorted; by keyboard it works as well."""
    button = page.get_by_role("columnheader").get_by_role("button", name="Kind")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort]")).to_have_count(1)
    expect(page.get_by_role("columnheader", name="Kind")).to_have_attribute("aria-sort", "ascending")
    page.keyboard.press("Space")

    expect(page.get_by_role("columnheader", name="Kind")).to_have_attribute("aria-sort", "descending")
    expect(button).to_be_focused()


def test_words_filter_and_the_number_is_told(page: Page):
    """Each word has to be in the row, without regard to case and accents; the count is a live region."""
    page.get_by_label("Search titles and names").fill("zola EMILE")

    assert ["A Boat", "Yarn"] == titles(page)
    expect(page.locator(".texts [role=status]")).to_have_text("2 of 8 texts")

    page.get_by_label("Search titles and names").fill("zola nothing")

    assert [] == titles(page)
    expect(page.locator(".texts [role=status]")).to_have_text("0 of 8 texts")


def test_choices_filter_together(page: Page):
    """What is chosen in several columns has to hold at once; one button shows everything again."""
    page.get_by_label("Language").select_option("French")
    page.get_by_label("Kind").select_option("Verse")
    assert ["Yarn"] == titles(page)
    page.get_by_role("button", name="Show all").click()

    expect(page.locator(".texts [role=status]")).to_have_text("8 of 8 texts")
    expect(page.get_by_role("button", name="Show all")).to_be_hidden()


def test_choice_is_there_on_the_way_back(page: Page):
    """Who comes back from a text finds what was chosen."""
    page.get_by_label("Author").select_option("Zoë Abt")
    sort(page, "Date")
    page.get_by_role("link", name="Kiln").click()
    page.go_back()

    expect(page.get_by_label("Author")).to_have_value("Zoë Abt")
    assert ["Kiln", "Dam", "Moor"] == titles(page)


def test_on_a_telephone_rows_are_stacked(open_page, home: str):
    """At 360 pixels nothing has to be scrolled sideways, and names say whose they are; the rest runs on."""
    page = open_page(home, size=(360, 640))

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    label = page.locator("tbody .col-author").first.evaluate("node => getComputedStyle(node, '::before').content")
    assert "Author" in label
    kind, date = (page.locator(f"tbody tr:first-child .col-{name}").bounding_box() for name in ("kind", "date"))
    assert kind["y"] == date["y"]
    sort(page, "Title")

    assert titles(page)[0] == "A Boat"


def test_each_printed_page_says_what_its_columns_are(page: Page, pdftotext: str, tmp_path: Path):
    """The head of the table is on every page that the table goes on to."""
    page.pdf(path=tmp_path / "table.pdf", width="210mm", height="120mm")
    command = [pdftotext, "-f", "2", "-l", "2", str(tmp_path / "table.pdf"), "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert {"Title", "Author", "Date"} <= set(printed.split("\n"))
