"""The cases in `cases/`: editions in text, and the problems that reading and checking them gives."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from loccit import config
from loccit.check import RULES, check_edition, formats
from loccit.errors import EditionError, Position, Problem
from loccit.read import read_edition
from tests.check.registry import REGISTRY, WORDS, registry_of

CASES = Path(__file__).parent / "cases"
FILE = re.compile(r"^=== (\S.*?)(?: \((\S+)\))?\n", re.MULTILINE)


class Case(NamedTuple):
    """One case: where it stands, the files it is made of, and what the check is expected to say."""

    path: Path
    title: str
    files: str
    expected: str

    def __str__(self) -> str:
        """Return the name that pytest shows."""
        return f"{self.path.stem}: {self.title}"


def cases_in(path: Path) -> Iterator[Case]:
    """Yield the cases of one file."""
    parts = re.split(r"^\.\n", path.read_text("utf-8"), flags=re.MULTILINE)
    assert len(parts) % 3 == 1, f"{path.name}: a case has three parts, each ended by a line with a full stop"
    assert parts.pop().strip() == "", f"{path.name}: something stands after the last full stop"
    for title, files, expected in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        yield Case(path, title.strip(), files, expected.rstrip("\n"))


ALL = [case for path in sorted(CASES.glob("*.txt")) for case in cases_in(path)]


def write_files(case: Case, folder: Path) -> None:
    """Write the files of a case below a folder, and a configuration where it needs one and has none."""
    _, *parts = FILE.split(case.files)
    names = parts[::3]
    if any(name.startswith("content/") for name in names) and "content/edition.yaml" not in names:
        parts += ["content/edition.yaml", None, "title: A case\n"]
    for name, encoding, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        path = folder / name.replace(WORDS, REGISTRY)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(registry_of(text) if name == WORDS else encoded(text, encoding or "utf-8"))


def encoded(text: str, encoding: str) -> bytes:
    r"""Return the text as bytes; in the encoding `bytes`, `\x00` and its like are single ones."""
    if encoding == "bytes":
        return text.removesuffix("\n").encode("latin-1").decode("unicode_escape").encode("latin-1")
    return text.encode(encoding)


def checked(folder: Path) -> tuple[tuple[Problem, ...], str]:
    """Return the problems of a source, and all that is said of it; an error of the configuration is said alone."""
    try:
        problems = check_edition(read_edition(config.load(folder)))
    except EditionError as error:
        at = error.at or Position("the source", 1)
        return (Problem(at, "configuration", error.message, error.hint),), str(error).replace(str(folder), "FOLDER")
    return problems, formats.text(problems)


@pytest.mark.parametrize("case", ALL, ids=str)
def test_case(case: Case, tmp_path: Path, *, update_golden: bool) -> None:
    """Each case gives the problems it expects, with place, message and hint."""
    write_files(case, tmp_path)

    problems, said = checked(tmp_path)

    if update_golden:
        rewrite(case, said)
    else:
        assert case.expected == said
        assert [] == [fault for problem in problems for fault in faults_of_style(problem)]


def rewrite(case: Case, said: str) -> None:
    """Put what is said now into the case's file, which other workers may be writing too."""
    with case.path.open("r+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        cases = [c._replace(expected=said) if c.title == case.title else c for c in cases_in(case.path)]
        file.write("\n".join(written(c) for c in cases))
        file.truncate()


def written(case: Case) -> str:
    """Return a case as it stands in its file."""
    return "\n".join([case.title, ".", case.files + ".", *([case.expected] if case.expected else []), ".", ""])


def faults_of_style(problem: Problem) -> Iterator[str]:
    """Yield where a problem departs from the house style of messages."""
    first_word = problem.message.split()[0]
    if first_word[0].isupper() and not first_word.isupper():
        yield f"begins with a capital: {problem.message}"
    if problem.message.endswith(".") or problem.hint.endswith("."):
        yield f"ends with a full stop: {problem.message} / {problem.hint}"
    if not problem.hint and "expected" not in problem.message:
        yield f"says no next step: {problem.message}"
    if "\n" in problem.message + problem.hint:
        yield f"takes more than a line: {problem.message}"
    if not problem.at.path or not problem.at.line:
        yield f"says no place: {problem.message}"
    if problem.severity not in {"error", "warning"}:
        yield f"is neither error nor warning: {problem.severity}"


def test_titles_are_different() -> None:
    """No two cases of a file have the same title, since a title is how one is found."""
    names = [str(case) for case in ALL]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("code", RULES)
def test_every_rule_passes_and_fails(code: str) -> None:
    """Each rule has a file of cases, with one that passes and one that fails."""
    found = [f" {code} " in case.expected for case in cases_in(CASES / f"{code}.txt")]

    assert {True, False} == set(found)


@pytest.mark.parametrize("code", RULES)
def test_every_rule_is_a_module_with_a_manual_page(code: str) -> None:
    """A rule lives in the module of its name, whose docstring has a passing and a failing example."""
    module = RULES[code].__module__
    page = __import__(module, fromlist=["CODE"]).__doc__ or ""

    assert f"loccit.check.{code.replace('-', '_')}" == module
    assert "Passes" in page
    assert "Fails" in page


def test_every_rule_stands_in_the_table() -> None:
    """Every module of the package that has a code is in the table of rules."""
    package = Path(config.__file__).parent / "check"
    written = {path.stem.replace("_", "-") for path in package.glob("*.py") if "\nCODE = " in path.read_text("utf-8")}

    assert set(RULES) == written
