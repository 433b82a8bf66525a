"""Examples of encoding, whose lines are those of the source."""

from __future__ import annotations

from pathlib import Path

from loccit.config import load
from loccit.read import read_edition
from tests.conservation import WRAPPER


def test_a_comment_leaves_no_empty_line(tmp_path: Path) -> None:
    """The line on which a comment stood is no line of an example, but one that the encoder left free is."""
    lines = ("<p>", "  <!-- a -->", "  <hi>b</hi>", "", "  <hi>c</hi>", "</p>")
    example = '<egXML xmlns="http://www.tei-c.org/ns/Examples">{}</egXML>'.format("\n".join(lines))
    (tmp_path / "a.xml").write_text(WRAPPER.format(example), "utf-8")

    (text,) = read_edition(load(tmp_path)).texts

    (example,) = (node for node in text.root.walk() if node.name == "egXML")
    words = "".join(child if isinstance(child, str) else child.params["words"] for child in example.children)
    assert words.split("\n") == ["<p>", "  <hi>b</hi>", "", "  <hi>c</hi>", "</p>"]
