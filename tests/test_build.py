"""The whole build: the same bytes whichever way they are made, and nothing made twice that is the same."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from loccit.build import Built, build_site
from loccit.build.cache import Cache, InMemory, OnDisk
from loccit.build.executors import _batches
from loccit.build.work import Task
from loccit.check import check_edition
from loccit.config import load
from loccit.content import data_of
from loccit.errors import ConfigError, Problem, RenderError
from loccit.model import Source
from loccit.progress import Progress
from loccit.read import read_edition
from loccit.read.files import TextFile
from loccit.render import Output, render_site

EDITIONS = sorted(p.parent.parent for p in (Path(__file__).parent / "editions").glob("*/content/edition.yaml"))
BARE = [p for p in sorted((Path(__file__).parent / "editions").iterdir()) if not (p / "content").exists()]
WORDS = ("ice", "ink", "island", "iron", "ivory")


def threads() -> Executor:
    """Return an executor of one's own, as `--workers` may name it."""
    return ThreadPoolExecutor(2)


def nothing_stops(_problem: Problem) -> bool:
    """Let every problem pass."""
    return False


def built(source: Path, cache: Cache | None = None, workers: str = "1") -> Built:
    """Return the site of an edition, whatever is wrong with it."""
    return build_site(load(source), nothing_stops, workers=workers, cache=cache)


def content(files: Output) -> dict[str, bytes]:
    """Return the bytes of a site's files."""
    return {path: data_of(each) for path, each in files.items()}


# --- the same whichever way -------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", [*EDITIONS, *BARE], ids=lambda path: path.name)
@pytest.mark.parametrize("workers", ["1", "2", f"{__name__}:threads"])
def test_same_site_whichever_way(source: Path, workers: str):
    """One process, several, or an executor of one's own make the bytes that rendering all at once makes."""
    edition = read_edition(load(source))
    made = built(source, workers=workers)
    lost = [problem for problem in made.problems if problem.code == "lost-text"]

    assert check_edition(edition) == tuple(problem for problem in made.problems if problem not in lost)
    assert ({} if lost else content(render_site(edition))) == content(made.files)


def test_same_site_on_a_cluster(repository: Path):
    """A Dask cluster makes the same bytes."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: pip install loccit[dask]")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        made = built(repository, workers=cluster.scheduler_address)

    assert content(built(repository).files) == content(made.files)


@given(sizes=st.lists(st.integers(1, 50_000), max_size=60), processes=st.integers(1, 8))
def test_batches_hold_every_text_once_and_the_last_are_small(sizes: list[int], processes: int):
    """No process waits long at the end for one that still has a batch to do: a batch is part of what is left."""
    tasks = [Task(TextFile(Source(Path(), "", bytes(size)), str(n), "", frozenset())) for n, size in enumerate(sizes)]
    batches = list(_batches(tasks, processes))
    assert [task for batch in batches for task in batch] == tasks
    left = sum(sizes)
    for batch in batches:
        taken = [len(task.file.source.data) for task in batch]
        assert sum(taken[:-1]) < left / (2 * processes)
        left -= sum(taken)


@pytest.mark.parametrize(
    ("workers", "message"),
    [
        ("tcp://127.0.0.1:1", "no Dask scheduler"),
        ("nobody.knows:it", "no executor"),
        ("loccit.build:nothing", "no executor"),
        ("http://127.0.0.1:1", "no workers called http"),
        ("0", "workers"),
        ("many", "workers"),
    ],
)
def test_workers_that_cannot_be_had(repository: Path, workers: str, message: str):
    """What names no workers is said, with what to write instead."""
    with pytest.raises(ConfigError, match=message):
        built(repository, workers=workers)


# --- nothing twice ----------------------------------------------------------------------------------------------


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    """Return an edition that one may change, with texts, entries, notes and releases."""
    root = tmp_path / "edition"
    shutil.copytree(Path(__file__).parent / "browser" / "permalinks-edition", root)
    return root


def test_nothing_changed(repository: Path, tmp_path: Path):
    """Where nothing has changed, nothing is made, and the site is the same."""
    cache = OnDisk(tmp_path)
    first = built(repository, cache)
    again = built(repository, cache)

    assert (first.made > 0, again.made) == (True, 0)
    assert content(first.files) == content(again.files)
    assert first.problems == again.problems


def bare(root: Path, count: int) -> Path:
    """Write some texts that have nothing to do with each other but their order."""
    for number in range(count):
        (root / f"t{number}.xml").write_text(tei(f"Text {number}", "<p>Some words.</p>"), "utf-8")
    return root


def tei(title: str, body: str) -> str:
    """Return a TEI file."""
    return (
        '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>'
        f"{title}</title></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><p/></sourceDesc></fileDesc>"
        f"</teiHeader><text><body>{body}</body></text></TEI>"
    )


@pytest.mark.parametrize(
    ("change", "made"),
    [
        (lambda root: replace(root / "t5.xml", "Some words", "Other words"), 1),
        (lambda root: replace(root / "t5.xml", "Text 5", "Fifth text"), 3),
        (lambda root: (root / "t5.xml").unlink(), 9),
        (lambda root: replace(root / "t5.xml", "<p>", '<p><ref target="t7.xml#p1">there</ref> '), 1),
    ],
    ids=["a word", "a title, which stands on the pages before and after", "a file less", "a link"],
)
def test_only_what_changed_is_made(tmp_path: Path, change: Callable[[Path], None], made: int):
    """One text with other words is made alone; its title stands on its neighbours' pages as well."""
    root, cache = bare(tmp_path, 10), InMemory()
    built(root, cache)
    change(root)
    again = built(root, cache)

    assert made == again.made
    assert content(built(root).files) == content(again.files)


def replace(path: Path, old: str, new: str) -> None:
    """Put other words into a file that has the old ones."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_damaged_memory_costs_only_time(repository: Path, tmp_path: Path):
    """Whatever is in the files of the cache, the site is right."""
    first = built(repository, OnDisk(tmp_path))
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:100])
    again = built(repository, OnDisk(tmp_path))

    assert first.made == again.made
    assert content(first.files) == content(again.files)


def test_memory_holds_one_build(edition: Path, tmp_path: Path):
    """What the last build did not use is forgotten."""
    folder = tmp_path / "cache"
    folder.mkdir()
    built(edition, OnDisk(folder))
    count = len(list(folder.iterdir()))
    text = next((edition / "content" / "texts").glob("*.xml"))
    for word in WORDS:
        replace(text, "</body>", f"<p>{word}</p></body>")
        built(edition, OnDisk(folder))

    assert count == len(list(folder.iterdir()))


def test_faulty_template_is_an_error_whichever_way(edition: Path):
    """A template that cannot be rendered is named with its line, by several processes as by one."""
    (edition / "templates").mkdir()
    (edition / "templates" / "elements.html").write_text("{% macro hi(node, page) %}\n{{ nothing.here }}{% endmacro %}")
    text = next((edition / "content" / "texts").glob("*.xml"))
    replace(text, "</body>", "<p><hi>a</hi></p></body>")
    for workers in ("1", "2"):
        with pytest.raises(RenderError) as error:
            built(edition, workers=workers)
        assert error.value.at
        assert (error.value.at.path.endswith("elements.html"), error.value.at.line) == (True, 2)


# --- what has errors --------------------------------------------------------------------------------------------


def test_keep_going(tmp_path: Path):
    """What can be read is published; what leads to the rest is words, and no page speaks of it."""
    root = bare(tmp_path, 4)
    (root / "t1.xml").write_text(tei("Torn", "<p>Some")[:-20], "utf-8")
    replace(root / "t2.xml", "Some words", '<ref target="t1.xml">Torn</ref>, <ref target="t0.xml">whole</ref>')
    stopped = build_site(load(root), is_error)
    made = build_site(load(root), is_error, keep_going=True)
    page = content(made.files)["t2/index.html"].decode()

    assert {} == stopped.files
    assert stopped.problems == made.problems
    assert ["t0", "t2", "t3"] == sorted({path.split("/")[0] for path in made.files if path.startswith("t")})
    assert 'rel="prev" href="../t0/index.html"' in page
    assert 'href="../t0/index.html">whole' in page
    assert 'href="../t1' not in page


def test_keep_going_with_nothing_left(tmp_path: Path):
    """Where every text has errors there is nothing to publish."""
    (tmp_path / "a.xml").write_text("<TEI>", "utf-8")
    made = build_site(load(tmp_path), is_error, keep_going=True)

    assert {} == made.files
    assert made.problems


def test_keep_going_without_notes_that_cannot_be_read(tmp_path: Path):
    """The texts that call the notes of a broken file are published, and told of what they lack."""
    root = bare(tmp_path, 2)
    (root / "notes.xml").write_text(tei("Notes", '<note xml:id="n1">First.</note></nope>'), "utf-8")
    replace(root / "t0.xml", "Some words", 'Some words<ref type="note" target="notes.xml#n1">1</ref>')
    made = build_site(load(root), is_error, keep_going=True)
    warned = [problem for problem in made.problems if problem.code == "xinclude"]

    assert {"t0/index.html", "t1/index.html"} <= set(made.files)
    assert "notes/index.html" not in made.files
    assert [("t0.xml", "warning")] == [(problem.at.path, problem.severity) for problem in warned]
    assert ["not-well-formed"] == [problem.code for problem in made.problems if is_error(problem)]


def test_keep_going_leaves_out_what_would_lose_words(tmp_path: Path):
    """A text that would lose words is not published even then."""
    root = tmp_path / "edition"
    shutil.copytree(Path(__file__).parent / "editions" / "two-texts", root)
    (root / "templates").mkdir(exist_ok=True)
    (root / "templates" / "elements.html").write_text("{% macro mentioned(node, page) %}{% endmacro %}", "utf-8")
    first, second = sorted((root / "content" / "texts").glob("*.xml"))
    replace(first, "</body>", '<p xml:id="p999">a <mentioned>b</mentioned></p></body>')
    made = build_site(load(root), is_error, keep_going=True)

    assert ["lost-text"] == [problem.code for problem in made.problems if is_error(problem)]
    assert (False, True) == tuple(f"{path.stem}/index.html" in made.files for path in (first, second))


def is_error(problem: Problem) -> bool:
    """Tell whether a problem stops a build."""
    return problem.severity == "error"


# --- progress ---------------------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """What is printed where somebody sees it."""

    def isatty(self) -> bool:
        """Return what a terminal says of itself."""
        return True


@pytest.mark.parametrize(("seconds", "expected"), [(2, True), (0, False)])
def test_progress_is_shown_of_long_builds(monkeypatch: pytest.MonkeyPatch, seconds: int, *, expected: bool):
    """On a terminal, a build that takes longer than a second says how many texts are done and how fast."""
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    progress = Progress()
    progress._started -= seconds
    for done in range(1, 11):
        progress(done, 10)
    progress.close()

    assert ("10/10" in terminal.getvalue(), "a second" in terminal.getvalue()) == (expected, expected)


def test_progress_is_not_shown_elsewhere(monkeypatch: pytest.MonkeyPatch):
    """In a log there is no bar."""
    printed = io.StringIO()
    monkeypatch.setattr("sys.stderr", printed)
    progress = Progress()
    progress._started -= 2
    progress(1, 2)
    progress.close()

    assert not printed.getvalue()


# --- any edits --------------------------------------------------------------------------------------------------


class AnyEdits(RuleBasedStateMachine):
    """An editor changes whatever there is; each incremental build gives what a build from nothing gives."""

    @initialize(source=st.sampled_from(["letters", "bare"]))
    def begin(self, source: str) -> None:
        """Begin with an edition that has everything, or with a folder of TEI."""
        self.folder = Path(tempfile.mkdtemp())
        self.root = self.folder / "edition"
        if source == "letters":
            shutil.copytree(Path(__file__).parent / "browser" / "permalinks-edition", self.root)
        else:
            self.root.mkdir()
            bare(self.root, 4)
        self.cache = InMemory()

    def teardown(self) -> None:
        """Take the edition away."""
        shutil.rmtree(self.folder)

    def files(self, pattern: str) -> list[Path]:
        """Return the files that may be changed."""
        return [path for path in sorted(self.root.rglob(pattern)) if "releases" not in path.parts]

    @rule(data=st.data(), word=st.sampled_from(WORDS))
    def change_a_text(self, data: st.DataObject, word: str) -> None:
        """Add a paragraph to a text, or a name, a link, an entry's name, a heading."""
        path = data.draw(st.sampled_from(self.files("*.xml")))
        others = [other.stem for other in self.files("*.xml")]
        entries = [entry.stem for entry in self.files("glossary/*.md")] or ["none"]
        added = data.draw(
            st.sampled_from(
                [
                    f"<p>{word}</p>",
                    f"<p><persName>{word}</persName></p>",
                    f"<div><head>{word}</head><p>{word}</p></div>",
                    f'<p><ref target="{data.draw(st.sampled_from(others))}.xml#p1">{word}</ref></p>',
                    f'<p><persName ref="gloss:{data.draw(st.sampled_from(entries))}">{word}</persName></p>',
                    f'<listPerson><person xml:id="{word}"><persName>{word}</persName></person></listPerson>',
                ]
            )
        )
        text = path.read_text("utf-8")
        path.write_text(text.replace("</body>", f"{added}</body>", 1), "utf-8")

    @rule(data=st.data(), word=st.sampled_from(WORDS))
    def change_a_title(self, data: st.DataObject, word: str) -> None:
        """Give a text another title."""
        path = data.draw(st.sampled_from(self.files("*.xml")))
        text = path.read_text("utf-8")
        path.write_text(text.replace("</title>", f" {word}</title>", 1), "utf-8")

    @rule(word=st.sampled_from(WORDS))
    def add_a_text(self, word: str) -> None:
        """Add a text."""
        folder = self.root / "content" / "texts" if (self.root / "content").exists() else self.root
        (folder / f"{word}.xml").write_text(tei(word, f'<p xml:id="p1">{word}</p>'), "utf-8")

    @rule(data=st.data())
    def remove_a_text(self, data: st.DataObject) -> None:
        """Take a text out that nothing names."""
        named = self.root / "content" / "edition.yaml"
        said = named.read_text("utf-8") if named.exists() else ""
        files = [path for path in self.files("*.xml") if path.stem not in said]
        if len(files) > 1:
            data.draw(st.sampled_from(files)).unlink()

    @rule(data=st.data(), word=st.sampled_from(WORDS))
    def change_a_document(self, data: st.DataObject, word: str) -> None:
        """Add words to an entry, a note or a page."""
        if files := self.files("*.md"):
            path = data.draw(st.sampled_from(files))
            path.write_text(path.read_text("utf-8") + f"\n\n{word}\n", "utf-8")

    @rule(pages=st.sampled_from(["full", "stub", "off"]), divide=st.sampled_from(["long", "never", "always"]))
    def change_the_settings(self, pages: str, divide: str) -> None:
        """Change two settings."""
        path = self.root / "content" / "edition.yaml"
        if path.exists():
            lines = path.read_text("utf-8").splitlines()
            kept = [line for line in lines if not line.startswith(("paragraph_pages", "divide"))]
            path.write_text("\n".join([*kept, f"paragraph_pages: {pages}", f"divide: {divide}", ""]), "utf-8")

    @rule(word=st.sampled_from(WORDS))
    def change_the_theme(self, word: str) -> None:
        """Change how names look."""
        if (self.root / "content").exists():
            folder = self.root / "templates"
            folder.mkdir(exist_ok=True)
            macro = f'{{% macro persName(node, page) %}}<span class="{word}">{{{{ page.content(node) }}}}</span>'
            (folder / "elements.html").write_text(f"{macro}{{% endmacro %}}\n", "utf-8")

    @invariant()
    def incremental_equals_clean(self) -> None:
        """Compare with a build from nothing."""
        if hasattr(self, "root"):
            incremental, clean = built(self.root, self.cache), built(self.root)
            assert content(clean.files) == content(incremental.files)
            assert clean.problems == incremental.problems


TestAnyEdits = AnyEdits.TestCase
TestAnyEdits.settings = settings(
    max_examples=12, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
)
