"""A `term` in a text that no glossary entry explains, in an edition that has a glossary.

A `@ref` that leads nowhere is reported by `dangling-ref`.

Passes::

    <term ref="gloss:intervention">intervention</term>

Fails::

    <term>intervention</term>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.pointers import quoted, suggest
from loccit.errors import Problem
from loccit.model import Edition, Mention, Text

CODE = "term-without-entry"
_LEADING = frozenset({"ref", "target", "corresp", "sameAs"})
_EXPLAINED = frozenset({"entry", "local", "external", "dangling", "unsafe", "empty"})


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a warning for each `term` that points at no explanation."""
    if not edition.entries:
        return
    for text in edition.texts:
        explained = {p.ordinal for p in text.pointers if p.attribute in _LEADING and p.target.kind in _EXPLAINED}
        for mention in text.mentions:
            if mention.element == "term" and mention.ordinal not in explained:
                at, hint = text.source.position(mention.ordinal), _hint(mention, text, edition)
                yield Problem(at, CODE, f"the term {quoted(mention.form)} has no entry", hint, "warning")


def _hint(mention: Mention, text: Text, edition: Edition) -> str:
    """Return the entry of that name, spelled as the text spells its pointers to entries."""
    before = next(
        (p.value.removesuffix(p.target.key) for p in text.pointers if p.target.kind == "entry" and ":" in p.value),
        "gloss:",
    )
    names = {
        name.lower(): key
        for key, entry in edition.entries.items()
        for name in (key, entry.title, *(spelling.text for spelling in entry.spellings))
    }
    if key := names.get(mention.form.lower()):
        return f'write ref="{before}{key}"'
    return suggest(mention.form.lower(), dict.fromkeys(names.values()), f'ref="{before}', '"') or (
        f'write ref="{before}KEY", with the entry in glossary/KEY.md'
    )
