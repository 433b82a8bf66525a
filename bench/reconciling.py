"""A text of 5,000 paragraphs with 200 changes -> how long reconciling takes, and what the registry adds to a build.

It is processor time, all of it of one process, so that it does not depend on what else the machine does.

Type `python -m bench.reconciling`.
"""

from __future__ import annotations

import gc
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

from bench.__main__ import print_table
from bench.texts import FRAME, _paragraphs
from loccit.check import check_edition
from loccit.cli import NEW_OBJECTS
from loccit.config import load
from loccit.errors import ProblemsFound
from loccit.model import EMPTY_REGISTRY
from loccit.number import number_file
from loccit.read import read_edition
from loccit.reconcile import apply, plan, with_reasons
from loccit.release import Wanted, release
from loccit.render import render_site
from loccit.write import write_site

PARAGRAPHS = 5_000
CHANGES = 200


def main() -> None:
    """Make the edition, release it, change it, and time what follows."""
    gc.set_threshold(NEW_OBJECTS)  # as the command does
    with tempfile.TemporaryDirectory(prefix="loccit-bench-") as name:
        root = Path(name)
        text = made(root)
        edition = read_edition(load(root))
        build = timed(lambda: write_site(render_site(read_edition(load(root))), root / "site"))
        bare = type(edition)(**{**fields(edition), "registry": EMPTY_REGISTRY, "releases": ()})
        rows = [
            ("build without check: read, render, write", f"{build:.2f} s", ""),
            *(
                (f"check {kind}", f"{seconds:.2f} s", f"{100 * seconds / build:.0f} %")
                for kind, one in (("without the registry", bare), ("with the registry", edition))
                for seconds in [min(timed(lambda one=one: check_edition(again(one))) for _ in range(3))]
            ),
        ]
        print_table(f"{PARAGRAPHS:,} paragraphs as released", ("", "time", "of a build"), rows)
        released = text.read_text("utf-8")
        for title, change in (("ids kept", str), ("every id stripped", without_ids)):
            text.write_text(change(changed(released)), "utf-8")
            print_table(*reconciled(root, title))


def reconciled(root: Path, title: str) -> tuple[str, tuple[str, ...], list[tuple[str, ...]]]:
    """Return how long it takes to read, to make a plan, and to carry it out."""
    edition = read_edition(load(root))
    if edition.problems:
        raise ProblemsFound(edition.problems)
    proposed = plan(edition)
    rows = [
        ("read", f"{timed(lambda: read_edition(load(root))):.2f} s"),
        ("plan", f"{timed(lambda: plan(edition)):.2f} s"),
        ("carry out", f"{timed(lambda: apply(with_reasons(proposed, ''), edition)):.2f} s"),
    ]
    return f"{CHANGES} changes, {title}: {len(proposed.proposals):,} proposals", ("", "time"), rows


def made(root: Path) -> Path:
    """Make an edition of one text, release it, and return the text's file."""
    content = root / "content"
    (content / "texts").mkdir(parents=True)
    (content / "edition.yaml").write_text("title: E\nlanguage: en\n", "utf-8")
    path = content / "texts" / "novel.xml"
    paragraphs = _paragraphs(Random(1918))  # noqa: S311 - it must be the same every time
    body = "".join(next(paragraphs) for _ in range(PARAGRAPHS))
    path.write_text(FRAME.format(title="A Novel", body=body), "utf-8")
    number_file(path)
    release(read_edition(load(root)), (), Wanted("1.0", "2026-11-22", "First"))
    return path


def changed(text: str) -> str:
    """Return the text with corrections, divisions, joints and paragraphs taken out, 200 in all."""
    random = Random(1923)  # noqa: S311 - it must be the same every time
    paragraphs = re.split(r"(?=<p xml:id)", text)
    for place in sorted(random.sample(range(1, PARAGRAPHS - 1), CHANGES), reverse=True):
        kind = random.choice(("corrected",) * 7 + ("divided", "joined", "out"))
        words = paragraphs[place].split(" ")
        plain = [number for number, word in enumerate(words) if not set(word) & set('<>="')]
        middle = plain[len(plain) // 2]
        if kind == "divided" and "</hi>" not in paragraphs[place] and "</note>" not in paragraphs[place]:
            words[middle] = f"</p><p>{words[middle]}"
        elif kind in {"corrected", "divided"}:
            words[middle] = "corrected"
        paragraphs[place] = " ".join(words)
        if kind == "joined":
            paragraphs[place : place + 2] = [re.sub(r"</p>\s*<p [^>]*>", " ", "".join(paragraphs[place : place + 2]))]
        elif kind == "out":
            del paragraphs[place]
    return "".join(paragraphs)


def without_ids(text: str) -> str:
    """Return the text without the ids of its paragraphs."""
    return re.sub(r'<p xml:id="p\d+">', "<p>", text)


def again(edition: object) -> object:
    """Return the same edition as another value, so that nothing is remembered of it."""
    return type(edition)(**fields(edition))


def fields(edition: object) -> dict[str, object]:
    """Return the fields of an edition."""
    return {name: getattr(edition, name) for name in edition.__struct_fields__}


def timed(task: Callable[[], object]) -> float:
    """Return how many seconds of the processor a task takes."""
    started = time.process_time()
    task()
    return time.process_time() - started


if __name__ == "__main__":
    main()
