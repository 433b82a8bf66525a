"""Every kind of page that real and rare sources make: valid, without dead links or barriers, and never too wide.

The sources are the miniature editions and, where it is there, the TEI of other people's making (`LOCCIT_CORPUS`),
built as one folder without any configuration. So many pages are taken for axe-core to judge that each kind of page,
each style sheet and each class of an element is on one of them.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_narrow import TOO_WIDE
from tests.conftest import OUTSIDE
from tests.test_accessibility import RULES
from tests.test_corpus import FILES, FOLDER
from tests.test_html_validity import ALLOW_THIS_MACHINE

HERE = Path(__file__).parent
TESTS = HERE.parent
CONSOLES = sorted(TESTS.glob("golden/*/console.txt"))
EDITIONS = [
    *(TESTS / "editions" / said.parent.name for said in CONSOLES if "exit code 0" in said.read_text("utf-8")),
    HERE / "edition",
    HERE / "permalinks-edition",
]
"""The miniature editions that build."""

NO_CORPUS = pytest.mark.skipif(not FILES, reason=f"no TEI in {FOLDER}: set LOCCIT_CORPUS to a folder of TEI files")

THE_SOURCES_OWN = (
    "(?s).*(Unicode Normalization Form C|document appears to be written in|table row was .* columns wide"
    "|occurrence of “dt” name|Duplicate “dt” name|Section lacks heading).*"
)
"""Warnings about what the source says: its characters, its language, its gaps, its order, and its headings of several
lines, which are no `h2` but have the role of a heading."""

LONG = 150_000
"""Bytes; axe-core is slow with longer pages, and shorter ones have the same elements."""

MARKS = re.compile(r'\b(?:class|role|rel|href)="([^"]*)"')
IS_MARK = re.compile(r"(?:page|tei|r|doc)-[\w-]+|static/[\w-]+\.css|[a-z][a-z-]+")

CONTRAST = {**RULES, "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "rules": {}}
"""What a dark page may have wrong that the same page has right in the light."""


class Sites:
    """A folder of sites, and the host that serves it."""

    def __init__(self, root: Path, url: str) -> None:
        self.root = root
        self.pages = sorted(root.rglob("*.html"))
        self.to_read = [page for page in self.pages if 'http-equiv="refresh"' not in page.read_text("utf-8")]
        """The pages that lead to no other one by themselves."""
        self.url = url

    def address(self, page: Path) -> str:
        """Return the URL of a page."""
        return self.url + page.relative_to(self.root).as_posix()


@pytest.fixture(scope="module", params=["editions", pytest.param("corpus", marks=NO_CORPUS)])
def sites(
    request: pytest.FixtureRequest,
    build_edition: Callable[..., Path],
    serve_folder: Callable[[Path], AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Sites]:
    """Build the miniature editions, and then the corpus as it lies there."""
    root = tmp_path_factory.mktemp(request.param)
    if request.param == "corpus":
        build_edition(FOLDER, root)
    for edition in EDITIONS if request.param == "editions" else ():
        build_edition(edition, root / edition.name, "--base-url", f"https://edition.example/{edition.name}/")
    with serve_folder(root) as url:
        yield Sites(root, url)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a window of a size and a scheme; the test fails if a script of its pages does.

    Images on other hosts, which some editions allow, are not asked for.
    """
    errors: list[str] = []

    def window(*, width: int = 1280, dark: bool = False, javascript: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
        )
        context.route(OUTSIDE, lambda route: route.abort())
        context.on("weberror", lambda error: errors.append(f"{error.page.url if error.page else ''}: {error.error}"))
        return context.new_page()

    yield window

    for context in browser.contexts:
        context.close()

    assert [] == errors


def marks(page: Path) -> frozenset[str]:
    """Return what a page is made of: its kind, its style sheets, its classes, its roles."""
    found = (mark for value in MARKS.findall(page.read_text("utf-8")) for mark in value.split())
    return frozenset(mark.rpartition("../")[2] for mark in found if IS_MARK.fullmatch(mark.rpartition("../")[2]))


def sample(pages: list[Path]) -> list[Path]:
    """Return few pages with all the marks there are: time and again the one that has most new ones for its size."""
    left = {page: marks(page) for page in pages if page.stat().st_size < LONG}
    wanted = frozenset[str]().union(*left.values())
    chosen = []
    while wanted:
        best = max(left, key=lambda page: (len(left[page] & wanted) / page.stat().st_size, str(page)))
        wanted -= left[best]
        chosen.append(best)
    return sorted(chosen)


def test_every_page_is_valid_html(sites: Sites, java: str, tools: Path):
    """The Nu checker has nothing to say about any page but what its source says."""
    jar = str(tools / "vnu-jar" / "build" / "dist" / "vnu.jar")
    command = [java, ALLOW_THIS_MACHINE, "-jar", jar, "--Werror", "--format", "gnu", "--filterpattern", THE_SOURCES_OWN]
    urls = [sites.address(page) for page in sites.pages]
    result = subprocess.run([*command, *urls], capture_output=True, text=True, check=False)

    assert urls
    assert "" == result.stdout + result.stderr


def test_every_internal_link_arrives(sites: Sites, lychee: str):
    """Every link inside a site leads to a file that is there and to an element that has the id."""
    command = [lychee, "--offline", "--include-fragments=full", "--root-dir", str(sites.root), "--no-progress"]
    result = subprocess.run([*command, *map(str, sites.pages)], capture_output=True, text=True, check=False)

    assert 0 == result.returncode, result.stdout + result.stderr
    assert re.search(r"[1-9]\d* OK", result.stdout), "no link was checked"


def test_no_page_scrolls_sideways(sites: Sites, visit: Callable[..., Page]):
    """No page is wider than a window of 320 pixels, and none has a script that fails."""
    page = visit(width=320)
    wide = {}
    for path in sites.to_read:
        page.goto(sites.address(path))
        if too_wide := page.evaluate(TOO_WIDE):
            wide[path.parent.name] = too_wide[-1]

    assert {} == wide


def judge(page: Page, rules: object) -> list[str]:
    """Return what axe-core has against an open page, a line for each rule."""
    found = page.evaluate("rules => axe.run(document, rules)", rules)["violations"]
    return [f"{rule['id']} ({len(rule['nodes'])}): {rule['nodes'][0]['html'][:300]}" for rule in found]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_no_kind_of_page_has_a_barrier(sites: Sites, visit: Callable[..., Page], tools: Path, *, dark: bool):
    """axe-core finds no violation on pages of every kind and with every element; in the dark, no want of contrast."""
    axe = (tools / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    page = visit(dark=dark)
    barriers = {}
    for path in sample(sites.to_read):
        page.goto(sites.address(path))
        page.evaluate(axe)
        if found := judge(page, CONTRAST if dark else RULES):
            barriers[path.relative_to(sites.root).as_posix()] = found

    assert {} == barriers


# --- without a mouse, without a script, without a host ------------------------------------------------------------

CONTROLS = """() => {
    const controls = "a[href], button, input, select, summary, [tabindex='0']";
    const isChosen = node => node.checked || !document.querySelector(`[name="${node.name}"]:checked`);
    return [...document.querySelectorAll(controls)].filter(node => !("reached" in node.dataset)
        && node.checkVisibility({visibilityProperty: true})
        && !node.closest(".visually-hidden, .para-bar") && (node.type !== "radio" || isChosen(node)))
        .map(node => node.outerHTML.slice(0, 120));
}"""
"""The links and controls that Tab has not come to; of radio buttons it comes to one."""

FOCUSED = """() => {
    const node = document.activeElement;
    if (node === document.body || node === document.documentElement) return null;
    node.dataset.reached = "";
    const {left, top, width, height} = node.getClientRects()[0];
    const shown = [node, node.closest("label")].some(each => each && getComputedStyle(each).outlineStyle !== "none");
    const above = document.elementFromPoint(left + Math.min(width, 20) / 2, top + Math.min(height, 20) / 2);
    const clear = above && (node.contains(above) || above.contains(node) || above.closest("label, .sheet"));
    return [node.outerHTML.slice(0, 120), shown ? "" : "no ring", clear ? "" : "not to be seen"].filter(Boolean);
}"""
"""What has the focus, and what keeps it from being seen."""

HIDDEN = """kept => {
    const found = new Set();
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        const isKept = node.closest("template, details:not([open]) > :not(summary), " + kept);
        const isHidden = walker.currentNode.data.trim() && !node.checkVisibility();
        if (isHidden && !isKept) found.add(node.outerHTML.slice(0, 120));
    }
    return [...found];
}"""
"""The elements in a page whose words are not seen."""

NEEDED_BY_SCRIPTS = ".witness, .tombstone, .continuation, .paragraph .pn, .toc summary, .hyphen, .sign"
"""What is not shown without a script, until it is pointed at, or because its words stand there in another form."""

SHORT = 30_000
"""Bytes; what can be reached on longer pages is of the same kinds, only more of it."""


def short_sample(sites: Sites) -> list[Path]:
    """Return short pages of each kind that can be opened from the disk."""
    return sample([page for page in sites.to_read if page.name != "404.html" and page.stat().st_size < SHORT])


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "plain"])
def test_tab_comes_to_everything(sites: Sites, visit: Callable[..., Page], *, javascript: bool):
    """Tab comes to each link and control of a page opened from the disk, shows where it is, and leads out again."""
    page = visit(width=360, javascript=javascript)
    faults = {}
    for path in short_sample(sites):
        page.goto(path.as_uri())
        steps = 6 * len(page.evaluate(CONTROLS)) + 20
        seen = []
        while len(seen) < steps:
            page.keyboard.press("Tab")
            if (focused := page.evaluate(FOCUSED)) is None:
                break
            seen.append(focused)
        missed = [*(each for each in seen if len(each) > 1), *page.evaluate(CONTROLS)]
        if missed or len(seen) == steps:
            faults[path.relative_to(sites.root).as_posix()] = missed or "no way out"

    assert {} == faults


def test_everything_is_read_without_a_script(sites: Sites, visit: Callable[..., Page]):
    """From the disk and without a script all words of a page are there, those of other readings at a choice."""
    page = visit(javascript=False)
    hidden = {}
    for path in short_sample(sites):
        page.goto(path.as_uri())
        choices = page.locator(".readings input")
        if choices.count():
            choices.last.check(force=True)
        if found := page.evaluate(HIDDEN, NEEDED_BY_SCRIPTS):
            hidden[path.relative_to(sites.root).as_posix()] = found
        assert "0px" == page.evaluate("getComputedStyle(document.body).marginTop"), path

    assert {} == hidden
