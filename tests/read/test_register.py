"""What a register behind the text says of those who are mentioned, and that it mentions nobody itself."""

from __future__ import annotations

from pathlib import Path

from loccit.config import Settings
from loccit.model import Source, Text
from loccit.read.tei import read_tei

PERSON = (
    '<person xml:id="ada"><persName>Ada</persName><birth>{}<settlement ref="#lo"><placeName>London</placeName>'
    "<location><geo>51,5072 1,2345</geo></location></settlement></birth></person>"
)


def read(birth: str) -> Text:
    """Return a text with a register behind it."""
    tei = (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><p xml:id="p1">'
        '<persName ref="#ada">She</persName> wrote.</p></body>'
        f"<back><listPerson>{PERSON.format(birth)}</listPerson></back></text></TEI>"
    )
    source = Source(Path("a.xml"), "a.xml", tei.encode())
    return read_tei(source, key="a", folder="", files={}, settings=Settings(), retired=set())


def test_a_register_mentions_nobody() -> None:
    """The places and names that describe somebody are no mentions of them."""
    assert [("person", "She", "p1")] == [(each.kind, each.form, each.block_id) for each in read("").mentions]


def test_an_explanation_is_no_term() -> None:
    """A gloss is listed where it says of which word of a register, and otherwise explains one beside it."""
    glosses = '<p xml:id="p1"><term>sun</term> <gloss>a star</gloss> <gloss ref="#ada">countess</gloss></p>'
    tei = f'<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body>{glosses}</body></text></TEI>'
    source = Source(Path("a.xml"), "a.xml", tei.encode())
    text = read_tei(source, key="a", folder="", files={}, settings=Settings(), retired=set())

    assert ["sun", "countess"] == [each.form for each in text.mentions]


def test_numbers_of_a_place_are_no_years() -> None:
    """The year of a birth is that of its date."""
    assert ("1815–", "") == (read('<date when="1815-12-10"/>').register["ada"].years, read("").register["ada"].years)


def test_a_note_in_a_note_stands_in_brackets() -> None:
    """The page of names has no list of notes, so that the one inside the other is told from it by brackets."""
    item = read("<note>Known <note>by some</note> as B</note>").register["ada"]

    words = [each.params["words"] for _name, fact in item.facts for each in fact.walk() if each.behaviour == "worded"]
    assert [" (", ")"] == words


def test_a_file_may_be_an_item_of_a_register() -> None:
    """Editions that keep a file for each person have registers of one, which are called by the name."""
    person = PERSON.format("").replace("<person ", '<person xmlns="http://www.tei-c.org/ns/1.0" ')
    source = Source(Path("ada.xml"), "ada.xml", person.encode())
    text = read_tei(source, key="ada", folder="", files={}, settings=Settings(), retired=set())

    assert (text.is_register, text.title, list(text.register)) == (True, "Ada", ["ada"])
