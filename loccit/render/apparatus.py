"""The critical apparatus of a text -> its entries by section, and the witnesses that they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from loccit.model import Text
from loccit.render.context import AppGroup, AppItem, WitnessItem
from loccit.render.divisions import words_of
from loccit.render.tree import Page


def app_groups(page: Page, text: Text, say: Callable[[str], str]) -> Iterator[AppGroup]:
    """Yield the entries of the apparatus by the section that they belong to."""
    for heading, entries in groupby(text.apparatus, key=lambda entry: entry.heading):
        title = words_of(text.headings[heading - 1], say) if heading else ""
        yield AppGroup(title, tuple(AppItem(page.html(entry.node), entry.apart) for entry in entries))


def witness_items(text: Text) -> Iterator[WitnessItem]:
    """Yield the witnesses; those that readings in the text name can be read from beginning to end."""
    can_be_read = "variants" in text.options
    for witness in text.witnesses:
        is_read = can_be_read and witness.is_witness
        yield WitnessItem(f"wit:{witness.key}", witness.siglum, witness.description, is_read)
