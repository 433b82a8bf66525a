"""The catalogues of the interface are complete: nothing is left to collect or to translate."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

CATALOGUES = sorted((Path(__file__).parents[1] / "loccit" / "locale").glob("*.po"))
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")


@pytest.fixture(scope="session")
def interface(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Return every word of the interface, collected as `make messages` does it."""
    template = tmp_path_factory.mktemp("messages") / "loccit.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "--quiet", "extract", "--mapping=pyproject.toml"]
    subprocess.run([*command, "--keyword=say", f"--output={template}", "."], cwd=repository, check=True)
    with template.open("rb") as file:
        return read_po(file)


def translated(path: Path) -> dict[str, Message]:
    """Return the messages of a catalogue that a reader gets to see."""
    with path.open("rb") as file:
        return {key(message): message for message in read_po(file) if message.id and not message.fuzzy}


def key(message: Message) -> str:
    """Return a message's English, in the singular."""
    return message.id[0] if message.pluralizable else message.id


def strings(message: Message) -> tuple[str, ...]:
    """Return a message's translations, one for each number where it has several."""
    return message.string if message.pluralizable else (message.string,)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_catalogue_is_complete(path: Path, interface: Catalog) -> None:
    """Every word of the interface is translated; a new one is added by `make messages` and filled in by hand."""
    done = {english for english, message in translated(path).items() if all(strings(message))}

    assert [] == sorted({key(message) for message in interface if message.id} - done)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_placeholders_are_kept(path: Path) -> None:
    """A translation has the placeholders of its English, in whatever order, and no others."""
    messages = translated(path)
    different = [
        english
        for english, message in messages.items()
        for string in strings(message)
        if set(PLACEHOLDER.findall(english)) != set(PLACEHOLDER.findall(string))
    ]

    assert messages
    assert [] == different
