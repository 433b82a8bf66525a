"""What every page is given: its frame, its links, and its metadata."""

from __future__ import annotations

import msgspec
from markupsafe import Markup


class Link(msgspec.Struct, frozen=True):
    """A link of the interface."""

    href: str
    label: str
    current: bool = False
    """Whether it leads to the page it is on."""
    part: bool = False
    """Whether it begins a part of a list."""
    extent: str = ""
    """How much is behind it, such as `¶ 1–11`."""


class Site(msgspec.Struct, frozen=True):
    """What every page needs of the edition and of itself."""

    edition_title: str
    page_title: str
    """The title in the browser's tab and in link previews."""
    description: str
    language: str
    """The language of the interface, which is English where no catalogue speaks that of the editors."""
    direction: str
    prose: Markup
    """The attribute with the language of the editors' prose, with a space before it; empty where it is the same."""
    kind: str
    """The page's class: `home`, `text`, `entry`, `glossary`, `names`, `note`, `notes`, `prose` or `404`."""
    root: str
    """The way to the site's root: `../`, or empty."""
    home: str
    """The link to the home page."""
    canonical: str
    """The page's address once published, or empty."""
    image: str
    """The address of the picture for link previews, or empty."""
    navigation: tuple[Link, ...]
    rights: tuple[Markup, ...]
    """The statements of rights."""
    downloads: tuple[Link, ...]
    messages: str
    """The words of the scripts, as attributes of the body."""
    metadata: tuple[tuple[str, str], ...] = ()
    """Names and contents of further `meta` elements: Dublin Core and what Zotero reads."""
    alternates: tuple[tuple[str, str, str], ...] = ()
    """Media type, link and title of other forms of the page."""
    styles: tuple[str, ...] = ()
    """The links to further style sheets that this page needs."""
    scripts: tuple[str, ...] = ()
    """The links to further scripts that this page needs."""
    image_hosts: tuple[str, ...] = ()
    """The origins, besides its own, that this page may have images from."""
