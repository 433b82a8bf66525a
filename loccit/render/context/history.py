"""What the templates are given of addresses and of what became of them: paragraph pages and corrections."""

from __future__ import annotations

import msgspec
from markupsafe import Markup

from loccit.render.context.notes import NoteSeries
from loccit.render.context.page import Link


class Gone(msgspec.Struct, frozen=True):
    """An address that nothing carries any more, and what became of its text."""

    id: str
    label: str
    """`¶ 4`."""
    status: str
    """`merged`, `moved`, `undecided` or `withdrawn`."""
    reason: str
    version: str
    """The last release that has it."""
    date: str
    href: str
    """The link to it in that release, or empty."""
    successors: tuple[Link, ...]


class HistoryEvent(msgspec.Struct, frozen=True):
    """One thing that happened to an address in a release."""

    kind: str
    """`added`, `edited`, `removed`, `split`, `merged`, `moved`, `undecided` or `withdrawn`."""
    version: str
    """Empty for what is not released yet."""
    date: str
    difference: Markup
    href: str
    """The link to it as it was released, or empty."""
    links: tuple[Link, ...] = ()
    """Where its text is now."""
    reason: str = ""


class ParagraphPage(msgspec.Struct, frozen=True):
    """A citable block on a page of its own."""

    label: str
    """`¶ 7`."""
    title: str
    """The title of the text."""
    language: str
    direction: str
    context: str
    """The link to the block in its text."""
    text: str
    """The link to the text."""
    body: Markup
    """Empty where the address is gone, or where only a link is wanted."""
    series: tuple[NoteSeries, ...]
    events: tuple[HistoryEvent, ...]
    citation: str
    gone: Gone | None
    previous: Link | None
    next: Link | None


class CorrectionItem(msgspec.Struct, frozen=True):
    """One correction: what changed, and where."""

    label: str
    href: str
    """Empty where nothing carries the address any more."""
    kind: str
    """As that of a `HistoryEvent`."""
    difference: Markup
    links: tuple[Link, ...] = ()
    """Where its text is now."""
    reason: str = ""
    language: str = ""
    """The text's language where it is not the site's, or empty."""
    direction: str = ""
    """`ltr` or `rtl` where it is in another language, or empty."""


class CorrectionGroup(msgspec.Struct, frozen=True):
    """The corrections of one text, or of what the editors wrote."""

    title: str
    items: tuple[CorrectionItem, ...]


class CorrectedRelease(msgspec.Struct, frozen=True):
    """A release with what it corrected."""

    id: str
    version: str
    """Empty for what is not released yet."""
    date: str
    summary: str
    groups: tuple[CorrectionGroup, ...]
    texts: tuple[Link, ...]
    """The texts as they were released."""
    first: bool


class CorrectionsPage(msgspec.Struct, frozen=True):
    """What each release corrected."""

    title: str
    releases: tuple[CorrectedRelease, ...]
    feed: str
    """The link to the feed."""
