"""What a header says of its text: its title, who wrote it and when, and in which language."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from loccit.config import load
from loccit.model import Header, Node, Target
from loccit.read import read_edition
from loccit.read.header import read_header
from loccit.read.letter import read_letter

DIGITAL = "<bibl type='digitalSource'><date>2011</date></bibl>"
FIRST = "<bibl type='firstEdition'><date>1863</date></bibl>"
OWNED = "<provenance><date when='1755'/></provenance>"


def header(statement: str = "", source: str = "", profile: str = "", text: str = "", language: str = "") -> Header:
    """Return the header of a small file."""
    root = etree.fromstring(
        f'<TEI xmlns="http://www.tei-c.org/ns/1.0"{language}><teiHeader><fileDesc><titleStmt>{statement}</titleStmt>'
        f"<publicationStmt><date>2020</date></publicationStmt><sourceDesc>{source}</sourceDesc></fileDesc>"
        f"<profileDesc>{profile}</profileDesc></teiHeader>{text}</TEI>"
    )
    return read_header(root, lambda element: Node("inline", str(element.tag), children=[*map(str, element.itertext())]))


@pytest.mark.parametrize(
    ("source", "first"),
    [
        (f"{DIGITAL}<bibl type='printSource'><date>1868</date></bibl>{FIRST}", "1863"),
        (f"<bibl>{DIGITAL}<bibl type='originalSource'><date when='1669'/></bibl></bibl>", "1669"),
        (f"<msDesc><history>{OWNED}<origin><origDate notBefore='1300'/></origin></history></msDesc>", "1300"),
        ("<bibl><date>1801</date></bibl>", "1801"),
    ],
)
def test_a_text_is_dated_by_what_is_nearest_to_its_making(source: str, first: str) -> None:
    """The first edition goes before the print, and all before the file that was copied and the owners of a book."""
    assert header(source=source).dated.first == first


def test_a_play_is_dated_by_its_events() -> None:
    """What stands off the text says when a play was written, printed or first given; the earliest is taken."""
    events = "<event type='print' when='1603'/><event type='written' when='1602'/>"
    made = header(source="<bibl><date>2015</date></bibl>", text=f"<standOff><listEvent>{events}</listEvent></standOff>")

    assert made.dated.first == "1602"


def test_the_author_of_the_source_stands_in_for_one_that_the_title_lacks() -> None:
    """Files made from articles name the authors in the source description alone, each part of a name apart."""
    source = (
        "<biblStruct><analytic><author><persName><forename>Ann</forename><surname>Little</surname></persName></author>"
        "</analytic><monogr><editor>No One</editor></monogr></biblStruct>"
    )

    assert header(source=source).authors == ("Ann Little",)
    assert header(statement="<author>Me</author>", source=source).authors == ("Me",)


def test_of_the_short_and_the_full_name_of_an_author_the_full_one_is_taken() -> None:
    """Corpora have beside the name one for the labels of their statistics, and a number of an authority file."""
    author = "<author><idno>7</idno><name type='short'>Vidal</name><name type='full'>Marta Vidal Roca</name></author>"
    assert header(author).authors == ("Marta Vidal Roca",)


def test_an_author_or_editor_with_several_names_is_several_people() -> None:
    """Names side by side are those of different people, unless a type, a language or who is meant says otherwise."""
    two = "<name>Kurz, S.</name><name>Adam, D.</name>"
    one = "<persName>Mark Twain</persName><persName type='birth'>Samuel Clemens</persName>"
    made = header(f"<author>{one}</author><editor>{two}</editor>")

    assert made.authors == ("Mark Twain",)
    assert made.named("editor") == ("Kurz, S.", "Adam, D.")
    assert header(f"<author>{two}</author>").sorted_as == "Kurz, S.; Adam, D."


def test_a_title_of_the_volume_or_series_is_not_that_of_the_text() -> None:
    """Where all titles have types, the text has the first that is not of something else, and no title twice."""
    volume = "<title type='volume' n='27'>Sermons</title>"
    titles = f"{volume}<title type='content'>On Mark</title><title type='citation'>Barth, On Mark</title>"

    assert (header(titles).title, header(titles).subtitle) == ("On Mark", "Sermons")
    assert (header(volume).title, header(volume).subtitle) == ("Sermons", "")


def test_all_sources_of_a_text_are_described() -> None:
    """A transcript and the manuscript that it was made from have a description each."""
    assert header(source="<p>A</p></sourceDesc><sourceDesc><p>B</p>").source.text == "AB"


def test_divisions_of_a_header_in_which_nothing_was_written_are_left_out() -> None:
    """A template has classes and editions that many files never fill in; a heading alone says nothing."""
    empty = "<textClass><keywords scheme='x'><term> </term></keywords></textClass>"
    assert not header(profile=empty).parts
    assert len(header(profile=empty.replace("> <", ">Deeds<")).parts) == 1


def test_of_several_titles_the_one_in_the_language_of_the_text_is_taken() -> None:
    """A file in Danish with a title in English and one in Danish has the Danish one."""
    titles = '<title type="main" xml:lang="en">Meeting</title><title type="main" xml:lang="da">Møde</title>'

    assert header(statement=titles, language=' xml:lang="da"').title == "Møde"
    assert header(statement=titles, language=' xml:lang="fr"').title == "Meeting"


def test_a_volume_is_told_by_the_title_below_the_title() -> None:
    """The volumes of a work have one title; what else they are called, or their number, tells them apart."""
    titles = '<title type="main">Faust</title><title type="sub">A tragedy</title><title type="volume" n="2"{}'

    assert header(statement=titles.format("/>")).subtitle == "A tragedy. 2"
    assert header(statement=titles.format(">Part two</title>")).subtitle == "A tragedy. Part two"


@pytest.mark.parametrize(
    ("language", "profile", "text", "expected"),
    [
        (
            ' xml:lang="en"',
            "",
            '<text><body><div type="edition" xml:lang="grc"><ab>λόγος</ab></div></body></text>',
            "grc",
        ),
        (' xml:lang="en"', "", '<text xml:lang="la"><body/></text>', "la"),
        ("", '<language ident="en"/><language ident="zh-Hant"/>', "<text><body><p>大藏經</p></body></text>", "zh-Hant"),
        ("", '<language ident="fr"/><language ident="la"/>', "<text><body><p>Le livre</p></body></text>", "fr"),
        ("", '<language ident="zh"/><language ident="ja"/>', "<text><body><p>山路を登る</p></body></text>", "ja"),
        ("", '<language ident="en"/><language ident="ja"/>', "<text><body><p>大藏經</p></body></text>", "ja"),
    ],
)
def test_the_language_is_that_of_the_text_and_not_of_its_editors(
    language: str, profile: str, text: str, expected: str
) -> None:
    """An inscription has its own language, and of several declared ones the script decides."""
    assert header(profile=f"<langUsage>{profile}</langUsage>", text=text, language=language).language == expected


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("<p>שלום עולם</p>", "und-Hebr"),
        ("<p>ⲁϥϫⲟⲟⲥ</p>", "und-Copt"),
        ("<p>山路を登りながら、こう考えた。</p>", "und-Jpan"),
        ("<p>大藏經</p>", "und-Hani"),
        ("<p>Peace</p>", ""),
        ("<p xml:lang='he'>שלום</p>", ""),
        ("<p>a <foreign xml:lang='he'>שלום</foreign> b</p>", ""),
    ],
)
def test_a_text_that_names_no_language_has_that_of_its_script(words: str, tag: str) -> None:
    """A foreign script runs its own way and is not read aloud as ours; what names its own language tells nothing."""
    assert header(text=f"<text><body>{words}</body></text>").language == tag


@pytest.mark.parametrize(
    ("words", "tag"),
    [
        ("Der Mann und die Frau sind nicht zu Hause, und das Kind ist mit dem Hund auf der Wiese. ", "de"),
        ("Sed cum ad urbem non sine metu venissent, quod hostes ex castris fugerant, qui aderant sunt capti. ", "la"),
        ("Manden og konen er ikke hjemme, og det er barnet med hunden på engen til alle tider. ", ""),
        ("Jesienią, podobnie, rozmowa, Warszawa, książka, człowiek, szkoła, pytanie, droga, miasto. ", ""),
    ],
)
def test_a_text_that_names_no_language_has_that_of_its_small_words(words: str, tag: str) -> None:
    """What is clear from a hundred words is taken; where two languages share them, or there are few, nothing is."""
    few, many = (header(text=f"<text><body><p>{words * count}</p></body></text>").language for count in (1, 12))

    assert ("", tag) == (few, many)


@pytest.mark.parametrize(
    ("change", "when", "words"),
    [
        ("<change><date>2016-03-22T01:03:57Z</date><name>W</name></change>", "2016-03-22", "W"),
        ("<change when='2018-01-01T10:00:00'>Made</change>", "2018-01-01", "Made"),
        ("<change><date>May 2001</date>: checked in <date>2000</date></change>", "May 2001", "checked in 2000"),
        ("<change><date when='2001-05'>May 2001</date> Checked</change>", "2001-05", "Checked"),
    ],
)
def test_a_change_does_not_say_its_date_twice(change: str, when: str, words: str) -> None:
    """The date before the words of a change is its date, without the time of day."""
    made = header(profile=f"<revisionDesc><listChange>{change}</listChange></revisionDesc>").changes[0]

    assert (made.when, made.text) == (when, words)


def test_a_letter_names_those_it_only_points_at() -> None:
    """A correspondent who is but an address has the name that the register of the file gives."""
    root = etree.fromstring(
        "<TEI><teiHeader><profileDesc><particDesc><person xml:id='w'><persName>"
        "<forename>Will</forename><surname>Little</surname></persName></person></particDesc><correspDesc>"
        "<correspAction type='received'><persName ref='#w'/></correspAction></correspDesc></profileDesc></teiHeader>"
        "</TEI>"
    )
    letter = read_letter(root, lambda e: Node("inline", "persName", children=[e.text or ""]), lambda _: Target("empty"))

    assert letter is not None
    assert [name for action in letter.actions for _kind, _key, name in action.names] == ["Will Little"]


@pytest.mark.parametrize(
    ("said", "kind"), [("sentBy", "sent"), ("deliveredTo", "received"), ("forwarded", "forwarded")]
)
def test_actions_are_known_by_the_words_of_before(said: str, kind: str) -> None:
    """A letter that was `sentBy` somebody was sent, as before TEI had words for it; other actions keep theirs."""
    root = etree.fromstring(
        f"<TEI><teiHeader><profileDesc><correspDesc><correspAction type='{said}'><persName>Ann</persName>"
        "</correspAction></correspDesc></profileDesc></teiHeader></TEI>"
    )
    letter = read_letter(root, lambda e: Node("inline", "persName", children=[e.text or ""]), lambda _: Target("empty"))

    assert letter is not None
    assert [kind] == [action.kind for action in letter.actions]


def test_a_letter_may_be_described_with_its_source() -> None:
    """Before TEI had a place for it, some described a letter beside the manuscript."""
    action = "<correspAction type='sent'><persName>Ann</persName></correspAction>"
    described = f"<sourceDesc><correspDesc>{action}</correspDesc></sourceDesc>"
    root = etree.fromstring(f"<TEI><teiHeader><fileDesc>{described}</fileDesc></teiHeader></TEI>")

    assert read_letter(root, lambda _: Node("inline", "persName"), lambda _: Target("empty")) is not None


def test_a_letter_from_before_there_were_actions_has_them() -> None:
    """Senders, addressees, places and dates each by itself are read as the actions that TEI has for them now."""
    root = etree.fromstring(
        "<TEI><teiHeader><profileDesc><correspDesc><sender><persName>Ann</persName></sender><addressee>"
        "<persName>Bob</persName></addressee><placeSender><placeName>Rome</placeName></placeSender>"
        "<dateSender><date when='1817'/></dateSender></correspDesc></profileDesc></teiHeader></TEI>"
    )
    letter = read_letter(root, lambda e: Node("inline", "persName", children=[e.text or ""]), lambda _: Target("empty"))

    assert letter is not None
    assert [("sent", ["Ann", "Rome"], "1817"), ("received", ["Bob"], "")] == [
        (action.kind, [name for _kind, _key, name in action.names], action.date.first) for action in letter.actions
    ]


def test_who_had_which_part_is_said_in_one_language_and_without_codes() -> None:
    """An editor who is a translator by a code of libraries is one, and of a part in two languages one is read."""
    statement = (
        "<editor role='http://id.loc.gov/vocabulary/relators/trl'>Ann</editor><editor>Bob</editor>"
        "<respStmt><resp xml:lang='sl'>Izbira</resp><resp xml:lang='en'>Selection</resp><name>Eve</name></respStmt>"
        "<respStmt><resp>Keyed</resp><resp>checked</resp><name>Dan</name></respStmt>"
    )

    parts = header(statement, language=" xml:lang='en'").responsibilities

    assert [("Ann", "translator"), ("Bob", "editor"), ("Eve", "Selection"), ("Dan", "Keyed; checked")] == [
        (part.name, part.role) for part in parts
    ]


def test_links_of_the_header_without_words_are_called_by_their_places(tmp_path: Path) -> None:
    """An agenda that points at speeches says which paragraphs these are, and not which ids they have."""
    (tmp_path / "a.xml").write_text(
        '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader><profileDesc><abstract><p>Budget'
        ' <ptr target="#s2"/></p></abstract></profileDesc></teiHeader><text><body><p xml:id="s1">One.</p>'
        '<p xml:id="s2">Two.</p></body></text></TEI>',
        "utf-8",
    )
    (text,) = read_edition(load(tmp_path)).texts

    assert ["Budget ¶\u00a02"] == [part.text for name, part in text.header.parts if name == "abstract"]


def test_who_changed_a_file_is_set_apart_from_what_was_done() -> None:
    """Old headers have a date, somebody and an item in each entry of their history."""
    root = etree.fromstring(
        "<TEI><teiHeader><revisionDesc><change><date>9/92</date><respStmt><name>Ann</name><resp>ed.</resp></respStmt>"
        "<item>Checked</item></change><change when='2020'>By <name>Bob</name>.</change></revisionDesc>"
        "</teiHeader></TEI>"
    )

    changes = read_header(root, lambda element: Node("inline", str(element.tag))).changes

    assert [("9/92", "Ann, ed.: Checked"), ("2020", "By Bob.")] == [(each.when, each.text) for each in changes]


LICENCE = "https://creativecommons.org/licenses/by-sa/4.0/"
MARK = "https://creativecommons.org/publicdomain/mark/1.0/"


@pytest.mark.parametrize(
    ("words", "shown", "targets"),
    [
        (f"<licence target='{LICENCE}'/>", "CC BY-SA 4.0", [LICENCE]),
        (f"<licence target='{LICENCE}'>Free</licence>", "Free", [LICENCE]),
        (f"<licence target='{LICENCE}legalcode {LICENCE}'><p>Free.</p></licence>", "Free. CC BY-SA 4.0", [LICENCE]),
        (f"<licence target='{LICENCE}'><p><ref target='{LICENCE}'>Free</ref></p></licence>", "Free", [LICENCE]),
        (f"<p><ref target='{MARK}'/></p>", "Public Domain Mark 1.0", [MARK]),
        ("<licence target='licence.txt'><p>Ours.</p></licence>", "Ours.", []),
    ],
)
def test_the_rights_in_a_text_are_told(tmp_path: Path, words: str, shown: str, targets: list[str]) -> None:
    """What only a pointer says has the name of the licence, once."""
    (tmp_path / "a.xml").write_text(
        '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader><fileDesc><publicationStmt><availability>'
        f"{words}</availability></publicationStmt><sourceDesc><bibl><availability><p>Not these.</p></availability>"
        "</bibl></sourceDesc></fileDesc></teiHeader><text><body><p>One.</p></body></text></TEI>",
        "utf-8",
    )
    (text,) = read_edition(load(tmp_path)).texts

    ((_name, rights),) = (part for part in text.header.parts if part[0] == "availability")

    assert shown == " ".join(rights.text.split())
    assert targets == [each.params["target"].key for each in rights.walk() if each.behaviour == "link"]


def test_a_code_of_a_catalogue_leads_there_and_data_of_others_is_set_apart(tmp_path: Path) -> None:
    """A code is a word of no language; numbers in a header of one's own making ran into one."""
    (tmp_path / "a.xml").write_text(
        '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader><fileDesc><sourceDesc><x:d xmlns:x="urn:x">'
        "<idno>040</idno><idno>33</idno></x:d></sourceDesc></fileDesc><profileDesc><textClass>"
        '<classCode scheme="https://example.org/entity/">Q40831</classCode><classCode scheme="#lcc">PR</classCode>'
        "</textClass></profileDesc></teiHeader><text><body><p>One.</p></body></text></TEI>",
        "utf-8",
    )
    (text,) = read_edition(load(tmp_path)).texts

    (classes,) = (part for name, part in text.header.parts if name == "textClass")

    assert "040 33" == text.header.source.text
    assert ["https://example.org/entity/Q40831"] == [
        each.params["target"].key for each in classes.walk() if each.behaviour == "link"
    ]


def test_the_edition_of_a_source_is_not_that_of_the_file() -> None:
    """A source that is described as fully as a file has statements of the same names."""
    full = "<biblFull><editionStmt><edition>First</edition></editionStmt></biblFull>"

    assert () == header(source=full).parts
