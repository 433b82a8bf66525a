"""How problems are written: for people, for programs, for GitHub, and beside their line."""

from __future__ import annotations

from json import loads

import pytest

from loccit.check.formats import FORMATS, excerpt, github, json, summary, text
from loccit.errors import Position, Problem

ERROR = Problem(Position("content/a.xml", 12, 5), "dangling-target", 'no xml:id "p9" in this file', "did you mean #p7?")
WARNING = Problem(Position("content/b.md", 3), "long-short", "the short form has 61 words", "cut it", "warning")


def test_formats_by_name() -> None:
    """The formats are known by the names that the command line takes."""
    assert {"text": text, "json": json, "github": github} == dict(FORMATS)


def test_text() -> None:
    """People read place, code, message, and the hint below; warnings say that they are."""
    expected = (
        'content/a.xml:12:5: dangling-target no xml:id "p9" in this file\n'
        "  hint: did you mean #p7?\n"
        "content/b.md:3: warning: long-short the short form has 61 words\n"
        "  hint: cut it"
    )

    assert expected == text([ERROR, WARNING])


@pytest.mark.parametrize(("write", "nothing"), [(text, ""), (json, "[]"), (github, "")])
def test_no_problems(write, nothing) -> None:
    """Without problems there is nothing to say; JSON says so with an empty array."""
    assert nothing == write([])


def test_json() -> None:
    """Programs get an array of objects, with 0 for an unknown column."""
    first, second = loads(json([ERROR, WARNING]))

    assert {
        "file": "content/a.xml",
        "line": 12,
        "column": 5,
        "severity": "error",
        "code": "dangling-target",
        "message": 'no xml:id "p9" in this file',
        "hint": "did you mean #p7?",
    } == first
    assert (0, "warning") == (second["column"], second["severity"])


def test_github() -> None:
    """GitHub gets a workflow command for each problem, without what is unknown."""
    expected = (
        "::error file=content/a.xml,line=12,col=5,title=dangling-target::"
        'no xml:id "p9" in this file (did you mean #p7?)\n'
        "::warning file=content/b.md,line=3,title=long-short::the short form has 61 words (cut it)"
    )

    assert expected == github([ERROR, WARNING])


def test_github_escapes() -> None:
    """Nothing in a file's name or a message can end the command or begin another."""
    problem = Problem(Position("a,b:c%.xml", 1), "x", "100%\r\n::error::gone")

    assert "::error file=a%2Cb%3Ac%25.xml,line=1,title=x::100%25%0D%0A::error::gone" == github([problem])


@pytest.mark.parametrize(
    ("problems", "expected"),
    [
        ([], "no problems"),
        ([ERROR], "1 error in 1 file"),
        ([WARNING, WARNING], "2 warnings in 1 file"),
        ([ERROR, ERROR, WARNING], "2 errors, 1 warning in 2 files"),
    ],
)
def test_summary(problems: list[Problem], expected: str) -> None:
    """A summary counts errors, warnings and files."""
    assert expected == summary(problems)


def test_excerpt_points_at_the_column() -> None:
    """The caret stands below the column, counted in characters and with tabs as one."""
    data = '<p>\r\n\tThéâtre <ref target="#p9"/>\r\n</p>'.encode()

    assert '2 |  Théâtre <ref target="#p9"/>\n             ^' == excerpt(Position("a.xml", 2, 10), data)


def test_excerpt_without_column() -> None:
    """Where the column is unknown, the line stands alone."""
    assert "1 | title: A" == excerpt(Position("a.md", 1), b"title: A\n")


@pytest.mark.parametrize("line", [0, 3])
def test_excerpt_without_line(line: int) -> None:
    """Where there is no such line, there is nothing to show."""
    assert "" == excerpt(Position("a.md", line), b"one\ntwo\n")


def test_excerpt_of_a_long_line() -> None:
    """Of a very long line, what stands around the column is shown, and the caret is still right."""
    line, caret = excerpt(Position("a.xml", 1, 5001), b"." * 5000 + b"!" + b"." * 5000).split("\n")

    assert line.index("!") == caret.index("^")
    assert len(line) < 120


def test_excerpt_of_another_encoding() -> None:
    """A file in UTF-16 is shown as text, and one in an unknown encoding without failing."""
    assert "1 | Да\n     ^" == excerpt(Position("a.xml", 1, 2), "Да".encode("utf-16"))
    assert "1 | Th\ufffd" == excerpt(Position("a.xml", 1), "Thé".encode("latin-1"))
