"""The command line: what each command says, what it exits with, and what it leaves on the disk."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

EDITIONS = Path(__file__).parent / "editions"
TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><teiHeader/><text><body>{}</body></text></TEI>\n'
COUNTS = re.compile(r"\d+ files, (\d+) written, (\d+) removed, in \d+\.\d\d s")


class Run(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Loccit = Callable[..., Run]


def counted(match: re.Match[str]) -> str:
    """Return the last line of a build, with few numbers or many: how many pages there are is not the question here."""
    written, removed = (number if int(number) < 10 else "many" for number in match.groups())
    return f"{written} written, {removed} removed"


@pytest.fixture
def loccit(tmp_path: Path, repository: Path) -> Loccit:
    """Run the command in an empty folder, as somebody types it."""

    def run(*arguments: str, within: str = ".") -> Run:
        command = [sys.executable, "-m", "loccit", *arguments]
        environment = {**os.environ, "PYTHONPATH": str(repository), "COLUMNS": "100"}
        done = subprocess.run(
            command, cwd=tmp_path / within, env=environment, capture_output=True, text=True, check=False
        )
        return Run(done.returncode, COUNTS.sub(counted, done.stdout), done.stderr)

    return run


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """Put a small edition into the folder, and return its path."""
    return Path(shutil.copytree(EDITIONS / "two-texts", tmp_path / "edition"))


def write_tei(path: Path, body: str) -> None:
    """Write a TEI file with this body."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(TEI.format(body), "utf-8")


def contents(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Return every file below a folder with its time and its bytes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


# build


def test_build_in_the_edition(loccit: Loccit, edition: Path) -> None:
    """Without a command or a source, the edition of this folder is built into `site`."""
    assert Run(0, "site: many written, 0 removed\n", "") == loccit(within="edition")
    assert (edition / "site" / "index.html").is_file()


@pytest.mark.parametrize("source", ["edition", "edition/content"])
def test_build_an_edition(source: str, loccit: Loccit, edition: Path) -> None:
    """An edition named by its folder, or by the one with its configuration, gets its site beside its content."""
    assert Run(0, "edition/site: many written, 0 removed\n", "") == loccit("build", source)
    assert (edition / "site" / "first" / "index.html").is_file()


def test_build_one_file(loccit: Loccit, tmp_path: Path) -> None:
    """One TEI file needs no configuration; its site goes where one stands."""
    write_tei(tmp_path / "books" / "My Book.xml", '<p xml:id="p1">a</p>')

    run = loccit("books/My Book.xml")

    assert Run(0, "site: many written, 0 removed\n", "") == run
    assert "<p>a</p>" in (tmp_path / "site" / "my-book" / "index.html").read_text("utf-8")


def test_build_a_folder(loccit: Loccit, tmp_path: Path) -> None:
    """Any folder of TEI is built, with the files in its folders, and with warnings for what is odd."""
    write_tei(tmp_path / "books" / "a.xml", '<p><ref target="b.xml">b</ref></p>')
    write_tei(tmp_path / "books" / "deep" / "b.xml", "<p>b</p>")

    run = loccit("build", "books", "-o", "out")

    assert 0 == run.code
    assert "books/a.xml:1:" in run.err
    assert "warning: dangling-target" in run.err
    assert {"a", "b"} <= {path.name for path in (tmp_path / "out").iterdir()}


def test_site_within_the_folder_of_its_texts(loccit: Loccit, tmp_path: Path) -> None:
    """A site in the folder that it is made from is no source of the next; a folder of texts may be called `site`."""
    write_tei(tmp_path / "books" / "site" / "a.xml", '<p xml:id="p1">a</p>')

    for _ in range(2):
        run = loccit("build", "books", "-o", "books/html")

        assert 0 == run.code, run.err
    assert "books/html: 0 written, 0 removed\n" == run.out
    assert (tmp_path / "books" / "html" / "a" / "index.html").is_file()


def test_hints_can_be_typed(loccit: Loccit, tmp_path: Path) -> None:
    """The name of a file with spaces is in quotes where it stands in a command, and no name is an option."""
    write_tei(tmp_path / "my letters" / "-a.xml", "<p>a</p>")
    write_tei(tmp_path / "my letters" / "a b.xml", "<p>a</p>")

    assert 'type `loccit number "my letters/a b.xml"`' in loccit("build", "my letters").err
    assert "type `loccit number ./-a.xml`" in loccit("build", ".", within="my letters").err


def test_base_url(loccit: Loccit, edition: Path) -> None:
    """The address on the command line is taken instead of that in the configuration."""
    loccit("build", "edition", "--base-url", "https://elsewhere.example/x")

    page = (edition / "site" / "first" / "index.html").read_text("utf-8")

    assert '<link rel="canonical" href="https://elsewhere.example/x/first/">' in page


def test_second_build_writes_nothing(loccit: Loccit, edition: Path) -> None:
    """A build of what has not changed touches no file."""
    loccit("build", "edition")
    before = contents(edition / "site")

    assert "edition/site: 0 written, 0 removed\n" == loccit("build", "edition").out
    assert before == contents(edition / "site")


def test_stale_files_are_removed(loccit: Loccit, edition: Path) -> None:
    """A page whose source is gone goes too, with its folder; a file that no build wrote stays."""
    loccit("build", "edition")
    (edition / "site" / "CNAME").write_text("edition.example\n", "utf-8")
    (edition / "content" / "pages" / "about.md").unlink()

    run = loccit("build", "edition")

    assert 0 == run.code
    assert ", 1 removed" in run.out
    assert not (edition / "site" / "about").exists()
    assert (edition / "site" / "CNAME").is_file()


def test_an_error_leaves_the_site_as_it_was(loccit: Loccit, edition: Path) -> None:
    """Where an error is found nothing is written, and the site of before is untouched."""
    loccit("build", "edition")
    before = contents(edition / "site")
    path = edition / "content" / "texts" / "first.xml"
    path.write_text(path.read_text("utf-8").replace("</body>", "<p>one more</p><p></body>"), "utf-8")

    run = loccit("build", "edition")

    assert 1 == run.code
    assert "" == run.out
    assert "edition/content/texts/first.xml:" in run.err
    assert run.err.endswith("1 error in 1 file; nothing was written\n")
    assert before == contents(edition / "site")


def test_an_error_in_the_first_build_writes_nothing(loccit: Loccit, tmp_path: Path) -> None:
    """Where the first build finds an error, there is no folder of a site."""
    shutil.copytree(EDITIONS / "broken", tmp_path / "broken")

    assert 1 == loccit("build", "broken").code
    assert not (tmp_path / "broken" / "site").exists()


def test_keep_going_publishes_the_rest(loccit: Loccit, tmp_path: Path) -> None:
    """With `--keep-going` the other texts are published, every error is said, and the exit code is 1."""
    write_tei(tmp_path / "letters" / "good.xml", "<p>Words.</p>")
    (tmp_path / "letters" / "torn.xml").write_text("<TEI><text>", "utf-8")
    done = loccit("build", "letters", "-o", "site", "--keep-going")

    assert done.code == 1
    assert "letters/torn.xml:1:" in done.err
    assert "left out" in done.err
    assert (tmp_path / "site" / "good" / "index.html").is_file()
    assert not (tmp_path / "site" / "torn").exists()


def test_strict_takes_warnings_for_errors(loccit: Loccit, tmp_path: Path) -> None:
    """A warning stops a build under `--strict`, and only then."""
    write_tei(tmp_path / "a.xml", '<p xml:id="p1"><blub>a</blub></p>')

    strict, usual = loccit("build", "a.xml", "--strict"), loccit("build", "a.xml")

    assert [1, 0] == [strict.code, usual.code]
    assert "1 warning in 1 file; nothing was written" in strict.err
    assert "a.xml:1:" in usual.err


# What cannot be built


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["bild"], "there is no command and no file or folder called bild", "did you mean `loccit build`?"),
        (["xyzzy"], "there is no command and no file or folder called xyzzy", "`loccit --help` lists the commands"),
        (["build", "nowhere"], "no such file or folder: {folder}/nowhere", "name a TEI file"),
        (["build", "empty"], "no TEI in {folder}/empty", "`loccit new DIR`"),
        (["build", "--nope"], "No such option", ""),
        (["check", "--format", "xml"], "'xml' is not one of 'text', 'json', 'github'", ""),
        (["number", "nowhere.xml"], "'nowhere.xml' does not exist", ""),
    ],
)
def test_usage_errors(arguments: list[str], message: str, hint: str, loccit: Loccit, tmp_path: Path) -> None:
    """What is typed wrong is named, with what to type instead, and exits with 2."""
    (tmp_path / "empty").mkdir()

    run = loccit(*arguments)

    assert 2 == run.code
    assert "" == run.out
    assert message.format(folder=tmp_path) in run.err
    assert hint in run.err
    assert "Traceback" not in run.err


@pytest.mark.parametrize(
    ("yaml", "line", "message", "hint"),
    [
        ("title: A\nlangauge: en\n", 2, "unknown key `langauge`", "did you mean language?"),
        ("title: A\n\nxyzzy: 1\n", 3, "unknown key `xyzzy`", "the keys are title, subtitle"),
        ("title: [A, B]\n", 1, "`title` should be text, and is a list", ""),
        (
            "title: A\nglossary_links: all\n",
            2,
            "`glossary_links` cannot be `all`",
            "write one of first, section, every",
        ),
        ("title: A\nparagraph_pages: stubs\n", 2, "`paragraph_pages` cannot be `stubs`", "did you mean stub?"),
        ("- A\n", 1, "the file should be keys with values, and is a list", "`title: ...`"),
        ("title: A\ntexts: first\n", 2, "`texts` should be a list, and is text", "[..., ...]"),
        ("responsible: [Ada]\n", 1, "`responsible[0]` should be keys with values, and is text", "{name: ...}"),
        ("title: A\ntitle: B\n", 2, "the key `title` stands twice", "take one of the two out"),
        ("rights:\n\ttext: A\n", 2, "not YAML: a tab at the beginning of a line", "write spaces"),
        ("title: *A\n", 1, "not YAML: a value begins with a sign", "quotes"),
        ("title: !A b\n", 1, "not YAML: a value begins with a sign", "quotes"),
        ("title: 'it's'\n", 1, "not YAML: a line that does not go on", "double quotes"),
        ('title: "A\\0"\n', 1, "a control character", "take it out"),
        ("title: A\nsubtitle: \0\n", 2, "a control character", "take the character out"),
        (f"texts: {'[' * 100_000}\n", 1, "too deep", ""),
        ("title: A\nbase_url: example.org\n", 2, "`base_url` cannot be `example.org`", "write it in full: https://"),
        ("title: A\nbase_url: 'https://[::1'\n", 2, "`base_url` cannot be", "write it in full"),
        ("title: A\nlanguage: English\n", 2, "`language` cannot be `English`", "write a code, such as en"),
        ("title: A\nremote_images: ['*']\n", 2, "`remote_images` cannot have `*`", "the name of a host alone"),
        ("title: A\ntexts: [first, first]\n", 2, "`texts` names `first` twice", "take one of the two out"),
        ("title: A\ntexts: [first.xml]\n", 2, "no text first.xml", "write first, without .xml"),
        ("title: A: B\n", 1, "not YAML: a second colon in one line", "quotes"),
        ("title: A\ntexts:\n  - nowhere\n", 3, "no text nowhere.xml in content/texts", "put the file into"),
        ("title: A\ntexts: [first, secnd]\n", 2, "no text secnd.xml in content/texts", "did you mean second?"),
        ("title: A\ntexts:\n  - frist\n", 3, "no text frist.xml in content/texts", "did you mean first?"),
        ("responsible:\n  - {name: A}\n  - {nam: B}\n", 3, "unknown key `nam`", "did you mean name?"),
        ("responsible:\n  - role: editor\n", 1, "the key `name` is missing", "add a line `name: ...`"),
    ],
)
def test_configuration_errors(yaml: str, line: int, message: str, hint: str, loccit: Loccit, edition: Path) -> None:
    """What cannot be understood in `edition.yaml` is named with its line and a hint, and exits with 2."""
    (edition / "content" / "edition.yaml").write_text(yaml, "utf-8")

    run = loccit("build", "edition")

    assert 2 == run.code
    assert run.err.startswith(f"edition/content/edition.yaml:{line}:")
    assert message in run.err
    assert hint in run.err
    assert not (edition / "site").exists()


def test_words_of_the_configuration_are_text(loccit: Loccit, edition: Path) -> None:
    """A year, a date and a word such as `no` are titles; a key without a value is not there."""
    for title in ("1918", "1918-06-01", "no", "1.10"):
        (edition / "content" / "edition.yaml").write_text(f"title: {title}\nsubtitle:\ntexts:\n", "utf-8")

        assert 0 == loccit("build", "edition").code
        assert f"<title>{title}</title>" in (edition / "site" / "index.html").read_text("utf-8")


def test_base_url_that_is_none(loccit: Loccit, edition: Path) -> None:
    """What can be no address of a site is refused before anything is made."""
    run = loccit("build", "edition", "--base-url", "https://[::1")

    assert 2 == run.code
    assert "`base_url` cannot be `https://[::1`\n  hint: write it in full" in run.err
    assert not (edition / "site").exists()


def test_edition_without_texts(loccit: Loccit, edition: Path) -> None:
    """An edition that has no text is told where to put one."""
    for path in (edition / "content" / "texts").glob("*.xml"):
        path.unlink()
    (edition / "content" / "edition.yaml").write_text("title: A\n", "utf-8")

    run = loccit("build", "edition")

    assert 2 == run.code
    assert "there is no text in edition/content/texts\n  hint: put a TEI file there" in run.err


@pytest.mark.parametrize(
    "output",
    [
        *(".", "edition", "edition/content", "edition/content/texts"),
        "edition/content/site",
        "edition/content/texts/site",
    ],
)
def test_sources_are_never_written_over(output: str, loccit: Loccit, edition: Path) -> None:
    """The site goes neither over its sources nor among them, where the next build would read it."""
    before = contents(edition)

    run = loccit("build", "edition", "-o", output)

    assert 1 == run.code
    assert "the site would be written" in run.err
    assert "-o site" in run.err
    assert before == contents(edition)


def test_a_folder_with_other_files_is_left_alone(loccit: Loccit, edition: Path, tmp_path: Path) -> None:
    """A folder that holds somebody's files gets no site."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.docx").write_bytes(b"PK")

    run = loccit("build", "edition", "-o", "thesis")

    assert 1 == run.code
    assert "is not empty, and no site of Loccit's (chapter.docx is in it)" in run.err
    assert ["chapter.docx"] == [path.name for path in (tmp_path / "thesis").iterdir()]


@pytest.mark.parametrize(
    ("template", "line"),
    [("{% extends 'base.html' %}\n{% block main %}\n{{ page.nope }}\n{% endblock %}\n", 3), ("{% if %}\n", 1)],
)
def test_a_mistake_in_a_template(template: str, line: int, loccit: Loccit, edition: Path) -> None:
    """A mistake in an edition's own template is named with file and line, without a traceback."""
    (edition / "templates").mkdir()
    (edition / "templates" / "prose.html").write_text(template, "utf-8")

    run = loccit("build", "edition")

    assert 1 == run.code
    assert f"templates/prose.html:{line}: the template" in run.err
    assert "Traceback" not in run.err


# check


def test_check_a_sound_edition(loccit: Loccit, edition: Path) -> None:
    """Where nothing is wrong, `check` says so and exits with 0."""
    assert Run(0, "", "no problems\n") == loccit("check", "edition")


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """Put an edition with many errors into the folder."""
    return Path(shutil.copytree(EDITIONS / "broken", tmp_path / "broken"))


@pytest.mark.usefixtures("broken")
def test_check_prints_every_problem(loccit: Loccit) -> None:
    """Every problem has file, line, column, code, message and hint, sorted by place; the code is 1."""
    run = loccit("check", "broken")
    lines = [line for line in run.err.splitlines() if not line.startswith("  hint: ")]

    assert 1 == run.code
    assert "9 errors in 4 files" == lines.pop()
    assert 9 == len(lines)
    assert [] == [line for line in lines if not re.fullmatch(r"broken/content/\S+:\d+(:\d+)?: [a-z-]+ \S.*[^.]", line)]
    assert lines == sorted(lines, key=lambda line: [int(p) if p.isdigit() else p for p in line.split(":")[:2]])


@pytest.mark.usefixtures("broken")
def test_check_for_programs(loccit: Loccit) -> None:
    """`--format json` prints the same problems as a list of objects."""
    run = loccit("check", "broken", "--format", "json")
    problems = json.loads(run.out)

    assert 1 == run.code
    assert "" == run.err
    assert 9 == len(problems)
    assert {"file", "line", "column", "severity", "code", "message", "hint"} == set(problems[0])
    assert {"error"} == {problem["severity"] for problem in problems}


@pytest.mark.usefixtures("broken")
def test_check_for_github(loccit: Loccit) -> None:
    """`--format github` prints one workflow command for each problem."""
    run = loccit("check", "broken", "--format", "github")
    lines = run.out.splitlines()

    assert 1 == run.code
    assert 9 == len(lines)
    known = re.compile(r"::error file=broken/content/\S+,line=\d+(,col=\d+)?,title=[a-z-]+::\S")
    assert [] == [line for line in lines if not known.match(line)]


def test_check_strict(loccit: Loccit, tmp_path: Path) -> None:
    """A warning is no failure, except under `--strict`."""
    write_tei(tmp_path / "a.xml", '<p xml:id="p1"><blub>a</blub></p>')

    assert [0, 1] == [loccit("check", "a.xml").code, loccit("check", "a.xml", "--strict").code]


def test_check_what_cannot_be_checked(loccit: Loccit) -> None:
    """`check` exits with 2 where there is nothing to check."""
    assert 2 == loccit("check", "nowhere").code


# number and new


def test_number(loccit: Loccit, tmp_path: Path) -> None:
    """Missing ids are written into the file, told one by one, and nothing else changes."""
    path = tmp_path / "a.xml"
    write_tei(path, '<p>a</p>\n<p xml:id="p2">b</p><lg><l>c</l></lg>')
    before = path.read_text("utf-8")

    dry = loccit("number", "--dry-run", "a.xml")

    assert before == path.read_text("utf-8")

    run = loccit("number", "a.xml")

    assert dry == run
    assert [0, ""] == [run.code, run.err]
    assert run.out.endswith("a.xml: 2 new ids\n")
    assert before == re.sub(r' xml:id="(?!p2")[^"]*"', "", path.read_text("utf-8"))
    assert "a.xml: 0 new ids\n" == loccit("number", "a.xml").out


def test_number_without_files(loccit: Loccit, edition: Path) -> None:
    """Without files, all texts of the edition are numbered; those that are need nothing."""
    run = loccit("number", within="edition")

    assert 0 == run.code
    assert "content/texts/second.xml: 0 new ids\ncontent/texts/first.xml: 0 new ids\n" == run.out


def test_new_makes_an_edition_that_builds(loccit: Loccit, tmp_path: Path) -> None:
    """`new` names each file it writes and what to type next; the edition has no problem and builds."""
    run = loccit("new", "mine")
    files = sorted(str(path.relative_to(tmp_path)) for path in (tmp_path / "mine").rglob("*") if path.is_file())

    assert [0, ""] == [run.code, run.err]
    assert [*files, "next: cd mine && loccit serve"] == sorted(run.out.splitlines()[:-1]) + run.out.splitlines()[-1:]
    assert Run(0, "", "no problems\n") == loccit("check", "mine")
    assert 0 == loccit("build", "mine").code


def test_new_leaves_a_used_folder_alone(loccit: Loccit, edition: Path) -> None:
    """`new` writes nothing into a folder that has files."""
    before = contents(edition)

    run = loccit("new", "edition")

    assert 1 == run.code
    assert "is not empty (content is in it)\n  hint: name a new folder\n" in run.err
    assert before == contents(edition)


# The command itself


@pytest.mark.parametrize("command", ["build", "check", "serve", "number", "new"])
def test_help(command: str, loccit: Loccit) -> None:
    """Every command explains itself and each of its options, and is named in the help of all."""
    run = loccit(command, "--help")

    assert [0, ""] == [run.code, run.err]
    assert [] == re.findall(r"^  --?[\w, -]+(?: [A-Z]+)?$", run.out, flags=re.MULTILINE)
    assert f"\n  {command} " in loccit("--help").out


def test_build_py_is_the_command(repository: Path) -> None:
    """`build.py` says the same as `loccit`."""
    command = [sys.executable, "build.py", "--version"]
    run = subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True)

    assert run.stdout.startswith("loccit, version ")


def test_build_py_before_anything_is_installed(repository: Path) -> None:
    """Run by a Python that has no package at all, `build.py` says which command installs what is missing."""
    command = [sys.executable, "-S", "build.py", "build"]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    run = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)

    assert 1 == run.returncode
    assert "" == run.stdout
    assert re.fullmatch(
        r"build\.py needs \w+, which is not installed here\.\n"
        r"  hint: type `make site`, or install what Loccit needs with: python3 -m pip install --editable \.\n",
        run.stderr,
    )


@pytest.mark.parametrize(
    ("template", "name", "message"),
    [
        ("{%- macro p(node, page) -%}{{ 1 / 0 }}{%- endmacro -%}", "elements.html", "the template fails: ZeroDivision"),
        ("{%- macro p(node, page) -%}{{ page + 1 }}{%- endmacro -%}", "elements.html", "the template fails: TypeError"),
        ('{% extends "base.html" %}', "base.html", "the template fails: RecursionError"),
        ("\udcff", "elements.html", "the template has a mistake: it is not UTF-8"),
    ],
)
def test_template_that_fails(template: str, name: str, message: str, loccit: Loccit, edition: Path) -> None:
    """A template of an edition's own that fails is named with its line, whatever it fails by."""
    (edition / "templates").mkdir(exist_ok=True)
    (edition / "templates" / name).write_bytes(template.encode("utf-8", "surrogateescape"))

    run = loccit("build", "edition", "--clean")

    assert 1 == run.code
    assert f"{name}:1: {message}" in run.err
    assert "Traceback" not in run.err
    assert not (edition / "site").exists()


@pytest.mark.parametrize("said", ["%(other)s", "100 %"])
def test_translation_that_no_page_could_say(said: str, loccit: Loccit, edition: Path) -> None:
    """A translation with a place for what the English does not have is named with its line."""
    (edition / "locale").mkdir()
    catalogue = f'msgid "Paragraph %(number)s, permanent link"\nmsgstr "{said}"\n'
    (edition / "locale" / "fr.po").write_text(catalogue, "utf-8")
    (edition / "content" / "edition.yaml").write_text("title: A\nlanguage: fr\n", "utf-8")

    run = loccit("build", "edition")

    assert 2 == run.code
    assert "fr.po:1: the translation of “Paragraph %(number)s, permanent link” has " in run.err


def test_server_does_not_write_among_its_sources(loccit: Loccit, edition: Path) -> None:
    """Serving refuses the same folders as building."""
    run = loccit("serve", "edition", "-o", "edition/content/texts/site", "--port", "0")

    assert 1 == run.code
    assert "the site would be written into edition/content, which it is made from" in run.err


@pytest.mark.parametrize("streams", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed(streams: str, tmp_path: Path, repository: Path) -> None:
    """A build that can say nothing to anybody is a build all the same."""
    write_tei(tmp_path / "a.xml", '<p xml:id="p1">Words.</p>')
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    command = ["sh", "-c", f'exec "{sys.executable}" -m loccit build a.xml {streams}']

    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)

    assert 0 == done.returncode
    assert b"Traceback" not in done.stderr
    assert (tmp_path / "site" / "index.html").is_file()


def children_of(process: int) -> list[int]:
    """Return the processes that a process has started; none any more once it is gone."""
    try:
        found = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(number) for number in found.split()]


def is_running(process: int) -> bool:
    """Tell whether a process works, and is not merely waiting for somebody to ask how it ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def until(happens: Callable[[], object]) -> None:
    """Wait until something is the case; fail where that takes very long."""
    last = time.monotonic() + 30
    while not happens():
        assert time.monotonic() < last, "nothing happened"
        time.sleep(0.02)


_HEARING = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("loccit", run_name="__main__")
"""
"""Runs the command so that it hears Ctrl-C also where the tests themselves run in the background and do not."""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="only Linux tells of processes by files")
@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "\nstopped\n"),
        (signal.SIGTERM, -15, ""),
        (signal.SIGKILL, -9, ""),
    ],
)
def test_a_build_that_is_stopped_takes_its_processes_with_it(
    tmp_path: Path, repository: Path, number: int, code: int, said: str
) -> None:
    """However a build with several processes is ended, none goes on, nothing is written and nothing is on fire."""
    for name in range(20):
        write_tei(tmp_path / "source" / f"{name}.xml", "<p>Words, <hi>words</hi>.</p>" * 3_000)
    command = [sys.executable, "-c", _HEARING, "build", "source", "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(repository), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    build = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
    until(lambda: len(children_of(build.pid)) == 2)
    processes = children_of(build.pid)
    time.sleep(0.2)  # Python drops what comes at the very moment when a process is copied.

    build.send_signal(number)
    _, errors = build.communicate(timeout=30)
    until(lambda: not any(map(is_running, processes)))

    assert (code, said) == (build.returncode, errors)
    assert not (tmp_path / "site").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk that is always full")
def test_output_that_finds_no_room(tmp_path: Path, repository: Path) -> None:
    """A disk that is full where a report is to go is said in a line, and not by a traceback."""
    write_tei(tmp_path / "a.xml", "<p>Words.</p>")
    environment = {**os.environ, "PYTHONPATH": str(repository)}
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        command = [sys.executable, "-m", "loccit", "coverage", "a.xml"]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert 1 == done.returncode
    assert done.stderr.startswith("there is no room for what is to be written\n  hint: ")


def test_number_takes_a_folder(loccit: Loccit, edition: Path) -> None:
    """A folder among the files stands for the texts in it."""
    for_edition, for_folder = loccit("number", "--dry-run", within="edition"), loccit("number", "edition", "--dry-run")

    assert (0, 0) == (for_edition.code, for_folder.code)
    assert for_edition.out.replace("content/", "edition/content/") == for_folder.out


def test_plan_that_cannot_be_written_or_read(loccit: Loccit, edition: Path) -> None:
    """A plan that has no place, or is none, is said in a line with its name."""
    written = loccit("reconcile", "edition", "--write-plan", "nowhere/plan.json")
    read = loccit("reconcile", "edition", "--plan", "edition/content/edition.yaml")

    assert (1, "") == (written.code, written.out)
    assert written.err.startswith("nowhere/plan.json cannot be written: no such file or directory\n  hint: ")
    assert 2 == read.code
    assert "not a plan: JSON is malformed" in read.err


def test_names_that_no_disk_can_have(loccit: Loccit) -> None:
    """A name too long for any disk is no file, whatever the command."""
    name = "x" * 300

    assert "no command and no file or folder" in loccit(name).err
    assert "no such file or folder" in loccit("build", name).err


def test_folder_that_nobody_may_look_into(tmp_path: Path, loccit: Loccit) -> None:
    """A folder without the right to look into it is named with what to do."""
    write_tei(tmp_path / "closed" / "a.xml", "<p>Words.</p>")
    (tmp_path / "closed").chmod(0)
    try:
        done = loccit("check", "closed")
    finally:
        (tmp_path / "closed").chmod(0o755)

    assert (0 if os.geteuid() == 0 else 2) == done.code
    assert "Traceback" not in done.err
