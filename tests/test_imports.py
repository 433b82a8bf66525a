"""Who may import whom, as the table in the design has it, and which library is known where."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "loccit"
BASE = {
    "doctype",
    "errors",
    "inclusion",
    "mapping",
    "model",
    "config",
    "registry",
    "content",
    "caching",
    "digests",
    "plain",
}
MAY_IMPORT: Mapping[str, set[str]] = {
    "__init__": set(),
    "errors": set(),
    "doctype": set(),
    "digests": set(),
    "caching": {"digests"},
    "content": {"caching", "digests", "errors"},
    "plain": {"caching"},
    "seen": {"caching", "content"},
    "model": {"digests", "doctype", "errors", "config", "plain"},  # an edition holds the configuration it was read with
    "registry": {"errors", "model"},
    "inclusion": {"doctype", "errors"},
    "yaml_text": {"errors"},
    "mapping": {"errors", "yaml_text"},
    "config": {"errors", "inclusion", "mapping", "plain"},
    "read": BASE,
    "check": BASE,
    "conserve": BASE,
    "render": BASE,
    "write": BASE | {"seen"},
    "serve": BASE,
    "replace": BASE,
    "tei_ids": BASE | {"read", "replace"},
    "number": BASE | {"read", "replace", "tei_ids"},
    "reconcile": BASE | {"number", "read", "replace", "tei_ids"},  # new paragraphs are numbered on the way
    "release": BASE | {"read", "replace"},
    "schema": BASE | {"read"},
    "new": BASE,
    "progress": set(),
    "terminal": BASE | {"check"},
    "build": BASE | {"read", "check", "render", "conserve"},
    "publish": BASE | {"build", "seen", "write"},
    "coverage": BASE | {"conserve", "read"},
    "cli": BASE
    | {"check", "coverage", "new", "number", "read", "reconcile", "progress", "publish", "release", "render", "replace"}
    | {"schema", "serve", "terminal"},
    "__main__": {"cli"},
}
"""Each part of the package with the parts it may import; every one may import itself and the version."""

KNOWN_IN: Mapping[str, set[str]] = {
    "lxml": {"conserve", "read", "number", "schema", "tei_ids"},  # the account reads the sources by a way of its own
    "jinja2": {"render"},
    "markupsafe": {"render"},
    "babel": {"render"},
    "markdown_it": {"read"},
    "mdit_py_plugins": {"read"},
    "click": {"cli", "progress", "terminal"},
    "livereload": {"serve"},
    "tornado": {"serve"},
    "watchfiles": {"serve"},
    "yaml": {"yaml_text"},
}
"""The only parts that may know a library."""

HEAVY = ("babel", "jinja2", "livereload", "lxml", "markdown_it", "tornado", "watchfiles", "yaml")
"""What a command loads when it needs it, and not before."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Yield each module of the package with its dotted name."""
    for path in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(("loccit", *path.relative_to(PACKAGE).with_suffix("").parts))
        yield name.removesuffix(".__init__") if name != "loccit.__init__" else name, ast.parse(path.read_text("utf-8"))


MODULES = dict(modules())


def part_of(module: str) -> str:
    """Return the part of the package that a module belongs to; `loccit` alone is its version."""
    return module.split(".")[1] if "." in module else "__init__"


def imports_in(tree: ast.AST) -> Iterator[str]:
    """Yield what a module imports, each name with the module it comes from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in MODULES else str(node.module)


def test_every_part_is_in_the_table() -> None:
    """A new module has a place in the table before it has a line of code."""
    assert set() == {part_of(name) for name in MODULES} - MAY_IMPORT.keys()


@pytest.mark.parametrize("module", MODULES)
def test_stages_keep_to_the_table(module: str) -> None:
    """A module imports its own part, those below it, and no other."""
    part = part_of(module)
    ours = {part_of(name) for name in imports_in(MODULES[module]) if name.split(".")[0] == "loccit"}

    assert set() == ours - MAY_IMPORT[part] - {part, "__init__"}


@pytest.mark.parametrize("module", MODULES)
def test_libraries_are_known_in_one_place(module: str) -> None:
    """A library is imported only where the design says so."""
    part = part_of(module)
    libraries = {name.split(".")[0] for name in imports_in(MODULES[module])}

    assert set() == {name for name in libraries & KNOWN_IN.keys() if part not in KNOWN_IN[name]}


def test_no_circular_imports() -> None:
    """No module imports, however indirectly, a module that imports it."""
    graph = {name: {n for n in imports_in(tree) if n in MODULES and n != name} for name, tree in MODULES.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle: {' -> '.join(error.args[1])}", pytrace=False)


@pytest.mark.parametrize("arguments", ["-c import\tloccit.cli", "-m loccit --help", "-m loccit --version"])
def test_help_loads_nothing_heavy(arguments: str) -> None:
    """Showing help loads none of the libraries that a build needs."""
    command = [sys.executable, "-X", "importtime", *arguments.split(" ")]
    said = subprocess.run(command, cwd=PACKAGE.parent, capture_output=True, text=True, check=True).stderr
    loaded = {line.rpartition("|")[2].strip() for line in said.splitlines() if line.startswith("import time:")}

    assert "loccit.cli" in loaded
    assert set() == loaded & set(HEAVY)


def test_building_tei_alone_loads_no_markdown(tmp_path: Path) -> None:
    """A file of TEI is built without the libraries for Markdown, for catalogues and for serving."""
    path = tmp_path / "text.xml"
    path.write_text('<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>a</p></body></text></TEI>', "utf-8")
    command = [sys.executable, "-X", "importtime", "-m", "loccit", "build", str(path), "-o", str(tmp_path / "site")]
    said = subprocess.run(command, cwd=PACKAGE.parent, capture_output=True, text=True, check=True).stderr
    loaded = {line.rpartition("|")[2].strip() for line in said.splitlines() if line.startswith("import time:")}

    assert {"lxml", "jinja2"} <= loaded
    assert set() == loaded & {"babel", "livereload", "markdown_it", "tornado", "watchfiles"}
