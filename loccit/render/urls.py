"""Where everything is in the site, and how one page links to another: relatively, so that any folder will do."""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import quote

import msgspec

from loccit.model import Target
from loccit.model.devices import is_device


def folder_of(kind: str, key: str = "") -> str:
    """Return the folder of a page from the site's root, with a slash at its end; the home page's is empty."""
    return {
        "home": "",
        "text": f"{key}/",
        "entry": f"glossary/{key}/",
        "note": f"notes/{key}/",
        "page": f"{key}/",
        "glossary": "glossary/",
        "notes": "notes/",
        "names": "names/",
        "corrections": f"{key}/corrections/" if key else "corrections/",
    }[kind]


def folder_of_block(text: str, address: str) -> str:
    """Return the folder of the page that a citable block has of its own; the address is written in plain letters."""
    return f"{text}/{path_name(address)}/"


def folder_of_version(text: str, version: str) -> str:
    """Return the folder of a text as it was released, or as it is now where no version is given."""
    folder = folder_of("text", text)
    return f"{folder}{version}/" if version else folder


def folder_of_part(text: str, part: str, version: str = "") -> str:
    """Return the folder of a part of a text, or of its first page, which is no part."""
    folder = folder_of_version(text, version)
    return f"{folder}{path_name(part)}/" if part else folder


def path_name(address: str) -> str:
    """Return an address as the name of a folder: itself, where every disk takes it, else in plain letters."""
    is_short = len(address) <= _LONGEST
    if is_short and _PLAIN.fullmatch(address) and not is_device(address) and not _TAKEN.search(address):
        return address
    plain = re.sub(r"[^a-z0-9]+", "-", address.lower()).strip("-")[:_LONGEST].strip("-")
    return f"{plain or 'x'}-{zlib.crc32(address.encode()):08x}"


def asset_path(path: str) -> str:
    """Return where a file of the edition is put in the site: a name of ours, which no other file has on any disk."""
    stem, dot, suffix = path.rpartition(".")
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "file"
    if not _PLAIN_PATH.fullmatch(path) or is_device(plain) or len(plain) > _LONGEST:
        plain = f"{plain[:_LONGEST]}-{zlib.crc32(path.encode()):08x}"
    return f"files/{plain}{dot}{re.sub(r'[^a-z0-9]', '', suffix.lower())}"


_PLAIN = re.compile(r"[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*")
_PLAIN_PATH = re.compile(r"[a-z0-9]+(?:/[a-z0-9]+)*\.[a-z0-9]+")
_TAKEN = re.compile(r"^corrections$|\.(?:xml|txt|html|css|json)$")
"""Names that other files and folders of a text have, or may have."""
_LONGEST = 200
"""Characters; most disks take no name of more than 255 bytes."""


class Links(msgspec.Struct, frozen=True):
    """The links of one page."""

    folder: str
    """The page's own folder from the site's root."""
    base_url: str = ""
    rooted: str = ""
    """Begins every link of a page that may be shown anywhere, as a 404 page is; empty for relative links."""
    part_of: Mapping[tuple[str, str], Mapping[str, str]] = MappingProxyType({})
    """The part that has an address, for each text and release that is divided into pages."""

    def to(self, folder: str, fragment: str = "") -> str:
        """Return the link to a page; `index.html` is written out, since a disk does not add it."""
        anchor = f"#{quote_fragment(fragment)}" if fragment else ""
        if folder == self.folder and anchor and not self.rooted:
            return anchor
        return f"{self.up}{folder}index.html{anchor}"

    def at(self, text: str, address: str, version: str = "") -> str:
        """Return the link to an address of a text, as it is now or as it was released."""
        return self.to(self.folder_at(text, address, version), address)

    def all_at(self, text: str, addresses: Sequence[str]) -> list[str]:
        """Return the links to many addresses of a text."""
        folder = folder_of("text", text)
        if self.part_of.get((text, "")) or folder == self.folder:
            return [self.at(text, address) for address in addresses]
        page = self.to(folder)
        return [f"{page}#{quote_fragment(address)}" if address else page for address in addresses]

    def folder_at(self, text: str, address: str, version: str = "") -> str:
        """Return the folder of the page that has an address of a text."""
        part_of = self.part_of.get((text, version))
        return folder_of_part(text, part_of.get(address, "") if part_of else "", version)

    def file(self, path: str) -> str:
        """Return the link to a file of the site."""
        return f"{self.up}{quote(path)}"

    @property
    def up(self) -> str:
        """Return the way from this page to the site's root."""
        return self.rooted or "../" * self.folder.count("/")

    @property
    def canonical(self) -> str:
        """Return the page's address once published, or an empty string where that is unknown."""
        return f"{self.base_url}{self.folder}" if self.base_url else ""


def quote_fragment(fragment: str) -> str:
    """Return a fragment as it stands in an address; colons and letters of any script stay readable."""
    return quote(fragment, safe=":._-~!$&'()*+,;=@") if not fragment.isascii() or " " in fragment else fragment


def page_target(target: Target) -> str | None:
    """Return the folder of the page that a target is on, or `None` where it is on no page of its own."""
    if target.kind in {"text", "entry", "note", "page"}:
        return folder_of(target.kind, target.key)
    return None


def external_url(url: str) -> str:
    """Return the web address of an external target: a DOI by its resolver, anything else as it is."""
    return f"https://doi.org/{url[4:]}" if url.lower().startswith("doi:") else url
