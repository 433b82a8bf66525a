"""What `loccit coverage` says of an edition, to people and to programs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from loccit import cli
from tests.conservation import WRAPPER

HERE = Path(__file__).parent
EDITIONS = ("correspondence", "forgetful", "registers")


def said(*arguments: str) -> tuple[int, str]:
    """Return the exit code of the command and what it prints."""
    result = CliRunner().invoke(cli.command, ["coverage", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


@pytest.mark.parametrize("name", EDITIONS)
def test_report(name: str, monkeypatch: pytest.MonkeyPatch, *, update_golden: bool) -> None:
    """The report of a miniature edition is what it was; how many rules the table has is its own affair."""
    monkeypatch.chdir(HERE / "editions" / name)
    code, report = said()
    report = re.sub(r"(?<=rules never used: )\d+ of \d+", "N of N", report) + f"exit code {code}\n"
    path = HERE / "golden" / name / "coverage.txt"
    if update_golden:
        path.write_text(report, "utf-8")

    assert path.read_text("utf-8") == report


def test_report_for_programs(tmp_path: Path) -> None:
    """As JSON, the report has each file and all of them together, with everything that the other one shortens."""
    for name, body in (("a", '<p n="1" cert="high">one<index>two</index></p>'), ("b", "<p><mine>three</mine></p>")):
        (tmp_path / f"{name}.xml").write_text(WRAPPER.format(body), "utf-8")

    code, printed = said(str(tmp_path), "--json")
    report = json.loads(printed)
    first, second = report["files"]

    assert 0 == code
    assert ["a.xml", "b.xml"] == [first["file"], second["file"]]
    assert {"displayed": 3, "on demand": 0, "hidden": 3, "lost": 0} == first["characters"]
    assert {"index entry": 3} == first["hidden_by"]
    assert {"p/@cert": 1} == first["attributes_ignored"]
    assert {"mine": 1} == second["elements_without_a_row"]
    assert "index: omit" in second["rules_never_used"]
    assert "index: omit" not in report["all"]["rules_never_used"]
    assert {"displayed": 8, "on demand": 0, "hidden": 3, "lost": 0} == report["all"]["characters"]
    assert [] == report["all"]["lost"]


def test_elements_that_need_no_row(tmp_path: Path) -> None:
    """What is treated by its namespace is not missing from the table: formulae, examples, inclusions."""
    math = '<formula><math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math></formula>'
    example = '<egXML xmlns="http://www.tei-c.org/ns/Examples"><mine/></egXML>'
    (tmp_path / "a.xml").write_text(WRAPPER.format(f"<p>{math}{example}<mi>y</mi></p>"), "utf-8")
    _, printed = said(str(tmp_path), "--json")

    assert {"mi": 1} == json.loads(printed)["all"]["elements_without_a_row"]


def test_what_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost words are listed with their places and the elements around them, and the command fails."""
    monkeypatch.chdir(HERE / "editions" / "forgetful")
    code, printed = said("--json")
    lost = json.loads(printed)["all"]["lost"]

    assert 1 == code
    assert ["Ann", "Bee", "Cora"] == [each["words"] for each in lost]
    assert ["TEI", "text", "body", "p", "persName", "hi"] == lost[1]["in"]
    assert ("content/texts/letter.xml", 11, 57) == (lost[1]["file"], lost[1]["line"], lost[1]["column"])


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """The other texts are reported all the same, and the command fails."""
    (tmp_path / "a.xml").write_text(WRAPPER.format("<p>one</p>"), "utf-8")
    (tmp_path / "b.xml").write_text(WRAPPER.format("<p>one"), "utf-8")

    code, printed = said(str(tmp_path))

    assert 1 == code
    assert re.search(r"(?m)^a\.xml +3 +100 %", printed)
