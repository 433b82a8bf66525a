"""A text -> how long each stage of its build takes, in multiples of parsing its file with lxml."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Mapping
from pathlib import Path

from lxml import etree

from bench.clock import HEADING, Table, timed
from bench.processes import ROOT
from loccit.check import check_edition
from loccit.config import Config, load
from loccit.conserve import losses
from loccit.model import Edition, Target
from loccit.read import read_edition
from loccit.read.tei import read_tei
from loccit.read.xml import read_source
from loccit.render import render_site
from loccit.render.leaves import leaves
from loccit.render.messages import translations
from loccit.render.site import Rendering, site_language
from loccit.render.texts import text_page
from loccit.render.theme import load_theme, static_files
from loccit.write import write_site

ROUNDS = 15


def stages(title: str, path: Path | None, folder: Path) -> Table:
    """Return how long the stages take for one file, or for this edition's text in its edition."""
    config = load(path or ROOT)
    edition = read_edition(config)
    rendering = _rendering(config, edition)
    source, site = read_source(config.tei[0], config.root), folder / "stages"
    files = _files(config, edition)
    text = edition.texts[0]
    pages = of_text(text.key, render_site(edition))

    def read() -> None:
        read_tei(source, key="text", folder=_folder(config), files=files, settings=config.settings)

    divided = list(leaves(text))

    def render() -> None:
        for leaf in divided:
            text_page(rendering, leaf, marks={}, gone=())

    def build() -> None:
        edition = read_edition(config)
        check_edition(edition)
        made = render_site(edition)
        losses(edition.texts[0], of_text(edition.texts[0].key, made))
        write_site(made, site)

    def clear() -> None:
        shutil.rmtree(site, ignore_errors=True)
        gc.collect()

    tasks = {
        "lxml.etree.parse": lambda: etree.parse(source.path),
        "read: file to tree": read,
        "check": lambda: check_edition(edition),
        "divide: tree to pages": lambda: list(leaves(text)),
        "render: tree to HTML": render,
        "account: the pages against the source": lambda: losses(text, pages),
        "all: read, check, render, account, write": build,
    }
    rows = timed(tasks, ROUNDS, "lxml.etree.parse", {"render: tree to HTML": "6 (tagged: 8)"}, clear)
    size = source.path.stat().st_size / 1000
    return f"Stages for {title}, {size:.0f} kB (parsing = 1)", HEADING, rows


def of_text(key: str, site: Mapping[str, bytes | Path]) -> dict[str, bytes]:
    """Return the files of a text."""
    return {path: data for path, data in site.items() if path.startswith(f"{key}/") and isinstance(data, bytes)}


def _rendering(config: Config, edition: Edition) -> Rendering:
    catalogue = translations(site_language(edition), config.locale)
    return Rendering(edition, load_theme(config, catalogue), catalogue, static_files(config))


def _folder(config: Config) -> str:
    folder = config.tei[0].parent.relative_to(config.root).as_posix()
    return "" if folder == "." else folder


def _files(config: Config, edition: Edition) -> dict[str, Target]:
    """Return what the text may point at: the entries and notes of its edition."""
    found = (("entry", edition.entries), ("note", edition.notes))
    return {
        document.source.path.resolve().relative_to(config.root).as_posix(): Target(kind, document.key)
        for kind, documents in found
        for document in documents.values()
    }
