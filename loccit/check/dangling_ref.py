"""A name or term whose `@ref` leads nowhere.

`@ref` says who or what is meant: a glossary entry, an item of a register in the file, a page on the web.

Passes, where `content/glossary/mensheviks.md` exists and `gloss` is declared::

    <orgName ref="gloss:mensheviks">Mensheviks</orgName>

Fails::

    <orgName ref="gloss:menshviks">Mensheviks</orgName>
"""

from __future__ import annotations

from collections.abc import Iterator

from loccit.check.dangling import dangling
from loccit.errors import Problem
from loccit.model import Edition

CODE = "dangling-ref"


def check(edition: Edition) -> Iterator[Problem]:
    """Yield a problem for each `@ref` that leads nowhere."""
    yield from dangling(edition, CODE, frozenset({"ref"}))
