"""Reconciling: the plan, its answers, the repair of the files to the byte, and all or nothing."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from loccit.cli import command
from loccit.config import load
from loccit.errors import ConfigError, EditionError, WriteError
from loccit.model import Edition
from loccit.read import read_edition
from loccit.reconcile import apply, format_plan, parse_plan, plan, with_reasons
from loccit.registry.records import parse_registry
from loccit.replace import PENDING, finish, replace_together

FRAME = """<?xml version="1.0" encoding="UTF-8"?>
<!-- untouched -->
<TEI xmlns="http://www.tei-c.org/ns/1.0">
  <teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc></teiHeader>
  <text><body>
{}
  </body></text>
</TEI>
"""
HARVEST = "The harvest was poor in the north of the country."
CONSUL = "Nobody had spoken to the consul before evening."
SHIP = "The ship came in at four in the morning, and left at noon."


def tei(*paragraphs: tuple[str, str]) -> str:
    """Return a file with these paragraphs, each with its id or an empty one."""
    lines = (f'    <p xml:id="{own}">{words}</p>' if own else f"    <p>{words}</p>" for own, words in paragraphs)
    return FRAME.format("\n".join(lines))


class Desk:
    """An edition with one text, released as 1.0."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.content = root / "content"
        self.text = self.content / "texts" / "a.xml"
        self.registry = self.content / "permalinks.jsonl"
        self.text.parent.mkdir(parents=True)
        (self.content / "edition.yaml").write_text("title: E\nlanguage: en\n", "utf-8")
        self.save(("p1", HARVEST), ("p2", CONSUL), ("p3", SHIP))
        self.run("release", "1.0", str(root), "--date", "2026-11-22", "--summary", "First")

    def save(self, *paragraphs: tuple[str, str]) -> None:
        """Write the text."""
        self.text.write_text(tei(*paragraphs), "utf-8")

    def run(self, *arguments: str, answers: str = "", fails: bool = False) -> str:
        """Run a command, and return what it printed."""
        result: Result = CliRunner().invoke(command, arguments, input=answers)
        if result.exception and not isinstance(result.exception, SystemExit | EditionError):
            raise result.exception
        said = result.output + (str(result.exception) if isinstance(result.exception, EditionError) else "")

        assert fails == bool(result.exit_code), said

        return said

    def reconcile(self, *options: str, answers: str = "", fails: bool = False) -> str:
        """Reconcile, and return what was printed."""
        return self.run("reconcile", str(self.root), *options, answers=answers, fails=fails)

    def edition(self) -> Edition:
        """Read what is on the disk."""
        return read_edition(load(self.root))

    def ids(self) -> list[str]:
        """Return the ids of the paragraphs; an empty one where there is none."""
        return [own or "" for own in re.findall(r'<p(?: xml:id="(.*?)")?>', self.text.read_text("utf-8"))]

    def record(self, address: str) -> dict[str, object]:
        """Return what the registry says of a paragraph."""
        records, problems = parse_registry(self.registry.read_bytes(), "r")

        assert () == problems

        record = records["a", address]
        return {"status": record.status, "successors": record.successors, "reason": record.reason, "last": record.last}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return an edition that was released once."""
    return Desk(tmp_path)


def test_nothing_to_reconcile(desk: Desk) -> None:
    """Where nothing has changed, nothing is asked and nothing is written."""
    before = desk.registry.stat().st_mtime_ns

    assert "nothing to reconcile" in desk.reconcile()
    assert before == desk.registry.stat().st_mtime_ns


def test_split(desk: Desk) -> None:
    """The first part keeps the address, the next gets a number, and the registry names it as the continuation."""
    desk.save(
        ("p1", HARVEST), ("p2", CONSUL), ("p3", "The ship came in at four"), ("", "in the morning, and left at noon.")
    )
    desk.reconcile("--accept-all")

    assert ["p1", "p2", "p3", "p4"] == desk.ids()
    assert {"status": "split", "successors": ("p4",), "reason": "", "last": ""} == desk.record("p3")
    assert "live" == desk.record("p4")["status"]
    assert "nothing to reconcile" in desk.reconcile()


def test_merged(desk: Desk) -> None:
    """What was joined to another is forwarded there."""
    desk.save(("p1", f"{HARVEST} {CONSUL}"), ("p3", SHIP))
    desk.reconcile("--accept-all")

    assert {"status": "merged", "successors": ("p1",), "reason": "", "last": "1.0"} == desk.record("p2")


def test_withdrawn(desk: Desk) -> None:
    """What is gone says why, in the words that are given or in ours."""
    desk.save(("p1", HARVEST))
    desk.reconcile("--accept-all", "--reason", "not by the author")

    assert {"status": "withdrawn", "successors": (), "reason": "not by the author", "last": "1.0"} == desk.record("p2")


def test_withdrawn_number_is_never_given_again(desk: Desk) -> None:
    """Numbering passes over what the registry has ever seen."""
    desk.save(("p1", HARVEST), ("p2", CONSUL))
    desk.reconcile("--accept-all")
    desk.save(("p1", HARVEST), ("p2", CONSUL), ("", "Something new that nobody has read."))
    desk.run("number", str(desk.text))

    assert ["p1", "p2", "p4"] == desk.ids()


def test_stripped_ids_are_put_back(desk: Desk) -> None:
    """Ids that a tool has taken away stand again where they were, and the file is what it was."""
    before = desk.text.read_bytes()
    desk.save(("", HARVEST), ("", CONSUL), ("", SHIP))
    desk.reconcile("--accept-all")

    assert before == desk.text.read_bytes()


def test_swapped_ids_are_put_back(desk: Desk) -> None:
    """Two ids that changed places are changed back."""
    desk.save(("p2", HARVEST), ("p1", CONSUL), ("p3", SHIP))
    desk.reconcile("--accept-all")

    assert ["p1", "p2", "p3"] == desk.ids()


def test_replaced_paragraph_gets_its_own_number(desk: Desk) -> None:
    """Another paragraph under a released id gets a number, and the old one is withdrawn."""
    desk.save(("p1", HARVEST), ("p2", "Quite another matter that was never there before."), ("p3", SHIP))
    desk.reconcile("--accept-all")

    assert ["p1", "p1a", "p3"] == desk.ids()
    assert "withdrawn" == desk.record("p2")["status"]


def test_withdrawn_and_restored(desk: Desk) -> None:
    """What comes back has its address again, and no reason why it is gone."""
    desk.save(("p1", HARVEST), ("p3", SHIP))
    desk.reconcile("--accept-all")
    desk.save(("p1", HARVEST), ("", CONSUL), ("p3", SHIP))
    desk.reconcile("--accept-all")

    assert ["p1", "p2", "p3"] == desk.ids()
    assert {"status": "live", "successors": (), "reason": "", "last": ""} == desk.record("p2")


def test_edited_is_remembered(desk: Desk) -> None:
    """An edited paragraph that was accepted is compared with its new words from then on."""
    desk.save(("p1", HARVEST.replace("poor", "rich")), ("p2", CONSUL), ("p3", SHIP))

    assert "1 address settled" in desk.reconcile("--accept-all")
    assert "nothing to reconcile" in desk.reconcile()


# Asking


def test_review(desk: Desk) -> None:
    """The editor sees old and new words and the place, and accepts, skips or withdraws."""
    desk.save(("p1", HARVEST.replace("poor", "rich")), ("p2", "Another paragraph that was never in this place."))
    said = desk.reconcile(answers="a\nk\na\nin the appendix now\ny\n")

    assert "1 of 3  a#p1: edited" in said
    assert "[-poor-]{+rich+}" in said
    assert "content/texts/a.xml:" in said
    assert ["p1", "p2"] == desk.ids()
    assert "live" == desk.record("p2")["status"]
    assert "in the appendix now" == desk.record("p3")["reason"]


def test_skipped_stays_open(desk: Desk) -> None:
    """What is skipped is asked again."""
    desk.save(("p1", HARVEST))
    desk.reconcile(answers="s\na\nr\ny\n")

    assert "1 of 1  a#p2" in desk.reconcile(answers="q\n", fails=True)


@pytest.mark.parametrize("answers", ["q\n", "a\nr\na\nr\nn\n"])
def test_quitting_writes_nothing(desk: Desk, answers: str) -> None:
    """Whoever quits, or says no at the end, finds everything as it was."""
    desk.save(("p1", HARVEST))
    before = desk.registry.read_bytes()
    desk.reconcile(answers=answers, fails=True)

    assert before == desk.registry.read_bytes()


def test_withdraw_instead(desk: Desk) -> None:
    """Instead of what is proposed, an address may be withdrawn; the paragraph there gets another number."""
    desk.save(("p1", HARVEST.replace("poor", "rich")), ("p2", CONSUL), ("p3", SHIP))
    desk.reconcile(answers="w\nanother harvest\ny\n")

    assert "another harvest" == desk.record("p1")["reason"]
    assert ["p1a", "p2", "p3"] == desk.ids() or "p1" not in desk.ids()


@pytest.mark.parametrize("answers", ["w\nlost\na\n", "a\nlost\ny\n", "Yes\nlost\nyes\n", "x\nwithdraw\nlost\naccept\n"])
def test_answers_are_letters_or_words(desk: Desk, answers: str) -> None:
    """To withdraw what is gone may be typed as such, and whole words are understood; whatever else is asked again."""
    desk.save(("p1", HARVEST), ("p2", CONSUL))
    said = desk.reconcile(answers=answers)

    assert "lost" == desk.record("p3")["reason"]
    assert ("please type a or s or q" in said) == answers.startswith("x")
    assert "Shall this address be settled?" in said


def test_withdrawing_is_not_accepting(desk: Desk) -> None:
    """Where nothing can be withdrawn, that letter is no answer."""
    desk.save(("p2", HARVEST), ("p1", CONSUL), ("p3", SHIP))

    assert "please type" in desk.reconcile(answers="w\ns\n")


# What cannot be told


REFRAIN = "So they said."


@pytest.fixture
def shifted(tmp_path: Path) -> Desk:
    """Return an edition in which a refrain was written once more, and ids were numbered anew from there on."""
    desk = Desk(tmp_path)
    desk.save(("p1", HARVEST), ("p2", CONSUL), ("p3", SHIP), ("p4", REFRAIN), ("p5", HARVEST.upper() + " And more."))
    desk.run("release", "2.0", str(tmp_path), "--date", "2026-11-23", "--summary", "Second")
    desk.save(
        ("p1", HARVEST),
        ("p2", CONSUL),
        ("p3", SHIP),
        ("p4", REFRAIN),
        ("p5", REFRAIN),
        ("p6", HARVEST.upper() + " And more."),
    )
    return desk


def test_undecided_names_them_all(shifted: Desk) -> None:
    """Where nothing tells which it was, the address is given to none, and its record names each that it may be."""
    shifted.reconcile("--accept-all")
    expected = {"status": "undecided", "successors": ("p3a", "p3b"), "reason": "", "last": "2.0"}

    assert ["p1", "p2", "p3", "p3a", "p3b", "p5"] == shifted.ids()
    assert expected == shifted.record("p4")
    assert "nothing to reconcile" in shifted.reconcile()

    shifted.run("release", "3.0", str(shifted.root), "--date", "2026-11-24", "--summary", "Third")
    shifted.save(("p1", HARVEST), ("p3a", REFRAIN), ("p5", HARVEST.upper() + " And more."), ("", "Something new."))
    shifted.reconcile("--accept-all")
    shifted.run("number", str(shifted.text))

    assert expected == shifted.record("p4")
    assert "withdrawn" == shifted.record("p3b")["status"]
    assert "p4" not in shifted.ids()


def test_undecided_is_asked(shifted: Desk) -> None:
    """The editor sees each place amid what stands around it, and says which it is."""
    said = shifted.reconcile(answers="2\na\ny\n")

    assert "then: … and left at noon. [So they said.] THE HARVEST WAS POOR IN …" in said
    assert "2:   content/texts/a.xml:" in said
    assert "So they said. [So they said.] THE HARVEST" in said
    assert ["p1", "p2", "p3", "p3a", "p4", "p5"] == shifted.ids()
    assert "live" == shifted.record("p4")["status"]
    assert "nothing to reconcile" in shifted.reconcile()


def test_undecided_may_stay_so(shifted: Desk) -> None:
    """The editor may say that it cannot be told, or that it was taken out."""
    shifted.reconcile(answers="a\na\ny\n")

    assert ("p3a", "p3b") == shifted.record("p4")["successors"]


def test_two_are_the_same_one(desk: Desk) -> None:
    """Where the editor says of two addresses that they are one paragraph, the second is joined to it."""
    desk.save(("p1", HARVEST), ("p2", REFRAIN), ("p3", SHIP), ("p4", REFRAIN), ("p5", CONSUL))
    desk.reconcile("--accept-all")
    desk.run("release", "2.0", str(desk.root), "--date", "2026-11-23", "--summary", "Second")
    refrains = [own for own in desk.ids() if own not in {"p1", "p3"}]
    one, other, last = refrains
    desk.save(("p1", HARVEST), (other, REFRAIN), ("p3", SHIP), (one, REFRAIN), (last, CONSUL))
    desk.reconcile(answers="1\n1\ny\n")

    assert one in desk.ids()
    assert {"status": "merged", "successors": (one,), "reason": "", "last": "2.0"} == desk.record(other)
    assert "nothing to reconcile" in desk.reconcile()


def test_undecided_is_back(shifted: Desk) -> None:
    """An undecided address is restored where its id stands on the very words again."""
    shifted.reconcile("--accept-all")
    shifted.save(
        ("p1", HARVEST),
        ("p2", CONSUL),
        ("p3", SHIP),
        ("p4", REFRAIN),
        ("p3b", REFRAIN),
        ("p5", HARVEST.upper() + " And more."),
    )
    shifted.reconcile("--accept-all")

    assert {"status": "live", "successors": (), "reason": "", "last": ""} == shifted.record("p4")


# Plans


def test_json_changes_nothing(desk: Desk) -> None:
    """A script gets the plan and decides itself."""
    desk.save(("p1", HARVEST))
    made = parse_plan(desk.reconcile("--json").encode(), "stdout")

    assert ["p2", "p3"] == [proposal.address for proposal in made.proposals]
    assert "live" == desk.record("p2")["status"]


def test_plan_is_written_edited_and_carried_out(desk: Desk) -> None:
    """A plan can be written, completed by hand and carried out."""
    desk.save(("p1", HARVEST), ("p3", SHIP))
    path = desk.root / "plan.json"
    desk.reconcile("--write-plan", str(path))

    assert "without a reason" in desk.reconcile("--plan", str(path), fails=True)

    path.write_text(
        path.read_text("utf-8").replace('"address": "p2"', '"address": "p2", "reason": "a doublet"'), "utf-8"
    )
    desk.reconcile("--plan", str(path))

    assert "a doublet" == desk.record("p2")["reason"]


def test_plan_of_another_state_is_refused(desk: Desk) -> None:
    """A plan is for the files that it was made of, and for no others."""
    desk.save(("p1", HARVEST))
    made = with_reasons(plan(desk.edition()), "r")
    desk.save(("p1", HARVEST), ("p2", CONSUL))
    with pytest.raises(ConfigError, match="before a changed"):
        apply(made, desk.edition())


@pytest.mark.parametrize("data", [b"", b"[]", b'{"made_of": {}, "proposals": [{"proposal": "eaten"}]}', b"\xff"])
def test_what_is_no_plan(data: bytes) -> None:
    """A file that is no plan is an error that says how to make one."""
    with pytest.raises(ConfigError, match="not a plan"):
        parse_plan(data, "plan.json")


def test_plan_reads_as_it_was_written(desk: Desk) -> None:
    """A plan is the same after it was written and read."""
    desk.save(("p1", HARVEST), ("", "The ship came in at four"), ("", "in the morning, and left at noon."))
    made = plan(desk.edition())

    assert made == parse_plan(format_plan(made).encode(), "plan.json")


# To the byte


LINES = {
    "BOM": ("utf-8-sig", "\n"),
    "CRLF": ("utf-8", "\r\n"),
    "UTF-16": ("utf-16", "\n"),
    "Latin-1": ("iso-8859-1", "\n"),
}


@pytest.mark.parametrize(("codec", "end"), LINES.values(), ids=LINES.keys())
def test_only_ids_change(desk: Desk, codec: str, end: str) -> None:
    """Encoding, byte order mark, line ends, entities, order of attributes, quotes and comments stay as they are."""
    before = (
        f"<?xml version='1.0' encoding='{codec.removesuffix('-sig')}'?>\n"
        '<!DOCTYPE TEI [<!ENTITY eacute "&#233;">]>\n<TEI xmlns="http://www.tei-c.org/ns/1.0">'
        "<teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc></teiHeader><text><body>\n"
        f"<p n='1'   xml:id = 'p2'\n rend=\"a>b\" >{HARVEST} <!-- é <p xml:id='p9'> -->&eacute;t&#233; é</p>\n"
        f'<p xml:id="p1" n="2">{CONSUL}</p><p\n  rend="x">{SHIP}</p>\n</body></text></TEI>\n'
    ).replace("\n", end)
    desk.text.write_bytes(before.encode(codec))
    desk.reconcile("--accept-all")
    expected = before.replace("xml:id = 'p2'", 'xml:id = "p1"').replace(
        '<p xml:id="p1" n="2">', '<p xml:id="p2" n="2">'
    )
    expected = expected.replace(f"<p{end}  rend", f'<p xml:id="p3"{end}  rend')

    assert expected == desk.text.read_bytes().decode(codec)
    assert before.encode(codec)[:2] == desk.text.read_bytes()[:2]


def test_foreign_ids_in_any_script(desk: Desk) -> None:
    """An id of the source in another script is put back as well."""
    desk.save(("абзац", HARVEST), ("p2", CONSUL), ("p3", SHIP))
    desk.reconcile("--accept-all")
    desk.run("release", "1.1", str(desk.root), "--date", "2026-11-23", "--summary", "x")

    assert ["p1", "p2", "p3"] == desk.ids()


def test_text_from_an_entity_is_refused(desk: Desk) -> None:
    """Where an id cannot be written, nothing is, and the place is named."""
    entity = f'<!DOCTYPE TEI [<!ENTITY ship "<p>{SHIP}</p>">]>\n<TEI'
    desk.text.write_text(
        tei(("p1", HARVEST), ("p2", CONSUL)).replace("<TEI", entity).replace("  </body>", "&ship;</body>")
    )
    before = desk.registry.read_bytes()

    assert "entity" in desk.reconcile("--accept-all", fails=True)
    assert before == desk.registry.read_bytes()


# All or nothing


def state(desk: Desk) -> dict[str, bytes]:
    """Return every file of the edition that is not waiting to be put into its place."""
    files = (path for path in desk.content.rglob("*") if path.is_file() and PENDING not in path.parts)
    return {path.relative_to(desk.content).as_posix(): path.read_bytes() for path in files}


def interrupted(count: int) -> Callable[[object, object], None]:
    """Return an `os.replace` that fails from its `count`th call on."""
    calls = iter(range(1000))
    replace = os.replace

    def one(source: object, target: object) -> None:
        if next(calls) >= count:
            raise KeyboardInterrupt
        replace(source, target)

    return one


@pytest.mark.parametrize("count", range(4))
@pytest.mark.parametrize(
    "arguments", [["reconcile", "--accept-all"], ["release", "1.1", "--date", "2026-11-23", "--summary", "x"]]
)
def test_interrupted_command_leaves_old_or_new(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, count: int, arguments: list[str]
) -> None:
    """Wherever a command is interrupted, the next one finds the old state or the new one, and never half of it."""
    ids = ["p1", "p2"] if arguments[0] == "release" else ["p2", "p1"]
    desk.save((ids[0], HARVEST.replace("poor", "rich")), (ids[1], CONSUL), ("p3", SHIP))
    old = state(desk)
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupted(count))
        CliRunner().invoke(command, [*arguments[:2], str(desk.root), *arguments[2:]])
    finish(desk.content)
    found = state(desk)
    if count == 0:
        assert old == found
    else:
        assert (arguments[0] == "release") == desk.content.joinpath("releases", "1.1").is_dir()
        assert old.keys() <= found.keys()
        assert old["permalinks.jsonl"] != found["permalinks.jsonl"]
        assert ["p1", "p2", "p3"] == desk.ids()
    assert not (desk.content / PENDING).exists() or count == 0


def test_file_saved_in_the_meantime(desk: Desk) -> None:
    """A file that was saved after it was read is not written over."""
    with pytest.raises(WriteError, match="in the meantime"):
        replace_together(desk.content, {desk.text: b"new"}, {desk.text: b"what it was"})

    assert b"new" != desk.text.read_bytes()
    assert not (desk.content / PENDING).exists()


def test_file_changed_after_an_interruption(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an editor wrote after an interruption is not written over either."""
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupted(1))
        with pytest.raises(KeyboardInterrupt):
            replace_together(desk.content, {desk.text: b"new"}, {})
    desk.text.write_bytes(b"mine")
    with pytest.raises(WriteError, match="after a command was interrupted"):
        finish(desk.content)

    assert b"mine" == desk.text.read_bytes()


# With git


@pytest.fixture
def git(desk: Desk) -> Callable[..., str]:
    """Return the function that runs git in the edition, which is a repository with one commit."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    names = {f"GIT_{who}_{what}": "x" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

    def run(*arguments: str, fails: bool = False) -> str:
        result = subprocess.run(
            ["git", *arguments],
            cwd=desk.root,
            env={**environment, **names},
            capture_output=True,
            text=True,
            check=False,
        )

        assert fails == bool(result.returncode), result.stderr

        return result.stdout

    run("init", "-q", "-b", "main")
    run("add", ".")
    run("commit", "-qm", "1.0")
    return run


def branch(desk: Desk, git: Callable[..., str], *states: list[tuple[str, str]]) -> None:
    """Reconcile each state on a branch of its own, and go back to the first."""
    for number, paragraphs in enumerate(states):
        git("checkout", "-q", "-b", f"b{number}", "main")
        desk.save(*paragraphs)
        desk.reconcile("--accept-all")
        git("commit", "-qam", "reconciled")
    git("checkout", "-q", "b0")


def test_two_branches_merge(desk: Desk, git: Callable[..., str]) -> None:
    """Two editors who reconcile different paragraphs merge the registry with plain git."""
    one = [("p1", HARVEST.replace("poor", "rich")), ("p2", CONSUL), ("p3", SHIP)]
    other = [
        ("p1", HARVEST),
        ("p2", CONSUL),
        ("p3", "The ship came in at four,"),
        ("", "in the morning, and left at noon."),
    ]
    branch(desk, git, one, other)
    git("merge", "-q", "b1")

    assert "split" == desk.record("p3")["status"]
    assert "nothing to reconcile" in desk.reconcile()


@pytest.mark.parametrize("first", ["edited", "split"])
@pytest.mark.parametrize("second", ["edited", "split", "withdrawn"])
def test_two_branches_merge_neighbours(desk: Desk, git: Callable[..., str], first: str, second: str) -> None:
    """Two editors who reconcile paragraphs that stand beside each other merge the registry with plain git."""

    def done(what: str, own: str, words: str, part: str = "") -> list[tuple[str, str]]:
        half = len(words) // 2
        ways = {"edited": [(own, f"{words} So they said.")], "split": [(own, words[:half]), (part, words[half:])]}
        return ways.get(what, [])

    branch(
        desk,
        git,
        [*done(first, "p1", HARVEST), ("p2", CONSUL), ("p3", SHIP)],
        [("p1", HARVEST), *done(second, "p2", CONSUL), ("p3", SHIP)],
    )
    # The two paragraphs stand in neighbouring lines of the text, which the editor merges; the registry needs nobody.
    conflicts = git("merge", "-q", "b1", fails=True) and git("diff", "--name-only", "--diff-filter=U").split()

    assert [desk.text.relative_to(desk.root).as_posix()] == conflicts

    desk.save(*done(first, "p1", HARVEST, "p1a"), *done(second, "p2", CONSUL, "p2a"), ("p3", SHIP))

    assert "nothing to reconcile" in desk.reconcile()


def test_conflict_is_reported_as_such(desk: Desk, git: Callable[..., str]) -> None:
    """What git could not merge is named as a conflict, with its line, and nothing is reconciled."""
    states = [[("p1", HARVEST.replace("poor", word)), ("p2", CONSUL), ("p3", SHIP)] for word in ("rich", "good")]
    branch(desk, git, *states)
    git("merge", "-q", "b1", fails=True)
    desk.save(("p1", HARVEST), ("p2", CONSUL), ("p3", SHIP))
    line = next(
        n for n, text in enumerate(desk.registry.read_text("utf-8").splitlines(), 1) if text.startswith("<<<<<<<")
    )
    said = desk.run("check", str(desk.root), fails=True)

    assert f"permalinks.jsonl:{line}:1: registry-conflict" in said
    assert desk.reconcile(fails=True)


@pytest.mark.parametrize(
    "damage",
    [
        '{"text":"a"',
        "nonsense",
        '{"text":"a","address":"p9","kind":"p","label":"","first":""}',
        '{"text":"a","address":"p9","kind":"paragraph","label":"","first":"1.0","fingerprint":"x.AAAA"}',
        '{"text":"a","address":"p9","kind":"paragraph","label":"","first":"1.0","fingerprint":"x.A"}',
    ],
)
def test_damaged_line_is_never_ignored(desk: Desk, damage: str) -> None:
    """A damaged line is an error with its number, and stops check, reconcile, number and release."""
    lines = desk.registry.read_text("utf-8").splitlines()
    desk.registry.write_text("\n".join([lines[0], damage, *lines[1:]]) + "\n", "utf-8")

    assert "permalinks.jsonl:2:1: registry" in desk.run("check", str(desk.root), fails=True)
    desk.reconcile("--accept-all", fails=True)
    desk.run("number", str(desk.text), fails=True)
    desk.run("release", "1.1", str(desk.root), "--summary", "x", fails=True)
