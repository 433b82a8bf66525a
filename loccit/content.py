"""What a file of the site holds: bytes, those of another file, or some of those of a file in the cache."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from loccit.caching import state_of
from loccit.digests import digest
from loccit.errors import ForgottenError, WriteError


class Extract(msgspec.Struct, frozen=True):
    """Bytes that stand in a file of the cache, among others, and that are read when somebody needs them."""

    path: Path
    start: int
    size: int
    digest: bytes
    """That of the bytes, as `digest_of` gives it."""

    def read(self) -> bytes:
        """Return the bytes; raise `ForgottenError` where the file was changed or removed since."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.start)
                data = file.read(self.size)
        except OSError:
            data = b""
        if digest_of(data) != self.digest:
            raise ForgottenError("what was remembered of the texts is gone", hint="build when no other build runs")
        return data


Content = bytes | Path | Extract


def data_of(content: Content) -> bytes:
    """Return the bytes; raise `WriteError` for those of a file that cannot be read."""
    if isinstance(content, bytes):
        return content
    if isinstance(content, Extract):
        return content.read()
    try:
        return content.read_bytes()
    except OSError as error:
        message = f"{content} cannot be copied: {error.strerror}"
        raise WriteError(message, hint="see that the file is there and may be read") from error


def digest_of(content: Content) -> bytes:
    """Return what tells these bytes from others; a file that is copied is known by its size and time of change."""
    if isinstance(content, Extract):
        return content.digest
    if isinstance(content, Path):
        content = f"{content} {state_of(os.fspath(content))}".encode("utf-8", "surrogateescape")
    return digest(content)


def size_of(content: Content) -> int | None:
    """Return how many bytes there are, if that is known without reading a file."""
    if isinstance(content, Path):
        return None
    return content.size if isinstance(content, Extract) else len(content)
