"""The table of behaviours knows all of TEI."""

from __future__ import annotations

from pathlib import Path

import pytest

from loccit.check.tei_names import TEI_NAMES
from loccit.read.behaviours import TABLE

MODULES = {
    module: names.split()
    for line in (Path(__file__).parents[1] / "data" / "tei-elements.txt").read_text("utf-8").splitlines()
    for module, _, names in [line.partition(": ")]
}


@pytest.mark.parametrize("module", MODULES)
def test_each_element_has_a_row(module: str) -> None:
    """Every element of a module of TEI P5 has a row of its own in the table."""
    assert [] == [name for name in MODULES[module] if name not in TABLE]


def test_each_row_is_of_an_element() -> None:
    """The table has no row for what is no element of TEI P5 or P4, but for one that is not to be shown twice."""
    known = {name for names in MODULES.values() for name in names}

    theirs = {"TEI.2", "teiCorpus.2", "div0", "mulu", "mw", "trunc", "tok", "mtok", "dtok", "trans", "tr", "itype"}
    assert theirs == set(TABLE) - known


def test_hints_know_the_same_names() -> None:
    """The names that hints propose are those of the modules."""
    assert sorted(name for names in MODULES.values() for name in names) == sorted(TEI_NAMES)


def test_each_row_ends() -> None:
    """The last rule of a row holds wherever the element stands, and only the last."""
    conditions = {name: [rule.when is None for rule in row] for name, row in TABLE.items()}

    assert {} == {name: holds for name, holds in conditions.items() if holds.index(True) != len(holds) - 1}
