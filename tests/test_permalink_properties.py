"""Chains of releases with everything that editors do between them: no address is lost, and none leads elsewhere.

`tests/desk.py` is what editors do, `tests/judge.py` says where each address must lead, and what nobody can decide.
`LOCCIT_CHAINS=500` tries more chains.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from loccit.check import check_edition
from loccit.config import load
from loccit.model import EMPTY_REGISTRY, Edition, Memory, Registry
from loccit.number import _numbers, _Place, number_file
from loccit.read import read_edition
from loccit.reconcile import Plan, apply, plan, with_reasons
from loccit.registry.align import align
from loccit.registry.blocks import Addressed
from loccit.registry.proposals import Proposal
from loccit.registry.settle import id_changes, settle, wants_number
from loccit.release import Wanted, release, released_registry
from tests.desk import OFTEN, OPERATIONS, SELDOM, TEXTS, Desk
from tests.judge import Judge, Key, Past

CHAINS = int(os.environ.get("LOCCIT_CHAINS", "25"))
RELEASES = 10
Rounds = Sequence[tuple[Sequence[tuple[str, int, int]], bool]]

HEADER = "<teiHeader><fileDesc><titleStmt><title>{0}</title></titleStmt></fileDesc></teiHeader>"
FRAME = '<TEI xmlns="http://www.tei-c.org/ns/1.0">' + HEADER + "<text><body>\n{1}\n</body></text></TEI>\n"


def carried_on(desk: Desk) -> list[str]:
    """Return the ids as the editors left them."""
    return [paragraph.own for text in desk.texts.values() for paragraph in text]


def mend_drafts(desk: Desk, past: Past) -> None:
    """Take copies of an id away that was never released in its text: the check says so, and it is the editor's."""
    for key, text in desk.texts.items():
        seen: set[str] = set()
        for paragraph in text:
            if paragraph.own in seen and (key, paragraph.own) not in past.last:
                paragraph.own = ""
            seen.add(paragraph.own)


class House:
    """The edition on the disk, and what was true at the last release."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.content = folder / "content"
        (self.content / "texts").mkdir(parents=True)
        (self.content / "edition.yaml").write_text("title: E\nlanguage: en\n", "utf-8")
        self.desk = desk
        self.memory = Memory()
        self.past = Past()

    def path(self, key: str) -> Path:
        """Return the file of a text."""
        return self.content / "texts" / f"{key}.xml"

    def save(self) -> None:
        """Write the texts as they are on the desk."""
        for key, text in self.desk.texts.items():
            self.path(key).write_text(FRAME.format(key, "\n".join(p.tei() for p in text)), "utf-8")

    def fetch_ids(self) -> None:
        """Take over the ids that a command has written."""
        edition = self.edition()
        for text in edition.texts:
            for paragraph, block in zip(self.desk.texts[text.key], text.blocks, strict=True):
                paragraph.own = block.node.id

    def edition(self) -> Edition:
        """Read what is on the disk."""
        return read_edition(load(self.content.parent), self.memory)

    def number(self) -> None:
        """Number what has no id, as `loccit number` does."""
        for key in TEXTS:
            retired = {address for text, address in self.edition().registry if text == key}
            number_file(self.path(key), retired=retired)

    def round(self, number: int, *, early: bool) -> None:
        """Save, reconcile and release; with `early` the editor numbers before reconciling."""
        mend_drafts(self.desk, self.past)
        self.save()
        if early:
            self.number()
        carried = carried_on(self.desk)
        edition = self.edition()
        apply(with_reasons(plan(edition), "taken out"), edition)

        assert () == plan(self.edition()).proposals, "what was reconciled stays so"

        self.number()
        self.fetch_ids()
        Judge(self.desk.texts, carried, self.past).judge(self.edition().registry)
        edition = self.edition()
        problems = check_edition(edition)
        release(edition, problems, Wanted(f"{number}.0", "2026-11-22", "More"))
        self.past.remember(self.desk.texts, self.edition().registry)


class Shelf:
    """The edition in memory: what `House` does with the files, at a tenth of the time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.registry: Registry = EMPTY_REGISTRY
        self.past = Past()

    def items(self) -> list[Addressed]:
        """Return the paragraphs as they are read."""
        return [
            Addressed(key, p.own or f"({n})", "paragraph", p.own.lstrip("p"), p.written, bool(p.own), n, p.own)
            for key, text in self.desk.texts.items()
            for n, p in enumerate(text)
        ]

    def number(self, keys: Iterable[str] = TEXTS) -> None:
        """Number what has no id, as `loccit number` does."""
        for key in keys:
            text = self.desk.texts[key]
            retired = {address for other, address in self.registry if other == key}
            places = [_Place(number, "p", paragraph.own, "p") for number, paragraph in enumerate(text)]
            for place, own in list(_numbers("p", places, {*retired, *(p.own for p in text)}, retired)):
                text[place.ordinal].own = own

    def proposals(self) -> tuple[Proposal, ...]:
        """Return what has become of the released addresses."""
        carried: dict[Key, list[int]] = defaultdict(list)
        for item in self.items():
            if item.own:
                carried[item.text, item.own].append(item.ordinal)
        return align(self.registry, self.items(), carried, self.past.order)

    def apply(self, proposals: Sequence[Proposal]) -> None:
        """Do what is proposed."""
        for (key, ordinal), own in id_changes(proposals).items():
            self.desk.texts[key][ordinal].own = own
        self.number({key for key, ordinal in wants_number(proposals) if not self.desk.texts[key][ordinal].own})
        self.registry = settle(self.registry, proposals, self.items(), "0")

    def round(self, number: int, *, early: bool) -> None:
        """Reconcile and release; with `early` the editor numbers before reconciling."""
        mend_drafts(self.desk, self.past)
        if early:
            self.number()
        carried = carried_on(self.desk)
        self.apply(with_reasons(Plan({}, self.proposals()), "taken out").proposals)

        assert () == self.proposals(), "what was reconciled stays so"

        self.number()
        Judge(self.desk.texts, carried, self.past).judge(self.registry)
        self.registry = released_registry(self.registry, self.items(), f"{number}.0")
        self.past.remember(self.desk.texts, self.registry)


@pytest.fixture(autouse=True, scope="module")
def _without_waiting_for_the_disk() -> Iterator[None]:
    """Let the writing of files be quick: no power fails here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _file: None)
        yield


NUMBERS = st.integers(0, 10_000)
STEPS = st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), NUMBERS, NUMBERS), min_size=1, max_size=6)


# A chain that fails is reported as it is: to make it shorter takes longer than to read it.
@settings(
    max_examples=CHAINS,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    seed=st.integers(0, 10_000),
    rounds=st.lists(st.tuples(STEPS, st.booleans()), min_size=RELEASES, max_size=RELEASES),
)
def test_no_released_address_is_lost_or_leads_elsewhere(
    seed: int, rounds: list[tuple[list[tuple[str, int, int]], bool]]
) -> None:
    """Over a chain of releases, each address resolves to its text or a declared successor, or says why it is gone."""
    with TemporaryDirectory() as folder:
        house = House(Path(folder), Desk(seed))
        house.save()
        house.number()
        house.fetch_ids()
        live_through(house, rounds)


@pytest.mark.parametrize("seed", range(CHAINS))
@pytest.mark.parametrize("refrains", [SELDOM, OFTEN], ids=["some-refrains", "half-refrains"])
def test_harsher_chains(seed: int, refrains: float) -> None:
    """The same of chains in which every operation is as likely as any other, and of texts that are half refrains."""
    random = Random(seed)  # noqa: S311 - it must be the same every time
    names = sorted(OPERATIONS) if refrains == SELDOM else sorted([*OPERATIONS, *HARSH])
    rounds = [
        (
            [
                (random.choice(names), random.randint(0, 10_000), random.randint(0, 10_000))
                for _ in range(random.randint(1, 6))
            ],
            random.random() < 1 / 2,
        )
        for _ in range(RELEASES)
    ]
    shelf = Shelf(Desk(random.randint(0, 10_000), refrains))
    shelf.number()
    live_through(shelf, rounds)


HARSH = ("swap_ids", "swap_ids", "edit", "edit", "merge", "split")
"""What is done more often to texts that are half refrains."""


def live_through(place: House | Shelf, rounds: Rounds) -> None:
    """Release an edition after each of these rounds, and judge it each time."""
    place.round(0, early=False)
    for number, (steps, early) in enumerate(rounds, 1):
        for name, one, other in steps:
            place.desk.do(name, one, other)
        place.round(number, early=early)
