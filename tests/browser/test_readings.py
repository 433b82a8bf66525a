"""The reading text and the documentary text: one of them is seen, found, copied and printed, and the place is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.conservation import wrapped

WORDS = "words that make the paragraph long enough to be broken over several lines of any window " * 4
PARAGRAPH = (
    "<p>The <choice><orig>ſhip</orig><reg>ship</reg></choice> of <choice><abbr>Capt.</abbr><expan>Captain</expan>"
    "</choice> B. was un-<lb n='2'/>willing <del>to</del> <add place='above'>at</add> anchor.<lb/>{} <choice><sic>"
    "a very long form that is not at all like the other one and fills a line by itself, or even two lines</sic><corr>"
    "x</corr></choice></p>"
)
READING, DOCUMENTARY = "The ship of Captain B. was unwilling at anchor.", "The ſhip of Capt. B. was un-"


@pytest.fixture(scope="session")
def two_texts(build_edition: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build a long text with two forms, and return the `file:` URL of its page."""
    folder = tmp_path_factory.mktemp("two-texts")
    (folder / "log.xml").write_text(wrapped("".join(PARAGRAPH.format(WORDS) for _ in range(60))), "utf-8")
    return f"{build_edition(folder / 'log.xml', folder / 'site').as_uri()}/log/index.html"


@pytest.fixture
def open_log(open_page: Callable[..., Page], two_texts: str) -> Callable[..., Page]:
    """Open that page: `open_log("#p7", javascript=False)`."""
    return lambda fragment="", **options: open_page(two_texts + fragment, **options)


def seen(page: Page) -> str:
    """Return the first paragraph as it is seen, copied and spoken."""
    return " ".join(page.locator("#p1 p").inner_text().split())


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_one_text_is_seen(open_log: Callable[..., Page], *, javascript: bool) -> None:
    """The reading text comes first; the other takes its place with or without a script, and both can be seen."""
    page = open_log(javascript=javascript)

    assert seen(page).startswith(READING)

    page.get_by_role("radio", name="Documentary text").check()
    assert seen(page).startswith(DOCUMENTARY)

    page.get_by_role("radio", name="Both").check()
    assert seen(page).startswith("The ship [ſhip] of Captain [Capt.] B. was unwilling to at anchor.")


def test_nothing_is_lost_without_style(open_log: Callable[..., Page]) -> None:
    """Where the style sheet is not there, both forms are, the second one in brackets."""
    page = open_log()
    page.evaluate("document.querySelectorAll('[rel=stylesheet]').forEach(sheet => { sheet.disabled = true })")

    assert "ship [ſhip] of Captain [Capt.]" in seen(page)


def test_broken_word_is_whole(open_log: Callable[..., Page]) -> None:
    """A word that is broken over two lines is found and copied as one, until the lines are shown."""
    page = open_log()

    assert page.evaluate("find('was unwilling')")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#p1 p'))")
    assert "was unwilling at" in page.evaluate("String(getSelection())")

    page.get_by_role("button", name="Display").click()
    page.get_by_role("group", name="Line and page breaks").get_by_role("radio", name="Shown").check()

    assert "was un-willing" in seen(page)
    page.reload()
    assert "was un-willing" in seen(page)


def test_switch_works_by_keyboard_and_says_so(open_log: Callable[..., Page]) -> None:
    """The arrow keys switch between the texts, and what is shown now is announced."""
    page = open_log()
    page.get_by_role("radio", name="Reading text").focus()
    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("radio", name="Documentary text")).to_be_checked()
    expect(page.locator("[data-status]")).to_have_text("Shown: Documentary text")
    assert seen(page).startswith(DOCUMENTARY)


def test_choice_is_kept(open_log: Callable[..., Page]) -> None:
    """Who has chosen a text finds it again."""
    page = open_log()
    page.get_by_role("radio", name="Documentary text").check()
    page.reload()

    expect(page.get_by_role("radio", name="Documentary text")).to_be_checked()


@pytest.mark.parametrize("size", [(1280, 900), (360, 640)], ids=["wide", "narrow"])
def test_switch_keeps_the_place(open_log: Callable[..., Page], size: tuple[int, int]) -> None:
    """What one was reading stays where it was, though all before it has become longer, and then shorter again."""
    page = open_log(size=size)
    page.locator("#p40").scroll_into_view_if_needed()
    page.mouse.wheel(0, 37)
    page.wait_for_timeout(200)
    top_of = "document.querySelector('#p41').getBoundingClientRect().top"
    for name in ("Documentary text", "Both", "Reading text"):
        before = page.evaluate(top_of)
        radio = page.get_by_role("radio", name=name)
        expect(radio).to_be_in_viewport()
        box = radio.bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        page.wait_for_timeout(100)

        assert page.evaluate("scrollY") > 0
        assert page.evaluate(top_of) == pytest.approx(before, abs=PARAGRAPH_AT_MOST)


PARAGRAPH_AT_MOST = 160
"""The pixels by which the paragraph below the one that is read may move, since that one has another length."""


def test_switch_hides_no_paragraph_that_a_link_leads_to(
    open_log: Callable[..., Page], open_page: Callable[..., Page], poem: str
) -> None:
    """On a phone one row stays over the text; where it has a second one, with the witnesses, it scrolls away."""
    page = open_log("#p40", size=(360, 640))
    bar = page.locator(".readings").bounding_box()

    assert bar["y"] + bar["height"] <= page.locator("#p40 > .pn").bounding_box()["y"]
    assert bar["height"] < ONE_ROW_AT_MOST

    page = open_page(poem, size=(360, 200))
    page.locator("footer").scroll_into_view_if_needed()

    expect(page.locator(".readings")).not_to_be_in_viewport()


ONE_ROW_AT_MOST = 60
"""The height in pixels of the switch with one row of choices."""


def test_printed_as_chosen(open_log: Callable[..., Page]) -> None:
    """On paper stands what was chosen, without the switch."""
    page = open_log()
    page.get_by_role("radio", name="Both").check()
    page.emulate_media(media="print")

    expect(page.locator(".readings")).to_be_hidden()
    assert "ship [ſhip]" in seen(page)


def test_link_to_what_is_hidden_shows_it(open_page: Callable[..., Page], build_edition, tmp_path: Path) -> None:
    """A link to something in the other text shows all there is, so that it leads somewhere."""
    source = tmp_path / "case.xml"
    source.write_text(wrapped("<p>a <del xml:id='gone'>b</del> c</p>"), "utf-8")
    site = build_edition(source, tmp_path / "site")
    page = open_page(f"{site.as_uri()}/case/index.html#gone")

    expect(page.locator("#gone")).to_be_in_viewport()
    expect(page.get_by_role("radio", name="Both")).to_be_checked()


# --- the apparatus ----------------------------------------------------------------------------------------------

VERSE = """<lg><l>When <app><lem wit="#A #B">winter</lem><rdg wit="#P">summer</rdg></app> winds are
<app><lem wit="#A">loud</lem><rdg wit="#B">lowde</rdg><rdg wit="#P"/></app></l>
<l>And <app><rdgGrp><rdg wit="#A">leaues</rdg><rdg wit="#B">leaves</rdg></rdgGrp><rdg wit="#P">boughs</rdg></app>
<app><lem>are <app><lem>all</lem><rdg wit="#B">each</rdg></app></lem><rdg wit="#P">were</rdg></app> gone</l></lg>"""
WITNESSES = "<sourceDesc><listWit><witness xml:id='P'>The print of 1633</witness></listWit></sourceDesc>"


@pytest.fixture(scope="session")
def poem(build_edition: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build a poem with an apparatus, and return the `file:` URL of its page."""
    folder = tmp_path_factory.mktemp("poem")
    tei = wrapped(VERSE).replace("<sourceDesc><p/></sourceDesc>", WITNESSES)
    (folder / "poem.xml").write_text(tei, "utf-8")
    return f"{build_edition(folder / 'poem.xml', folder / 'site').as_uri()}/poem/index.html"


def lines(page: Page) -> list[str]:
    """Return the lines of verse as they are seen, without their numbers."""
    return [" ".join(words.split()[1:]) for words in page.locator(".tei-body .tei-l").all_inner_texts()]


@pytest.mark.parametrize(
    ("witness", "seen"),
    [
        ("A", ["When winter winds are loud", "And leaues are all gone"]),
        ("B", ["When winter winds are lowde", "And leaves are each gone"]),
        ("P", ["When summer winds are", "And boughs were gone"]),
    ],
)
def test_text_of_a_witness(open_page: Callable[..., Page], poem: str, witness: str, seen: list[str]) -> None:
    """Who chooses a witness reads its text, the lemma where it is not named, and comes back to the edited one."""
    page = open_page(poem)
    edited = ["When winter winds are loud", "And leaues are all gone"]

    assert edited == lines(page)

    page.get_by_label("Witness").select_option(witness)
    assert seen == lines(page)

    page.get_by_label("Witness").select_option("")
    assert edited == lines(page)


def test_marks_in_a_lemma_stay(
    build_edition: Callable[..., Path], open_page: Callable[..., Page], tmp_path: Path
) -> None:
    """Where a witness reads otherwise, the pages of the edition and the calls of its notes are still to be seen."""
    words = '<lem wit="#A">two <pb n="7"/>three<note>On it.</note></lem><rdg wit="#B">zwei</rdg>'
    (tmp_path / "a.xml").write_text(wrapped(f"<p>one <app>{words}</app> four</p>"), "utf-8")
    page = open_page(f"{build_edition(tmp_path / 'a.xml', tmp_path / 'site').as_uri()}/a/index.html")
    page.get_by_label("Witness").select_option("B")

    assert "one [7]1zwei four" == " ".join(page.locator("#p1 > p").inner_text().replace("°", " ").split())
    page.locator(".noteref").click()
    expect(page.get_by_role("button", name="Close")).to_be_visible()


def test_all_readings_leave_the_witness(open_page: Callable[..., Page], poem: str) -> None:
    """All readings together are no witness's text."""
    page = open_page(poem)
    page.get_by_label("Witness").select_option("P")
    page.get_by_role("radio", name="All readings").check()

    expect(page.get_by_label("Witness")).to_have_value("")
    assert "When winter [summer] winds" in lines(page)[0]


def test_variants_open_beside_the_text(open_page: Callable[..., Page], poem: str) -> None:
    """A mark opens the entry with its sigla by mouse or keyboard, and a siglum tells what witness it is."""
    page = open_page(poem)
    mark = page.locator(".app-mark[aria-label*='winter']")
    mark.focus()
    page.keyboard.press("Enter")
    entry = page.get_by_role("group", name="Variants of “winter”")

    expect(entry).to_contain_text("A B; summer P")

    entry.get_by_role("link", name="P").click()

    expect(page.get_by_text("The print of 1633").locator("visible=true").last).to_be_visible()


def test_apparatus_without_a_script(open_page: Callable[..., Page], poem: str) -> None:
    """Without a script a mark leads to its entry in the list, the entry leads back, and no witness is offered."""
    page = open_page(poem, javascript=False)

    expect(page.get_by_label("Witness")).to_be_hidden()

    page.locator(".app-mark[aria-label*='loud']").click()
    entry = page.locator(".app-entry", has=page.locator(":target"))
    expect(entry).to_contain_text("loud] A; lowde B; om. P")

    entry.locator(".app-place").click()

    expect(page.locator(":target")).to_have_class("app-mark")


def test_marks_do_not_divide_words(open_page: Callable[..., Page], poem: str) -> None:
    """A mark is neither found nor copied with the words around it."""
    page = open_page(poem)

    assert page.evaluate("find('winter winds are loud')")
