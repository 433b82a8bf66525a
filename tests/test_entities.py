"""Entities that are other files, and sets of declarations in other files: what readers see, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from loccit import config
from loccit.build import Built, build_site
from loccit.build.cache import InMemory
from loccit.check import check_edition
from loccit.model import Edition
from loccit.number import number_file
from loccit.read import includes, read_edition
from loccit.render import render_site

FRAME = """<!DOCTYPE TEI.2 SYSTEM "tei2.dtd" [
{}
]>
<TEI.2 lang="en"><teiHeader><fileDesc><titleStmt><title>Whole</title></titleStmt></fileDesc></teiHeader>
<text><body>
{}
</body></text></TEI.2>
"""


def put(root: Path, files: dict[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def read(root: Path) -> Edition:
    """Return what is read of a folder or a file."""
    return read_edition(config.load(root))


def page(root: Path, key: str = "a") -> str:
    """Return the page of a text in a folder."""
    return render_site(read(root))[f"{key}/index.html"].decode()


def said(root: Path) -> list[str]:
    """Return what the checks say of a folder, but for numbers and languages."""
    usual = {"unnumbered", "missing-language"}
    problems = (p for p in check_edition(read(root)) if p.code not in usual)
    return [f"{Path(p.at.path).name}:{p.at.line}:{p.at.column} {p.code} {p.message}" for p in problems]


def test_a_chapter_in_another_file_stands_in_its_place(tmp_path: Path) -> None:
    """What an entity refers to is read where it is used, and its file is no text of its own."""
    put(
        tmp_path,
        {
            "a.xml": FRAME.format('<!ENTITY chap1 SYSTEM "parts/one.xml">', "<p>Before.</p>\n&chap1;\n<p>After.</p>"),
            "parts/one.xml": '<?xml version="1.0"?>\n<div id="one"><p>One.</p></div>\n<div><p>Two.</p></div>',
        },
    )

    edition = read(tmp_path)

    assert ["a"] == [text.key for text in edition.texts]
    assert ["Before.", "One.", "Two.", "After."] == [block.node.text for block in edition.texts[0].blocks]
    assert [] == said(tmp_path)


def test_entities_may_use_one_another(tmp_path: Path) -> None:
    """An entity may refer to others that the document declares, to words and to files."""
    declared = '<!ENTITY a1 SYSTEM "a1.xml"><!ENTITY a2 SYSTEM "a2.txt"><!ENTITY who "<name>Anna</name> &#x2014;">'
    put(
        tmp_path,
        {"a.xml": FRAME.format(declared, "&a1;"), "a1.xml": "<p>One &who; &a2;</p>", "a2.txt": "two &mdash; &amp;"},
    )

    assert ["One Anna — two — &"] == [block.node.text for block in read(tmp_path).texts[0].blocks]


def test_declarations_in_a_set_are_read(tmp_path: Path) -> None:
    """What a file of declarations in the folder declares counts, and what the text itself declares before it."""
    declared = '<!ENTITY own "own"><!ENTITY % sets SYSTEM "ents/sets.ent"> %sets;'
    sets = (
        '<?xml version="1.0" encoding="UTF-8"?><!ENTITY own "theirs"><!-- <!ENTITY no "x"> -->\n'
        '<!ENTITY dr "<choice><abbr>Dr</abbr>\n<expan>Doctor</expan></choice>"><!ENTITY half "50 % ö">'
        '<!ENTITY bad "a & b"><!ENTITY % more SYSTEM "more.ent">%more;<!ENTITY chap SYSTEM "../chap.xml">'
    )
    put(
        tmp_path,
        {
            "a.xml": FRAME.format(declared, "<p>&own; &dr; &half; &more; &bad;</p>&chap;"),
            "ents/sets.ent": sets,
            "ents/more.ent": '<!ENTITY more "more">',
            "chap.xml": "<p>&dr;</p>",
        },
    )

    text = read(tmp_path).texts[0]

    assert ["own Doctor 50 % ö more &bad;", "Doctor"] == [block.node.reading for block in text.blocks]
    assert ["a.xml:6:29 undefined-entity the entity &bad; is not declared"] == said(tmp_path)


def test_a_dtd_in_the_folder_declares_entities_too(tmp_path: Path) -> None:
    """The entities of a DTD are known where it is at hand; nothing else of it is."""
    dtd = '<!ELEMENT p (#PCDATA)><!ATTLIST p rend CDATA "bold"><!ENTITY word "Word">'
    put(tmp_path, {"a.xml": FRAME.format("", "<p>&word;.</p>"), "tei2.dtd": dtd})

    block = read(tmp_path).texts[0].blocks[0]

    assert "Word." == block.node.text
    assert "rend" not in block.node.attributes


MISSING_SETS = [
    '<!ENTITY % isolat PUBLIC "ISO 8879" "iso-lat1.ent"> %isolat;',
    "%nobody;",
    '<!ENTITY % m "a | b"> <!ELEMENT p (%m;)>',
    '<!ENTITY % x SYSTEM "http://example.org/x.ent"> %x; <!ATTLIST p %x; n CDATA #IMPLIED>',
    "<!ENTITY % in '<!ENTITY inner \"inner\">'> %in;",
    '<!ENTITY % TEI.prose "INCLUDE"><!ENTITY % self SYSTEM "a.xml"> %self;',
]


@pytest.mark.parametrize("declared", MISSING_SETS)
def test_sets_that_are_not_there_break_nothing(tmp_path: Path, declared: str) -> None:
    """A set of declarations that cannot be had, or is none, keeps no file from being read."""
    put(tmp_path, {"a.xml": FRAME.format(declared, "<p>Caf&eacute; &chap;</p>")})

    edition = read(tmp_path)

    assert () == edition.problems
    assert ["Café &chap;"] == [block.node.text for block in edition.texts[0].blocks]


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("none.xml", 'the entity &e; is the file "none.xml", which is not there'),
        ("../out.xml", 'the entity &e; is the file "../out.xml", out of the edition\'s folder'),
        ("file:///etc/hostname", "the entity &e; is another file, which is not read"),
        ("http://example.org/e.xml", "the entity &e; is another file, which is not read"),
        ("a.xml", 'the entity &e; is the file "a.xml", which is not there'),
        ("link.xml", 'the entity &e; is the file "link.xml", which is not there'),
    ],
)
def test_what_cannot_be_had_is_named_and_the_rest_is_shown(tmp_path: Path, file: str, message: str) -> None:
    """Where no file of the edition is meant, the reference stays, with a problem at its place."""
    (tmp_path / "out.xml").write_text("<p>Secret.</p>", "utf-8")
    root = put(tmp_path / "in", {"a.xml": FRAME.format(f'<!ENTITY e SYSTEM "{file}">', "<p>One.</p>\n&e;")})
    (root / "link.xml").symlink_to(tmp_path / "out.xml")

    shown = page(root)

    assert "One." in shown
    assert "&amp;e;" in shown
    assert "Secret" not in shown
    assert [f"a.xml:7:1 external-entity {message}"] == [line for line in said(root) if "link.xml:0" not in line]


def test_a_file_in_an_attribute_is_named(tmp_path: Path) -> None:
    """An entity that is a file cannot be the value of an attribute: it is reported, and the text is shown."""
    body = '<p rend="&e;">One.</p>'
    put(tmp_path, {"a.xml": FRAME.format('<!ENTITY e SYSTEM "e.xml">', body), "e.xml": "<p>Two.</p>"})

    assert "One." in page(tmp_path)
    assert any("external-entity" in line for line in said(tmp_path))


def test_entities_in_a_circle_are_left(tmp_path: Path) -> None:
    """Files that are entities of one another are read once, and the reference that leads back is named."""
    declared = '<!ENTITY x SYSTEM "x.xml"><!ENTITY y SYSTEM "y.xml">'
    files = {"a.xml": FRAME.format(declared, "&x;"), "x.xml": "<p>X</p>&y;", "y.xml": "<p>Y</p>\n &x;"}
    put(tmp_path, files)

    assert ["X", "Y"] == [block.node.text for block in read(tmp_path).texts[0].blocks]
    assert ['y.xml:2:2 external-entity the entity &x; leads back to where it stands: "x.xml"'] == said(tmp_path)


def test_entities_do_not_multiply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that use each other ten times over are taken in as long as there is room."""
    monkeypatch.setattr(includes, "_MOST_ELEMENTS", 5_000)
    declared = "".join(f'<!ENTITY e{n} SYSTEM "e{n}.xml">' for n in range(9))
    files = {f"e{n}.xml": f"<seg>{f'&e{n + 1};' * 10}</seg>" for n in range(8)}
    put(tmp_path, {"a.xml": FRAME.format(declared, "<p>&e0;</p>"), **files, "e8.xml": "<seg>words</seg>"})

    text = read(tmp_path).texts[0]

    assert sum(1 for _ in text.root.walk()) < 20_000
    assert any("too much" in oddity.detail for oddity in text.oddities)


BROKEN = {
    "<p>One.": "e.xml:1:8 not-well-formed",
    "<p>One.</p></div>": "e.xml:1:18 not-well-formed",
    "<!DOCTYPE p><p>One.</p>": "e.xml:1:2 not-well-formed",
    '<?xml version="1.0" encoding="klingon"?><p>One.</p>': "e.xml:1:1 encoding",
    "<p>\n  <q>One.</p>": "e.xml:2:14 not-well-formed",
}


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_entity_is_named_in_its_file(tmp_path: Path, content: str) -> None:
    """What is wrong in the file of an entity is reported there, and the rest of the text is shown."""
    declared = '<!ENTITY e SYSTEM "e.xml">'
    put(tmp_path, {"a.xml": FRAME.format(declared, "<p>Before.</p>&e;<p>After.</p>"), "e.xml": content})

    shown = page(tmp_path)

    assert "Before." in shown
    assert "After." in shown
    problems = [line for line in said(tmp_path) if line.startswith("e.xml")]
    assert [BROKEN[content].partition(" ")[0]] == [line.partition(" ")[0] for line in problems]


def test_a_corpus_of_entities_lists_its_texts(tmp_path: Path) -> None:
    """Whole documents that a corpus has as entities keep their pages."""
    corpus = (
        '<!DOCTYPE teiCorpus.2 [<!ENTITY t SYSTEM "t.xml">]><teiCorpus.2><teiHeader><fileDesc><titleStmt><title>Corpus'
        "</title></titleStmt></fileDesc></teiHeader>&t;</teiCorpus.2>"
    )
    put(tmp_path, {"corpus.xml": corpus, "t.xml": FRAME.partition("]>")[2].format("<p>Words.</p>").strip()})

    shown = page(tmp_path, "corpus")

    assert '<a href="../t/index.html">Whole</a>' in shown
    assert "Words." not in shown
    assert "Words." in page(tmp_path / "corpus.xml", "corpus")


def test_a_change_of_an_entity_or_a_set_is_noticed(tmp_path: Path) -> None:
    """A build that remembers makes a text anew when one of the files that it is made of has changed."""
    declared = '<!ENTITY e SYSTEM "e.xml"><!ENTITY % s SYSTEM "s.ent">%s;'
    files = {"a.xml": FRAME.format(declared, "&e;"), "e.xml": "<p>Word.</p>", "s.ent": '<!ENTITY w "one">'}
    put(tmp_path, files)
    cache = InMemory()

    def built() -> Built:
        return build_site(config.load(tmp_path), lambda problem: problem.severity == "error", cache=cache)

    assert [1, 0] == [built().made, built().made]
    put(tmp_path, {"e.xml": "<p>Changed &w;.</p>"})
    first = built()
    put(tmp_path, {"s.ent": '<!ENTITY w "two">'})
    second = built()

    assert [1, 1] == [first.made, second.made]
    assert b"Changed one." in first.files["a/index.html"]
    assert b"Changed two." in second.files["a/index.html"]


def test_numbers_are_written_into_the_files_of_entities(tmp_path: Path) -> None:
    """An id goes to the file where the element stands, wherever entities and sets bring in others."""
    declared = '<!ENTITY e SYSTEM "e.xml"><!ENTITY w "<name>w</name>"><!ENTITY % s SYSTEM "s.ent">%s;'
    body = "<p>&w;&v; one.</p>\n&e;\n<p>Four.</p>"
    part = '<?xml version="1.0"?>\n<p>&v;&w; two.</p> <p n="3">Three.</p>'
    files = {"a.xml": FRAME.format(declared, body), "e.xml": part, "s.ent": '<!ENTITY v "<hi>v</hi>">'}
    put(tmp_path, files)

    given = number_file(tmp_path / "a.xml").given

    assert ["p1", "p2", "p3", "p4"] == [one.id for one in given]
    assert '<p id="p1">&w;&v; one.</p>' in (tmp_path / "a.xml").read_text()
    assert '<p id="p4">Four.</p>' in (tmp_path / "a.xml").read_text()
    assert '<p id="p2">&v;&w; two.</p> <p id="p3" n="3">Three.</p>' in (tmp_path / "e.xml").read_text()
    assert files["s.ent"] == (tmp_path / "s.ent").read_text()


def test_the_download_stands_by_itself(tmp_path: Path) -> None:
    """The TEI that is offered has everything in its place."""
    declared = '<!ENTITY e SYSTEM "e.xml"><!ENTITY % s SYSTEM "s.ent">%s;'
    files = {"a.xml": FRAME.format(declared, "<p>&v;</p>&e;"), "e.xml": "<p>Two.</p>", "s.ent": '<!ENTITY v "One.">'}
    data = render_site(read(put(tmp_path, files)))["a/a.xml"]

    assert b"<p>One.</p>" in data
    assert b"<p>Two.</p>" in data
    assert b"ENTITY" not in data
