"""The rules on released addresses: what counts as the same text, one report for one fault, and what they cost."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from random import Random
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.texts import novel
from loccit import config
from loccit.check import addresses, check_edition
from loccit.check.likeness import Shelf, is_like
from loccit.model import Edition
from loccit.read import read_edition
from loccit.registry.blocks import Addressed, addressed
from loccit.registry.fingerprint import fingerprint, whole_hash
from loccit.registry.records import format_registry
from loccit.render import render_site
from tests.check.registry import REGISTRY, registry_of

TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en"><text><body>{}</body></text></TEI>'
LONG = (
    "The harvest was poor in the north, and the peasants sold their horses before the winter came. In the town "
    "nobody spoke of it, because the newspapers were full of the fleet and of the consul who had left for the south."
)
OTHER = (
    "Three ships lay in the harbour with their fires banked, waiting for an order which was never given. Their "
    "captains dined in the hotel at the end of the mole and quarrelled about the price of coal and of the pilots."
)


def item(words: str) -> Addressed:
    """Return a paragraph of these words."""
    return Addressed("a", "p1", "paragraph", "1", words, permanent=True)


def same(old: str, new: str) -> bool:
    """Tell whether new words are taken for the old ones, corrected."""
    return is_like(item(old).record("1.0"), item(new))


@pytest.mark.parametrize(
    "new",
    [
        LONG.replace("harvest", "harvests").replace("sold", "had sold"),
        LONG.upper().replace(",", ";"),
        LONG.replace("e ", "ë "),
        f"{LONG} The post was late.",
        f"The post was late, as it was every year. {LONG}",
        LONG.partition(".")[0],
        LONG.partition(". ")[2],
        f"{LONG} {OTHER}",
        f"{LONG.partition('.')[0]}. {OTHER.partition('. ')[2]}",
        " ".join(word.upper() if n % 5 else "..." for n, word in enumerate(LONG.split())),
    ],
    ids=[
        "words",
        "case",
        "letters",
        "sentence added",
        "before",
        "sentence removed",
        "the first",
        "joined",
        "half",
        "gaps",
    ],
)
def test_correction(new: str) -> None:
    """Corrections, sentences added or taken out, half of it rewritten: it is the same paragraph."""
    assert same(LONG, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Introducton", "Introduction"),
        ("Chapter 1", "Chapter One"),
        ("Moskow, 1918", "Moscow 1918"),
        ("To day", "Today"),
        ("No.", "No. He had not been there."),
        ("One word more.", "A word more, sir."),
        ("Да здравствует мир", "Да здравствуетъ миръ"),
        ("我们不能同意这种看法。", "我們不能同意那種看法。"),
        ("* * *", "***"),
    ],
)
def test_correction_of_a_few_words(old: str, new: str) -> None:
    """Of a few words, letters and words are compared, since one correction changes every pair of them."""
    assert same(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LONG, OTHER),
        (LONG, ""),
        ("* * *", LONG),
        ("No.", "Yes."),
        ("Preface", "Of the Harbour"),
        ("Introduction", "Conclusion"),
        ("He was in the harbour.", OTHER),
        ("Who goes there?", "The order was never given."),
    ],
)
def test_another_text(old: str, new: str) -> None:
    """Another text is never taken for a correction, however few its words and however common."""
    assert not same(old, new)


def test_paragraphs_of_this_edition_are_told_apart(repository: Path) -> None:
    """No paragraph of the edition in this repository is taken for another one, corrected."""
    text = read_edition(config.load(repository)).texts[0]

    assert [] == [(a.id, b.id) for a, b in permutations(text.blocks, 2) if same(a.text, b.text)]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_whole_hash(text: str) -> None:
    """The short way to the hash of a text gives what its fingerprint has."""
    assert fingerprint(text).whole == whole_hash(text)


def test_shelf() -> None:
    """A text is found by its very words, or else by most of them, and not by a few."""
    shelf = Shelf((name, fingerprint(words)) for name, words in [("long", LONG), ("other", OTHER), ("again", OTHER)])

    assert "other" == shelf.same(fingerprint(OTHER))
    assert shelf.same(fingerprint("nothing")) is None
    assert "long" == shelf.nearest(fingerprint(LONG.replace("harvest", "crop")))
    assert shelf.nearest(fingerprint("the harvest was the price of coal")) is None
    assert Shelf[str]([]).nearest(fingerprint(LONG)) is None


def edition_of(folder: Path, body: str, registry: bytes) -> Edition:
    """Return an edition of one text, with what was released of it."""
    (folder / "content/texts").mkdir(parents=True, exist_ok=True)
    (folder / "content/edition.yaml").write_text("title: A\nparagraph_pages: 'off'\n")
    (folder / "content/texts/a.xml").write_text(body, "utf-8")
    (folder / REGISTRY).write_bytes(registry)
    return read_edition(config.load(folder))


def test_the_rules_share_an_index(tmp_path: Path) -> None:
    """What the rules need is worked out once for an edition, and anew for the next."""
    first, second = (edition_of(tmp_path, TEI.format("<p/>"), b"") for _ in range(2))

    assert addresses.addresses(first) is addresses.addresses(first)
    assert addresses.addresses(first) is not addresses.addresses(second)


def test_one_fault_is_reported_once(tmp_path: Path) -> None:
    """Whatever is done to three paragraphs, each address has one error at most."""
    words = {"p1": LONG, "p2": OTHER, "p3": "The telegram from the embassy arrived at last, and nobody could read it."}
    registry = registry_of("\n".join(f"a#{name} paragraph {name[1:]} | {text}" for name, text in words.items()))
    random = Random(7)  # noqa: S311 - it must be the same every time
    for _ in range(60):
        names = random.choices([*words, ""], k=3)
        paragraphs = [
            f'<{element} xml:id="{name}">{text}</{element}>' if name else f"<{element}>{text}</{element}>"
            for name, text in zip(names, random.sample([*words.values()], 3), strict=True)
            for element in random.choices(["p", "head"], [5, 1])
        ]
        edition = edition_of(tmp_path, TEI.format(f"<div>{''.join(paragraphs)}</div>"), registry)
        said = [p.message for p in check_edition(edition) if p.severity == "error" and not p.code.startswith("copied")]
        subjects = [message.removeprefix("the released paragraph ").split()[0] for message in said]

        assert sorted(set(subjects)) == sorted(subjects), paragraphs


def test_a_damaged_fingerprint_is_not_ignored(tmp_path: Path) -> None:
    """A fingerprint that cannot be read is like nothing, so that its address is reported."""
    line = dedent(
        """
        {"text":"a","address":"p1","kind":"paragraph","label":"1","first":"1.0","fingerprint":"abc","begins":"A","ends":"B"}
        """
    )
    problems = check_edition(edition_of(tmp_path, TEI.format(f'<p xml:id="p1">{LONG}</p>'), line.lstrip().encode()))

    assert ["error"] == [problem.severity for problem in problems]


PARAGRAPHS = 5000
SHARE = 0.3
"""What the rules may add to a build of that size."""


@pytest.mark.slow
def test_cost(tmp_path: Path) -> None:
    """Checking 5,000 released paragraphs, of which 200 changed, adds less than a third to the least of builds."""
    body = novel(PARAGRAPHS * 775)
    found = addressed(edition_of(tmp_path, body, b""))
    registry = format_registry(item.record("1.0") for item in found if item.permanent)
    changed = body.replace("never again", "not again", 200)
    released = [edition_of(tmp_path, changed, registry) for _ in range(3)]
    bare = [edition_of(tmp_path, changed, b"") for _ in range(3)]

    assert len(bare[0].texts[0].blocks) >= PARAGRAPHS
    assert [] == list(check_edition(released[0]))

    build = least(lambda _: render_site(edition_of(tmp_path, changed, b"")), bare)
    added = least(check_edition, [*released[1:], edition_of(tmp_path, changed, registry)]) - least(check_edition, bare)
    assert added < SHARE * build


def least(work: Callable[[Edition], object], editions: list[Edition]) -> float:
    """Return the least processor time that work on one of the editions takes, in seconds."""
    times = []
    for edition in editions:
        started = time.process_time()
        work(edition)
        times.append(time.process_time() - started)
    return min(times)
