"""What is nested as deep as XML may be, and names that some disks take for one another."""

from __future__ import annotations

import cProfile
import os
import unicodedata
from pathlib import Path

import pytest

from loccit import config
from loccit.check import check_edition
from loccit.model import Edition
from loccit.read import read_edition
from loccit.render import render_site
from loccit.write import check_paths

FRAME = '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><text><body>{}</body></text></TEI>'
NESTED = ["div", "seg", "note", "add", "list item", "table row cell", "choice sic", "app lem", "q", "floatingText body"]


def nested(names: str, depth: int) -> str:
    """Return elements of these names inside one another, as deep as that."""
    inner = names.split()
    rounds = depth // len(inner)
    return "".join(f"<{n}>" for n in inner) * rounds + "Words." + "".join(f"</{n}>" for n in reversed(inner)) * rounds


@pytest.mark.parametrize("names", NESTED)
def test_the_deepest_nesting_is_shown(tmp_path: Path, names: str) -> None:
    """What is nested as deep as libxml2 allows is read, checked and shown."""
    (tmp_path / "a.xml").write_text(FRAME.format(nested(names, 250)), "utf-8")
    edition = read_edition(config.load(tmp_path))

    check_edition(edition)

    assert "Words." in render_site(edition)["a/index.html"].decode()


@pytest.mark.parametrize("depth", [260, 5_000, 100_000])
def test_deeper_nesting_is_refused_with_its_place(tmp_path: Path, depth: int) -> None:
    """What is nested deeper is a problem with a place, and the other texts are read."""
    (tmp_path / "a.xml").write_text(FRAME.format(nested("div", depth)), "utf-8")
    (tmp_path / "b.xml").write_text(FRAME.format("<p>Words.</p>"), "utf-8")

    edition = read_edition(config.load(tmp_path))

    assert ["too-deep"] == [problem.code for problem in edition.problems]
    assert edition.problems[0].at.line == 1
    assert ["b"] == [text.key for text in edition.texts]


def test_names_that_are_one_on_some_disks(tmp_path: Path) -> None:
    """Texts, paragraphs and images whose names differ in case alone, or are devices, have files of their own."""
    names = (
        f"{'deep/' * 50}fig.png",
        "Fig.png",
        "fig.png",
        "aux.png",
        "ä.png",
        "ö.png",
        "A/i.png",
        "a/i.png",
        "a-i.png",
        "fig.PNG",
    )
    body = "".join(f'<figure><graphic url="{name}"/></figure>' for name in names)
    for name in ("T.xml", "t.xml", "con.xml", "COM1.xml", "lpt9.x.xml", "-.xml", "日本.xml", f"{'x' * 250}.xml"):
        (tmp_path / name).write_text(FRAME.format(f'<p xml:id="P1">{body}</p><p xml:id="p1">Words.</p>'), "utf-8")
    for name in names:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())

    site = render_site(read_edition(config.load(tmp_path)))

    check_paths(site)
    assert 8 == len([path for path in site if path.endswith("/index.html") and path.count("/") == 1])
    assert len(names) == len([path for path in site if path.startswith("files/")])


def read_alone(folder: Path, body: str) -> Edition:
    """Return what is read of a text with this body, looked over by every rule."""
    (folder / "a.xml").write_text(FRAME.format(body), "utf-8")
    edition = read_edition(config.load(folder))
    check_edition(edition)
    return edition


def test_copies_of_copies_do_not_explode(tmp_path: Path) -> None:
    """Copies of copies that would double thirty times are made until there are too many, and then refused."""
    doubled = (f'<seg xml:id="s{n + 1}"><seg copyOf="#s{n}"/><seg copyOf="#s{n}"/></seg>' for n in range(30))
    body = f'<p><seg xml:id="s0">{"Words. " * 20}</seg>{"".join(doubled)}</p>'

    edition = read_alone(tmp_path, body)

    assert {"too much"} == {oddity.detail for oddity in edition.texts[0].oddities if oddity.kind == "copy"}
    assert len(edition.texts[0].source.whole) < 16 * 1024 * 1024


@pytest.mark.parametrize("count", [100, 5_000])
def test_long_chains_of_copies_end(tmp_path: Path, count: int) -> None:
    """A chain of copies of copies is followed to its end, one that leads back to its start is a problem."""
    chain = "".join(f'<seg xml:id="s{n}" copyOf="#s{n + 1}"/>' for n in range(count))

    followed = read_alone(tmp_path, f'<p>{chain}<seg xml:id="s{count}">x</seg></p>')
    circle = read_alone(tmp_path, f'<p>{chain}<seg xml:id="s{count}" copyOf="#s0"/></p>')

    assert "x" * (count + 1) == followed.texts[0].blocks[0].node.text
    assert ["cycle"] == [oddity.detail for oddity in circle.texts[0].oddities if oddity.kind == "copy"]


@pytest.mark.parametrize("attribute", ["copyOf", "sameAs", "corresp", "next", "prev", "target", "targetEnd", "spanTo"])
@pytest.mark.parametrize("name", ["p", "seg", "note", "ref", "lg", "l", "app", "rdg", "surface", "person", "u", "add"])
def test_pointers_in_a_circle_never_loop(tmp_path: Path, name: str, attribute: str) -> None:
    """Elements that point at each other and at themselves are read and shown."""
    to = {"a": "b", "b": "c", "c": "a", "d": "d"}
    circle = "".join(f'<{name} xml:id="{own}" {attribute}="#{other}"/>' for own, other in to.items())
    words = "".join(f'<{name} xml:id="w{own}" {attribute}="#w{other}">Words.</{name}>' for own, other in to.items())

    edition = read_alone(tmp_path, f"<div><p>Before. {circle}</p>{words}</div>")

    assert "Before." in render_site(edition)["a/index.html"].decode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes")
@pytest.mark.parametrize("name", ["pipe.xml", "pipe.png", "content/texts/pipe.xml", "content/notes/pipe.md"])
def test_pipes_are_no_files(tmp_path: Path, name: str) -> None:
    """A pipe is passed over, where reading it would wait for ever."""
    folder = tmp_path / "content" / "texts" if name.startswith("content/") else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.xml").write_text(FRAME.format('<p>Words. <graphic url="pipe.png"/></p>'), "utf-8")
    if folder != tmp_path:
        (tmp_path / "content" / "edition.yaml").write_text("title: A\n", "utf-8")
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(tmp_path / name)

    edition = read_edition(config.load(tmp_path))

    assert ["a"] == [text.key for text in edition.texts]
    assert () == edition.problems
    assert "a/index.html" in render_site(edition)


@pytest.mark.parametrize("name", [".#a.xml", "._a.xml", "~$a.xml", ".a.xml", "b.xml/c.txt"])
@pytest.mark.parametrize("folder", ["", "content/texts"])
def test_what_programs_leave_is_no_text(tmp_path: Path, folder: str, name: str) -> None:
    """What editors and systems keep beside a file is passed over, as is a folder with the name of a text."""
    (tmp_path / folder).mkdir(parents=True, exist_ok=True)
    (tmp_path / folder / "a.xml").write_text(FRAME.format("<p>Words.</p>"), "utf-8")
    if folder:
        (tmp_path / "content" / "edition.yaml").write_text("title: A\n", "utf-8")
    (tmp_path / folder / name).parent.mkdir(exist_ok=True)
    if "#" in name:
        (tmp_path / folder / name).symlink_to("ada@host.1:2")
    else:
        (tmp_path / folder / name).write_bytes(b"\0\5\x16\7")

    edition = read_edition(config.load(tmp_path))

    assert ["a"] == [text.key for text in edition.texts]
    assert () == edition.problems


def test_link_that_leads_nowhere_is_missed(tmp_path: Path) -> None:
    """A text that is a link to nothing is a problem that says so, and no text passed over in silence."""
    (tmp_path / "a.xml").write_text(FRAME.format("<p>Words.</p>"), "utf-8")
    (tmp_path / "b.xml").symlink_to("nowhere.xml")
    (tmp_path / "c.xml").symlink_to("c.xml")

    problems = read_edition(config.load(tmp_path)).problems

    assert ["b.xml", "c.xml"] == [Path(problem.at.path).name for problem in problems]
    assert {"correct the link, or take it out"} == {problem.hint for problem in problems}


MISTAKES = {
    '<p n="a>Words.</p>': "the value of an attribute has no end, or a less-than sign in it",
    "<p n>Words.</p>": "an attribute has no value",
    "<p<Words.</p>": "a tag is not complete",
    "<p>Words.</p>]]>": "the characters ]]> stand in the text",
    "<p>&#xZ;</p>": "a character's number is not complete",
    "<p>\x01</p>": "a character that XML does not allow",
    '<?xml version="1.0"?><p>Words.</p>': "something stands before the line <?xml ...?>",
}


@pytest.mark.parametrize("body", MISTAKES)
def test_frequent_mistakes_have_words_of_ours(tmp_path: Path, body: str) -> None:
    """What is often wrong with the mark-up is said in an editor's words, with its place and a hint."""
    (tmp_path / "a.xml").write_text(FRAME.format(body), "utf-8")

    (problem,) = read_edition(config.load(tmp_path)).problems

    assert MISTAKES[body] == problem.message
    assert problem.at.column > len(FRAME.partition("{")[0])
    assert problem.hint
    assert problem.hint != "mend the mark-up at this place"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("W\xf6rds".encode("latin-1"), "the file is not in UTF-8, and declares no other encoding"),
        (b"<!doctype html><title>A</title>", "not TEI: this looks like HTML"),
        (b'\n<?xml version="1.0"?>', "something stands before the line <?xml ...?>"),
        (b'<?xml version="2.0"?>', "the first line is not as XML has it"),
        (b"\xef\xbb\xbf\xef\xbb\xbf", "something that is no tag stands before the outermost element"),
    ],
)
def test_wrong_beginnings(tmp_path: Path, data: bytes, message: str) -> None:
    """A file that begins wrong is told so in an editor's words."""
    whole = FRAME.format("<p>@</p>").encode()
    rest = b"" if b"title" in data else whole
    (tmp_path / "a.xml").write_bytes(whole.replace(b"@", data) if data.startswith(b"W") else data + rest)

    (problem,) = read_edition(config.load(tmp_path)).problems

    assert message == problem.message
    assert problem.at.line
    assert problem.hint


def test_spans_in_one_another_end(tmp_path: Path) -> None:
    """Thousands of spans that all begin before the first ends are read and shown, if not each marked for itself."""
    starts = "".join(f'<addSpan spanTo="#e{n}"/>' for n in range(2_000))
    ends = "".join(f'<anchor xml:id="e{n}"/>' for n in range(2_000))

    edition = read_alone(tmp_path, f"<p>Before {starts}within{ends} after.</p>")

    assert "within" in render_site(edition)["a/index.html"].decode()


WORDLESS = {
    "join": '<seg xml:id="s{0}">x</seg><join target="#s{0} #s{0}"/>',
    "when": '<when xml:id="t{0}" absolute="00:00:01"/>',
    "bibl": '<bibl xml:id="b{0}"><author>A</author><title>T {0}</title></bibl>',
    "rdg": '<app><lem wit="#v{0}">x</lem><rdg wit="#w{0}">y</rdg></app>',
    "delSpan": '<delSpan spanTo="#d{0}"/>x<anchor xml:id="d{0}"/>',
    "div": '<div type="edition" xml:lang="la"><p>x</p></div><div type="commentary"><p>y</p></div>',
}


@pytest.mark.parametrize("name", WORDLESS)
def test_steps_grow_with_the_text(tmp_path: Path, name: str) -> None:
    """Twice as many elements side by side take little more than twice as many steps."""
    steps = []
    for count in (500, 1_000):
        body = "".join(WORDLESS[name].format(n) for n in range(count))
        steps.append(steps_of_reading(tmp_path, f"<listBibl>{body}</listBibl>"))

    assert steps[1] < 2.4 * steps[0]


def steps_of_reading(folder: Path, body: str) -> int:
    """Return how many functions are called to read a text."""
    (folder / "a.xml").write_text(FRAME.format(body), "utf-8")
    loaded = config.load(folder)
    profile = cProfile.Profile()
    profile.runcall(read_edition, loaded)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("order", [1, -1])
def test_steps_grow_with_spans_that_reach_far(tmp_path: Path, order: int) -> None:
    """Twice as many spans that are open together, one in the other or not, take little more than twice the steps."""
    steps = []
    for count in (500, 1_000):
        starts = "".join(f'<addSpan spanTo="#e{n}"/>x ' for n in range(count))
        ends = "".join(f'y<anchor xml:id="e{n}"/> ' for n in range(count)[::order])
        steps.append(steps_of_reading(tmp_path, f"<p>{starts}</p><p>{ends}</p>"))

    assert steps[1] < 2.4 * steps[0]


def test_links_to_folders_are_said_or_need_not_be_followed(tmp_path: Path) -> None:
    """A link to a folder elsewhere is a warning; one to a folder of the edition, or in a circle, changes nothing."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "b.xml").write_text(FRAME.format("<p>b</p>"), "utf-8")
    source = tmp_path / "source"
    (source / "in").mkdir(parents=True)
    (source / "in" / "a.xml").write_text(FRAME.format("<p>a</p>"), "utf-8")
    for name, to in {"out": "../elsewhere", "same": "in", "in/circle": "..", "self": "self"}.items():
        (source / name).symlink_to(to)

    edition = read_edition(config.load(source))

    assert ["a"] == [text.key for text in edition.texts]
    assert [("linked-folder", "out")] == [(p.code, Path(p.at.path).name) for p in edition.problems]


def test_one_file_in_a_large_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the folder that a single file stands in, only what it may name is looked into."""
    body = '<p><graphic url="img/a%20b.png"/><graphic url="c.png"/><graphic url="../d.png"/></p>'
    home = tmp_path / "home"
    for name in ("img/a b.png", "c.png", "music/e.png", "../d.png"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(b"x")
    (home / "a.xml").write_text(FRAME.format(body), "utf-8")
    looked_into = []
    scan = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: looked_into.append(Path(path).name) or scan(path))

    site = render_site(read_edition(config.load(home / "a.xml")))

    assert 2 == len([path for path in site if path.startswith("files/")])
    assert "music" not in looked_into


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_accents_in_names_of_files(tmp_path: Path, form: str) -> None:
    """The address of a text does not depend on how a disk writes its accents."""
    (tmp_path / unicodedata.normalize(form, "größe.xml")).write_text(FRAME.format("<p>Words.</p>"), "utf-8")

    assert ["grosse"] == [text.key for text in read_edition(config.load(tmp_path)).texts]
