"""The accounts of an edition's texts -> the report of `loccit coverage`, for people or as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from json import dumps

import msgspec

from loccit.conserve import Account, Lost, Site, accounts
from loccit.conserve.attributes import Markup, markup_of
from loccit.conserve.fates import FATES
from loccit.errors import Position
from loccit.model import Edition, Text
from loccit.read.behaviours import TABLE
from loccit.read.rules import Row


class Coverage(msgspec.Struct, frozen=True):
    """What is shown of one text, or of all of them together."""

    name: str
    elements: int
    """How many elements there are."""
    characters: Mapping[str, int]
    """How many characters, white space apart, are displayed, on demand, hidden or lost."""
    hidden_by: Mapping[str, int]
    """How many characters each rule hides."""
    without_row: Mapping[str, int]
    """The elements that the table of behaviours does not know, which are shown by their content."""
    first: Mapping[str, Position]
    """The first place of each of those."""
    attributes_ignored: Mapping[str, int]
    """The attributes that nothing is made of, as `element/@attribute`."""
    rules_never_used: Sequence[str]
    """The rules of the table of behaviours that no element comes under, as `element: behaviour`."""
    lost: Sequence[Lost]


def coverage(edition: Edition, site: Site) -> tuple[Coverage, ...]:
    """Return what is shown of each text, and last of all of them together."""
    each: list[Coverage] = []
    used: set[str] = set()
    for text, account in accounts(edition, site):
        markup = markup_of(text.source, STATED)
        of_text = _rules_used(text, markup)
        each.append(_coverage(text, account, markup, of_text))
        used |= of_text
    return (*each, _together(each, used))


def _coverage(text: Text, account: Account, markup: Markup, used: set[str]) -> Coverage:
    without_row = {n: count for n, count in markup.named.items() if n not in TABLE}
    return Coverage(
        name=text.source.name,
        elements=sum(markup.elements.values()),
        characters=account.characters,
        hidden_by=account.hidden,
        without_row=_most_first(without_row),
        first={name: text.source.position(markup.first[name]) for name in without_row},
        attributes_ignored=_most_first(markup.ignored),
        rules_never_used=_never_used(used),
        lost=account.lost,
    )


def _together(each: Sequence[Coverage], used: set[str]) -> Coverage:
    first: dict[str, Position] = {}
    for one in each:
        first = {**one.first, **first}
    return Coverage(
        name="",
        elements=sum(one.elements for one in each),
        characters={fate: sum(one.characters[fate] for one in each) for fate in FATES},
        hidden_by=_summed(one.hidden_by for one in each),
        without_row=_summed(one.without_row for one in each),
        first=first,
        attributes_ignored=_summed(one.attributes_ignored for one in each),
        rules_never_used=_never_used(used),
        lost=[lost for one in each for lost in one.lost],
    )


def _summed(counts: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    return _most_first(total)


def _most_first(counts: Mapping[str, int]) -> Mapping[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


# Attributes and rules


def _named(row: Row) -> frozenset[str]:
    """Return the attributes that the rules of a row name in braces."""
    params = [value for rule in row for value in rule.params.values()]
    forms = [form for value in params for form in (value if isinstance(value, tuple) else (value,))]
    return frozenset(name for form in forms if isinstance(form, str) for name in _IN_BRACES.findall(form))


_IN_BRACES = re.compile(r"\{([\w:.-]+)\}")


STATED: Mapping[str, frozenset[str]] = {name: names for name, row in TABLE.items() if (names := _named(row))}
"""The elements whose rows name attributes, with these attributes."""


def _rules_used(text: Text, markup: Markup) -> set[str]:
    """Return the rules that the elements of a text came under.

    A row of one rule is used where its element occurs; of several rules, the tree tells which were.
    """
    used = {
        f"{name}: {rules[0].behaviour}" for name, rules in TABLE.items() if len(rules) == 1 and name in markup.first
    }
    trees = [text.root, *(note.node for note in text.notes)]
    return used | {f"{node.name}: {node.behaviour}" for tree in trees for node in tree.walk()}


_RULES = tuple(dict.fromkeys(f"{name}: {rule.behaviour}" for name, rules in TABLE.items() for rule in rules))


def _never_used(used: set[str]) -> list[str]:
    return [rule for rule in _RULES if rule not in used]


# Formats


def json(found: Sequence[Coverage]) -> str:
    """Return the report as JSON: `files`, one after the other, and `all` of them together."""
    *files, together = [_fields(one) for one in found]
    return dumps({"files": files, "all": together}, ensure_ascii=False, indent=2)


def _fields(one: Coverage) -> dict[str, object]:
    return {
        **({"file": one.name} if one.name else {}),
        "elements": one.elements,
        "characters": dict(one.characters),
        "hidden_by": dict(one.hidden_by),
        "elements_without_a_row": dict(one.without_row),
        "attributes_ignored": dict(one.attributes_ignored),
        "rules_never_used": list(one.rules_never_used),
        "lost": [
            {"file": lost.at.path, "line": lost.at.line, "column": lost.at.column, "in": lost.path, "words": lost.words}
            for lost in one.lost
        ],
    }


def text(found: Sequence[Coverage]) -> str:
    """Return the report for people: a line for each file, then what of the mark-up is not used."""
    *files, together = found
    rows = [("", "characters", *FATES), *map(_row, files)]
    if len(files) > 1:
        rows.append(_row(together))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join([row[0].ljust(widths[0]), *map(str.rjust, row[1:], widths[1:])]).rstrip() for row in rows]
    return "\n".join([*lines, "", *_remarks(together)])


def _row(one: Coverage) -> tuple[str, ...]:
    total = sum(one.characters.values())
    shares = (f"{_share(count, total)}" for count in one.characters.values())
    return (one.name or "all", f"{total:,}", *shares)


def _share(count: int, total: int) -> str:
    """Return a part of a hundred; it is 0 or 100 only where nothing or all is meant."""
    if count in {0, total}:
        return "100 %" if count else "–"
    return f"{min(max(100 * count / total, 0.1), 99.9):.1f} %"


def _remarks(together: Coverage) -> Iterator[str]:
    yield from _listed("hidden by a rule", together.hidden_by)
    places = {f"{name} ({together.first[name]})": count for name, count in together.without_row.items()}
    yield from _listed("elements without a row", places)
    yield from _listed("attributes ignored", together.attributes_ignored)
    yield f"rules never used: {len(together.rules_never_used)} of {len(_RULES)}; --json lists them"
    for lost in together.lost:
        yield f"{lost.at}: lost in {'/'.join(lost.path[1:])}: {lost.words[:_EXCERPT]}"


_EXCERPT = 60
_MANY = 12


def _listed(title: str, counts: Mapping[str, int]) -> Iterator[str]:
    """Yield a title with the most frequent things under it."""
    yield f"{title}: {'none' if not counts else len(counts)}"
    for name, count in list(counts.items())[:_MANY]:
        yield f"  {count:>7,}  {name}"
    if len(counts) > _MANY:
        yield f"  ... and {len(counts) - _MANY} more; --json lists them"
