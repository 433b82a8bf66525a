"""Notes of several series: those in the margin beside the text, each reference unlike the others, each way back."""

from __future__ import annotations

import base64
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

WIDE, MEDIUM, NARROW = (1440, 900), (1000, 800), (360, 640)
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
LEAF = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader><fileDesc><titleStmt><title>A Leaf</title>
</titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc></teiHeader><text><body>
<pb n="1" facs="leaf.png"/><p>We set out early.<note place="margin">bad weather</note></p></body></text></TEI>"""
TOP = "node => node.getBoundingClientRect().top"


@pytest.fixture(scope="module")
def notes_page(build_edition: Callable[..., Path], repository: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Build the edition whose notes are of several series, and return the address of its text."""
    source = repository / "tests" / "editions" / "notes"
    return f"{build_edition(source, tmp_path_factory.mktemp('notes') / 'site').as_uri()}/tract/index.html"


def beside(note: Locator, text: Locator) -> bool:
    """Tell whether a note begins where the column of the text has ended."""
    box, column = note.bounding_box(), text.bounding_box()
    assert box
    assert column

    return box["x"] >= column["x"] + column["width"]


def test_notes_of_the_margin_stand_there(open_page, notes_page: str):
    """On a wide screen a note of the margin stands beside its reference, in order; a footnote stays in its list."""
    page = open_page(notes_page, size=WIDE)
    text = page.locator(".tei-body")

    for name in ("n2", "n5"):
        note, reference = page.locator(f"#{name}"), page.locator(f"[id='ref:{name}']")
        expect(note).to_be_visible()
        assert beside(note, text)
        assert abs(note.evaluate(TOP) - reference.evaluate(TOP)) < 120
    first, second = (page.locator(f"#{name}").bounding_box() for name in ("n2", "n5"))
    assert first["y"] + first["height"] <= second["y"]
    assert not beside(page.locator("#n3"), text)


@pytest.mark.parametrize(("size", "javascript"), [(MEDIUM, True), (NARROW, True), (WIDE, False)])
def test_elsewhere_they_are_in_the_list(open_page, notes_page: str, size: tuple[int, int], *, javascript: bool):
    """Where there is no room, or no script, the notes of the margin are a list like the others."""
    page = open_page(notes_page, size=size, javascript=javascript)

    assert not beside(page.locator("#n2"), page.locator(".tei-body"))
    expect(page.get_by_role("heading", name="Notes in the margin")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_readers_who_want_the_list_get_it(open_page, notes_page: str):
    """One who has chosen to have all notes at the end has those of the margin there too."""
    page = open_page(notes_page, size=WIDE)
    page.get_by_role("button", name="Display").click()
    page.get_by_label("At the end").check()

    assert not beside(page.locator("#n2"), page.locator(".tei-body"))


def test_a_note_beside_the_text_does_not_open_twice(open_page, notes_page: str):
    """A click on a reference whose note is in view goes to that note; another opens its popover."""
    page = open_page(notes_page, size=WIDE)
    page.locator("[id='ref:n2']").click()

    expect(page.locator("#n2:target")).to_be_visible()
    expect(page.locator(".popover")).to_have_count(0)

    page.locator("[id='ref:n4']").click()

    expect(page.locator(".popover")).to_contain_text("schreiben darf")


def test_a_note_of_blocks_opens_on_a_small_screen(open_page, notes_page: str):
    """A note with a list opens within a small screen, whole or to be scrolled."""
    page = open_page(notes_page, size=NARROW)
    page.locator("[id='ref:n5']").click()
    popover = page.locator(".popover")

    expect(popover.locator("li")).to_have_count(2)
    box = popover.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= NARROW[0]
    assert box["y"] + box["height"] <= NARROW[1]


def test_references_of_two_series_are_told_apart(open_page, notes_page: str):
    """References to different notes have different marks and names, those to one note the same."""
    page = open_page(notes_page, javascript=False)
    references = page.locator("[role=doc-noteref]").all()
    marks = {(ref.inner_text(), ref.get_attribute("aria-label")): ref.get_attribute("href") for ref in references}
    names = {ref.get_attribute("aria-label"): ref.get_attribute("href") for ref in references}

    assert len(marks) == len(names) == len({ref.get_attribute("href") for ref in references})


def test_every_note_is_called_and_leads_back(open_page, notes_page: str):
    """Each note of each list, gathered by the source or standing off it, has ways back that lead to its references."""
    page = open_page(notes_page, javascript=False)
    notes = page.locator(".note-list > li").all()

    assert notes
    for note in notes:
        backs = note.locator("[role=doc-backlink]").all()
        assert backs
        for back in backs:
            reference = page.locator(f"[id='{back.get_attribute('href')[1:]}']")
            expect(reference).to_have_attribute("href", f"#{note.get_attribute('id')}")


@pytest.fixture
def built_from(build_edition: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Build a site out of the content of one paragraph, and return the address of its text."""

    def build(words: str) -> str:
        folder = tmp_path_factory.mktemp("one")
        header = "<teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc></teiHeader>"
        (folder / "one.xml").write_text(
            f'<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">{header}'
            f"<text><body><p>{words}</p></body></text></TEI>",
            "utf-8",
        )
        return f"{build_edition(folder / 'one.xml', folder / 'site').as_uri()}/one/index.html"

    return build


def test_two_series_share_the_margin(open_page, built_from: Callable[[str], str]):
    """Notes of two hands stand in the margin in the order of their references, none over another."""
    hers, his = '<note place="margin" type="author">{}</note>', '<note place="margin" type="translator">{}</note>'
    words = "One" + hers.format("first, " * 40) + " two" + his.format("second") + " three" + hers.format("third")
    page = open_page(built_from(words), size=WIDE)
    boxes = [page.locator(".note-list > li", has_text=text).bounding_box() for text in ("first", "second", "third")]

    assert all(box["x"] > WIDE[0] / 2 for box in boxes)
    assert all(above["y"] + above["height"] <= below["y"] for above, below in pairwise(boxes))


def test_a_note_of_what_is_hidden_is_away(open_page, built_from: Callable[[str], str]):
    """Beside the reading text stand its own notes, and not those of the documentary text, until that is chosen."""
    words = '<orig>vnto<note place="margin">old</note></orig><reg>unto<note place="margin">new</note></reg>'
    page = open_page(built_from(f"Come <choice>{words}</choice> me."), size=WIDE)

    expect(page.get_by_text("new", exact=True)).to_be_visible()
    expect(page.get_by_text("old", exact=True)).to_be_hidden()

    page.get_by_text("Documentary text").click()

    expect(page.get_by_text("old", exact=True)).to_be_visible()
    expect(page.get_by_text("new", exact=True)).to_be_hidden()


def test_no_image_covers_them(open_page, build_edition: Callable[..., Path], tmp_path: Path):
    """Where the image of the page stands beside the text, the notes of the margin are in their list."""
    (tmp_path / "leaf.xml").write_text(LEAF, encoding="utf-8")
    (tmp_path / "leaf.png").write_bytes(PIXEL)
    page = open_page(f"{build_edition(tmp_path, tmp_path / 'site').as_uri()}/leaf/index.html", size=WIDE)

    expect(page.locator(".facsimile")).to_be_visible()
    assert not beside(page.locator("#n1"), page.locator(".tei-body"))
    page.get_by_role("link", name="note 1", exact=True).click()
    expect(page.locator("[role=doc-footnote]")).to_contain_text("bad weather")
