"""`edition.yaml` -> `Config`: every key has a type and a documented default, and an unknown key is an error."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from loccit.errors import ConfigError, Position, did_you_mean
from loccit.inclusion import parts
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
    if source.is_file():
        return _configured(BARE, source.parent, None, (source,), overrides, plain)
    if not source.is_dir():
        raise ConfigError(f"no such file or folder: {source}", hint="name a TEI file, a folder of TEI or an edition")
    content = source if (source / "edition.yaml").is_file() else source / "content"
    path = content / "edition.yaml"
    if path.is_file():
        settings = read_settings(path, content.parent)
        files = _ordered(sorted((content / "texts").rglob("*.xml")), settings.texts, path, content.parent)
        return _configured(settings, content.parent, content, files, overrides, plain)
    files = tuple(sorted(path for path in files_below(source) if path.suffix in TEI_SUFFIXES))
    if not files:
        raise ConfigError(
            f"no TEI in {source}", hint="name a folder with .xml files, or type `loccit new DIR` for a small edition"
        )
    return _configured(BARE, source, None, files, overrides, plain)


TEI_SUFFIXES = frozenset({".xml", ".tei", ".odd"})


def files_below(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder and in those below it, but not in hidden ones and such as programs fill."""
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in {"site", "node_modules"}]
        yield from (Path(place, name) for name in files)


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
        at = Position(relative_name(path, root), line_of(path.read_text("utf-8"), unknown[0]))
        hint = did_you_mean(unknown[0], by_key) or "put the file into content/texts/, or take the name out of `texts`"
        raise ConfigError(f"no text {unknown[0]}.xml in content/texts", at=at, hint=hint)
    return (*(by_key[key] for key in keys), *(file for file in files if file.stem not in keys))


def read_settings(path: Path, root: Path) -> Settings:
    """Return what `edition.yaml` says; raise `ConfigError` with the line of what cannot be understood."""
    name = relative_name(path, root)
    text = decode_utf8(path.read_bytes(), name)
    return parse_mapping(text, Settings, name)


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


def decode_utf8(data: bytes, name: str) -> str:
    """Return a file's text; raise `ConfigError` with line and column where it is not UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        at = Position(name, before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1)
        raise ConfigError("the file is not UTF-8", at=at, hint="save it as UTF-8") from error


T = TypeVar("T")


@cache
def _loader() -> Any:
    """Return the safe loader, in C where libyaml has it, with YAML 1.2's booleans: `off`, `no` and `on` are words."""
    import yaml  # noqa: PLC0415 - a folder of TEI alone has no YAML

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        yaml_implicit_resolvers = {  # noqa: RUF012 - the base class declares it so
            first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:bool"]
            for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
        }

    Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
    return Loader


def parse_mapping(text: str, kind: type[T], name: str, first_line: int = 1) -> T:
    """Return YAML text as a value of type `kind`.

    `first_line` is the line of the file that the text begins on. Raises `ConfigError` with the line of
    a syntax error, of an unknown key (naming the nearest known one) or of a value of the wrong type.
    """
    import yaml  # noqa: PLC0415 - as above

    try:
        data = yaml.load(text, Loader=_loader())  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        at = Position(name, mark.line + first_line, mark.column + 1) if mark else Position(name)
        raise ConfigError(f"not YAML: {error.problem}", at=at, hint="put text with a colon into quotes") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"not YAML: {error}", at=Position(name)) from error
    if data is None:
        data = {}
    try:
        return msgspec.convert(data, kind, strict=False)
    except msgspec.ValidationError as error:
        raise _explained(str(error), text, kind, name, first_line) from error


def _explained(message: str, text: str, kind: type, name: str, first_line: int) -> ConfigError:
    """Turn msgspec's message into ours, with the line of the key it is about."""
    reason, _, where = message.partition(" - at `$")
    where = where.rstrip("`").lstrip(".")
    if "unknown field" in reason:
        key = reason.split("`")[1]
        known = [f.name for f in msgspec.structs.fields(_kind_at(kind, where))]
        hint = did_you_mean(key, known) or f"the keys are {', '.join(known)}"
        message = f"unknown key `{key}`"
    elif "missing required field" in reason:
        key = where.split(".")[-1].split("[")[0]
        message = f"the key `{reason.split('`')[1]}` is missing"
        hint = f"add a line `{reason.split('`')[1]}: ...`"
    else:
        key = where.split(".")[-1].split("[")[0]
        message = f"`{where}`: {reason[:1].lower()}{reason[1:]}"
        hint = ""
    line = line_of(text, key)
    return ConfigError(message, at=Position(name, line + first_line - 1 if line else first_line), hint=hint)


def _kind_at(kind: type, where: str) -> type:
    """Return the Struct that a path of msgspec's leads to."""
    for part in [p for p in where.split(".") if p]:
        field = next(f for f in msgspec.structs.fields(kind) if f.name == part.split("[")[0])
        arguments = getattr(field.type, "__args__", ())
        kind = next(
            (a for a in (*arguments, field.type) if isinstance(a, type) and issubclass(a, msgspec.Struct)), kind
        )
    return kind


_KEY = re.compile(r"^([\w-]+):", re.MULTILINE)


def key_lines(text: str) -> dict[str, int]:
    """Return the line, from 1, of each key that stands at the left edge of a YAML text."""
    lines: dict[str, int] = {}
    line, last = 1, 0
    for match in _KEY.finditer(text):
        line += text.count("\n", last, match.start())
        last = match.start()
        lines.setdefault(match.group(1), line)
    return lines


def line_of(text: str, key: str) -> int:
    """Return the first line, from 1, that names a key or a list item; 0 if none does."""
    if not key:
        return 0
    word = re.escape(key)
    for pattern in (rf"^\s*(?:- )?[{{\s]*[\"']?{word}[\"']?\s*:", rf"(?<![\w-]){word}(?![\w-])"):
        for number, line in enumerate(text.splitlines(), 1):
            if re.search(pattern, line.split(" #")[0]):
                return number
    return 0
