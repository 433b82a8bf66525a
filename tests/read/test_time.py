"""Reading takes a time that grows with a text and not with its square, however many siblings an element has."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from loccit import config
from loccit.read import read_edition
from tests.conservation import wrapped

FEW, MANY = 300, 4800
LONGEST = 4 * MANY / FEW
"""How many times as long the many may take: four times what they should, a quarter of what squares would take."""

GROUP = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt>
<publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc></teiHeader>
<text><group>{}</group></text></TEI>"""
SHAPES = {
    "segments of a speech": (wrapped("<u>{}</u>"), "<seg>word</seg>"),
    "segments of a speech before its words": (wrapped("<u>{} and so on</u>"), "<seg>word</seg>"),
    "notes in a speech": (wrapped("<u>{}</u>"), "<note>word</note>"),
    "lines of Ethiopic without points between words": (wrapped("<p>{}</p>"), "ሰላም\n<lb/>ዓለም "),
    "empty lines between paragraphs": (wrapped("<p>word</p>{}<p>word</p>"), "\n" * 20),
    "texts of one kind in a group": (GROUP, '<text type="original"><body><p>word</p></body></text>'),
}


@pytest.mark.parametrize(("frame", "one"), SHAPES.values(), ids=SHAPES)
def test_time_grows_with_the_siblings_only(tmp_path: Path, frame: str, one: str) -> None:
    """Sixteen times as many children of one element take sixteen times as long, more or less."""
    few, many = (taken(tmp_path, frame.format(one * count)) for count in (FEW, MANY))

    assert many < LONGEST * few


def taken(folder: Path, text: str) -> float:
    """Return the least processor time that reading a text takes, in seconds."""
    (folder / "a.xml").write_text(text, "utf-8")
    times = []
    for _ in range(3):
        started = time.process_time()
        read_edition(config.load(folder))
        times.append(time.process_time() - started)
    return min(times)
