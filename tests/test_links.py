"""lychee follows every link of the built site that stays in it, down to the fragment."""

import re
import subprocess
from pathlib import Path


def test_every_internal_link_arrives(built_site: Path, lychee: str):
    """Every link inside the site leads to a file that is there and to an element that has the id."""
    pages = [str(page) for page in sorted(built_site.rglob("*.html"))]
    command = [lychee, "--offline", "--include-fragments=full", "--root-dir", str(built_site), "--no-progress"]
    result = subprocess.run([*command, *pages], capture_output=True, text=True, check=False)

    assert 0 == result.returncode, result.stdout + result.stderr
    assert re.search(r"[1-9]\d* OK", result.stdout), "no link was checked"
