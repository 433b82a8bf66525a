"""The table of the attributes that anything is made of is true."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from loccit.conserve.attributes import USED, is_used, markup_of
from loccit.conserve.fates import NOT_OF_THE_TEXT
from loccit.conserve.source import name_of, parse
from loccit.coverage import STATED
from loccit.model import Source
from tests.conservation import site_of, wrapped
from tests.test_corpus import FILES, FOLDER


@pytest.mark.skipif(not FILES, reason=f"no TEI in {FOLDER}: set LOCCIT_CORPUS to a folder of TEI files")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_ignored_changes_nothing(path: Path, tmp_path: Path) -> None:
    """A file without the attributes that the report calls ignored gives the same pages."""
    root = parse(path.read_bytes())
    before = pages(root, tmp_path / path.name)
    for element in root.iter("*"):
        above = (element, *element.iterancestors())
        if not any(name_of(each) in {*NOT_OF_THE_TEXT, "math", "egXML"} for each in above):
            without_ignored(element)

    assert before == pages(root, tmp_path / path.name)


def without_ignored(element: etree._Element) -> None:
    """Take the attributes that nothing is made of away from an element."""
    for attribute in list(element.attrib):
        written = attribute.replace("{http://www.w3.org/XML/1998/namespace}", "xml:")
        if not is_used(name_of(element), written, STATED):
            del element.attrib[attribute]


def pages(root: etree._Element, path: Path) -> dict[str, bytes | Path]:
    """Return the pages made of a tree."""
    path.write_bytes(etree.tostring(root, encoding="utf-8"))
    return {name: page for name, page in site_of(path).items() if not name.endswith(".xml")}


@pytest.mark.parametrize("name", USED)
def test_what_is_used_is_asked_for(name: str, repository: Path) -> None:
    """Each attribute of the table stands in the code or in a template."""
    own = name.rpartition(":")[2]
    files = [*(repository / "loccit").rglob("*.py"), *(repository / "templates").rglob("*.html")]
    texts = [path.read_text("utf-8") for path in files if path.name != "attributes.py"]

    assert any(
        form in text for text in texts for form in (f'"{own}"', f"'{own}'", f'}}{own}"', f"xml:{own}", f" {own} ")
    )


def test_markup_is_counted() -> None:
    """Elements and ignored attributes are counted, with the first place of each, and without those of the header."""
    body = '<p n="1" cert="low">a <seg cert="high" type="x"/><seg xml:id="s" type="y"/></p><own xmlns="m" a="" b=""/>'
    markup = markup_of(Source(Path("a.xml"), "a.xml", wrapped(body).encode()), {"own": {"a"}})

    assert {"TEI": 1, "text": 1, "body": 1, "p": 1, "seg": 2, "own": 1} == dict(markup.elements)
    assert {"p/@cert": 1, "seg/@cert": 1, "seg/@type": 2, "own/@b": 1} == dict(markup.ignored)
    assert 2 == markup.first["p"] - markup.first["text"]
