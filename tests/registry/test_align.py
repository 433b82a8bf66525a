"""What has become of released addresses: the cases in `align.txt` are text that anybody can add to.

A case has a title, what was released, what stands there now and what is proposed, set apart by lines with a dot. Each
line is a paragraph after its id, `-` where it has none; `# KEY` begins a text.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import NamedTuple

import msgspec
import pytest

from loccit.model import Registry
from loccit.registry.align import Carried, align
from loccit.registry.blocks import Addressed
from loccit.registry.proposals import Proposal, Restored, Reused
from loccit.registry.settle import accepted, successor_places


class Case(NamedTuple):
    """A case of a file."""

    title: str
    released: str
    present: str
    expected: list[str]


def cases_in(path: Path) -> Iterator[Case]:
    """Yield the cases of a file: four parts each, set apart by lines with a single dot."""
    parts = [part.strip("\n") for part in path.read_text("utf-8").removesuffix("\n.\n").split("\n.\n")]
    for title, released, present, expected in zip(parts[::4], parts[1::4], parts[2::4], parts[3::4], strict=True):
        yield Case(title, released, present, expected.splitlines())


def items_in(written: str) -> list[Addressed]:
    """Return the paragraphs of a part of a case."""
    items: list[Addressed] = []
    text = "text"
    for number, line in enumerate(written.splitlines()):
        if line.startswith("# "):
            text = line[2:]
            continue
        own, _, words = line.partition(" ")
        own = own.strip("-")
        label = own.lstrip("plnh")
        items.append(Addressed(text, own or f"({number})", "paragraph", label, words, bool(own), number, own))
    return items


def carried_by(present: Iterable[Addressed]) -> Carried:
    """Return which places carry which id, where nothing else can."""
    carried: dict[tuple[str, str], list[int]] = defaultdict(list)
    for item in present:
        if item.own:
            carried[item.text, item.own].append(item.ordinal)
    return carried


def registry_of(items: list[Addressed]) -> Registry:
    """Return the registry after a release of these paragraphs."""
    return MappingProxyType({item.key: item.record("1.0") for item in items})


def said(proposal: Proposal) -> str:
    """Return a proposal in a line, as the cases write it: `split p7 | I think so. | and that is all`."""
    kind = type(proposal).__struct_config__.tag
    places = [place for name in ("at", "other_at") if (place := getattr(proposal, name, None))]
    words = [place.words for place in (*places, *successor_places(proposal))]
    taken = [f"not {place.words}" for place in proposal.taken_from if place not in places]
    return " | ".join([f"{kind} {proposal.name.removeprefix('text#')}", *words, *taken])


CASES = list(cases_in(Path(__file__).with_name("align.txt")))
HARVEST = "p1 The harvest was poor in the north of the country."
CONSUL = "p2 Nobody had spoken to the consul before evening."


def proposed(released: str, present: str, **changes: object) -> list[Proposal]:
    """Return what is proposed; `changes` are made to the record of `p1`."""
    old, new = items_in(released), items_in(present)
    registry = dict(registry_of(old))
    if changes:
        registry["text", "p1"] = msgspec.structs.replace(registry["text", "p1"], **changes)
    return list(align(registry, new, carried_by(new), [item.key for item in old]))


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_case(case: Case) -> None:
    """What is proposed is what the case says."""
    assert case.expected == [said(proposal) for proposal in proposed(case.released, case.present)]


@pytest.mark.parametrize("case", CASES, ids=[case.title for case in CASES])
def test_what_was_reconciled_stays_so(case: Case) -> None:
    """When all that is proposed is accepted, nothing more is proposed."""
    old, new = items_in(case.released), items_in(case.present)
    registry, order = registry_of(old), [item.key for item in old]
    after, items = accepted(registry, new, align(registry, new, carried_by(new), order))

    assert () == align(after, items, carried_by(items), order)


def test_withdrawn_address_is_back() -> None:
    """What was withdrawn and stands there again, under its id or without one, is restored."""
    gone = {"status": "withdrawn", "reason": "r", "last": "1.0"}
    for present in (HARVEST, HARVEST.replace("p1", "-", 1)):
        (found,) = proposed(HARVEST, present, **gone)

        assert isinstance(found, Restored)


def test_withdrawn_address_on_another_paragraph() -> None:
    """An id that was withdrawn and stands on another paragraph is taken away from it."""
    (found,) = proposed(HARVEST, CONSUL.replace("p2", "p1"), status="withdrawn", reason="r", last="1.0")

    assert isinstance(found, Reused)


def test_withdrawn_few_words() -> None:
    """A few words under an id that was withdrawn are what was withdrawn only if they are the very words."""
    gone = {"status": "withdrawn", "reason": "r", "last": "1.0"}
    (back,) = proposed("p1 So they said.", "p1 So they said!", **gone)
    (other,) = proposed("p1 So they said.", "p1 So it said.", **gone)

    assert isinstance(back, Restored)
    assert isinstance(other, Reused)


def test_forward_to_nowhere() -> None:
    """What is forwarded to an address that was never released is found again."""
    (found,) = proposed(HARVEST, HARVEST.replace("p1", "-", 1), status="merged", successors=("p99",), last="1.0")

    assert "put-back" == type(found).__struct_config__.tag


def test_another_label() -> None:
    """An address whose printed number has changed is named."""
    (found,) = proposed(HARVEST, HARVEST, label="7")

    assert "relabelled" == type(found).__struct_config__.tag


def test_id_on_an_element_that_is_not_citable() -> None:
    """An id that went to an element around the paragraph is put back, and taken away there."""
    new = items_in(HARVEST.replace("p1", "-", 1))
    (found,) = align(registry_of(items_in(HARVEST)), new, {("text", "p1"): [77]})

    assert [77] == [place.ordinal for place in found.taken_from]


def entry(address: str, words: str) -> Addressed:
    """Return an entry of the glossary."""
    return Addressed("", address, "entry", "", words, permanent=True)


def test_entries_are_known_by_their_files() -> None:
    """An entry may be written anew; one whose file has another name has moved; one that is nowhere is gone."""
    old = [entry("glossary/a", "A first"), entry("glossary/b", "B is this and that and more"), entry("glossary/c", "C")]
    new = [entry("glossary/a", "quite another"), entry("glossary/bee", "B is this and that and more")]
    found = align(registry_of(old), new, {})

    assert ["moved glossary/b", "withdrawn glossary/c"] == [said(proposal).split(" | ")[0] for proposal in found]


def test_order_of_what_was_never_released() -> None:
    """A part that has an address since the last reconciling, and is not released, is read where it stands now."""
    released = f"{HARVEST}\np2 HAMLET\n{CONSUL.replace('p2', 'p3', 1)}"
    part = "p2a The ship came in at four in the morning, and left at noon."
    present = f"{HARVEST}\n- HAMLET!\n{part}\np2 HAMLET\n{CONSUL.replace('p2', 'p3', 1)}"
    registry = {**registry_of(items_in(released)), **registry_of(items_in(part))}
    new = items_in(present)

    assert () == align(registry, new, carried_by(new), [item.key for item in items_in(released)])


@pytest.mark.slow
def test_five_thousand_paragraphs_with_two_hundred_changes() -> None:
    """A long text is aligned in seconds, its ids kept or stripped."""
    random = Random(1918)  # noqa: S311 - it must be the same every time
    words = [[f"w{int(4000 * random.random() ** 3)}" for _ in range(random.randint(20, 120))] for _ in range(5000)]
    old = items_in("\n".join(f"p{number} {' '.join(those)}" for number, those in enumerate(words, 1)))
    for place in random.sample(range(5000), 200):
        words[place][3:9] = ["corrected"]
    for own in ("p{}", "-"):
        new = items_in("\n".join(f"{own.format(n)} {' '.join(those)}" for n, those in enumerate(words, 1)))
        started = time.process_time()
        found = align(registry_of(old), new, carried_by(new))

        assert {"p{}": 200, "-": 5000}[own] == len(found)
        assert 5 > time.process_time() - started
