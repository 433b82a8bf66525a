"""The account of a text: what is displayed, on demand, hidden by a rule, or lost, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from loccit.config import load
from loccit.conserve import Account, account, accounts, losses, lost_of_texts
from loccit.conserve.fates import HIDING
from loccit.conserve.pages import shown_in
from loccit.conserve.source import name_of, pieces_of, pieces_with_holders, words_of
from loccit.errors import Position, Problem
from loccit.model import Edition, Source
from loccit.read import read_edition
from loccit.read.behaviours import TABLE
from loccit.render import render_site
from tests.conservation import WRAPPER
from tests.test_corpus import FILES, FOLDER
from tests.test_properties import BODIES, MANY, deduplicated

Site = dict[str, bytes | Path]


def built(path: Path) -> tuple[Edition, Site]:
    """Return an edition and its site."""
    edition = read_edition(load(path))
    return edition, render_site(edition)


def lost_text(edition: Edition, site: Site) -> tuple[Problem, ...]:
    """Return the problems of a site, as a build finds them: each text by itself, then all together."""
    own = {text.key: {path: page for path, page in site.items() if is_of(path, text.key)} for text in edition.texts}
    others = {path: page for path, page in site.items() if not any(path in files for files in own.values())}
    return lost_of_texts(
        edition, [(text, losses(text, own[text.key]), own[text.key]) for text in edition.texts], others
    )


def is_of(path: str, key: str) -> bool:
    """Tell whether a file is of a text as it is now; the folder of a release begins with its number."""
    return path.startswith(f"{key}/") and not path.removeprefix(f"{key}/")[0].isdigit()


def source(body: str) -> Source:
    """Return a TEI file with this body."""
    return Source(Path("a.xml"), "a.xml", WRAPPER.format(body).encode())


def page(inside: str) -> bytes:
    """Return a text's page with this inside."""
    return f'<!doctype html><body><p>not of the text</p><article class="text" data-text="a">{inside}</article>'.encode()


def made(body: str, inside: str) -> Account:
    """Return the account of a body and the page made of it."""
    return account(source(body), [page(inside)])


def lost(body: str, inside: str) -> list[str]:
    """Return the words of a body that are not in the page made of it."""
    return [each.words for each in made(body, inside).lost]


@pytest.mark.parametrize(
    ("body", "inside", "fate"),
    [
        ("<p>one two</p>", "<p>one\n two</p>", "displayed"),
        ("<p>be-<lb/>side <hi>xy</hi></p>", '<i>xy</i> be<span class="hyphen">-</span><i></i>side', "displayed"),
        ("<p>a &amp; b &lt; c</p>", "<p>a &amp; b &#60; c</p>", "displayed"),
        ("<p>a&mdash;b&nobody-knows;c</p>", "<p>a\u2014b&amp;nobody-knows;c</p>", "displayed"),
        ("<p>one<lb/>two<lb/>three</p>", "<p>one two three</p>", "displayed"),
        ("<p>&nobody;,</p><p>&agr;&eacute;</p>", "<p>&amp;nobody;,</p><p>\u03b1\u00e9</p>", "displayed"),
        ("<p>undivided</p>", "<p>un<wbr>divi<b>ded</b></p>", "displayed"),
        ("<p>one</p>", '<p><a class="pn" href="#p1">1</a>one</p>', "displayed"),
        ("<p>one</p><p>two</p>", "<p>two</p><p>one</p>", "displayed"),
        ("<choice>one<ab>two words</ab>one</choice>", "<p>two words</p>oneone", "displayed"),
        ('<p><ref target="#n1">12</ref></p>', '<a class="noteref">12</a>', "displayed"),
        ("<p><note>one</note></p>", '<section class="endnotes"><li><p>one</p></li></section>', "on demand"),
        ("<p><sic>one</sic></p>", '<span class="alternative">[one]</span>', "on demand"),
        ("<p><abbr>Mr</abbr></p>", '<abbr title="Mr">Mister</abbr>', "on demand"),
        ("<p><figure><graphic><desc>one</desc></graphic></figure></p>", '<img alt="one">', "on demand"),
        ("<p><index><term>one</term></index></p>", "", "hidden"),
        ("<p>one</p>", "<p>two</p>", "lost"),
    ],
)
def test_every_character_has_a_fate(body: str, inside: str, fate: str) -> None:
    """Each character that is not white space is displayed, on demand, hidden or lost."""
    counts = made(body, inside).characters

    assert counts[fate] > 0
    assert counts[fate] == sum(counts.values())


@pytest.mark.parametrize(
    ("body", "inside", "expected"),
    [
        ("<p>one</p>", "", ["one"]),
        ("<p>one</p>", '<a class="pn">one</a>', ["one"]),
        ("<p>one</p>", '<nav class="toc"><ul><li>one</li></ul></nav>', ["one"]),
        ("<p>one</p>", '<header class="text-header"><h1>one</h1></header>', ["one"]),
        ("<head>one</head>", '<header class="text-header"><h1 id="h1">one</h1></header>', []),
        ("<head>one</head>", '<header class="text-header"><h1 id="h1" class="long">one</h1></header>', []),
        ("<p>one<c>\u00a0</c>two</p>", "<p>one<b></b>two</p>", []),
        ("<p>12</p>", '<a class="noteref">12</a>', ["12"]),
        ('<ref target="#n1">a</ref>', '<a class="noteref" href="#n1">12</a>', []),
        ('<ref target="#n2">a</ref>', '<a class="noteref" href="#n1">12</a>', ["a"]),
        ('<ref target="#n">2</ref><note xml:id="n">b</note>', '<a class="noteref" href="#x">1</a>b', []),
        (
            '<ref target="#n">2</ref><ref target="#n">3</ref><note xml:id="n">b</note>',
            '<a class="noteref">1</a>b',
            ["3"],
        ),
        ('<ref xml:id="r">1<hi>a</hi></ref><note target="#r">b</note>', '<a class="noteref" href="#n1">1a</a>b', []),
        ('<ref xml:id="r">1<hi>a</hi></ref><note>b</note>', '<a class="noteref" href="#n1">1a</a>b', ["1", "a"]),
        ("<p>one</p><p>one</p>", "<p>one</p>", ["one"]),
        ("<p>no<hi>,</hi> yes</p>", "<p>no<b></b> yes</p>", [","]),
        ("<p>a\u00a0b</p>", "<p>ab</p>", ["a\u00a0b"]),
    ],
)
def test_nothing_stands_for_what_is_lost(body: str, inside: str, expected: list[str]) -> None:
    """What the generator adds, and what another passage needs, does not make up for what is missing."""
    assert expected == lost(body, inside)


def test_hidden_words_name_their_rule() -> None:
    """What is hidden is counted under the rule that hides it; the header is not of the text."""
    text = account(source("<p>a<index>bc</index></p><divGen>d</divGen>"), [page("a")])

    assert {"index entry": 2, "generated division": 1} == dict(text.hidden)
    assert {"displayed": 1, "on demand": 0, "hidden": 3, "lost": 0} == dict(text.characters)


def test_registers_may_be_on_pages_of_their_own() -> None:
    """The words of a register are on demand where a page of names has them, else hidden by their rule."""
    tei = source("<p/>").data.replace(b"<text>", b"<standOff><listPerson>Ann Bob</listPerson></standOff><text>")
    register = Source(Path("a.xml"), "a.xml", tei)

    assert 6 == account(register, [page("")], {b"AnnBob"}).characters["on demand"]
    assert {"register": 6} == dict(account(register, [page("")]).hidden)


def test_place_of_what_is_lost() -> None:
    """Lost words are named with the line and column of their first letter, and with the elements around them."""
    body = '\n<p>one <!-- two -->three\n  <persName>\n    four</persName><?pi?> <hi rend="i">five</hi> six</p>'

    (four,) = made(body, "<p>one three <span></span> <i>five</i> six</p>").lost

    assert Position("a.xml", 4, 5) == Position("a.xml", four.at.line, four.at.column)
    assert "four" == four.words
    assert ("TEI", "text", "body", "p", "persName") == four.path
    assert 1 == four.whole


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_entities_that_no_declaration_has(tmp_path: Path, encoding: str) -> None:
    """A known entity without a declaration is the same characters in a file of whatever encoding."""
    mark = "\ufeff" if encoding != "utf-16" else ""
    (tmp_path / "a.xml").write_bytes((mark + WRAPPER.format("<p>p.&nbsp;7</p>")).encode(encoding))
    edition, site = built(tmp_path)

    assert [()] == [account.lost for _, account in accounts(edition, site)]


def test_hiding_is_what_the_reader_omits() -> None:
    """The account's own list of what is hidden is the table of behaviours' list of what is omitted."""
    wordless = {"omit", "metadata", "graphic", "generated"}
    omitted = {name for name, rules in TABLE.items() if {rule.behaviour for rule in rules} & wordless}

    assert omitted == set(HIDING)


def test_an_example_is_one_run_of_words() -> None:
    """In an example of encoding nothing is lifted, hidden or an image: its words are compared where they are shown."""
    example = "<egXML><index>b</index><note>c</note><graphic>d</graphic></egXML>"

    words = words_of(source(f"<p>a{example}e</p>"))

    assert [b"a", b"b", b"c", b"d", b"e"] == words.pieces
    assert [] == words.hidden
    held = pieces_with_holders(source(f"<p>a{example}e</p>"))
    assert ["p", "index", "note", "graphic", "p"] == [name_of(piece.holder) for piece in held]


# The edition


def edition_with(folder: Path, body: str, **templates: str) -> tuple[Edition, Site]:
    """Return an edition of one text with templates of its own, and its site."""
    content = folder / "content"
    (content / "texts").mkdir(parents=True)
    (content / "edition.yaml").write_text("title: An edition\n", "utf-8")
    (content / "texts" / "a.xml").write_text(WRAPPER.format(body), "utf-8")
    (folder / "templates").mkdir()
    for name, template in templates.items():
        (folder / "templates" / f"{name}.html").write_text(template, "utf-8")
    return built(folder)


FORGETFUL = "\n{% macro persName(node, page) %}<b{{ page.attributes(node) }}></b>{% endmacro %}"


def test_a_macro_that_forgets_its_content(tmp_path: Path) -> None:
    """A macro of the edition's own that does not write its content is named, with what to write."""
    body = "<p>To <persName>Ann <hi>Bee</hi></persName>,\n<persName>Cora</persName></p>"
    edition, site = edition_with(tmp_path, body, elements=FORGETFUL)

    (problem,) = lost_text(edition, site)

    assert problem.code == "lost-text"
    assert problem.severity == "error"
    assert problem.message == "“Ann” in <persName> is on no page, nor are 2 more such passages"
    assert problem.hint == "the macro `persName` in templates/elements.html:2 must write {{ page.content(node) }}"
    assert str(problem.at).startswith("content/texts/a.xml:1:")


def test_the_place_in_an_included_file(tmp_path: Path) -> None:
    """Words that come from another file are said to be lost where they stand in that file, and not in its element."""
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="part.xml"/>'
    (tmp_path / "content" / "texts").mkdir(parents=True)
    part = '<div xmlns="http://www.tei-c.org/ns/1.0">\n<p>To <persName>Ann</persName>.</p>\n</div>'
    (tmp_path / "content" / "texts" / "part.xml").write_text(part, "utf-8")
    with_include = tmp_path / "content" / "texts" / "a.xml"
    with_include.write_text(WRAPPER.format(f"<p>One.</p>{include}"), "utf-8")
    (tmp_path / "content" / "edition.yaml").write_text("title: An edition\n", "utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "elements.html").write_text(FORGETFUL, "utf-8")

    (problem,) = lost_text(*built(tmp_path))

    assert "content/texts/part.xml:2:17" == str(problem.at)


@pytest.mark.parametrize(
    ("name", "template", "element", "hint"),
    [
        ("behaviours", "{% macro paragraph(node, page) %}{% endmacro %}", "p", "`paragraph` in templates/behaviours"),
        ("text", "<main>{{ page.title }}</main>", "p", "see whether templates/text.html shows all of the text"),
        ("elements", "{% macro hi(node, page) %}{% endmacro %}", "hi", "`hi` in templates/elements.html:1 must"),
    ],
)
def test_the_template_to_blame(tmp_path: Path, name: str, template: str, element: str, hint: str) -> None:
    """The hint names the macro that lost the words, or the templates that may have."""
    edition, site = edition_with(tmp_path, "<p>one <hi>two</hi></p>", **{name: template})

    (problem, *_more) = lost_text(edition, site)

    assert f"in <{element}> " in problem.message
    assert hint in problem.hint


def test_a_template_of_the_text_of_ones_own(tmp_path: Path) -> None:
    """A page that is made otherwise than the theme's is taken as it is."""
    edition, site = edition_with(tmp_path, "<p>one</p>", text="<main>{{ page.body }}</main>")

    assert () == lost_text(edition, site)


# Real and generated texts

NAMES = sorted(set(TABLE) - set(HIDING) - {"TEI", "TEI.2", "teiCorpus", "text", "body"})
PARENTS = (
    "{}",
    "<p>a {} b</p>",
    "<p><note>{}</note></p>",
    "<p>a <ref target='#nowhere'>{}</ref></p>",
    "<p><choice><sic>a</sic><corr>{}</corr></choice></p>",
    "<p><app><lem>a</lem>{}</app></p>",
    "<list>{}</list>",
    "<list type='gloss'><label>a</label><item>{}</item></list>",
    "<table><row>{}</row></table>",
    "<table>{}</table>",
    "<figure>{}</figure>",
    "<lg><l>{}</l></lg>",
    "<sp>{}</sp>",
    "<u>{}</u>",
    "<cit>{}</cit>",
    "<bibl>{}</bibl>",
    "<entry><sense>{}</sense></entry>",
    "<msDesc><physDesc>{}</physDesc></msDesc>",
    "<listPerson><person xml:id='x'>{}</person></listPerson>",
    "<fs><f name='a'>{}</f></fs>",
    "<p><subst>{}</subst></p>",
    "<sourceDoc><surface><zone>{}</zone></surface></sourceDoc>",
)


@pytest.mark.parametrize("parent", PARENTS)
def test_every_element_keeps_its_words(tmp_path: Path, parent: str) -> None:
    """Each element of the table shows its own words, those of an element in it, and those after it."""
    inside = "<{0}>in {0} <hi>deep in {0}</hi> still in {0}</{0}> after {0}"
    path = tmp_path / "a.xml"
    path.write_text(WRAPPER.format("".join(parent.format(inside.format(name)) for name in NAMES)), "utf-8")

    assert [] == [str(problem) for problem in lost_text(*built(path))]


def nested(depth: int) -> st.SearchStrategy[str]:
    """Draw words, and elements of the table in any order, one inside the other."""
    words = st.sampled_from(["one", "two words", "3", ",", "é", "&amp;", "[a]", "-", " "])
    if depth == 0:
        return words
    return st.lists(st.one_of(words, any_element(depth)), max_size=4).map("".join)


def any_element(depth: int) -> st.SearchStrategy[str]:
    """Draw an element of the table with something in it."""
    parts = st.tuples(st.sampled_from([*NAMES, *NAMES, *HIDING]), nested(depth - 1))
    return parts.map(lambda part: "<{0}>{1}</{0}>".format(*part))


@MANY
@given(st.lists(any_element(4), min_size=1, max_size=4).map("".join))
def test_any_nesting_is_conserved(tmp_path_factory: pytest.TempPathFactory, body: str) -> None:
    """Nothing is lost of elements in places where TEI has none of them."""
    tei, shown = from_body(body, tmp_path_factory.mktemp("conserve"))

    assert () == account(tei, [shown]).lost


@pytest.mark.skipif(not FILES, reason=f"no TEI in {FOLDER}: set LOCCIT_CORPUS to a folder of TEI files")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_real_texts_are_conserved(path: Path) -> None:
    """Nothing of a file of the corpus is lost."""
    assert () == lost_text(*built(path))


def test_this_edition_is_conserved(repository: Path) -> None:
    """Nothing of the edition itself is lost, and nothing is hidden."""
    edition, site = built(repository)

    assert () == lost_text(edition, site)
    assert [0] * len(edition.texts) == [made.characters["hidden"] for _text, made in accounts(edition, site)]


def from_body(body: str, folder: Path) -> tuple[Source, bytes]:
    """Return the source around a body, and the page made of it."""
    path = folder / "text-one.xml"
    path.write_text(WRAPPER.format(deduplicated(body)), "utf-8")
    edition, site = built(path)
    shown = site["text-one/index.html"]
    assert isinstance(shown, bytes)
    return edition.texts[0].source, shown


@MANY
@given(BODIES)
def test_generated_texts_are_conserved(tmp_path_factory: pytest.TempPathFactory, body: str) -> None:
    """Nothing is lost however elements are nested."""
    tei, shown = from_body(body, tmp_path_factory.mktemp("conserve"))

    assert () == account(tei, [shown]).lost


@MANY
@given(BODIES, st.data())
def test_a_deletion_is_noticed(tmp_path_factory: pytest.TempPathFactory, body: str, data: st.DataObject) -> None:
    """Whatever words of the text are taken out of the page, the account misses them."""
    tei, shown = from_body(body, tmp_path_factory.mktemp("conserve"))
    places = list(stretches(tei, shown))
    assume(places)
    start, end = data.draw(st.sampled_from(places))

    assert () != account(tei, [shown[:start] + shown[end:]]).lost


def stretches(tei: Source, shown: bytes) -> Iterator[tuple[int, int]]:
    """Yield where a page has words of the source between two tags, and no words of the generator's.

    A lone separator of lines or of paragraphs (U+2028, U+2029) is no word, and one may stand for another.
    """
    written = b"".join(words_of(tei).pieces)
    for match in re.finditer(rb">([^<>]+)<", shown):
        start, end = match.span(1)
        words = b"".join(pieces_of(match.group(1))).strip(b"[]")
        marked = shown_in([shown[:start] + b"MARK" + shown[end:]])
        if words.decode().strip() and words in written and b"MARK" in {*marked.displayed, *marked.on_demand}:
            yield start, end


def test_label_of_a_note_is_not_taken_for_other_words(tmp_path: Path) -> None:
    """A reading that is nothing but a number is not lost where a note before it has that number as its label."""
    body = (
        '<p>One<ref target="#a">2</ref>.</p><div type="notes"><note xml:id="a">second</note></div>'
        "<p><app><lem>one <app><lem>two</lem><rdg>2</rdg></app></lem></app></p><div><p>a</p></div><div><p>b</p></div>"
    )
    (tmp_path / "a.xml").write_text(WRAPPER.format(body), "utf-8")

    ((_text, told),) = accounts(*built(tmp_path))

    assert () == told.lost
