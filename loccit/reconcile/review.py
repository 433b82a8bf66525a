"""A plan -> the same plan as an editor answers it: each proposal is shown beside the old words, and accepted or not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

import msgspec

from loccit.errors import Position
from loccit.model import Edition, Permalink
from loccit.reconcile import Plan
from loccit.registry.blocks import Addressed, addressed, addressed_in
from loccit.registry.differences import Piece, word_difference
from loccit.registry.proposals import (
    CopiedId,
    Edited,
    MergedInto,
    Moved,
    Place,
    Proposal,
    PutBack,
    Relabelled,
    Replaced,
    Restored,
    Reused,
    SplitInto,
    Swapped,
    Undecided,
    Withdrawn,
)
from loccit.registry.settle import id_changes, successor_places

Ask = Callable[[str, Mapping[str, str], Mapping[str, str]], str]
"""Asks a question with answers of one letter each, and returns the letter.

Other letters that may be typed stand for some of these: the second mapping.
"""
Write = Callable[[str], str]
"""Asks for words, and returns them."""
Say = Callable[[str], None]
"""Prints lines."""


class Quit(Exception):
    """The editor wants to stop, and nothing is to be written."""


def review(plan: Plan, edition: Edition, ask: Ask, write: Write, say: Say) -> Plan:
    """Return the plan with what the editor accepts, in the end as a whole; raise `Quit` where the editor stops."""
    showing = Showing(edition)
    accepted: list[Proposal] = []
    held = _held(plan, edition)
    for number, proposal in enumerate(plan.proposals, 1):
        say(f"\n{number} of {len(plan.proposals)}  " + "\n".join(showing.lines(proposal)))
        answer = ask(_QUESTION, _answers(proposal), _also(proposal))
        if isinstance(proposal, Undecided) and answer.isdigit():
            accepted.append(_decided(proposal, proposal.among[int(answer) - 1], held))
        else:
            accepted += _answered(proposal, answer, write)
    if accepted and ask(_settle(len(accepted)), _IN_THE_END, _ALSO_IN_THE_END) == _QUIT:
        raise Quit
    return msgspec.structs.replace(plan, proposals=tuple(accepted))


def _settle(count: int) -> str:
    return f"Shall {'this address' if count == 1 else f'these {count} addresses'} be settled?"


def _held(plan: Plan, edition: Edition) -> set[tuple[str, int]]:
    """Return the places that have the address of a text of their own, or get it."""
    taken = {(place.text, place.ordinal) for proposal in plan.proposals for place in proposal.taken_from}
    live = {key for key, record in edition.registry.items() if not record.is_gone}
    own = {
        (i.text, i.ordinal) for i in addressed(edition) if (i.text, i.own) in live and (i.text, i.ordinal) not in taken
    }
    given = {place for place, address in id_changes(plan.proposals).items() if address}
    return own | given


def _decided(proposal: Undecided, place: Place, held: set[tuple[str, int]]) -> Proposal:
    """Return that an address is one of the places that it may be; a place has the address of one text only."""
    taken = tuple(carrying for carrying in proposal.taken_from if carrying != place)
    if (place.text, place.ordinal) in held:
        return MergedInto(text=proposal.text, address=proposal.address, into=(place,), taken_from=proposal.taken_from)
    held.add((place.text, place.ordinal))
    if place.text != proposal.text:
        return Moved(text=proposal.text, address=proposal.address, to=place, taken_from=proposal.taken_from)
    return PutBack(text=proposal.text, address=proposal.address, at=place, taken_from=taken)


_QUESTION = "What shall it be?"
_ACCEPT, _SKIP, _WITHDRAW, _KEEP, _QUIT = "aswkq"
_IN_THE_END = {_ACCEPT: "accept, and write it down", _QUIT: "quit, and write nothing"}
_ALSO_IN_THE_END = {"y": _ACCEPT, "n": _QUIT}


def _answers(proposal: Proposal) -> Mapping[str, str]:
    """Return the answers that make sense, by letter."""
    answers = {_ACCEPT: "accept", _SKIP: "skip"}
    if isinstance(proposal, Undecided):
        numbers = {str(number): "this one" for number in range(1, len(proposal.among) + 1)}
        answers = {**numbers, _ACCEPT: "it cannot be told", _SKIP: "skip"}
    if isinstance(proposal, Replaced):
        answers[_KEEP] = "keep: the same, rewritten"
    if isinstance(proposal, Withdrawn | Replaced):
        answers[_ACCEPT] = "accept: withdraw it, with a reason"
    elif not isinstance(proposal, Relabelled | Reused | Restored | CopiedId | Swapped):
        answers[_WITHDRAW] = "withdraw it, with a reason"
    return {**answers, _QUIT: "quit, and write nothing"}


def _also(proposal: Proposal) -> Mapping[str, str]:
    """Return what else may be typed: yes and no, and to withdraw where that is what is proposed."""
    also = {} if isinstance(proposal, Undecided) else {"y": _ACCEPT, "n": _SKIP}
    return {**also, _WITHDRAW: _ACCEPT} if isinstance(proposal, Withdrawn | Replaced) else also


def _answered(proposal: Proposal, answer: str, write: Write) -> Iterator[Proposal]:
    if answer == _QUIT:
        raise Quit
    if answer == _KEEP and isinstance(proposal, Replaced):
        yield Edited(text=proposal.text, address=proposal.address, at=proposal.at)
    elif answer == _WITHDRAW:
        yield _withdrawn(proposal, write(_WHY))
    elif answer == _ACCEPT:
        wants = isinstance(proposal, Withdrawn | Replaced)
        yield msgspec.structs.replace(proposal, reason=write(_WHY)) if wants else proposal


_WHY = "Why was it withdrawn?"


def _withdrawn(proposal: Proposal, reason: str) -> Proposal:
    """Return that an address is withdrawn after all; what carries it gets a number of its own."""
    carrying = proposal.taken_from
    if isinstance(proposal, Edited | SplitInto) and proposal.at.own == proposal.address:
        carrying = (proposal.at, *carrying)
    return Withdrawn(text=proposal.text, address=proposal.address, taken_from=carrying, reason=reason)


class Showing(msgspec.Struct, frozen=True, dict=True):
    """Shows proposals with the words of the last release beside those of today."""

    edition: Edition

    @cached_property
    def released(self) -> Mapping[tuple[str, str], str]:
        """Return the words of the last release by address."""
        texts = self.edition.releases[-1].texts if self.edition.releases else ()
        return {item.key: item.words for text in texts for item in addressed_in(text)}

    @cached_property
    def present(self) -> Mapping[tuple[str, int], Addressed]:
        """Return what stands in the edition by text and start tag."""
        return {(item.text, item.ordinal): item for item in addressed(self.edition) if item.text}

    def lines(self, proposal: Proposal) -> Iterator[str]:
        """Yield what an editor must see to decide: the address, what became of it, where, and both texts."""
        record = self.edition.registry[proposal.key]
        yield f"{proposal.name}: {summary(proposal)}"
        was, at = self._words(record), getattr(proposal, "at", None)
        now = self._now(at) if isinstance(at, Place) else ""
        if isinstance(proposal, Edited | SplitInto) and proposal.key in self.released:
            yield f"  change: {_brief(word_difference(was, now))}"
        else:
            yield f"  was: {_shortened(was)}"
            if now and now != was:
                yield f"  now: {_shortened(now)}"
        if isinstance(at, Place) and at.text:
            yield f"  at:  {self._position(at)}"
        if isinstance(proposal, Undecided):
            yield from self._choices(proposal)
        for place in successor_places(proposal) if not isinstance(proposal, Undecided) else ():
            yield f"  to:  {self._position(place)}  {_shortened(self._now(place))}"
        for place in proposal.taken_from:
            if place != at:
                yield f"  not: {self._position(place)}  {_shortened(self._now(place))}"

    def _choices(self, proposal: Undecided) -> Iterator[str]:
        """Yield what an address may be, each amid what stands around it, after what stood around it when released."""
        if around := self.around_released.get(proposal.key):
            yield f"  then: {_amid(self._words(self.edition.registry[proposal.key]), around)}"
        for number, place in enumerate(proposal.among, 1):
            around = self.around.get((place.text, place.ordinal), ("", ""))
            yield f"  {number}:   {self._position(place)}  {_amid(self._now(place), around)}"

    @cached_property
    def around_released(self) -> Mapping[tuple[str, str], tuple[str, str]]:
        """Return the words before and after each address of the last release."""
        texts = self.edition.releases[-1].texts if self.edition.releases else ()
        return {item.key: around for text in texts for item, around in _neighbours(addressed_in(text))}

    @cached_property
    def around(self) -> Mapping[tuple[str, int], tuple[str, str]]:
        """Return the words before and after each place of today."""
        found = ((item, around) for text in self.edition.texts for item, around in _neighbours(addressed_in(text)))
        return {(item.text, item.ordinal): around for item, around in found}

    def _words(self, record: Permalink) -> str:
        """Return the words of an address as it was released, or as much as the registry has."""
        ends = "" if record.begins == record.ends else f" … {record.ends}"
        return self.released.get(record.key) or record.begins + ends

    def _now(self, place: Place) -> str:
        item = self.present.get((place.text, place.ordinal))
        return item.words if item else place.words

    def _position(self, place: Place) -> Position | str:
        return self.edition.text(place.text).source.position(place.ordinal) if place.text else place.own


def _neighbours(items: Iterable[Addressed]) -> Iterator[tuple[Addressed, tuple[str, str]]]:
    """Yield everything in a text with the words of what stands before and after it."""
    listed = list(items)
    words = ["", *(item.words for item in listed), ""]
    return zip(listed, zip(words, words[2:], strict=False), strict=False)


def _amid(words: str, around: tuple[str, str]) -> str:
    """Return words between the last ones before them and the first ones after them."""
    before, after = around
    last = before if len(before) <= _AROUND else f"… {before[-_AROUND:].split(' ', 1)[-1]}"
    first = after if len(after) <= _AROUND else f"{after[:_AROUND].rsplit(' ', 1)[0]} …"
    return " ".join(filter(None, (last, f"[{_shortened(words)}]", first)))


def summary(proposal: Proposal) -> str:
    """Return in a few words what a proposal says."""
    match proposal:
        case SplitInto():
            return f"split into {len(proposal.parts) + 1} parts; the first keeps the address"
        case MergedInto():
            return f"merged into {_names(proposal.into, proposal.text)}"
        case Moved():
            return f"moved to {_names((proposal.to, *proposal.parts), proposal.text)}"
        case PutBack() if proposal.at.own:
            return f"put back, in place of {proposal.at.own}"
        case Swapped():
            return f"has changed places with {proposal.other}; put each back"
    return _SUMMARIES[type(proposal)]


_SUMMARIES: Mapping[type, str] = {
    Edited: "edited; the same paragraph with other words",
    Relabelled: "has another label or stands on another kind of element",
    PutBack: "its id was taken away; put it back",
    CopiedId: "several elements carry it; leave it to this one",
    Undecided: "it cannot be told from others; say which it is, or name them all",
    Withdrawn: "gone, and its text is nowhere; withdraw it",
    Replaced: "another paragraph carries it; withdraw it, and give this one a number of its own",
    Restored: "was gone and is back",
    Reused: "is gone for good and stands on another paragraph; give this one a number of its own",
}


def _names(places: tuple[Place, ...], text: str) -> str:
    names = (
        (p.own if p.text == text else f"{p.text}#{p.own}" if p.text else p.own) if p.own else "a paragraph without id"
        for p in places
    )
    return " and ".join(names)


_WIDTH = 100


def _shortened(words: str) -> str:
    half = _WIDTH // 2
    return words if len(words) <= _WIDTH else f"{words[:half].rstrip()} … {words[-half:].lstrip()}"


_AROUND = 24
_MARKS = {"deleted": ("[-", "-]"), "inserted": ("{+", "+}"), "same": ("", "")}


def _brief(pieces: tuple[Piece, ...]) -> str:
    """Return a difference with a few words around each change."""
    shown: list[str] = []
    for index, piece in enumerate(pieces):
        words = piece.words
        if piece.change == "same" and len(words) > 2 * _AROUND:
            first = "" if index == 0 else words[:_AROUND].rsplit(" ", 1)[0]
            last = "" if index == len(pieces) - 1 else words[-_AROUND:].split(" ", 1)[-1]
            words = f"{first} … {last}"
        before, after = _MARKS[piece.change]
        shown.append(f"{before}{_shortened(words)}{after}" if piece.change != "same" else words)
    return "".join(shown).strip()
