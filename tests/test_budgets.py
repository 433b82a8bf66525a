"""What a reader must load before reading, and how little may move under their eyes."""

import gzip
from pathlib import Path

import pytest
from lxml import html

TEXT_PAGE = "toward-intervention/index.html"

KILOBYTE = 1024

BUDGETS = {"HTML": 22 * KILOBYTE, "CSS": 5 * KILOBYTE, "JS": 4 * KILOBYTE}
"""The most that the text page may weigh, compressed as a host does."""

LINKED = {"CSS": "//link[@rel='stylesheet']/@href", "JS": "//script/@src"}

MAXIMUM_SHIFT = 0.01
"""A tenth of the cumulative layout shift that web.dev calls good."""

OBSERVE_SHIFTS = """
window.shifts = 0;
new PerformanceObserver(list => {
    for (const shift of list.getEntries()) if (!shift.hadRecentInput) window.shifts += shift.value;
}).observe({type: "layout-shift", buffered: true});
"""


def linked_files(page: Path, kind: str) -> list[Path]:
    """Return the page itself, or the files of one kind that it links."""
    if kind == "HTML":
        return [page]
    return [(page.parent / url).resolve() for url in html.parse(page).xpath(LINKED[kind])]


@pytest.mark.parametrize("kind", BUDGETS)
def test_text_page_is_light(built_site: Path, kind: str):
    """The text page, its style sheets and its scripts keep to their budgets."""
    files = linked_files(built_site / TEXT_PAGE, kind)
    sizes = {file.name: len(gzip.compress(file.read_bytes(), compresslevel=9)) for file in files}

    assert sizes
    assert sum(sizes.values()) <= BUDGETS[kind], sizes


def test_style_sheets_import_nothing(built_site: Path):
    """No style sheet loads another one, which the budget would not see and the reader would wait for."""
    sheets = linked_files(built_site / TEXT_PAGE, "CSS")

    assert [] == [sheet.name for sheet in sheets if "@import" in sheet.read_text(encoding="utf-8")]


@pytest.mark.parametrize("size", [(1280, 900), (768, 1024), (360, 640)])
def test_nothing_moves(open_page, size: tuple[int, int]):
    """The text page does not shift while it loads and while one scrolls to its end."""
    page = open_page("about:blank", size=size)
    page.add_init_script(OBSERVE_SHIFTS)
    page.goto(TEXT_PAGE)
    page.evaluate("document.fonts.ready.then(() => null)")
    for _ in range(20):
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(30)

    assert page.evaluate("window.shifts") <= MAXIMUM_SHIFT
