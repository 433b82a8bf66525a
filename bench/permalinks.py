"""A file's history in git -> how many links to its paragraphs still lead to them: `python -m bench.permalinks`.

Links are published at some revisions and resolved against the last one, by Loccit's registry, carried forward as
`loccit reconcile --accept-all` does at each release, by a paragraph's number in the text, and by the hash of its
words. A plain text has no ids: each release begins with every id stripped, which is the hardest case.

What is true is found another way: by chaining comparisons of the words over every commit between.
"""

from __future__ import annotations

import argparse
import difflib
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from bench.__main__ import print_table
from loccit.config import Settings
from loccit.model import EMPTY_REGISTRY, Registry, Source
from loccit.read.tei import read_tei
from loccit.registry.align import Key, align
from loccit.registry.blocks import Addressed, addressed_in
from loccit.registry.proposals import Proposal, Replaced, Withdrawn
from loccit.registry.resolve import resolve, successors
from loccit.registry.settle import id_changes, refreshed, settle

TEXT = "text"
SURELY = 0.6
"""The share of words, in runs of at least two, by which two paragraphs are the same to any reader."""
PERHAPS = 0.3
"""The share by which a reader may say so, or else that the one begins or ends with the other.

Between the two, either answer is taken for right.
"""
PART = 0.8
"""The share of the shorter of two paragraphs that must be in the longer for it to be a part of it, surely."""
FEW = 6
"""Fewer words in common say nothing about a part."""

Paragraphs = Sequence[str]


# The history


def revisions(repository: Path, file: str) -> Iterator[Paragraphs]:
    """Yield the paragraphs of a file at each commit that changed it, the oldest first."""
    log = _git(repository, "log", "--follow", "--name-only", "--format=%x00%H", "--", file).decode()
    for entry in reversed(log.split("\0")[1:]):
        commit, name = entry.split("\n\n", 1)
        paragraphs = paragraphs_of(_git(repository, "show", f"{commit.strip()}:{name.strip()}"), name.strip())
        if paragraphs:
            yield paragraphs


def _git(repository: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(repository), *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout


def paragraphs_of(data: bytes, name: str) -> Paragraphs:
    """Return the words of each paragraph: of TEI as Loccit reads it, of anything else set apart by empty lines."""
    if name.endswith(".xml"):
        text = read_tei(Source(Path(name), name, data), key=TEXT, folder="", files={}, settings=Settings())
        return [item.words for item in addressed_in(text) if item.kind in {"paragraph", "line"}]
    text = data.decode("utf-8", "replace").replace("\r\n", "\n")
    if name.endswith(".md"):
        text = _TARGET.sub("]", _FENCED.sub("\n", text))
    blocks = re.split(r"\n\s*\n", text)
    return [words for block in blocks if re.search(r"\w", words := " ".join(block.split()))]


_FENCED = re.compile(r"^(```|~~~).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
"""A program in Markdown, which nobody cites by the paragraph."""
_TARGET = re.compile(r"\]\([^()\s]*\)")
"""What a link in Markdown leads to, which is no word of the text."""


# What is true


class Lives(NamedTuple):
    """Where a paragraph lives on: where any reader would say so, and where one may."""

    surely: frozenset[int]
    perhaps: frozenset[int]


def descendants(old: Paragraphs, new: Paragraphs) -> list[Lives]:
    """Return where each paragraph of a revision lives on in the next one."""
    before, after = [_words(p) for p in old], [_words(p) for p in new]
    lives: list[Lives | None] = [None] * len(old)
    lost, fresh = [], []
    matcher = difflib.SequenceMatcher(None, [" ".join(p) for p in before], [" ".join(p) for p in after], autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            for offset in range(b - a):
                lives[a + offset] = Lives(frozenset({c + offset}), frozenset({c + offset}))
        else:
            lost += range(a, b)
            fresh += range(c, d)
    shared = {(i, j): _in_common(before[i], after[j]) for i in lost for j in fresh}
    likeness = {(i, j): _likeness(before[i], after[j], n) for (i, j), n in shared.items()}
    best_of_new = {j: max(lost, key=lambda i: likeness[i, j]) for j in fresh} if lost else {}
    for i in lost:
        ranked = sorted(fresh, key=lambda j: -likeness[i, j])
        parts = {j for j in fresh if shared[i, j] >= FEW and shared[i, j] >= PART * min(len(before[i]), len(after[j]))}
        near = {j for j in ranked[:1] if best_of_new[j] == i or before[i] == after[j]}
        surely = {j for j in near if likeness[i, j] >= SURELY} | parts
        perhaps = {j for j in {*ranked[:1], *(j for j in fresh if best_of_new[j] == i)} if likeness[i, j] >= PERHAPS}
        same = {j for j in fresh if _begins_or_ends(before[i], after[j])}
        lives[i] = Lives(frozenset(surely), frozenset(surely | perhaps | same))
    return [one for one in lives if one is not None]


def _likeness(a: list[str], b: list[str], shared: int) -> float:
    """Return the share of the words that two texts have in common; of a few words, the share of their letters."""
    if min(len(a), len(b)) >= FEW:
        return 2 * shared / (len(a) + len(b))
    letters = difflib.SequenceMatcher(None, " ".join(a), " ".join(b), autojunk=False).ratio()
    # By chance two share half of their letters.
    return letters**2


def _begins_or_ends(a: list[str], b: list[str]) -> bool:
    """Tell whether one of two texts begins or ends with all the words of the other."""
    a, b = sorted((a, b), key=len)
    return bool(a) and a in (b[: len(a)], b[-len(a) :])


def _in_common(a: list[str], b: list[str]) -> int:
    """Return how many words two texts have in common, in runs of at least two."""
    if len(a) <= 1 or len(b) <= 1:
        return len(a) if a == b else 0
    blocks = difflib.SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1)


def _words(paragraph: str) -> list[str]:
    return re.findall(r"\w+", paragraph.casefold())


def chained(history: Sequence[Paragraphs]) -> list[list[Lives]]:
    """Return for each revision where each of its paragraphs is in the last one."""
    chain = [[Lives(frozenset({i}), frozenset({i})) for i in range(len(history[-1]))]]
    for old, new in zip(history[-2::-1], history[:0:-1], strict=True):
        following = chain[-1]
        chain.append(
            [
                Lives(
                    frozenset().union(*(following[j].surely for j in one.surely)),
                    frozenset().union(*(following[j].perhaps for j in one.perhaps)),
                )
                for one in descendants(old, new)
            ]
        )
    return chain[::-1]


# Loccit's way


class Carried(NamedTuple):
    """The registry at one release, with the address of each paragraph."""

    registry: Registry
    addresses: Sequence[str]


def released(state: Carried, paragraphs: Paragraphs, version: str) -> Carried:
    """Return the registry after a release: aligned, every proposal accepted, what is new numbered."""
    bare = [_item(index, "", words) for index, words in enumerate(paragraphs)]
    order: list[Key] = [(TEXT, address) for address in state.addresses]
    proposals = [_with_reason(proposal) for proposal in align(state.registry, bare, {}, order)]
    changes = id_changes(proposals)
    owned = {ordinal: address for (_, ordinal), address in changes.items() if address}
    highest = max((int(key[1][1:]) for key in state.registry), default=0)
    for index in range(len(paragraphs)):
        if index not in owned:
            highest += 1
            owned[index] = f"p{highest}"
    present = [_item(index, owned[index], words) for index, words in enumerate(paragraphs)]
    registry = dict(settle(state.registry, proposals, present, version))
    for item in present:
        registry[item.key] = refreshed(registry.get(item.key) or item.record(version), item)
    return Carried(MappingProxyType(registry), [item.address for item in present])


def _item(index: int, address: str, words: str) -> Addressed:
    return Addressed(TEXT, address, "paragraph", "", words, permanent=bool(address), ordinal=index, own=address)


def _with_reason(proposal: Proposal) -> Proposal:
    if isinstance(proposal, Withdrawn | Replaced):
        return type(proposal)(**{**_fields(proposal), "reason": "removed in revision"})
    return proposal


def _fields(proposal: Proposal) -> dict[str, object]:
    return {name: getattr(proposal, name) for name in proposal.__struct_fields__}


# The comparison

OUTCOMES = ("right", "silently wrong", "dead though the text lives", "rightly reported gone", "one of those named")


def outcome(found: Iterable[int], truth: Lives, *, undecided: bool = False) -> str:
    """Return what became of a link that leads to these paragraphs, or to words that name them all."""
    places = set(found)
    if undecided and (places & truth.perhaps or not truth.surely):
        return "one of those named"
    if places:
        return "right" if places & truth.perhaps else "silently wrong"
    return "dead though the text lives" if truth.surely else "rightly reported gone"


def judged(history: Sequence[Paragraphs], chosen: Sequence[int]) -> tuple[dict[str, list[str]], list[str]]:
    """Return what became of each link that was published at the chosen revisions, by each way of naming it."""
    truth = chained(history)
    states = list(_carried_through(history, chosen))
    final, last = states[-1], history[-1]
    here = {address: index for index, address in enumerate(final.addresses)}
    hashes = {" ".join(_words(words)): index for index, words in reversed(list(enumerate(last)))}
    results: dict[str, list[str]] = {"the registry": [], "its number in the text": [], "the hash of its words": []}
    wrong: list[str] = []
    for revision, state in zip(chosen, states, strict=False):
        for index, words in enumerate(history[revision]):
            where = truth[revision][index]
            key = (TEXT, state.addresses[index])
            by_registry = [here[address] for _, address in resolve(final.registry, key)]
            undecided = is_undecided(final.registry, key)
            by_hash = hashes.get(" ".join(_words(words)))
            results["the registry"].append(outcome(by_registry, where, undecided=undecided))
            results["its number in the text"].append(outcome([index] if index < len(last) else [], where))
            results["the hash of its words"].append(outcome([] if by_hash is None else [by_hash], where))
            if results["the registry"][-1] in OUTCOMES[1:3]:
                found = [last[place] for place in by_registry]
                true = [last[place] for place in where.perhaps]
                wrong.append(f"{results['the registry'][-1]}, {revision}: {words}\n  -> {found}\n  == {true}")
    return results, wrong


def is_undecided(registry: Registry, key: Key) -> bool:
    """Tell whether an address, or one that it leads on to, may be several."""
    record = registry[key]
    leads_on = record.is_gone and any(is_undecided(registry, other) for other in successors(record))
    return record.status == "undecided" or leads_on


def _carried_through(history: Sequence[Paragraphs], chosen: Sequence[int]) -> Iterator[Carried]:
    state = Carried(EMPTY_REGISTRY, [])
    for revision in (*chosen, len(history) - 1):
        state = released(state, history[revision], str(revision))
        yield state


def main() -> None:
    """Replay a history and print what became of the links."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", type=Path, help="a git repository")
    parser.add_argument("file", help="a TEI or text file in it")
    parser.add_argument("--every", type=int, default=1, help="release every so many revisions (default: each)")
    parser.add_argument("--show", action="store_true", help="print what the registry got wrong")
    arguments = parser.parse_args()
    history = list(revisions(arguments.repository, arguments.file))
    chosen = range(0, len(history) - 1, arguments.every)
    results, wrong = judged(history, chosen)
    count = len(results["the registry"])
    title = f"{count:,} links to {arguments.file}, published at {len(chosen)} of {len(history)} revisions"
    rows = [
        (name, *(f"{100 * outcomes.count(kind) / count:.1f} %" for kind in OUTCOMES))
        for name, outcomes in results.items()
    ]
    print_table(title, ("a link by", *OUTCOMES), rows)
    if arguments.show:
        print("\n".join(wrong))


if __name__ == "__main__":
    main()
