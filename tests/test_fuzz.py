"""Damaged files give a site or problems with a place, never a traceback; and of what they say, nothing is lost.

So do elements inside one another that nobody would put there; and pages of whatever kind are sound HTML.

`LOCCIT_FUZZ=5000 pytest tests/test_fuzz.py` tries that many seeds; `LOCCIT_FUZZ_FROM=700` begins with another one.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest

from loccit import config
from loccit.check import check_edition
from loccit.conserve import accounts, losses
from loccit.errors import Problem
from loccit.read import read_edition
from loccit.render import render_site
from tests.conservation import faults_of_site, wrapped
from tests.fuzz import grown, mutated

HERE = Path(__file__).resolve().parent
CORPUS = Path(os.environ.get("LOCCIT_CORPUS") or HERE.parents[1] / "shared" / "tei")
FIRST = int(os.environ.get("LOCCIT_FUZZ_FROM", "0"))
COUNT = int(os.environ.get("LOCCIT_FUZZ", "300"))
GROUPS = 12
_LARGEST = 70_000
_SECONDS = 20
"""How long one file may take: what takes longer would never end on a larger one."""


def files() -> list[tuple[str, bytes]]:
    """Return the files that are damaged: the cases, the small editions, and the smaller ones of a corpus."""
    frame = re.compile(r"^<TEI.*?</TEI>$", re.DOTALL | re.MULTILINE)
    found = [(path.name, path.read_bytes()) for path in sorted(HERE.glob("editions/*/content/texts/*.xml"))]
    for path in sorted(HERE.glob("check/cases/*.txt")):
        found += [(path.name, match.group().encode()) for match in frame.finditer(path.read_text("utf-8"))]
    if CORPUS.is_dir():
        corpus = (path for path in sorted(CORPUS.iterdir()) if path.suffix in {".xml", ".odd", ".tei"})
        small = [(path.name, path.read_bytes()) for path in corpus if path.stat().st_size < _LARGEST]
        # As many of them as of the small ones, since they have more in them.
        found += small * (len(found) // max(len(small), 1) + 1)
    return found


FILES = files()


@pytest.mark.parametrize("group", range(GROUPS))
def test_damaged_files(tmp_path: Path, group: int) -> None:
    """Whatever was done to a file, it is read, checked and shown whole, or what is wrong is said with its place."""
    for seed in range(FIRST + group, FIRST + COUNT, GROUPS):
        name, data = FILES[seed * 7919 % len(FILES)]
        (tmp_path / "a.xml").write_bytes(mutated(data, seed))
        started = time.perf_counter()
        try:
            problems = problems_of(tmp_path)
        except Exception as error:
            error.add_note(f"seed {seed} of {name}: LOCCIT_FUZZ_FROM={seed} LOCCIT_FUZZ=1")
            raise

        assert [] == [problem for problem in problems if not problem.at.line or not problem.message], (seed, name)
        assert time.perf_counter() - started < _SECONDS, (seed, name)


@pytest.mark.parametrize("group", range(GROUPS))
def test_any_element_in_any_other(tmp_path: Path, group: int) -> None:
    """Whatever elements stand in one another, all their words are on a page that is sound HTML."""
    for seed in range(FIRST + group, FIRST + COUNT, GROUPS):
        (tmp_path / "a.xml").write_text(wrapped(grown(seed)), "utf-8")
        try:
            problems_of(tmp_path)
        except Exception as error:
            error.add_note(f"seed {seed}: LOCCIT_FUZZ_FROM={seed} LOCCIT_FUZZ=1")
            raise


def problems_of(folder: Path) -> tuple[Problem, ...]:
    """Return the problems of a folder, of which a site is made where there is a text."""
    edition = read_edition(config.load(folder))
    problems = check_edition(edition)
    assert edition.texts or problems
    site = render_site(edition)
    assert site
    assert [] == (faults_of_site(site) if edition.texts else [])
    for text, account in accounts(edition, site):
        assert () == account.lost
        assert () == losses(text, {path: page for path, page in site.items() if isinstance(page, bytes)}).lost
    return problems


@pytest.mark.skipif(CORPUS.is_dir(), reason="the corpus is there")
def test_the_corpus_is_missing() -> None:
    """Says that no real files were damaged."""
    pytest.skip(f"no corpus at {CORPUS}")
