"""The work on one text, as pure functions of values: they run in this process, in others, or on other machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

import msgspec

from loccit.check import check_text
from loccit.conserve import Losses, losses
from loccit.content import Content, data_of
from loccit.digests import digest
from loccit.errors import Position, Problem, ReadError, RenderError
from loccit.model import Edition, Memory, Outline, Packed, Release, Source, Text
from loccit.read.files import Given, TextFile, look_over, read_text
from loccit.render import Output, render_release, render_text, rendering_of
from loccit.render.site import Rendering
from loccit.render.surroundings import surroundings


class Task(msgspec.Struct, frozen=True):
    """A text that is to be made into pages: one of the edition, or one as it was released."""

    file: TextFile
    version: str = ""
    """The release it is of; empty for a text of the edition."""

    @property
    def place(self) -> tuple[str, str]:
        """Return what tells this task from the others of an edition."""
        return self.file.key, self.version

    def at_hand(self) -> Task:
        """Return this task with the bytes of its file."""
        return msgspec.structs.replace(self, file=msgspec.structs.replace(self.file, source=self.file.source.at_hand()))


class Shared(msgspec.Struct, frozen=True):
    """What the work on every text needs: the edition, with outlines for texts, and what texts are read with."""

    edition: Edition
    given: Given

    def to_send(self) -> Shared:
        """Return it with the digests of files for their bytes: what one text shows of another needs no more."""
        edition = self.edition
        releases = (msgspec.structs.replace(r, texts=tuple(map(_unread, r.texts))) for r in edition.releases)
        light = {"texts": tuple(map(_unread, edition.texts)), "releases": tuple(releases)}
        return Shared(msgspec.structs.replace(edition, **light), self.given)


def _unread(text: Text) -> Text:
    return msgspec.structs.replace(text, source=text.source.unread())


class Failure(msgspec.Struct, frozen=True):
    """Why a template could not be rendered."""

    message: str
    at: Position | None
    hint: str

    def raised(self) -> RenderError:
        """Return the error that it was."""
        return RenderError(self.message, at=self.at, hint=self.hint)


NO_LOSSES = Losses((), ())


class Made(msgspec.Struct, frozen=True):
    """What became of a task."""

    text: Outline | None
    """`None` where the file cannot be read."""
    files: Mapping[str, Content] = {}
    """The text's pages and downloads by output path."""
    around: bytes = b""
    """The digest of all that the pages depend on besides the text itself; empty where there are no pages."""
    facts: bytes = b""
    """The digest of the outline, whatever bytes it was read from."""
    losses: Losses = NO_LOSSES
    """What the text's pages lose of it."""
    problems: tuple[Problem, ...] = ()
    """What keeps the file from being read, or what can be told only while the text's tree is at hand."""
    failure: Failure | None = None

    def apart_from(self, source: Source) -> Made:
        """Return it without the bytes of the file that it was made of, to be kept or sent."""
        return self._with_source(_NOWHERE) if self.text and self.text.source == source else self

    def together_with(self, source: Source) -> Made:
        """Return what was taken apart from a file, with that file again."""
        return self._with_source(source) if self.text and self.text.source == _NOWHERE else self

    def _with_source(self, source: Source) -> Made:
        text = self.text and msgspec.structs.replace(self.text, source=source)
        return msgspec.structs.replace(self, text=text)


_NOWHERE = Source(Path(), "", b"")


class Worker:
    """Does the work on texts that have the same surroundings."""

    def __init__(self, shared: Shared, memory: Memory) -> None:
        self._shared = shared
        self._memory = memory

    @cached_property
    def _rendering(self) -> Rendering:
        return rendering_of(self._shared.edition, self._memory)

    def survey(self, task: Task) -> Made:
        """Return the outline of a text as far as other texts need it, which takes a tenth of reading it."""
        try:
            return Made(look_over(task.file))
        except ReadError as error:
            return Made(None, problems=(error.problem,))

    def make(self, task: Task) -> Made:
        """Return a text's outline and its pages."""
        edition = self._shared.edition
        try:
            text = read_text(task.file, self._shared.given)
        except ReadError as error:
            return Made(None, problems=(error.problem,))
        outline = text.outline(with_words=edition.config.content is not None)
        problems = () if task.version else tuple(check_text(text))
        try:
            rendering = self._rendering
            around = surroundings(rendering, outline, task.version)
            if text.key in rendering.register_files and not task.version:
                return Made(outline, {}, around, _facts(outline), problems=problems)
            release = _release(edition.releases, task.version)
            pages = render_release(rendering, text, release) if release else render_text(rendering, text)
        except RenderError as error:
            return Made(outline, problems=problems, failure=Failure(error.message, error.at, error.hint))
        files = _as_bytes(pages)
        lost = NO_LOSSES if task.version else losses(text, files)
        return Made(outline, files, around, _facts(outline), lost, problems)


def _facts(outline: Outline) -> bytes:
    """Return the digest of what an outline says, the same in every process: its sets and mappings are sorted."""
    facts = msgspec.structs.replace(outline, source=_NOWHERE)
    return digest(msgspec.msgpack.encode(facts, enc_hook=_plain, order="deterministic"))


def _plain(value: object) -> object:
    if isinstance(value, Packed):
        return tuple(value)
    return dict(value) if isinstance(value, Mapping) else str(value)


def _release(releases: Iterable[Release], version: str) -> Release | None:
    return next((release for release in releases if release.version == version), None) if version else None


def _as_bytes(pages: Output) -> dict[str, bytes]:
    return {path: data_of(data) for path, data in pages.items()}
