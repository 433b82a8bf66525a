"""What is kept between two builds goes into the user's cache folder, or nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from loccit.caching import cache_folder


def test_relative_folders_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A relative `XDG_CACHE_HOME` is none, as its specification says: else each folder would get a cache."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", "here")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))

    assert tmp_path / "home" / ".cache" / "loccit" == cache_folder()
    assert not (tmp_path / "here").exists()


def test_nobody_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without a home, as in a container, builds without a cache."""

    def expanduser(_self: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "expanduser", expanduser)

    assert cache_folder() is None
