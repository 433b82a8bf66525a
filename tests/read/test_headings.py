"""The headings of a text as its table of contents has them."""

from __future__ import annotations

from pathlib import Path

from loccit.config import load
from loccit.read import read_edition
from tests.conservation import WRAPPER


def test_a_number_and_the_heading_below_it_are_one_line(tmp_path: Path) -> None:
    """A short first heading takes the second one with it, a long one stands by itself."""
    long = "A heading that is long enough to stand quite by itself"
    heads = (("I", "The Evening"), ("Chapter 2.", "The Fox"), (long, "and more"))
    body = "".join(f"<div><head>{first}</head><head>{second}</head><p>a</p></div>" for first, second in heads)
    (tmp_path / "a.xml").write_text(WRAPPER.format(body), "utf-8")

    (text,) = read_edition(load(tmp_path)).texts

    assert ["I. The Evening", "Chapter 2. The Fox", long] == [heading.text for heading in text.headings]


def test_a_heading_in_a_note_is_not_in_the_contents(tmp_path: Path) -> None:
    """What divides a note divides no text."""
    body = "<div><head>One</head><p>a<note><div><head>In a note</head><p>b</p></div></note></p></div>"
    (tmp_path / "a.xml").write_text(WRAPPER.format(body), "utf-8")

    (text,) = read_edition(load(tmp_path)).texts

    assert ["One"] == [heading.text for heading in text.headings]
