"""A text and its pages -> what became of each of its characters, and a problem for each that is on no page.

Nothing here comes from the stages it watches: it parses the source itself and takes the pages for what they are,
HTML. What it must know of the generator stands in `fates`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import msgspec

from loccit.conserve.account import Account, Lost, account, account_of_register, lost_words
from loccit.conserve.blame import Looks, looks_of
from loccit.conserve.fates import REGISTERS
from loccit.conserve.source import pieces_of
from loccit.content import Content, data_of
from loccit.errors import Problem
from loccit.model import Edition, Text

CODE = "lost-text"
Site = Mapping[str, Content]

__all__ = ["CODE", "Account", "Losses", "Lost", "Site", "account", "accounts", "losses", "lost_of_texts", "pages_of"]


class Losses(msgspec.Struct, frozen=True):
    """What the pages of a text lose of it, as far as they alone can tell."""

    lost: tuple[Lost, ...]
    behaviours: tuple[tuple[str, str], ...]
    """The elements of the text with what they do, to tell which macro may be to blame."""


def losses(text: Text, files: Mapping[str, bytes]) -> Losses:
    """Return what the pages of a text lose of it; what is in a register may yet be on a page of all texts."""
    lost = lost_words(text.source, pages_of(text.key, files))
    return Losses(lost, tuple(sorted(_behaviours(text))) if lost else ())


def lost_of_texts(edition: Edition, found: Iterable[tuple[Text, Losses, Site]], others: Site) -> tuple[Problem, ...]:
    """Return a problem for whatever a text of the edition says and no page of the site shows.

    Each text comes with its losses and its files; `others` are the files that are of no single text.
    """
    losing = [(text, losses, files) for text, losses, files in found if losses.lost]
    if not losing:
        return ()
    looks = looks_of(edition.config.templates)
    shared = frozenset(_pieces(others))
    problems: list[Problem] = []
    for text, losses, files in losing:
        lost = losses.lost
        if REGISTERS & text.elements:
            pages = {path: data_of(page) for path, page in files.items() if path.endswith(".html")}
            lost = lost_words(text.source, pages_of(text.key, pages), shared)
        problems.extend(_problems(text, lost, looks, frozenset(losses.behaviours)))
    return tuple(sorted(problems))


def pages_of(key: str, files: Mapping[str, bytes]) -> tuple[bytes, ...]:
    """Return the pages among the files of a text that show it: its first, and those that say so."""
    return tuple(
        page
        for path, page in files.items()
        if path.endswith(".html") and (path.rpartition("/")[0] == key or _says_so(page, key))
    )


def _says_so(page: bytes, key: str) -> bool:
    return page.find(f' data-text="{key}"'.encode(), 0, _FAR) >= 0


_FAR = 20_000
"""Within how many bytes a page says whose words it shows."""


def _behaviours(text: Text) -> frozenset[tuple[str, str]]:
    """Return the elements of a text with what they do."""
    return frozenset((node.name, node.behaviour) for node in text.root.walk())


def accounts(edition: Edition, site: Site) -> Iterator[tuple[Text, Account]]:
    """Yield each text and register with its account, as pages show it now; those of releases are passed over."""
    released = {f"{text.key}/{release.version}" for release in edition.releases for text in release.texts}
    files: dict[str, dict[str, bytes]] = {text.key: {} for text in edition.texts}
    others: dict[str, bytes] = {}
    for path, page in site.items():
        of_text = files.get(path.partition("/")[0], others)
        if isinstance(page, bytes) and "/".join(path.split("/")[:2]) not in released:
            of_text[path] = page
    has_registers = any(REGISTERS & text.elements for text in (*edition.texts, *edition.registers))
    shared = tuple(_pieces(others) if has_registers else ())
    elsewhere = frozenset(shared)
    for text in edition.texts:
        yield text, account(text.source, pages_of(text.key, files[text.key]), elsewhere)
    for register in edition.registers:
        yield register, account_of_register(register.source, shared)


def _pieces(site: Site) -> Iterator[bytes]:
    """Yield the pieces of text of the pages that are no text's: there registers may be shown."""
    pages = (page for path, page in site.items() if path.endswith(".html") and not isinstance(page, Path))
    return (piece for page in pages for piece in pieces_of(data_of(page)))


def _problems(
    text: Text, lost: Iterable[Lost], looks: Looks, behaviours: frozenset[tuple[str, str]]
) -> Iterator[Problem]:
    """Yield a problem for each name of an element that loses words, at the first place where it does."""
    found: dict[tuple[str, str], list[Lost]] = {}
    for each in lost:
        found.setdefault(looks.blame(each.path, each.whole, behaviours), []).append(each)
    for (name, hint), places in found.items():
        words = places[0].words[:_EXCERPT] + ("…" if len(places[0].words) > _EXCERPT else "")
        more = f", nor are {len(places) - 1} more such passages" if len(places) > 1 else ""
        yield Problem(places[0].at, CODE, f"“{words}” in <{name}> is on no page{more}", hint)


_EXCERPT = 40
