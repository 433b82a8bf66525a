"""Which divisions of a text begin pages of their own, how their folders are called, and what is on each page."""

from __future__ import annotations

from pathlib import Path

import pytest

from loccit.config import Settings
from loccit.model import Source, Text
from loccit.model.parts import sheets
from loccit.read.parts import LONG
from loccit.read.tei import read_tei
from loccit.write import check_paths
from tests.conservation import faults_of_site, site_of, wrapped

HEADER = "<teiHeader><fileDesc><titleStmt><title>Any</title></titleStmt></fileDesc></teiHeader>"


def read(body: str, divide: str = "always", front: str = "") -> Text:
    """Return a text with this body."""
    tei = f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{HEADER}<text>{front}<body>{body}</body></text></TEI>'
    source = Source(Path("a.xml"), "a.xml", tei.encode())
    return read_tei(source, key="a", folder="", files={}, settings=Settings(divide=divide), retired={"epilogue"})


def words(number: int) -> str:
    """Return a paragraph of so many characters."""
    return f"<p>{'ten letter ' * (number // 11)}</p>"


@pytest.mark.parametrize(
    ("division", "key"),
    [
        ('<div xml:id="ch3"><head>Three</head><p>a</p></div>', "ch3"),
        ('<div type="chapter" n="3"><head>Of the Sea</head><p>a</p></div>', "chapter-3"),
        ('<div type="textpart" subtype="book" n="iv"><p>a</p></div>', "book-iv"),
        ("<div><head>Über die Föhren</head><p>a</p></div>", "uber-die-fohren"),
        ("<div><head>2. The Sea</head><p>a</p></div>", "part-2-the-sea"),
        ("<div><head>Глава Первая. Буря</head><p>a</p></div>", "глава-первая-буря"),
        ("<div><head>* * *</head><p>a</p></div>", "part"),
        ("<div><head>First</head><p>a</p></div>", "first-2"),
        ("<div><head>Epilogue</head><p>a</p></div>", "epilogue-2"),
        ("<div><head>p1</head><p>a</p></div>", "p1-2"),
        (f"<div><head>{'A word ' * 20}</head><p>a</p></div>", "a-word-a-word-a-word-a-word-a-word-a"),
    ],
)
def test_a_folder_is_called_as_the_source_calls_the_division(division: str, key: str) -> None:
    """By its `xml:id`, its kind and number, or its heading: never by its place; and as nothing else is called."""
    text = read(f"<div><head>First</head><p>b</p></div>{division}")

    assert ["first", key] == [part.key for part in text.parts]


def test_a_long_text_is_divided_and_a_short_one_is_not() -> None:
    """The length of a text decides, unless the settings do."""
    chapters = "".join(f"<div><head>Chapter {n}</head>{words(LONG // 4)}</div>" for n in "abcde")

    assert 5 == len(read(chapters, "long").parts)
    assert () == read(chapters, "never").parts
    assert () == read("<div><head>A</head><p>a</p></div><div><head>B</head><p>b</p></div>", "long").parts


def test_a_long_division_is_divided_further() -> None:
    """What stands before its own divisions is on its own page; they say that they are in it."""
    inner = "".join(f"<div><head>Section {n}</head>{words(LONG // 3)}</div>" for n in "abcd")
    text = read(f"<div><head>One</head>{words(2000)}</div><div><head>Two</head><p>Before.</p>{inner}</div>", "long")

    assert [("one", 0), ("two", 0), *((f"section-{n}", 1) for n in "abcd")] == [(p.key, p.depth) for p in text.parts]
    assert "Two Before." == sheets(text)[2].text.root.text


def test_many_small_divisions_of_a_long_text_stay_together() -> None:
    """A text of a thousand epigrams is not a thousand pages."""
    text = read("".join(f"<div><head>{n}</head>{words(400)}</div>" for n in range(1000)), "long")

    assert () == text.parts


def test_a_long_dictionary_is_divided_by_its_letters() -> None:
    """A letter begins a page, or its first two where it is too long; what is not in the order of the alphabet, none."""

    def entries(*words: str) -> str:
        sense = f"<sense><def>{'any word ' * (LONG // 20)}</def></sense>"
        return "".join(f"<entry><form><orth>{word}</orth></form>{sense}</entry>" for word in words)

    text = read(f"<p>Before.</p>{entries('Äther', 'bay', 'sad', 'salt', 'sea', 'sky')}", "long")

    assert ["letter-a", "letter-b", "letter-sa", "letter-se", "letter-sk"] == [part.key for part in text.parts]
    assert ["A", "B", "Sa", "Se", "Sk"] == [part.label for part in text.parts]
    assert () == read(entries("sea", "bay", "sky", "air"), "long").parts


def test_what_is_called_nothing_goes_with_what_is_before_it() -> None:
    """A half-title stays on the first page; one division alone is none."""
    front = "<front><div><p>Half-title</p></div></front>"
    chapters = f"<div><head>A</head>{words(2000)}</div><div><head>B</head><p>b</p></div>"
    text = read(f"<div>{chapters}</div>", front=front)

    assert ["a", "b"] == [part.key for part in text.parts]
    assert "Half-title" == sheets(text)[0].text.root.text


def test_what_stands_between_divisions_is_on_one_page_only() -> None:
    """A page break goes with the division that it begins, the end of a text with the last."""
    text = read(
        '<pb n="1"/><div><head>A</head><p>a</p></div><pb n="2"/><div><head>B</head><p>b</p></div><trailer>End</trailer>'
    )
    first, *others = sheets(text)

    assert "" == first.text.root.text
    assert ["A a", "B b End"] == [sheet.text.root.text for sheet in others]
    assert [["1"], ["2"]] == [
        [node.params["label"] for node in sheet.text.root.walk() if node.behaviour == "break"] for sheet in others
    ]


def test_every_address_is_on_a_page_and_known_by_it() -> None:
    """The part of an address is that whose page has it; a note is on all pages that call it, and known by the first."""
    note = '<note xml:id="n1">Of both.</note>'
    text = read(
        f'<div xml:id="a"><head>A</head><p>a{note}</p></div>'
        '<div xml:id="b"><head>B</head><p>b<ptr type="note" target="#n1"/></p></div>'
    )
    pages = {sheet.part.key if sheet.part else "": sheet.ids for sheet in sheets(text)}

    assert text.shown_ids | {"ref:n1", "ref:n1:2"} == frozenset().union(*pages.values())
    assert "n1" in pages["a"]
    assert "n1" in pages["b"]
    assert "a" == text.part_of["n1"]
    assert all(own in pages[part] for own, part in text.part_of.items())


@pytest.mark.parametrize(
    "ids", [("s1", "s1"), ("A", "a"), ("con", "aux"), ("a.xml", "a.txt"), ("x" * 300, "y" * 300), ("é", "e\u0301")]
)
def test_divisions_whose_ids_clash_have_pages_of_their_own(tmp_path: Path, ids: tuple[str, str]) -> None:
    """Divisions with the same `xml:id`, or with ids that no disk can tell apart or take, are all shown."""
    divisions = "".join(f'<div xml:id="{own}"><head>{n}</head><p>Words {n}.</p></div>' for n, own in enumerate(ids))
    (tmp_path / "a.xml").write_text(wrapped(divisions), "utf-8")

    site = site_of(tmp_path, divide="always")

    check_paths(site)
    pages = [page for path, page in site.items() if path.startswith("a/") and path.count("/") == 2]
    assert 2 == len(pages)
    assert all(f"Words {n}." in page.decode() for n, page in enumerate(pages))


def test_the_title_of_the_text_is_on_its_first_page_alone(tmp_path: Path) -> None:
    """A first division whose heading is the title of the text leaves it, and its address, to the first page."""
    (tmp_path / "a.xml").write_text(wrapped("<div><head>A case</head><p>x</p></div><div><head>B</head><p>y</p></div>"))

    site = site_of(tmp_path, divide="always")

    assert [] == faults_of_site(site)
    assert b'<h1 id="h1">A case</h1>' in site["a/index.html"]
