"""A size -> TEI texts of that size: prose as novels are encoded, and one with a tag on every word. Always the same."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from itertools import count
from random import Random

WORDS = (
    "the of and a to in he was that it his her with as had she for at not on but be they him which all said from by"
    " were there an this one so if would no what who up when out them could their into then more some now do very"
    " time little after upon only other over about any before made must never down such way come again great long"
    " good know house old day hand back man own here where room moment letter garden window evening morning door"
    " voice night street father mother carriage winter silence question answer country river thought nothing"
    " something everything looked turned waited walked remembered considered understood returned"
).split()
NAMES = "Amalia Thorwald Ines Casimir Ottilie Bertram Leonie Ruprecht".split()
PARTS_OF_SPEECH = "NN VVD JJ DT IN PRP RB CC".split()

FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">
  <teiHeader>
    <fileDesc>
      <titleStmt><title>{title}</title><author>Nobody</author></titleStmt>
      <publicationStmt><p>Made for measuring.</p></publicationStmt>
      <sourceDesc><p>There is none.</p></sourceDesc>
    </fileDesc>
  </teiHeader>
  <text>
    <body>
{body}
    </body>
  </text>
</TEI>
"""


def novel(size: int, seed: int = 1918) -> str:
    """Return about `size` characters of prose: chapters of paragraphs with names, emphasis and footnotes."""
    random = Random(seed)  # noqa: S311 - it must be the same every time
    return _in_chapters("A Novel for Measuring", size, _paragraphs(random))


def tagged(size: int, seed: int = 1918) -> str:
    """Return about `size` characters of prose in which every word is an element with two attributes."""
    random = Random(seed)  # noqa: S311 - it must be the same every time
    return _in_chapters("A Corpus for Measuring", size, _tagged_paragraphs(random))


PARAGRAPHS_IN_A_CHAPTER = 25


def _in_chapters(title: str, size: int, paragraphs: Iterator[str]) -> str:
    chapters: list[str] = []
    length = len(FRAME)
    for number in count(1):
        head = f'      <div type="chapter" xml:id="c{number}">\n        <head>Chapter {number}</head>\n'
        chapters.append(head + "".join(next(paragraphs) for _ in range(PARAGRAPHS_IN_A_CHAPTER)) + "      </div>")
        length += len(chapters[-1]) + 1
        if length >= size:
            break
    return FRAME.format(title=title, body="\n".join(chapters))


def _paragraphs(random: Random) -> Iterator[str]:
    """Yield paragraphs of 60 to 160 words, broken and indented as files that people work on are."""
    notes = count(1)
    for number in count(1):
        words = _words(random, random.randint(60, 160))
        for place in random.sample(range(len(words)), 4):
            words[place] = f"<persName>{random.choice(NAMES)}</persName>"
        if random.random() < 0.5:  # noqa: PLR2004 - half of the paragraphs
            words[random.randrange(len(words))] += ' <hi rend="italic">never again</hi>'
        if random.random() < 0.25:  # noqa: PLR2004 - a quarter of them
            note = " ".join(_words(random, random.randint(8, 30)))
            words[-1] += f'<note place="foot" xml:id="n{next(notes)}">{note}.</note>'
        yield _indented(f'<p xml:id="p{number}">{" ".join(words)}.</p>')


def _tagged_paragraphs(random: Random) -> Iterator[str]:
    for number in count(1):
        words = (
            f'<w lemma="{word}" pos="{random.choice(PARTS_OF_SPEECH)}">{word}</w>'
            for word in _words(random, random.randint(60, 160))
        )
        yield _indented(f'<p xml:id="p{number}">{" ".join(words)}<pc>.</pc></p>')


def _words(random: Random, number: int) -> list[str]:
    """Return words; the first of the list are the most frequent, as in any language."""
    return [WORDS[int(len(WORDS) * random.random() ** 2)] for _ in range(number)]


def _indented(paragraph: str) -> str:
    lines = textwrap.wrap(
        paragraph,
        width=100,
        initial_indent=" " * 8,
        subsequent_indent=" " * 10,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines) + "\n"
