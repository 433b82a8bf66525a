"""Relax NG schemas: which one is meant, what it says and where, and that nobody waits for ever or asks elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from loccit import config, schema
from loccit.cli import command
from loccit.errors import Problem
from loccit.model import Memory
from loccit.read import read_edition, read_surroundings
from loccit.schema import Report, jing, libxml, schema_problems

RNG = """<grammar xmlns="http://relaxng.org/ns/structure/1.0" ns="http://www.tei-c.org/ns/1.0">
<start><element name="TEI"><attribute name="xml:lang"/>
<element name="text"><ref name="body"/></element></element></start>
<define name="body"><element name="body"><zeroOrMore><choice><ref name="p"/><ref name="div"/></choice></zeroOrMore>
</element></define>
<define name="div"><element name="div"><zeroOrMore><ref name="p"/></zeroOrMore></element></define>
<define name="p"><element name="p"><text/></element></define>
</grammar>"""
BROKEN = RNG.replace('<ref name="body"/>', '<ref name="none"/>')
RNC = 'default namespace = "http://www.tei-c.org/ns/1.0"\nstart = element div { element p { text }+ }'
NAMES = 'xmlns="http://www.tei-c.org/ns/1.0" xmlns:xi="http://www.w3.org/2001/XInclude" xml:lang="en"'
NEEDS_JING = pytest.mark.skipif(not shutil.which("jing"), reason="jing is not on this machine")


def text(body: str, model: str = "") -> str:
    """Return a TEI file; `model` is the schema it names."""
    line = f'<?xml-model href="{model}" schematypens="http://relaxng.org/ns/structure/1.0"?>\n' if model else ""
    return f"{line}<TEI {NAMES}>\n<text><body>\n{body}\n</body></text></TEI>"


@pytest.fixture(params=["jing", "libxml2"])
def validator(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Validate with the one and with the other."""
    if request.param == "jing" and not shutil.which("jing"):
        pytest.skip("jing is not on this machine")
    if request.param != "jing":
        monkeypatch.setattr(schema, "_validator", lambda path: libxml.validate if path.suffix == ".rng" else None)
    return str(request.param)


def said(root: Path, **files: str) -> list[str]:
    """Write files, of which `_` in a name is a dot, and return what the schemas say of them, with the places."""
    for name, data in files.items():
        path = root / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data, "utf-8")
    return [f"{p.at.path.rpartition('/')[2]}:{p.at.line}:{p.at.column}: {p.message}" for p in problems(root)]


def problems(root: Path, seconds: float = 60) -> tuple[Problem, ...]:
    """Return the problems, each of which must be a warning with a place and a hint."""
    found = schema_problems(read_edition(config.load(root)), seconds)

    assert {"warning"} >= {problem.severity for problem in found}
    assert all(problem.at.line and problem.hint for problem in found)

    return found


def test_a_text_that_agrees(tmp_path: Path, validator: str) -> None:
    """Nothing is said of a text that its schema allows."""
    assert validator
    assert [] == said(tmp_path, s_rng=RNG, a_xml=text("<p>Words &mdash;</p>", "s.rng"))


def test_places(tmp_path: Path, validator: str) -> None:
    """The element is named that the schema does not allow, in the file as it is, behind entities and remarks too."""
    body = "<p>&nbsp;&mdash; <!-- x --></p>\n<p>x</p> <seg/>"

    found = said(tmp_path, s_rng=RNG, a_xml=text(body, "s.rng"))

    assert validator
    assert "a.xml:5:10" in {":".join(line.split(":")[:3]) for line in found}


def test_included_files(tmp_path: Path, validator: str) -> None:
    """What is wrong in an included file has its place there."""
    part = '<div xmlns="http://www.tei-c.org/ns/1.0">\n<p/> <seg/></div>'

    found = said(tmp_path, s_rng=RNG, a_xml=text('\n<xi:include href="b.xml"/>', "s.rng"), b_xml=part)

    assert validator
    assert "b.xml:2:6" in {":".join(line.split(":")[:3]) for line in found}


def test_the_edition_names_the_schema(tmp_path: Path, validator: str) -> None:
    """`schema` in edition.yaml counts for all texts."""
    settings = "title: E\nschema: s.rng\n"

    found = said(tmp_path, content__edition_yaml=settings, content__s_rng=RNG, content__texts__a_xml=text("<seg/>"))

    assert validator
    assert "a.xml:3:1" in {":".join(line.split(":")[:3]) for line in found}


@pytest.mark.parametrize(
    ("model", "words"),
    [
        ("https://example.org/x.rng", "is not read"),
        ("../x.rng", "outside"),
        ("missing.rng", "there is no schema"),
        ("", "no text names a schema"),
    ],
)
def test_schemas_that_cannot_be_had(tmp_path: Path, model: str, words: str) -> None:
    """A schema that is not in the folder is said not to be read, and so is that there is none."""
    found = said(tmp_path, a_xml=text("<p/>", model))

    assert 1 == len(found)
    assert words in found[0]


def test_a_schema_that_asks_elsewhere(tmp_path: Path, validator: str) -> None:
    """A schema that includes something from the network is not used."""
    rng = RNG.replace("<start>", '<include href="http://127.0.0.1:9/x.rng"/><start>')

    found = said(tmp_path, s_rng=rng, a_xml=text("<p/>", "s.rng"))

    assert validator
    assert ['s.rng:1:0: the schema asks for "http://127.0.0.1:9/x.rng", which is not in the folder'] == found


@pytest.mark.parametrize("rng", ["<grammar/>", "<grammar", BROKEN])
def test_broken_schemas(tmp_path: Path, validator: str, rng: str) -> None:
    """A schema that cannot be used is one warning at its own place, in words that begin as a message does."""
    found = said(tmp_path, s_rng=rng, a_xml=text("<p/>", "s.rng"))

    assert validator
    assert ["s.rng"] == [line.partition(":")[0] for line in found]
    assert "the schema cannot be used: " in found[0]
    assert "xML" not in found[0]


def test_time_is_limited(tmp_path: Path, validator: str) -> None:
    """A schema that is not done in time is ended, and said not to have been looked at."""
    said(tmp_path, s_rng=RNG, a_xml=text("<p/>", "s.rng"))

    found = problems(tmp_path, seconds=0.01)

    assert validator
    assert ["after 0.01 seconds the schema was not done: 1 text not looked at"] == [p.message for p in found]


@NEEDS_JING
def test_the_compact_form(tmp_path: Path) -> None:
    """Jing reads schemas in the compact form."""
    part = '<?xml-model href="s.rnc"?>\n<div xmlns="http://www.tei-c.org/ns/1.0"><p/><q/></div>'

    found = said(tmp_path, s_rnc=RNC, a_xml=part)

    assert ["a.xml:2:46"] == [":".join(line.split(":")[:3]) for line in found]


def test_the_compact_form_without_jing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without jing it is said that nothing was looked at."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    found = said(tmp_path, s_rnc=RNC, a_xml=text("<p/>", "s.rnc"))

    assert ["s.rnc:1:0: only jing reads a schema in the compact form: 1 text not looked at"] == found


def test_a_schema_stops_nothing(tmp_path: Path, validator: str) -> None:
    """`loccit check --schema` prints what the schema says, and is content."""
    said(tmp_path, s_rng=RNG, a_xml=text("<seg/>", "s.rng"))

    done = CliRunner().invoke(command, ["check", str(tmp_path), "--schema"])

    assert validator
    assert 0 == done.exit_code
    assert " schema " in done.output


# While the edition changes


def reported(report: Report, root: Path) -> list[str]:
    """Return what a report says of a folder."""
    made = config.load(root)
    found = report.problems(made, read_surroundings(made, Memory()).texts)
    return [f"{Path(p.at.path).name}:{p.at.line}:{p.at.column}: {p.message}" for p in found]


def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the list that will hold the names of all files that the validators are asked about."""
    names: list[str] = []
    ask = libxml._Process.ask

    def noting(self: libxml._Process, path: Path, until: float) -> object:
        names.append(path.suffix)
        return ask(self, path, until)

    monkeypatch.setattr(libxml._Process, "ask", noting)
    monkeypatch.setattr(schema, "_validator", lambda _path: libxml.validate)
    return names


def test_a_schema_stays_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While an edition is served, a schema is compiled once, and only texts that changed are held against it."""
    names = asked(monkeypatch)
    said(tmp_path, s_rng=RNG, a_xml=text("<seg/>", "s.rng"), b_xml=text("<p/>", "s.rng"))
    names.clear()
    report = Report()

    first = reported(report, tmp_path)
    again = reported(report, tmp_path)
    (tmp_path / "a.xml").write_text(text("<p/>", "s.rng"), "utf-8")
    mended = reported(report, tmp_path)
    (tmp_path / "s.rng").write_text(RNG.replace('name="p"><text/>', 'name="pp"><text/>'), "utf-8")
    stricter = reported(report, tmp_path)
    report.close()

    assert {"a.xml:4:1"} == {line.partition(": ")[0] for line in first}
    assert first == again
    assert [] == mended
    assert {"a.xml", "b.xml"} == {line.partition(":")[0] for line in stricter}
    assert [".rng", ".xml", ".xml", ".xml", ".rng", ".xml", ".xml"] == names


def test_a_schema_that_failed_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not done in time costs that time once, until the schema is another; it is said each time."""
    names = asked(monkeypatch)
    said(tmp_path, s_rng=RNG, a_xml=text("<p/>", "s.rng"))
    names.clear()
    report = Report(seconds=0.001)

    found = [reported(report, tmp_path), reported(report, tmp_path)]

    assert 1 == len(names)
    assert found[0] == found[1]
    assert "the schema was not done" in found[0][0]


def test_a_text_without_a_schema_is_not_reported(tmp_path: Path) -> None:
    """While an edition is served, nobody is told that it names no schema."""
    (tmp_path / "a.xml").write_text(text("<seg/>"), "utf-8")

    assert [] == reported(Report(), tmp_path)


def test_one_text_that_is_given_up_hides_no_other(tmp_path: Path, validator: str) -> None:
    """A file that is to be included and is not there does not keep the texts behind it from being looked at."""
    missing = '<p>a</p><xi:include href="none.xml"/>'

    found = said(
        tmp_path, s_rng=RNG, a_xml=text(missing, "s.rng"), b_xml=text("<q/>", "s.rng"), c_xml=text("<q/>", "s.rng")
    )

    assert validator
    assert [name for name in "abc" if any(line.startswith(f"{name}.xml") for line in found)] == ["a", "b", "c"]


@NEEDS_JING
def test_jing_gives_a_file_up(tmp_path: Path) -> None:
    """Where jing ends at a file that it cannot read, those behind it are looked at all the same."""
    paths = [tmp_path / f"{name}.xml" for name in "abc"]
    for path in paths:
        path.write_text(text("<q/>") if path.name != "b.xml" else "<TEI>", "utf-8")
    (tmp_path / "s.rng").write_text(RNG, "utf-8")

    assert paths == sorted(jing.validate(tmp_path / "s.rng", paths, 60))
