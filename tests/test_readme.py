"""The README is true: its tables are those of the code, and what it tells people to type works."""

from __future__ import annotations

import ast
import inspect
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
import pytest

from loccit import cli, config
from loccit.check import RULES

README = Path(__file__).parents[1] / "README.md"
TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><text><body><p>Dear reader.</p></body></text></TEI>'


# --- the tables -------------------------------------------------------------------------------------------------


def settings_table() -> str:
    """Return the table of the keys of `edition.yaml`, from the docstrings of `Settings`."""
    fields = msgspec.structs.fields(config.Settings)
    docs = docstrings(config.Settings)
    rows = [f"| `{f.name}` | {value(f.type)} | {default(f.default)} | {docs[f.name]} |" for f in fields]
    return "\n".join(["| key | value | default | what it says |", "|---|---|---|---|", *rows])


def docstrings(kind: type) -> Mapping[str, str]:
    """Return what the string below each field of a class says."""
    body = ast.parse(inspect.getsource(kind)).body[0].body
    return {
        field.target.id: " ".join(text.value.value.split())
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr)
    }


def value(kind: Any) -> str:
    """Return what may stand behind a key, in words."""
    if get_origin(kind) is tuple:
        return f"list: {value(get_args(kind)[0])}"
    if get_origin(kind) is Literal:
        return alternatives([f"`{word}`" for word in get_args(kind)])
    if get_origin(kind) in {Union, UnionType}:
        return alternatives([value(part) for part in get_args(kind)])
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return ", ".join(f"`{field.name}`" for field in msgspec.structs.fields(kind))
    return {str: "text", bool: "`true` or `false`", int: "number"}[kind]


def alternatives(words: list[str]) -> str:
    """Return words with an `or` before the last."""
    return f"{', '.join(words[:-1])} or {words[-1]}"


def default(value: object) -> str:
    """Return a default as one would type it; nothing where it is nothing."""
    if isinstance(value, tuple):
        return ", ".join(f"`{word}`" for word in value)
    return f"`{value}`" if isinstance(value, str) and value else ""


def checks_table() -> str:
    """Return the table of the rules, each with the first sentence of its manual page."""
    rows = [f"| `{code}` | {first_sentence(sys.modules[rule.__module__].__doc__)} |" for code, rule in RULES.items()]
    return "\n".join(["| code | what it reports |", "|---|---|", *rows])


def first_sentence(text: str) -> str:
    """Return the first sentence of a docstring in one line."""
    return " ".join(re.split(r"(?<=\.)\s|\n\n", text, maxsplit=1)[0].split())


def between(name: str, text: str) -> re.Match[str]:
    """Return what stands between two remarks of the README."""
    return re.search(rf"(?s)(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", text)


@pytest.mark.parametrize(("name", "made"), [("settings", settings_table), ("checks", checks_table)])
def test_tables_are_those_of_the_code(name: str, made: Any, *, update_golden: bool) -> None:
    """The tables of keys and of checks say what the code says; `make golden` renews them."""
    text = README.read_text("utf-8")
    place = between(name, text)
    table = made() + "\n"

    if update_golden and place.group() != table:
        README.write_text(text[: place.start()] + table + text[place.end() :], "utf-8")
        return

    assert table == place.group(), "type `make golden` to renew the README's tables"


@pytest.mark.parametrize("module", ["documents", "xml"])
def test_codes_of_reading_are_named(module: str, repository: Path) -> None:
    """The README names every code that says why a file cannot be read."""
    source = (repository / "loccit" / "read" / f"{module}.py").read_text("utf-8")
    text = README.read_text("utf-8")

    assert [] == [code for code in re.findall(r'code="([\w-]+)"', source) if f"`{code}`" not in text]


# --- what it tells to type --------------------------------------------------------------------------------------


def typed() -> Iterator[list[str]]:
    """Yield the commands in the README's blocks of shell, word by word."""
    for block in re.findall(r"(?ms)^```sh\n(.*?)^```", README.read_text("utf-8")):
        yield from (shlex.split(line) for line in block.splitlines())


def test_every_command_is_shown() -> None:
    """Each command of `loccit` stands in a block that can be copied."""
    shown = {words[1] for words in typed() if words[0] == "loccit"}

    assert set() == set(cli.command.commands) - shown


def test_targets_are_in_the_makefile(repository: Path) -> None:
    """Each `make` target that the README or CONTRIBUTING names is there."""
    text = README.read_text("utf-8") + (repository / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"(?m)(?:^|`)make ([a-z-]+)", text))
    targets = set(re.findall(r"(?m)^([a-z-]+):", (repository / "Makefile").read_text("utf-8")))

    assert set() == named - targets


def test_commands_work(tmp_path: Path) -> None:
    """Typed in their order, the README's commands do what they should; only the server is left out."""
    (tmp_path / "letters").mkdir()
    for name in ("letter.xml", "letters/a.xml", "letters/b.xml"):
        (tmp_path / name).write_text(TEI, "utf-8")
    folder = tmp_path
    for words in typed():
        if words[0] == "cd":
            folder /= words[1]
        elif words[0] == "loccit" and words[1] != "serve":
            done = run(words[1:], folder)

            assert (words, 0) == (words, done.returncode), done.stderr

    assert (tmp_path / "site" / "a" / "index.html").is_file()
    assert "https://www.example.org/editions/" in (tmp_path / "my-edition/site/index.html").read_text("utf-8")


def run(arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder."""
    command = [sys.executable, "-m", "loccit", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_links_lead_to_files(repository: Path) -> None:
    """Each file that the README, CONTRIBUTING or the notes on the benchmark link to is there."""
    names = ("README.md", "CONTRIBUTING.md", "bench/README.md")
    links = [
        (repository / name).parent / link
        for name in names
        for link in re.findall(r"\]\((?!https?:|[a-z]+:|#)([^)#]+)\)", (repository / name).read_text("utf-8"))
    ]

    assert links
    assert [] == [link for link in links if not link.exists()]
