"""The edition of this repository: its text is the supplied text, and it says nothing that has no source."""

from __future__ import annotations

import copy
import re
from pathlib import Path

import lxml.html
import pytest
import yaml
from lxml import etree

TEI = "{http://www.tei-c.org/ns/1.0}"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
PARAGRAPHS = [f"p{number}" for number in range(1, 12)]
NOTE_NUMBER = "[1]"
"""How the supplied file writes the reference to its footnote."""
NOTE_BEFORE = "1. "
"""What the supplied file puts before the footnote."""

ENTRIES = {
    "novaya-zhizn": "Novaya Zhizn",
    "allies": "the Allies",
    "intervention": "intervention",
    "bourgeois-press": "the bourgeois press",
    "soviet-russia": "Soviet Russia",
    "german-occupation": "the German occupation",
    "japan-siberia": "Japan and the Siberian intervention",
    "french-military-mission": "the French military mission",
    "british-representatives": "the British representatives",
    "spalajkovic": "Spalaikovich",
    "czechoslovaks": "the Czechoslovaks",
    "czechoslovak-mutiny": "the Czechoslovak mutiny",
    "right-srs": "Right SRs",
    "mensheviks": "Mensheviks",
    "vtsik": "the All-Russia Central Executive Committee",
    "moscow-soviet": "the Moscow Soviet",
    "red-army-mens-deputies": "Red Army Men's deputies",
    "bolshoi-theater": "the Bolshoi Theater",
    "trotsky": "L.T.",
}
"""The entries that the edition was asked for, by key."""

UNSOURCED = {
    "an ISBN": r"ISBN[\s:(0-9-]*\d|\b97[89][- ]?\d",
    "the year of the English volume": r"\b1979\b",
    "the volume number of the collected works": r"\bXVII\b|(?<![–-])\b1926\b",
    "a number of Izvestia for the article": r"(?i)izvestia[^.]{0,40}no\. ?12[78]",
    "the publisher of the 1923 volume": r"Supreme Military Editorial|Vysshii voennyi redaktsionnyi",
    "Pearce's life dates": r"Pearce[^.]{0,20}\(\d{4}",
    "the seats of the Bolshoi": r"\b2,?000 (?:seats|people|persons)|[Ll]argest hall",
    "the navy in April 1918": r"[Nn]aval (?:affairs|commissariat) (?:from|in|since) April",
    "Lockhart's death": r"Lockhart[^.]{0,60}\b1970\b",
    "other numbers of the Czechoslovaks": r"\b4[05],000\b|\b50,000\b|40[–-]50,000",
    "the fire and the reopening of the Bolshoi": r"\b1853\b|\b1856\b",
    "Kamenev as chairman": r"Kamenev[^.]{0,60}chair",
}
"""What may be true and is in no source that the editors saw."""


def fold(text: str) -> str:
    """Return text with white space folded, and nothing else changed."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


@pytest.fixture(scope="module")
def supplied(repository: Path) -> list[str]:
    """Return the supplied text: the title, the headnote, eleven paragraphs and the footnote."""
    text = (repository / "tests" / "data" / "toward-intervention.txt").read_text("utf-8")
    parts = [fold(part) for part in text.split("\n\n")]
    parts[12] = parts[12].replace(NOTE_NUMBER, "")
    parts[13] = parts[13].removeprefix(NOTE_BEFORE)
    return parts


@pytest.fixture(scope="module")
def tei(repository: Path) -> etree._Element:
    """Return the text as encoded, without its comments."""
    path = repository / "content" / "texts" / "toward-intervention.xml"
    return etree.fromstring(path.read_bytes(), etree.XMLParser(remove_comments=True))


@pytest.fixture(scope="module")
def page(built_site: Path) -> lxml.html.HtmlElement:
    """Return the article of the built page."""
    html = (built_site / "toward-intervention" / "index.html").read_text("utf-8")
    return lxml.html.document_fromstring(html).find(".//article")


def test_the_supplied_text_has_fourteen_parts(supplied: list[str]) -> None:
    """The supplied file is a title, a headnote, eleven paragraphs and a footnote; one reference, one number."""
    assert 14 == len(supplied)
    assert NOTE_NUMBER not in "".join(supplied)
    assert not supplied[13].startswith("1")


def test_the_tei_says_what_was_supplied(supplied: list[str], tei: etree._Element) -> None:
    """Title, headnote, paragraphs and footnote of the TEI are those of the supplied file, character by character."""
    text = copy.deepcopy(tei.find(f"{TEI}text"))
    note = text.find(f".//{TEI}note[@{XML_ID}='n1']")
    footnote = fold("".join(note.itertext()))
    note.clear(keep_tail=True)
    blocks = [text.find(f".//*[@{XML_ID}='{name}']") for name in ("h1", "headnote", *PARAGRAPHS)]

    assert supplied == [*(fold("".join(block.itertext())) for block in blocks), footnote]
    assert fold(" ".join(supplied[:13])) == fold("".join(text.itertext()))


def test_the_page_says_what_was_supplied(supplied: list[str], page: lxml.html.HtmlElement) -> None:
    """The page shows the same text, once the numbers, the references and the ways back are taken off."""
    page = copy.deepcopy(page)
    for generated in generated_in(page):
        generated.drop_tree()
    ids = ("h1", "headnote", *PARAGRAPHS)
    blocks = [fold(page.get_element_by_id(name).text_content()) for name in ids]
    body = page.find("div[@class='tei-text']")

    assert supplied == [*blocks, fold(page.get_element_by_id("n1").text_content())]
    assert fold(" ".join(supplied[1:13])) == fold(" ".join(words_of(body)))


def generated_in(page: lxml.html.HtmlElement) -> list[lxml.html.HtmlElement]:
    """Return what the generator adds to a text: margin numbers, references to notes, labels and ways back."""
    kinds = {"pn", "noteref", "note-label", "backlinks", "more"}
    return [element for element in page.iter() if kinds & set((element.get("class") or "").split())]


def words_of(element: lxml.html.HtmlElement) -> list[str]:
    """Return the text of each paragraph below an element, so that blocks stay apart."""
    return [p.text_content() for p in element.iter("p")]


def test_the_download_says_what_was_supplied(supplied: list[str], built_site: Path) -> None:
    """The plain-text download has the same text, with the numbers in brackets and the author below the title."""
    text = (built_site / "toward-intervention" / "toward-intervention.txt").read_text("utf-8")
    labels = ["headnote", *map(str, range(1, 12))]
    expected = [supplied[0], "Leon Trotsky"]
    expected += [f"[{label}] {part}" for label, part in zip(labels, supplied[1:13], strict=True)]

    assert fold(" ".join([*expected, f"1. {supplied[13]}"])) == fold(text)


def test_the_download_is_the_encoded_file(repository: Path, built_site: Path) -> None:
    """The TEI that readers download is the source, byte for byte."""
    source = repository / "content" / "texts" / "toward-intervention.xml"

    assert source.read_bytes() == (built_site / "toward-intervention" / "toward-intervention.xml").read_bytes()


@pytest.mark.parametrize("name", ["headnote", *PARAGRAPHS, "n1"])
def test_permanent_addresses(name: str, tei: etree._Element, page: lxml.html.HtmlElement) -> None:
    """Each citable place has its address in the source and in the page, and the page links to it."""
    links = [link.get("href") for link in page.iter("a")]

    assert 1 == len(tei.findall(f".//*[@{XML_ID}='{name}']"))
    assert 1 == len([element for element in page.iter() if element.get("id") == name])
    assert f"#{name}" in links


def test_the_headnote_is_trotskys_and_the_footnote_is_the_sources(tei: etree._Element) -> None:
    """The headnote is encoded as the author's, the footnote as a printed one, and neither as the editors'."""
    headnote, footnote = (tei.find(f".//{TEI}note[@{XML_ID}='{name}']") for name in ("headnote", "n1"))

    assert "#trotsky" == headnote.get("resp")
    assert "foot" == footnote.get("place")
    assert "#editors" not in {headnote.get("resp"), footnote.get("resp")}
    assert "editorial" not in {headnote.get("type"), footnote.get("type")}


def test_the_header_claims_no_licence_for_the_translation(tei: etree._Element) -> None:
    """The header says that no licence of the translation is known, and licenses only what the editors wrote."""
    availability = tei.find(f".//{TEI}availability")
    statement, licence = (fold("".join(availability.find(f"{TEI}{name}").itertext())) for name in ("p", "licence"))

    assert "restricted" == availability.get("status")
    assert "no open licence for Brian Pearce's translation is known" in statement
    assert 1 == len(tei.findall(f".//{TEI}licence"))
    assert licence.startswith("Only what the editors of this edition wrote")
    assert "does not extend to the translation" in licence


def front_matter(path: Path) -> dict[str, object]:
    """Return what stands before a Markdown file's text."""
    return yaml.safe_load(path.read_text("utf-8").split("---\n")[1])


def test_every_required_entry_is_there(repository: Path) -> None:
    """The glossary has an entry for each thing it was asked to explain."""
    there = {path.stem for path in (repository / "content" / "glossary").glob("*.md")}

    assert set() == ENTRIES.keys() - there


def test_popovers_are_short_and_sourced(repository: Path) -> None:
    """No short definition has more than sixty words; every entry names its sources, and each of them exists."""
    sources = yaml.safe_load((repository / "content" / "sources.yaml").read_text("utf-8"))
    entries = {path.stem: front_matter(path) for path in (repository / "content" / "glossary").glob("*.md")}

    assert {} == {key: words for key, matter in entries.items() if (words := len(str(matter["short"]).split())) > 60}
    assert [] == [key for key, matter in entries.items() if not matter.get("sources")]
    assert set() == {name for matter in entries.values() for name in matter["sources"]} - sources.keys()


@pytest.mark.parametrize("key", ENTRIES)
def test_entries_are_reached_from_the_text(key: str, built_site: Path, page: lxml.html.HtmlElement) -> None:
    """Each entry is linked from the text, defined on its page, and has a page that names where it occurs."""
    entry = (built_site / "glossary" / key / "index.html").read_text("utf-8")
    links = [link.get("href") for link in page.iter("a")]

    assert f"#gloss:{key}" in links
    assert page.get_element_by_id(f"gloss:{key}") is not None
    assert "toward-intervention/index.html#" in entry


@pytest.mark.parametrize("key", ["bolshoi-session", "novaya-zhizn"])
def test_notes_of_the_editors(key: str, built_site: Path, page: lxml.html.HtmlElement) -> None:
    """Both notes of the editors are called from the text, listed at its end, and have a page with sources."""
    html = (built_site / "notes" / key / "index.html").read_text("utf-8")
    links = [link.get("href") for link in page.iter("a")]

    assert f"#note:{key}" in links
    assert f"../notes/{key}/index.html" in links
    assert 'id="loccit:sources"' in html


@pytest.mark.parametrize("pattern", UNSOURCED.values(), ids=UNSOURCED.keys())
def test_nothing_without_a_source_is_said(pattern: str, built_site: Path) -> None:
    """No page of the site and no download states what is in no source that the editors saw."""
    found = [
        f"{path.relative_to(built_site)}: {match.group()}"
        for path in sorted(built_site.rglob("*"))
        if path.suffix in {".html", ".txt", ".xml"} and (match := re.search(pattern, text_of(path)))
    ]

    assert [] == found


def text_of(path: Path) -> str:
    """Return the words of a file of the site, without its tags and addresses."""
    text = path.read_text("utf-8")
    return text if path.suffix == ".txt" else fold(re.sub(r"<[^>]*>", " ", text))
