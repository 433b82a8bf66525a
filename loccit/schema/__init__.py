"""The texts of an edition -> what a Relax NG schema says of them: warnings, which keep nothing from being built.

The schema is the one that `schema` in edition.yaml names, or the one that an `xml-model` instruction in the text
names; it must be in the edition's folder. What is held against it is the text as it was read: with what it includes,
and with its entities resolved, so that no schema and no validator asks anybody for anything.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

import msgspec
from lxml import etree

from loccit.config import Config, relative_name
from loccit.digests import digest
from loccit.errors import Position, Problem, ReadError
from loccit.mapping import line_of
from loccit.model import Edition, Source
from loccit.read import xml
from loccit.read.files import TextFile, put_together
from loccit.schema import jing, libxml
from loccit.schema.places import Places
from loccit.schema.validation import Fault, Faults, SchemaError, TimedOut, Validate

CODE = "schema"
SECONDS = 60.0
"""How long a schema and the texts that are held against it may take."""
MOST = 50
"""How many problems of one text are reported."""


def schema_problems(edition: Edition, seconds: float = SECONDS) -> tuple[Problem, ...]:
    """Return what the schemas of the texts say of them, and of which nobody can say anything, with the reason."""
    config = edition.config
    wanted, problems = _wanted((text.source for text in edition.texts), config)
    if not wanted and not problems:
        at = Position(relative_name(config.content / "edition.yaml", config.root) if config.content else ".", 1)
        hint = "write `schema: tei_all.rng` into edition.yaml, or <?xml-model href=...?> at the head of a text"
        problems.append(_problem(at, "no text names a schema that it could be held against", hint))
    for path, sources in wanted.items():
        problems += _of_schema(path, sources, config, seconds)
    return tuple(sorted(set(problems)))


def _wanted(sources: Iterable[Source], config: Config) -> tuple[dict[Path, list[Source]], list[Problem]]:
    """Return the sources by their schema, and what is wrong with the names of schemas."""
    wanted: dict[Path, list[Source]] = {}
    problems: list[Problem] = []
    for source in sources:
        found = _schema_of(source, config)
        if isinstance(found, Path):
            wanted.setdefault(found, []).append(source)
        elif found:
            problems.append(found)
    return wanted, problems


class Report:
    """What the schemas say of an edition that changes: schemas stay compiled, and what is known is not asked again."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._warm = libxml.Warm()
        self._known: dict[tuple[str, bytes], tuple[Problem, ...]] = {}

    def close(self) -> None:
        """End what keeps the schemas."""
        self._warm.close()

    def problems(self, config: Config, files: Iterable[TextFile]) -> tuple[Problem, ...]:
        """Return what the schemas say of the texts in files; of a text without a schema, nothing."""
        folders = {file.source.path: file.folder for file in files}
        wanted, problems = _wanted((file.source for file in files), config)
        known: dict[tuple[str, bytes], tuple[Problem, ...]] = {}
        for path, sources in wanted.items():
            state = _state_of(path)
            keys = {(source.name, _digest(source, state)): source for source in sources}
            new = [key for key in keys if key not in self._known]
            known |= {key: self._known[key] for key in keys if key in self._known}
            read = {key: whole for key in new if (whole := put_together(keys[key], folders[keys[key].path]))}
            found = list(self._of_schema(path, list(read.values()), config, state)) if read else []
            names = {name for whole in read.values() for name in _names(whole)}
            problems += found
            # Where something is wrong with the schema itself, nothing is known of the texts.
            if all(problem.at.path in names for problem in found):
                known |= {key: tuple(p for p in found if p.at.path in _names(whole)) for key, whole in read.items()}
        self._known = known
        return tuple(sorted({*problems, *(problem for of_one in known.values() for problem in of_one)}))

    def _of_schema(self, path: Path, sources: list[Source], config: Config, state: bytes) -> Iterator[Problem]:
        def validate(schema: Path, files: Sequence[Path], seconds: float) -> Faults:
            return self._warm.validate(schema, files, seconds, state)

        return _of_schema(path, sources, config, self._seconds, validate)


def _state_of(schema: Path) -> bytes:
    """Return what tells one state of a schema from another: its own, and that of the files beside it."""
    beside = sorted(path for path in schema.parent.iterdir() if path.suffix.lower() in _SUFFIXES)
    return repr([(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in beside]).encode()


def _digest(source: Source, state: bytes) -> bytes:
    parts = (source.data, source.declared.encode(), *(one.data for one in source.included), state)
    return digest(b"".join(map(digest, parts)))


def _names(source: Source) -> frozenset[str]:
    """Return how messages call the files of a text."""
    return frozenset((source.name, *(part.source.name for part in source.parts)))


def _problem(at: Position, message: str, hint: str) -> Problem:
    return Problem(at, CODE, message, hint, "warning")


# Which schema


_MODEL = re.compile(rb"<\?xml-model\s+(.*?)\?>|<\?oxygen\s+(.*?)\?>", re.DOTALL)
_PART = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")
_HEAD = 20_000
_SUFFIXES = frozenset({".rng", ".rnc"})


def _schema_of(source: Source, config: Config) -> Path | Problem | None:
    """Return the schema of a text, what is wrong with its name, or `None` where it names none."""
    if named := config.settings.schema:
        content = config.content or config.root
        name = relative_name(content / "edition.yaml", config.root)
        line = line_of((content / "edition.yaml").read_text("utf-8", "replace"), "schema")
        return _inside(content / named, named, Position(name, line or 1), config)
    for href in _models(source.data[:_HEAD]):
        line = source.data[: source.data.find(href.encode())].count(b"\n") + 1
        at = Position(source.name, line)
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:|//", href):
            hint = "copy it into the folder, and write its path"
            return _problem(at, f'the schema "{href}" is not read, since it is not in the folder', hint)
        return _inside(source.path.parent / unquote(href), href, at, config)
    return None


def _models(head: bytes) -> Iterator[str]:
    """Yield the Relax NG schemas that the first lines of a file name."""
    for model, oxygen in _MODEL.findall(head):
        parts = dict(_PART.findall((model or oxygen).decode("utf-8", "replace")))
        kind = parts.get("schematypens", "http://relaxng.org/ns/structure/1.0")
        href = parts.get("href", "") if model else parts.get("RNGSchema", "")
        if "relaxng" in kind and Path(href.partition("?")[0]).suffix.lower() in _SUFFIXES:
            yield href


def _inside(path: Path, named: str, at: Position, config: Config) -> Path | Problem:
    found = path.resolve()
    if not found.is_relative_to(config.root.resolve()):
        hint = "copy the schema into the folder"
        return _problem(at, f'the schema "{named}" is outside of the edition\'s folder', hint)
    if found.suffix.lower() not in _SUFFIXES or not found.is_file():
        hint = "name a Relax NG schema, .rng or .rnc, that is there"
        return _problem(at, f'there is no schema "{named}"', hint)
    return found


# What it says


def _of_schema(
    path: Path, sources: list[Source], config: Config, seconds: float, by_libxml: Validate = libxml.validate
) -> Iterator[Problem]:
    name = relative_name(path, config.root)
    count = f"{len(sources)} text{'' if len(sources) == 1 else 's'}"
    validate = _validator(path)
    if validate is libxml.validate:
        validate = by_libxml
    if elsewhere := _asks_elsewhere(path, config.root.resolve()):
        hint = "copy all of the schema into the folder, for instance as one file made by TEI Roma"
        yield _problem(Position(name, 1), f'the schema asks for "{elsewhere}", which is not in the folder', hint)
        return
    if validate is None:
        hint = "install jing, or save the schema as .rng"
        yield _problem(Position(name, 1), f"only jing reads a schema in the compact form: {count} not looked at", hint)
        return
    with tempfile.TemporaryDirectory() as folder:
        files = dict(_written(sources, Path(folder)))
        try:
            faults = validate(path, list(files), seconds)
        except TimedOut:
            hint = "install jing, which is faster" if validate is by_libxml else "take a smaller schema"
            message = f"after {seconds:g} seconds the schema was not done: {count} not looked at"
            yield _problem(Position(name, 1), message, hint)
            return
        except SchemaError as error:
            yield _problem(Position(name, error.line or 1), f"the schema cannot be used: {error.message}", "mend it")
            return
        for file, source in files.items():
            yield from _problems_of(source, file.read_bytes(), faults.get(file, ()), path.name)


def _validator(path: Path) -> Validate | None:
    if shutil.which("jing"):
        return jing.validate
    return None if path.suffix.lower() == ".rnc" else libxml.validate


_ASKED = re.compile(rb"<(?:\w+:)?(?:include|externalRef)\s[^>]*?\bhref\s*=\s*[\"']([^\"']+)[\"']")
_ASKED_COMPACT = re.compile(rb"\b(?:include|external)\s+[\"']([^\"']+)[\"']")
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)[^>\[]*?\b(?:SYSTEM|PUBLIC)\b[^>\[]*?[\"']([^\"']+)[\"']\s*[>\[]")


def _asks_elsewhere(path: Path, root: Path) -> str:
    """Return a file that a schema asks for and that is not below `root`, or an empty string."""
    waiting, done = [path], set()
    while waiting:
        current = waiting.pop()
        done.add(current)
        data = current.read_bytes()
        if match := _DTD.search(data):
            return bytes(match[1]).decode("utf-8", "replace")
        pattern = _ASKED_COMPACT if current.suffix.lower() == ".rnc" else _ASKED
        for found in pattern.findall(data):
            href = str(found, "utf-8", "replace")
            asked = (current.parent / unquote(href)).resolve()
            if ":" in href or not asked.is_relative_to(root) or not asked.is_file():
                return href
            if asked not in done:
                waiting.append(asked)
    return ""


_NOT_INCLUDED = "urn:loccit:not-included"


def _written(sources: Iterable[Source], folder: Path) -> Iterator[tuple[Path, Source]]:
    """Write each text as it was read into a file, and yield that with the source that knows its places."""
    for number, read in enumerate(sources):
        source = read if read.whole else msgspec.structs.replace(read, included=(), parts=())
        try:
            root = xml.parse(source.with_data(source.published))
        except ReadError:
            continue
        for left in root.iter(f"{{{xml.XI}}}*"):
            # A validator would look for the file once more, in the wrong folder or on another machine, and give up.
            left.tag = f"{{{_NOT_INCLUDED}}}{etree.QName(left).localname}"
        path = folder / f"{number}.xml"
        path.write_bytes(etree.tostring(root, encoding="UTF-8"))
        yield path, source


def _problems_of(source: Source, data: bytes, faults: Iterable[Fault], schema: str) -> Iterator[Problem]:
    places = Places(data)
    found: Mapping[tuple[int, str], Fault] = {(places.ordinal(fault), fault.message): fault for fault in faults}
    for number, ((ordinal, message), fault) in enumerate(found.items()):
        at = source.position(ordinal)
        at = at if at.line else Position(source.name, 1)
        if number == MOST:
            yield _problem(at, f"{len(found) - MOST} more places do not agree with {schema}", "mend those above first")
            return
        yield _problem(at, message, fault.hint or f"see what {schema} allows here")
