"""The document tree and the edition: plain data that every stage shares."""

from loccit.model.edition import Document, Edition, Reference, Spelling
from loccit.model.header import Change, Header, Responsibility
from loccit.model.memory import Memory
from loccit.model.mentions import Mention, Named, Place, distinct
from loccit.model.packed import Packed
from loccit.model.permalink import EMPTY_REGISTRY, Permalink, Registry, Release
from loccit.model.source import Source, Tag
from loccit.model.text import (
    AppEntry,
    Block,
    Facsimile,
    Heading,
    Note,
    NoteReference,
    Oddity,
    Outline,
    PageImage,
    Part,
    Passage,
    Pointer,
    RegisterItem,
    Series,
    Target,
    Text,
    Witness,
)
from loccit.model.tree import EMPTY, Node, has_blocks

__all__ = [
    "EMPTY",
    "EMPTY_REGISTRY",
    "AppEntry",
    "Block",
    "Change",
    "Document",
    "Edition",
    "Facsimile",
    "Header",
    "Heading",
    "Memory",
    "Mention",
    "Named",
    "Node",
    "Note",
    "NoteReference",
    "Oddity",
    "Outline",
    "Packed",
    "PageImage",
    "Part",
    "Passage",
    "Permalink",
    "Place",
    "Pointer",
    "Reference",
    "RegisterItem",
    "Registry",
    "Release",
    "Responsibility",
    "Series",
    "Source",
    "Spelling",
    "Tag",
    "Target",
    "Text",
    "Witness",
    "distinct",
    "has_blocks",
]
