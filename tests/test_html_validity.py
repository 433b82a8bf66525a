"""The Nu HTML checker, the one behind the W3C's validator, reads every page and style sheet that was built."""

import subprocess
from pathlib import Path

import pytest

ALLOW_THIS_MACHINE = "-Dnu.validator.servlet.allow-forbidden-hosts=true"

NEWER_THAN_THE_CHECKER = ".*“(anchor-scope|position-(area|try-fallbacks|visibility))”: Property .* doesn't exist.*"
"""CSS Anchor Positioning: what the checker says of these properties is its own error, and nothing else is."""


@pytest.fixture(scope="module")
def nu_checker(java: str, tools: Path) -> list[str]:
    """Return the command that runs the checker and counts a warning as an error."""
    jar = str(tools / "vnu-jar" / "build" / "dist" / "vnu.jar")
    return [java, ALLOW_THIS_MACHINE, "-jar", jar, "--Werror", "--format", "gnu"]


def test_every_page_is_valid_html(built_site: Path, served_site: str, nu_checker: list[str]):
    """The Nu checker has nothing to say about any page, not even a warning."""
    # By URL, because on `file:` the checker takes our own style sheet for a stranger to the page's policy.
    pages = [served_site + page.relative_to(built_site).as_posix() for page in sorted(built_site.rglob("*.html"))]
    result = subprocess.run([*nu_checker, *pages], capture_output=True, text=True, check=False)

    assert pages
    assert "" == result.stdout + result.stderr
    assert 0 == result.returncode


def test_every_style_sheet_is_valid_css(built_site: Path, nu_checker: list[str]):
    """The Nu checker knows every property and value in the style sheets, but for those newer than itself."""
    sheets = [str(sheet) for sheet in sorted(built_site.rglob("*.css"))]
    command = [*nu_checker, "--css", "--filterpattern", NEWER_THAN_THE_CHECKER]
    result = subprocess.run([*command, *sheets], capture_output=True, text=True, check=False)

    assert sheets
    assert "" == result.stdout + result.stderr
    assert 0 == result.returncode
