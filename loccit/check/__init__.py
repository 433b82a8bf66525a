"""The edition -> its problems: one rule per module, each a function from the edition to the problems it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

import msgspec

from loccit.check import (
    changed_kind,
    changed_label,
    control_character,
    copied_address,
    copy,
    dangling_navigation,
    dangling_ref,
    dangling_resp,
    dangling_target,
    duplicate_id,
    foreign_namespace,
    invalid_id,
    invalid_key,
    key_clash,
    long_short,
    missing_address,
    missing_image,
    missing_language,
    other_paragraph,
    returned_address,
    swapped_addresses,
    term_without_entry,
    undeclared_prefix,
    undefined_entity,
    unknown_element,
    unknown_see,
    unknown_source,
    unnumbered,
    unreferenced_note,
    unresolved_successor,
    unsafe_link,
    unused_entry,
    unused_source,
    xinclude,
)
from loccit.check.gathered import few, once
from loccit.errors import Problem
from loccit.model import Edition, Text

Rule = Callable[[Edition], Iterable[Problem]]
TextRule = Callable[[Text], Iterable[Problem]]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        # What keeps an address from working
        duplicate_id.CODE: duplicate_id.check,
        invalid_id.CODE: invalid_id.check,
        invalid_key.CODE: invalid_key.check,
        key_clash.CODE: key_clash.check,
        unnumbered.CODE: unnumbered.check,
        # What became of the released addresses
        missing_address.CODE: missing_address.check,
        copied_address.CODE: copied_address.check,
        changed_kind.CODE: changed_kind.check,
        swapped_addresses.CODE: swapped_addresses.check,
        other_paragraph.CODE: other_paragraph.check,
        changed_label.CODE: changed_label.check,
        returned_address.CODE: returned_address.check,
        unresolved_successor.CODE: unresolved_successor.check,
        # What leads nowhere
        dangling_target.CODE: dangling_target.check,
        dangling_navigation.CODE: dangling_navigation.check,
        dangling_ref.CODE: dangling_ref.check,
        dangling_resp.CODE: dangling_resp.check,
        undeclared_prefix.CODE: undeclared_prefix.check,
        missing_image.CODE: missing_image.check,
        unknown_source.CODE: unknown_source.check,
        unknown_see.CODE: unknown_see.check,
        # What nothing leads to
        unreferenced_note.CODE: unreferenced_note.check,
        unused_entry.CODE: unused_entry.check,
        unused_source.CODE: unused_source.check,
        term_without_entry.CODE: term_without_entry.check,
        # What cannot be shown, or not as it was meant
        undefined_entity.CODE: undefined_entity.check,
        control_character.CODE: control_character.check,
        unknown_element.CODE: unknown_element.check,
        foreign_namespace.CODE: foreign_namespace.check,
        unsafe_link.CODE: unsafe_link.check,
        xinclude.CODE: xinclude.check,
        copy.CODE: copy.check,
        missing_language.CODE: missing_language.check,
        long_short.CODE: long_short.check,
    }
)
"""Code -> rule. To add a rule, write its module and a line here; its cases go into `tests/check/cases/`."""


TEXT_RULES: Mapping[str, TextRule] = MappingProxyType({unreferenced_note.CODE: unreferenced_note.check_text})
"""The rules that look at a text's tree, one text at a time."""

OF_THE_WHOLE = frozenset({unreferenced_note.CODE, unused_entry.CODE, unused_source.CODE, unresolved_successor.CODE})
"""The rules that can tell only when every file has been read."""


def check_text(text: Text) -> tuple[Problem, ...]:
    """Return the problems that are told from a text's tree alone."""
    return tuple(problem for rule in TEXT_RULES.values() for problem in rule(text))


def check_edition(edition: Edition, of_texts: Iterable[Problem] | None = None) -> tuple[Problem, ...]:
    """Return every problem of the edition, what kept files from being read included, sorted by place.

    An edition that has outlines for texts comes with what `check_text` found in them. A bare folder or file of
    TEI is not an edition that somebody is making: there, only what keeps a file from being read is an error; and a
    file that is no TEI at all, among others that are, is left out with a warning.
    """
    # While a file cannot be read, nobody knows what it would have pointed at.
    doubtful = OF_THE_WHOLE if edition.problems else frozenset()
    rules = (rule for code, rule in RULES.items() if code not in doubtful)
    found = [problem for rule in rules for problem in rule(edition)]
    if of_texts is None:
        of_texts = (problem for text in edition.texts for problem in check_text(text))
    found += (problem for problem in of_texts if problem.code not in doubtful)
    problems = edition.problems
    found = list(once(found))
    if edition.config.content is None:
        found = [msgspec.structs.replace(problem, severity="warning") for problem in few(found)]
        if edition.texts:
            problems = tuple(_left_out(problem) for problem in problems)
    return tuple(sorted({*problems, *found}))


def _left_out(problem: Problem) -> Problem:
    """Return a warning where a file among texts is no text: in a folder of somebody's files that is no mistake."""
    return msgspec.structs.replace(problem, severity="warning") if problem.code == "not-tei" else problem
