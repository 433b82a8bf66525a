"""Texts in several files: what readers see, which files are texts, and that commands write into the right file."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from loccit import config
from loccit.build import Built, build_site
from loccit.build.cache import InMemory
from loccit.check import check_edition
from loccit.cli import command
from loccit.model import Edition
from loccit.number import number_file
from loccit.read import includes, read_edition
from loccit.reconcile import apply, plan
from loccit.render import render_site
from tests.conservation import faults_of_site

NAMES = 'xmlns="http://www.tei-c.org/ns/1.0" xmlns:xi="http://www.w3.org/2001/XInclude" xml:lang="en"'
TITLE = "<teiHeader><fileDesc><titleStmt><title>{}</title></titleStmt></fileDesc></teiHeader>"
WHOLE = f"<TEI {NAMES}>{TITLE.format('Whole')}<text><body>\n{{}}\n</body></text></TEI>"
PART = '<div xmlns="http://www.tei-c.org/ns/1.0" xmlns:xi="http://www.w3.org/2001/XInclude">\n{}\n</div>'


def put(root: Path, files: dict[str, str]) -> Path:
    """Write files below a folder; the name of one that ends in `part.xml` has a `div` outermost, others are TEI."""
    for name, body in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        frame = PART if name.endswith("part.xml") else WHOLE if name.endswith(".xml") else "{}"
        path.write_text(body if body.startswith("<TEI") or "Corpus" in body else frame.format(body), "utf-8")
    return root


def read(root: Path) -> Edition:
    """Return what is read of a folder or a file."""
    return read_edition(config.load(root))


def edition(root: Path, **texts: str) -> Path:
    """Write an edition of these texts and parts."""
    files = {f"content/texts/{name.replace('_', '.')}.xml": body for name, body in texts.items()}
    return put(root, {"content/edition.yaml": "title: E\nlanguage: en\n", **files})


INCLUDE = '<xi:include href="{}"/>'


def test_a_part_is_no_text_of_its_own(tmp_path: Path) -> None:
    """In a bare folder a file that another includes has no page; its words stand in the text that includes it."""
    put(tmp_path, {"a.xml": INCLUDE.format("b/part.xml"), "b/part.xml": '<p xml:id="p5">Five.</p>'})

    made = read(tmp_path)

    assert ["a"] == [text.key for text in made.texts]
    assert ["p5"] == [block.id for block in made.texts[0].blocks]
    assert "Five." in render_site(made)["a/index.html"].decode()


def test_a_part_that_changes_is_noticed(tmp_path: Path) -> None:
    """A build that remembers makes a text anew when a part of it is another, and only then."""
    put(tmp_path, {"a.xml": INCLUDE.format("part.xml"), "part.xml": "<p>Words.</p>", "b.xml": "<p>Other.</p>"})
    cache = InMemory()

    def built() -> Built:
        return build_site(config.load(tmp_path), lambda problem: problem.severity == "error", cache=cache)

    assert [2, 0] == [built().made, built().made]
    put(tmp_path, {"part.xml": "<p>Changed.</p>"})
    again = built()

    assert 1 == again.made
    assert b"Changed." in again.files["a/index.html"]


def test_a_part_of_a_register_that_changes_is_noticed(tmp_path: Path) -> None:
    """The register that can be had as a file is the one with its parts as they are now."""
    listed = f"<TEI {NAMES}>{TITLE.format('People')}<standOff><listPerson>{{}}</listPerson></standOff></TEI>"
    person = '<person xml:id="ann"><persName>{}</persName></person>'
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="ann.xml"/>'
    bob = person.replace("ann", "bob").format("Bob")
    put(tmp_path, {"a.xml": INCLUDE.format("none.xml"), "people.xml": listed.format(bob + include)})
    ann = f"<listPerson xmlns='http://www.tei-c.org/ns/1.0'>{person.format('Ann')}</listPerson>"
    (tmp_path / "ann.xml").write_text(ann, "utf-8")
    cache = InMemory()
    first = build_site(config.load(tmp_path), lambda _problem: False, cache=cache)
    (tmp_path / "ann.xml").write_text(ann.replace("<persName>", '<persName cert="low">'), "utf-8")
    second = build_site(config.load(tmp_path), lambda _problem: False, cache=cache)

    assert b"cert=" not in first.files["names/people.xml"]
    assert b"cert=" in second.files["names/people.xml"]


def test_a_corpus_lists_its_texts(tmp_path: Path) -> None:
    """Whole documents keep their pages, and the corpus that includes them links to them by their titles."""
    corpus = f"<teiCorpus {NAMES}>{TITLE.format('Corpus')}{INCLUDE.format('a.xml')}</teiCorpus>"
    put(tmp_path, {"corpus.xml": corpus, "a.xml": "<p>Words.</p>"})

    site = render_site(read(tmp_path))

    assert '<a href="../a/index.html">Whole</a>' in site["corpus/index.html"].decode()
    assert "Words." not in site["corpus/index.html"].decode()
    assert "Words." in site["a/index.html"].decode()


def test_a_corpus_alone_holds_its_texts(tmp_path: Path) -> None:
    """Where only the corpus is built, what it includes stands in it."""
    corpus = f"<teiCorpus {NAMES}>{TITLE.format('Corpus')}{INCLUDE.format('a.xml')}</teiCorpus>"
    put(tmp_path, {"corpus.xml": corpus, "a.xml": "<p>Words.</p>"})

    assert "Words." in render_site(read(tmp_path / "corpus.xml"))["corpus/index.html"].decode()


def test_files_in_a_circle_are_not_lost(tmp_path: Path) -> None:
    """Where parts include one another, one of them is the text."""
    put(tmp_path, {"a-part.xml": INCLUDE.format("b-part.xml"), "b-part.xml": INCLUDE.format("a-part.xml")})

    assert ["a-part"] == [text.key for text in read(tmp_path).texts]


def test_a_text_that_is_named_stays_one(tmp_path: Path) -> None:
    """A part that `texts` in edition.yaml names has a page of its own all the same."""
    edition(tmp_path, a=INCLUDE.format("b.part.xml"), b_part="<p>Words.</p>")
    (tmp_path / "content/edition.yaml").write_text("title: E\ntexts: [a, b.part]\n", "utf-8")

    assert ["a", "b-part"] == [text.key for text in read(tmp_path).texts]


def test_what_is_offered_for_download_stands_by_itself(tmp_path: Path) -> None:
    """The TEI of a text in several files is one file, in which nothing is left to include."""
    put(tmp_path, {"a.xml": INCLUDE.format("part.xml"), "part.xml": "<p>Words.</p>"})

    data = render_site(read(tmp_path))["a/a.xml"]

    assert b"Words." in data
    assert b"xi:include " not in data


def test_numbers_are_written_where_the_elements_stand(tmp_path: Path) -> None:
    """Numbering a text numbers its parts, in the order of reading, and each file gets its own."""
    body = f"<p>One.</p>\n{INCLUDE.format('part.xml')}\n{INCLUDE.format('part.xml')}\n<p>Four.</p>"
    put(tmp_path, {"a.xml": body, "part.xml": '<p>Two.</p>\n<p n="3">Three.</p>'})
    before = (tmp_path / "part.xml").read_bytes()

    found = number_file(tmp_path / "a.xml")

    assert ["p1", "p2", "p3", "p4"] == [given.id for given in found.given]
    assert '<p xml:id="p1">One.</p>' in (tmp_path / "a.xml").read_text()
    assert '<p xml:id="p4">Four.</p>' in (tmp_path / "a.xml").read_text()
    after = before.replace(b"<p>Two", b'<p xml:id="p2">Two').replace(b"<p n", b'<p xml:id="p3" n')
    assert after == (tmp_path / "part.xml").read_bytes()
    assert () == number_file(tmp_path / "a.xml").given


def test_what_cannot_be_included_keeps_its_words(tmp_path: Path) -> None:
    """Words in an `xi:include` that has no fallback and leads nowhere are shown in its place."""
    include = INCLUDE.format("missing.xml").replace("/>", "><p>Held.</p> and more</xi:include>")
    put(tmp_path, {"a.xml": f"<p>One.</p>{include}"})

    assert "Held." in render_site(read(tmp_path / "a.xml"))["a/index.html"].decode()


def test_reconciling_mends_the_file_that_holds_the_element(tmp_path: Path) -> None:
    """An id that was stripped from a part is put back there, and the text that includes it stays as it is."""
    words = "The harvest was poor in the north of the country that year."
    edition(
        tmp_path,
        a=f'<p xml:id="p1">Nobody had spoken.</p>{INCLUDE.format("part.xml")}',
        part=f'<p xml:id="p2">{words}</p>',
    )
    arguments = ["release", "1.0", str(tmp_path), "--date", "2026-11-22", "--summary", "First"]
    assert CliRunner().invoke(command, arguments).exit_code == 0
    frozen = (tmp_path / "content/releases/1.0/texts/a.xml").read_text()
    assert words in frozen
    put(tmp_path, {"content/texts/part.xml": f"<p>{words}</p>"})
    whole = (tmp_path / "content/texts/a.xml").read_bytes()

    made = read(tmp_path)
    apply(plan(made), made)

    assert f'<p xml:id="p2">{words}</p>' in (tmp_path / "content/texts/part.xml").read_text()
    assert whole == (tmp_path / "content/texts/a.xml").read_bytes()
    assert [] == [problem for problem in check_edition(read(tmp_path)) if problem.severity == "error"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """A symbolic link to a file elsewhere is no file of the edition."""
    put(tmp_path, {"in/a.xml": INCLUDE.format("b.xml"), "secret.xml": "<p>Secret.</p>"})
    (tmp_path / "in/b.xml").symlink_to(tmp_path / "secret.xml")

    made = read(tmp_path / "in/a.xml")

    assert ["xinclude"] == [oddity.kind for oddity in made.texts[0].oddities]
    assert b"Secret" not in b"".join(data for data in render_site(made).values() if isinstance(data, bytes))


def test_includes_that_double_are_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty-five files that include the next one twice are not 33 million paragraphs."""
    monkeypatch.setattr(includes, "_MOST_ELEMENTS", 10_000)
    files = {f"{n}-part.xml": INCLUDE.format(f"{n + 1}-part.xml") * 2 for n in range(25)}
    put(tmp_path, {**files, "25-part.xml": "<p>Words.</p>"})

    made = read(tmp_path / "0-part.xml")

    assert "too much" in {oddity.detail for oddity in made.texts[0].oddities}


def test_what_is_nested_too_deep_together_is_refused(tmp_path: Path) -> None:
    """Files that are each within the limit are refused where they are nested beyond it."""
    deep = "<div>" * 100 + "{}" + "</div>" * 100
    files = {f"{n}-part.xml": deep.format(INCLUDE.format(f"{n + 1}-part.xml")) for n in range(3)}
    put(tmp_path, {**files, "3-part.xml": "<p>Words.</p>"})

    made = read(tmp_path / "0-part.xml")

    assert ["too-deep"] == [problem.code for problem in made.problems]


@pytest.mark.parametrize("name", ["b.xml", "B.xml"])
def test_a_title_that_changes_is_noticed(tmp_path: Path, name: str) -> None:
    """The source of a corpus is another when the title of a text that it lists is another."""
    corpus = f"<teiCorpus {NAMES}>{TITLE.format('Corpus')}{INCLUDE.format(name)}</teiCorpus>"
    put(tmp_path, {"a.xml": corpus, name: "<p>x</p>"})
    before = read(tmp_path).texts
    put(tmp_path, {name: WHOLE.format("<p>x</p>").replace("Whole", "Other")})

    after = read(tmp_path).texts

    assert {"Whole", "Other"} == {title for made in (before, after) for t in made for _, title in t.source.listed}


NOTES = (
    '<div type="notes"><head>Notes</head><note xml:id="n1">First, see <ref target="#n2">below</ref>.</note>'
    '<note xml:id="n2"><p>Second <ref target="a.xml#p1">above</ref>.</p></note><note xml:id="p1">Third</note></div>'
)


def test_a_note_in_another_file_is_called(tmp_path: Path) -> None:
    """A mark that points at a note in another file calls it; the note is read here, and is on its own page too."""
    body = (
        '<p xml:id="p1">One<ref target="n/remarks.xml#n2">2</ref>, two<ptr target="n/remarks.xml#n1"/>,'
        ' again<ref target="n/remarks.xml#n2">2</ref>, three<ptr target="n/remarks.xml#p1"/>.'
        ' See <ref target="n/remarks.xml#n1">the first note</ref>.</p>'
    )
    put(tmp_path, {"a.xml": body, "n/remarks.xml": NOTES.replace("a.xml#", "../a.xml#")})

    edition = read(tmp_path)
    text = next(text for text in edition.texts if text.key == "a")
    page = render_site(edition)["a/index.html"].decode()

    assert ["n2", "n1", "remarks-p1"] == [note.id for note in text.notes]
    assert [2, 1, 1] == [len(note.references) for note in text.notes]
    assert '<a href="../remarks/index.html#n1">the first note</a>' in page
    assert '<a href="../remarks/index.html#n2">below</a>' in page
    assert '<a href="#p1">above</a>' in page
    assert ["a", "remarks"] == [text.key for text in edition.texts]
    assert [] == faults_of_site(render_site(edition))
    assert [] == [p.message for p in check_edition(edition) if p.code not in {"unnumbered", "missing-language"}]


def test_a_reference_to_a_note_among_other_text_is_a_link(tmp_path: Path) -> None:
    """Where another file is a text with notes, a number alone is a link; what says that it is a mark calls the note."""
    body = '<p>See n. <ref target="b.xml#n1">1</ref>; here<ref type="noteAnchor" target="b.xml#n2">*</ref>.</p>'
    other = '<p>Words<note xml:id="n1">One.</note><note xml:id="n2">Two.</note></p>'
    put(tmp_path, {"a.xml": body, "b.xml": other})

    edition = read(tmp_path)

    assert ["n2"] == [note.id for note in edition.texts[0].notes]
    assert '<a href="../b/index.html#n1">1</a>' in render_site(edition)["a/index.html"].decode()


def test_a_note_that_changes_elsewhere_is_noticed(tmp_path: Path) -> None:
    """A build that remembers makes a text anew when a note that it calls in another file is another."""
    put(tmp_path, {"a.xml": '<p>One<ptr target="b.xml#n1"/></p>', "b.xml": '<note xml:id="n1">Old.</note>'})
    cache = InMemory()
    build_site(config.load(tmp_path), lambda problem: problem.severity == "error", cache=cache)
    put(tmp_path, {"b.xml": '<note xml:id="n1">New.</note>'})

    again = build_site(config.load(tmp_path), lambda problem: problem.severity == "error", cache=cache)

    assert b"New." in again.files["a/index.html"]


def test_numbering_leaves_notes_of_other_files_alone(tmp_path: Path) -> None:
    """Numbers are written into the text that is numbered, and not into the file whose notes it calls."""
    notes = '<note xml:id="n1"><p>Note.</p></note>'
    put(tmp_path, {"a.xml": '<p>One<ptr target="b.xml#n1"/></p>\n<p>Two.</p>', "b.xml": notes})
    before = (tmp_path / "b.xml").read_bytes()

    assert ["p1", "p2"] == [given.id for given in number_file(tmp_path / "a.xml").given]
    assert before == (tmp_path / "b.xml").read_bytes()
