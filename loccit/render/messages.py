"""The words of the interface: English in the templates, any other language from a `.po` catalogue."""

from __future__ import annotations

import gettext
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from loccit.errors import ConfigError, Position

if TYPE_CHECKING:
    from babel.messages.catalog import Message


def translations(language: str, folders: Sequence[Path]) -> gettext.NullTranslations:
    """Return the catalogue for a language: `de-AT.po`, else `de.po`, from the first folder that has it.

    English needs none. A language without a catalogue speaks English. Raises `ConfigError` for a catalogue
    that cannot be read.
    """
    tag = language.replace("_", "-")
    for name in dict.fromkeys((tag, tag.partition("-")[0])):
        for folder in folders:
            if (path := folder / f"{name}.po").is_file():
                return _catalogue(path)
    return gettext.NullTranslations()


def available(language: str, folders: Sequence[Path]) -> bool:
    """Tell whether the interface speaks a language."""
    names = {language, language.partition("-")[0]}
    return "en" in names or any((folder / f"{name}.po").is_file() for name in names for folder in folders)


def _catalogue(path: Path) -> gettext.GNUTranslations:
    from babel.messages import mofile, pofile  # noqa: PLC0415 - a heavy import that English never needs

    try:
        with path.open("rb") as file:
            catalogue = pofile.read_po(file, abort_invalid=True)
    except (pofile.PoFileError, ValueError) as error:
        hint = "see what the line should be in another catalogue, or make it anew"
        raise ConfigError(f"the catalogue cannot be read: {error}", at=Position(str(path)), hint=hint) from error
    for message in catalogue:
        _refuse_unfit(message, path)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


_PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%")


def _refuse_unfit(message: Message, path: Path) -> None:
    """Raise `ConfigError` for a translation that names what the English has no place for: no page could say it."""
    english = " ".join([message.id] if isinstance(message.id, str) else message.id)
    known = {match[1] for match in _PLACEHOLDER.finditer(english)}
    for said in [message.string] if isinstance(message.string, str) else message.string or ():
        found = {match[1] for match in _PLACEHOLDER.finditer(said)}
        if message.id and (found - known - {None} or ("%" in _PLACEHOLDER.sub("", said) and known)):
            name = next(iter(sorted(filter(None, found - known))), "")
            wrong = f"%({name})s" if name else "a sign % alone"
            hint = "write what stands in brackets as in the English, and %% for the sign alone"
            at = Position(str(path), message.lineno or 0)
            raise ConfigError(f"the translation of “{english}” has {wrong}", at=at, hint=hint)
