"""Numbering: missing ids are written by byte offset, and not another byte of the file changes."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from loccit.config import Settings
from loccit.errors import ReadError, WriteError
from loccit.model import Source
from loccit.number import Numbered, number_file, number_source
from loccit.read.tei import read_tei

TEI = 'xmlns="http://www.tei-c.org/ns/1.0"'
HEADER = "<teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc></teiHeader>"
ID = "{http://www.w3.org/XML/1998/namespace}id"


def document(body: str) -> str:
    """Return a TEI file with this in its body."""
    return f"<TEI {TEI}>{HEADER}<text><body>{body}</body></text></TEI>"


def numbered(data: str | bytes, **options: object) -> tuple[Numbered, bytes]:
    """Return what is given to a file, and the file."""
    source = Source(Path("a.xml"), "a.xml", data.encode() if isinstance(data, str) else data)
    found, made = number_source(source, **options)
    return found, made.data


def ids_of(data: str | bytes, name: str = "p") -> list[str | None]:
    """Return the ids of the elements of one name after numbering."""
    root = etree.fromstring(numbered(data)[1])
    return [element.get(ID) for element in root.iterfind(f".//{{*}}body//{{*}}{name}")]


def paragraphs(*ids: str) -> str:
    """Return a file with paragraphs that have these ids; an empty one has none."""
    return document("".join(f'<p xml:id="{own}">x</p>' if own else "<p>x</p>" for own in ids))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (["", "", ""], "p1 p2 p3"),
        (["p7", "", ""], "p7 p8 p9"),
        (["p7", "", "p8"], "p7 p7a p8"),
        (["p7", "", "", "p8", ""], "p7 p7a p7b p8 p9"),
        (["p7", "p7a", "", "p8"], "p7 p7a p7b p8"),
        (["p7", "p7a", "", "p7b", "p8"], "p7 p7a p7aa p7b p8"),
        (["p7", "p7a", "", "", "p7ab", "p8"], "p7 p7a p7aa p7aaa p7ab p8"),
        (["p7", "", "p7b", "p8"], "p7 p7a p7b p8"),
        (["p7", "", "p7a", "p8"], "p7 p7b p7a p8"),
        (["p7", "p7z", "", "", "p8"], "p7 p7z p7za p7zb p8"),
        (["", "p1"], "p0 p1"),
        (["", "", "", "p1"], "p0 p0a p0b p1"),
        (["", "p0", "p1"], "p0a p0 p1"),
        (["", "p5", ""], "p4a p5 p6"),
        (["p9", "p2", ""], "p9 p2 p10"),
        (["p9", "", "p2"], "p9 p9a p2"),
        (["p1", "motto", "", "p2"], "p1 motto p1a p2"),
        (["motto", ""], "motto p1"),
        (["p7a", ""], "p7a p8"),
    ],
)
def test_numbers_of_paragraphs(before: list[str], after: str) -> None:
    """A new paragraph is numbered after the last, or gets a letter after the one before it."""
    assert after.split() == ids_of(paragraphs(*before))


def test_many_insertions() -> None:
    """After p7z comes p7za."""
    ids = ids_of(paragraphs("p7", *[""] * 28, "p8"))

    assert ["p7", "p7a", "p7b"] == ids[:3]
    assert ["p7y", "p7z", "p7za", "p7zb", "p8"] == ids[-5:]


def test_id_of_another_element_is_not_given() -> None:
    """An id that any element has is passed over."""
    assert ["p1", "p3"] == ids_of(document('<p>x <seg xml:id="p2">y</seg></p><p>z</p>'))


def test_retired_id_is_not_given() -> None:
    """An id that was published once is never given again."""
    found, _ = numbered(paragraphs("p1", "", "p2", ""), retired={"p1a", "p3"})

    assert ["p1b", "p4"] == [new.id for new in found.given]


def test_each_kind_has_its_own_series() -> None:
    """Paragraphs, lines, notes and headings are counted apart."""
    body = "<div><head>H</head><p>a<note place='foot'>n</note></p><lg><l>x</l><l>y</l></lg><ab>b</ab></div>"
    found, _ = numbered(document(body))

    assert ["h1", "p1", "n1", "l1", "l2", "p2"] == [new.id for new in found.given]


def test_what_is_not_citable_gets_no_number() -> None:
    """The paragraphs of a note, of a cell and of the header are not counted."""
    body = (
        "<p xml:id='p1'>a<note xml:id='n1' place='foot'><p>n</p></note></p>"
        "<note xml:id='headnote' place='inline'><p>h</p></note><table><row><cell><p>c</p></cell></row></table>"
    )

    assert () == numbered(document(body))[0].given


def test_our_edition_needs_none(repository: Path) -> None:
    """The text of this repository has all its ids."""
    found = number_file(repository / "content" / "texts" / "toward-intervention.xml", dry_run=True)

    assert Numbered((), ()) == found


def test_attribute_stands_after_the_name() -> None:
    """The id is written directly after the element's name, whatever follows."""
    _, data = numbered(document('<p>a</p><p n="1">b</p><p\n rend="x>y">c</p><l n="9"/>'))

    assert (
        b'<p xml:id="p1">a</p><p xml:id="p2" n="1">b</p><p xml:id="p3"\n rend="x>y">c</p><l xml:id="l1" n="9"/>' in data
    )


def test_entities_that_are_not_declared() -> None:
    """Entities that nobody declares neither shift the ids nor are changed."""
    found, data = numbered(document('<p n="&sect;">&mdash; a&foo;</p>\n<p>b</p>'))

    assert ["p1", "p2"] == [given.id for given in found.given]
    assert b'<p xml:id="p1" n="&sect;">&mdash; a&foo;</p>\n<p xml:id="p2">b</p>' in data


def test_prefixed_elements_are_numbered() -> None:
    """A file that writes TEI with a prefix is numbered too."""
    data = (
        document("<p>a</p>")
        .replace("</", "</t:")
        .replace("<", "<t:")
        .replace("<t:/t:", "</t:")
        .replace("xmlns", "xmlns:t")
    )

    assert b'<t:p xml:id="p1">' in numbered(data)[1]


def test_p4_gets_id() -> None:
    """TEI P4 has `id` and no `xml:id`."""
    data = document('<p>a</p><p id="p7">b</p><p>c</p>').replace("TEI", "TEI.2").replace(f" {TEI}", "")

    assert b'<p id="p6a">a</p><p id="p7">b</p><p id="p8">c</p>' in numbered(data)[1]


def test_paragraph_of_an_entity_is_skipped() -> None:
    """What comes from an entity is reported, with its place, and the rest is numbered."""
    data = f'<!DOCTYPE TEI [<!ENTITY e "<p>x</p>">]>\n{document("<p>a</p>&e;<p>b</p>")}'
    found, new = numbered(data)

    assert ["p1", "p3"] == [given.id for given in found.given]
    assert ["not-numbered"] == [problem.code for problem in found.skipped]
    assert 2 == found.skipped[0].at.line
    assert b"&e;" in new
    assert "2 new ids, 1 skipped" == found.summary()


def test_lines_say_where() -> None:
    """Each new id is told with its line and column."""
    found, _ = numbered(document("\n<p>a</p>\n  <p>b</p>"))

    assert ["a.xml:2:1: <p> p1", "a.xml:3:3: <p> p2"] == list(found.lines())


@pytest.mark.parametrize(
    ("codec", "declared", "mark"),
    [
        ("utf-8", "UTF-8", b""),
        ("utf-8", "UTF-8", b"\xef\xbb\xbf"),
        ("latin-1", "ISO-8859-1", b""),
        ("windows-1252", "windows-1252", b""),
        ("utf-16-le", "UTF-16", b"\xff\xfe"),
        ("utf-16-be", "UTF-16", b"\xfe\xff"),
        ("utf-32-le", "UTF-32", b"\xff\xfe\0\0"),
        ("utf-32-be", "UTF-32", b"\0\0\xfe\xff"),
    ],
)
def test_encodings(codec: str, declared: str, mark: bytes) -> None:
    """The id is written in the file's own encoding."""
    text = f'<?xml version="1.0" encoding="{declared}"?>{document("<p>é</p><p n=€>ü</p>".replace("€", repr("x")))}'
    _, data = numbered(mark + text.encode(codec))

    assert mark + text.replace("<p>", '<p xml:id="p1">').replace("<p n", '<p xml:id="p2" n').encode(codec) == data


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-32", "shift_jis", "gb18030", "big5", "euc-kr"])
def test_entity_with_elements_in_any_encoding(codec: str) -> None:
    """Elements that come from an entity are not counted as tags of the file, be expat able to read it or not."""
    head = f'<?xml version="1.0" encoding="{codec}"?><!DOCTYPE TEI [<!ENTITY own "<hi>口</hi>">]>'
    text = head + document("<p>口 &own; 口</p><p>口</p>")
    _, data = numbered(text.encode(codec))

    assert text.replace("<p>口 ", '<p xml:id="p1">口 ').replace("<p>口<", '<p xml:id="p2">口<').encode(codec) == data


@pytest.mark.parametrize("codec", ["utf-7", "iso-2022-jp"])
def test_encoding_in_which_characters_look_like_tags(codec: str) -> None:
    """Where bytes of ASCII also mean other characters, the file is left alone, and it is said why."""
    text = f'<?xml version="1.0" encoding="{codec}"?>' + document("<p>口</p>")
    with pytest.raises(WriteError, match=f"ids cannot be written into a file in {codec}") as caught:
        numbered(text.encode(codec))

    assert (1, "save the file as UTF-8") == (caught.value.at.line, caught.value.hint)


def test_file_is_written(tmp_path: Path) -> None:
    """The file is replaced as a whole and keeps its mode; no other file is left behind."""
    path = tmp_path / "a.xml"
    path.write_text(paragraphs(""))
    path.chmod(0o640)
    found = number_file(path)

    assert ["p1"] == [new.id for new in found.given]
    assert paragraphs("p1") == path.read_text()
    assert 0o640 == stat.S_IMODE(path.stat().st_mode)
    assert [path] == list(tmp_path.iterdir())


def test_file_that_needs_nothing_is_not_touched(tmp_path: Path) -> None:
    """A file that has all its ids is not written."""
    path = tmp_path / "a.xml"
    path.write_text(paragraphs("p1"))
    before = path.stat()
    number_file(path)

    assert (before.st_mtime_ns, before.st_ino) == (path.stat().st_mtime_ns, path.stat().st_ino)


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    """A dry run tells the ids and leaves the file."""
    path = tmp_path / "a.xml"
    path.write_text(paragraphs(""))

    assert number_file(path, dry_run=True).given
    assert paragraphs("") == path.read_text()


@pytest.mark.parametrize("text", ["<TEI><p></TEI>", "<html/>", "plain", ""])
def test_file_that_is_not_tei_is_refused(tmp_path: Path, text: str) -> None:
    """A file that is not well-formed or not TEI is left as it is."""
    path = tmp_path / "a.xml"
    path.write_text(text)
    with pytest.raises(ReadError):
        number_file(path)

    assert text == path.read_text()


def test_save_in_the_meantime_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that was saved while it was numbered is not overwritten."""
    path = tmp_path / "a.xml"
    path.write_text(paragraphs("", ""))
    read = Path.read_bytes

    def read_and_save(self: Path) -> bytes:
        data = read(self)
        self.write_text("saved")
        return data

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", read_and_save)
        with pytest.raises(WriteError, match="was saved"):
            number_file(path)

    assert "saved" == path.read_text()
    assert [path] == list(tmp_path.iterdir())


OWN_IDS = st.sampled_from(["", "", "", ' xml:id="{}"'])
NAMES = st.sampled_from(["p", "p", "ab", "l", "head", "seg", "note place='foot'", "note place='inline'", "p\n n='1'"])
POOL = ["p1", "p2", "p2a", "p2aa", "p7", "p7z", "p0", "l1", "l3", "n1", "n2a", "h1", "x", "p99b"]


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """Draw a body with citable things in it, some with ids of all kinds."""
    pool = draw(st.permutations(POOL))
    pieces = []
    for _ in range(draw(st.integers(0, 9))):
        name, own = draw(NAMES), draw(OWN_IDS)
        attribute = own.format(pool.pop()) if own else ""
        inside = draw(st.sampled_from(["é", "<!-- <p> -->", "<note place='foot'>n</note>", "", "<l>verse</l>"]))
        pieces.append(f"<{name}{attribute}>{inside}</{name.split()[0]}>")
    return f"<div>{''.join(pieces)}</div>"


@settings(deadline=None)
@given(body=bodies(), codec=st.sampled_from(["utf-8", "utf-16"]))
def test_only_ids_are_added(body: str, codec: str) -> None:
    """Without the new attributes the file is what it was; each id is there once; all that can be cited has one."""
    before = document(body)
    found, data = numbered(before.encode(codec))
    after = data.decode(codec)
    ids = [element.get(ID) for element in etree.fromstring(data).iter("*") if element.get(ID)]
    text = read_tei(Source(Path("a"), "a", data), key="", folder="", files={}, settings=Settings())
    for new in found.given:
        assert 1 == after.count(f' xml:id="{new.id}"')
        after = after.replace(f' xml:id="{new.id}"', "")

    assert before == after
    assert len(ids) == len(set(ids))
    assert () == found.skipped
    assert all(block.permanent for block in text.blocks)
    assert all(note.permanent for note in text.notes)


@settings(deadline=None)
@given(body=bodies())
def test_second_time_changes_nothing(body: str) -> None:
    """A file that was numbered needs no number."""
    _, once = numbered(document(body))
    found, twice = numbered(once)

    assert Numbered((), ()) == found
    assert once == twice


def test_the_longest_name(tmp_path: Path) -> None:
    """A file whose name is as long as names can be is numbered; no file is left beside it."""
    file = tmp_path / f"{'x' * 251}.xml"
    file.write_text(document("<p>a</p>"), "utf-8")

    number_file(file)

    assert b'xml:id="p1"' in file.read_bytes()
    assert [file] == list(tmp_path.iterdir())
