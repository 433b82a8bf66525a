"""Every word of the interface comes from the catalogue: in a language of brackets, no word stands outside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir

from loccit.read.behaviours import TABLE
from tests.conservation import faults_of_site, pages_of, site_of

METHODS = [("templates/**.html", "jinja2"), ("loccit/render/**.py", "python")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "say": None}
SPOKEN = ("aria-label", "alt", "title", "placeholder", "aria-description")
"""Attributes that are read to somebody."""
NOT_WORDS = re.compile(r"https?://\S*|[\W\d_]+")


@pytest.fixture(scope="module")
def messages(repository: Path) -> Catalog:
    """Return the messages of the templates and of the code."""
    catalogue = Catalog(locale="eo")
    options = {"templates/**.html": {"silent": "false", "trimmed": "true"}}
    for name, line, message, _comments, context in extract_from_dir(
        repository, METHODS, options, keywords=KEYWORDS, directory_filter=lambda path: "/." not in str(path)
    ):
        catalogue.add(message, locations=[(name, line)], context=context)
    return catalogue


def in_brackets(message: object) -> object:
    """Return a translation that anybody recognises."""
    return tuple(f"«{form}»" for form in message) if isinstance(message, tuple) else f"«{message}»"


@pytest.fixture(scope="module")
def site(repository: Path, messages: Catalog, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes | Path]:
    """Return the site of an edition with everything in it, in a language where every message is in brackets."""
    root = tmp_path_factory.mktemp("edition")
    for path, text in edition_files().items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    catalogue = Catalog(locale="eo", fuzzy=False)
    for message in messages:
        if message.id:
            catalogue.add(message.id, in_brackets(message.id), flags=message.flags)
    (root / "locale").mkdir()
    with (root / "locale" / "eo.po").open("wb") as file:
        pofile.write_po(file, catalogue)
    return site_of(root)


def edition_files() -> dict[str, str]:
    """Return an edition that uses every part of the interface; its own words are digits."""
    body = """<head xml:id="h1">1</head><p xml:id="p1">2<note xml:id="n1">3</note><note type="editorial">3</note>
        <ptr target="note:1"/> <term ref="gloss:1">4</term> <persName ref="#x">5</persName>
        <orgName>6</orgName><placeName>7</placeName><title level="j">8</title><title>9</title>
        <rs type="event">10</rs><rs type="object">10</rs><title>10</title><term>10</term>
        <pb n="11"/><pb/><ref target="#n1">1</ref></p>
        <table><row><cell>12</cell></row></table><lg><l>13</l></lg>
        <note xml:id="h2" type="headnote" place="inline"><p>14</p></note>
        <figure><graphic url="1.png"/><graphic url="https://example.org/2.png"/></figure>
        <div><head>15</head><p>16</p></div><div><head>17</head><p>18</p></div><gap/>
        <lg><l><app><lem wit="#w">52</lem><rdg wit="#w"/></app> <choice><sic>53</sic><corr>54</corr></choice></l></lg>
        <p><app><lem/><rdg wit="#w">55</rdg></app> <lb/>56</p>"""
    body += described_parts()
    header = """<teiHeader><fileDesc><titleStmt><title>{0}</title><author>20</author>
        <editor role="translator">21</editor></titleStmt><editionStmt><p>62</p></editionStmt>
        <seriesStmt><p>22</p></seriesStmt>
        <notesStmt><note>23</note></notesStmt><sourceDesc><bibl>24</bibl>
        <listWit><witness xml:id="w" n="57">58</witness></listWit></sourceDesc></fileDesc>
        <encodingDesc><projectDesc><p>25</p></projectDesc><samplingDecl><p>26</p></samplingDecl>
        <editorialDecl><p>27</p></editorialDecl><listPrefixDef>
        <prefixDef ident="gloss" matchPattern="(.*)" replacementPattern="../glossary/$1.md"/>
        <prefixDef ident="note" matchPattern="(.*)" replacementPattern="../notes/$1.md"/></listPrefixDef>
        </encodingDesc>
        <profileDesc><abstract><p>63</p></abstract><creation>28</creation>{1}<particDesc><p>64</p></particDesc>
        <settingDesc><p>65</p></settingDesc><textDesc><channel>66</channel></textDesc><textClass><keywords><term>30</term>
        </keywords></textClass></profileDesc><revisionDesc><change when="1999-01-02">31</change></revisionDesc>
        </teiHeader>
        <standOff><listPerson><person xml:id="x"><persName>32</persName><persName>33</persName><note>34</note>{2}
        </person></listPerson></standOff>"""
    actions = "sent received transmitted forwarded redirected".split()
    names = '<persName ref="#x">51</persName><placeName>52</placeName><date when="1800"/>'
    letter = "".join(f'<correspAction type="{action}">{names}</correspAction>' for action in actions)
    letter = (
        f'<correspDesc>{letter}<correspContext><ref type="prev">53</ref></correspContext><note>54</note></correspDesc>'
    )
    facts = (
        "birth death floruit sex gender occupation nationality residence affiliation education faith age location"
        " country region settlement district event author editor date listBibl imprint state"
    )
    described = "".join(f"<{fact}>55</{fact}>" for fact in facts.split())
    genres = "letter drama verse diary dictionary prose".split()
    tei = '<TEI xmlns="http://www.tei-c.org/ns/1.0">{}<text xml:lang="eo"><body>{}</body></text></TEI>'
    surfaces = """<sourceDoc><surface n="52"><zone corresp="#p1"><line>53</line></zone></surface><surface/></sourceDoc>
        <facsimile sameAs="https://example.org/"><graphic url="https://example.org/54.png"/>
        <surface n="55"><graphic url="https://example.org/56.png"/></surface></facsimile>"""
    kinds = "term person organisation place periodical event".split()
    entries = {
        f"content/glossary/{n}.md": f"---\ntitle: '{n}'\nkind: {kind}\nshort: '35'\nspellings: ['36', {{text: '37'}}]\n"
        f"sources: ['1']\nsee: ['{n % 6 + 1}']\nidentifiers: {{viaf: '38'}}\n---\n39 [40](gloss:1) [41](source:1)\n"
        for n, kind in enumerate(kinds, 1)
    }
    return {
        "content/edition.yaml": "language: eo\ntitle: '42'\nbase_url: https://example.org/\nrights: {text: '43'}\n",
        "content/texts/1.xml": tei.format(header.format("1", "<correspDesc><p>29</p></correspDesc>", described), body),
        "content/texts/2.xml": tei.format(
            header.format("2", letter, "").replace('"x"', '"y"'), body.replace('"#x"', '"#y"')
        ),
        "content/texts/3.xml": tei.format(
            header.format("3", "", "").replace('"x"', '"z"'), body.replace('"#x"', '"#z"')
        )
        .replace("<sourceDesc>", f"<sourceDesc>{description()}")
        .replace("<text ", f"{surfaces}<text "),
        **{
            f"content/texts/{n}.xml": tei.format(
                header.format(n, "", "").replace('"x"', f'"x{n}"'), "<lg><l>56</l></lg>"
            )
            .replace("<text", f'<text type="{genre}"')
            .replace("<author>20", f"<author>{n}")
            for n, genre in enumerate(genres, 4)
        },
        "content/sources.yaml": "'1': {label: '44', text: '45', url: 'https://example.org/', read: '46'}\n",
        "content/notes/1.md": "---\ntitle: '47'\nshort: '48'\nsources: ['1']\nsee: ['1']\n---\n49\n",
        "content/pages/1-about.md": "---\ntitle: '50'\n---\n51\n",
        **entries,
    }


def described_parts() -> str:
    """Return the parts of descriptions that the theme has names for, and gaps with the words that it knows."""
    theme = Path(__file__).resolve().parents[1] / "templates"
    wording = (theme / "parts" / "_wording.html").read_text("utf-8").partition("macro")[0]
    fields = (name for name, row in TABLE.items() if row[-1].behaviour in {"field", "group"})
    units = re.findall(r'"(\w+)": \(_', wording)
    reasons = re.findall(r'"(\w+)": _\("', wording)
    sections = ("edition", "translation", "commentary", "apparatus", "bibliography")
    return "".join(
        [
            *(f"<div><{name}>60</{name}></div>" for name in fields),
            *(f'<p><gap quantity="1" unit="{unit}"/><gap quantity="2" unit="{unit}"/></p>' for unit in units),
            *(f'<p><gap reason="{reason}"/></p>' for reason in reasons),
            '<p><gap extent="unknown"/><gap extent="unknown" unit="line"/><gap quantity="1" precision="low"/></p>',
            '<p><space/><space quantity="1"/><pause/><vocal/><kinesic/><incident/></p>',
            *(f'<div type="{kind}"><p>61</p></div>' for kind in sections),
        ]
    )


def description() -> str:
    """Return the description of a manuscript in which everything stands that has a label."""
    template = Path(__file__).parents[1] / "templates" / "parts" / "_manuscript.html"
    names = re.findall(r'"(\w+)": _\(', template.read_text("utf-8"))
    fields = "".join(f"<{name}>57</{name}>" for name in names)
    return f"<msDesc><physDesc>{fields}</physDesc><msPart><p>58</p></msPart></msDesc>"


def spoken(root: ET.Element) -> Iterator[tuple[str, str]]:
    """Yield every piece of text of a page that somebody sees or hears, with where it stands."""
    for element in root.iter():
        names = [name for name in element.attrib if name in SPOKEN or name.startswith("data-m-")]
        yield from ((f"{element.tag} {name}", element.get(name, "")) for name in names)
        yield element.tag, element.text or ""
        yield from ((element.tag, child.tail or "") for child in element)


ALLOWED = {"Loccit", "VIAF", "png", "a", "b", "h", "Januaro"}
"""Names that are the same in every language, the letters of notes, the month of a date, and what the edition says."""


def untranslated(text: str) -> str:
    """Return the words outside the brackets."""
    while (shorter := re.sub(r"«[^«»]*»", " ", text)) != text:
        text = shorter
    return " ".join(word for word in NOT_WORDS.split(text) if word and word not in ALLOWED)


def test_no_word_of_the_interface_is_untranslated(site: dict[str, bytes | Path]) -> None:
    """On no page of an edition in another language is there a word of English."""
    found = {
        f"{path}: <{where}> {text.strip()}"
        for path, root in pages_of(site).items()
        for where, text in spoken(root)
        if untranslated(text)
    }

    assert set() == found


def test_messages_are_used(site: dict[str, bytes | Path], messages: Catalog) -> None:
    """Most messages are on some page of that edition, so that the test above has something to look at."""
    pages = "".join(data.decode() for path, data in site.items() if path.endswith(".html"))
    known = [message.id for message in messages if isinstance(message.id, str) and message.id]
    used = [message for message in known if f"«{re.split('%|&|<|’', message)[0]}" in pages]

    assert len(used) > 0.6 * len(known)


def test_that_edition_is_sound(site: dict[str, bytes | Path]) -> None:
    """An edition that uses every part of the interface has sound pages and no link that leads nowhere."""
    assert [] == faults_of_site(site)


def catalogues() -> list[Path]:
    """Return the catalogues that ship with the package."""
    return sorted((Path(__file__).resolve().parents[1] / "loccit" / "locale").glob("*.po"))


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.stem)
def test_a_shipped_catalogue_is_complete(path: Path, messages: Catalog) -> None:
    """A catalogue that ships translates every message, with the same placeholders, and nothing that is gone."""
    with path.open("rb") as file:
        catalogue = pofile.read_po(file, abort_invalid=True)
    there = {message.id: message for message in catalogue if message.id}
    wanted = {message.id for message in messages if message.id}

    assert set() == wanted - there.keys()
    assert set() == there.keys() - wanted
    assert [] == [message.id for message in there.values() if message.fuzzy or not all_forms(message.string)]
    assert [] == [message.id for message in there.values() if placeholders(message.id) != placeholders(message.string)]


def all_forms(string: object) -> bool:
    """Tell whether each form of a translation has words."""
    return all(string) if isinstance(string, tuple | list) else bool(string)


def placeholders(message: object) -> set[str]:
    """Return the placeholders of a message, in any of its forms."""
    text = " ".join(message) if isinstance(message, tuple | list) else str(message)
    return set(re.findall(r"%\((\w+)\)s|\{(\w+)\}", text))
