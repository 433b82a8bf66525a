"""`edition.yaml` -> `Config`: every key has a type and a documented default, and an unknown key is an error."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import msgspec

from loccit.errors import ConfigError, Position, did_you_mean
from loccit.inclusion import parts
from loccit.mapping import decode_utf8, line_of, parse_mapping
from loccit.plain import Plain


class Responsible(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody responsible for the edition."""

    name: str
    id: str = ""
    role: str = "editor"


class Rights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may do what with which part, in Markdown."""

    text: str = ""
    editorial: str = ""


class Link(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry of the navigation: words and the path of a page of this site."""

    label: str
    path: str


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename=None):
    """What `content/edition.yaml` may say; the docstring below each key is its manual."""

    title: str = ""
    """The edition's title. Default: the title of its only text, or the folder's name."""
    subtitle: str = ""
    """A line below the title."""
    description: str = ""
    """One or two sentences for search engines and link previews."""
    language: str = ""
    """The language of the interface and of the editors' prose, as in BCP 47. Default: the texts' own, or `en`."""
    base_url: str = ""
    """Where the site will be published. Without it there are no canonical links and no sitemap."""
    publisher: str = ""
    """Who publishes the edition."""
    responsible: tuple[Responsible, ...] = ()
    """Those responsible for the edition."""
    rights: Rights = Rights()
    """The rights in the text and in what the editors wrote."""
    texts: tuple[str, ...] = ()
    """The texts in their order, by file name without suffix. Default: by name."""
    navigation: tuple[Link, ...] = ()
    """The site's navigation. Default: what the edition has."""
    glossary_links: Literal["first", "section", "every"] = "section"
    """Which occurrences of a name in the glossary are links: the first in the text, in each section, or every one.
    A `term` is always one."""
    paragraph_pages: Literal["full", "stub", "off"] = "full"
    """Whether each paragraph has a page of its own: with its notes and its history, only with a link, or not.
    A bare folder of TEI has none."""
    divide: Literal["long", "never", "always"] = "long"
    """Which texts are divided into pages at their divisions: long ones (of more than 250,000 characters), none, or
    each that has divisions. A link to a paragraph at the text's own address leads to its page either way."""
    remote_images: tuple[str, ...] = ()
    """The hosts whose images the pages show, such as `iiif.example.org`: each reader's browser then asks them for
    the images. Default: none, and images elsewhere are links."""
    schema: str = ""
    """A Relax NG schema beside `edition.yaml`; `loccit check --schema` says where the texts depart from it. Default:
    what an `xml-model` instruction in a text names."""
    editorial: tuple[str, ...] = ("editorial", "editor", "commentary")
    """The values of `note/@type` that mark a note as the editors' own."""


BARE = Settings(paragraph_pages="off")
"""The settings of TEI that has no `edition.yaml`."""


class Config(msgspec.Struct, frozen=True):
    """The settings and the folders they are about."""

    settings: Settings
    root: Path
    """The folder that messages name files from, and that no source may reach out of."""
    content: Path | None
    """The `content/` folder, or `None` for a bare folder of TEI or a single file."""
    tei: tuple[Path, ...]
    """The TEI files, in the order of the edition."""
    templates: tuple[Path, ...]
    """Folders of templates; the first that has a file wins."""
    static: tuple[Path, ...]
    locale: tuple[Path, ...]
    parts: Mapping[Path, Path] = msgspec.field(default_factory=dict)
    """The files that are no texts of their own, since others include them, each with the text it is a part of."""
    alone: bool = False
    """Whether it is one file that was named, whose folder may hold anything."""
    linked: tuple[Path, ...] = ()
    """The links to folders elsewhere, which are not followed."""
    draft: bool = False
    """Whether what is not released yet is shown among the corrections, as it is while serving."""


def theme_folder(kind: str) -> Path:
    """Return the shipped theme's `templates` or `static` folder: inside the wheel, or beside the package."""
    package = Path(__file__).parent
    shipped = package / "theme" / kind
    return shipped if shipped.is_dir() else package.parent / kind


def load(source: Path, overrides: Mapping[str, Any] | None = None, plain: Plain | None = None) -> Config:
    """Return the configuration for an edition, a folder of TEI or one TEI file.

    Files that are `plain` are not looked into.

    Raises `ConfigError` where `source` is none of these or `edition.yaml` cannot be understood.
    """
    source = source.resolve()
    if _is_there(source.is_file):
        alone = _configured(BARE, source.parent, None, (source,), overrides, plain)
        return msgspec.structs.replace(alone, alone=True)
    if not _is_there(source.is_dir):
        raise ConfigError(f"no such file or folder: {source}", hint="name a TEI file, a folder of TEI or an edition")
    linked: list[Path] = []
    content = source if _is_there((source / "edition.yaml").is_file) else source / "content"
    path = content / "edition.yaml"
    if _is_there(path.is_file):
        settings = read_settings(path, content.parent)
        texts = files_below(content / "texts", linked) if (content / "texts").is_dir() else ()
        files = _ordered(sorted(path for path in texts if path.suffix == ".xml"), settings.texts, path, content.parent)
        made = _configured(settings, content.parent, content, files, overrides, plain)
        return msgspec.structs.replace(made, linked=_leading_out(linked, source))
    files = tuple(sorted(path for path in files_below(source, linked) if path.suffix in TEI_SUFFIXES))
    if not files:
        raise ConfigError(
            f"no TEI in {source}", hint="name a folder with .xml files, or type `loccit new DIR` for a small edition"
        )
    made = _configured(BARE, source, None, files, overrides, plain)
    return msgspec.structs.replace(made, linked=_leading_out(linked, source))


def _is_there(test: Callable[[], bool]) -> bool:
    """Tell whether something is a file or a folder; what one may not look at, or no disk can have, is neither."""
    try:
        return test()
    except OSError:
        return False


def _leading_out(linked: list[Path], folder: Path) -> tuple[Path, ...]:
    """Return the links to folders that are not in a folder: what is in the others is read where it stands."""
    return tuple(sorted(path for path in linked if not path.resolve().is_relative_to(folder)))


TEI_SUFFIXES = frozenset({".xml", ".tei", ".odd"})


MANIFEST = ".loccit-manifest"
"""The file in a site that says which of its files builds have written."""


def files_below(folder: Path, linked: list[Path] | None = None) -> Iterator[Path]:
    """Yield an editor's own files in a folder and in those below it, but not in hidden ones, in sites, and the like.

    A link to a folder is not followed, since it may lead anywhere; it goes into `linked`. Raises `ConfigError` for a
    folder that cannot be looked into: what is in it would be missed.
    """
    try:
        entries = list(os.scandir(folder))
    except OSError as error:
        message = f"{folder} cannot be read: {(error.strerror or str(error)).lower()}"
        raise ConfigError(message, hint="give yourself the right to read it, or move it away") from error
    if any(entry.name == MANIFEST for entry in entries):
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            if not entry.name.startswith(".") and entry.name != "node_modules":
                yield from files_below(Path(entry.path), linked)
        elif is_own(entry):
            yield Path(entry.path)
        elif linked is not None and _is_linked_folder(entry):
            linked.append(Path(entry.path))


def _is_linked_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return not entry.name.startswith(".") and entry.is_symlink() and entry.is_dir()
    except OSError:
        return False


def is_own(path: Path | os.DirEntry[str]) -> bool:
    """Tell whether a path is a file of an editor's: no folder, no pipe, and nothing that a program keeps beside a file.

    A link that leads nowhere is one, so that it is missed.
    """
    if path.name.startswith((".", "~$")):
        return False
    try:
        return path.is_file() or (path.is_symlink() and not Path(path).exists())
    except OSError:
        # What cannot be looked at is missed when it is read.
        return True


def _configured(
    settings: Settings,
    root: Path,
    content: Path | None,
    tei: tuple[Path, ...],
    overrides: Mapping[str, Any] | None,
    plain: Plain | None,
) -> Config:
    found = parts(tei, root, plain.digest) if plain else parts(tei, root)
    within = {part: whole for part, whole in found.items() if part.stem not in settings.texts}
    if overrides:
        settings = msgspec.structs.replace(settings, **overrides)
        _refuse_unfit(settings, lambda _key: None)
    own = (root,) if content else ()
    return Config(
        settings=settings,
        root=root,
        content=content,
        tei=tuple(path for path in tei if path not in within),
        templates=_folders(own, "templates"),
        static=_folders(own, "static"),
        locale=(*(r / "locale" for r in own), Path(__file__).parent / "locale"),
        parts=within,
    )


def _folders(roots: tuple[Path, ...], kind: str) -> tuple[Path, ...]:
    theme = theme_folder(kind)
    return tuple(dict.fromkeys([*(r / kind for r in roots if (r / kind).is_dir()), theme]))


def _ordered(files: list[Path], keys: tuple[str, ...], path: Path, root: Path) -> tuple[Path, ...]:
    by_key = {file.stem: file for file in files}
    unknown = [key for key in keys if key not in by_key]
    if unknown:
        at = Position(relative_name(path, root), line_of(path.read_text("utf-8", "replace"), unknown[0]))
        hint = did_you_mean(unknown[0], by_key) or "put the file into content/texts/, or take the name out of `texts`"
        if unknown[0].removesuffix(".xml") in by_key:
            hint = f"write {unknown[0].removesuffix('.xml')}, without .xml"
        raise ConfigError(f"no text {unknown[0].removesuffix('.xml')}.xml in content/texts", at=at, hint=hint)
    return (*(by_key[key] for key in keys), *(file for file in files if file.stem not in keys))


def read_settings(path: Path, root: Path) -> Settings:
    """Return what `edition.yaml` says; raise `ConfigError` with the line of what cannot be understood."""
    name = relative_name(path, root)
    try:
        text = decode_utf8(path.read_bytes(), name)
    except OSError as error:
        message = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise ConfigError(message, at=Position(name), hint="give yourself the right to read it") from error
    settings = parse_mapping(text, Settings, name)
    _refuse_unfit(settings, lambda key: Position(name, line_of(text, key)))
    return settings


def _refuse_unfit(settings: Settings, at: Callable[[str], Position | None]) -> None:
    """Raise `ConfigError` for a value that nothing can be done with; `at` gives the place of a key or a value."""
    twice = next((key for key in settings.texts if settings.texts.count(key) > 1), "")
    foreign = next((host for host in settings.remote_images if not _HOST.fullmatch(host)), "")
    if settings.base_url and not _is_address(settings.base_url):
        message, hint = f"`base_url` cannot be `{settings.base_url}`", "write it in full: https://www.example.org/mine/"
        raise ConfigError(message, at=at("base_url"), hint=hint)
    if settings.language and not _LANGUAGE.fullmatch(settings.language):
        message, hint = f"`language` cannot be `{settings.language}`", "write a code, such as en, de or pt-BR"
        raise ConfigError(message, at=at("language"), hint=hint)
    if foreign:
        hint = "write the name of a host alone, such as iiif.example.org"
        raise ConfigError(f"`remote_images` cannot have `{foreign}`", at=at("remote_images"), hint=hint)
    if twice:
        raise ConfigError(f"`texts` names `{twice}` twice", at=at("texts"), hint="take one of the two out")


_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_HOST = re.compile(r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_ADDRESS = re.compile(r"https?://[^\s/?#\"'<>\\@]+(?:/[^\s?#\"'<>\\]*)?")


def _is_address(url: str) -> bool:
    """Tell whether a site can be at an address; a port that is no number, or half a bracket, raises."""
    try:
        return bool(_ADDRESS.fullmatch(url) and urlsplit(url).hostname) and (urlsplit(url).port or 1) > 0
    except ValueError:
        return False


def relative_name(path: Path, root: Path) -> str:
    """Return how messages call a file: relative to the folder the editor works in, if it is inside."""
    working, whole = f"{os.getcwd()}{os.sep}", os.fspath(path)  # noqa: PTH109 - a path for each of thousands of files
    if whole.startswith(working):
        return whole[len(working) :].replace(os.sep, "/")
    return place_below(path, root)


def place_below(path: Path, root: Path) -> str:
    """Return a path as it is written from a folder, mostly one above it."""
    top, whole = os.fspath(root).rstrip(os.sep) + os.sep, os.fspath(path)
    place = whole[len(top) :] if whole.startswith(top) else os.path.relpath(whole, top)
    return place.replace(os.sep, "/")
