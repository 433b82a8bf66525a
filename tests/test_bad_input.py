"""What is nested as deep as XML may be, and names that some disks take for one another."""

from __future__ import annotations

from pathlib import Path

import pytest

from loccit import config
from loccit.check import check_edition
from loccit.read import read_edition
from loccit.render import render_site
from loccit.write import check_paths

FRAME = '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><text><body>{}</body></text></TEI>'
NESTED = ["div", "seg", "note", "add", "list item", "table row cell", "choice sic", "app lem", "q", "floatingText body"]


def nested(names: str, depth: int) -> str:
    """Return elements of these names inside one another, as deep as that."""
    inner = names.split()
    rounds = depth // len(inner)
    return "".join(f"<{n}>" for n in inner) * rounds + "Words." + "".join(f"</{n}>" for n in reversed(inner)) * rounds


@pytest.mark.parametrize("names", NESTED)
def test_the_deepest_nesting_is_shown(tmp_path: Path, names: str) -> None:
    """What is nested as deep as libxml2 allows is read, checked and shown."""
    (tmp_path / "a.xml").write_text(FRAME.format(nested(names, 250)), "utf-8")
    edition = read_edition(config.load(tmp_path))

    check_edition(edition)

    assert "Words." in render_site(edition)["a/index.html"].decode()


@pytest.mark.parametrize("depth", [260, 5_000, 100_000])
def test_deeper_nesting_is_refused_with_its_place(tmp_path: Path, depth: int) -> None:
    """What is nested deeper is a problem with a place, and the other texts are read."""
    (tmp_path / "a.xml").write_text(FRAME.format(nested("div", depth)), "utf-8")
    (tmp_path / "b.xml").write_text(FRAME.format("<p>Words.</p>"), "utf-8")

    edition = read_edition(config.load(tmp_path))

    assert ["too-deep"] == [problem.code for problem in edition.problems]
    assert edition.problems[0].at.line == 1
    assert ["b"] == [text.key for text in edition.texts]


def test_names_that_are_one_on_some_disks(tmp_path: Path) -> None:
    """Texts, paragraphs and images whose names differ in case alone, or are devices, have files of their own."""
    names = ("Fig.png", "fig.png", "aux.png", "ä.png", "ö.png", "A/i.png", "a/i.png", "a-i.png", "fig.PNG")
    body = "".join(f'<figure><graphic url="{name}"/></figure>' for name in names)
    for name in ("T.xml", "t.xml", "con.xml", "COM1.xml", "lpt9.x.xml", "-.xml", "日本.xml"):
        (tmp_path / name).write_text(FRAME.format(f'<p xml:id="P1">{body}</p><p xml:id="p1">Words.</p>'), "utf-8")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())

    site = render_site(read_edition(config.load(tmp_path)))

    check_paths(site)
    assert 7 == len([path for path in site if path.endswith("/index.html") and path.count("/") == 1])
    assert len(names) == len([path for path in site if path.startswith("files/")])
