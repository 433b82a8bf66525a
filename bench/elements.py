"""What 10,000 of an element cost, stage by stage: `python -m bench.elements`."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from bench.__main__ import print_table
from bench.clock import milliseconds
from bench.stages import of_text
from bench.texts import FRAME, NAMES, WORDS
from loccit.config import load
from loccit.conserve import losses
from loccit.model import Memory
from loccit.read import read_edition
from loccit.render import render_site

COUNT = 10_000
ROUNDS = 3
THRESHOLD = 100_000
"""New objects between two collections, as in the command itself."""
IN_A_PARAGRAPH = 10
WORDS_IN_A_PARAGRAPH = 80


def _app(word: str, random: Random) -> str:
    others = (random.choice(WORDS), random.choice(WORDS))
    return '<app><lem wit="#A #B">{}</lem><rdg wit="#C">{}</rdg><rdg wit="#D #E">{}</rdg></app>'.format(word, *others)


def _note(word: str, random: Random) -> str:
    return f'{word}<note place="foot">{" ".join(random.choices(WORDS, k=6))}.</note>'


def _choice(word: str, _random: Random) -> str:
    return f"<choice><sic>{word}x</sic><corr>{word}</corr></choice>"


def _name(_word: str, random: Random) -> str:
    return f'<persName ref="https://viaf.org/viaf/{random.randrange(2000)}">{random.choice(NAMES)}</persName>'


def _highlighted(word: str, _random: Random) -> str:
    return f'<hi rend="italic">{word}</hi>'


ELEMENTS: Mapping[str, Callable[[str, Random], str]] = {
    "hi": _highlighted,
    "choice": _choice,
    "persName": _name,
    "note": _note,
    "app": _app,
}
"""Each element with how one is made around, behind or instead of a word."""


def main() -> None:
    """Measure each element and print it, in processor time: the best of some rounds."""
    gc.set_threshold(THRESHOLD)
    memory = Memory()
    rows = []
    with tempfile.TemporaryDirectory(prefix="loccit-elements-") as name:
        for element, make in ELEMENTS.items():
            path = Path(name) / element / "text.xml"
            path.parent.mkdir()
            path.write_text(_text(make), "utf-8")
            rounds = [_seconds(path, memory) for _ in range(ROUNDS)]
            rows.append((element, *(milliseconds(min(taken)) for taken in zip(*rounds, strict=True))))
    print_table(f"{COUNT:,} elements, ms of processor time", ("", "read", "render", "account"), rows)


def _text(make: Callable[[str, Random], str]) -> str:
    """Return a text with so many of an element among its words, the same every time."""
    random = Random(1918)  # noqa: S311 - it must be the same every time
    paragraphs = []
    for number in range(1, COUNT // IN_A_PARAGRAPH + 1):
        words = random.choices(WORDS, k=WORDS_IN_A_PARAGRAPH)
        for place in random.sample(range(len(words)), IN_A_PARAGRAPH):
            words[place] = make(words[place], random)
        paragraphs.append(f'<p xml:id="p{number}">{" ".join(words)}.</p>')
    return FRAME.format(title="A Text of One Element", body="\n".join(paragraphs))


def _seconds(path: Path, memory: Memory) -> tuple[float, float, float]:
    """Return how long a text takes to read, to render and to account for."""
    gc.collect()
    times = [time.process_time()]
    edition = read_edition(load(path))
    times.append(time.process_time())
    site = render_site(edition, memory)
    times.append(time.process_time())
    text = edition.texts[0]
    losses(text, of_text(text.key, site))
    times.append(time.process_time())
    return times[1] - times[0], times[2] - times[1], times[3] - times[2]


if __name__ == "__main__":
    main()
