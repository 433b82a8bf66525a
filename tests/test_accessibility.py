"""axe-core judges every kind of page in real Chromium: light and dark, wide and narrow, with a note open."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

PAGES = {
    "home": "index.html",
    "text": "toward-intervention/index.html",
    "glossary": "glossary/index.html",
    "entry": "glossary/*/index.html",
    "names": "names/index.html",
    "note": "notes/*/index.html",
    "about": "about/index.html",
    "missing": "404.html",
}
"""Every kind of page; of several alike, the first is judged."""

SIZES = {"wide": (1280, 900), "narrow": (320, 640)}

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},  # off by default in axe-core, and a promise of ours
    "resultTypes": ["violations"],
}


@pytest.fixture
def judge(open_page: Callable[..., Page], tools: Path) -> Callable[[Page], list[str]]:
    """Return what axe-core has against an open page, a line for each element."""
    axe = (tools / "axe-core" / "axe.min.js").read_text(encoding="utf-8")

    def violations(page: Page) -> list[str]:
        page.evaluate(axe)
        found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
        return [f"{rule['id']}: {node['html']}\n{node['failureSummary']}" for rule in found for node in rule["nodes"]]

    return violations


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("kind", PAGES)
def test_page_has_no_barrier(built_site: Path, open_page, judge, kind: str, size: str, *, dark: bool):
    """axe-core finds no violation of WCAG 2.2 AA, nor of its own best practices."""
    path = min(built_site.glob(PAGES[kind])).relative_to(built_site)
    page = open_page(path.as_posix(), dark=dark, size=SIZES[size], touch=size == "narrow")

    assert [] == judge(page)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("role", ["doc-noteref", "doc-glossref"])
def test_open_popover_has_no_barrier(open_page, judge, role: str, size: str, *, dark: bool):
    """axe-core finds no violation while a note or a definition is open over the text."""
    page = open_page(PAGES["text"], dark=dark, size=SIZES[size])
    page.locator(f"article a[role={role}]").first.click()
    page.locator("[popover]:popover-open").wait_for()

    assert [] == judge(page)
