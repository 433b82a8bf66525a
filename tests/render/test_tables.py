"""The table of an edition's texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from loccit.config import load
from loccit.read import read_edition
from loccit.render import render_site

TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>{}</title></titleStmt></fileDesc>'
    "</teiHeader><text><body><p>Words.</p></body></text></TEI>"
)


@pytest.mark.parametrize("others", [1, 9])
def test_texts_of_one_title_are_told_apart(tmp_path: Path, others: int) -> None:
    """Where a collection gives its files one title, the list or table of them adds their names."""
    titles = {"i1": "Inscriptions", "i2": "Inscriptions", **{f"o{n}": f"Other {n}" for n in range(others)}}
    for name, title in titles.items():
        (tmp_path / f"{name}.xml").write_text(TEI.format(title), "utf-8")

    page = render_site(read_edition(load(tmp_path)))["index.html"]

    assert isinstance(page, bytes)
    assert page.count(b">Inscriptions (i1)<") == page.count(b">Inscriptions (i2)<") == page.count(b">Other 0<") == 1
