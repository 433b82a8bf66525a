"""The page of names is there whenever something leads to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loccit.config import load
from loccit.read import read_edition
from loccit.render import render_site
from loccit.render.registers import MANY_PLACES
from tests.conservation import faults_of_site, site_of, wrapped

TEI = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt>
<publicationStmt><p/></publicationStmt><sourceDesc><listBibl><bibl xml:id="b1"><title>A Catalogue</title>, 1870</bibl>
</listBibl></sourceDesc></fileDesc></teiHeader><text><body><p>See <ref target="#b1">it</ref>.</p></body></text></TEI>"""


def test_work_of_the_header_that_the_text_points_at(tmp_path: Path) -> None:
    """A work that only the header describes is listed where the text leads to it, though nobody is mentioned."""
    (tmp_path / "t.xml").write_text(TEI, "utf-8")
    site = render_site(read_edition(load(tmp_path / "t.xml")))
    page = site["t/index.html"]
    assert isinstance(page, bytes)

    assert (b"../names/index.html#name:b1" in page) == ("names/index.html" in site)


def test_name_with_very_many_places(tmp_path: Path) -> None:
    """A name that a list has no room for has a page of its own, with every place; the list leads there and back."""
    someone = "<persName>Ada <hi>Lane</hi></persName>, not <persName>Tom</persName>"
    body = "".join(f'<p xml:id="p{n}">{someone if n <= MANY_PLACES + 1 else "Nobody"} came.</p>' for n in range(1, 300))
    register = '<listPerson><person xml:id="tom"><persName>Tom</persName></person></listPerson>'
    body = body.replace("<persName>Tom", '<persName ref="#tom">Tom')
    (tmp_path / "a.xml").write_text(wrapped(f"<div>{body}</div>{register}"), "utf-8")

    site = site_of(tmp_path)
    listed, own = bytes(site["names/index.html"]).decode(), bytes(site["names/person/tom/index.html"]).decode()

    assert [] == faults_of_site(site)
    assert f">{MANY_PLACES + 1} places<" in listed
    assert "a/index.html#p" not in listed
    assert re.findall(r"/a/index.html#p(\d+)", own) == [str(n) for n in range(1, MANY_PLACES + 2)]
    assert "names/person/ada-lane-" in str(sorted(site))
    assert 'names/index.html#name:tom"' in own


def test_name_in_very_many_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The places of a name are divided among pages by texts; each is on one of them, and each page leads to all."""
    monkeypatch.setattr("loccit.render.names._SHEET", 250)
    for number in range(4):
        body = "".join(f'<p xml:id="p{n}"><persName>Tom</persName>.</p>' for n in range(1, 101))
        (tmp_path / f"t{number}.xml").write_text(wrapped(f"<div>{body}</div>"), "utf-8")

    site = site_of(tmp_path)
    pages = [bytes(site[f"names/person/tom/{folder}index.html"]).decode() for folder in ("", "2/")]

    assert [] == faults_of_site(site)
    assert [["t0", "t1"], ["t2", "t3"]] == [sorted(set(re.findall(r"/(t\d)/index.html#p", page))) for page in pages]
    assert [1, 1] == [page.count('aria-current="page">') for page in pages]
    assert all(">1–2</a>" in page and ">3–4</a>" in page for page in pages)


def test_note_on_what_a_register_describes(tmp_path: Path) -> None:
    """A note on something in an entry of a register is called in the text, and not again in the list of names."""
    person = '<person xml:id="a"><persName>Ada</persName><p xml:id="b">A printer.</p></person>'
    note = '<note target="#b" place="foot">Rare.</note>'
    body = f'<div><p>Of <persName ref="#a">her</persName>.</p><listPerson>{person}</listPerson>{note}</div>'
    (tmp_path / "a.xml").write_text(wrapped(body), "utf-8")

    site = site_of(tmp_path)

    assert [] == faults_of_site(site)
    assert b"Rare." in bytes(site["a/index.html"])
