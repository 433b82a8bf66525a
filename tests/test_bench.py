"""What measures the stages still calls them as they are to be called."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import stages
from bench.texts import novel, tagged


def test_stages_can_be_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every stage is timed, for this edition and for a single file; what the times are, nobody asks here."""
    monkeypatch.setattr(stages, "ROUNDS", 1)
    for number, text in enumerate((None, novel(2_000), tagged(2_000))):
        path = tmp_path / f"{number}.xml"
        path.write_text(text or "", "utf-8")
        _title, heading, rows = stages.stages("a text", path if text else None, tmp_path)

        assert len(rows) == 7
        assert all(len(row) == len(heading) and float(row[1].replace(",", "")) >= 0 for row in rows)
