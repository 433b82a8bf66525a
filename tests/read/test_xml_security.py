"""Hostile XML: every payload is refused with a clear message or stays inert, and no other file's content comes in."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loccit import config
from loccit.check import check_edition
from loccit.errors import Problem
from loccit.model import Edition, Node
from loccit.read import read_edition

ELSEWHERE = "what stands in the other file"
Read = Callable[..., tuple[Edition, tuple[Problem, ...]]]


def tei(body: str, *, doctype: str = "", header: str = "") -> str:
    """Return a TEI file."""
    outermost = '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">'
    return f"{doctype}{outermost}{header}<text><body>{body}</body></text></TEI>"


def prefix(pattern: str, replacement: str) -> str:
    """Return a header that declares the prefix `x`."""
    definition = f'<prefixDef ident="x" matchPattern="{pattern}" replacementPattern="{replacement}"/>'
    return f"<teiHeader><encodingDesc>{definition}</encodingDesc></teiHeader>"


def paragraph(target: str) -> str:
    """Return a paragraph with a link."""
    return f'<p xml:id="p1">a <ref target="{target}">link</ref></p>'


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """Make a folder outside the edition, with a secret in it."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.txt").write_text(ELSEWHERE)
    (folder / "secret.xml").write_text(tei(f"<p>{ELSEWHERE}</p>"))
    (folder / "secret.md").write_text(f"---\ntitle: {ELSEWHERE}\n---\n{ELSEWHERE}\n")
    (folder / "secret.dtd").write_text(
        f'<!ENTITY secret "{ELSEWHERE}"><!ATTLIST ref target CDATA "https://evil.example/">'
    )
    (folder / "secret.png").write_bytes(b"")
    return folder


@pytest.fixture
def root(tmp_path: Path, outside: Path) -> Path:
    """Make the folder of an edition, beside the one with the secret."""
    folder = tmp_path / "edition"
    (folder / "content/texts").mkdir(parents=True)
    (folder / "content/pages").mkdir()
    (folder / "content/edition.yaml").write_text("title: A\n")
    return folder


@pytest.fixture
def read(root: Path) -> Read:
    """Read and check a text; the secret must be in nothing that comes of it."""

    def read_one(data: str | bytes) -> tuple[Edition, tuple[Problem, ...]]:
        path = root / "content/texts/a.xml"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        edition = read_edition(config.load(root))
        problems = check_edition(edition)

        assert ELSEWHERE not in " ".join((*everything(edition), *map(repr, problems)))

        return edition, problems

    return read_one


def everything(edition: Edition) -> Iterator[str]:
    """Yield all words and attributes that were read."""
    for text in edition.texts:
        yield repr(text.header)
        for tree in (text.root, *(note.node for note in text.notes)):
            yield from words(tree)
    for document in (*edition.entries.values(), *edition.notes.values(), *edition.pages.values()):
        yield document.title
        yield from words(document.body)


def words(tree: Node) -> Iterator[str]:
    """Yield the text, the attributes and the parameters of a tree."""
    yield tree.text
    for node in tree.walk():
        yield repr((dict(node.attributes), dict(node.params)))


def links(edition: Edition) -> list[Node]:
    """Return the nodes of the texts and pages that will be links."""
    trees = [text.root for text in edition.texts] + [page.body for page in edition.pages.values()]
    return [node for tree in trees for node in tree.walk() if node.behaviour == "link"]


def codes(problems: tuple[Problem, ...]) -> list[str]:
    """Return the codes of problems, each of which must say what to do."""
    assert all(problem.message and problem.hint for problem in problems)
    return [problem.code for problem in problems]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Listen on this machine, for requests that must not be made."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield server


def url_of(listener: socket.socket) -> str:
    """Return the address of something on the listening host."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}/x.dtd"


def was_asked(listener: socket.socket) -> bool:
    """Tell whether anybody connected."""
    try:
        listener.accept()
    except BlockingIOError:
        return False
    return True


# --- entities and DTDs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ['<p xml:id="p1">&x;</p>', '<p xml:id="p1" n="&x;">a</p>'])
@pytest.mark.parametrize(
    "address", ["../../../outside/secret.txt", "file://{outside}/secret.txt", "{outside}/secret.txt"]
)
def test_external_entity(body: str, address: str, outside: Path, read: Read) -> None:
    """An entity in another file is refused, in text and in an attribute, and the file is not read."""
    doctype = f'<!DOCTYPE TEI [<!ENTITY x SYSTEM "{address.format(outside=outside)}">]>'

    _, problems = read(tei(body, doctype=doctype))

    assert ["external-entity"] == codes(problems)
    assert "&x;" in problems[0].message


def test_parameter_entity(listener: socket.socket, read: Read) -> None:
    """A parameter entity on another host is left out, and nobody is asked for it."""
    doctype = f'<!DOCTYPE TEI [<!ENTITY % p SYSTEM "{url_of(listener)}"> %p;]>'

    _, problems = read(tei(paragraph("#p1"), doctype=doctype))

    assert () == problems
    assert not was_asked(listener)


def test_external_dtd_is_not_fetched(listener: socket.socket, read: Read) -> None:
    """A DTD on another host is not asked for."""
    read(tei(paragraph("#p1"), doctype=f'<!DOCTYPE TEI SYSTEM "{url_of(listener)}">'))

    assert not was_asked(listener)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/x.dtd", "file:///etc/passwd"])
def test_external_dtd_is_ignored(address: str, read: Read) -> None:
    """A file that names a DTD elsewhere is read without it."""
    edition, problems = read(tei(paragraph("#p1"), doctype=f'<!DOCTYPE TEI SYSTEM "{address}">'))

    assert [] == codes(problems)
    assert ["a link"] == [text.root.text for text in edition.texts]


def test_external_dtd_gives_no_entities(outside: Path, read: Read) -> None:
    """An entity that only a DTD in another file declares is not declared."""
    doctype = f'<!DOCTYPE TEI SYSTEM "{outside}/secret.dtd">'

    _, problems = read(tei('<p xml:id="p1">&secret;</p>', doctype=doctype))

    assert ["undefined-entity"] == codes(problems)


@pytest.mark.parametrize("internal", [True, False])
def test_default_attributes(outside: Path, read: Read, *, internal: bool) -> None:
    """An attribute that only a DTD gives is not there, or leads nowhere it should not."""
    doctype = '<!DOCTYPE TEI [<!ATTLIST ref target CDATA "javascript:alert(1)">]>'
    if not internal:
        doctype = f'<!DOCTYPE TEI SYSTEM "{outside}/secret.dtd">'

    edition, _ = read(tei('<p xml:id="p1">a <ref>link</ref></p>', doctype=doctype))

    assert [] == links(edition)
    assert ["a link"] == [text.root.text for text in edition.texts]


def billion_laughs() -> str:
    """Return ten entities, each of which is ten of the one before."""
    steps = (f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<!DOCTYPE TEI [<!ENTITY l0 "lol">{"".join(steps)}]>'


@pytest.mark.parametrize(
    ("doctype", "body"),
    [
        (billion_laughs(), "<p>&l9;</p>"),
        (billion_laughs(), '<p n="&l9;">a</p>'),
        (f'<!DOCTYPE TEI [<!ENTITY q "{"q" * 100_000}">]>', f"<p>{'&q;' * 10_000}</p>"),
        ('<!DOCTYPE TEI [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "<p>&a;</p>"),
    ],
    ids=["in text", "in an attribute", "quadratic", "circular"],
)
def test_entity_bomb(doctype: str, body: str, read: Read) -> None:
    """Entities that expand without measure are refused."""
    _, problems = read(tei(body, doctype=doctype))

    assert ["entity-bomb"] == codes(problems)


def test_internal_entity(read: Read) -> None:
    """An ordinary entity of the file itself is simply its text."""
    edition, problems = read(tei('<p xml:id="p1">&mdash;</p>', doctype='<!DOCTYPE TEI [<!ENTITY mdash "—">]>'))

    assert [] == codes(problems)
    assert ["—"] == [text.root.text for text in edition.texts]


# --- size and shape ---------------------------------------------------------------------------------------------


def test_too_deep(read: Read) -> None:
    """Elements nested more than 256 deep are refused."""
    _, problems = read(tei(f"<p>{'<hi>' * 300}{'</hi>' * 300}</p>"))

    assert ["too-deep"] == codes(problems)


@pytest.mark.parametrize(
    ("before", "after"), [("<hi>", "</hi>"), ("<div>", "</div>"), ("<list><item>", "</item></list>")]
)
def test_deep_but_not_too_deep(before: str, after: str, read: Read) -> None:
    """Elements nested almost as deep are read, without running out of stack."""
    depth = 240 // before.count("<")

    edition, _ = read(tei(f"<div>{before * depth}a{after * depth}</div>"))

    assert ["a"] == [text.root.text for text in edition.texts]


@pytest.mark.parametrize("body", ["<p>{}</p>", '<p n="{}">a</p>'])
def test_too_long(body: str, read: Read) -> None:
    """A single piece of text of more than ten million characters is refused."""
    _, problems = read(tei(body.format("x" * 11_000_000)))

    assert ["too-large"] == [problem.code for problem in problems]


def test_compressed(read: Read, root: Path) -> None:
    """A compressed file is not unpacked, neither under its own name nor under another."""
    data = gzip.compress(tei(f"<p>{ELSEWHERE}</p>").encode())
    (root / "content/texts/b.xml.gz").write_bytes(data)

    _, problems = read(data)

    assert ["not-tei"] == codes(problems)


# --- other files ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("parse", ["xml", "text"])
@pytest.mark.parametrize("href", ["../../../outside/secret.{}", "file://{outside}/secret.{}", "file:///etc/passwd"])
def test_xinclude(href: str, parse: str, outside: Path, read: Read) -> None:
    """An `xi:include` is reported and not followed, least of all out of the folder."""
    name = href.replace("{outside}", str(outside)).replace("{}", "xml" if parse == "xml" else "txt")
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{name}" parse="{parse}"/>'

    edition, problems = read(tei(f'<p xml:id="p1">a {include}</p>'))

    assert ["xinclude"] == codes(problems)
    assert "out of the edition's folder" in problems[0].message
    assert ["a"] == [text.root.text for text in edition.texts]


def test_symbolic_link_to_a_text(outside: Path, root: Path, read: Read) -> None:
    """A text that is a link out of the folder is refused."""
    (root / "content/texts/b.xml").symlink_to(outside / "secret.xml")

    _, problems = read(tei('<p xml:id="p1">a</p>'))

    assert ["outside"] == codes(problems)


def test_symbolic_link_to_a_folder(outside: Path, root: Path, read: Read) -> None:
    """A folder that is a link out of the edition is not looked into, or what it holds is refused."""
    (root / "content/texts/more").symlink_to(outside)

    edition, _ = read(tei('<p xml:id="p1">a</p>'))

    assert ["a"] == [text.key for text in edition.texts]


def test_symbolic_link_to_a_page(outside: Path, root: Path, read: Read) -> None:
    """A page that is a link out of the folder is refused."""
    (root / "content/pages/secret.md").symlink_to(outside / "secret.md")

    _, problems = read(tei('<p xml:id="p1">a</p>'))

    assert ["outside"] == codes(problems)


@pytest.mark.parametrize(
    "url",
    [
        "../../../outside/secret.png",
        "%2e%2e/../../outside/secret.png",
        "/etc/passwd",
        "{outside}/secret.png",
        "..\\..\\secret.png",
        "link.png",
    ],
)
def test_image_outside(url: str, outside: Path, root: Path, read: Read) -> None:
    """An image out of the folder, by its path or by a symbolic link, is not taken into the site."""
    (root / "content/texts/link.png").symlink_to(outside / "secret.png")

    edition, problems = read(tei(f'<figure><graphic url="{url.format(outside=outside)}"/></figure>'))

    assert ["missing-image"] == codes(problems)
    assert ["dangling"] == [image.target.kind for text in edition.texts for image in text.images]


# --- links ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#10;javascript:alert(1)",
        "&#x6A;avascript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example/",
        "\\\\evil.example\\share",
    ],
)
def test_unsafe_link(target: str, read: Read) -> None:
    """A link that could run a program, reach into the disk or change the host is reported, and is no link."""
    edition, problems = read(tei(paragraph(target)))

    assert ["unsafe-link"] == codes(problems)
    assert [] == links(edition)


@pytest.mark.parametrize(
    "target", ["java&#9;script:alert(1)", "java\tscript:alert(1)", "java&#13;&#10;script:alert(1)"]
)
def test_divided_scheme(target: str, read: Read) -> None:
    """A scheme with white space in it, which browsers overlook, makes no link and is reported as what it is."""
    edition, problems = read(tei(paragraph(target)))

    assert ["unsafe-link"] == codes(problems)
    assert [] == links(edition)


@pytest.mark.parametrize("target", ["http://[::1", "https:javascript", "../../../outside/secret.txt", "/etc/passwd"])
def test_link_that_leads_nowhere(target: str, read: Read) -> None:
    """A link out of the folder is reported; none of these reads a file or fails."""
    edition, _ = read(tei(paragraph(target)))

    assert all(link.params["target"].kind == "external" for link in links(edition))


@pytest.mark.parametrize(
    ("replacement", "code"),
    [
        ("javascript:$1", "unsafe-link"),
        ("//evil.example/$1", "unsafe-link"),
        ("../../../outside/$1", "dangling-target"),
    ],
)
def test_prefix_that_leads_astray(replacement: str, code: str, read: Read) -> None:
    """A declared prefix cannot make what could not be written out."""
    edition, problems = read(tei(paragraph("x:secret.txt"), header=prefix("(.+)", replacement)))

    assert [code] == codes(problems)
    assert [] == links(edition)


@pytest.mark.parametrize(
    ("pattern", "replacement"),
    [
        ("(", "$1"),
        ("(.+)", "x:$1"),
        ("(.+)", "$2"),
        ("(.+)", "\\q$1"),
    ],
    ids=["no pattern", "circular", "no such group", "backslash"],
)
def test_prefix_that_cannot_be_expanded(pattern: str, replacement: str, read: Read) -> None:
    """A prefix declared badly gives a problem and not a failure of ours."""
    edition, problems = read(tei(paragraph("x:y"), header=prefix(pattern, replacement)))

    assert codes(problems)
    assert [] == links(edition)


@pytest.mark.parametrize(
    "markdown",
    [
        "[a](javascript:alert(1))",
        "[a](JAVASCRIPT:alert(1))",
        "[a](<java\tscript:alert(1)>)",
        "<javascript:alert(1)>",
        "![a](data:image/svg+xml,x)",
        "[a](//evil.example/)",
        "[a](file:///etc/passwd)",
        "[a][b]\n\n[b]: javascript:alert(1)",
    ],
)
def test_unsafe_markdown(markdown: str, root: Path, read: Read) -> None:
    """No link of the editors' Markdown can run a program."""
    (root / "content/pages/a-page.md").write_text(f"---\ntitle: A\n---\n{markdown}\n")

    edition, _ = read(tei('<p xml:id="p1">a</p>'))

    assert [] == links(edition)


def test_unsafe_markdown_is_reported(root: Path, read: Read) -> None:
    """A link in Markdown that could run a program is reported, like one in TEI."""
    (root / "content/pages/a-page.md").write_text("---\ntitle: A\n---\n[a](javascript:alert(1))\n")

    _, problems = read(tei('<p xml:id="p1">a</p>'))

    assert ["unsafe-link"] == codes(problems)


def test_raw_html_in_markdown(root: Path, read: Read) -> None:
    """HTML in Markdown is text, not markup."""
    (root / "content/pages/a-page.md").write_text(
        "---\ntitle: A\n---\n<script>alert(1)</script>\n\na <b onclick=x>b</b>\n"
    )

    edition, _ = read(tei('<p xml:id="p1">a</p>'))

    assert "<script>alert(1)</script> a <b onclick=x>b</b>" == edition.pages["a-page"].body.text
