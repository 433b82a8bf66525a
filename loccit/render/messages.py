"""The words of the interface: English in the templates, any other language from a `.po` catalogue."""

from __future__ import annotations

import gettext
import io
from collections.abc import Sequence
from pathlib import Path

from loccit.errors import ConfigError, Position


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
        raise ConfigError(f"the catalogue cannot be read: {error}", at=Position(str(path))) from error
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
